// snaproll.hpp, the wrapper for C++: stores and executions on them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <snaproll.hpp>
#include <string>
#include <vector>

#include "wrapper.hpp"

namespace snaproll::abi {
namespace {

using test::error_of;
using test::fixed_options;
using test::kStart;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// A folder in memory, removed at the end.
class WrapperStore : public testing::Test {
 protected:
  WrapperStore() {
    char name[] = "/dev/shm/snaproll-wrapper-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~WrapperStore() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string path(const std::string& name) const {
    return folder_ + '/' + name;
  }

 private:
  std::string folder_;
};

OpenOptions open_options(int32_t mode) {
  OpenOptions options = OpenOptions::make();
  options.set_mode(mode);
  return options;
}

TEST_F(WrapperStore, GivesBackWhatAnExecutionCommitted) {
  std::string digest;
  {
    Store store(path("runs.db"));
    Execution run = Execution::open(store, "run");
    EXPECT_TRUE(run.is_durable());
    run.step("n", [&] {
      run.context().set_variable("x", "[1]");
      return std::string("{\"done\":true}");
    });
    digest = run.context().digest();
    run.close();
    EXPECT_EQ(error_of([&] { run.save(); }).code, SNAPROLL_UNUSABLE);
    store.close();
    EXPECT_EQ(error_of([&] { store.stats(); }).code, SNAPROLL_UNUSABLE);
  }
  const Store store(path("runs.db"));
  EXPECT_EQ(store.path(), path("runs.db"));
  EXPECT_FALSE(store.is_read_only());
  const OpenOptions reading = open_options(SNAPROLL_OPEN_READ);
  Execution run = Execution::open(store, "run", &reading);
  EXPECT_EQ(run.context().digest(), digest);
  EXPECT_TRUE(run.is_done("n"));
  EXPECT_EQ(error_of([&] { run.save(); }).code, SNAPROLL_READ_ONLY);
  run.reload();
  EXPECT_GT(run.manager().latest().stored_bytes(), 0u);
  EXPECT_EQ(run.manager().latest().digest().size(), 64u);
}

// An id that was never set is no way to name every execution.
TEST_F(WrapperStore, ErasesFromAllOnlyWhenAskedTo) {
  Store store(path("erased.db"));
  Execution run = Execution::open(store, "run");
  run.context().set_variable("key", "\"secret\"");
  run.save();
  run.close();
  const EraseOptions what = EraseOptions::containing("secret");
  const Error refused =
      error_of([&] { store.erase(std::string_view(), what); });
  EXPECT_EQ(refused.code, SNAPROLL_INVALID_ARGUMENT);
  EXPECT_STREQ(refused.what(), "id: an empty id");
  const auto key = [&] {
    return Execution::open(store, "run").context().get_variable("key");
  };
  EXPECT_EQ(key(), "\"secret\"");
  store.erase(what);
  EXPECT_EQ(key(), "\"[erased]\"");
}

TEST_F(WrapperStore, TakesTheOptionsOfOpening) {
  StoreOptions how = StoreOptions::make();
  how.set_durability(SNAPROLL_DURABILITY_NONE);
  how.set_create(true);
  how.set_read_only(false);
  how.set_file_mode(0640);
  how.set_busy_timeout(1000000000);
  how.set_memory_budget(1 << 20);
  how.set_compress(false);
  Store store(path("options.db"), &how);
  const auto mode = std::filesystem::status(path("options.db")).permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0640u);
  OpenOptions options = open_options(SNAPROLL_OPEN_CREATE);
  options.set_options(fixed_options());
  options.set_kind("agent");
  options.set_schema(3);
  options.add_attribute("tenant", "acme");
  options.set_owner("me");
  options.set_take_over(false);
  options.set_start_snapshot(false);
  options.set_save_steps(false);
  Execution run = Execution::open(store, "run", &options);
  EXPECT_EQ(run.manager().count(), 0u);
  EXPECT_THAT(store.info("run"),
              AllOf(StartsWith("{\"id\":\"run\",\"kind\":\"agent\","
                               "\"schema\":3,\"state\":\"Running\""),
                    HasSubstr("\"attributes\":{\"tenant\":\"acme\"}"),
                    HasSubstr("\"owner\":{\"name\":\"me\"")));
  const Error error = error_of([&] { Execution::open(store, "run"); });
  EXPECT_EQ(error.code, SNAPROLL_OWNED);
  EXPECT_THAT(error.what(), HasSubstr("'me'"));
}

TEST_F(WrapperStore, ListsExecutionsAndSnapshots) {
  Store store(":memory:");
  OpenOptions options = open_options(SNAPROLL_OPEN_CREATE);
  options.set_options(fixed_options());
  options.set_kind("agent");
  options.add_attribute("tenant", "acme");
  options.set_start_snapshot(false);
  Execution run = Execution::open(store, "run", &options);
  Execution::open(store, "other").close();
  ExecutionFilter filter = ExecutionFilter::make();
  filter.set_kind("agent");
  filter.set_state(SNAPROLL_RUNNING);
  filter.add_attribute("tenant", "acme");
  filter.set_committed_from(kStart);
  filter.set_committed_until(kStart + 1000000000);
  filter.set_owned(true);
  EXPECT_THAT(store.executions(&filter),
              AllOf(HasSubstr("\"id\":\"run\""), HasSubstr("\"next\":0}")));
  EXPECT_THAT(store.executions(nullptr, 0, 1),
              StartsWith("{\"executions\":[{\"id\":\"other\""));
  SnapshotOptions told = SnapshotOptions::make();
  told.set_label("a");
  told.set_trigger_node("n");
  const snaproll_id first = run.snapshot(&told);
  const snaproll_id second = run.snapshot();
  SnapshotFilter only = SnapshotFilter::make();
  only.set_label("a");
  only.set_trigger_node("n");
  only.set_automatic(false);
  only.set_from(kStart);
  only.set_until(kStart + 1000000000);
  only.set_after(second);
  only.set_limit(5);
  const std::vector<snaproll_id> ids = run.manager().list(only).ids();
  ASSERT_EQ(ids.size(), 1u);
  EXPECT_EQ(to_string(ids[0]), to_string(first));
}

TEST_F(WrapperStore, CopiesForksAndDeletes) {
  Store store(":memory:");
  Store other(":memory:");
  EXPECT_NE(to_string(store.id()), to_string(other.id()));
  Execution run = Execution::open(store, "run");
  run.context().set_variable("x", "1");
  const snaproll_id at = run.snapshot();
  run.context().set_variable("x", "2");
  run.save();
  store.copy("run", other, "copy");
  store.fork("run", &at, "branch");
  store.fork("run", nullptr, "tip");
  EXPECT_EQ(Execution::open(other, "copy").context().get_variable("x"), "2");
  EXPECT_EQ(Execution::open(store, "branch").context().get_variable("x"), "1");
  EXPECT_EQ(Execution::open(store, "tip").context().get_variable("x"), "2");
  EXPECT_EQ(error_of([&] { store.remove("run"); }).code, SNAPROLL_OWNED);
  store.remove("run", true);
  EXPECT_FALSE(store.exists("run"));
  EXPECT_TRUE(store.exists("tip"));
  store.compact();
  EXPECT_THAT(store.check(), HasSubstr("\"findings\":[]"));
  other.backup(path("backup.db"));
  EXPECT_TRUE(Store(path("backup.db")).exists("copy"));
}

TEST_F(WrapperStore, AnImportMakesTheExecutionOfAnExport) {
  Store store(":memory:");
  std::string digest;
  {
    Execution run = Execution::open(store, "run");
    run.step("n", [] { return std::string("1"); });
    digest = run.context().digest();
  }
  for (const bool full : {false, true}) {
    Store other(":memory:");
    Exporter lines = store.export_lines("run", full);
    Importer made = other.import_lines("twin");
    while (const std::optional<std::string> line = lines.next())
      made.add(*line);
    EXPECT_EQ(made.finish(), "twin");
    EXPECT_EQ(Execution::open(other, "twin").context().digest(), digest);
  }
}

TEST_F(WrapperStore, CommitsManyAndTellsTheFirstFailure) {
  Store store(":memory:");
  Execution a = Execution::open(store, "a");
  Execution b = Execution::open(store, "b");
  std::optional<Error> first;
  EXPECT_THAT(Execution::commit_many({&a, &b}, &first),
              ElementsAre(SNAPROLL_OK, SNAPROLL_OK));
  EXPECT_FALSE(first.has_value());
  OpenOptions options = OpenOptions::make();
  options.set_take_over(true);
  const Execution taken = Execution::open(store, "b", &options);
  b.context().set_variable("x", "1");
  EXPECT_THAT(Execution::commit_many({&a, &b}, &first),
              ElementsAre(SNAPROLL_OK, SNAPROLL_CONFLICT));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->code, SNAPROLL_CONFLICT);
  EXPECT_THAT(first->what(), StartsWith("executions[1]: "));
  EXPECT_THAT(
      Execution::commit_many({&a, nullptr}),
      ElementsAre(SNAPROLL_INVALID_ARGUMENT, SNAPROLL_INVALID_ARGUMENT));
  EXPECT_THAT(Execution::commit_many({}), ElementsAre());
}

