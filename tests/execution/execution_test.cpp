// The front door: steps and going back.
#include <stdexcept>

#include "execution/execution_fixture.hpp"

namespace snaproll {
namespace {

using test::ExecutionTest;
using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;
using ::testing::Optional;

SNAPROLL_EVERYWHERE(ExecutionTest);

TEST_P(ExecutionTest, KeepsTenAutomaticSnapshotsOneANodeUnlessToldOtherwise) {
  Summary summary = run.manager().summary();
  EXPECT_EQ(summary.max_snapshots, 10u);
  EXPECT_TRUE(summary.auto_snapshot_enabled);
  EXPECT_EQ(summary.auto_snapshot_interval, 1u);
  EXPECT_EQ(context().workflow_id(), "workflow");
  ExecutionOptions other = options();
  other.max_snapshots = kUnlimited;
  other.auto_snapshot = false;
  other.auto_snapshot_interval = 4;
  summary = make(other).manager().summary();
  EXPECT_EQ(summary.max_snapshots, kUnlimited);
  EXPECT_FALSE(summary.auto_snapshot_enabled);
  EXPECT_EQ(summary.auto_snapshot_interval, 4u);
  other.workflow_id = "";
  EXPECT_THAT(try_make(other), IsError(Code::kInvalidArgument));
}

// M4
TEST_P(ExecutionTest, AStepBeginsWithASnapshot) {
  const Step step = begin("n");
  ASSERT_TRUE(step.snapshot_id().has_value());
  const auto snapshot = run.manager().get(*step.snapshot_id());
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->trigger_node(), "n");
  EXPECT_TRUE(snapshot->metadata().is_auto);
  EXPECT_EQ(run.manager().summary().nodes_processed, 1u);
  EXPECT_FALSE(step.done());
  EXPECT_EQ(step.node(), "n");
  EXPECT_EQ(step.attempt(), 1u);
  EXPECT_THAT(step.result(), IsError(Code::kNotFound));
}

// C5
TEST_P(ExecutionTest, ChecksTheIdsOfNodes) {
  EXPECT_THAT(run.step_begin(""), IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.step_begin(std::string(256, 'x')), IsError(Code::kLimit));
  EXPECT_THAT(run.step_begin("\xff"), IsError(Code::kParse));
  EXPECT_EQ(run.manager().summary().nodes_processed, 0u);
}

// J3
TEST_P(ExecutionTest, FinishRecordsTheBaseForm) {
  Step step = begin("n");
  EXPECT_THAT(step.finish(json("[1]")), IsOk());
  EXPECT_THAT(step.result(), IsOkAndHolds(json("[1]")));
  const auto recorded = context().node_result("n");
  ASSERT_TRUE(recorded.has_value());
  const auto result = NodeResult::from_value(*recorded);
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->outcome, Outcome::kSuccess);
  EXPECT_EQ(result->output, json("[1]"));
  EXPECT_EQ(result->retry_count, 0u);
  EXPECT_GT(result->completed_at, result->started_at);
  EXPECT_EQ(result->metrics->duration_ms,
            static_cast<uint64_t>(result->completed_at - result->started_at) /
                1000000);
}

// J3
TEST_P(ExecutionTest, FinishTakesMetrics) {
  Step step = begin("n");
  Metrics metrics;
  metrics.api_calls = 7;
  EXPECT_THAT(step.finish(Value(), metrics), IsOk());
  const auto result = NodeResult::from_value(*context().node_result("n"));
  EXPECT_EQ(result->metrics->api_calls, 7u);
  EXPECT_TRUE(result->metrics->duration_ms.has_value());
}

