// One execution in a file, that a test opens as often as it likes.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/observed.hpp"
#include "support/store_dir.hpp"

namespace snaproll::test {

// Holds the file for itself, as another process would.
class FileLock {
 public:
  explicit FileLock(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr),
              SQLITE_OK);
  }
  ~FileLock() { sqlite3_close(db_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  sqlite3* db_ = nullptr;
};

class DurableRun : public ::testing::Test {
 protected:
  static constexpr int64_t kWait = 20'000'000;  // for locks; nanoseconds

  DurableRun() {
    options.execution.environment = environment;
    options.execution.auto_snapshot = false;
    options.start_snapshot = false;
    store_options.durability = Durability::kNone;
    store_options.busy_timeout = kWait;
  }

  Store& store() {
    if (!store_.has_value()) {
      auto opened = Store::open(dir / "runs.db", store_options);
      EXPECT_THAT(opened, IsOk());
      store_ = *std::move(opened);
    }
    return *store_;
  }
  void close_store() { store_.reset(); }
  Execution open() {
    auto opened = Execution::open(store(), "run", options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  // Another handle, which shuts out the one before.
  Execution take_over() {
    OpenOptions told = options;
    told.take_over = true;
    auto opened = Execution::open(store(), "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  // Closed, and opened anew with nothing of it in memory.
  void reopen(Execution& run) {
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
    run = open();
  }
  // One in memory, to let go of another.
  static Execution detached() { return *Execution::create(); }

  static void set(Execution& run, std::string_view name,
                  std::string_view text) {
    ASSERT_THAT(run.context().set_variable_json(name, text), IsOk());
  }
  static Snapshot take(Execution& run, const SnapshotInfo& info = {}) {
    auto taken = run.snapshot(info);
    EXPECT_THAT(taken, IsOk());
    return *std::move(taken);
  }
  static Step begin(Execution& run, std::string_view node,
                    bool irreversible = false) {
    StepOptions told;
    told.irreversible = irreversible;
    auto step = run.step_begin(node, told);
    EXPECT_THAT(step, IsOk());
    return *std::move(step);
  }
  static void finish(Execution& run, std::string_view node) {
    ASSERT_THAT(begin(run, node).finish(Value::integer(1)), IsOk());
  }

  StoreDir dir;
  std::shared_ptr<const Environment> environment = fixed_environment();
  StoreOptions store_options;
  OpenOptions options;

 private:
  std::optional<Store> store_;
};

}  // namespace snaproll::test