TEST_F(WrapperStore, TellsItsFigures) {
  const Store store(":memory:");
  EXPECT_THAT(store.stats(), StartsWith("{\"executions\":0,"));
  EXPECT_THAT(store.stats_prometheus(),
              HasSubstr("\nsnaproll_store_commits_total{store=\"" +
                        to_string(store.id()) + "\"} "));
}

TEST_F(WrapperStore, MigratesByPatchesAndFunctions) {
  Store store(path("migrated.db"));
  OpenOptions options = open_options(SNAPROLL_OPEN_OR_CREATE);
  options.set_kind("chat");
  options.set_schema(1);
  {
    Execution run = Execution::open(store, "run", &options);
    run.context().set_variable("name", "1");
    run.save();
  }
  store.set_migration("chat", 2, Patch::from_json(R"([{"op":"move",
    "from":"/variables/name","path":"/variables/count"}])"));
  int calls = 0;
  store.set_migration("chat", 3, [&](const Value& state) {
    if (++calls == 1) throw std::runtime_error("not yet");
    if (calls == 2) return Value::parse("{").ref();
    return state.set("/variables/count", Value::parse("2"));
  });
  EXPECT_EQ(error_of([&] { store.set_migration("chat", 3, nullptr); }).code,
            SNAPROLL_EXISTS);
  options.set_schema(3);
  const auto open = [&] { return Execution::open(store, "run", &options); };
  const Error thrown = error_of(open);
  EXPECT_EQ(thrown.code, SNAPROLL_INVALID_ARGUMENT);
  EXPECT_STREQ(thrown.what(), "the migration of 'chat' to version 3: not yet");
  EXPECT_EQ(error_of(open).code, SNAPROLL_PARSE);
  EXPECT_EQ(open().context().get_variable("count"), "2");
}

}  // namespace
}  // namespace snaproll::abi
