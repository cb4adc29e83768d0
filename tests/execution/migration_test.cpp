// Migrations: what is opened as a newer version of the application's state.
#include <stdexcept>
#include <string>
#include <vector>

#include "execution/migration_fixture.hpp"
#include "support/child.hpp"

namespace snaproll::test {
namespace {

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

// Without memory for states the function runs before the execution is owned,
// and once more before the commit.
TEST_F(MigrationTest, AProcessThatDiesInItLeavesItAsItWas) {
  make_first();
  const std::string path = dir / "runs.db";
  for (const int last : {1, 2}) {
    SCOPED_TRACE(last);
    const ExecutionInfo before = info();
    ASSERT_THAT(store.close(), IsOk());
    const pid_t child = start_child([&] {
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
    EXPECT_EQ(exit_code(child), 0);
    store = open_store(path);
    EXPECT_EQ(info().schema, 1);
    EXPECT_EQ(info().commits, before.commits + (last == 2 ? 1 : 0));
    EXPECT_EQ(variables(open(reading(0))), R"({"name":"three"})");
  }
  tell_steps();
  EXPECT_EQ(variables(open(3)), R"({"titles":["three"]})");
}

}  // namespace
}  // namespace snaproll::test
