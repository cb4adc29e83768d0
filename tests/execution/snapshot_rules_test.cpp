// Rules for snapshots through the front door.
#include "execution/execution_fixture.hpp"

namespace snaproll {
namespace {

using test::ExecutionTest;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;

class ExecutionRules : public ExecutionTest {
 protected:
  void make(const SnapshotRules& rules) {
    ExecutionOptions with = options();
    with.auto_snapshot = false;
    with.snapshot_rules = rules;
    run = Placed::make(with);
  }
};

SNAPROLL_EVERYWHERE(ExecutionRules);

TEST_P(ExecutionRules, AreAnOption) {
  SnapshotRules rules;
  rules.before = {"deploy*"};
  make(rules);
  EXPECT_FALSE(begin("build").snapshot_id().has_value());
  EXPECT_TRUE(begin("deploy to prod").snapshot_id().has_value());
  EXPECT_THAT(run.manager().snapshot_rules().before, ElementsAre("deploy*"));
}

TEST_P(ExecutionRules, ThatAreNoneFailTheMaking) {
  ExecutionOptions with = options();
  with.snapshot_rules.before = {"x\\"};
  EXPECT_THAT(try_make(with), IsErrorAtOffset(Code::kParse, 1));
  with.snapshot_rules = {};
  with.snapshot_rules.at_least_time = -1;
  EXPECT_THAT(Execution::adopt(context().copy(), with),
              IsError(Code::kInvalidArgument));
}

TEST_P(ExecutionRules, SeeWhatIsIrreversible) {
  SnapshotRules rules;
  rules.before_irreversible = true;
  make(rules);
  EXPECT_FALSE(begin("a").snapshot_id().has_value());
  StepOptions irreversible;
  irreversible.irreversible = true;
  const auto step = run.step_begin("send", irreversible);
  ASSERT_THAT(step, IsOk());
  EXPECT_TRUE(step->snapshot_id().has_value());
}

// The state that a step goes back to has its own order of results, also where
// the snapshot that it began with is an older one that was the same.
TEST_P(ExecutionRules, AStepGoesBackToItsOwnOrderOfResults) {
  SnapshotRules rules;
  rules.skip_unchanged = true;
  rules.before = {"*"};
  make(rules);
  EXPECT_THAT(context().record_node_result("a", json("1")), IsOk());
  EXPECT_THAT(context().record_node_result("b", json("1")), IsOk());
  const auto first = run.snapshot();
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(context().record_node_result("a", json("1")), IsOk());
  EXPECT_THAT(context().captured().nodes_in_order(), ElementsAre("b", "a"));
  Step step = begin("n");
  EXPECT_EQ(step.snapshot_id(), first->id());
  EXPECT_THAT(context().record_node_result("c", json("1")), IsOk());
  EXPECT_THAT(step.rollback("failed"), IsOk());
  EXPECT_THAT(context().captured().nodes_in_order(), ElementsAre("b", "a"));
  EXPECT_EQ(context().position(), first->id());
}

}  // namespace
}  // namespace snaproll
