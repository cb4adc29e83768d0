// Executions that keep few snapshots while their records come and go: what is
// needed stays, what is not needed leaves.
#include <random>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;

class DurableWindow : public test::DurableRun {
 protected:
  DurableWindow() {
    options.execution.max_snapshots = 3;
    store_options.compress = false;
    store_options.memory_budget = 0;  // nothing is believed to be known
  }
  // Snapshots that change a part of the state each: all records that stand
  // before are swept if nothing needs them.
  void churn(Execution& run, int snapshots = 400) {
    for (int i = 0; i < snapshots; ++i) {
      ASSERT_THAT(
          run.context().set_variable("v" + std::to_string(i % 30), text()),
          IsOk());
      take(run);
    }
  }
  // Nothing of it is like any before.
  Value text() {
    constexpr size_t kBytes = 2000;
    std::string bytes;
    while (bytes.size() < kBytes) bytes += std::to_string(random_());
    return *Value::text(bytes);
  }
  uint64_t records() { return store().stats()->records; }
  void expect_sound() {
    const auto report = store().check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }

 private:
  std::mt19937_64 random_{7};
};

TEST_F(DurableWindow, RecordsThatNothingNeedsLeave) {
  Execution run = open();
  churn(run, 2000);
  EXPECT_LT(records(), 200u);
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  expect_sound();
}

TEST_F(DurableWindow, AStepGoesBackBehindSnapshotsThatLeft) {
  options.execution.auto_snapshot = true;
  options.execution.auto_snapshot_interval = 1;
  Execution run = open();
  set(run, "x", "1");
  Step step = begin(run, "a");
  set(run, "x", "2");
  churn(run);
  ASSERT_THAT(step.rollback("m"), IsOk());
  EXPECT_EQ(run.context().captured().variables, json(R"({"x":1})"));
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  expect_sound();
}

TEST_F(DurableWindow, AttemptsStayOnRecord) {
  Execution run = open();
  for (int i = 0; i < 30; ++i)
    ASSERT_THAT(begin(run, "n" + std::to_string(i % 3)).fail("m"), IsOk());
  finish(run, "done");
  begin(run, "pay", true);  // dropped: it stays unfinished
  ASSERT_THAT(begin(run, "post", true).rollback("m"), IsOk());
  churn(run);
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  EXPECT_THAT(run.unfinished(), ElementsAre("pay"));
  EXPECT_EQ(begin(run, "n1").attempt(), 11u);
  EXPECT_EQ(begin(run, "done").attempt(), 1u);
  expect_sound();
}

TEST_F(DurableWindow, RecordsLeaveHoweverFewCommitsAnOpenMakes) {
  options.execution.max_snapshots = 10;
  constexpr int kOpens = 600;
  Execution run = open();
  for (int i = 0; i < kOpens; ++i) {
    for (const char* node : {"a", "b", "c"})
      ASSERT_THAT(begin(run, node).fail("m"), IsOk());
    set(run, "round", std::to_string(i));
    take(run);
    ASSERT_THAT(run.close(), IsOk());
    run = open();
  }
  // The attempts that are on record, and as many for the window, the chain
  // before it, and what is visited next.
  EXPECT_LT(records(), 1800u);
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  expect_sound();
}

TEST_F(DurableWindow, ALargeStateIsKeptWholeHoweverFewCommitsAnOpenMakes) {
  constexpr size_t kPieces = 150;
  Execution run = open();
  for (size_t i = 0; i < kPieces; ++i)
    ASSERT_THAT(run.context().set_variable("d" + std::to_string(i), text()),
                IsOk());
  ASSERT_THAT(run.save(), IsOk());
  for (int opens = 0; opens < 300; ++opens) {
    churn(run, 2);
    reopen(run);
  }
  EXPECT_GT(store().stats()->keyframes, 0u);
  EXPECT_LT(store().stats()->longest_chain, 590u);
  expect_sound();
}

// A copy has the records, not the parts of a keyframe that is being written.
TEST_F(DurableWindow, ACopyDoesNotGoOnWithAKeyframeItHasNotBegun) {
  Execution run = open();
  for (size_t i = 0; i < 300; ++i)
    ASSERT_THAT(run.context().set_variable("d" + std::to_string(i), text()),
                IsOk());
  ASSERT_THAT(run.save(), IsOk());
  bool begun = false;
  for (int i = 0; i < 1000 && !begun; ++i) {
    churn(run, 1);
    begun =
        store().stats()->keyframe_bytes > 0 && store().stats()->keyframes == 0;
  }
  ASSERT_TRUE(begun);
  churn(run, 1);
  ASSERT_THAT(store().copy("run", store(), "copy"), IsOk());
  ASSERT_THAT(store().compact(), IsOk());
  for (const char* name : {"copy", "run"}) {
    if (std::string_view(name) == "run") {
      ASSERT_THAT(run.close(), IsOk());
      run = detached();
    }
    for (int opens = 0; opens < 5; ++opens) {
      {
        Execution other = *Execution::open(store(), name, options);
        churn(other, 3);
        ASSERT_THAT(other.close(), IsOk());
      }
      close_store();
      ASSERT_THAT(Execution::open(store(), name, options), IsOk());
    }
  }
  expect_sound();
}

TEST_F(DurableWindow, RecordsOfStepsAloneLeave) {
  Execution run = open();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_THAT(run.context().set_variable("v", text()), IsOk());
    ASSERT_THAT(run.save(), IsOk());
  }
  EXPECT_LT(records(), 200u);
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  expect_sound();
}

