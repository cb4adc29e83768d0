// Attempts: what stays on record of the steps of an execution.
#include "execution/execution_fixture.hpp"

namespace snaproll {
namespace {

using AttemptsTest = test::ExecutionTest;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SNAPROLL_EVERYWHERE(AttemptsTest);

TEST_P(AttemptsTest, ANewerAttemptSupersedesAnOpenOne) {
  Step older = begin("n");
  Step newer = begin("n");
  EXPECT_EQ(newer.attempt(), 2u);
  EXPECT_THAT(run.unfinished(), ElementsAre("n"));
  EXPECT_THAT(older.finish(Value()), IsError(Code::kConflict));
  EXPECT_THAT(older.fail("x"), IsError(Code::kConflict));
  EXPECT_THAT(older.rollback("x"), IsError(Code::kConflict));
  EXPECT_THAT(newer.finish(Value()), IsOk());
  EXPECT_THAT(older.finish(Value()), IsError(Code::kConflict));
  EXPECT_THAT(run.unfinished(), IsEmpty());
}

TEST_P(AttemptsTest, NamesTheUnfinishedInTheOrderOfTheirBeginning) {
  std::optional<Step> dropped(begin("b"));
  Step a = begin("a");
  Step c = begin("c");
  EXPECT_THAT(run.unfinished(), ElementsAre("b", "a", "c"));
  ASSERT_THAT(a.finish(Value()), IsOk());
  dropped.reset();
  EXPECT_THAT(run.unfinished(), ElementsAre("b", "c"));
  ASSERT_THAT(c.fail("x"), IsOk());
  EXPECT_THAT(run.unfinished(), ElementsAre("b"));
  const Step again = begin("b");
  EXPECT_THAT(run.unfinished(), ElementsAre("b"));
}

TEST_P(AttemptsTest, KeepsAttemptsOnRecord) {
  StepOptions irreversible;
  irreversible.irreversible = true;
  auto step = run.step_begin("n", irreversible);
  ASSERT_THAT(step->fail("x"), IsOk());
  ASSERT_THAT(begin("m").finish(Value()), IsOk());
  const Step open = begin("n");
  const auto all = run.attempts();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].node, "n");
  EXPECT_TRUE(all[0].irreversible);
  EXPECT_EQ(all[0].outcome, AttemptOutcome::kFailed);
  EXPECT_EQ(all[0].error, "x");
  EXPECT_EQ(all[1].outcome, AttemptOutcome::kFinished);
  EXPECT_EQ(all[2].outcome, AttemptOutcome::kOpen);
  EXPECT_EQ(all[2].number, 2u);
  EXPECT_EQ(all[2].ended_at, kNoTime);
  EXPECT_EQ(all[2].idempotency_key, open.idempotency_key());
  EXPECT_EQ(run.attempts("n").size(), 2u);
}

TEST_P(AttemptsTest, CountsAllAttemptsAndKeepsTheNewestThousand) {
  Step first = begin("first");
  for (int i = 0; i < 1500; ++i) ASSERT_THAT(begin("n").fail("x"), IsOk());
  EXPECT_EQ(run.attempts().size(), 1000u);
  EXPECT_EQ(run.attempts().back().number, 1500u);
  EXPECT_EQ(begin("n").attempt(), 1501u);
  // One that is off the record still ends.
  EXPECT_THAT(run.unfinished(), ElementsAre("first", "n"));
  EXPECT_THAT(first.finish(json("1")), IsOk());
  EXPECT_TRUE(run.is_done("first"));
  EXPECT_EQ(run.attempts().back().outcome, AttemptOutcome::kOpen);
}

}  // namespace
}  // namespace snaproll
