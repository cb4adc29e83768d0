#include "snapshot/captured.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "base/check_id.hpp"
#include "snaproll/pointer.hpp"
#include "value/edit.hpp"

namespace snaproll {
namespace {

// Canonical JSON of a state.
uint64_t state_json_size(const ExecutionState& state) {
  switch (state.kind) {
    case StateKind::kRunning:
      return sizeof("\"Running\"") - 1;
    case StateKind::kCompleted:
    case StateKind::kCancelled:
      return sizeof("\"Completed\"") - 1;
    case StateKind::kPaused:
      return sizeof("\"Paused\"") - 1;
    case StateKind::kFailed:
      break;
  }
  Limits limits;
  limits.text_bytes = std::numeric_limits<uint64_t>::max();
  const auto value = state.to_value(limits);
  return value.ok() ? value->json_size() : 0;
}

}  // namespace

uint64_t CapturedState::json_size() const {
  return state_json_size(state) + variables.json_size() +
         node_results.json_size();
}

std::vector<std::string> CapturedState::nodes_in_order() const {
  std::vector<std::pair<int64_t, std::string>> order;
  order.reserve(recorded.size());
  recorded.for_each([&](std::string_view name, const Value& sequence) {
    const auto number = sequence.as_int64();
    order.emplace_back(number.ok() ? *number : 0, name);
    return true;
  });
  std::sort(order.begin(), order.end());
  std::vector<std::string> nodes;
  nodes.reserve(order.size());
  for (auto& entry : order) nodes.push_back(std::move(entry.second));
  return nodes;
}

Result<Value> CapturedState::get(std::string_view pointer) const {
  SNAPROLL_TRY(const detail::StatePlace place, detail::locate(pointer));
  Value part;
  switch (place.part) {
    case detail::Part::kState: {
      SNAPROLL_TRY(part, state.to_value());
      break;
    }
    case detail::Part::kVariables:
      part = variables;
      break;
    case detail::Part::kNodeResults:
      part = node_results;
      break;
  }
  auto found = pointer_get(part, place.rest);
  if (!found.ok())
    return detail::in_whole(pointer, place, std::move(found).error());
  return found;
}

namespace detail {

Result<StatePlace> locate(std::string_view pointer) {
  constexpr std::pair<Part, std::string_view> kParts[] = {
      {Part::kVariables, kVariablesPointer},
      {Part::kNodeResults, kNodeResultsPointer},
      {Part::kState, kStatePointer},
  };
  for (const auto& [part, root] : kParts) {
    if (pointer.substr(0, root.size()) != root) continue;
    const std::string_view rest = pointer.substr(root.size());
    if (rest.empty() || rest.front() == '/')
      return StatePlace{part, root, rest};
  }
  auto none = pointer_get(Value::object(), pointer);
  Error error(Code::kNotFound, "nothing stands at this pointer");
  if (!none.ok()) error = std::move(none).error();
  return std::move(error).with_hint(
      "begin with /variables, /node_results or /state");
}

Error in_whole(std::string_view pointer, const StatePlace& place, Error error) {
  if (error.code != Code::kParse) return below(place.root, std::move(error));
  // PARSE is of the pointer or of what was to be put there.
  auto whole = pointer_get(Value::object(), pointer);
  if (!whole.ok() && whole.error().code == Code::kParse)
    return std::move(whole).error();
  return error;
}

Limits part_limits(const Limits& limits) {
  Limits part = limits;
  if (part.depth != std::numeric_limits<uint32_t>::max()) ++part.depth;
  return part;
}

Status check_node_names(const Value& node_results, const Limits& limits) {
  Status status;
  node_results.for_each([&](std::string_view name, const Value&) {
    status = check_id(name, "node id", limits);
    if (status.ok()) return true;
    status.error().pointer = pointer_token(name);
    return false;
  });
  return status;
}

Status check_captured(const CapturedState& captured, const Limits& limits) {
  if (captured.json_size() > limits.state_bytes) {
    return Error(Code::kLimit, "a state of more than " +
                                   std::to_string(limits.state_bytes) +
                                   " bytes");
  }
  SNAPROLL_CHECK(
      check_member_depth(captured.variables, kVariablesPointer, limits));
  return check_member_depth(captured.node_results, kNodeResultsPointer, limits);
}

bool same_state(const CapturedState& a, const CapturedState& b) {
  return a.state == b.state && a.variables.same(b.variables) &&
         a.node_results.same(b.node_results);
}

uint64_t changed_bytes(const CapturedState& before, const CapturedState& after,
                       uint64_t stop_at) {
  uint64_t bytes = 0;
  if (before.state != after.state) {
    bytes =
        std::max(state_json_size(before.state), state_json_size(after.state));
  }
  if (bytes < stop_at) {
    bytes += changed_bytes(before.variables, after.variables, stop_at - bytes);
  }
  if (bytes < stop_at) {
    bytes +=
        changed_bytes(before.node_results, after.node_results, stop_at - bytes);
  }
  return std::min(bytes, stop_at);
}

Status sequence_new(CapturedState& captured, const Value& results,
                    const Limits& limits) {
  std::vector<std::tuple<bool, Time, std::string>> order;
  order.reserve(results.size());
  results.for_each([&](std::string_view name, const Value& result) {
    const auto told = result.find("completed_at");
    const auto text = told.has_value() ? told->as_text() : Value().as_text();
    const auto time = text.ok() ? parse_time(*text) : Time{0};
    const bool known = text.ok() && time.ok();
    order.emplace_back(!known, known ? *time : 0, name);
    return true;
  });
  std::sort(order.begin(), order.end());
  for (const auto& entry : order) {
    const auto number = static_cast<int64_t>(captured.next_sequence);
    SNAPROLL_CHECK(member_set(captured.recorded, std::get<2>(entry),
                              Value::integer(number), limits));
    ++captured.next_sequence;
  }
  return {};
}

Result<CapturedState> read_captured(const Form& form, bool variables_optional,
                                    const Limits& limits) {
  CapturedState captured;
  SNAPROLL_TRY(const Value state, form.required("state"));
  auto read = ExecutionState::from_value(state);
  if (!read.ok()) return below(form.place("state"), std::move(read).error());
  captured.state = *std::move(read);
  SNAPROLL_TRY(captured.variables, variables_optional
                                       ? form.object_or_empty("variables")
                                       : form.object("variables"));
  SNAPROLL_TRY(captured.node_results, form.object("node_results"));
  auto names = check_node_names(captured.node_results, limits);
  if (!names.ok())
    return below(form.place("node_results"), std::move(names).error());
  SNAPROLL_CHECK(check_captured(captured, limits));
  SNAPROLL_CHECK(sequence_new(captured, captured.node_results, limits));
  return captured;
}

Status write_state(FormWriter& form, const ExecutionState& state) {
  Limits limits;
  limits.text_bytes = std::numeric_limits<uint64_t>::max();
  SNAPROLL_TRY(const Value value, state.to_value(limits));
  return form.value("state", value);
}

}  // namespace detail
}  // namespace snaproll
