#include "snaproll/pointer.hpp"

#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "value/editor.hpp"
#include "value/tokens.hpp"

namespace snaproll {
namespace {

using detail::Edit;
using detail::Token;

Error not_found(std::string_view pointer) {
  return Error(Code::kNotFound, "nothing stands at this pointer")
      .at_pointer(std::string(pointer));
}

Status edit_at(Value& root, std::string_view pointer, const Edit& edit) {
  auto tokens = detail::split_pointer(pointer);
  if (!tokens.ok()) return std::move(tokens).error();
  return detail::Editor(pointer, *tokens, edit).run(root);
}

Edit edit_with(Edit::Kind kind, const Value* values, size_t count,
               const Limits& limits) {
  Edit edit(kind);
  edit.values = values;
  edit.count = count;
  edit.limits = &limits;
  return edit;
}

Result<Edit> edit_with_text(Edit::Kind kind, std::string_view utf8,
                            const Limits& limits) {
  const size_t valid = detail::utf8_prefix(utf8);
  if (valid != utf8.size()) {
    return Error(Code::kParse, "text that is not valid UTF-8").at_offset(valid);
  }
  Edit edit(kind);
  edit.text = utf8;
  edit.limits = &limits;
  return edit;
}

}  // namespace

Result<Value> pointer_get(const Value& root, std::string_view pointer) {
  SNAPROLL_TRY(const std::vector<Token> tokens, detail::split_pointer(pointer));
  Value value = root;
  for (const Token& token : tokens) {
    std::optional<Value> next = detail::step_into(value, token);
    if (!next.has_value()) return not_found(pointer.substr(0, token.end));
    value = *std::move(next);
  }
  return value;
}

Status pointer_set(Value& root, std::string_view pointer, const Value& value,
                   const Limits& limits) {
  return edit_at(root, pointer, edit_with(Edit::Kind::kSet, &value, 1, limits));
}

Status pointer_set_json(Value& root, std::string_view pointer,
                        std::string_view json, const Limits& limits,
                        const Cancel* cancel) {
  auto old = pointer_get(root, pointer);
  auto parsed = old.ok() ? Value::parse_over(*old, json, limits, cancel)
                         : Value::parse(json, limits, cancel);
  if (!parsed.ok()) return std::move(parsed).error();
  old = Value();  // gives the old value's reference back: it may be edited
  return pointer_set(root, pointer, *parsed, limits);
}

Status pointer_add(Value& root, std::string_view pointer, const Value& value,
                   const Limits& limits) {
  SNAPROLL_TRY(const std::vector<Token> tokens, detail::split_pointer(pointer));
  if (!tokens.empty()) {
    const size_t end = tokens.size() > 1 ? tokens[tokens.size() - 2].end : 0;
    const std::string_view parent = pointer.substr(0, end);
    size_t size = 0;
    bool array = false;
    {
      const auto found = pointer_get(root, parent);
      array = found.ok() && found->is_array();
      if (array) size = found->size();
    }
    if (array) {
      size_t index = size;
      const std::string& name = tokens.back().name;
      if (name != "-" && (!detail::read_index(name, index) || index > size))
        return not_found(pointer);
      return pointer_splice(root, parent, index, 0, {value}, limits);
    }
  }
  return pointer_set(root, pointer, value, limits);
}

Status pointer_replace(Value& root, std::string_view pointer,
                       const Value& value, const Limits& limits) {
  Edit edit = edit_with(Edit::Kind::kSet, &value, 1, limits);
  edit.existing = true;
  return edit_at(root, pointer, edit);
}

Status pointer_remove(Value& root, std::string_view pointer) {
  return edit_at(root, pointer, Edit{Edit::Kind::kRemove});
}

Status pointer_append(Value& root, std::string_view pointer, const Value& value,
                      const Limits& limits) {
  constexpr std::string_view kEnd = "/-";
  if (pointer.size() >= kEnd.size() &&
      pointer.substr(pointer.size() - kEnd.size()) == kEnd) {
    const std::string_view array =
        pointer.substr(0, pointer.size() - kEnd.size());
    const auto parent = pointer_get(root, array);
    if (parent.ok() && parent->is_array()) pointer = array;
  }
  return edit_at(root, pointer,
                 edit_with(Edit::Kind::kAppend, &value, 1, limits));
}

Status pointer_append_text(Value& root, std::string_view pointer,
                           std::string_view utf8, const Limits& limits) {
  SNAPROLL_TRY(const Edit edit,
               edit_with_text(Edit::Kind::kAppendText, utf8, limits));
  return edit_at(root, pointer, edit);
}

Status pointer_splice(Value& root, std::string_view pointer, size_t index,
                      size_t removed, const std::vector<Value>& values,
                      const Limits& limits) {
  Edit edit =
      edit_with(Edit::Kind::kSplice, values.data(), values.size(), limits);
  edit.at = index;
  edit.removed = removed;
  return edit_at(root, pointer, edit);
}

Status pointer_splice_text(Value& root, std::string_view pointer, size_t offset,
                           size_t removed, std::string_view utf8,
                           const Limits& limits) {
  SNAPROLL_TRY(Edit edit,
               edit_with_text(Edit::Kind::kSpliceText, utf8, limits));
  edit.at = offset;
  edit.removed = removed;
  return edit_at(root, pointer, edit);
}

Status pointer_test(const Value& root, std::string_view pointer,
                    const Value& expected) {
  SNAPROLL_TRY(const Value found, pointer_get(root, pointer));
  if (found.equivalent(expected)) return {};
  return Error(Code::kTestFailed, "another value stands at this pointer")
      .at_pointer(std::string(pointer));
}

}  // namespace snaproll
