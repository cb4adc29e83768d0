#include "value/tree.hpp"

#include <algorithm>
#include <utility>

#include "value/text.hpp"

namespace snaproll::detail {
namespace {

size_t run_weight(const Node* run) noexcept {
  return run->text_size() + kPointerWeight * run->pointers();
}

bool is_low(const Node* node) noexcept {
  if (node->type == NodeType::kRun) return run_weight(node) < kRunLow;
  return node->type == NodeType::kBranch && node->count < kFanLow;
}

Refs share_children(const Node* branch, size_t begin, size_t end) {
  Refs children;
  children.reserve(kFanOut * 2 + 2);
  for (size_t i = begin; i < end; ++i) {
    children.push_back(Ref::share(branch->child()[i]));
  }
  return children;
}

// One node for two neighbours, or null where they do not fit into one.
Ref join_pair(const Node* left, const Node* right) {
  if (left->type == NodeType::kRun) {
    if (run_weight(left) + run_weight(right) > kRunLimit ||
        left->text_size() + right->text_size() > kRunText) {
      return {};
    }
    Entries entries;
    read_run(left, entries);
    read_run(right, entries);
    Refs joined;
    make_runs(left->shape, entries.data(), entries.size(), true, joined);
    return joined.size() == 1 ? std::move(joined.front()) : Ref();
  }
  if (left->type != NodeType::kBranch ||
      left->count + right->count > static_cast<int>(kFanOut)) {
    return {};
  }
  Refs children = share_children(left, 0, left->count);
  for (Ref& child : share_children(right, 0, right->count)) {
    children.push_back(std::move(child));
  }
  Refs joined;
  make_branches(std::move(children), true, joined);
  return std::move(joined.front());
}

// Joins the node at `at` with a neighbour if it is low and fits.
void join_low(Refs& nodes, size_t at) {
  if (!is_low(nodes[at].get())) return;
  for (const size_t left : {at, at - 1}) {
    if (left >= nodes.size() || left + 1 >= nodes.size()) continue;
    Ref joined = join_pair(nodes[left].get(), nodes[left + 1].get());
    if (!joined) continue;
    nodes[left] = std::move(joined);
    nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(left) + 1);
    return;
  }
}

// What an edit in place changes for the nodes above it.
struct Delta {
  uint64_t json = 0;  // differences, modulo 2^64
  uint64_t held = 0;
  uint32_t entries = 0;
  uint32_t old_depth = 0;  // of the part that was replaced
  uint32_t new_depth = 0;
};

void set_depth(Node* node, Delta& delta) noexcept {
  const uint16_t before = node->depth;
  if (delta.new_depth > before) {
    node->depth = static_cast<uint16_t>(delta.new_depth);
  } else if (delta.old_depth == before && delta.new_depth < before) {
    uint16_t depth = 1;
    if (node->type == NodeType::kRun) {
      depth = run_depth(node);
    } else {
      for (size_t i = 0; i < node->count; ++i) {
        depth = std::max(depth, node->child()[i]->depth);
      }
    }
    node->depth = depth;
  }
  delta.old_depth = before;
  delta.new_depth = node->depth;
}

// Brings a change below step `k` of the path to the nodes k, k - 1, … 0.
void spread(Path& path, size_t k, Delta delta) noexcept {
  for (size_t i = k + 1; i-- > 0;) {
    Node* node = path[i].node;
    node->json += delta.json;
    node->held += delta.held;
    if (node->type == NodeType::kBranch) {
      node->entries += delta.entries;
      if (node->shape != Shape::kObject && delta.entries != 0) {
        for (size_t c = path[i].at + 1u; c < node->count; ++c) {
          node->key()[c] += static_cast<uint64_t>(
              static_cast<int64_t>(static_cast<int32_t>(delta.entries)));
        }
      }
      set_depth(node, delta);
    } else if (node->type == NodeType::kRun) {
      delta.entries = 0;  // one entry stays one entry
      set_depth(node, delta);
    }
    // The node above holds this one as a child, or as the root of a value.
    const bool value_root = i > 0 && path[i - 1].node->type == NodeType::kRun;
    if (value_root) {
      const bool rope = node->shape == Shape::kString;
      delta.old_depth = rope ? 1 : delta.old_depth + 1;
      delta.new_depth = rope ? 1 : delta.new_depth + 1;
      delta.entries = 0;
    }
  }
}

Delta difference(const Node* before, const Node* after) noexcept {
  Delta delta;
  delta.json = after->json - before->json;
  delta.held = after->held - before->held;
  delta.entries = after->entries - before->entries;
  delta.old_depth = before->depth;
  delta.new_depth = after->depth;
  return delta;
}

// Whether `child` may stand at `at` of the branch with its present prefix; then
// `key` is its key.
bool key_fits(const Node* branch, size_t at, const Node* child, uint64_t& key) {
  key = branch->key()[at];
  if (branch->shape != Shape::kObject || at == 0) return true;
  std::string storage;
  const std::string_view name = first_name(child, storage);
  const std::string_view prefix = branch->prefix();
  if (name.substr(0, prefix.size()) != prefix) return false;
  key = name_head(name, prefix.size());
  return true;
}

// A copy of a branch with another child at `at`; its keys still hold.
Ref copy_branch(const Node* branch, size_t at, Ref child, uint64_t key) {
  const size_t tail = 8 + size_t{16} * branch->count + branch->prefix_size();
  Ref made(allocate_node(NodeType::kText, branch->shape, tail));
  Node* copy = made.get();
  const uint64_t held = copy->held;
  std::memcpy(copy->tail<char>(), branch->tail<char>(), tail);
  copy->height = branch->height;
  copy->count = branch->count;
  copy->depth = branch->depth;
  copy->json = branch->json;
  copy->entries = branch->entries;
  copy->held = held;
  copy->type = NodeType::kBranch;
  Node* old = branch->child()[at];
  for (size_t i = 0; i < branch->count; ++i) {
    if (i != at) ref(branch->child()[i]);
  }
  copy->child()[at] = child.release();
  copy->key()[at] = key;
  Path path;
  path.push(copy, at);
  copy->held = branch->held;
  spread(path, 0, difference(old, copy->child()[at]));
  return made;
}

// Puts `nodes` in the place of child `at` of a branch; gives the branches that
// take the place of this one.
Refs replace_child(const Node* branch, size_t at, Refs nodes) {
  uint64_t key = 0;
  Refs made;
  if (nodes.size() == 1 && !is_low(nodes.front().get()) &&
      key_fits(branch, at, nodes.front().get(), key)) {
    made.push_back(copy_branch(branch, at, std::move(nodes.front()), key));
    return made;
  }
  const bool append = at + 1u == branch->count;
  const bool low = nodes.size() == 1;
  Refs children = share_children(branch, 0, at);
  for (Ref& node : nodes) children.push_back(std::move(node));
  for (Ref& child : share_children(branch, at + 1, branch->count)) {
    children.push_back(std::move(child));
  }
  if (low) join_low(children, at);
  if (!children.empty()) make_branches(std::move(children), append, made);
  return made;
}

// Edits a branch in place where that is all it takes.
bool set_child(Path& path, size_t k, Ref& node) {
  Node* branch = path[k].node;
  const size_t at = path[k].at;
  uint64_t key = 0;
  if (is_low(node.get()) || !key_fits(branch, at, node.get(), key)) {
    return false;
  }
  const Delta delta = difference(branch->child()[at], node.get());
  const Ref old(std::exchange(branch->child()[at], node.release()));
  branch->key()[at] = key;
  spread(path, k, delta);
  return true;
}

// Edits the pointer of a run in place: the value there becomes `node`.
void set_pointer(Path& path, size_t k, Ref node) {
  Node* run = path[k].node;
  Node*& pointer = run->pointer()[run->pointer_index(path[k].at)];
  Delta delta;
  delta.json = value_json(node.get()) - value_json(pointer);
  delta.held = node->held - pointer->held;
  delta.old_depth = value_depth(pointer);
  delta.new_depth = value_depth(node.get());
  const Ref old(std::exchange(pointer, node.release()));
  spread(path, k, delta);
}

// The root over the nodes that take the place of a tree's root.
Ref root_of(Refs nodes) {
  Ref root = make_root(std::move(nodes));
  while (root && root->type == NodeType::kBranch && root->count == 1) {
    root = Ref::share(root->child()[0]);
  }
  return root;
}

size_t unique_steps(Path& path) noexcept {
  size_t count = 0;
  while (count < path.size() && path[count].node->unique()) ++count;
  return count;
}

Refs edit_run(Path& path, const Entry* entry, bool removes) {
  const Node* run = path.back().node;
  const auto at = static_cast<std::ptrdiff_t>(path.back().at);
  Entries entries;
  entries.reserve(run->count + 1u);
  read_run(run, entries);
  const bool append = !removes && at == run->count;
  if (removes) entries.erase(entries.begin() + at);
  if (entry != nullptr) entries.insert(entries.begin() + at, *entry);
  Refs runs;
  make_runs(run->shape, entries.data(), entries.size(), append, runs);
  return runs;
}

// An entry of a run whose value has become the tree over `nodes`.
Refs rename_value(const Node* run, size_t at, const Refs& nodes) {
  Entries entries;
  read_run(run, entries);
  Entry& entry = entries[at];
  std::string text(entry.text.substr(0, entry.name_size));
  const Shape shape = entry.node->shape;
  const Ref root = root_of(nodes);
  entry.node = root.get();
  if (!root) {
    text += shape == Shape::kArray ? "[]" : "{}";
    entry.text = text;
  }
  Refs runs;
  make_runs(run->shape, entries.data(), entries.size(), false, runs);
  return runs;
}

}  // namespace

