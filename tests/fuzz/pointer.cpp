// Edits by pointer. Input: a JSON text, then edits: a byte that says which, a
// pointer, an argument; each part ends with 0xff.
#include "snaproll/pointer.hpp"

#include "fuzz.hpp"

namespace snaproll::fuzz {
namespace {

constexpr size_t kMostEdits = 64;

struct Edit {
  size_t kind = 0;
  std::string_view pointer;
  std::string_view argument;
  Value value;
  size_t at = 0;
  size_t removed = 0;
};

Edit next_edit(Input& input) {
  Edit edit;
  edit.kind = input.below(10);
  edit.at = input.byte();
  edit.removed = input.byte();
  edit.pointer = input.part();
  edit.argument = input.part();
  auto value = Value::parse(edit.argument);
  if (value.ok()) edit.value = *std::move(value);
  return edit;
}

Status make(Value& root, const Edit& edit) {
  switch (edit.kind) {
    case 0:
      return pointer_set(root, edit.pointer, edit.value);
    case 1:
      return pointer_set_json(root, edit.pointer, edit.argument);
    case 2:
      return pointer_add(root, edit.pointer, edit.value);
    case 3:
      return pointer_replace(root, edit.pointer, edit.value);
    case 4:
      return pointer_remove(root, edit.pointer);
    case 5:
      return pointer_append(root, edit.pointer, edit.value);
    case 6:
      return pointer_append_text(root, edit.pointer, edit.argument);
    case 7:
      return pointer_splice(root, edit.pointer, edit.at, edit.removed,
                            edit.value.elements());
    case 8:
      return pointer_splice_text(root, edit.pointer, edit.at, edit.removed,
                                 edit.argument);
    default:
      return pointer_test(root, edit.pointer, edit.value);
  }
}

// Where it makes another value of the place, what that is.
void check_made(const Value& before, const Value& root, const Edit& edit) {
  const auto was = pointer_get(before, edit.pointer);
  const auto is = pointer_get(root, edit.pointer);
  if (edit.kind == 0 || edit.kind == 3) {
    const bool at_end = edit.pointer.size() > 1 &&
                        edit.pointer.substr(edit.pointer.size() - 2) == "/-";
    if (!at_end)
      require_same(require_ok(is, "what was set is there"), edit.value,
                   "what was set is what is there");
  }
  if (edit.kind == 6 || edit.kind == 8) {
    std::string text = *was->as_text();
    if (edit.kind == 6)
      text += edit.argument;
    else
      text.replace(edit.at, edit.removed, edit.argument);
    require(*is->as_text() == text, "a text is changed as std::string", text);
  }
  if (edit.kind == 7)
    require(
        is->size() == was->size() - edit.removed + edit.value.elements().size(),
        "a splice makes as many as it says");
  if (edit.kind == 9)
    require(was->equivalent(edit.value), "a test that holds is equivalent");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(pointer) {
  using namespace snaproll::fuzz;
  using snaproll::Value;
  Input input(data, size);
  const auto parsed = Value::parse(input.part());
  Value root = parsed.ok() ? *parsed : Value::object();
  for (size_t i = 0; i < kMostEdits && !input.at_end(); ++i) {
    const Edit edit = next_edit(input);
    const bool held = edit.at % 2 == 0;  // else it is edited in place
    const std::string was = root.to_json();
    const Value before = held ? root : require_ok(Value::parse(was), "reads");
    const auto made = make(root, edit);
    require(before.to_json() == was, "what others hold stays as it was", was);
    const std::string is = root.to_json();
    if (worked(made))
      check_made(before, root, edit);
    else
      require(is == was, "a failed edit changes nothing", was);
    require_same(require_ok(Value::parse(is), "an edited value can be read"),
                 root, "an edited value is as if it was read");
    require(root.json_size() == is.size(), "its size is known", is);
  }
  return 0;
}
