#include "snaproll/patch.hpp"

#include <algorithm>
#include <utility>

#include "patch/operation.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll {
namespace {

// No counter of a value's bytes gets near its end.
constexpr uint64_t kMostBytes = uint64_t{1} << 56;

Error in_operation(size_t index, Error error) {
  error.message.insert(0, "operation " + std::to_string(index) + ": ");
  return error;
}

Status move_value(Value& root, const PatchOperation& operation,
                  const Limits& limits) {
  const std::string& from = operation.from;
  const std::string& to = operation.pointer;
  const bool inside = to.size() > from.size() &&
                      to.compare(0, from.size(), from) == 0 &&
                      to[from.size()] == '/';
  if (inside) {
    return Error(Code::kInvalidArgument, "a value can not move into itself")
        .at_pointer(to);
  }
  SNAPROLL_TRY(const Value value, pointer_get(root, from));
  if (from == to) return {};
  SNAPROLL_CHECK(pointer_remove(root, from));
  return pointer_add(root, to, value, limits);
}

Status append(Value& root, const PatchOperation& operation,
              const Limits& limits) {
  if (operation.value.kind() == Kind::kText) {
    SNAPROLL_TRY(const std::string text, operation.value.as_text());
    return pointer_append_text(root, operation.pointer, text, limits);
  }
  size_t size = 0;
  {
    SNAPROLL_TRY(const Value array, pointer_get(root, operation.pointer));
    size = array.size();  // of another kind: the splice tells
  }
  return pointer_splice(root, operation.pointer, size, 0,
                        operation.value.elements(), limits);
}

Status splice(Value& root, const PatchOperation& operation,
              const Limits& limits) {
  if (operation.value.kind() == Kind::kText) {
    SNAPROLL_TRY(const std::string text, operation.value.as_text());
    return pointer_splice_text(root, operation.pointer, operation.at,
                               operation.removed, text, limits);
  }
  return pointer_splice(root, operation.pointer, operation.at,
                        operation.removed, operation.value.elements(), limits);
}

}  // namespace

namespace detail {

Status apply_operation(Value& root, const PatchOperation& operation,
                       const Limits& limits) {
  switch (operation.kind) {
    case PatchKind::kAdd:
      return pointer_add(root, operation.pointer, operation.value, limits);
    case PatchKind::kRemove:
      return pointer_remove(root, operation.pointer);
    case PatchKind::kReplace:
      return pointer_replace(root, operation.pointer, operation.value, limits);
    case PatchKind::kMove:
      return move_value(root, operation, limits);
    case PatchKind::kCopy: {
      SNAPROLL_TRY(const Value value, pointer_get(root, operation.from));
      return pointer_add(root, operation.pointer, value, limits);
    }
    case PatchKind::kTest:
      return pointer_test(root, operation.pointer, operation.value);
    case PatchKind::kAppend:
      return append(root, operation, limits);
    case PatchKind::kSplice:
      return splice(root, operation, limits);
  }
  return Error(Code::kInvalidArgument, "no such kind of operation");
}

}  // namespace detail

Patch::Patch() : Patch(std::vector<PatchOperation>()) {}

Patch::Patch(std::vector<PatchOperation> operations)
    : operations_(std::make_shared<const std::vector<PatchOperation>>(
          std::move(operations))) {}

Result<Patch> Patch::diff(const Value& before, const Value& after,
                          const Cancel* cancel) {
  SNAPROLL_TRY(auto operations, detail::diff_values(before, after, cancel));
  return Patch(std::move(operations));
}

Result<Value> Patch::apply(const Value& value, const Limits& limits) const {
  Value patched = value;
  const uint64_t most =
      std::max(value.json_size(), std::min(limits.state_bytes, kMostBytes));
  for (size_t i = 0; i < operations_->size(); ++i) {
    const PatchOperation& operation = (*operations_)[i];
    auto done = detail::apply_operation(patched, operation, limits);
    if (!done.ok()) return in_operation(i, std::move(done).error());
    // Copies of copies grow fast.
    if (patched.json_size() <= most) continue;
    return in_operation(
        i, Error(Code::kLimit,
                 "a value of more than " + std::to_string(most) + " bytes")
               .at_pointer(operation.pointer));
  }
  return patched;
}

Patch Patch::compose(const Patch& next) const {
  return Patch(detail::composed(*operations_, *next.operations_));
}

Result<Patch> Patch::invert(const Value& before, const Limits& limits) const {
  SNAPROLL_TRY(const Value after, apply(before, limits));
  return diff(after, before);
}

}  // namespace snaproll
