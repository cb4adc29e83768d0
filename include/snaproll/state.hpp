// ExecutionState: where an execution stands (rule C3).
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "snaproll/value.hpp"

namespace snaproll {

/// The states, by the numbers of enum snaproll_state. Since 0.1
enum class StateKind : int32_t {
  kRunning = 0,
  kCompleted = 1,
  kFailed = 2,
  kCancelled = 3,
  kPaused = 4,
};

/// A state, with the message of a failed one. Since 0.1
struct ExecutionState {
  StateKind kind = StateKind::kRunning;
  std::string message;  ///< Of kFailed; else empty.

  /// Failed, with that message.
  static ExecutionState failed(std::string text) {
    return {StateKind::kFailed, std::move(text)};
  }
  friend bool operator==(const ExecutionState& a, const ExecutionState& b) {
    return a.kind == b.kind && a.message == b.message;
  }
  friend bool operator!=(const ExecutionState& a, const ExecutionState& b) {
    return !(a == b);
  }

  /// `"Running"`, `{"Failed":"message"}` … (rule J2). Errors: PARSE (the
  /// message is not UTF-8), LIMIT.
  Result<Value> to_value(const Limits& limits = {}) const;
  /// Reads that form. Errors: INVALID_ARGUMENT (an unknown name), TYPE;
  /// pointers begin at the state.
  static Result<ExecutionState> from_value(const Value& value);
};

}  // namespace snaproll