TEST_P(ExecutionTest, ADoneNodeIsDoneAtOnceAndNotCounted) {
  ASSERT_THAT(begin("n").finish(json("5")), IsOk());
  const size_t snapshots = run.manager().count();
  Step again = begin("n");
  EXPECT_TRUE(again.done());
  EXPECT_THAT(again.result(), IsOkAndHolds(json("5")));
  EXPECT_EQ(again.snapshot_id(), std::nullopt);
  EXPECT_EQ(again.attempt(), 1u);
  EXPECT_EQ(run.manager().count(), snapshots);
  EXPECT_EQ(run.manager().summary().nodes_processed, 1u);
  EXPECT_THAT(again.finish(json("6")), IsError(Code::kUnusable));
  EXPECT_THAT(again.fail("x"), IsError(Code::kUnusable));
  EXPECT_THAT(again.rollback("x"), IsError(Code::kUnusable));
  EXPECT_THAT(run.attempts(), ::testing::SizeIs(1));
}

TEST_P(ExecutionTest, KnowsWhichResultsAreFinished) {
  const auto record = [&](const NodeResult& result) {
    ASSERT_THAT(context().record_node_result("n", *result.to_value()), IsOk());
  };
  EXPECT_FALSE(run.is_done("n"));
  NodeResult result = NodeResult::start(0);
  record(result);
  EXPECT_FALSE(run.is_done("n"));
  result.complete(Outcome::kFailure, {}, "m", 1);
  record(result);
  EXPECT_FALSE(run.is_done("n"));
  result.complete(Outcome::kSkipped, {}, {}, 1);
  record(result);
  EXPECT_TRUE(run.is_done("n"));
  EXPECT_THAT(begin("n").result(), IsOkAndHolds(Value()));
  // Any value that is not of the base form.
  for (const char* other : {"null", "\"Pending\"", R"({"result":"Pending"})"}) {
    ASSERT_THAT(context().record_node_result_json("n", other), IsOk());
    EXPECT_TRUE(run.is_done("n"));
    EXPECT_THAT(begin("n").result(), IsOkAndHolds(json(other)));
  }
}

TEST_P(ExecutionTest, AFailedNodeRunsAgainAndCountsItsRetries) {
  Step first = begin("n");
  EXPECT_THAT(first.fail("no \"disk\""), IsOk());
  auto result = NodeResult::from_value(*context().node_result("n"));
  EXPECT_EQ(result->outcome, Outcome::kFailure);
  EXPECT_EQ(result->message, "no \"disk\"");
  Step second = begin("n");
  EXPECT_FALSE(second.done());
  EXPECT_EQ(second.attempt(), 2u);
  EXPECT_EQ(second.idempotency_key(), first.idempotency_key());
  EXPECT_THAT(second.finish(json("1")), IsOk());
  result = NodeResult::from_value(*context().node_result("n"));
  EXPECT_EQ(result->retry_count, 1u);
  EXPECT_TRUE(run.is_done("n"));
}

TEST_P(ExecutionTest, AStepEndsOnce) {
  Step step = begin("n");
  ASSERT_THAT(step.finish(json("1")), IsOk());
  EXPECT_THAT(step.finish(json("2")), IsError(Code::kUnusable));
  EXPECT_THAT(step.fail("x"), IsError(Code::kUnusable));
  EXPECT_THAT(step.rollback("x"), IsError(Code::kUnusable));
  EXPECT_THAT(step.result(), IsOkAndHolds(json("1")));
}

TEST_P(ExecutionTest, RollbackSetsTheStateBackToTheBeginning) {
  ASSERT_THAT(context().set_variable("v", json("1")), IsOk());
  Step step = begin("n");
  ASSERT_THAT(context().set_variable("v", json("2")), IsOk());
  ASSERT_THAT(context().set_variable("w", json("3")), IsOk());
  ASSERT_THAT(context().record_node_result("m", json("4")), IsOk());
  const auto result = step.rollback("broke");
  ASSERT_THAT(result, IsOk());
  EXPECT_TRUE(result->success);
  EXPECT_EQ(result->applied_snapshot_id, step.snapshot_id());
  EXPECT_EQ(result->nodes_removed, 1u);
  EXPECT_EQ(result->variables_changed, 2u);
  EXPECT_EQ(context().captured().variables, json("{\"v\":1}"));
  EXPECT_EQ(context().captured().node_results, Value::object());
  EXPECT_EQ(context().position(), step.snapshot_id());
  // The attempt stays on record.
  const auto attempts = run.attempts("n");
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0].outcome, AttemptOutcome::kRolledBack);
  EXPECT_EQ(attempts[0].error, "broke");
  EXPECT_NE(attempts[0].ended_at, kNoTime);
  EXPECT_EQ(begin("n").attempt(), 2u);
}

