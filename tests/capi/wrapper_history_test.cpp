// snaproll.hpp, the wrapper for C++: snapshots, histories, executions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <snaproll.hpp>
#include <stdexcept>
#include <string>

#include "wrapper.hpp"

namespace snaproll::abi {
namespace {

using test::fixed_options;
using test::kStart;
using testing::ElementsAre;
using testing::Optional;

TEST(Wrapper, ASnapshotTellsWhatWasTold) {
  const Options options = fixed_options();
  Context context("flow", &options);
  context.set_variable_int64("n", 1);
  SnapshotOptions told = SnapshotOptions::make();
  told.set_label("first");
  told.set_reason("why");
  told.set_created_by("me");
  told.set_trigger_node("node");
  told.set_auto(true);
  told.set_custom("cost", "1.5");
  const Snapshot snapshot = context.take_snapshot(&told);
  EXPECT_EQ(snapshot.label(), "first");
  EXPECT_EQ(snapshot.reason(), "why");
  EXPECT_EQ(snapshot.created_by(), "me");
  EXPECT_EQ(snapshot.trigger_node(), "node");
  EXPECT_TRUE(snapshot.is_auto());
  EXPECT_EQ(snapshot.custom().to_json(), R"({"cost":1.5})");
  EXPECT_EQ(snapshot.created_at(), kStart + 2000000);
  EXPECT_EQ(snapshot.state().kind, SNAPROLL_RUNNING);
  EXPECT_EQ(snapshot.variable_count(), 1u);
  EXPECT_EQ(snapshot.completed_node_count(), 0u);
  EXPECT_EQ(snapshot.get_at("/variables/n"), "1");
  EXPECT_EQ(snapshot.node_results().to_json(), "{}");
  EXPECT_EQ(snapshot.parent(), std::nullopt);
  EXPECT_EQ(to_string(*context.position()), to_string(snapshot.get_id()));
  context.set_variable_int64("n", 2);
  const Snapshot plain = context.take_snapshot();
  EXPECT_EQ(plain.label(), std::nullopt);
  EXPECT_EQ(to_string(*plain.parent()), to_string(snapshot.get_id()));
  Context other("other");
  other.apply(snapshot.ref());
  EXPECT_EQ(other.variables().to_json(), snapshot.variables().to_json());
  EXPECT_EQ(Snapshot::from_json(snapshot.to_json()).to_json(),
            snapshot.to_json());
}

TEST(Wrapper, AHistoryIsListedAndRolledBack) {
  const Options options = fixed_options();
  Context context("flow", &options);
  Manager manager(3, &options);
  manager.set_auto_snapshot(2);
  context.set_variable_int64("n", 0);
  SnapshotOptions told = SnapshotOptions::make();
  told.set_label("begin");
  const snaproll_id first = manager.create_snapshot(context, &told);
  EXPECT_EQ(manager.on_node_execute(context, "a"), std::nullopt);
  context.set_variable_int64("n", 1);
  EXPECT_TRUE(manager.on_node_execute(context, "b").has_value());
  const SnapshotList list = manager.list();
  EXPECT_EQ(list.count(), 2u);
  EXPECT_THAT(list.labels(),
              ElementsAre(std::nullopt, Optional(std::string("begin"))));
  EXPECT_THAT(list.trigger_nodes(),
              ElementsAre(Optional(std::string("b")), std::nullopt));
  EXPECT_THAT(list.flags(), ElementsAre(SNAPROLL_SNAPSHOT_AUTO |
                                            SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE,
                                        SNAPROLL_SNAPSHOT_HAS_LABEL));
  EXPECT_EQ(list.created_at().size(), 2u);
  EXPECT_EQ(to_string(list.ids()[1]), to_string(first));
  EXPECT_EQ(list.at(1).label(), "begin");
  EXPECT_EQ(manager.latest().trigger_node(), "b");

  const RollbackResult back = manager.rollback_to(context, first);
  EXPECT_TRUE(back.success());
  EXPECT_EQ(to_string(*back.applied_snapshot_id()), to_string(first));
  EXPECT_EQ(back.variables_changed(), 1u);
  EXPECT_EQ(back.nodes_removed(), 0u);
  EXPECT_EQ(back.error(), std::nullopt);
  EXPECT_GT(back.rolled_back_at(), kStart);
  EXPECT_EQ(RollbackResult::from_json(back.to_json()).to_json(),
            back.ref().to_json());
  EXPECT_TRUE(manager.rollback(context).success());
  EXPECT_TRUE(manager.rollback_n(context, 2).success());

  const Summary summary = manager.summary();
  EXPECT_EQ(summary.total_snapshots(), 2u);
  EXPECT_EQ(summary.max_snapshots(), 3u);
  EXPECT_TRUE(summary.auto_snapshot_enabled());
  EXPECT_EQ(summary.auto_snapshot_interval(), 2u);
  EXPECT_EQ(summary.nodes_processed(), 2u);
  EXPECT_LT(summary.oldest_snapshot(), summary.newest_snapshot());
  EXPECT_THAT(summary.to_json(), testing::HasSubstr("\"total_snapshots\":2"));

  Manager copy = manager.copy();
  copy.disable_auto_snapshot();
  copy.push_snapshot(manager.get_snapshot(first));
  EXPECT_EQ(copy.count(), 3u);
  EXPECT_EQ(copy.prune_before(parse_time("2100-01-01T00:00:00Z")), 3u);
  const uint64_t left = manager.left();
  const size_t count = manager.count();
  manager.clear();
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_EQ(manager.left(), left + count);
}

TEST(Wrapper, ARollbackThatFailsThrowsItsResult) {
  Context context("flow");
  Manager manager;
  try {
    manager.rollback(context);
    FAIL() << "nothing was thrown";
  } catch (const RollbackError& error) {
    EXPECT_EQ(error.code, SNAPROLL_NOT_FOUND);
    EXPECT_STREQ(error.what(), "No snapshots available");
    EXPECT_FALSE(error.result->success());
    EXPECT_EQ(error.result->error(), "No snapshots available");
  }
}

TEST(Wrapper, NodeResultsHaveTheBaseForm) {
  const Options options = fixed_options();
  NodeResult result = NodeResult::start(&options);
  EXPECT_EQ(result.outcome(), SNAPROLL_PENDING);
  EXPECT_EQ(result.completed_at(), SNAPROLL_NO_TIME);
  result.set_retry_count(2);
  result.succeed("[1]");
  result.set_metrics(
      R"({"duration_ms":1,"token_usage":null,"cost_usd":null,"api_calls":3,)"
      R"("bytes_transferred":0,"memory_bytes":null,"custom":{}})");
  result.set_token_usage(10, 20);
  result.set_cost_usd(0.5);
  EXPECT_EQ(result.outcome(), SNAPROLL_SUCCESS);
  EXPECT_EQ(result.output(), "[1]");
  EXPECT_EQ(result.retry_count(), 2u);
  EXPECT_EQ(result.completed_at() - result.started_at(), 1000000);
  EXPECT_THAT(result.metrics(), testing::HasSubstr("\"total_tokens\":30"));
  EXPECT_EQ(NodeResult::from_json(result.to_json()).to_json(),
            result.to_json());
  NodeResult failed = NodeResult::start();
  failed.fail("why");
  EXPECT_EQ(failed.message(), "why");
  NodeResult skipped = NodeResult::start();
  skipped.skip();
  EXPECT_EQ(skipped.outcome(), SNAPROLL_SKIPPED);
}

TEST(Wrapper, AStepRunsItsFunctionOnce) {
  Execution run;
  int runs = 0;
  const auto work = [&] {
    ++runs;
    return std::string("[1, 2]");
  };
  EXPECT_FALSE(run.is_done("node"));
  EXPECT_EQ(run.step("node", work), "[1,2]");
  EXPECT_EQ(run.step("node", work), "[1,2]");
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(run.is_done("node"));
}

TEST(Wrapper, AStepWhoseFunctionThrowsIsRolledBackOrRecordsItsFailure) {
  Execution run;
  Context now = run.context();
  now.set_variable_int64("n", 1);
  const auto fails = [&]() -> std::string {
    now.set_variable_int64("n", 2);
    throw std::runtime_error("card refused");
  };
  EXPECT_THROW(run.step("node", fails), std::runtime_error);
  EXPECT_EQ(now.get_variable_int64("n"), 1);
  EXPECT_THROW(run.step("node", fails, Execution::OnError::kFail),
               std::runtime_error);
  EXPECT_EQ(now.get_variable_int64("n"), 2);
  const auto throws_a_number = []() -> std::string { throw 1; };
  EXPECT_THROW(run.step("node", throws_a_number), int);
  const Value attempts = Value::parse(run.attempts("node"));
  EXPECT_EQ(attempts.get_at("/0/outcome").as_text(), "rolled_back");
  EXPECT_EQ(attempts.get_at("/1/outcome").as_text(), "failed");
  EXPECT_EQ(attempts.get_at("/1/error").as_text(), "card refused");
  EXPECT_EQ(attempts.get_at("/2/error").as_text(), "an unknown exception");
}

TEST(Wrapper, AnExecutionIsSteppedSavedAndRolledBack) {
  Options options = fixed_options();
  options.set_workflow_id("trip");
  options.set_max_snapshots(5);
  options.set_auto_snapshot(true, 1);
  Execution run(&options);
  EXPECT_EQ(run.context().workflow_id(), "trip");
  StepOptions told = StepOptions::make();
  told.set_irreversible(true);
  Step step = run.step_begin("mail", &told);
  EXPECT_EQ(step.node(), "mail");
  EXPECT_FALSE(step.done());
  EXPECT_EQ(step.attempt(), 1u);
  EXPECT_FALSE(step.idempotency_key().empty());
  EXPECT_TRUE(step.snapshot_id().has_value());
  EXPECT_EQ(run.unfinished(), R"(["mail"])");
  run.context().set_variable_int64("n", 1);
  EXPECT_EQ(step.rollback("no").variables_changed(), 1u);
  Step again = run.step_begin("mail");
  EXPECT_EQ(again.idempotency_key(), step.idempotency_key());
  again.finish_text("sent");
  EXPECT_EQ(again.result(), R"("sent")");
  Step failing = run.step_begin("other");
  failing.fail("why");
  const snaproll_id id = run.snapshot();
  EXPECT_EQ(run.rollback_to(id).nodes_removed(), 0u);
  EXPECT_TRUE(run.rollback().success());
  EXPECT_TRUE(run.rollback_n(1).success());
  EXPECT_EQ(run.manager().summary().max_snapshots(), 5u);
  const Execution later = Execution::from_context(run.context(), &options);
  EXPECT_TRUE(later.is_done("mail"));
  Step with_metrics = later.step_begin("third");
  NodeResult metrics = NodeResult::start();
  metrics.set_cost_usd(0.25);
  with_metrics.finish("1", &metrics);
  EXPECT_THAT(later.context().get_node_result("third"),
              testing::HasSubstr("0.25"));
}

}  // namespace
}  // namespace snaproll::abi
