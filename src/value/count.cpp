// How two objects differ, at the cost of the difference.
//
// Level by level from the roots: nodes that stand on both sides by pointer are
// taken out, the others give way to their children, until runs are left. Their
// entries are merged by name.
#include <algorithm>

#include "value/access.hpp"
#include "value/buffer.hpp"
#include "value/edit.hpp"
#include "value/text.hpp"
#include "value/tree.hpp"

namespace snaproll::detail {
namespace {

using Nodes = Buffer<const Node*, 64>;

// How far ahead a node is looked for on the other side; more than a split
// moves.
constexpr size_t kLookAhead = 2 * kFanOut;

size_t find_ahead(const Nodes& nodes, size_t from, const Node* node) {
  const size_t end = std::min(nodes.size(), from + kLookAhead);
  for (size_t i = from; i < end; ++i) {
    if (nodes[i] == node) return i;
  }
  return nodes.size();
}

// Takes out of both what both have; the order is the same on both sides.
void take_out_shared(Nodes& left, Nodes& right) {
  size_t kept_left = 0;
  size_t kept_right = 0;
  size_t i = 0;
  size_t j = 0;
  const auto keep_left = [&] { left[kept_left++] = left[i++]; };
  const auto keep_right = [&] { right[kept_right++] = right[j++]; };
  while (i < left.size() && j < right.size()) {
    if (left[i] == right[j]) {
      ++i;
      ++j;
      continue;
    }
    const size_t ahead_right = find_ahead(right, j + 1, left[i]);
    const size_t ahead_left = find_ahead(left, i + 1, right[j]);
    if (ahead_right < right.size()) {
      while (j < ahead_right) keep_right();
    } else if (ahead_left < left.size()) {
      while (i < ahead_left) keep_left();
    } else {
      keep_left();
      keep_right();
    }
  }
  while (i < left.size()) keep_left();
  while (j < right.size()) keep_right();
  left.shrink(kept_left);
  right.shrink(kept_right);
}

size_t height(const Nodes& nodes) {
  return nodes.empty() ? 0 : nodes[0]->height;
}

// Puts the children of all nodes in their place: from behind, so that none is
// overwritten before its turn.
void expand(Nodes& nodes) {
  const size_t count = nodes.size();
  size_t to = 0;
  for (const Node* node : nodes) to += node->count;
  nodes.extend(to - count);
  for (size_t i = count; i-- > 0;) {
    const Node* node = nodes[i];
    count_visit();
    to -= node->count;
    std::copy_n(node->child(), node->count, nodes.begin() + to);
  }
}

// The entries of runs, one after the other.
class EntryWalk {
 public:
  explicit EntryWalk(const Nodes& runs) : runs_(runs) { load(); }
  bool ended() const { return at_ == entries_.size(); }
  const Entry& entry() const { return entries_[at_]; }
  // Order of the present entries' names.
  int compare(const EntryWalk& other) const {
    std::string_view a = entry().text.substr(1, entry().name_size - 3);
    std::string_view b =
        other.entry().text.substr(1, other.entry().name_size - 3);
    return escaped_ || other.escaped_ ? compare_escaped(a, b) : a.compare(b);
  }
  void next() {
    if (++at_ == entries_.size()) load();
  }

 private:
  void load() {
    if (run_ == runs_.size()) return;
    count_visit();
    entries_.clear();
    at_ = 0;
    escaped_ = runs_[run_]->escaped;
    read_run(runs_[run_++], entries_);
  }

  const Nodes& runs_;
  size_t run_ = 0;
  Entries entries_;
  size_t at_ = 0;
  bool escaped_ = false;
};

bool equal_entries(const Entry& a, const Entry& b) {
  if (a.node != nullptr && a.node == b.node) return true;
  if (a.node == nullptr && b.node == nullptr && a.value() == b.value()) {
    return true;
  }
  return entry_value(a).equal(entry_value(b));
}

size_t count_in_runs(const Nodes& before, const Nodes& after) {
  EntryWalk left(before);
  EntryWalk right(after);
  size_t changed = 0;
  while (!left.ended()) {
    const int side = right.ended() ? -1 : left.compare(right);
    if (side > 0) {
      right.next();
      continue;
    }
    if (side < 0) {
      ++changed;
    } else {
      if (!equal_entries(left.entry(), right.entry())) ++changed;
      right.next();
    }
    left.next();
  }
  return changed;
}

}  // namespace

size_t count_changed(const Value& before, const Value& after) {
  const Ref left_tree = container_tree(before);
  const Ref right_tree = container_tree(after);
  if (!left_tree) return 0;
  if (!right_tree) return left_tree->entries;
  Nodes left;
  Nodes right;
  left.push(left_tree.get());
  right.push(right_tree.get());
  for (;;) {
    take_out_shared(left, right);
    const size_t deepest = std::max(height(left), height(right));
    if (deepest == 0) break;
    const bool expand_left = height(left) == deepest;
    const bool expand_right = height(right) == deepest;
    if (expand_left) expand(left);
    if (expand_right) expand(right);
  }
  return count_in_runs(left, right);
}

}  // namespace snaproll::detail
