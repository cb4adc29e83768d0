// How two objects differ, at the cost of the difference.
//
// Level by level from the roots: nodes that stand on both sides by pointer are
// taken out, the others give way to their children, until runs are left. Their
// entries are merged by name.
#include <algorithm>
#include <vector>

#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/tree.hpp"

namespace snaproll::detail {
namespace {

using Nodes = std::vector<const Node*>;

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
  Nodes only_left;
  Nodes only_right;
  size_t i = 0;
  size_t j = 0;
  while (i < left.size() && j < right.size()) {
    if (left[i] == right[j]) {
      ++i;
      ++j;
      continue;
    }
    const size_t ahead_right = find_ahead(right, j + 1, left[i]);
    const size_t ahead_left = find_ahead(left, i + 1, right[j]);
    if (ahead_right < right.size()) {
      while (j < ahead_right) only_right.push_back(right[j++]);
    } else if (ahead_left < left.size()) {
      while (i < ahead_left) only_left.push_back(left[i++]);
    } else {
      only_left.push_back(left[i++]);
      only_right.push_back(right[j++]);
    }
  }
  only_left.insert(only_left.end(),
                   left.begin() + static_cast<std::ptrdiff_t>(i), left.end());
  only_right.insert(only_right.end(),
                    right.begin() + static_cast<std::ptrdiff_t>(j),
                    right.end());
  left = std::move(only_left);
  right = std::move(only_right);
}

size_t height(const Nodes& nodes) {
  return nodes.empty() ? 0 : nodes.front()->height;
}

void expand(Nodes& nodes) {
  Nodes below;
  below.reserve(nodes.size() * kFanOut);
  for (const Node* node : nodes) {
    count_visit();
    below.insert(below.end(), node->child(), node->child() + node->count);
  }
  nodes = std::move(below);
}

// The entries of runs, one after the other.
class EntryWalk {
 public:
  explicit EntryWalk(const Nodes& runs) : runs_(runs) { load(); }
  bool ended() const { return at_ == entries_.size(); }
  std::string_view name() {
    return entry_name(entries_[at_].text, true, storage_);
  }
  const Entry& entry() const { return entries_[at_]; }
  void next() {
    if (++at_ == entries_.size()) load();
  }

 private:
  void load() {
    if (run_ == runs_.size()) return;
    count_visit();
    entries_.clear();
    at_ = 0;
    read_run(runs_[run_++], entries_);
  }

  const Nodes& runs_;
  size_t run_ = 0;
  Entries entries_;
  size_t at_ = 0;
  std::string storage_;
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
    const int side = right.ended() ? -1 : left.name().compare(right.name());
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
  Nodes left{left_tree.get()};
  Nodes right{right_tree.get()};
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