TEST_F(DurableWindow, ManyAttemptsToldInOneCommitLeaveTheFileToo) {
  options.save_steps = false;
  Execution run = open();
  for (int i = 0; i < 100; ++i) {
    for (int step = 0; step < 50; ++step)
      ASSERT_THAT(begin(run, "n").fail("m"), IsOk());
    churn(run, 1);
  }
  EXPECT_LT(records(), 3000u);
  expect_sound();
}

TEST_F(DurableWindow, AttemptsOfLongAgoStillCount) {
  options.execution.max_snapshots = kUnlimited;
  Execution run = open();
  ASSERT_THAT(begin(run, "first").fail("m"), IsOk());
  ASSERT_THAT(begin(run, "first").fail("m"), IsOk());
  begin(run, "open", true);
  for (int i = 0; i < 2500; ++i) ASSERT_THAT(begin(run, "n").fail("m"), IsOk());
  const std::string before = test::observed_attempts(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed_attempts(run), before));
  EXPECT_THAT(run.unfinished(), ElementsAre("open"));
  EXPECT_EQ(begin(run, "first").attempt(), 3u);
}

// A snapshot that enters again has a state of long ago; what was written since
// then goes back with it.
TEST_F(DurableWindow, WhatStepsWroteStaysAsLongAsItCanGoBack) {
  Execution run = open();
  ASSERT_THAT(run.set_edges({{"a", "b"}}), IsOk());
  const Snapshot early = take(run);
  ASSERT_THAT(early.load(), IsOk());
  for (const char* node : {"a", "b", "c"}) {
    Step step = begin(run, node);
    set(run, std::string("of ") + node, "1");
    ASSERT_THAT(step.finish(Value::integer(1)), IsOk());
  }
  for (int i = 0; i < 40; ++i) {
    churn(run, 10);
    ASSERT_THAT(run.manager().push_snapshot(early), IsOk());
  }
  Selector selector;
  selector.downstream_of = {"a"};
  reopen(run);
  const auto plan = run.plan_rollback_to(early.id(), &selector);
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->result().variables().removed, ElementsAre("of a", "of b"));
  EXPECT_LT(records(), 200u);
  expect_sound();
}

TEST_F(DurableWindow, EdgesRulesAndThePauseRecordStay) {
  Execution run = open();
  ASSERT_THAT(run.set_edges({{"a", "b"}, {"b", "c"}}), IsOk());
  SnapshotRules rules;
  rules.before = {"deploy*"};
  ASSERT_THAT(run.manager().set_snapshot_rules(rules), IsOk());
  set(run, "x", "[1,2,3]");
  ASSERT_THAT(run.context().pause(), IsOk());
  take(run);
  churn(run);
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  churn(run);
  reopen(run);
  EXPECT_THAT(run.edges(), ElementsAre(Edge{"a", "b"}, Edge{"b", "c"}));
  expect_sound();
}

TEST_F(DurableWindow, StatesThatCanBeUndoneToStayAndLeaveWithTheirUndo) {
  Environment few = *environment;
  few.undo_limit = 3;
  options.execution.environment = std::make_shared<const Environment>(few);
  Execution run = open();
  for (int i = 0; i < 40; ++i) {
    churn(run, 50);
    set(run, "last", std::to_string(i));
    ASSERT_THAT(run.rollback_n(2), IsOk());
  }
  const std::string before = test::observed(run);
  reopen(run);
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  for (int i = 39; i > 36; --i) {
    ASSERT_THAT(run.undo_rollback(), IsOk());
    EXPECT_EQ(run.context().variable("last"), Value::integer(i));
  }
  churn(run, 100);
  expect_sound();
  // Three windows and their states, with a chain of a state's size each.
  EXPECT_LT(records(), 500u);
}

TEST_F(DurableWindow, ACopyOfTheManagerKeepsItsStates) {
  Execution run = open();
  set(run, "x", "7");
  take(run);
  const Manager copy = run.manager().copy();
  churn(run);
  ASSERT_EQ(copy.count(), 1u);
  const Snapshot kept = *copy.latest();
  ASSERT_THAT(kept.load(), IsOk());
  EXPECT_EQ(kept.variables(), json(R"({"x":7})"));
}

TEST_F(DurableWindow, TheStateOfASnapshotThatLeftIsNotFound) {
  Execution run = open();
  set(run, "x", "7");
  take(run);
  const Snapshot early = run.manager().list()[0];  // its state is not read
  options.mode = OpenMode::kRead;
  const Execution reader = open();
  churn(run);
  EXPECT_THAT(early.load(), IsError(Code::kNotFound));
  EXPECT_THAT(reader.manager().find_newest(), IsError(Code::kConflict));
}

TEST_F(DurableWindow, PrunedFromTheMiddleAllOthersStay) {
  options.execution.max_snapshots = kUnlimited;
  Execution run = open();
  std::vector<Time> times;
  for (int i = 0; i < 300; ++i) {
    ASSERT_THAT(environment->clock->set(test::kNoon + (i * 7919) % 1000),
                IsOk());
    churn(run, 1);
  }
  for (const int below : {100, 300, 500, 900}) {
    ASSERT_THAT(run.manager().prune_before(test::kNoon + below), IsOk());
    churn(run, 10);
    const std::string before = test::observed(run);
    reopen(run);
    EXPECT_TRUE(test::same_seen(test::observed(run), before));
    expect_sound();
  }
}

}  // namespace
}  // namespace snaproll
