// Migrations: what is opened as a newer version of the application's state.
#include <stdexcept>
#include <string>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/pointer.hpp"
#include "snaproll/store.hpp"
#include "support/child.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;

Store open_store(const std::string& path) {
  StoreOptions options;
  options.durability = Durability::kNone;
  auto opened = Store::open(path, options);
  EXPECT_THAT(opened, IsOk());
  return *std::move(opened);
}

Patch patch(std::string_view text) {
  auto read = Patch::from_json(text);
  EXPECT_THAT(read, IsOk());
  return *read;
}

// Version 1 has a text `name`, version 2 calls it `title`, version 3 has a list
// of `titles`.
const char kToTwo[] =
    R"([{"op":"move","from":"/variables/name","path":"/variables/title"}])";

Result<Value> to_three(const Value& state) {
  SNAPROLL_TRY(const Value title, pointer_get(state, "/variables/title"));
  Value made = state;
  SNAPROLL_CHECK(pointer_set(made, "/variables/titles", Value::array()));
  SNAPROLL_CHECK(pointer_append(made, "/variables/titles", title));
  SNAPROLL_CHECK(pointer_remove(made, "/variables/title"));
  return made;
}

std::string variables(const Execution& run) {
  return run.context().captured().variables.to_json();
}

std::string variables(const Snapshot& snapshot) {
  EXPECT_THAT(snapshot.load(), IsOk());
  return snapshot.variables().to_json();
}

