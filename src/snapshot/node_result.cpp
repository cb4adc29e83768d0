// The base form of node results (rule J3).
#include "snaproll/node_result.hpp"

#include <limits>

#include "snapshot/form.hpp"
#include "value/canonical_reader.hpp"
#include "value/edit.hpp"

namespace snaproll {
namespace {

using detail::Form;
using detail::FormWriter;

constexpr uint64_t kMax32 = std::numeric_limits<uint32_t>::max();
constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();
constexpr std::string_view kPendingName = "Pending";
constexpr std::string_view kSkippedName = "Skipped";
constexpr std::string_view kSuccessName = "Success";
constexpr std::string_view kFailureName = "Failure";

void write_count(FormWriter& form, std::string_view name,
                 const std::optional<uint64_t>& count) {
  if (count.has_value()) {
    form.count(name, *count);
  } else {
    form.null(name);
  }
}

// What follows is written as canonical JSON has it: members in byte order.

void write_usage(std::string& out, const TokenUsage& usage) {
  FormWriter form(out);
  write_count(form, "cached_tokens", usage.cached_tokens);
  form.count("input_tokens", usage.input_tokens);
  form.count("output_tokens", usage.output_tokens);
  form.count("total_tokens", usage.total_tokens);
  form.end();
}

// With an empty object for the custom values, which are shared and not written.
Status write_metrics(std::string& out, const Metrics& metrics) {
  FormWriter form(out);
  form.count("api_calls", metrics.api_calls);
  form.count("bytes_transferred", metrics.bytes_transferred);
  if (metrics.cost_usd.has_value()) {
    SNAPROLL_TRY(const Value cost, Value::number(*metrics.cost_usd));
    SNAPROLL_CHECK(form.value("cost_usd", cost));
  } else {
    form.null("cost_usd");
  }
  form.begin("custom");
  out += "{}";
  write_count(form, "duration_ms", metrics.duration_ms);
  write_count(form, "memory_bytes", metrics.memory_bytes);
  if (metrics.token_usage.has_value()) {
    form.begin("token_usage");
    write_usage(out, *metrics.token_usage);
  } else {
    form.null("token_usage");
  }
  form.end();
  return {};
}

Status set_custom(Value& value, const Value& custom, const Limits& limits) {
  if (!custom.is_object()) {
    return Error(Code::kType, "expected an object")
        .at_pointer("/metrics/custom");
  }
  if (custom.size() == 0) return {};
  Value metrics = value.find("metrics").value_or(Value::object());
  SNAPROLL_CHECK(detail::member_set(metrics, "custom", custom, limits));
  return detail::member_set(value, "metrics", std::move(metrics), limits);
}

Result<Value> outcome_value(const NodeResult& result, const Limits& limits) {
  Value object = Value::object();
  switch (result.outcome) {
    case Outcome::kPending:
      return Value::text(kPendingName);
    case Outcome::kSkipped:
      return Value::text(kSkippedName);
    case Outcome::kSuccess:
      SNAPROLL_CHECK(
          detail::member_set(object, kSuccessName, result.output, limits));
      return object;
    case Outcome::kFailure:
      break;
  }
  SNAPROLL_TRY(Value text, Value::text(result.message, limits));
  SNAPROLL_CHECK(
      detail::member_set(object, kFailureName, std::move(text), limits));
  return object;
}

Status read_outcome(const Form& form, NodeResult& result) {
  SNAPROLL_TRY(const Value value, form.required("result"));
  const std::string place = form.place("result");
  if (value.kind() == Kind::kText) {
    SNAPROLL_TRY(const std::string name, value.as_text());
    if (name == kPendingName || name == kSkippedName) {
      result.outcome =
          name == kPendingName ? Outcome::kPending : Outcome::kSkipped;
      return {};
    }
  } else if (auto output = value.find(kSuccessName)) {
    result.outcome = Outcome::kSuccess;
    result.output = *std::move(output);
    return {};
  } else if (value.find(kFailureName).has_value()) {
    result.outcome = Outcome::kFailure;
    SNAPROLL_TRY(const Form failure, Form::of(value, place));
    SNAPROLL_TRY(result.message, failure.text(kFailureName));
    return {};
  }
  return Error(Code::kType,
               "expected \"Pending\", \"Skipped\", {\"Success\": …} or "
               "{\"Failure\": …}")
      .at_pointer(place);
}

Result<TokenUsage> read_usage(const Form& form) {
  TokenUsage usage;
  SNAPROLL_TRY(const uint64_t input, form.count("input_tokens", kMax32));
  SNAPROLL_TRY(const uint64_t output, form.count("output_tokens", kMax32));
  SNAPROLL_TRY(const uint64_t total, form.count("total_tokens", kMax32));
  SNAPROLL_TRY(const auto cached, form.optional_count("cached_tokens", kMax32));
  usage.input_tokens = static_cast<uint32_t>(input);
  usage.output_tokens = static_cast<uint32_t>(output);
  usage.total_tokens = static_cast<uint32_t>(total);
  if (cached.has_value()) usage.cached_tokens = static_cast<uint32_t>(*cached);
  return usage;
}

Result<Metrics> read_metrics(const Form& form) {
  Metrics metrics;
  SNAPROLL_TRY(metrics.duration_ms, form.optional_count("duration_ms", kMax64));
  if (auto value = form.optional("token_usage")) {
    SNAPROLL_TRY(const Form usage,
                 Form::of(*std::move(value), form.place("token_usage")));
    SNAPROLL_TRY(metrics.token_usage, read_usage(usage));
  }
  if (const auto value = form.optional("cost_usd")) {
    auto cost = value->as_double();
    if (!cost.ok())
      return std::move(cost).error().at_pointer(form.place("cost_usd"));
    metrics.cost_usd = *cost;
  }
  SNAPROLL_TRY(const uint64_t calls, form.count("api_calls", kMax32));
  metrics.api_calls = static_cast<uint32_t>(calls);
  SNAPROLL_TRY(metrics.bytes_transferred,
               form.count("bytes_transferred", kMax64));
  SNAPROLL_TRY(metrics.memory_bytes,
               form.optional_count("memory_bytes", kMax64));
  SNAPROLL_TRY(metrics.custom, form.object_or_empty("custom"));
  return metrics;
}

}  // namespace

NodeResult NodeResult::start(Time now) {
  NodeResult result;
  result.started_at = now;
  return result;
}

void NodeResult::complete(Outcome new_outcome, Value new_output,
                          std::string new_message, Time now) {
  constexpr int64_t kNanosPerMilli = 1000000;
  outcome = new_outcome;
  output = std::move(new_output);
  message = std::move(new_message);
  completed_at = now;
  int64_t nanos = 0;
  if (__builtin_sub_overflow(now, started_at, &nanos))
    nanos = now > started_at ? std::numeric_limits<int64_t>::max() : 0;
  if (nanos < 0) nanos = 0;
  if (!metrics.has_value()) metrics.emplace();
  metrics->duration_ms = static_cast<uint64_t>(nanos / kNanosPerMilli);
}

Result<Value> NodeResult::to_value(const Limits& limits) const {
  std::string json;
  FormWriter form(json);
  form.optional_time("completed_at", completed_at);
  if (metrics.has_value()) {
    form.begin("metrics");
    SNAPROLL_CHECK(write_metrics(json, *metrics));
  } else {
    form.null("metrics");
  }
  form.null("result");
  form.count("retry_count", retry_count);
  form.time("started_at", started_at);
  form.end();
  SNAPROLL_TRY(Value value, detail::read_canonical(json, {}));
  SNAPROLL_TRY(Value outcome_part, outcome_value(*this, limits));
  SNAPROLL_CHECK(
      detail::member_set(value, "result", std::move(outcome_part), limits));
  if (metrics.has_value())
    SNAPROLL_CHECK(set_custom(value, metrics->custom, limits));
  if (value.depth() > limits.depth) {
    return Error(Code::kLimit, "a node result of more than " +
                                   std::to_string(limits.depth) + " levels");
  }
  return value;
}

Result<NodeResult> NodeResult::from_value(const Value& value) {
  SNAPROLL_TRY(const Form form, Form::of(value, {}));
  NodeResult result;
  SNAPROLL_TRY(result.started_at, form.time("started_at"));
  SNAPROLL_TRY(result.completed_at, form.optional_time("completed_at"));
  SNAPROLL_CHECK(read_outcome(form, result));
  SNAPROLL_TRY(const uint64_t retries, form.count("retry_count", kMax32));
  result.retry_count = static_cast<uint32_t>(retries);
  if (auto metrics = form.optional("metrics")) {
    SNAPROLL_TRY(const Form part,
                 Form::of(*std::move(metrics), form.place("metrics")));
    SNAPROLL_TRY(result.metrics, read_metrics(part));
  }
  return result;
}

}  // namespace snaproll
