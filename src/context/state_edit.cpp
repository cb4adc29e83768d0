#include "context/state_edit.hpp"

#include <utility>

#include "base/check_id.hpp"
#include "snaproll/pointer.hpp"
#include "snapshot/captured.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

// A byte of a name or string becomes at most this many bytes of canonical JSON
// (a control character).
constexpr uint64_t kMaxGrowth = 6;
// Quotes, colon and comma of a new member.
constexpr uint64_t kMemberBytes = 4;

Error too_large(const Limits& limits) {
  return Error(Code::kLimit, "a state of more than " +
                                 std::to_string(limits.state_bytes) + " bytes");
}

// Runs `edit` on `part` of `captured` and checks the size of the state after
// it. `growth` is the most that it may add: only where that might be too much
// is the old part kept, because then the edit is not done in place.
template <typename Edit>
Status edit_part(CapturedState& captured, Value& part, uint64_t growth,
                 const Limits& limits, Edit&& edit) {
  const uint64_t before = captured.json_size();
  if (before <= limits.state_bytes && growth <= limits.state_bytes - before)
    return edit(part);
  Value old = part;
  SNAPROLL_CHECK(edit(part));
  if (captured.json_size() <= limits.state_bytes) return {};
  part = std::move(old);
  return too_large(limits);
}

uint64_t member_growth(std::string_view name, const Value& value) {
  return name.size() * kMaxGrowth + kMemberBytes + value.json_size();
}

Error no_member(std::string_view root, std::string_view name,
                const char* what) {
  return Error(Code::kNotFound, std::string("there is no such ") + what)
      .at_pointer(std::string(root) + pointer_token(name));
}

// The node that the rest of a pointer names, and whether it names the whole
// result.
struct NodePlace {
  std::string node;
  bool whole = true;
};

Result<NodePlace> node_place(std::string_view pointer, std::string_view rest) {
  NodePlace place;
  size_t at = 1;
  for (; at < rest.size() && rest[at] != '/'; ++at) {
    if (rest[at] != '~') {
      place.node += rest[at];
      continue;
    }
    const char escaped = at + 1 < rest.size() ? rest[++at] : '\0';
    if (escaped != '0' && escaped != '1') {
      return pointer_get(Value::object(), pointer).error();  // tells where
    }
    place.node += escaped == '0' ? '~' : '/';
  }
  place.whole = at == rest.size();
  return place;
}

// Sequence numbers for results that replace all others: those that stay keep
// theirs, new ones follow in the order of their names.
Status sequence_replaced(const Value& results, const Value& recorded,
                         const Limits& limits, Value& made, uint64_t& next) {
  Status status;
  results.for_each([&](std::string_view node, const Value&) {
    auto number = recorded.find(node);
    if (!number.has_value())
      number = Value::integer(static_cast<int64_t>(next++));
    status = member_set(made, node, *std::move(number), limits);
    return status.ok();
  });
  return status;
}

Status replace_part(CapturedState& captured, const StatePlace& place,
                    Value value, const Limits& limits, Value& dropped) {
  if (!value.is_object()) {
    return Error(Code::kType, "expected an object")
        .at_pointer(std::string(place.root));
  }
  SNAPROLL_CHECK(check_member_depth(value, place.root, limits));
  const bool variables = place.part == Part::kVariables;
  Value& part = variables ? captured.variables : captured.node_results;
  const uint64_t others = captured.json_size() - part.json_size();
  if (others > limits.state_bytes ||
      value.json_size() > limits.state_bytes - others)
    return too_large(limits);
  if (!variables) {
    auto names = check_node_names(value, limits);
    if (!names.ok()) return below(place.root, std::move(names).error());
    Value recorded = Value::object();
    uint64_t next = captured.next_sequence;
    SNAPROLL_CHECK(
        sequence_replaced(value, captured.recorded, limits, recorded, next));
    captured.recorded = std::move(recorded);
    captured.next_sequence = next;
  }
  dropped = std::exchange(part, std::move(value));
  return {};
}

// Runs `edit(value, rest)` on the part that `place` is in.
template <typename Edit>
Status edit_at(CapturedState& captured, std::string_view pointer,
               const StatePlace& place, uint64_t growth, const Limits& limits,
               Edit&& edit) {
  const auto inside = [&](Value& part) -> Status {
    auto status = edit(part, place.rest);
    if (!status.ok())
      return in_whole(pointer, place, std::move(status).error());
    return status;
  };
  if (place.part == Part::kState) {
    SNAPROLL_TRY(Value value, captured.state.to_value(limits));
    SNAPROLL_CHECK(inside(value));
    auto state = ExecutionState::from_value(value);
    if (!state.ok()) return below(place.root, std::move(state).error());
    // A form may have other members when it is read; none is set in it.
    SNAPROLL_TRY(const Value known, state->to_value(limits));
    if (!place.rest.empty() && !known.same(value)) {
      return Error(Code::kType, "a state has no such member")
          .at_pointer(std::string(pointer));
    }
    return set_state(captured, *std::move(state), limits);
  }
  Value& part = place.part == Part::kVariables ? captured.variables
                                               : captured.node_results;
  return edit_part(captured, part, growth, limits, inside);
}

}  // namespace

