// Reading a JSON text over an old value: what is the same is shared.
//
// The text is compared with the old value's canonical text from both ends,
// subtree by subtree; only what lies between is parsed, over the old entries
// that stood there. Whatever is not as canonical text would be (a blank, an
// order, a number) makes the whole attempt void: then the text is parsed as any
// other, and its own canonical form is tried.
#include <algorithm>
#include <deque>

#include "snaproll/pointer.hpp"
#include "value/access.hpp"
#include "value/reader.hpp"
#include "value/stream.hpp"
#include "value/text.hpp"
#include "value/tree.hpp"

namespace snaproll {
namespace detail {
namespace {

// Nested containers that are compared inside one another; each level may look
// at its text once more.
constexpr int kMaxLevel = 8;
// Parts between the ends that are compared with old ones.
constexpr size_t kMaxPieces = 256;

// Whether `text` begins with what the stream gives.
bool matches(TextStream stream, std::string_view text) {
  std::string_view piece;
  while (stream.next(piece)) {
    if (text.substr(0, piece.size()) != piece) return false;
    text.remove_prefix(piece.size());
  }
  return true;
}

// The same, where the last comma of the stream may be missing in the text.
bool matches_end(const Node* node, std::string_view text) {
  if (text.size() + 1 < node->json) return false;
  TextStream stream(node, false);
  std::string_view piece;
  while (stream.next(piece)) {
    const size_t size = std::min(piece.size(), text.size());
    if (piece.substr(0, size) != text.substr(0, size)) return false;
    if (size < piece.size()) return size + 1 == piece.size();
    text.remove_prefix(size);
  }
  return true;
}

class Merger {
 public:
  Merger(const Limits& limits, const Cancel* cancel)
      : limits_(limits), cancel_(cancel) {}

  // Nothing where `text` is not canonical, or not JSON.
  std::optional<Value> merge(const Value& old, std::string_view text,
                             int level) {
    const Node* tree = ValueAccess::tree(old);
    if (tree == nullptr || old.json_size() < Value::kShareFrom ||
        level > kMaxLevel || text.size() < 2) {
      return parse(text);
    }
    if (text.size() == old.json_size() && matches(TextStream(old), text)) {
      return old;
    }
    if (tree->shape == Shape::kString) return grown(old, text);
    const bool array = tree->shape == Shape::kArray;
    if (text.front() != (array ? '[' : '{') ||
        text.back() != (array ? ']' : '}')) {
      return parse(text);
    }
    return between(tree, text.substr(1, text.size() - 2), level);
  }

 private:
  std::optional<Value> parse(std::string_view text) {
    auto read = read_json(text, limits_, cancel_);
    if (!read.ok()) return std::nullopt;
    return *std::move(read);
  }

  // A string that grew at its end.
  std::optional<Value> grown(const Value& old, std::string_view text) {
    const uint64_t kept = old.json_size() - 1;
    if (text.size() <= kept) return parse(text);
    TextStream stream(old);
    std::string_view piece;
    for (uint64_t at = 0; at < kept; at += piece.size()) {
      stream.next(piece);
      if (text.substr(at, piece.size()) != piece) return parse(text);
    }
    std::string rest(1, '"');
    rest += text.substr(kept);
    const auto added = parse(rest);
    if (!added || added->kind() != Kind::kText) return std::nullopt;
    Value made = old;
    const auto utf8 = added->as_text();
    if (!pointer_append_text(made, "", *utf8, limits_).ok()) {
      return std::nullopt;
    }
    return made;
  }

  // Entries at the front of the tree that the text begins with; moves `at`.
  static size_t match_front(const Node* node, std::string_view text,
                            size_t& at) {
    size_t matched = 0;
    for (;;) {
      if (node->type != NodeType::kBranch) break;
      const Node* below = nullptr;
      for (size_t i = 0; i < node->count && below == nullptr; ++i) {
        const Node* child = node->child()[i];
        if (at <= text.size() && matches_end(child, text.substr(at))) {
          at += child->json;
          matched += child->entries;
        } else {
          below = child;
        }
      }
      if (below == nullptr || at > text.size()) return matched;
      node = below;
    }
    Entries entries;
    read_run(node, entries);
    for (const Entry& entry : entries) {
      const size_t size = entry_size(entry);
      if (at + size > text.size()) break;
      const bool ends = at + size == text.size();
      if (!ends && text[at + size] != ',') break;
      if (!entry_matches(entry, text.substr(at, size))) break;
      at += size + 1;
      ++matched;
    }
    return matched;
  }

  // Entries at the back, at most `most`, that text [from, end) ends with.
  static size_t match_back(const Node* tree, std::string_view text, size_t from,
                           size_t most, size_t& end) {
    size_t matched = 0;
    while (matched < most) {
      const Place place = find_index(tree, tree->entries - 1 - matched);
      const Entry entry = read_entry(place.run, place.at);
      const size_t size = entry_size(entry);
      if (end < from + size) break;
      const size_t begin = end - size;
      if (begin > from && text[begin - 1] != ',') break;
      if (begin == from + 1) break;  // nothing stands before the comma
      if (!entry_matches(entry, text.substr(begin, size))) break;
      ++matched;
      if (begin == from) {
        end = from;
        break;
      }
      end = begin - 1;
    }
    return matched;
  }

  static size_t entry_size(const Entry& entry) {
    return entry.text.size() +
           (entry.node != nullptr ? value_json(entry.node) : 0);
  }
  static bool entry_matches(const Entry& entry, std::string_view text) {
    if (text.substr(0, entry.text.size()) != entry.text) return false;
    return entry.node == nullptr || matches(TextStream(entry.node, true),
                                            text.substr(entry.text.size()));
  }

