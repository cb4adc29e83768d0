// A context that moved on from a snapshot, and what selectors take back of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "context/states.hpp"

namespace snaproll::test {

class Select : public ::testing::Test {
 protected:
  // Takes the target, then changes all that it holds.
  void states(std::string_view then, std::string_view now) {
    ASSERT_THAT(context.set_json("/variables", then), IsOk());
    ASSERT_THAT(context.record_node_result("a", json("1")), IsOk());
    ASSERT_THAT(context.record_node_result("b", json("1")), IsOk());
    target = *context.take_snapshot();
    ASSERT_THAT(context.set_json("/variables", now), IsOk());
    ASSERT_THAT(context.record_node_result("a", json("2")), IsOk());
    ASSERT_THAT(context.remove_node_result("b"), IsOk());
    ASSERT_THAT(context.record_node_result("c", json("2")), IsOk());
    ASSERT_THAT(context.set_state(ExecutionState::failed("m")), IsOk());
  }
  CapturedState select(const Selector& selector) {
    const auto plan = context.plan(*target, &selector);
    EXPECT_THAT(plan, IsOk());
    return plan.ok() ? plan->result().after : CapturedState();
  }
  std::string variables(const Selector& selector) {
    return select(selector).variables.to_json();
  }
  std::string at(std::vector<std::string> pointers, bool but = false) {
    Selector selector;
    selector.pointers = std::move(pointers);
    selector.everything_but = but;
    return variables(selector);
  }
  Error error(const std::function<void(Selector&)>& fill) {
    Selector selector;
    fill(selector);
    const auto plan = context.plan(*target, &selector);
    EXPECT_FALSE(plan.ok());
    return plan.ok() ? Error() : plan.error();
  }

  Context context = *Context::create("flow", "run", test::fixed_environment());
  std::optional<Snapshot> target;
};

}  // namespace snaproll::test