Ref replace_node(Path& path, Refs nodes) {
  const size_t unique = unique_steps(path);
  for (size_t k = path.size() - 1; k-- > 0;) {
    const Step& step = path[k];
    if (step.node->type == NodeType::kBranch) {
      if (k < unique && nodes.size() == 1 &&
          set_child(path, k, nodes.front())) {
        return Ref::share(path[0].node);
      }
      nodes = replace_child(step.node, step.at, std::move(nodes));
    } else {
      if (k < unique && !nodes.empty()) {
        set_pointer(path, k, root_of(std::move(nodes)));
        return Ref::share(path[0].node);
      }
      nodes = rename_value(step.node, step.at, nodes);
    }
  }
  return root_of(std::move(nodes));
}

Ref replace_entry(Path& path, const Entry& entry) {
  Node* run = path.back().node;
  const size_t at = path.back().at;
  if (unique_steps(path) == path.size()) {
    if (entry.node != nullptr && run->is_pointer(at)) {
      set_pointer(path, path.size() - 1, Ref::share(entry.node));
      return Ref::share(path[0].node);
    }
    const std::string_view old = run->entry(at);
    if (entry.node == nullptr && old.size() == entry.text.size() &&
        !run->is_pointer(at) && run->depth == 1 &&
        text_depth(entry.value()) == 1) {
      std::memcpy(run->run_text() + run->begin_of(at), entry.text.data(),
                  entry.text.size());
      return Ref::share(path[0].node);
    }
  }
  return replace_node(path, edit_run(path, &entry, true));
}

