// One execution on a manual clock, in memory or on a store.
#pragma once

#include <memory>

#include "support/places.hpp"

namespace snaproll::test {

// What a test leaves is there again after a reopen.
class ExecutionTest : public Placed {
 protected:
  void TearDown() override { expect_kept(run); }

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
  Execution run = make(options());
};

}  // namespace snaproll::test
