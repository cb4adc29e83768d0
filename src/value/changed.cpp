// How many bytes of JSON differ between two values, at the cost of the
// difference. Containers that wait to be compared stand in a list, so depth
// costs no stack.
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

// Escaped text that lies in pieces.
using Pieces = std::vector<std::string_view>;

uint64_t bytes_of(const Pieces& pieces) {
  uint64_t bytes = 0;
  for (const std::string_view piece : pieces) bytes += piece.size();
  return bytes;
}

void trim_common_front(Pieces& a, Pieces& b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t size = std::min(a[i].size(), b[j].size());
    const auto end = a[i].begin() + static_cast<std::ptrdiff_t>(size);
    const auto differ = std::mismatch(a[i].begin(), end, b[j].begin());
    const auto same = static_cast<size_t>(differ.first - a[i].begin());
    a[i].remove_prefix(same);
    b[j].remove_prefix(same);
    if (same < size) return;
    if (a[i].empty()) ++i;
    if (b[j].empty()) ++j;
  }
}

void trim_common_back(Pieces& a, Pieces& b) {
  size_t i = a.size();
  size_t j = b.size();
  while (i > 0 && j > 0) {
    std::string_view& x = a[i - 1];
    std::string_view& y = b[j - 1];
    const size_t size = std::min(x.size(), y.size());
    const auto end = x.rbegin() + static_cast<std::ptrdiff_t>(size);
    const auto differ = std::mismatch(x.rbegin(), end, y.rbegin());
    const auto same = static_cast<size_t>(differ.first - x.rbegin());
    x.remove_suffix(same);
    y.remove_suffix(same);
    if (same < size) return;
    if (x.empty()) --i;
    if (y.empty()) --j;
  }
}

// A cell that stands apart is the same where its text is.
bool same_part(const Entry& a, const Entry& b) {
  if (shared_entry(a, b)) return true;
  return a.node != nullptr && b.node != nullptr &&
         a.node->type == NodeType::kText && b.node->type == NodeType::kText &&
         a.node->text() == b.node->text();
}

uint64_t entry_bytes(const Entry& entry) {
  return entry.text.size() +
         (entry.node != nullptr ? value_json(entry.node) : 0);
}

Entries entries_of(const Piece* runs, size_t count) {
  Entries entries;
  for (size_t i = 0; i < count; ++i) {
    count_visit();
    read_run(runs[i].node, entries);
  }
  return entries;
}

Pieces pieces_of(const Piece* chunks, size_t count) {
  Pieces pieces;
  pieces.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    count_visit();
    pieces.push_back(chunks[i].node->text());
  }
  return pieces;
}

// The text of a string, without its quotes.
Pieces pieces_of(const Value& string) {
  Pieces pieces;
  const Node* rope = ValueAccess::tree(string);
  if (rope == nullptr) {
    const std::string_view text = ValueAccess::text(string);
    pieces.push_back(text.substr(1, text.size() - 2));
    return pieces;
  }
  for_each_gap(rope, nullptr, [&](const Gap& gap) {
    pieces = pieces_of(gap.left, gap.left_count);
    return true;
  });
  return pieces;
}

// How far ahead in the other array an element is looked for.
constexpr size_t kLookAhead = 24;

// The first of [from, from + kLookAhead) that `same` holds for; `size` if none.
template <typename Same>
size_t find_ahead(size_t from, size_t size, Same&& same) {
  const size_t end = std::min(size, from + kLookAhead);
  while (from < end && !same(from)) ++from;
  return from < end ? from : size;
}

class ByteCounter {
 public:
  explicit ByteCounter(uint64_t stop_at) : stop_at_(stop_at) {}

  uint64_t count(const Value& before, const Value& after) {
    compare(before, after);
    while (!pending_.empty() && more()) {
      const Pair pair = std::move(pending_.back());
      pending_.pop_back();
      pair.objects ? in_objects(pair) : in_arrays(pair);
    }
    return std::min(total_, stop_at_);
  }

 private:
  struct Pair {
    Ref before;  // may be null: empty
    Ref after;
    bool objects;
  };

  bool more() const { return total_ < stop_at_; }

  void compare(const Value& before, const Value& after) {
    const bool objects = before.is_object() && after.is_object();
    if (objects || (before.is_array() && after.is_array())) {
      pending_.push_back(
          {container_tree(before), container_tree(after), objects});
    } else if (before.kind() == Kind::kText && after.kind() == Kind::kText) {
      in_strings(before, after);
    } else if (!before.same(after)) {
      total_ += std::max(before.json_size(), after.json_size());
    }
  }

  void compare(const Entry& before, const Entry& after) {
    if (!same_part(before, after)) {
      compare(entry_value(before), entry_value(after));
    }
  }

  void in_objects(const Pair& pair) {
    for_each_change(pair.before.get(), pair.after.get(),
                    [&](const Entry* before, const Entry* after) {
                      if (before != nullptr && after != nullptr) {
                        compare(*before, *after);
                      } else {
                        total_ += entry_bytes(before ? *before : *after);
                      }
                      return more();
                    });
  }

  void in_arrays(const Pair& pair) {
    for_each_gap(pair.before.get(), pair.after.get(), [&](const Gap& gap) {
      in_gap(entries_of(gap.left, gap.left_count),
             entries_of(gap.right, gap.right_count));
      return more();
    });
  }

  // Elements that stand on both sides, a little moved at most, are passed over;
  // of the others one stands for one, as long as there are both.
  void in_gap(const Entries& left, const Entries& right) {
    size_t i = 0;
    size_t j = 0;
    while (i < left.size() && j < right.size() && more()) {
      const size_t in_right = find_ahead(j, right.size(), [&](size_t k) {
        return same_part(left[i], right[k]);
      });
      const size_t in_left = find_ahead(i, left.size(), [&](size_t k) {
        return same_part(left[k], right[j]);
      });
      if (in_right < right.size()) {
        while (j < in_right) total_ += entry_bytes(right[j++]);
        ++i;
        ++j;
      } else if (in_left < left.size()) {
        while (i < in_left) total_ += entry_bytes(left[i++]);
      } else {
        compare(left[i++], right[j++]);
      }
    }
    while (i < left.size()) total_ += entry_bytes(left[i++]);
    while (j < right.size()) total_ += entry_bytes(right[j++]);
  }

  void in_strings(const Value& before, const Value& after) {
    const Node* left = ValueAccess::tree(before);
    const Node* right = ValueAccess::tree(after);
    if (left == nullptr || right == nullptr) {
      in_text(pieces_of(before), pieces_of(after));
      return;
    }
    for_each_gap(left, right, [&](const Gap& gap) {
      in_text(pieces_of(gap.left, gap.left_count),
              pieces_of(gap.right, gap.right_count));
      return more();
    });
  }

  void in_text(Pieces before, Pieces after) {
    trim_common_front(before, after);
    trim_common_back(before, after);
    total_ += std::max(bytes_of(before), bytes_of(after));
  }

  const uint64_t stop_at_;
  uint64_t total_ = 0;
  std::vector<Pair> pending_;
};

}  // namespace

uint64_t changed_bytes(const Value& before, const Value& after,
                       uint64_t stop_at) {
  return ByteCounter(stop_at).count(before, after);
}

}  // namespace snaproll::detail
