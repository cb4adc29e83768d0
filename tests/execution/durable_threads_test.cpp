// Races on purpose: many threads on executions of one store. What was
// acknowledged is there afterwards, whatever happened meanwhile.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "snaproll/store.hpp"
#include "support/observed.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;

// Labels of snapshots that were acknowledged.
class Acknowledged {
 public:
  void add(const std::string& label) {
    const std::lock_guard<std::mutex> lock(mutex_);
    labels_.insert(label);
  }
  size_t size() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return labels_.size();
  }
  std::set<std::string> all() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return labels_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> labels_;
};

class DurableThreads : public ::testing::TestWithParam<bool> {
 protected:
  static constexpr int kThreads = 6;

  DurableThreads() {
    options.execution.auto_snapshot = false;
    options.execution.max_snapshots = kUnlimited;
    options.start_snapshot = false;
    open_store();
  }

  void open_store() {
    StoreOptions told;
    told.durability = Durability::kNone;
    auto opened = Store::open(GetParam() ? ":memory:" : dir / "runs.db", told);
    ASSERT_THAT(opened, IsOk());
    store = *std::move(opened);
  }
  Execution open(const std::string& id = "run", bool take_over = false) {
    OpenOptions told = options;
    told.take_over = take_over;
    auto opened = Execution::open(*store, id, told);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  static void run_threads(int count, const std::function<void(int)>& body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(body, i);
    for (std::thread& thread : threads) thread.join();
  }

  // A snapshot of its own, told where it was acknowledged.
  static Status take(Execution& run, const std::string& label,
                     Acknowledged& acknowledged) {
    SNAPROLL_CHECK(run.context().set_variable(label, Value::integer(1)));
    SnapshotInfo info;
    info.label = label;
    SNAPROLL_TRY([[maybe_unused]] const Snapshot taken, run.snapshot(info));
    acknowledged.add(label);
    return {};
  }
  static void run_a_step(Execution& run, const std::string& node, int how) {
    StepOptions told;
    told.irreversible = how % 4 == 0;
    auto step = run.step_begin(node, told);
    ASSERT_THAT(step, IsOk());
    ASSERT_THAT(run.context().set_variable("of " + node, Value::integer(how)),
                IsOk());
    if (how % 5 == 0) {
      ASSERT_THAT(step->rollback("no"), IsOk());
    } else {
      ASSERT_THAT(how % 3 == 0 ? step->fail("x") : step->finish(Value()),
                  IsOk());
    }
  }
  static void read_all(const Execution& run) {
    SnapshotFilter filter;
    filter.limit = 5;
    ASSERT_THAT(run.manager().list(filter), IsOk());
    const auto newest = run.manager().find_newest();
    if (newest.ok()) {
      ASSERT_THAT(newest->load(), IsOk());
    }
    for (const Attempt& attempt : run.attempts())
      ASSERT_EQ(attempt.ended_at == kNoTime,
                attempt.outcome == AttemptOutcome::kOpen);
    ASSERT_LE(run.unfinished().size(), size_t{kThreads});
    ASSERT_THAT(run.context().to_json(), IsOk());
    ASSERT_GE(run.manager().summary().max_snapshots, 1u);
  }

  // Everything that was acknowledged is in the history of the file.
  void expect_kept(const Acknowledged& acknowledged) {
    std::set<std::string> labels;
    OpenOptions told = options;
    told.mode = OpenMode::kRead;
    const auto reader = Execution::open(*store, "run", told);
    ASSERT_THAT(reader, IsOk());
    for (const Snapshot& snapshot : reader->manager().list())
      labels.insert(snapshot.label().value_or("-"));
    for (const std::string& label : acknowledged.all())
      EXPECT_EQ(labels.count(label), 1u) << label << " is lost";
    EXPECT_THAT(store->check()->findings, ::testing::IsEmpty());
  }

  test::StoreDir dir;
  OpenOptions options;
  std::optional<Store> store;
};

INSTANTIATE_TEST_SUITE_P(Places, DurableThreads, ::testing::Bool(),
                         [](const ::testing::TestParamInfo<bool>& in_memory) {
                           return in_memory.param ? "memory" : "file";
                         });

TEST_P(DurableThreads, ManyDoEverythingOnOneExecution) {
  options.execution.auto_snapshot = true;
  options.execution.auto_snapshot_interval = 3;
  options.execution.max_snapshots = 20;
  Execution run = open();
  ASSERT_THAT(run.add_edge({"t0-0", "t1-0"}), IsOk());
  run_threads(kThreads, [&](int self) {
    Manager& manager = run.manager();
    for (int i = 0; i < 30; ++i) {
      const std::string name = "t" + std::to_string(self);
      run_a_step(run, name + '-' + std::to_string(i), i);
      switch ((i + self) % 10) {
        case 0:
          ASSERT_THAT(run.rollback(), IsOk());
          break;
        case 1:
          ASSERT_THAT(run.snapshot(), IsOk());
          break;
        case 2:
          ASSERT_THAT(manager.create_snapshot(run.context()), IsOk());
          break;
        case 3:
          ASSERT_THAT(manager.rollback_n(run.context(), 2), IsOk());
          break;
        case 4: {
          const auto undone = run.undo_rollback();
          if (!undone.ok()) {
            ASSERT_THAT(undone, IsError(Code::kNotFound));
          }
          break;
        }
        case 5: {
          const auto plan = run.plan_rollback();
          if (!plan.ok()) break;  // others cleared the history
          const auto applied = run.apply_plan(*plan);
          if (!applied.ok()) {
            ASSERT_THAT(applied, IsError(Code::kConflict));
          }
          break;
        }
        case 6:
          ASSERT_THAT(run.save(), IsOk());
          break;
        case 7:
          ASSERT_THAT(run.add_edge({name, name + 'x' + std::to_string(i)}),
                      IsOk());
          ASSERT_THAT(manager.on_node_execute(run.context(), "n", true),
                      IsOk());
          break;
        case 8: {
          const auto newest = manager.latest();
          if (newest.has_value()) {
            ASSERT_THAT(manager.push_snapshot(*newest), IsOk());
          }
          break;
        }
        default:
          if (i > 20) {
            ASSERT_THAT(self % 2 == 0 ? run.clear() : manager.clear(), IsOk());
          }
      }
      read_all(run);
    }
  });
  ASSERT_THAT(run.save(), IsOk());
  const std::string before = test::observed(run);
  ASSERT_THAT(run.close(), IsOk());
  run = open();
  EXPECT_TRUE(test::same_seen(test::observed(run), before));
  EXPECT_THAT(store->check()->findings, ::testing::IsEmpty());
}

TEST_P(DurableThreads, EachHasAnExecutionOfItsOwnAndReadsTheOthers) {
  std::vector<std::string> seen(kThreads);
  run_threads(kThreads, [&](int self) {
    const std::string id = "run" + std::to_string(self);
    Execution run = open(id);
    for (int i = 0; i < 30; ++i) {
      run_a_step(run, "n" + std::to_string(i), i + self);
      ASSERT_THAT(run.snapshot(), IsOk());
      if (i % 7 == 3) {
        ASSERT_THAT(run.rollback_n(2), IsOk());
      }
      OpenOptions reading = options;
      reading.mode = OpenMode::kRead;
      const auto page = store->executions();
      ASSERT_THAT(page, IsOk());
      for (const ExecutionInfo& info : page->executions) {
        const auto other = Execution::open(*store, info.id, reading);
        ASSERT_THAT(other, IsOk());
        read_all(*other);
      }
    }
    seen[static_cast<size_t>(self)] = test::observed(run);
  });
  for (int self = 0; self < kThreads; ++self) {
    const Execution run = open("run" + std::to_string(self));
    EXPECT_TRUE(
        test::same_seen(test::observed(run), seen[static_cast<size_t>(self)]));
  }
  EXPECT_THAT(store->check()->findings, ::testing::IsEmpty());
}

// Whoever is shut out takes over again; nothing that one of them was told to
// be committed is lost.
TEST_P(DurableThreads, HandlesThatTakeOverFromEachOtherLoseNothing) {
  Acknowledged acknowledged;
  std::atomic<int> conflicts{0};
  Execution first = open("run", true);
  Execution second = open("run", true);
  run_threads(kThreads, [&](int self) {
    Execution& run = self % 2 == 0 ? first : second;
    for (int i = 0; i < 40; ++i) {
      const std::string label = std::to_string(self) + '-' + std::to_string(i);
      const Status status = take(run, label, acknowledged);
      if (status.ok()) continue;
      ASSERT_THAT(status, IsError(Code::kConflict));
      ++conflicts;
      // Another thread may have done so, or be shut out again by now.
      const Status reloaded = run.reload(true);
      if (!reloaded.ok()) {
        ASSERT_THAT(reloaded, IsError(Code::kConflict));
      }
    }
  });
  EXPECT_GT(conflicts, 0);
  EXPECT_GT(acknowledged.size(), 0u);
  expect_kept(acknowledged);
}

TEST_P(DurableThreads, AnExecutionThatClosesMeanwhileLosesNothing) {
  for (int round = 0; round < 5; ++round) {
    Acknowledged acknowledged;
    Execution run = open();
    std::thread closing([&] {
      while (acknowledged.size() < 20) std::this_thread::yield();
      EXPECT_THAT(run.close(), IsOk());
    });
    run_threads(kThreads, [&](int self) {
      for (int i = 0;; ++i) {
        const std::string label = std::to_string(round) + '-' +
                                  std::to_string(self) + '-' +
                                  std::to_string(i);
        const Status status = take(run, label, acknowledged);
        if (status.ok()) continue;
        ASSERT_THAT(status, IsError(Code::kUnusable));
        return;
      }
    });
    closing.join();
    expect_kept(acknowledged);
  }
}

// An execution keeps the store, so the store's handle may go before.
TEST_P(DurableThreads, TheHandleOfAStoreMayGoMeanwhile) {
  Acknowledged acknowledged;
  Execution run = open();
  std::thread closing([&] {
    while (acknowledged.size() < 20) std::this_thread::yield();
    EXPECT_THAT(store->close(), IsOk());
  });
  run_threads(kThreads, [&](int self) {
    for (int i = 0; i < 20; ++i) {
      const std::string label = std::to_string(self) + '-' + std::to_string(i);
      ASSERT_THAT(take(run, label, acknowledged), IsOk());
    }
  });
  closing.join();
  EXPECT_EQ(run.manager().count(), size_t{20 * kThreads});
  if (GetParam()) return;  // it goes with its last handle
  ASSERT_THAT(run.close(), IsOk());
  open_store();
  expect_kept(acknowledged);
}

// Lists that overlap, with handles that were shut out among them: no thread
// waits for ever, and each handle has an outcome of its own.
TEST_P(DurableThreads, ManyAreSavedTogetherInListsThatOverlap) {
  constexpr int kRuns = 8;
  std::vector<Execution> runs;
  for (int i = 0; i < kRuns; ++i)
    runs.push_back(open("run" + std::to_string(i)));
  Execution stale = open("stale", true);
  Execution owner = open("stale", true);
  run_threads(kThreads, [&](int self) {
    std::mt19937 random(static_cast<unsigned>(self));
    for (int i = 0; i < 40; ++i) {
      std::vector<Execution*> some;
      for (Execution& run : runs)
        if (random() % 2 == 0) some.push_back(&run);
      some.push_back(some.empty() ? runs.data() : some.front());  // twice
      some.push_back(&stale);
      some.push_back(&owner);
      std::shuffle(some.begin(), some.end(), random);
      for (Execution* run : some)
        ASSERT_THAT(run->context().set_variable("of " + std::to_string(self),
                                                Value::integer(i)),
                    IsOk());
      const auto outcomes = Execution::save_many(some);
      for (size_t at = 0; at < some.size(); ++at) {
        if (some[at] == &stale) {
          EXPECT_THAT(outcomes[at], IsError(Code::kConflict));
        } else {
          EXPECT_THAT(outcomes[at], IsOk());
        }
      }
      run_a_step(runs[random() % kRuns],
                 std::to_string(self) + '-' + std::to_string(i), i);
    }
  });
  for (int i = 0; i < kRuns; ++i) {
    Execution& run = runs[static_cast<size_t>(i)];
    ASSERT_THAT(run.save(), IsOk());
    const std::string before = test::observed(run);
    ASSERT_THAT(run.close(), IsOk());
    run = open("run" + std::to_string(i));
    EXPECT_TRUE(test::same_seen(test::observed(run), before));
  }
  EXPECT_THAT(store->check()->findings, ::testing::IsEmpty());
}

}  // namespace
}  // namespace snaproll
