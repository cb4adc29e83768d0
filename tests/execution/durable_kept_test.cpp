// Executions on a store: what seems to be a detail is there after a reopen too.
#include <functional>
#include <vector>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;

class DurableKept : public test::DurableRun {};

TEST_F(DurableKept, AnUndoneStateHasItsPosition) {
  Execution run = open();
  SnapshotRules skip;
  skip.skip_unchanged = true;
  ASSERT_THAT(run.manager().set_snapshot_rules(skip), IsOk());
  const Snapshot first = take(run);
  const Snapshot foreign =
      *(*Context::create("other", "o", environment)).take_snapshot();
  // The position moves, the state is the same.
  ASSERT_THAT(run.context().apply(foreign), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  EXPECT_EQ(take(run).id(), first.id());
  ASSERT_THAT(run.manager().push_snapshot(foreign), IsOk());
  ASSERT_THAT(run.rollback_to(first.id()), IsOk());
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
}

TEST_F(DurableKept, ASnapshotHasNoNodeOfAnAttemptToldWithIt) {
  options.save_steps = false;
  Execution run = open();
  finish(run, "a");
  SnapshotInfo info;
  info.label = "plain";
  take(run, info);
  finish(run, "b");
  finish(run, "c");
  info.trigger_node = "mine";
  take(run, info);
  reopen(run);
  const auto all = run.manager().list();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].trigger_node(), "mine");
  EXPECT_EQ(all[1].trigger_node(), std::nullopt);
  EXPECT_EQ(run.attempts().size(), 3u);
}

TEST_F(DurableKept, WhatStepsWroteIsToldAlsoWhereTheyAreNotSaved) {
  options.save_steps = false;
  Execution run = open();
  ASSERT_THAT(run.set_edges({{"a", "b"}}), IsOk());
  const Id target = take(run).id();
  for (const char* node : {"a", "b", "c"}) {
    Step step = begin(run, node);
    set(run, std::string("of ") + node, "1");
    ASSERT_THAT(step.finish(Value::integer(1)), IsOk());
  }
  ASSERT_THAT(run.save(), IsOk());
  reopen(run);
  Selector selector;
  selector.downstream_of = {"a"};
  const auto plan = run.plan_rollback_to(target, &selector);
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->result().variables().removed, ElementsAre("of a", "of b"));
}

// Each verb of the manager that commits, told of by an attempt and an edge that
// no commit told of before.
TEST_F(DurableKept, WhatTheManagerCommitsTellsAttemptsAndEdgesToo) {
  options.save_steps = false;
  const std::vector<std::function<Status(Execution&)>> verbs = {
      [](Execution& run) {
        const auto made = run.manager().create_snapshot(run.context());
        return made.ok() ? Status() : Status(made.error());
      },
      [](Execution& run) {
        return run.manager().push_snapshot(*run.manager().latest());
      },
      [](Execution& run) {
        const auto taken =
            run.manager().on_node_execute(run.context(), "x", true);
        return taken.ok() ? Status() : Status(taken.error());
      },
      [](Execution& run) {
        const auto back = run.manager().rollback(run.context());
        return back.ok() ? Status() : Status(back.error());
      },
      [](Execution& run) {
        const auto left = run.manager().prune_before(test::kNoon + 1);
        return left.ok() ? Status() : Status(left.error());
      },
      [](Execution& run) { return run.manager().clear(); },
      [](Execution& run) { return run.clear(); },
  };
  Execution run = open();
  for (size_t i = 0; i < verbs.size(); ++i) {
    SCOPED_TRACE(i);
    const std::string node = "n" + std::to_string(i);
    take(run);
    finish(run, node);
    ASSERT_THAT(run.add_edge({node, "last"}), IsOk());
    ASSERT_THAT(verbs[i](run), IsOk());
    const std::string before = test::observed(run);
    reopen(run);
    EXPECT_TRUE(test::same_seen(test::observed(run), before));
    EXPECT_EQ(run.attempts(node).size(), 1u);
    EXPECT_EQ(run.edges().size(), i + 1);
  }
}

