// An execution on a store against a twin in memory, under random operations,
// while it is closed, reopened, reloaded and taken over: all that can be seen
// of both is the same. What was not committed is lost; the twin is made anew
// of what was. The seed is SNAPROLL_SEED, else a new one each time.
#include "execution/durable_model.hpp"

#include <cstdio>
#include <set>
#include <utility>
#include <vector>

#include "snaproll/store.hpp"
#include "support/proof.hpp"
#include "support/store_dir.hpp"
#include "support/tier.hpp"

namespace snaproll {
namespace {

using test::Did;
using test::IsError;
using test::IsOk;
using test::Operation;
using test::Side;

// A run of random operations.
class Twins {
 public:
  explicit Twins(uint64_t seed) : seed_(seed), random_(seed) {
    static constexpr size_t kMaximums[] = {0, 1, 2, 3, 5, 10, kUnlimited};
    static constexpr size_t kUndos[] = {0, 2, 100, 100};
    options_.start_snapshot = false;
    options_.save_steps = below(3) > 0;
    ExecutionOptions& execution = options_.execution;
    execution.execution_id = "run";
    execution.max_snapshots = kMaximums[below(std::size(kMaximums))];
    execution.auto_snapshot = below(2) == 0;
    execution.auto_snapshot_interval = below(4);
    undo_limit_ = kUndos[below(std::size(kUndos))];
    execution.environment = environment();
    store_options_.durability = Durability::kNone;
    store_options_.compress = below(2) == 0;
    if (below(2) == 0) store_options_.memory_budget = 0;
    if (below(4) == 0) dir_.emplace();
    store_ = *Store::open(path(), store_options_);
    durable_.run = open();
    replay();
  }

  void run(int operations) {
    for (int i = 0; i < operations && !::testing::Test::HasFailure(); ++i) {
      ++number_;
      if (below(5) > 0) {
        operate();
      } else {
        handle();
      }
      if (below(6) == 0) compare();
    }
    if (!::testing::Test::HasFailure()) end();
    if (::testing::Test::HasFailure()) ADD_FAILURE() << "after\n" << log_;
  }

 private:
  struct Entry {
    uint64_t number = 0;  // 0 = all open steps are dropped
    Did did;
    bool lost = false;  // the step that it begins
  };

  size_t below(size_t bound) { return test::below(random_, bound); }
  std::string path() const {
    return dir_.has_value() ? *dir_ / "runs.db" : ":memory:";
  }
  std::shared_ptr<const Environment> environment() const {
    Environment made = *test::fixed_environment();
    made.undo_limit = undo_limit_;
    return std::make_shared<const Environment>(made);
  }
  Execution open(bool take_over = false) {
    OpenOptions told = options_;
    told.take_over = take_over;
    auto opened = Execution::open(*store_, "run", told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }

  void operate() {
    Entry entry;
    entry.number = number_;
    durable_.observe = observe(true);
    Operation there(durable_, seed_, number_, options_.save_steps, false);
    entry.did = there.run();
    Operation here(twin_, seed_, number_, options_.save_steps, false);
    const Did did = here.run();
    EXPECT_TRUE(test::same_seen(entry.did.told, did.told));
    EXPECT_EQ(entry.did.commits, did.commits);
    ASSERT_EQ(entry.did.taken.size(), did.taken.size());
    for (size_t i = 0; i < did.taken.size(); ++i)
      names_.emplace(entry.did.taken[i], did.taken[i]);
    log_ += std::to_string(number_) + (did.commits ? "! " : "  ") + did.told;
    entries_.push_back(std::move(entry));
    if (did.commits) committed_ = entries_.size();
  }

  // What a store and its handles do.
  void handle() {
    static const char* const kNames[] = {"save",   "reopen",    "lose",
                                         "reload", "new store", "take over"};
    const size_t how = below(std::size(kNames));
    log_ += std::string("   ") + kNames[how] + '\n';
    if (how < 2) save();
    if (how == 0) return;
    if (how == 3) {
      ASSERT_THAT(durable_.run->reload(), IsOk());
    } else if (how == 5) {
      take_over();
    } else {
      close();
      if (how == 4 && dir_.has_value()) {
        store_.reset();
        store_ = *Store::open(path(), store_options_);
      }
      durable_.run = open();
    }
    lose();
    compare();
  }
  void close() {
    durable_.steps.clear();
    stale_ = {};
    ASSERT_THAT(durable_.run->close(), IsOk());
    durable_.run.reset();
  }
  void save() {
    if (below(2) == 0) {
      ASSERT_THAT(durable_.run->save(), IsOk());
    } else {
      std::vector<Execution*> all = {&*durable_.run};
      if (stale_.run.has_value()) all.push_back(&*stale_.run);
      const auto outcomes = Execution::save_many(all);
      ASSERT_THAT(outcomes[0], IsOk());
      if (outcomes.size() > 1) {
        ASSERT_THAT(outcomes[1], IsError(Code::kConflict));
      }
    }
    committed_ = entries_.size();
  }

  // The other handle goes on; this one changes nothing any more.
  void take_over() {
    if (!stale_.run.has_value()) {
      stale_.run = open(true);
    } else {
      ASSERT_THAT(stale_.run->reload(true), IsOk());
      for (auto& step : stale_.steps) {
        ASSERT_FALSE(step.second->finish(Value()).ok()) << "given up";
      }
      stale_.steps.clear();
    }
    std::swap(durable_, stale_);
    Execution& run = *stale_.run;
    const std::string before = test::observed(run);
    EXPECT_THAT(run.save(), IsError(Code::kConflict));
    EXPECT_THAT(run.snapshot(), IsError(Code::kConflict));
    EXPECT_THAT(run.clear(), IsError(Code::kConflict));
    EXPECT_THAT(run.manager().clear(), IsError(Code::kConflict));
    if (run.context().undo_count() > 0) {
      EXPECT_THAT(run.undo_rollback(), IsError(Code::kConflict));
    }
    EXPECT_TRUE(test::same_seen(test::observed(run), before));
  }

  // The twin loses what was not committed, and each open step.
  void lose() {
    entries_.resize(committed_);
    const auto is_recorded = [&](const Entry& entry) {
      if (entry.did.commits) return true;
      for (const Entry& other : entries_)
        if (other.did.ended == entry.number) return true;
      return false;
    };
    std::set<std::string> later;  // nodes of which an attempt is on record
    for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
      if (at->did.begun.empty() || at->lost) continue;
      if (is_recorded(*at)) {
        later.insert(at->did.begun);
      } else if (later.count(at->did.begun) > 0) {
        hidden_.insert({at->did.begun, at->did.attempt});
      } else {
        at->lost = true;
      }
    }
    entries_.push_back({});
    committed_ = entries_.size();
    durable_.steps.clear();
    replay();
  }
  void replay() {
    twin_ = {};
    ExecutionOptions told = options_.execution;
    told.environment = environment();
    twin_.run = *Execution::create(told);
    for (const Entry& entry : entries_) {
      if (entry.number == 0) {
        twin_.steps.clear();
      } else if (!entry.did.superseded) {
        Operation(twin_, seed_, entry.number, options_.save_steps, entry.lost)
            .run();
      }
    }
  }