  std::optional<Value> between(const Node* tree, std::string_view text,
                               int level) {
    size_t at = 0;
    const size_t front = match_front(tree, text, at);
    size_t end = text.size();
    size_t back = 0;
    if (at < end) {
      back = match_back(tree, text, at, tree->entries - front, end);
    } else if (at == end && at > 0) {
      return std::nullopt;  // a comma before the bracket
    }
    const std::string_view middle =
        at < end ? text.substr(at, end - at) : std::string_view();
    const size_t old_count = tree->entries - front - back;
    Refs pieces;
    size_t count = 0;
    if (!middle.empty() &&
        !read_middle(tree, front, old_count, middle, level, pieces, count)) {
      return std::nullopt;
    }
    if (front + back + count > limits_.members) return std::nullopt;
    Ref head = join_trees(take_front(tree, front), make_root(pieces));
    Ref made =
        join_trees(std::move(head), drop_front(tree, tree->entries - back));
    if (tree->shape == Shape::kObject && !in_order(made.get(), front, count)) {
      return std::nullopt;
    }
    return container_value(tree->shape, std::move(made));
  }

  // Whether the names at the seams and between them ascend.
  static bool in_order(const Node* tree, size_t front, size_t count) {
    if (tree == nullptr) return true;
    const size_t first = front == 0 ? 0 : front - 1;
    const size_t last = std::min<size_t>(front + count, tree->entries - 1);
    std::string before;
    for (size_t i = first; i <= last; ++i) {
      const Place place = find_index(tree, i);
      std::string storage;
      const std::string_view name =
          entry_name(place.run->entry(place.at), place.run->escaped, storage);
      if (i > first && !(std::string_view(before) < name)) return false;
      before = name;
    }
    return true;
  }

  // Makes runs of what stands between the ends.
  bool read_middle(const Node* tree, size_t front, size_t old_count,
                   std::string_view text, int level, Refs& runs,
                   size_t& count) {
    std::vector<std::string_view> parts;
    for (size_t at = 0; at <= text.size();) {
      size_t begin = at;
      if (tree->shape == Shape::kObject) {
        begin = skip_value(text, at);
        if (begin >= text.size() || text[begin] != ':') return false;
        ++begin;
      }
      const size_t end = skip_value(text, begin);
      if (end == begin || (end < text.size() && text[end] != ',')) return false;
      parts.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    count = parts.size();
    if (count > kMaxPieces) return read_bulk(tree->shape, text, runs, count);
    const bool paired =
        tree->shape == Shape::kObject || parts.size() == old_count;
    std::deque<NewEntry> entries;
    for (size_t i = 0; i < parts.size(); ++i) {
      std::string_view value = parts[i];
      std::string name;
      Place old;
      if (tree->shape == Shape::kObject) {
        const size_t colon = skip_value(value, 0);
        const auto read = parse(value.substr(0, colon));
        if (!read || read->kind() != Kind::kText) return false;
        name = *read->as_text();
        if (name.size() > limits_.name_bytes) return false;
        value.remove_prefix(colon + 1);
        old = find_name(tree, name);
      } else if (paired) {
        old = find_index(tree, front + i);
      }
      auto made = old.run == nullptr
                      ? parse(value)
                      : merge(entry_value(read_entry(old.run, old.at)), value,
                              level + 1);
      if (!made) return false;
      entries.emplace_back(tree->shape, name, *made);
    }
    Entries plain;
    for (const NewEntry& entry : entries) plain.push_back(entry.get());
    make_runs(tree->shape, plain.data(), plain.size(), true, runs);
    return true;
  }

  bool read_bulk(Shape shape, std::string_view text, Refs& runs,
                 size_t& count) {
    std::string whole(1, shape == Shape::kArray ? '[' : '{');
    whole += text;
    whole += shape == Shape::kArray ? ']' : '}';
    const auto read = parse(whole);
    if (!read) return false;
    if (Ref tree = container_tree(*read)) runs.push_back(std::move(tree));
    count = read->size();
    return true;
  }

  const Limits& limits_;
  const Cancel* cancel_;
};

std::optional<Value> try_merge(const Value& old, std::string_view json,
                               const Limits& limits, const Cancel* cancel) {
  auto merged = Merger(limits, cancel).merge(old, json, 0);
  if (merged && merged->depth() > limits.depth) return std::nullopt;
  return merged;
}

}  // namespace
}  // namespace detail

Result<Value> Value::parse(std::string_view json, const Limits& limits,
                           const Cancel* cancel) {
  return detail::read_json(json, limits, cancel);
}

Result<Value> Value::parse_over(const Value& old, std::string_view json,
                                const Limits& limits, const Cancel* cancel) {
  const detail::Node* tree = detail::ValueAccess::tree(old);
  if (tree == nullptr || old.json_size() < Value::kShareFrom ||
      json.size() < Value::kShareFrom) {
    return parse(json, limits, cancel);
  }
  if (auto merged = detail::try_merge(old, json, limits, cancel)) {
    return *std::move(merged);
  }
  auto parsed = parse(json, limits, cancel);
  if (!parsed.ok() || detail::ValueAccess::tree(*parsed) == nullptr)
    return parsed;
  const std::string canonical = parsed->to_json();
  if (canonical == json) return parsed;
  if (auto merged = detail::try_merge(old, canonical, limits, cancel)) {
    return *std::move(merged);
  }
  return parsed;
}

}  // namespace snaproll
