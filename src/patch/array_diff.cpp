#include "patch/array_diff.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "patch/align.hpp"
#include "value/access.hpp"
#include "value/stream.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

Entries entries_of(const Piece* runs, size_t count) {
  Entries entries;
  for (size_t i = 0; i < count; ++i) {
    count_visit();
    read_run(runs[i].node, entries);
  }
  return entries;
}

bool same_entry(const Entry& a, const Entry& b) {
  if (shared_entry(a, b)) return true;
  if (a.node == nullptr && b.node == nullptr) return false;
  return entry_value(a).same(entry_value(b));
}

// A number that entries with the same text share (FNV-1a over the text, which
// does not see how the text is cut into pieces).
uint64_t fingerprint(const Entry& entry) {
  uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    }
  };
  if (entry.node == nullptr) {
    add(entry.value());
    return hash;
  }
  TextStream stream(entry.node, true);
  std::string_view piece;
  while (stream.next(piece)) add(piece);
  return hash;
}

Value array_of(const Entry* entries, size_t count) {
  Refs runs;
  make_runs(Shape::kArray, entries, count, true, runs);
  return container_value(Shape::kArray, make_root(std::move(runs)));
}

// Whether a change inside of a value can be told, so that it need not be told
// whole.
bool has_inside(const Entry& before, const Entry& after) {
  if (before.node == nullptr || after.node == nullptr) return false;
  const Value a = entry_value(before);
  const Value b = entry_value(after);
  return a.kind() == b.kind() &&
         (a.is_array() || a.is_object() || a.kind() == Kind::kText);
}

class Hunks {
 public:
  Hunks(const ElementChanges& changes, const Entries& before,
        const Entries& after, size_t at)
      : changes_(changes), before_(before), after_(after), at_(at) {}

  // Elements [i, i + removed) became [j, j + added).
  void tell(size_t i, size_t removed, size_t j, size_t added) {
    const size_t both = std::min(removed, added);
    bool inside = false;
    for (size_t k = 0; k < both && !inside; ++k)
      inside = has_inside(before_[i + k], after_[j + k]);
    const bool scalars = removed == added;
    if (!inside && !scalars) {
      changes_.spliced(at_ + i, removed, array_of(after_.data() + j, added));
      return;
    }
    for (size_t k = 0; k < both && changes_.go_on(); ++k) {
      changes_.replaced(at_ + i + k, entry_value(before_[i + k]),
                        entry_value(after_[j + k]));
    }
    if (removed == added) return;
    changes_.spliced(at_ + i + both, removed - both,
                     array_of(after_.data() + j + both, added - both));
  }

 private:
  const ElementChanges& changes_;
  const Entries& before_;
  const Entries& after_;
  size_t at_;
};

// What is left of a gap when its ends that are the same are taken off.
struct Middle {
  size_t begin = 0;
  size_t before_end;
  size_t after_end;
};

Middle trim(const Entries& before, const Entries& after) {
  Middle middle;
  middle.before_end = before.size();
  middle.after_end = after.size();
  const size_t least = std::min(before.size(), after.size());
  while (middle.begin < least &&
         same_entry(before[middle.begin], after[middle.begin])) {
    ++middle.begin;
  }
  while (
      middle.before_end > middle.begin && middle.after_end > middle.begin &&
      same_entry(before[middle.before_end - 1], after[middle.after_end - 1])) {
    --middle.before_end;
    --middle.after_end;
  }
  return middle;
}

std::vector<uint64_t> fingerprints(const Entries& entries, size_t begin,
                                   size_t end) {
  std::vector<uint64_t> prints;
  prints.reserve(end - begin);
  for (size_t i = begin; i < end; ++i)
    prints.push_back(fingerprint(entries[i]));
  return prints;
}

void diff_gap(const Gap& gap, const ElementChanges& changes) {
  const Entries before = entries_of(gap.left, gap.left_count);
  const Entries after = entries_of(gap.right, gap.right_count);
  const Middle middle = trim(before, after);
  Hunks hunks(changes, before, after, gap.left_at);
  const size_t removed = middle.before_end - middle.begin;
  const size_t added = middle.after_end - middle.begin;
  if (removed == 0 && added == 0) return;
  if (removed == 0 || added == 0 || (removed == 1 && added == 1)) {
    hunks.tell(middle.begin, removed, middle.begin, added);
    return;
  }
  const std::vector<Match> matches =
      align(fingerprints(before, middle.begin, middle.before_end),
            fingerprints(after, middle.begin, middle.after_end));
  size_t i = middle.begin;
  size_t j = middle.begin;
  for (const Match& match : matches) {
    const size_t left = middle.begin + match.left;
    const size_t right = middle.begin + match.right;
    // Fingerprints only look the same.
    if (!same_entry(before[left], after[right])) continue;
    if (left > i || right > j) hunks.tell(i, left - i, j, right - j);
    i = left + 1;
    j = right + 1;
  }
  if (middle.before_end > i || middle.after_end > j)
    hunks.tell(i, middle.before_end - i, j, middle.after_end - j);
}

}  // namespace

void diff_elements(const Node* before, const Node* after,
                   const ElementChanges& changes) {
  for_each_gap(before, after, [&](const Gap& gap) {
    diff_gap(gap, changes);
    return changes.go_on();
  });
}

}  // namespace snaproll::detail
