// Migrations: what becomes of the history, the pause record, forks and copies.
#include <string>

#include "execution/migration_fixture.hpp"

namespace snaproll::test {
namespace {

TEST_F(MigrationTest, HandlesOfSeveralVersionsReadTheSameRecords) {
  make_first();
  tell_steps();
  const Execution first = open(reading(1));
  const Execution second = open(reading(2));
  const Execution third = open(reading(3));
  const Execution raw = open(reading(0));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(variables(*labelled(first, "one")), R"({"name":"one"})");
    EXPECT_EQ(variables(*labelled(second, "one")), R"({"title":"one"})");
    EXPECT_EQ(variables(*labelled(third, "one")), R"({"titles":["one"]})");
    EXPECT_EQ(variables(*labelled(raw, "one")), R"({"name":"one"})");
  }
}

TEST_F(MigrationTest, GoingBackBringsNoOldShape) {
  make_first();
  tell_steps();
  {
    Execution run = open(2);
    set(run, "title", "four");
    ASSERT_THAT(run.snapshot(), IsOk());
    const auto one = labelled(run, "one");
    EXPECT_EQ(variables(*one), R"({"title":"one"})");
    const auto plan = run.plan_rollback_to(one->id());
    ASSERT_THAT(plan, IsOk());
    ASSERT_THAT(run.rollback_to(one->id()), IsOk());
    EXPECT_EQ(variables(run), R"({"title":"one"})");
    const auto history = run.history("/variables/title");
    ASSERT_THAT(history, IsOk());
    EXPECT_GE(history->size(), 2u);
    EXPECT_THAT(run.history("/variables/name"), IsOk());
  }
  Execution run = open(3);
  EXPECT_EQ(variables(run), R"({"titles":["one"]})");
  ASSERT_THAT(run.undo_rollback(), IsOk());
  EXPECT_EQ(variables(run), R"({"titles":["four"]})");
  ASSERT_THAT(run.redo_rollback(), IsOk());
  EXPECT_EQ(variables(run), R"({"titles":["one"]})");
  ASSERT_THAT(run.rollback_to(labelled(run, "two")->id()), IsOk());
  EXPECT_EQ(variables(run), R"({"titles":["two"]})");
  const auto report = store.check();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, ::testing::IsEmpty());
}

TEST_F(MigrationTest, TheHistoryKeepsWhatItWasCommittedAs) {
  make_first();
  tell_steps();
  {
    Execution run = open(3);
    set(run, "titles", "four");
    SnapshotInfo told;
    told.label = "four";
    ASSERT_THAT(run.snapshot(std::move(told)), IsOk());
  }
  const Execution raw = open(reading(0));
  EXPECT_EQ(variables(*labelled(raw, "one")), R"({"name":"one"})");
  EXPECT_EQ(variables(*labelled(raw, "four")), R"({"titles":"four"})");
}

TEST_F(MigrationTest, AnEmptyStateIsOfEveryVersion) {
  make_first();
  tell_steps();
  Execution run = open(3);
  ASSERT_THAT(run.rollback_to(labelled(run, "start")->id()), IsOk());
  EXPECT_EQ(variables(run), "{}");
}

TEST_F(MigrationTest, AnEntryThatFailsIsToldWhereItIsRead) {
  make_first();
  ASSERT_THAT(store.set_migration("chat", 2,
                                  [](const Value& state) -> Result<Value> {
                                    SNAPROLL_TRY(
                                        const Value name,
                                        pointer_get(state, "/variables/name"));
                                    if (name.to_json() == "\"one\"")
                                      return Error(Code::kRange, "not this");
                                    return state;
                                  }),
              IsOk());
  Execution run = open(2);
  const uint64_t commits = info().commits;
  const auto one = labelled(run, "one");
  ASSERT_TRUE(one.has_value());
  EXPECT_THAT(one->load(), IsError(Code::kRange));
  EXPECT_THAT(run.rollback_to(one->id()), IsError(Code::kRange));
  EXPECT_EQ(variables(run), R"({"name":"three"})");
  EXPECT_EQ(info().commits, commits);
  EXPECT_THAT(run.rollback_to(labelled(run, "two")->id()), IsOk());
}

TEST_F(MigrationTest, ThePauseRecordIsMigratedWithItsState) {
  {
    Execution run = open(1);
    set(run, "name", "paused");
    ASSERT_THAT(run.context().record_node_result("a", Value::integer(1)),
                IsOk());
    ASSERT_THAT(run.context().pause(), IsOk());
    ASSERT_THAT(run.save(), IsOk());
    ASSERT_THAT(run.context().resume(), IsOk());
    set(run, "name", "later");
    ASSERT_THAT(run.save(), IsOk());
  }
  tell_steps();
  for (int i = 0; i < 2; ++i) {
    const Execution run = open(3);
    const auto checkpoint = run.context().checkpoint();
    ASSERT_NE(checkpoint, nullptr);
    EXPECT_EQ(checkpoint->variables.to_json(), R"({"titles":["paused"]})");
    EXPECT_EQ(checkpoint->state.kind, StateKind::kPaused);
    EXPECT_THAT(checkpoint->completed_nodes(), ::testing::ElementsAre("a"));
  }
}

