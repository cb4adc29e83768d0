#include "patch/text_diff.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "value/access.hpp"
#include "value/text.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

// Bytes of a splice in the compact form, beside its pointer and text.
constexpr uint64_t kSpliceBytes = 24;
// Bytes of the hash of a blob as JSON. What names a blob is found in the text
// of a delta, so a text that may be one is never told in pieces.
constexpr uint64_t kHashBytes = 66;

struct Change {
  size_t at;
  size_t removed;
  std::string added;
};

bool continues(std::string_view text, size_t at) {
  return at < text.size() &&
         (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

// What differs between two texts, of which the first begins at `at`; whole
// characters.
void add_change(std::string_view before, std::string_view after, size_t at,
                std::vector<Change>& changes) {
  const size_t least = std::min(before.size(), after.size());
  size_t head = 0;
  while (head < least && before[head] == after[head]) ++head;
  while (head > 0 && (continues(before, head) || continues(after, head)))
    --head;
  size_t tail = 0;
  while (tail < least - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  while (tail > 0 && continues(before, before.size() - tail)) --tail;
  const size_t removed = before.size() - head - tail;
  const std::string_view added = after.substr(head, after.size() - head - tail);
  if (removed > 0 || !added.empty())
    changes.push_back({at + head, removed, std::string(added)});
}

std::string unescaped(const Piece* chunks, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    count_visit();
    append_unescaped(text, chunks[i].node->text());
  }
  return text;
}

std::string unescaped(const Value& value) {
  const std::string json = value.to_json();
  std::string text;
  append_unescaped(text, std::string_view(json).substr(1, json.size() - 2));
  return text;
}

std::vector<Change> changes_of(const Value& before, const Value& after) {
  std::vector<Change> changes;
  const Node* left = ValueAccess::tree(before);
  const Node* right = ValueAccess::tree(after);
  if (left == nullptr || right == nullptr) {
    add_change(unescaped(before), unescaped(after), 0, changes);
    return changes;
  }
  for_each_gap(left, right, [&](const Gap& gap) {
    add_change(unescaped(gap.left, gap.left_count),
               unescaped(gap.right, gap.right_count), gap.left_at, changes);
    return true;
  });
  return changes;
}

}  // namespace

bool splice_text(const std::string& pointer, const Value& before,
                 const Value& after, Operations& operations) {
  std::vector<Change> changes = changes_of(before, after);
  if (!changes.empty() && after.json_size() == kHashBytes) return false;
  uint64_t cost = 0;
  for (const Change& change : changes)
    cost += pointer.size() + kSpliceBytes + change.added.size();
  if (cost > after.json_size()) return false;
  for (Change& change : changes) {
    PatchOperation& made = operations.emplace_back();
    const bool appends = change.removed == 0 && change.at == before.size();
    made.kind = appends ? PatchKind::kAppend : PatchKind::kSplice;
    made.pointer = pointer;
    std::string escaped;
    append_escaped(escaped, change.added);
    made.value = text_value(escaped);
    made.at = change.at;
    made.removed = change.removed;
    made.before = before;
    made.after = after;
  }
  return true;
}

}  // namespace snaproll::detail
