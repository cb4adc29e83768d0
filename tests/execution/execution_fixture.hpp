// One execution on a manual clock.
#pragma once

#include <memory>

#include "snaproll/execution.hpp"
#include "support/matchers.hpp"

namespace snaproll::test {

class ExecutionTest : public ::testing::Test {
 protected:
  ExecutionOptions options() {
    ExecutionOptions made;
    made.execution_id = "run";
    made.environment = environment;
    return made;
  }
  Step begin(std::string_view node) {
    auto step = run.step_begin(node);
    EXPECT_THAT(step, IsOk());
    return *std::move(step);
  }
  Context& context() { return run.context(); }

  std::shared_ptr<const Environment> environment =
      fixed_environment(1000000);  // a millisecond a reading
  Execution run = *Execution::create(options());
};

}  // namespace snaproll::test