  test::Observe observe(bool is_durable) const {
    test::Observe made;
    made.attempt = [this](const Attempt& attempt) {
      return attempt.outcome != AttemptOutcome::kOpen ||
             hidden_.count({attempt.node, attempt.number}) == 0;
    };
    if (!is_durable) return made;
    made.name = [this](const Id& id) {
      const auto known = names_.find(id);
      return (known != names_.end() ? known->second : id).text();
    };
    return made;
  }
  std::string seen(const Execution& run) const {
    std::string all = test::observed(run, observe(run.is_durable()));
    all += "unfinished";
    for (const std::string& node : run.unfinished()) all += ' ' + node;
    all += "\ndone";
    for (const std::string& node : run.context().captured().nodes_in_order())
      all += ' ' + node + (run.is_done(node) ? "" : " not");
    return all;
  }
  void compare() {
    EXPECT_TRUE(test::same_seen(seen(*durable_.run), seen(*twin_.run)));
  }
  // A copy and what an export tells are the same as well.
  void end() {
    save();
    close();
    lose();
    const auto report = store_->check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
    Store other = *Store::open(":memory:");
    if (below(2) == 0) {
      ASSERT_THAT(store_->copy("run", other, "run"), IsOk());
    } else {
      auto from = Exporter::begin(*store_, "run", false);
      auto to = Importer::begin(other);
      ASSERT_THAT(from, IsOk());
      ASSERT_THAT(to, IsOk());
      for (auto line = *from->next(); line.has_value(); line = *from->next())
        ASSERT_THAT(to->add(*line), IsOk());
      ASSERT_THAT(to->finish(), IsOk());
    }
    options_.mode = OpenMode::kRead;
    std::swap(*store_, other);
    durable_.run = open();
    compare();
    durable_.run.reset();
  }

  const uint64_t seed_;
  test::Random random_;
  size_t undo_limit_ = 0;
  OpenOptions options_;
  StoreOptions store_options_;
  std::optional<test::StoreDir> dir_;
  std::optional<Store> store_;
  Side durable_;
  Side stale_;  // another handle, that was shut out
  Side twin_;
  uint64_t number_ = 0;
  std::string log_;
  std::vector<Entry> entries_;  // what the twin came to be by
  size_t committed_ = 0;        // as many of them
  std::map<Id, Id> names_;      // of snapshots: what the twin calls them
  // Attempts that are not on record, while a later one at their node is.
  std::set<std::pair<std::string, uint32_t>> hidden_;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRuns = 20;
#else
constexpr int kRuns = 250;
#endif
constexpr int kOperations = 60;

class DurableModel : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Parts, DurableModel, ::testing::Range(0, 8));

// Told a seed, each part does that one run.
TEST_P(DurableModel, IsTheSameAsItsTwinInMemory) {
  const bool told = std::getenv("SNAPROLL_SEED") != nullptr;
  const uint64_t seed = test::seed_of_run();
  test::Proof proof("B11", seed, "operations on a store and in memory");
  for (int i = 0; i < (told ? 1 : kRuns) && !HasFailure(); ++i) {
    const uint64_t one = seed + static_cast<uint64_t>(i);
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(one));
    Twins(one).run(kOperations);
    if (HasFailure())
      std::printf("SNAPROLL_SEED=%llu\n", static_cast<unsigned long long>(one));
  }
  if (!told && !HasFailure()) proof.tell(uint64_t{kRuns} * kOperations);
}

}  // namespace
}  // namespace snaproll
