#include "boundary.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll::capi {
namespace {

constexpr char kMetrics[] = "/metrics";

// Completes a result now.
void complete(NodeResultRep& self, Outcome outcome, Value output,
              std::string message) {
  self.result.complete(outcome, std::move(output), std::move(message),
                       self.environment->now());
}

Metrics& metrics_of(NodeResultRep& self) {
  if (!self.result.metrics.has_value()) self.result.metrics.emplace();
  return *self.result.metrics;
}

// Reads metrics, which the C++ API knows as a part of a whole result only.
Result<std::optional<Metrics>> read_metrics(const Value& metrics) {
  SNAPROLL_TRY(Value whole, NodeResult::start(0).to_value());
  SNAPROLL_CHECK(pointer_set(whole, kMetrics, metrics));
  auto read = NodeResult::from_value(whole);
  if (read.ok()) return std::move(read->metrics);
  Error error = std::move(read).error();
  error.pointer.erase(0, sizeof kMetrics - 1);
  return error;
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_node_result_start(const snaproll_options* options,
                                   snaproll_node_result** out,
                                   snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto environment, environment_of(options));
    NodeResult result = NodeResult::start(environment->now());
    *out =
        make<snaproll_node_result>({std::move(result), std::move(environment)});
    return {};
  });
}

int32_t snaproll_node_result_succeed(snaproll_node_result* result,
                                     const char* json, size_t json_size,
                                     snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(Value value, Value::parse(given, self.environment->limits));
    complete(self, Outcome::kSuccess, std::move(value), {});
    return {};
  });
}

int32_t snaproll_node_result_fail(snaproll_node_result* result,
                                  const char* message, size_t message_size,
                                  snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    SNAPROLL_TRY(const auto given, text(message, message_size, "message"));
    SNAPROLL_CHECK(Value::text(given, self.environment->limits));
    complete(self, Outcome::kFailure, {}, std::string(given));
    return {};
  });
}

int32_t snaproll_node_result_skip(snaproll_node_result* result,
                                  snaproll_error** error) {
  return change(result, "result", error, [](NodeResultRep& self) -> Status {
    complete(self, Outcome::kSkipped, {}, {});
    return {};
  });
}

int32_t snaproll_node_result_from_json(const char* json, size_t json_size,
                                       snaproll_node_result** out,
                                       snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const Value value, Value::parse(given));
    SNAPROLL_TRY(NodeResult made, NodeResult::from_value(value));
    *out =
        make<snaproll_node_result>({std::move(made), Environment::standard()});
    return {};
  });
}

int32_t snaproll_node_result_to_json(const snaproll_node_result* result,
                                     snaproll_buf* out,
                                     snaproll_error** error) {
  return read_json(result, "result", out, error, [](const NodeResultRep& self) {
    return self.result.to_value(self.environment->limits);
  });
}

int32_t snaproll_node_result_started_at(const snaproll_node_result* result,
                                        int64_t* out, snaproll_error** error) {
  return read(result, "result", out, error,
              [](const NodeResultRep& self) { return self.result.started_at; });
}

int32_t snaproll_node_result_completed_at(const snaproll_node_result* result,
                                          int64_t* out,
                                          snaproll_error** error) {
  return read(result, "result", out, error, [](const NodeResultRep& self) {
    return self.result.completed_at;
  });
}

int32_t snaproll_node_result_outcome(const snaproll_node_result* result,
                                     int32_t* out, snaproll_error** error) {
  return read(result, "result", out, error, [](const NodeResultRep& self) {
    return static_cast<int32_t>(self.result.outcome);
  });
}

int32_t snaproll_node_result_output(const snaproll_node_result* result,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_json(result, "result", out, error,
                   [](const NodeResultRep& self) -> Result<Value> {
                     if (self.result.outcome == Outcome::kSuccess)
                       return self.result.output;
                     return Error(Code::kNotFound, "this is no success");
                   });
}

int32_t snaproll_node_result_message(const snaproll_node_result* result,
                                     snaproll_buf* out,
                                     snaproll_error** error) {
  return read_text(result, "result", out, error,
                   [](const NodeResultRep& self) -> Result<std::string> {
                     if (self.result.outcome == Outcome::kFailure)
                       return self.result.message;
                     return Error(Code::kNotFound, "this is no failure");
                   });
}

int32_t snaproll_node_result_retry_count(const snaproll_node_result* result,
                                         uint32_t* out,
                                         snaproll_error** error) {
  return read(result, "result", out, error, [](const NodeResultRep& self) {
    return self.result.retry_count;
  });
}

int32_t snaproll_node_result_set_retry_count(snaproll_node_result* result,
                                             uint32_t count,
                                             snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    self.result.retry_count = count;
    return {};
  });
}

int32_t snaproll_node_result_metrics(const snaproll_node_result* result,
                                     snaproll_buf* out,
                                     snaproll_error** error) {
  return read_json(result, "result", out, error,
                   [](const NodeResultRep& self) -> Result<Value> {
                     SNAPROLL_TRY(
                         const Value whole,
                         self.result.to_value(self.environment->limits));
                     return pointer_get(whole, kMetrics);
                   });
}

int32_t snaproll_node_result_set_metrics(snaproll_node_result* result,
                                         const char* json, size_t json_size,
                                         snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const Value value,
                 Value::parse(given, self.environment->limits));
    SNAPROLL_TRY(self.result.metrics, read_metrics(value));
    return {};
  });
}

int32_t snaproll_node_result_set_token_usage(snaproll_node_result* result,
                                             uint32_t input_tokens,
                                             uint32_t output_tokens,
                                             snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    const uint32_t total = input_tokens + output_tokens;
    if (total < input_tokens)
      return Error(Code::kRange, "the sum of the tokens does not fit");
    metrics_of(self).token_usage =
        TokenUsage{input_tokens, output_tokens, total, std::nullopt};
    return {};
  });
}

int32_t snaproll_node_result_set_cost_usd(snaproll_node_result* result,
                                          double cost, snaproll_error** error) {
  return change(result, "result", error, [&](NodeResultRep& self) -> Status {
    SNAPROLL_CHECK(Value::number(cost));
    metrics_of(self).cost_usd = cost;
    return {};
  });
}

void snaproll_node_result_free(snaproll_node_result* result) {
  release(result);
}