TEST_F(DurableKept, WhenAnIrreversibleAttemptWasGivenUpIsOnRecord) {
  Execution run = open();
  begin(run, "pay", true);
  Step again = begin(run, "pay");
  set(run, "x", "1");
  ASSERT_THAT(run.context().record_node_result("other", Value()), IsOk());
  take(run);
  ASSERT_THAT(again.fail("m"), IsOk());
  ASSERT_THAT(run.context().remove_node_result("pay"), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  reopen(run);
  const auto back = run.rollback();
  ASSERT_THAT(back, IsOk());
  EXPECT_TRUE(back->effects.empty()) << "it was given up before the snapshot";
}

TEST_F(DurableKept, APushThatKeepsNothingCommitsTheStateToo) {
  options.execution.max_snapshots = 0;
  Execution run = open();
  const Snapshot taken = take(run);
  set(run, "x", "1");
  ASSERT_THAT(run.manager().push_snapshot(taken), IsOk());
  reopen(run);
  EXPECT_EQ(run.context().variable("x"), json("1"));
}

// Sequence numbers go on from that of the pushed snapshot once it was applied.
TEST_F(DurableKept, WhatStepsWroteIsToldBehindAPushedSnapshotOfLargeNumbers) {
  Context other = *Context::create("other", "o", environment);
  for (int i = 0; i < 100; ++i)
    ASSERT_THAT(other.record_node_result("n", Value()), IsOk());
  Execution run = open();
  ASSERT_THAT(run.set_edges({{"a", "b"}, {"b", "c"}}), IsOk());
  const Id early = take(run).id();
  const auto write = [&](const char* node) {
    Step step = begin(run, node);
    set(run, std::string("of ") + node, "1");
    ASSERT_THAT(step.finish(Value::integer(1)), IsOk());
  };
  write("a");
  const Snapshot pushed = *other.take_snapshot();
  ASSERT_THAT(run.manager().push_snapshot(pushed), IsOk());
  write("b");
  Selector selector;
  selector.downstream_of = {"a"};
  selector.allow_nothing = true;
  const auto removed = [&](const Id& target) {
    const auto plan = run.plan_rollback_to(target, &selector);
    EXPECT_THAT(plan, IsOk());
    return plan->result().variables().removed;
  };
  reopen(run);
  EXPECT_THAT(removed(pushed.id()), ::testing::IsEmpty());
  EXPECT_THAT(removed(early), ElementsAre("of a", "of b"));
  ASSERT_THAT(run.rollback_to(pushed.id()), IsOk());
  ASSERT_THAT(run.undo_rollback(), IsOk());
  write("c");
  reopen(run);
  EXPECT_THAT(removed(early), ElementsAre("of a", "of b", "of c"));
  ASSERT_THAT(run.rollback_to(pushed.id()), IsOk());
  write("a");
  reopen(run);
  EXPECT_THAT(removed(pushed.id()), ElementsAre("of a"));
}

TEST_F(DurableKept, APushCommitsTheWorkingStateAsAWhole) {
  Execution run = open();
  const Snapshot foreign =
      *(*Context::create("other", "o", environment)).take_snapshot();
  set(run, "x", "1");
  ASSERT_THAT(run.context().pause(), IsOk());
  ASSERT_THAT(run.context().mark_completed(), IsOk());
  ASSERT_THAT(run.manager().push_snapshot(foreign), IsOk());
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
}

TEST_F(DurableKept, ASkippedSnapshotCommitsAsWell) {
  SnapshotRules skip;
  skip.skip_unchanged = true;
  options.execution.snapshot_rules = skip;
  Execution run = open();
  set(run, "x", "1");
  const Snapshot first = take(run);
  set(run, "x", "2");
  ASSERT_THAT(run.save(), IsOk());
  set(run, "x", "1");
  EXPECT_EQ(take(run).id(), first.id());
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
}

TEST_F(DurableKept, RulesToldAtTheMakingNeedNoCommit) {
  options.execution.snapshot_rules.at_least_nodes = 7;
  Execution run = open();
  reopen(run);
  EXPECT_EQ(run.manager().snapshot_rules().at_least_nodes, 7u);
}

TEST_F(DurableKept, AReloadForgetsRulesThatWereNotCommitted) {
  Execution run = open();
  SnapshotRules rules;
  rules.at_least_nodes = 7;
  ASSERT_THAT(run.manager().set_snapshot_rules(rules), IsOk());
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_EQ(run.manager().snapshot_rules().at_least_nodes, 0u);
  ASSERT_THAT(run.save(), IsOk());
  reopen(run);
  EXPECT_EQ(run.manager().snapshot_rules().at_least_nodes, 0u);
}

TEST_F(DurableKept, AMaximumToldAtAnOpenStaysAfterAReload) {
  options.execution.max_snapshots = 10;
  Execution run = open();
  for (int i = 0; i < 5; ++i) take(run);
  options.execution.max_snapshots = 3;
  reopen(run);
  EXPECT_EQ(run.manager().count(), 3u);
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_EQ(run.manager().summary().max_snapshots, 3u);
  EXPECT_EQ(run.manager().count(), 3u);
  ASSERT_THAT(run.save(), IsOk());
  options.execution.max_snapshots.reset();
  reopen(run);
  EXPECT_EQ(run.manager().summary().max_snapshots, 3u);
  EXPECT_EQ(run.manager().list().size(), 3u);
}

TEST_F(DurableKept, BeforeTheFirstTimeOfAllThereIsNothingToPrune) {
  Execution run = open();
  take(run);
  EXPECT_THAT(run.manager().prune_before(kNoTime), IsOkAndHolds(0u));
  EXPECT_EQ(run.manager().count(), 1u);
}

TEST_F(DurableKept, APushThatKeepsNothingCountsAsASnapshot) {
  options.execution.max_snapshots = 0;
  options.execution.snapshot_rules.at_least_nodes = 2;
  Execution run = open();
  const Snapshot taken = take(run);
  EXPECT_FALSE(begin(run, "a").snapshot_id().has_value());
  ASSERT_THAT(run.manager().push_snapshot(taken), IsOk());
  EXPECT_FALSE(begin(run, "b").snapshot_id().has_value());
  EXPECT_TRUE(begin(run, "c").snapshot_id().has_value());
}

TEST_F(DurableKept, UndoIsCutToTheLimitOfTheEnvironment) {
  Execution run = open();
  for (int i = 0; i < 5; ++i) {
    set(run, "x", std::to_string(i));
    take(run);
    set(run, "y", std::to_string(i));
    ASSERT_THAT(run.rollback(), IsOk());
  }
  ASSERT_EQ(run.context().undo_count(), 5u);
  Environment fewer = *environment;
  fewer.undo_limit = 2;
  options.execution.environment = std::make_shared<const Environment>(fewer);
  reopen(run);
  ASSERT_EQ(run.context().undo_count(), 2u);
  ASSERT_THAT(run.undo_rollback(), IsOk());
  EXPECT_EQ(run.context().variable("y"), json("4"));
}

// Whatever the size of the state. A row takes some 160 bytes beside its body.
TEST_F(DurableKept, PausingAfterASaveWritesAtMost300Bytes) {
  constexpr uint64_t kRow = 160;
  constexpr uint64_t kMost = 300;
  store_options.compress = false;
  Execution run = open();
  set(run, "large", '"' + std::string(100000, 'x') + '"');
  ASSERT_THAT(run.save(), IsOk());
  const auto before = *store().stats();
  ASSERT_THAT(run.context().pause(), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  const auto after = *store().stats();
  EXPECT_EQ(after.records, before.records + 1);
  EXPECT_LE(after.record_bytes - before.record_bytes + kRow, kMost);
}

}  // namespace
}  // namespace snaproll
