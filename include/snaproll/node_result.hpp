// NodeResult: the typed helper for node results in the base form (rule J3). The
// history itself takes any JSON value as the result of a node.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "snaproll/time.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

/// How a node ended. Since 0.1
enum class Outcome : int32_t {
  kPending = 0,
  kSuccess = 1,
  kFailure = 2,
  kSkipped = 3,
};

/// What a call of a model took. Since 0.1
struct TokenUsage {
  uint32_t input_tokens = 0;
  uint32_t output_tokens = 0;
  uint32_t total_tokens = 0;
  std::optional<uint32_t> cached_tokens;
};

/// What a node took; `custom` is an object of the application's own. Since 0.1
struct Metrics {
  std::optional<uint64_t> duration_ms;
  std::optional<TokenUsage> token_usage;
  std::optional<double> cost_usd;
  uint32_t api_calls = 0;
  uint64_t bytes_transferred = 0;
  std::optional<uint64_t> memory_bytes;
  Value custom = Value::object();
};

/// One execution of one node. Since 0.1
struct NodeResult {
  Time started_at = 0;
  Time completed_at = kNoTime;  ///< kNoTime = not completed.
  Outcome outcome = Outcome::kPending;
  Value output;         ///< Of a success.
  std::string message;  ///< Of a failure.
  uint32_t retry_count = 0;
  std::optional<Metrics> metrics;

  /// A result that is Pending since `now`. Takes no memory.
  static NodeResult start(Time now);
  /// Sets the outcome, completed_at and metrics.duration_ms (0 where `now` is
  /// before the start).
  void complete(Outcome outcome, Value output, std::string message, Time now);

  /// The base form as a value. O(custom members). Errors: TYPE (`custom` is no
  /// object), RANGE (cost_usd is not finite), PARSE (a message that is not
  /// UTF-8), LIMIT.
  Result<Value> to_value(const Limits& limits = {}) const;
  /// Reads the base form; the output is shared, not copied. Errors: TYPE,
  /// NOT_FOUND, PARSE and RANGE (a time, a count) with the pointer of the
  /// member.
  static Result<NodeResult> from_value(const Value& value);
};

}  // namespace snaproll