Ref insert_entry(Path& path, const Entry& entry) {
  return replace_node(path, edit_run(path, &entry, false));
}

Ref remove_entry(Path& path) {
  return replace_node(path, edit_run(path, nullptr, true));
}

namespace {

// Trees side by side, of any heights: the one or two nodes, of the greater
// height, that hold both. Recursion is bounded by the height.
Refs join_nodes(Ref left, Ref right) {
  Refs made;
  if (left->height == right->height) {
    if (is_low(left.get()) || is_low(right.get())) {
      if (Ref joined = join_pair(left.get(), right.get())) {
        made.push_back(std::move(joined));
        return made;
      }
    }
    made.push_back(std::move(left));
    made.push_back(std::move(right));
    return made;
  }
  Refs children;
  if (left->height > right->height) {
    children = share_children(left.get(), 0, left->count - 1u);
    const Refs seam = join_nodes(Ref::share(left->child()[left->count - 1u]),
                                 std::move(right));
    for (const Ref& node : seam) children.push_back(node);
  } else {
    children = join_nodes(std::move(left), Ref::share(right->child()[0]));
    for (const Ref& child : share_children(right.get(), 1, right->count)) {
      children.push_back(child);
    }
  }
  make_branches(std::move(children), false, made);
  return made;
}

Ref part_of_run(const Node* run, size_t begin, size_t end) {
  if (begin == end) return {};
  Entries entries;
  read_run(run, entries);
  const Entries part(entries.begin() + static_cast<std::ptrdiff_t>(begin),
                     entries.begin() + static_cast<std::ptrdiff_t>(end));
  Refs runs;
  make_runs(run->shape, part.data(), part.size(), true, runs);
  return make_root(std::move(runs));
}

Ref over(Refs children) {
  if (children.empty()) return {};
  if (children.size() == 1) return std::move(children.front());
  Refs made;
  make_branches(std::move(children), true, made);
  return std::move(made.front());
}

}  // namespace

Ref join_trees(Ref left, Ref right) {
  if (!left) return right;
  if (!right) return left;
  return root_of(join_nodes(std::move(left), std::move(right)));
}

Ref take_front(const Node* root, size_t count) {
  if (count == 0) return {};
  if (count == root->entries) return Ref::share(root);
  if (root->type == NodeType::kRun) return part_of_run(root, 0, count);
  size_t at = 0;
  while (count > root->child()[at]->entries) {
    count -= root->child()[at++]->entries;
  }
  return join_trees(over(share_children(root, 0, at)),
                    take_front(root->child()[at], count));
}

Ref drop_front(const Node* root, size_t count) {
  if (count == 0) return Ref::share(root);
  if (count == root->entries) return {};
  if (root->type == NodeType::kRun) {
    return part_of_run(root, count, root->count);
  }
  size_t at = 0;
  while (count >= root->child()[at]->entries) {
    count -= root->child()[at++]->entries;
  }
  return join_trees(drop_front(root->child()[at], count),
                    over(share_children(root, at + 1, root->count)));
}

}  // namespace snaproll::detail