Status set_state(CapturedState& captured, ExecutionState state,
                 const Limits& limits) {
  if (state.kind != StateKind::kFailed) state.message.clear();
  SNAPROLL_TRY(const Value value, state.to_value(limits));
  const uint64_t size = captured.variables.json_size() +
                        captured.node_results.json_size() + value.json_size();
  if (size > limits.state_bytes) return too_large(limits);
  captured.state = std::move(state);
  return {};
}

Status set_variable(CapturedState& captured, std::string_view name, Value value,
                    const Limits& limits) {
  const uint64_t growth = member_growth(name, value);
  return edit_part(captured, captured.variables, growth, limits,
                   [&](Value& part) {
                     return member_set(part, name, std::move(value), limits);
                   });
}

Status remove_variable(CapturedState& captured, std::string_view name) {
  if (!member_remove(captured.variables, name))
    return no_member(kVariablesPointer, name, "variable");
  return {};
}

Status record_result(CapturedState& captured, std::string_view node,
                     Value result, const Limits& limits) {
  SNAPROLL_CHECK(check_id(node, "node id", limits));
  Value recorded = captured.recorded;
  const auto number = static_cast<int64_t>(captured.next_sequence);
  SNAPROLL_CHECK(member_set(recorded, node, Value::integer(number), limits));
  const uint64_t growth = member_growth(node, result);
  SNAPROLL_CHECK(edit_part(
      captured, captured.node_results, growth, limits, [&](Value& part) {
        return member_set(part, node, std::move(result), limits);
      }));
  captured.recorded = std::move(recorded);
  ++captured.next_sequence;
  return {};
}

Status remove_result(CapturedState& captured, std::string_view node) {
  Value recorded = captured.recorded;
  member_remove(recorded, node);
  if (!member_remove(captured.node_results, node))
    return no_member(kNodeResultsPointer, node, "node result");
  captured.recorded = std::move(recorded);
  return {};
}

Status set_at(CapturedState& captured, std::string_view pointer, Value value,
              const Limits& limits, Value& dropped) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  if (place.rest.empty() && place.part != Part::kState)
    return replace_part(captured, place, std::move(value), limits, dropped);
  if (place.part == Part::kNodeResults) {
    SNAPROLL_TRY(const NodePlace node, node_place(pointer, place.rest));
    if (node.whole) {
      auto status =
          record_result(captured, node.node, std::move(value), limits);
      if (!status.ok() && status.error().pointer.empty())
        status.error().pointer = pointer;
      return status;
    }
  }
  const uint64_t growth = member_growth(pointer, value);
  return edit_at(captured, pointer, place, growth, limits,
                 [&](Value& part, std::string_view rest) {
                   return pointer_set(part, rest, value, part_limits(limits));
                 });
}

Status remove_at(CapturedState& captured, std::string_view pointer,
                 const Limits& limits) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  if (place.part == Part::kNodeResults && !place.rest.empty()) {
    SNAPROLL_TRY(const NodePlace node, node_place(pointer, place.rest));
    if (node.whole) return remove_result(captured, node.node);
  }
  return edit_at(captured, pointer, place, 0, limits,
                 [](Value& part, std::string_view rest) {
                   return pointer_remove(part, rest);
                 });
}

Status append_at(CapturedState& captured, std::string_view pointer, Value value,
                 const Limits& limits) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  const uint64_t growth = member_growth({}, value);
  return edit_at(captured, pointer, place, growth, limits,
                 [&](Value& part, std::string_view rest) {
                   return pointer_append(part, rest, value,
                                         part_limits(limits));
                 });
}

Status append_text_at(CapturedState& captured, std::string_view pointer,
                      std::string_view utf8, const Limits& limits) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  const uint64_t growth = utf8.size() * kMaxGrowth;
  return edit_at(captured, pointer, place, growth, limits,
                 [&](Value& part, std::string_view rest) {
                   return pointer_append_text(part, rest, utf8,
                                              part_limits(limits));
                 });
}

Status splice_at(CapturedState& captured, std::string_view pointer,
                 size_t index, size_t removed, const std::vector<Value>& values,
                 const Limits& limits) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  uint64_t growth = 0;
  for (const Value& value : values) growth += member_growth({}, value);
  return edit_at(captured, pointer, place, growth, limits,
                 [&](Value& part, std::string_view rest) {
                   return pointer_splice(part, rest, index, removed, values,
                                         part_limits(limits));
                 });
}

Status splice_text_at(CapturedState& captured, std::string_view pointer,
                      size_t offset, size_t removed, std::string_view utf8,
                      const Limits& limits) {
  SNAPROLL_TRY(const StatePlace place, locate(pointer));
  const uint64_t growth = utf8.size() * kMaxGrowth;
  return edit_at(captured, pointer, place, growth, limits,
                 [&](Value& part, std::string_view rest) {
                   return pointer_splice_text(part, rest, offset, removed, utf8,
                                              part_limits(limits));
                 });
}

Status test_at(const CapturedState& captured, std::string_view pointer,
               const Value& expected) {
  SNAPROLL_TRY(const Value found, captured.get(pointer));
  if (found.equivalent(expected)) return {};
  return Error(Code::kTestFailed, "another value stands at this pointer")
      .at_pointer(std::string(pointer));
}

}  // namespace snaproll::detail
