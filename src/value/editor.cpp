#include "value/editor.hpp"

#include <utility>

#include "value/text.hpp"

namespace snaproll::detail {
namespace {

// A container that has become small is text again.
Value compact(Value value) {
  const Node* tree = ValueAccess::tree(value);
  if (tree == nullptr || tree->type != NodeType::kRun || tree->pointers() > 0 ||
      value.json_size() > kInlineLimit) {
    return value;
  }
  return ValueAccess::of_text(value.to_json());
}

}  // namespace

// An error at the place that the first `count` tokens name.
Error Editor::fail(Code code, std::string message, size_t count) const {
  const size_t end = count == 0 ? 0 : tokens_[count - 1].end;
  return Error(code, std::move(message))
      .at_pointer(std::string(pointer_.substr(0, end)));
}

Error Editor::not_found(size_t count) const {
  return fail(Code::kNotFound, "nothing stands at this pointer", count);
}

// What the pointer names is of another kind than the edit is for.
Error Editor::wrong_kind() const {
  const bool text =
      edit_.kind == K::kAppendText || edit_.kind == K::kSpliceText;
  return fail(Code::kType, text ? "expected a string" : "expected an array",
              tokens_.size());
}

Status Editor::check_depth(size_t containers) const {
  for (size_t i = 0; i < edit_.count; ++i) {
    if (containers + edit_.values[i].depth() > edit_.limits->depth) {
      return fail(Code::kLimit,
                  "a value of more than " +
                      std::to_string(edit_.limits->depth) + " levels",
                  tokens_.size());
    }
  }
  return {};
}

Status Editor::check_room(size_t members, size_t count) const {
  if (members <= edit_.limits->members &&
      edit_.count <= edit_.limits->members - members) {
    return {};
  }
  return fail(Code::kLimit,
              "a container of more than " +
                  std::to_string(edit_.limits->members) + " members",
              count);
}

// `bytes` are those that stay.
Status Editor::check_text(size_t bytes) const {
  if (bytes + edit_.text.size() <= edit_.limits->text_bytes) return {};
  return fail(Code::kLimit,
              "a string of more than " +
                  std::to_string(edit_.limits->text_bytes) + " bytes",
              tokens_.size());
}

Status Editor::check_name(const std::string& name) const {
  if (name.size() <= edit_.limits->name_bytes) return {};
  return fail(Code::kLimit,
              "a name of more than " +
                  std::to_string(edit_.limits->name_bytes) + " bytes",
              tokens_.size());
}

Status Editor::check_range(size_t size, const char* what) const {
  if (edit_.at <= size && edit_.removed <= size - edit_.at) return {};
  return fail(Code::kRange,
              std::to_string(edit_.removed) + " " + what + " from " +
                  std::to_string(edit_.at) + ", but there are " +
                  std::to_string(size),
              tokens_.size());
}

// Edits `value`, which stands inside `level` containers, from token `at` on.
// Recursion goes through containers that are text alone; those are small.
Status Editor::run(Value& value, size_t at, size_t level) {
  if (at == tokens_.size() && edit_.kind == K::kSet) {
    SNAPROLL_CHECK(check_depth(level));
    value = *edit_.values;
    return {};
  }
  if (at == tokens_.size() && edit_.kind == K::kRemove) {
    return fail(Code::kType, "the root can not be removed", at);
  }
  if (ValueAccess::tree(value) == nullptr) return in_text(value, at, level);
  return in_tree(value, at, level);
}

// Walks to the entry that token `at` names in a tree; `insert` tells that it
// is not there but may be set.
Status Editor::walk(Path& path, Node* tree, size_t at, bool& insert) const {
  insert = false;
  const std::string& name = tokens_[at].name;
  const bool may_insert = adds(at);
  if (tree->shape == Shape::kObject) {
    insert = !walk_to_name(path, tree, name);
    if (insert && !may_insert) return not_found(at + 1);
    return insert ? check_name(name) : Status();
  }
  if (tree->shape != Shape::kArray) {
    return fail(may_insert ? Code::kType : Code::kNotFound,
                "a scalar has no members", at + 1);
  }
  size_t index = 0;
  if (name == "-" && may_insert) {
    insert = true;
    index = tree->entries;
  } else if (!read_index(name, index) || index >= tree->entries) {
    return not_found(at + 1);
  }
  walk_to_index(path, tree, index);
  return {};
}

Status Editor::in_tree(Value& value, size_t at, size_t level) {
  Path path;
  Node* tree = ValueAccess::tree(value);
  for (;; ++at, ++level) {
    if (at == tokens_.size()) return at_place(value, path, tree, level);
    bool insert = false;
    SNAPROLL_CHECK(walk(path, tree, at, insert));
    const bool last = at + 1 == tokens_.size();
    if (last && edit_.kind == K::kSet) {
      SNAPROLL_CHECK(check_depth(level + 1));
      if (insert) SNAPROLL_CHECK(check_room(tree->entries, at));
      return set_entry(value, path, tree->shape, tokens_[at].name, insert);
    }
    if (last && edit_.kind == K::kRemove) {
      const Shape shape = ValueAccess::tree(value)->shape;
      value = container_value(shape, remove_entry(path));
      return {};
    }
    const Entry entry = read_entry(path.back().node, path.back().at);
    if (entry.node == nullptr || entry.node->type == NodeType::kText) {
      Value child = entry_value(entry);
      SNAPROLL_CHECK(run(child, at + 1, level + 1));
      return put(value, path, std::move(child));
    }
    tree = entry.node;
  }
}

Status Editor::set_entry(Value& value, Path& path, Shape shape,
                         const std::string& name, bool insert) {
  const NewEntry entry(shape, name, *edit_.values);
  Ref made = insert ? insert_entry(path, entry.get())
                    : replace_entry(path, entry.get());
  value = ValueAccess::of_node(std::move(made));
  return {};
}

// Puts `child` into the place of the entry at the end of the path, or of the
// whole value where the path is empty.
Status Editor::put(Value& value, Path& path, Value child) const {
  if (path.size() == 0) {
    value = std::move(child);
    return {};
  }
  const Entry entry = read_entry(path.back().node, path.back().at);
  const NewEntry made(entry.text.substr(0, entry.name_size), child);
  value = ValueAccess::of_node(replace_entry(path, made.get()));
  return {};
}

Status Editor::at_place(Value& value, Path& path, Node* tree, size_t level) {
  const bool elements = edit_.kind == K::kAppend || edit_.kind == K::kSplice;
  if (tree->shape != (elements ? Shape::kArray : Shape::kString))
    return wrong_kind();
  switch (edit_.kind) {
    case K::kAppend:
      return append_element(value, path, tree, level);
    case K::kSplice:
      return splice_elements(value, path, tree, level);
    case K::kAppendText:
      return append_to_rope(value, path, tree);
    default:
      return splice_rope(value, path, tree);
  }
}

Status Editor::append_element(Value& value, Path& path, Node* tree,
                              size_t level) {
  SNAPROLL_CHECK(check_depth(level + 1));
  SNAPROLL_CHECK(check_room(tree->entries, tokens_.size()));
  walk_to_index(path, tree, tree->entries);
  return set_entry(value, path, Shape::kArray, {}, true);
}

Status Editor::append_to_rope(Value& value, Path& path, Node* rope) const {
  SNAPROLL_CHECK(check_text(rope->entries));
  walk_to_end(path, rope);
  std::string escaped(path.back().node->text());
  append_escaped(escaped, edit_.text);
  Refs chunks;
  make_chunks(escaped, chunks);
  value = ValueAccess::of_node(replace_node(path, std::move(chunks)));
  return {};
}

// `value` is no tree: a scalar, or a container of few bytes.
Status Editor::in_text(Value& value, size_t at, size_t level) {
  if (!value.is_array() && !value.is_object()) {
    if (at == tokens_.size()) return edit_scalar(value);
    const bool sets = adds(at);
    return fail(sets ? Code::kType : Code::kNotFound, "a scalar has no members",
                at + 1);
  }
  Ref tree = container_tree(value);
  if (!tree) return in_empty(value, at, level);
  Value as_tree = ValueAccess::of_node(std::move(tree));
  SNAPROLL_CHECK(in_tree(as_tree, at, level));
  value = compact(std::move(as_tree));
  return {};
}

Status Editor::in_empty(Value& value, size_t at, size_t level) {
  const Shape shape = value.is_array() ? Shape::kArray : Shape::kObject;
  std::string name;
  if (at == tokens_.size()) {
    const bool elements = edit_.kind == K::kAppend || edit_.kind == K::kSplice;
    if (shape != Shape::kArray || !elements) return wrong_kind();
    if (edit_.kind == K::kSplice) SNAPROLL_CHECK(check_range(0, "elements"));
    if (edit_.count == 0) return {};
  } else {
    name = tokens_[at].name;
    const bool sets = adds(at);
    if (!sets || (shape == Shape::kArray && name != "-")) {
      return not_found(at + 1);
    }
    SNAPROLL_CHECK(check_name(name));
  }
  SNAPROLL_CHECK(check_depth(level + 1));
  SNAPROLL_CHECK(check_room(0, at));
  value = compact(container_value(
      shape, make_entries(shape, name, edit_.values, edit_.count)));
  return {};
}

}  // namespace snaproll::detail
