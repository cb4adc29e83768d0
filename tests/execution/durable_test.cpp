// Executions on a store: what a commit keeps, and what an open gives back.
#include <optional>
#include <string>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;

class DurableTest : public ::testing::Test {
 protected:
  Store store() {
    StoreOptions options;
    options.durability = Durability::kNone;
    auto opened = Store::open(dir / "runs.db", options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  OpenOptions options() {
    OpenOptions made;
    made.execution.environment = environment;
    made.execution.auto_snapshot = false;
    return made;
  }
  Execution open(const OpenOptions& told) {
    auto opened = Execution::open(store(), "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  Execution open() { return open(options()); }

  test::StoreDir dir;
  std::shared_ptr<const Environment> environment =
      test::fixed_environment(1000000);
};

void finish(Execution& run, std::string_view node, const char* output) {
  auto step = run.step_begin(node);
  ASSERT_THAT(step, IsOk());
  ASSERT_THAT(step->finish(*Value::parse(output)), IsOk());
}

std::string state_of(const Execution& run) {
  return run.context().value()->to_json();
}

std::vector<std::string> labels(const Execution& run) {
  std::vector<std::string> found;
  for (const Snapshot& snapshot : run.manager().list())
    found.push_back(snapshot.label().value_or("-"));
  return found;
}

TEST_F(DurableTest, ANewOneBeginsWithASnapshot) {
  const Execution run = open();
  EXPECT_TRUE(run.is_durable());
  EXPECT_THAT(labels(run), ::testing::ElementsAre("start"));
  EXPECT_EQ(run.manager().summary().max_snapshots, 1000u);
}

// As one that was cut off between its making and that snapshot.
TEST_F(DurableTest, OneThatNeverCommittedBeginsWithASnapshotToo) {
  OpenOptions told = options();
  told.start_snapshot = false;
  static_cast<void>(open(told));
  static_cast<void>(open(told));
  told.start_snapshot = true;
  told.mode = OpenMode::kRead;
  EXPECT_THAT(labels(open(told)), ::testing::IsEmpty());
  {
    Execution run = open();
    EXPECT_THAT(labels(run), ::testing::ElementsAre("start"));
    ASSERT_THAT(run.clear(), IsOk());
  }
  EXPECT_THAT(labels(open()), ::testing::IsEmpty());
}

TEST_F(DurableTest, AFinishedStepIsThereAfterAReopen) {
  std::string before;
  {
    Execution run = open();
    ASSERT_THAT(run.context().set_variable_json("x", "[1,2,3]"), IsOk());
    finish(run, "a", R"({"y":1.5})");
    before = state_of(run);
  }
  Execution run = open();
  EXPECT_EQ(state_of(run), before);
  EXPECT_TRUE(run.is_done("a"));
  EXPECT_EQ(run.attempts("a").size(), 1u);
  EXPECT_EQ(run.attempts("a")[0].outcome, AttemptOutcome::kFinished);
  EXPECT_THAT(labels(run), ::testing::ElementsAre("start"));
}

TEST_F(DurableTest, WhatWasNotCommittedIsNotThere) {
  {
    Execution run = open();
    finish(run, "a", "1");
    ASSERT_THAT(run.context().set_variable_json("late", "true"), IsOk());
  }
  Execution run = open();
  EXPECT_FALSE(run.context().variable("late").has_value());
  ASSERT_THAT(run.context().set_variable_json("late", "true"), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_TRUE(run.context().variable("late").has_value());
}

TEST_F(DurableTest, SnapshotsComeBackWithTheirStates) {
  std::vector<std::string> states;
  {
    Execution run = open();
    for (int i = 0; i < 50; ++i) {
      ASSERT_THAT(run.context().set_variable("n" + std::to_string(i % 7),
                                             Value::integer(i)),
                  IsOk());
      SnapshotInfo info;
      info.label = "s" + std::to_string(i);
      info.metadata.reason = "because";
      info.metadata.custom = *Value::parse(R"({"k":[1]})");
      ASSERT_THAT(run.snapshot(info), IsOk());
      states.push_back(state_of(run));
    }
  }
  Execution run = open();
  const auto all = run.manager().list();
  ASSERT_EQ(all.size(), 51u);
  for (size_t i = 0; i < 50; ++i) {
    const Snapshot& snapshot = all[49 - i];
    EXPECT_EQ(snapshot.label(), "s" + std::to_string(i));
    EXPECT_EQ(snapshot.value()->to_json(), states[i]);
    EXPECT_EQ(snapshot.metadata().reason, "because");
    EXPECT_EQ(snapshot.metadata().custom.to_json(), R"({"k":[1]})");
    EXPECT_EQ(snapshot.parent(), all[50 - i].id());
  }
}

TEST_F(DurableTest, ASnapshotTellsItsBytesWhereverItComesFrom) {
  Execution run = open();
  ASSERT_THAT(run.context().set_variable_json("x", "[1,2,3]"), IsOk());
  ASSERT_THAT(run.snapshot(), IsOk());
  const Snapshot kept = *run.manager().latest();
  const Snapshot listed = run.manager().list(SnapshotFilter())->front();
  ASSERT_NE(kept.stored(), nullptr);
  EXPECT_GT(listed.stored()->stored_bytes(), 0u);
  EXPECT_EQ(kept.stored()->stored_bytes(), listed.stored()->stored_bytes());
}

TEST_F(DurableTest, TheBeginningOfAStepIsCommittedAsItWasTold) {
  OpenOptions told = options();
  told.execution.auto_snapshot = true;
  std::vector<Attempt> begun;
  {
    Execution run = open(told);
    ASSERT_THAT(run.step_begin("a"), IsOk());
    const Snapshot taken = *run.manager().latest();
    begun = run.attempts("a");
    EXPECT_GT(begun.at(0).started_at, taken.created_at());
  }
  EXPECT_EQ(open(told).attempts("a").at(0).started_at, begun[0].started_at);
}

TEST_F(DurableTest, TheEndOfARolledBackStepIsCommittedAsItWasTold) {
  Attempt told;
  {
    Execution run = open();
    auto step = run.step_begin("a");
    ASSERT_THAT(step, IsOk());
    ASSERT_THAT(step->rollback("no"), IsOk());
    told = run.attempts("a").at(0);
  }
  const Attempt kept = open().attempts("a").at(0);
  EXPECT_EQ(kept.outcome, AttemptOutcome::kRolledBack);
  EXPECT_EQ(kept.ended_at, told.ended_at);
}

TEST_F(DurableTest, ARollbackIsCommittedAndCanBeUndoneLater) {
  std::string before;
  std::string after;
  Id target;
  {
    Execution run = open();
    ASSERT_THAT(run.context().set_variable_json("x", "1"), IsOk());
    target = run.snapshot()->id();
    ASSERT_THAT(run.context().set_variable_json("x", "2"), IsOk());
    before = state_of(run);
    ASSERT_THAT(run.rollback_to(target), IsOk());
    after = state_of(run);
  }
  {
    Execution run = open();
    EXPECT_EQ(state_of(run), after);
    EXPECT_EQ(run.context().position(), target);
    ASSERT_EQ(run.context().undo_count(), 1u);
    ASSERT_THAT(run.undo_rollback(), IsOk());
    EXPECT_EQ(state_of(run), before);
  }
  Execution run = open();
  EXPECT_EQ(state_of(run), before);
  EXPECT_EQ(run.context().undo_count(), 0u);
  ASSERT_EQ(run.context().redo_count(), 1u);
  ASSERT_THAT(run.redo_rollback(), IsOk());
  EXPECT_EQ(state_of(run), after);
}

TEST_F(DurableTest, ARolledBackStepEndedWhenItTells) {
  Time ended = kNoTime;
  {
    Execution run = open();
    auto step = run.step_begin("n");
    ASSERT_THAT(step, IsOk());
    const auto back = step->rollback("again");
    ASSERT_THAT(back, IsOk());
    ended = run.attempts("n")[0].ended_at;
    EXPECT_EQ(ended, back->rolled_back_at);
  }
  EXPECT_EQ(open().attempts("n")[0].ended_at, ended);
}

TEST_F(DurableTest, ThePauseRecordComesBack) {
  {
    Execution run = open();
    ASSERT_THAT(run.context().set_variable_json("x", "[1,2]"), IsOk());
    finish(run, "a", "1");
    ASSERT_THAT(run.context().pause(), IsOk());
    ASSERT_THAT(run.save(), IsOk());
    ASSERT_THAT(run.context().set_variable_json("x", "3"), IsOk());
    ASSERT_THAT(run.save(), IsOk());
  }
  const Execution run = open();
  EXPECT_TRUE(run.context().can_resume());
  const auto checkpoint = run.context().checkpoint();
  ASSERT_NE(checkpoint, nullptr);
  EXPECT_EQ(checkpoint->variables.to_json(), R"({"x":[1,2]})");
  EXPECT_THAT(checkpoint->completed_nodes(), ::testing::ElementsAre("a"));
}

// Of each of the steps that one save commits.
TEST_F(DurableTest, ASaveTellsWhatEachStepWrote) {
  OpenOptions manual = options();
  manual.save_steps = false;
  Id target;
  {
    Execution run = open(manual);
    ASSERT_THAT(run.set_edges({{"a", "b"}, {"x", "y"}}), IsOk());
    target = run.snapshot()->id();
    for (const char* node : {"a", "x", "b"}) {
      auto step = run.step_begin(node);
      ASSERT_THAT(step, IsOk());
      ASSERT_THAT(run.context().set_variable_json(node, "1"), IsOk());
      ASSERT_THAT(step->finish(Value()), IsOk());
    }
    ASSERT_THAT(run.save(), IsOk());
  }
  Execution run = open(manual);
  Selector selector;
  selector.downstream_of = {"a"};
  const auto plan = run.plan_rollback_to(target, &selector);
  ASSERT_THAT(plan, IsOk());
  ASSERT_THAT(run.apply_plan(*plan), IsOk());
  EXPECT_THAT(run.context().captured().variables.names(),
              ::testing::ElementsAre("x"));
}

TEST_F(DurableTest, RulesAreCommittedOnceAlsoWhereManyAreSaved) {
  OpenOptions told = options();
  told.start_snapshot = false;
  std::string glob;
  for (unsigned i = 1; glob.size() < 1000; ++i)
    glob += std::to_string(i * 2654435761u);  // not to be compressed away
  told.execution.snapshot_rules.before = {glob};
  Execution run = open(told);
  EXPECT_THAT(Execution::save_many({&run}), ::testing::ElementsAre(IsOk()));
  const auto before = store().stats()->record_bytes;
  EXPECT_THAT(Execution::save_many({&run}), ::testing::ElementsAre(IsOk()));
  EXPECT_LT(store().stats()->record_bytes, before + 200);
  EXPECT_THAT(run.reload(), IsOk());
  EXPECT_EQ(run.manager().snapshot_rules().before,
            told.execution.snapshot_rules.before);
}

TEST_F(DurableTest, AnIrreversibleStepIsOnRecordBeforeItRuns) {
  {
    Execution run = open();
    StepOptions told;
    told.irreversible = true;
    auto step = run.step_begin("pay", told);
    ASSERT_THAT(step, IsOk());
  }
  Execution run = open();
  EXPECT_THAT(run.unfinished(), ::testing::ElementsAre("pay"));
  const auto result = run.rollback();
  ASSERT_THAT(result, IsOk());
  ASSERT_EQ(result->effects.size(), 1u);
  EXPECT_EQ(result->effects[0].node, "pay");
}

TEST_F(DurableTest, ALivingOwnerIsNamedAndCanBeShutOut) {
  Execution first = open();
  auto second = Execution::open(store(), "run", options());
  ASSERT_THAT(second, IsError(Code::kOwned));
  OpenOptions told = options();
  told.take_over = true;
  Execution taken = open(told);
  finish(taken, "b", "2");
  const std::string state = state_of(first);
  auto step = first.step_begin("a");
  ASSERT_THAT(step, IsOk());
  EXPECT_THAT(step->finish(Value::integer(1)), IsError(Code::kConflict));
  EXPECT_EQ(state_of(first), state);
  EXPECT_THAT(first.save(), IsError(Code::kConflict));
  EXPECT_THAT(first.reload(), IsError(Code::kOwned));
  ASSERT_THAT(first.reload(true), IsOk());
  EXPECT_TRUE(first.is_done("b"));
  ASSERT_THAT(first.save(), IsOk());
  EXPECT_THAT(taken.save(), IsError(Code::kConflict));
}

TEST_F(DurableTest, ModesSayWhatMayBeThere) {
  OpenOptions told = options();
  told.mode = OpenMode::kExisting;
  EXPECT_THAT(Execution::open(store(), "run", told), IsError(Code::kNotFound));
  told.mode = OpenMode::kRead;
  EXPECT_THAT(Execution::open(store(), "run", told), IsError(Code::kNotFound));
  told.mode = OpenMode::kCreate;
  {
    const Execution run = open(told);
  }
  EXPECT_THAT(Execution::open(store(), "run", told), IsError(Code::kExists));
  told.mode = OpenMode::kRead;
  const Execution writer = open();
  const Execution reader = open(told);
  EXPECT_EQ(state_of(reader), state_of(writer));
  EXPECT_THAT(Execution(open(told)).save(), IsError(Code::kReadOnly));
}

// The work of a step has effects; it is not begun where its end has no place.
TEST_F(DurableTest, AReaderBeginsNoStepButReadsWhatIsDone) {
  {
    Execution writer = open();
    const auto one = []() -> Result<Value> { return json("1"); };
    ASSERT_TRUE(writer.step("done", one).ok());
  }
  OpenOptions told = options();
  told.mode = OpenMode::kRead;
  Execution reader = open(told);
  bool ran = false;
  const auto work = [&]() -> Result<Value> {
    ran = true;
    return json("2");
  };
  EXPECT_THAT(reader.step("new", work), IsError(Code::kReadOnly));
  EXPECT_THAT(reader.step_begin("new"), IsError(Code::kReadOnly));
  EXPECT_FALSE(ran);
  EXPECT_EQ(reader.attempts("new").size(), 0u);
  EXPECT_THAT(reader.step("done", work), IsOkAndHolds(json("1")));
  EXPECT_FALSE(ran);
}

TEST_F(DurableTest, AWindowOfSnapshotsLeavesTheFileBounded) {
  OpenOptions told = options();
  told.execution.max_snapshots = 10;
  std::vector<std::string> states;
  {
    Execution run = open(told);
    const std::string text(900, 'x');
    for (int i = 0; i < 2000; ++i) {
      const std::string value = "\"" + text + std::to_string(i) + "\"";
      ASSERT_THAT(
          run.context().set_variable_json("v" + std::to_string(i % 100), value),
          IsOk());
      ASSERT_THAT(run.snapshot(), IsOk());
      states.push_back(state_of(run));
    }
    EXPECT_EQ(run.manager().count(), 10u);
  }
  const auto stats = *store().stats();
  EXPECT_LT(stats.records, 700u);
  Execution run = open();
  const auto all = run.manager().list();
  ASSERT_EQ(all.size(), 10u);
  for (size_t i = 0; i < 10; ++i)
    EXPECT_EQ(all[i].value()->to_json(), states[states.size() - 1 - i]);
}

TEST_F(DurableTest, ClearAndPruneAreCommitted) {
  Time middle = 0;
  {
    Execution run = open();
    for (int i = 0; i < 10; ++i) {
      if (i == 5) middle = environment->now();
      ASSERT_THAT(run.snapshot(), IsOk());
    }
    const auto left = run.manager().prune_before(middle);
    ASSERT_THAT(left, IsOk());
    EXPECT_EQ(*left, 6u);
    EXPECT_EQ(run.manager().left(), 6u);
    EXPECT_EQ(run.manager().count(), 5u);
  }
  {
    Execution run = open();
    EXPECT_EQ(run.manager().count(), 5u);
    EXPECT_EQ(run.manager().left(), 6u);
    ASSERT_THAT(run.clear(), IsOk());
  }
  const Execution run = open();
  EXPECT_EQ(run.manager().count(), 0u);
  EXPECT_EQ(run.manager().left(), 11u);
}

}  // namespace
}  // namespace snaproll
