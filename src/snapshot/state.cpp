// The form of a state (rule J2).
#include "snaproll/state.hpp"

#include <array>
#include <string_view>

#include "snapshot/form.hpp"
#include "value/edit.hpp"

namespace snaproll {
namespace {

constexpr std::array<std::string_view, 5> kNames = {
    "Running", "Completed", "Failed", "Cancelled", "Paused"};
constexpr std::string_view kFailed = "Failed";

Error unknown_state() {
  return Error(Code::kInvalidArgument, "not one of the states")
      .with_hint(
          "\"Running\", \"Completed\", {\"Failed\":\"message\"}, \"Cancelled\" "
          "or \"Paused\"");
}

}  // namespace

Result<Value> ExecutionState::to_value(const Limits& limits) const {
  const auto index = static_cast<size_t>(kind);
  if (index >= kNames.size()) return unknown_state();
  if (kind != StateKind::kFailed) return Value::text(kNames[index]);
  SNAPROLL_TRY(Value text, Value::text(message, limits));
  Value object = Value::object();
  SNAPROLL_CHECK(detail::member_set(object, kFailed, std::move(text), {}));
  return object;
}

Result<ExecutionState> ExecutionState::from_value(const Value& value) {
  if (value.kind() == Kind::kText) {
    SNAPROLL_TRY(const std::string name, value.as_text());
    for (size_t i = 0; i < kNames.size(); ++i) {
      const auto kind = static_cast<StateKind>(i);
      if (name == kNames[i] && kind != StateKind::kFailed)
        return ExecutionState{kind, {}};
    }
    return unknown_state();
  }
  if (!value.is_object())
    return Error(Code::kType, "expected a string or an object");
  if (!value.find(kFailed).has_value()) return unknown_state();
  SNAPROLL_TRY(const detail::Form form, detail::Form::of(value, {}));
  SNAPROLL_TRY(std::string message, form.text(kFailed));
  return failed(std::move(message));
}

}  // namespace snaproll
