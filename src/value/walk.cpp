// Finding entries: by name and by position.
#include <algorithm>

#include "value/tree.hpp"

namespace snaproll::detail {
namespace {

// The child of an object's branch whose names may hold `name`.
size_t child_of(const Node* branch, std::string_view name) {
  const size_t count = branch->count;
  if (count == 1) return 0;
  const std::string_view prefix = branch->prefix();
  const int side = name.substr(0, prefix.size()).compare(prefix);
  if (side != 0) return side < 0 ? 0 : count - 1;
  const uint64_t head = name_head(name, prefix.size());
  const uint64_t* keys = branch->key();
  size_t low = 0;  // the first child whose key is greater, less one
  size_t high = count;
  while (high - low > 1) {
    const size_t middle = (low + high) / 2;
    bool below = head < keys[middle];
    if (head == keys[middle]) {
      std::string storage;
      below = name < first_name(branch->child()[middle], storage);
    }
    (below ? high : low) = middle;
  }
  return low;
}

// The entry of a run with that name, or where it would stand.
bool entry_of(const Node* run, std::string_view name, size_t& at) {
  std::string storage;
  size_t low = 0;
  size_t high = run->count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const int side =
        entry_name(run->entry(middle), run->escaped, storage).compare(name);
    if (side == 0) {
      at = middle;
      return true;
    }
    if (side < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  at = low;
  return false;
}

// The child of an array's branch that holds entry `index`.
size_t child_at(const Node* branch, size_t index) noexcept {
  const uint64_t* keys = branch->key();
  return static_cast<size_t>(
             std::upper_bound(keys + 1, keys + branch->count, index) - keys) -
         1;
}

// Finds the child with entry `index`, and the index within it.
size_t step_to(const Node* branch, size_t& index) noexcept {
  if (branch->shape != Shape::kObject) {
    const size_t at = child_at(branch, index);
    index -= branch->key()[at];
    return at;
  }
  size_t at = 0;
  while (at + 1u < branch->count && index >= branch->child()[at]->entries) {
    index -= branch->child()[at]->entries;
    ++at;
  }
  return at;
}

}  // namespace

bool walk_to_name(Path& path, Node* root, std::string_view name) {
  Node* node = root;
  while (node->type == NodeType::kBranch) {
    const size_t at = child_of(node, name);
    path.push(node, at);
    node = node->child()[at];
  }
  size_t at = 0;
  const bool found = entry_of(node, name, at);
  path.push(node, at);
  return found;
}

void walk_to_index(Path& path, Node* root, size_t index) {
  Node* node = root;
  while (node->type == NodeType::kBranch) {
    const size_t at = step_to(node, index);
    path.push(node, at);
    node = node->child()[at];
  }
  path.push(node, index);
}

void walk_to_end(Path& path, Node* rope) {
  Node* node = rope;
  while (node->type == NodeType::kBranch) {
    path.push(node, node->count - 1u);
    node = node->child()[node->count - 1u];
  }
  path.push(node, 0);
}

Place find_name(const Node* root, std::string_view name) {
  const Node* node = root;
  while (node->type == NodeType::kBranch) {
    count_visit();
    node = node->child()[child_of(node, name)];
  }
  count_visit();
  Place place;
  if (entry_of(node, name, place.at)) place.run = node;
  return place;
}

Place find_index(const Node* root, size_t index) noexcept {
  if (index >= root->entries) return {};
  const Node* node = root;
  while (node->type == NodeType::kBranch) {
    count_visit();
    node = node->child()[step_to(node, index)];
  }
  count_visit();
  return {node, index};
}

}  // namespace snaproll::detail
