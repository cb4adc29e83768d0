#include "value/edit.hpp"

#include "base/utf8.hpp"
#include "value/access.hpp"
#include "value/tree.hpp"

namespace snaproll::detail {

Status member_set(Value& object, std::string_view name, Value value,
                  const Limits& limits) {
  if (!valid_utf8(name)) {
    return Error(Code::kParse, "a name that is not valid UTF-8")
        .at_offset(utf8_prefix(name));
  }
  if (name.size() > limits.name_bytes) {
    return Error(
        Code::kLimit,
        "a name of more than " + std::to_string(limits.name_bytes) + " bytes");
  }
  if (value.depth() > limits.depth) {
    return Error(Code::kLimit, "a value of more than " +
                                   std::to_string(limits.depth) + " levels");
  }
  if (ValueAccess::tree(object) == nullptr) {
    Ref small = container_tree(object);
    if (!small) {
      const NewEntry entry(Shape::kObject, name, value);
      Refs runs;
      make_runs(Shape::kObject, &entry.get(), 1, true, runs);
      object = ValueAccess::of_node(std::move(runs.front()));
      return {};
    }
    Value as_tree = ValueAccess::of_node(std::move(small));
    SNAPROLL_CHECK(member_set(as_tree, name, std::move(value), limits));
    object = std::move(as_tree);
    return {};
  }
  Path path;
  Node* root = ValueAccess::tree(object);
  if (walk_to_name(path, root, name)) {
    const Entry old = read_entry(path.back().node, path.back().at);
    const NewEntry entry(old.text.substr(0, old.name_size), value);
    object = ValueAccess::of_node(replace_entry(path, entry.get()));
    return {};
  }
  if (root->entries >= limits.members) {
    return Error(Code::kLimit, "an object of more than " +
                                   std::to_string(limits.members) + " members");
  }
  const NewEntry entry(Shape::kObject, name, value);
  object = ValueAccess::of_node(insert_entry(path, entry.get()));
  return {};
}

Status member_set_json(Value& object, std::string_view name,
                       std::string_view json, const Limits& limits,
                       const Cancel* cancel) {
  const std::optional<Value> old = object.find(name);
  auto parsed = old.has_value() ? Value::parse_over(*old, json, limits, cancel)
                                : Value::parse(json, limits, cancel);
  if (!parsed.ok()) return std::move(parsed).error();
  return member_set(object, name, *std::move(parsed), limits);
}

bool member_remove(Value& object, std::string_view name) {
  if (ValueAccess::tree(object) == nullptr) {
    Ref small = container_tree(object);
    if (!small) return false;
    Value as_tree = ValueAccess::of_node(std::move(small));
    if (!member_remove(as_tree, name)) return false;
    object = std::move(as_tree);
    return true;
  }
  Path path;
  if (!walk_to_name(path, ValueAccess::tree(object), name)) return false;
  object = container_value(Shape::kObject, remove_entry(path));
  return true;
}

}  // namespace snaproll::detail
