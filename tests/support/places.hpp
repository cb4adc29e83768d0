// Where the executions of a test are: in memory alone, on a store in memory, or
// on a file. Suites that prove rules run on each of them with the same bodies.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/observed.hpp"
#include "support/store_dir.hpp"

// Runs a suite of Placed everywhere.
#define SNAPROLL_EVERYWHERE(suite)                                          \
  INSTANTIATE_TEST_SUITE_P(Everywhere, suite,                               \
                           ::testing::ValuesIn(::snaproll::test::places()), \
                           ::snaproll::test::place_name)

namespace snaproll::test {

enum class Place { kMemory, kStore, kFile };

inline std::vector<Place> places() {
#ifdef SNAPROLL_WITH_SQLITE
  return {Place::kMemory, Place::kStore, Place::kFile};
#else
  return {Place::kMemory};
#endif
}

inline std::string place_name(const ::testing::TestParamInfo<Place>& info) {
  static const char* const kNames[] = {"memory", "store", "file"};
  return kNames[static_cast<int>(info.param)];
}

class Placed : public ::testing::TestWithParam<Place> {
 protected:
  // Tests without a parameter are in memory.
  static Place place() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return test->value_param() == nullptr ? Place::kMemory : GetParam();
  }
  // One as it is in memory: ten snapshots are kept unless told otherwise, and
  // none is taken at its beginning. Each has a store of its own.
  Result<Execution> try_make(ExecutionOptions options = {}) {
    constexpr size_t kUsual = 10;  // rule M1
    if (!options.max_snapshots.has_value()) options.max_snapshots = kUsual;
    if (place() == Place::kMemory) return Execution::create(options);
    if (options.execution_id.empty())
      options.execution_id = options.environment->next_id().text();
    StoreOptions store_options;
    store_options.durability = Durability::kNone;
    SNAPROLL_TRY(Store store, Store::open(new_path(), store_options));
    Made made{std::move(store), options.execution_id, {}};
    made.options.execution = std::move(options);
    made.options.start_snapshot = false;
    return open(std::move(made));
  }
  Execution make(const ExecutionOptions& options = {}) {
    auto made = try_make(options);
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }

  // Commits it and opens it anew: there is nothing to be seen of that, but that
  // attempts which are open need not be on record.
  void expect_kept(Execution& run) {
    if (!run.is_durable()) return;
    auto made = made_.extract(&run.context());
    ASSERT_FALSE(made.empty());
    Observe ended;
    ended.attempt = [](const Attempt& attempt) {
      return attempt.outcome != AttemptOutcome::kOpen;
    };
    const std::string before = observed(run, ended);
    ASSERT_THAT(run.save(), IsOk());
    ASSERT_THAT(run.close(), IsOk());
    auto again = open(std::move(made.mapped()));
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(same_seen(observed(*again, ended), before));
    run = *std::move(again);
  }

 private:
  struct Made {
    Store store;
    std::string id;
    OpenOptions options;
  };

  std::string new_path() {
    if (place() == Place::kStore) return ":memory:";
    if (!dir_.has_value()) dir_.emplace();
    return *dir_ / (std::to_string(++files_) + ".db");
  }
  Result<Execution> open(Made made) {
    SNAPROLL_TRY(Execution run,
                 Execution::open(made.store, made.id, made.options));
    made_.insert_or_assign(&run.context(), std::move(made));
    return run;
  }

  std::optional<StoreDir> dir_;
  int files_ = 0;
  std::map<const Context*, Made> made_;  // those on a store
};

// A bare context, or that of an execution on a store. What a test leaves is
// there again after a reopen.
class PlacedContext : public Placed {
 protected:
  void TearDown() override {
    if (run_.has_value()) expect_kept(*run_);
  }

  // Anew; what was there before goes.
  Context& make_context(
      std::shared_ptr<const Environment> environment = fixed_environment()) {
    if (place() == Place::kMemory) {
      bare_ = *Context::create("flow", "run", std::move(environment));
      return *bare_;
    }
    ExecutionOptions options;
    options.workflow_id = "flow";
    options.execution_id = "run";
    options.environment = std::move(environment);
    run_ = make(options);
    return run_->context();
  }
  Context& context() { return run_.has_value() ? run_->context() : *bare_; }

 private:
  std::optional<Context> bare_;
  std::optional<Execution> run_;
};

// A context and the manager of its history: bare ones, or those of an execution
// on a store. What a test leaves is there again after a reopen.
class PlacedManager : public Placed {
 protected:
  void TearDown() override { reopen(); }

  // Where it is on a store, saves it and opens it anew.
  void reopen() {
    if (run_.has_value()) expect_kept(*run_);
  }

  // Anew: rule M1, but for the maximum.
  Manager& begin(size_t maximum,
                 std::shared_ptr<const Environment> environment) {
    constexpr size_t kInterval = 5;
    if (place() == Place::kMemory) {
      bare_context_ = *Context::create("flow", "run", environment);
      bare_manager_ = Manager(maximum, environment);
      return *bare_manager_;
    }
    ExecutionOptions options;
    options.workflow_id = "flow";
    options.execution_id = "run";
    options.max_snapshots = maximum;
    options.auto_snapshot = false;
    options.auto_snapshot_interval = kInterval;
    options.environment = std::move(environment);
    run_ = make(options);
    return run_->manager();
  }
  Context& context() {
    return run_.has_value() ? run_->context() : *bare_context_;
  }
  Manager& manager() {
    return run_.has_value() ? run_->manager() : *bare_manager_;
  }

 private:
  std::optional<Context> bare_context_;
  std::optional<Manager> bare_manager_;
  std::optional<Execution> run_;
};

}  // namespace snaproll::test
