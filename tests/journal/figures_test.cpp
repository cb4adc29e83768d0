// What a store tells of itself: figures, times, and what is wrong with it.
#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class FiguresTest : public test::DurableRun {
 protected:
  FiguresTest() { store_options.compress = false; }
  // Runs statements on the file, without this library, while it is closed.
  void alter(Execution& run, const std::string& statements) {
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((dir / "runs.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(db);
    EXPECT_GT(sqlite3_total_changes(db), 0);
    sqlite3_close(db);
  }
  int64_t number(const std::string& query) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open((dir / "runs.db").c_str(), &db), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, query.c_str(), -1, &statement, nullptr);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
  }
};

TEST_F(FiguresTest, SnapshotsAreThoseOfHistories) {
  options.execution.max_snapshots = 3;
  Execution run = open();
  for (int i = 0; i < 10; ++i) take(run);
  EXPECT_EQ(store().stats()->snapshots, 3u);
  ASSERT_THAT(run.clear(), IsOk());
  EXPECT_EQ(store().stats()->snapshots, 0u);
  take(run);
  ASSERT_THAT(store().fork("run", std::nullopt, "fork"), IsOk());
  EXPECT_EQ(store().stats()->snapshots, 2u);
}

TEST_F(FiguresTest, APushOfAnOldSnapshotIsACommitOfNow) {
  Execution run = open();
  Context elsewhere = *Context::create("other", "o", environment);
  const Snapshot old = *elsewhere.take_snapshot();
  const Time later = test::kNoon + 3600 * test::kSecond;
  ASSERT_THAT(environment->clock->set(later), IsOk());
  ASSERT_THAT(run.manager().push_snapshot(old), IsOk());
  EXPECT_EQ(store().info("run")->last_commit, later);
  EXPECT_EQ(run.manager().latest()->created_at(), test::kNoon);
  ExecutionFilter recent;
  recent.committed_from = later;
  EXPECT_THAT(store().executions(recent)->executions, SizeIs(1));
  ASSERT_THAT(store().copy("run", store(), "copy"), IsOk());
  EXPECT_EQ(store().info("copy")->last_commit, later);
  reopen(run);
  EXPECT_EQ(run.manager().latest()->created_at(), test::kNoon);
}

TEST_F(FiguresTest, ADamagedRecordIsFoundOnce) {
  Execution run = open();
  for (int i = 0; i < 5; ++i) take(run);
  alter(run, "UPDATE record SET body = x'00' WHERE seq = 4");
  const auto report = store().check();
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(report->findings, SizeIs(1));
  EXPECT_THAT(report->findings.front(), HasSubstr("seq 4"));
}

TEST_F(FiguresTest, StatsAndListsTellOfAStoreWithADamagedRecord) {
  Execution run = open();
  for (int i = 0; i < 5; ++i) take(run);
  Execution other = *Execution::open(store(), "other", options);
  take(other);
  ASSERT_THAT(other.close(), IsOk());
  other = detached();
  alter(run,
        "UPDATE record SET body = x'00' WHERE exec = 1 AND seq = "
        "(SELECT max(seq) FROM record WHERE exec = 1)");
  const auto stats = store().stats();
  ASSERT_THAT(stats, IsOk());
  EXPECT_EQ(stats->executions, 2u);
  EXPECT_EQ(stats->snapshots, 1u);  // how many `run` has is not known
  EXPECT_THAT(store().executions()->executions, SizeIs(2));
}

TEST_F(FiguresTest, ADamagedKeyframeIsFoundOnce) {
  Execution run = open();
  for (int i = 0; i < 100; ++i) {
    set(run, "x",
        '"' + std::string(2000, static_cast<char>('a' + i % 26)) + '"');
    take(run);
  }
  ASSERT_GT(store().stats()->keyframes, 0u);
  alter(run,
        "UPDATE keyframe SET body = x'00' WHERE rowid = "
        "(SELECT min(rowid) FROM keyframe)");
  const auto report = store().check();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, SizeIs(1));
}

TEST_F(FiguresTest, ARecordTellsWhetherARuleTookIt) {
  options.execution.auto_snapshot = true;
  options.execution.auto_snapshot_interval = 1;
  Execution run = open();
  take(run);
  finish(run, "a");
  finish(run, "b");
  ASSERT_THAT(store().copy("run", store(), "copy"), IsOk());
  const int64_t taken = 2;
  EXPECT_EQ(number("SELECT count(*) FROM record WHERE exec = 1 AND automatic"),
            taken);
  EXPECT_EQ(number("SELECT count(*) FROM record WHERE exec = 2 AND automatic"),
            taken);
  for (const bool automatic : {true, false}) {
    SnapshotFilter filter;
    filter.automatic = automatic;
    const auto found = run.manager().list(filter);
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(*found, SizeIs(automatic ? 2 : 1));
  }
}

}  // namespace
}  // namespace snaproll
