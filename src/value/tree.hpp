// Trees of nodes: finding entries, editing along a path, cutting and joining.
//
// A path runs from the root of a value through the trees of nested values down
// to one entry. An edit replaces the node at its end; every node above is
// edited in place while nobody else refers to it, else copied. All memory is
// taken before the first node is edited, so an edit that throws changed
// nothing. Cost: O(path length x fan-out), O(path length) where edited in
// place.
#pragma once

#include <string_view>

#include "value/buffer.hpp"
#include "value/run.hpp"

namespace snaproll::detail {

struct Step {
  Node* node = nullptr;
  uint32_t at = 0;  // child of a branch, entry of a run
};

// A stack of steps that seldom allocates.
class Path {
 public:
  void push(Node* node, size_t at) {
    steps_.push({node, static_cast<uint32_t>(at)});
    count_visit();
  }
  size_t size() const noexcept { return steps_.size(); }
  Step& operator[](size_t i) noexcept { return steps_[i]; }
  Step& back() noexcept { return steps_.back(); }

 private:
  Buffer<Step, 24> steps_;
};

// Walks to the entry `name` of an object, or to where it would stand.
bool walk_to_name(Path& path, Node* root, std::string_view name);
// Walks to entry `index` of an array or object; to behind the last where it is
// the number of entries.
void walk_to_index(Path& path, Node* root, size_t index);
// Walks to the last chunk of a rope.
void walk_to_end(Path& path, Node* rope);

// The edits give the new root: the old one where it was edited in place, null
// where nothing is left. The caller's reference to the old root stays.

// Replaces the entry at the end of the path, which stays one entry.
Ref replace_entry(Path& path, const Entry& entry);
// Inserts an entry before the end of the path.
Ref insert_entry(Path& path, const Entry& entry);
// Removes the entry at the end of the path.
Ref remove_entry(Path& path);
// Replaces the node at the end of the path by others of its height.
Ref replace_node(Path& path, Refs nodes);

// Looks up without a path. The run and the index in it; null where absent.
struct Place {
  const Node* run = nullptr;
  size_t at = 0;
};
Place find_name(const Node* root, std::string_view name);
Place find_index(const Node* root, size_t index) noexcept;

// The entries [0, count) and [count, …) of a tree; null where empty. O(log n).
Ref take_front(const Node* root, size_t count);
Ref drop_front(const Node* root, size_t count);
// One tree after the other. Either may be null. O(log n).
Ref join_trees(Ref left, Ref right);

}  // namespace snaproll::detail
