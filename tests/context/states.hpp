// Random changes of contexts, and what a state is in full.
#pragma once

#include <set>
#include <string>

#include "patch/edits.hpp"
#include "snaproll/context.hpp"

namespace snaproll::test {

// The canonical JSON of a state.
inline std::string canonical(const CapturedState& state) {
  const auto value = state.to_value();
  EXPECT_THAT(value, IsOk());
  return value.ok() ? value->to_json() : "";
}

// The same, and the order in which its node results were recorded.
inline std::string in_full(const CapturedState& state) {
  std::string text = canonical(state);
  for (const std::string& node : state.nodes_in_order())
    text += '\n' + Value::text(node)->to_json();
  return text;
}

// J8: each node result has a number, no two the same, none that is still to be
// given.
inline void expect_numbered(const CapturedState& state) {
  ASSERT_EQ(state.recorded.names(), state.node_results.names());
  std::set<int64_t> numbers;
  state.recorded.for_each([&](std::string_view name, const Value& number) {
    const int64_t told = number.as_int64().ok() ? *number.as_int64() : -1;
    EXPECT_TRUE(numbers.insert(told).second) << name << " has " << told;
    EXPECT_GE(told, 0) << name;
    EXPECT_LT(static_cast<uint64_t>(told), state.next_sequence) << name;
    return true;
  });
}

inline ExecutionState random_state(Random& random) {
  switch (below(random, 4)) {
    case 0:
      return {StateKind::kRunning, {}};
    case 1:
      return {StateKind::kPaused, {}};
    default:
      return ExecutionState::failed(random_text(random, 60));
  }
}

inline std::string random_name(Random& random) {
  static const char* const kSpecial[] = {"", "a/b", "~", "a*", "\n\"", "é"};
  const size_t n = below(random, 30);
  return n < 6 ? kSpecial[n] : "v" + std::to_string(n);
}

inline std::string random_node(Random& random) {
  return below(random, 10) == 0 ? "agent/*"
                                : "n" + std::to_string(below(random, 12));
}

// One edit inside of a part, or the whole of it read anew.
inline void change_inside(Context& context, Random& random) {
  const bool variables = below(random, 2) == 0;
  const char* part = variables ? "/variables" : "/node_results";
  Value value = *context.get(part);
  if (value.size() == 0) return;
  if (below(random, 4) == 0) {
    ASSERT_THAT(context.set(part, json(value.to_json())), IsOk());
    return;
  }
  const std::string name = *value.name_at(below(random, value.size()));
  Value member = *value.find(name);
  random_edit(member, random);
  std::string pointer = part;
  detail::append_token(pointer, name);
  ASSERT_THAT(context.set(pointer, member), IsOk());
}

// One random change of the state.
inline void random_change(Context& context, Random& random) {
  switch (below(random, 8)) {
    case 0:
      (void)context.remove_variable(random_name(random));
      break;
    case 1:
      (void)context.remove_node_result(random_node(random));
      break;
    case 2:
      ASSERT_THAT(context.set_state(random_state(random)), IsOk());
      break;
    case 3:
      ASSERT_THAT(
          context.record_node_result(random_node(random),
                                     json(random_model(random, 8).json())),
          IsOk());
      break;
    case 4:
    case 5:
      change_inside(context, random);
      break;
    default:
      ASSERT_THAT(context.set_variable(random_name(random),
                                       json(random_model(random, 8).json())),
                  IsOk());
  }
}

inline void random_changes(Context& context, Random& random, size_t most) {
  for (size_t n = below(random, most + 1); n > 0; --n)
    ASSERT_NO_FATAL_FAILURE(random_change(context, random));
}

}  // namespace snaproll::test