TEST_P(ExecutionTest, RollbackNeedsNoSnapshotThatWasKept) {
  for (const bool automatic : {true, false}) {
    ExecutionOptions none = options();
    none.max_snapshots = 0;
    none.auto_snapshot = automatic;
    Execution bare = make(none);
    auto step = bare.step_begin("n");
    ASSERT_THAT(bare.context().set_variable("v", json("2")), IsOk());
    const auto result = step->rollback("broke");
    ASSERT_THAT(result, IsOk());
    EXPECT_TRUE(result->success);
    EXPECT_EQ(result->applied_snapshot_id.has_value(), automatic);
    EXPECT_EQ(bare.context().captured().variables, Value::object());
    EXPECT_EQ(bare.manager().count(), 0u);
  }
}

TEST_P(ExecutionTest, TheKeyIsThatOfExecutionAndNode) {
  const Step step = begin("n");
  EXPECT_THAT(Id::parse(step.idempotency_key()), IsOk());
  EXPECT_NE(step.idempotency_key(), begin("m").idempotency_key());
  Execution same = make(options());
  EXPECT_EQ(same.step_begin("n")->idempotency_key(), step.idempotency_key());
  ExecutionOptions other = options();
  other.execution_id = "run2";
  EXPECT_NE(make(other).step_begin("n")->idempotency_key(),
            step.idempotency_key());
  // It is the same after a rollback to before the step.
  ASSERT_TRUE(run.rollback()->success);
  EXPECT_EQ(begin("n").idempotency_key(), step.idempotency_key());
}

TEST_P(ExecutionTest, RefusesWhatCanNotBeRecordedAndStaysOpen) {
  Step step = begin("n");
  EXPECT_THAT(step.fail("\xff"), IsError(Code::kParse));
  EXPECT_THAT(step.rollback("\xff"), IsError(Code::kParse));
  std::string deep(999, '[');
  deep.append(999, ']');
  EXPECT_THAT(step.finish(json(deep)), IsError(Code::kLimit));
  EXPECT_THAT(run.unfinished(), ElementsAre("n"));
  EXPECT_EQ(context().node_result("n"), std::nullopt);
  EXPECT_THAT(step.finish(json("1")), IsOk());
}

TEST_P(ExecutionTest, SnapshotsAndGoesBack) {
  ASSERT_THAT(context().set_variable("v", json("1")), IsOk());
  const auto one = run.snapshot();
  ASSERT_THAT(context().set_variable("v", json("2")), IsOk());
  ASSERT_THAT(run.snapshot(), IsOk());
  EXPECT_TRUE(run.rollback_n(2)->success);
  EXPECT_THAT(context().variable("v"), Optional(json("1")));
  EXPECT_TRUE(run.rollback()->success);
  EXPECT_THAT(context().variable("v"), Optional(json("2")));
  EXPECT_TRUE(run.rollback_to(one->id())->success);
  EXPECT_THAT(context().variable("v"), Optional(json("1")));
}

TEST_P(ExecutionTest, GoesOnWithAContext) {
  Context given = *Context::create("flow", "given", environment);
  ASSERT_THAT(given.record_node_result("n", json("1")), IsOk());
  Execution adopted = *Execution::adopt(std::move(given), options());
  EXPECT_EQ(adopted.context().execution_id(), "given");
  EXPECT_TRUE(adopted.is_done("n"));
  EXPECT_EQ(adopted.manager().count(), 0u);
}