TEST_F(MigrationTest, AWriterWithoutAVersionHasThatOfTheWorkingState) {
  make_first();
  tell_steps();
  static_cast<void>(open(2));
  {
    Execution run = open(0);
    EXPECT_EQ(variables(*labelled(run, "one")), R"({"title":"one"})");
    set(run, "title", "five");
    ASSERT_THAT(run.save(), IsOk());
    EXPECT_EQ(info().schema, 2);
  }
  ASSERT_THAT(store.close(), IsOk());
  store = open_store(dir / "runs.db");
  Execution run = open(0);
  EXPECT_THAT(run.rollback_to(labelled(run, "one")->id()),
              IsError(Code::kNotFound));
  EXPECT_EQ(variables(run), R"({"title":"five"})");
}

TEST_F(MigrationTest, AForkHasTheVersionOfWhatItBeginsAt) {
  make_first();
  tell_steps();
  const Id one = labelled(open(2), "one")->id();
  ASSERT_THAT(store.fork("run", one, "old"), IsOk());
  ASSERT_THAT(store.fork("run", std::nullopt, "new"), IsOk());
  EXPECT_EQ(info("old").schema, 1);
  EXPECT_EQ(info("new").schema, 2);
  auto fork = Execution::open(store, "old", options(3));
  ASSERT_THAT(fork, IsOk());
  EXPECT_EQ(variables(*fork), R"({"titles":["one"]})");
  ASSERT_THAT(fork->rollback(), IsOk());
  EXPECT_EQ(variables(*fork), R"({"titles":["one"]})");
}

TEST_F(MigrationTest, CopiesAndExportsCarryVersions) {
  make_first();
  tell_steps();
  static_cast<void>(open(2));
  for (const bool full : {false, true}) {
    SCOPED_TRACE(full);
    const std::string name = full ? "full" : "bundle";
    auto exporter = Exporter::begin(store, "run", full);
    auto importer = Importer::begin(store, name);
    ASSERT_THAT(exporter, IsOk());
    ASSERT_THAT(importer, IsOk());
    for (;;) {
      const auto line = exporter->next();
      ASSERT_THAT(line, IsOk());
      if (!line->has_value()) break;
      ASSERT_THAT(importer->add(**line), IsOk());
    }
    ASSERT_THAT(importer->finish(), IsOk());
    EXPECT_EQ(info(name).schema, 2);
    auto run = Execution::open(store, name, options(2));
    ASSERT_THAT(run, IsOk());
    EXPECT_EQ(variables(*run), R"({"title":"three"})");
    EXPECT_EQ(variables(*labelled(*run, "one")), R"({"title":"one"})");
    auto raw = Execution::open(store, name, reading(0));
    ASSERT_THAT(raw, IsOk());
    EXPECT_EQ(variables(*labelled(*raw, "one")), R"({"name":"one"})");
  }
}

// A function that makes all anew costs what it changed, in the store too.
TEST_F(MigrationTest, ACommitHasWhatTheFunctionChanged) {
  {
    Execution run = open(1);
    set(run, "name", "x");
    for (int i = 0; i < 100; ++i)
      set(run, "v" + std::to_string(i), std::string(1000, 'a'));
    ASSERT_THAT(run.save(), IsOk());
  }
  ASSERT_THAT(store.set_migration("chat", 2,
                                  [](const Value& state) {
                                    Value made = json(state.to_json());
                                    EXPECT_THAT(
                                        pointer_set(made, "/variables/lang",
                                                    json(R"("en")")),
                                        IsOk());
                                    return Result<Value>(std::move(made));
                                  }),
              IsOk());
  const uint64_t before = store.stats()->record_bytes;
  static_cast<void>(open(2));
  EXPECT_LT(store.stats()->record_bytes, before + 500);
}

TEST_F(MigrationTest, AFunctionRunsOnceForAnOpen) {
  make_first();
  int calls = 0;
  ASSERT_THAT(store.set_migration("chat", 2,
                                  [&](const Value& state) {
                                    ++calls;
                                    return Result<Value>(state);
                                  }),
              IsOk());
  const Execution run = open(2);
  EXPECT_EQ(calls, 1);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(variables(*labelled(run, "one")), R"({"name":"one"})");
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace snaproll::test
