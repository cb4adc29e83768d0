#include "value/access.hpp"

#include <deque>

#include "value/text.hpp"
#include "value/tree.hpp"

namespace snaproll::detail {

NewEntry::NewEntry(Shape shape, std::string_view name, const Value& value) {
  if (shape == Shape::kObject) {
    text_.reserve(name.size() + 3 + kInlineLimit);
    text_ += '"';
    append_escaped(text_, name);
    text_ += "\":";
  }
  set_value(text_, value);
}

NewEntry::NewEntry(std::string_view canonical_name, const Value& value) {
  set_value(canonical_name, value);
}

void NewEntry::set_value(std::string_view name, const Value& value) {
  entry_.name_size = static_cast<uint32_t>(name.size());
  entry_.text = name;
  const bool tree = ValueAccess::tree(value) != nullptr;
  const bool cell =
      tree || (ValueAccess::has_node(value) &&
               !stands_inline(name.size(), ValueAccess::text(value).size()));
  if (cell) {
    entry_.node = ValueAccess::node(value);
    cell_ = Ref::share(entry_.node);
    return;
  }
  if (text_.empty()) text_ = name;
  text_ += ValueAccess::text(value);
  entry_.text = text_;
}

Ref make_entries(Shape shape, std::string_view name, const Value* values,
                 size_t count) {
  std::deque<NewEntry> made;  // they do not move
  Entries entries;
  entries.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    entries.push_back(made.emplace_back(shape, name, values[i]).get());
  }
  Refs runs;
  make_runs(shape, entries.data(), entries.size(), true, runs);
  return make_root(std::move(runs));
}

Value text_value(std::string_view escaped) {
  if (escaped.size() > 13) return ValueAccess::of_node(make_string(escaped));
  std::string text = "\"";
  text += escaped;
  text += '"';
  return ValueAccess::of_text(text);
}

Value entry_value(const Entry& entry) {
  if (entry.node != nullptr) {
    return ValueAccess::of_node(Ref::share(entry.node));
  }
  return ValueAccess::of_text(entry.value());
}

Ref container_tree(const Value& value) {
  if (Node* root = ValueAccess::tree(value)) return Ref::share(root);
  const std::string_view text = ValueAccess::text(value);
  const Shape shape = text.front() == '[' ? Shape::kArray : Shape::kObject;
  Entries entries;
  for (size_t at = 1; at + 1 < text.size();) {
    Entry entry;
    size_t begin = at;
    if (shape == Shape::kObject) {
      entry.name_size = static_cast<uint32_t>(name_size(text.substr(at)));
      begin += entry.name_size;
    }
    const size_t end = skip_value(text, begin);
    entry.text = text.substr(at, end - at);
    entries.push_back(entry);
    at = end + 1;
  }
  Refs runs;
  make_runs(shape, entries.data(), entries.size(), true, runs);
  return make_root(std::move(runs));
}

Value container_value(Shape shape, Ref tree) noexcept {
  if (tree) return ValueAccess::of_node(std::move(tree));
  return shape == Shape::kArray ? Value::array() : Value::object();
}

}  // namespace snaproll::detail