TEST_P(ExecutionTest, AStepOutlivesItsExecution) {
  std::optional<Execution> gone(make(options()));
  auto step = gone->step_begin("n");
  gone.reset();
  EXPECT_THAT(step->finish(json("1")), IsOk());
}

TEST_P(ExecutionTest, StepRunsAFunctionOnce) {
  int runs = 0;
  const auto work = [&]() -> Result<Value> {
    ++runs;
    return json("[7]");
  };
  EXPECT_THAT(run.step("n", work), IsOkAndHolds(json("[7]")));
  EXPECT_THAT(run.step("n", work), IsOkAndHolds(json("[7]")));
  EXPECT_EQ(runs, 1);
}

TEST_P(ExecutionTest, StepRollsBackOrRecordsAFailure) {
  const auto work = [&]() -> Result<Value> {
    EXPECT_THAT(run.context().set_variable("half", json("1")), IsOk());
    return Error(Code::kIo, "broke");
  };
  EXPECT_THAT(run.step("n", work), IsError(Code::kIo));
  EXPECT_EQ(context().variable("half"), std::nullopt);
  EXPECT_EQ(context().node_result("n"), std::nullopt);
  EXPECT_THAT(run.step("n", work, Execution::OnError::kFail),
              IsError(Code::kIo));
  EXPECT_THAT(context().variable("half"), Optional(json("1")));
  EXPECT_TRUE(context().node_result("n").has_value());
  const auto attempts = run.attempts("n");
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].outcome, AttemptOutcome::kRolledBack);
  EXPECT_EQ(attempts[1].outcome, AttemptOutcome::kFailed);
  EXPECT_EQ(attempts[1].error, "broke");
}

TEST_P(ExecutionTest, StepEndsWhatFailsInAnyWay) {
  const Value before = context().captured().variables;
  const auto set = [&] { return context().set_variable("v", json("1")); };
  const auto last = [&] { return run.attempts().back(); };
  // An exception goes on.
  EXPECT_THROW(static_cast<void>(run.step("n",
                                          [&]() -> Result<Value> {
                                            EXPECT_THAT(set(), IsOk());
                                            throw std::runtime_error("thrown");
                                          })),
               std::runtime_error);
  EXPECT_EQ(last().outcome, AttemptOutcome::kRolledBack);
  EXPECT_EQ(last().error, "thrown");
  // A message that is no text does not hide the error, nor one that is too
  // long.
  for (const std::string& message :
       {std::string("caf\xe9"), std::string((64u << 20) + 1, 'x')}) {
    EXPECT_THAT(run.step("n",
                         [&]() -> Result<Value> {
                           EXPECT_THAT(set(), IsOk());
                           return Error(Code::kIo, message);
                         }),
                IsError(Code::kIo));
    EXPECT_EQ(last().outcome, AttemptOutcome::kRolledBack);
    EXPECT_EQ(last().error, message.size() > 4 ? "" : "caf?");
  }
  // A result that can not be recorded.
  std::string deep(1000, '[');
  deep.append(1000, ']');
  EXPECT_THAT(run.step("n",
                       [&]() -> Result<Value> {
                         EXPECT_THAT(set(), IsOk());
                         return Value::parse(deep);
                       }),
              IsError(Code::kLimit));
  EXPECT_EQ(last().outcome, AttemptOutcome::kRolledBack);
  EXPECT_EQ(last().number, 4u);
  EXPECT_EQ(context().captured().variables, before);
  EXPECT_THAT(run.unfinished(), ::testing::IsEmpty());
}

TEST_P(ExecutionTest, StepOfAFunctionThatBeganTheNodeAnewGivesItsError) {
  EXPECT_THAT(run.step("n",
                       [&]() -> Result<Value> {
                         EXPECT_THAT(begin("n").finish(json("1")), IsOk());
                         return Error(Code::kIo, "x");
                       }),
              IsError(Code::kIo));
  EXPECT_TRUE(run.is_done("n"));
}

}  // namespace
}  // namespace snaproll