class MigrationTest : public ::testing::Test {
 protected:
  OpenOptions options(int64_t schema) {
    OpenOptions made;
    made.execution.environment = environment;
    made.execution.auto_snapshot = false;
    made.kind = "chat";
    made.schema = schema;
    return made;
  }
  OpenOptions reading(int64_t schema) {
    OpenOptions made = options(schema);
    made.mode = OpenMode::kRead;
    return made;
  }
  Execution open(int64_t schema) { return open(options(schema)); }
  Execution open(const OpenOptions& told) {
    auto opened = Execution::open(store, "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  Result<Execution> try_open(const OpenOptions& told) {
    return Execution::open(store, "run", told);
  }
  // Version 1: snapshots `one` and `two`, a working state after them.
  void make_first() {
    Execution run = open(1);
    for (const char* name : {"one", "two"}) {
      set(run, "name", name);
      SnapshotInfo info;
      info.label = name;
      ASSERT_THAT(run.snapshot(std::move(info)), IsOk());
    }
    set(run, "name", "three");
    ASSERT_THAT(run.save(), IsOk());
  }
  static void set(Execution& run, std::string_view name,
                  std::string_view text) {
    ASSERT_THAT(run.context().set_variable(name, *Value::text(text)), IsOk());
  }
  void tell_steps() {
    ASSERT_THAT(store.set_migration("chat", 2, patch(kToTwo)), IsOk());
    ASSERT_THAT(store.set_migration("chat", 3, to_three), IsOk());
  }
  ExecutionInfo info(std::string_view name = "run") {
    auto found = store.info(name);
    EXPECT_THAT(found, IsOk());
    return *found;
  }
  static std::optional<Snapshot> labelled(const Execution& run,
                                          std::string_view label) {
    for (const Snapshot& snapshot : run.manager().list())
      if (snapshot.label() == label) return snapshot;
    return std::nullopt;
  }
  // That nothing of an attempt to open it stayed.
  void expect_untouched(const ExecutionInfo& before) {
    const ExecutionInfo now = info();
    EXPECT_EQ(now.commits, before.commits);
    EXPECT_EQ(now.schema, before.schema);
    EXPECT_FALSE(now.owner.has_value());
    const Execution as_it_is = open(reading(0));
    EXPECT_EQ(variables(as_it_is), R"({"name":"three"})");
  }

  test::StoreDir dir;
  Store store = open_store(dir / "runs.db");
  std::shared_ptr<const Environment> environment =
      test::fixed_environment(1000000);
};

TEST_F(MigrationTest, OpeningAsANewerVersionIsOneCommit) {
  make_first();
  tell_steps();
  const uint64_t commits = info().commits;
  {
    const Execution run = open(2);
    EXPECT_EQ(variables(run), R"({"title":"three"})");
    EXPECT_EQ(info().schema, 2);
    EXPECT_EQ(info().commits, commits + 2);  // the open, and this one
  }
  const Execution raw = open(reading(0));
  EXPECT_EQ(variables(raw), R"({"title":"three"})");
}

TEST_F(MigrationTest, WhatWasMigratedNeedsNoMigrationAnyMore) {
  make_first();
  tell_steps();
  static_cast<void>(open(2));
  ASSERT_THAT(store.close(), IsOk());
  store = open_store(dir / "runs.db");
  const uint64_t commits = info().commits;
  const Execution run = open(2);
  EXPECT_EQ(variables(run), R"({"title":"three"})");
  EXPECT_EQ(info().commits, commits + 1);  // the open
}

TEST_F(MigrationTest, StepsAreChained) {
  make_first();
  tell_steps();
  const Execution run = open(3);
  EXPECT_EQ(variables(run), R"({"titles":["three"]})");
  EXPECT_EQ(info().schema, 3);
}

TEST_F(MigrationTest, AMissingStepIsNamedAndNothingChanges) {
  make_first();
  ASSERT_THAT(store.set_migration("chat", 3, to_three), IsOk());
  ASSERT_THAT(store.set_migration("other", 2, patch(kToTwo)), IsOk());
  const ExecutionInfo before = info();
  const auto opened = try_open(options(3));
  ASSERT_THAT(opened, IsError(Code::kNotFound));
  EXPECT_EQ(opened.error().message,
            "there is no migration of 'chat' to version 2 from 1");
  EXPECT_THAT(try_open(reading(3)), IsError(Code::kNotFound));
  expect_untouched(before);
}

TEST_F(MigrationTest, AnOlderVersionOfTheApplicationIsRefused) {
  make_first();
  tell_steps();
  static_cast<void>(open(2));
  const auto opened = try_open(options(1));
  ASSERT_THAT(opened, IsError(Code::kFormat));
  EXPECT_EQ(opened.error().message,
            "the execution is of version 2 of 'chat', newer than 1");
  EXPECT_FALSE(opened.error().hint.empty());
  EXPECT_THAT(try_open(reading(1)), IsError(Code::kFormat));
  EXPECT_THAT(try_open(options(-1)), IsError(Code::kInvalidArgument));
  EXPECT_THAT(try_open(options(0)), IsOk());
}

TEST_F(MigrationTest, AReaderMigratesInMemoryAlone) {
  make_first();
  tell_steps();
  const ExecutionInfo before = info();
  {
    const Execution run = open(reading(2));
    EXPECT_EQ(variables(run), R"({"title":"three"})");
    EXPECT_EQ(variables(*labelled(run, "one")), R"({"title":"one"})");
  }
  expect_untouched(before);
}

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

TEST_F(MigrationTest, OneThatNeverCommittedTakesTheNewVersion) {
  OpenOptions told = options(1);
  told.start_snapshot = false;
  static_cast<void>(open(told));
  {
    Execution run = open(2);
    set(run, "title", "x");
    ASSERT_THAT(run.save(), IsOk());
  }
  EXPECT_EQ(info().schema, 2);
  EXPECT_EQ(variables(open(2)), R"({"title":"x"})");
}

// Those of another shape than a state, and those that do not give one at all.
TEST_F(MigrationTest, OneThatFailsChangesNothing) {
  make_first();
  const ExecutionInfo before = info();
  struct Case {
    const char* kind;
    MigrationFunction function;
    Code code;
    const char* message;
    const char* pointer;
  };
  const std::vector<Case> cases = {
      {"error",
       [](const Value&) -> Result<Value> {
         return Error(Code::kIo, "no dictionary");
       },
       Code::kIo, "no dictionary", ""},
      {"exception",
       [](const Value&) -> Result<Value> {
         throw std::runtime_error("no luck");
       },
       Code::kInvalidArgument, "it threw: no luck", ""},
      {"number", [](const Value&) -> Result<Value> { throw 7; },
       Code::kInvalidArgument, "it threw what is no exception", ""},
      {"no object",
       [](const Value&) -> Result<Value> { return Value::integer(1); },
       Code::kType, "expected an object", ""},
      {"no part",
       [](const Value&) -> Result<Value> {
         return json(R"({"state":"Paused"})");
       },
       Code::kNotFound, "a state has to have this part", "/variables"},
      {"no state word",
       [](const Value& state) -> Result<Value> {
         Value made = state;
         SNAPROLL_CHECK(pointer_set(made, "/state", Value::integer(1)));
         return made;
       },
       Code::kType, nullptr, "/state"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.kind);
    ASSERT_THAT(store.close(), IsOk());
    store = open_store(dir / "runs.db");
    ASSERT_THAT(store.set_migration("chat", 2, one.function), IsOk());
    for (const OpenOptions& told : {options(2), reading(2)}) {
      const auto opened = try_open(told);
      ASSERT_THAT(opened, IsErrorAt(one.code, one.pointer));
      const std::string where = "the migration of 'chat' to version 2: ";
      EXPECT_EQ(opened.error().message.substr(0, where.size()), where);
      if (one.message != nullptr) {
        EXPECT_EQ(opened.error().message, where + one.message);
      }
      EXPECT_FALSE(opened.error().hint.empty());
    }
    expect_untouched(before);
  }
}

TEST_F(MigrationTest, APatchThatDoesNotApplyChangesNothing) {
  make_first();
  const ExecutionInfo before = info();
  ASSERT_THAT(
      store.set_migration(
          "chat", 2, patch(R"([{"op":"remove","path":"/variables/gone"}])")),
      IsOk());
  EXPECT_THAT(try_open(options(2)),
              IsErrorAt(Code::kNotFound, "/variables/gone"));
  expect_untouched(before);
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

TEST_F(MigrationTest, EachStepIsToldOnceAndToWhatIsAVersion) {
  ASSERT_THAT(store.set_migration("chat", 2, patch(kToTwo)), IsOk());
  EXPECT_THAT(store.set_migration("chat", 2, to_three), IsError(Code::kExists));
  Store other = open_store(dir / "runs.db");  // another handle of the file
  EXPECT_THAT(other.set_migration("chat", 2, patch(kToTwo)),
              IsError(Code::kExists));
  EXPECT_THAT(store.set_migration("chat", 0, patch(kToTwo)),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(store.set_migration("chat", 3, MigrationFunction()),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(store.set_migration("\xff", 3, patch(kToTwo)),
              IsError(Code::kParse));
  ASSERT_THAT(other.close(), IsOk());
  EXPECT_THAT(other.set_migration("chat", 3, patch(kToTwo)),
              IsError(Code::kUnusable));
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

TEST_F(MigrationTest, AWriterOfTheOldVersionCanNotComeBack) {
  make_first();
  tell_steps();
  Execution old = open(1);
  OpenOptions told = options(2);
  EXPECT_THAT(try_open(told), IsError(Code::kOwned));
  told.take_over = true;
  const Execution run = open(told);
  EXPECT_THAT(old.save(), IsError(Code::kConflict));
  EXPECT_THAT(old.reload(true), IsError(Code::kFormat));
  EXPECT_EQ(variables(run), R"({"title":"three"})");
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

// Without memory for states the function runs before the execution is owned,
// and once more before the commit.
TEST_F(MigrationTest, AProcessThatDiesInItLeavesItAsItWas) {
  make_first();
  const std::string path = dir / "runs.db";
  for (const int last : {1, 2}) {
    SCOPED_TRACE(last);
    const ExecutionInfo before = info();
    ASSERT_THAT(store.close(), IsOk());
    const pid_t child = test::start_child([&] {
      StoreOptions without;
      without.memory_budget = 0;
      Store own = *Store::open(path, without);
      int calls = 0;
      const Status told = own.set_migration("chat", 2, [&](const Value& state) {
        if (++calls == last) _exit(0);
        return Result<Value>(state);
      });
      return told.ok() && Execution::open(own, "run", options(2)).ok() ? 1 : 2;
    });
    EXPECT_EQ(test::exit_code(child), 0);
    store = open_store(path);
    EXPECT_EQ(info().schema, 1);
    EXPECT_EQ(info().commits, before.commits + (last == 2 ? 1 : 0));
    EXPECT_EQ(variables(open(reading(0))), R"({"name":"three"})");
  }
  tell_steps();
  EXPECT_EQ(variables(open(3)), R"({"titles":["three"]})");
}

}  // namespace
}  // namespace snaproll
