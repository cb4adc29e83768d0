#include "journal/document.hpp"

#include <utility>
#include <vector>

#include "patch/compact_reader.hpp"
#include "patch/operation.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

constexpr std::string_view kNodeResults = "node_results";
constexpr std::string_view kRecorded = "recorded";
constexpr std::string_view kState = "state";
constexpr std::string_view kVariables = "variables";

Error corrupt(std::string_view what, const Error* why = nullptr) {
  std::string message(what);
  if (why != nullptr) message += ": " + why->message;
  return Error(Code::kCorrupt, std::move(message));
}

Result<Value> object_member(const Value& document, std::string_view name) {
  auto found = document.find(name);
  if (found.has_value() && found->is_object()) return *std::move(found);
  return corrupt("a stored state without " + std::string(name));
}

// The same value without a look inside.
bool same_root(const Value& a, const Value& b) {
  if (ValueAccess::has_node(a) != ValueAccess::has_node(b)) return false;
  if (ValueAccess::has_node(a))
    return ValueAccess::node(a) == ValueAccess::node(b);
  return a.same(b);
}

}  // namespace

Result<Value> to_document(const CapturedState& captured) {
  const Limits& limits = stored_limits();
  SNAPROLL_TRY(Value state, captured.state.to_value(limits));
  Value document = Value::object();
  SNAPROLL_CHECK(
      member_set(document, kNodeResults, captured.node_results, limits));
  SNAPROLL_CHECK(member_set(document, kRecorded, captured.recorded, limits));
  SNAPROLL_CHECK(member_set(document, kState, std::move(state), limits));
  SNAPROLL_CHECK(member_set(document, kVariables, captured.variables, limits));
  return document;
}

Result<CapturedState> from_document(const Value& document,
                                    uint64_t next_sequence) {
  if (!document.is_object()) return corrupt("a stored state is no object");
  CapturedState captured;
  const auto told = document.find(kState);
  if (!told.has_value()) return corrupt("a stored state without state");
  auto state = ExecutionState::from_value(*told);
  if (!state.ok()) return corrupt("a stored state", &state.error());
  captured.state = *std::move(state);
  SNAPROLL_TRY(captured.node_results, object_member(document, kNodeResults));
  SNAPROLL_TRY(captured.recorded, object_member(document, kRecorded));
  SNAPROLL_TRY(captured.variables, object_member(document, kVariables));
  captured.next_sequence = next_sequence;
  return captured;
}

bool same_roots(const CapturedState& a, const CapturedState& b) {
  return a.state == b.state && same_root(a.variables, b.variables) &&
         same_root(a.node_results, b.node_results) &&
         same_root(a.recorded, b.recorded);
}

Result<std::string> delta_between(const CapturedState& before,
                                  const CapturedState& after) {
  std::vector<Changed> changed;
  if (!same_root(before.node_results, after.node_results))
    changed.push_back(
        {"/node_results", &before.node_results, &after.node_results});
  if (!same_root(before.recorded, after.recorded))
    changed.push_back({"/recorded", &before.recorded, &after.recorded});
  Value states[2];
  if (before.state != after.state) {
    SNAPROLL_TRY(states[0], before.state.to_value(stored_limits()));
    SNAPROLL_TRY(states[1], after.state.to_value(stored_limits()));
    changed.push_back({"/state", &states[0], &states[1]});
  }
  if (!same_root(before.variables, after.variables))
    changed.push_back({"/variables", &before.variables, &after.variables});
  Operations operations = diff_members(changed);
  if (operations.empty()) return std::string();
  return PatchAccess::of(std::move(operations)).to_compact();
}

Result<Replay> Replay::begin(const CapturedState& state) {
  Replay replay;
  SNAPROLL_TRY(replay.document_, to_document(state));
  return replay;
}

Status Replay::apply(std::string_view delta) {
  if (delta.empty()) return {};
  const auto patch = read_compact(delta, stored_limits());
  if (!patch.ok()) return corrupt("a stored delta", &patch.error());
  for (const PatchOperation& operation : patch->operations()) {
    const Status done = apply_operation(document_, operation, stored_limits());
    if (!done.ok()) return corrupt("a stored delta", &done.error());
  }
  return {};
}

Result<CapturedState> Replay::state(uint64_t next_sequence) const {
  return from_document(document_, next_sequence);
}

Result<CapturedState> apply_delta(const CapturedState& before,
                                  std::string_view delta,
                                  uint64_t next_sequence) {
  SNAPROLL_TRY(Replay replay, Replay::begin(before));
  SNAPROLL_CHECK(replay.apply(delta));
  return replay.state(next_sequence);
}

}  // namespace snaproll::detail
