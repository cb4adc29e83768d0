// Writers that are killed at random moments: nothing that was acknowledged is
// lost, and nothing is there in half.
//
// The parent knows what each execution has to be from a twin in memory, to
// which it does the operations that the child did. The child tells in shared
// memory the number of each commit before it (published) and when it has
// returned (acknowledged); afterwards the execution is what it was at the last
// acknowledged commit, or at the one that was published alone.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "busy_writer.hpp"
#include "snaproll/store.hpp"
#include "support/child.hpp"
#include "support/matchers.hpp"
#include "support/proof.hpp"
#include "support/store_dir.hpp"
#include "support/tier.hpp"

namespace snaproll::test {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

using std::chrono::microseconds;

// What the child tells.
struct Board {
  struct Slot {
    std::atomic<uint64_t> published{0};
    std::atomic<uint64_t> acknowledged{0};
  };
  std::atomic<bool> working{false};
  std::array<Slot, kExecutions> slots;
  std::array<char, 400> problem{};
};

enum class Acknowledge { kAfterTheCommit, kBeforeTheCommit };

OpenOptions open_options(int execution) {
  const Work& work = work_of(execution);
  OpenOptions options;
  options.execution.max_snapshots = work.maximum;
  options.execution.auto_snapshot = work.automatic;
  options.owner = "busy writer";
  return options;
}

// In the child; does not come back.
[[noreturn]] void give_up(Board& board, const Error& error) {
  std::snprintf(board.problem.data(), board.problem.size(), "error %d: %s",
                static_cast<int>(error.code), error.message.c_str());
  _exit(3);
}

// Works until it is killed.
[[noreturn]] void work(Board& board, int execution, Execution& run,
                       uint64_t seed, uint64_t number, Acknowledge when) {
  Board::Slot& slot = board.slots[static_cast<size_t>(execution)];
  uint64_t commits = 0;
  const Gate gate = [&](const std::function<Status()>& commit) -> Status {
    slot.published = ++commits;
    if (when == Acknowledge::kBeforeTheCommit) slot.acknowledged = commits;
    SNAPROLL_CHECK(commit());
    slot.acknowledged = commits;
    return {};
  };
  for (;;) {
    const Status done =
        do_operation(run, work_of(execution), seed, ++number, gate);
    if (!done.ok()) give_up(board, done.error());
  }
}

// The store, the twins of its executions, and how both came to where they are.
class Rig {
 public:
  Rig(Durability durability, uint64_t seed, Acknowledge when)
      : seed_(seed), when_(when), random_(seed) {
    options_.durability = durability;
    for (int i = 0; i < kExecutions; ++i) {
      twins_.push_back(*Execution::create(open_options(i).execution));
      SnapshotInfo info;
      info.label = "start";
      EXPECT_THAT(twins_.back().snapshot(info), IsOk());
    }
  }

  // Lets a child work, kills it, and looks at what it left. Returns what is
  // wrong, or nothing.
  std::string round() {
    new (&*board_) Board();
    const pid_t child = start_child([this] { return child_main(); });
    // Most are killed at work, some while they open the store.
    if (below(8) != 0) {
      while (!board_->working && !has_ended(child))
        std::this_thread::sleep_for(microseconds(100));
    }
    std::this_thread::sleep_for(microseconds(1000 + below(59000)));
    kill(child, SIGKILL);
    static_cast<void>(exit_code(child));
    ++kills;
    if (board_->problem[0] != '\0') return board_->problem.data();
    for (const Board::Slot& slot : board_->slots) {
      if (slot.published == slot.acknowledged) continue;
      ++inside;
      break;
    }
    return verify();
  }

  Store open_store() {
    auto store = Store::open(dir_ / "runs.db", options_);
    EXPECT_THAT(store, IsOk());
    return *std::move(store);
  }

  // Whether records have left behind a keyframe.
  bool has_swept() {
    const Store store = open_store();
    uint64_t made = 0;
    for (int i = 0; i < kExecutions; ++i) {
      if (const auto info = store.info(work_of(i).id)) made += info->commits;
    }
    const auto stats = store.stats();
    return stats.ok() && stats->keyframes > 0 && stats->records < made;
  }

  int kills = 0;
  int inside = 0;     // of them, within a commit of at least one execution
  uint64_t kept = 0;  // commits that were not acknowledged, and are there
  uint64_t acknowledged = 0;

 private:
  uint64_t below(uint64_t bound) {
    return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_);
  }

  int child_main() {
    auto store = Store::open(dir_ / "runs.db", options_);
    if (!store.ok()) give_up(*board_, store.error());
    std::vector<Execution> runs;
    for (int i = 0; i < kExecutions; ++i) {
      auto run = Execution::open(*store, work_of(i).id, open_options(i));
      if (!run.ok()) give_up(*board_, run.error());
      runs.push_back(*std::move(run));
    }
    board_->working = true;
    std::vector<std::thread> threads;
    for (int i = 0; i < kExecutions; ++i) {
      const auto index = static_cast<size_t>(i);
      threads.emplace_back([this, &runs, i, index] {
        work(*board_, i, runs[index], seed_of(i), numbers_[index], when_);
      });
    }
    for (std::thread& thread : threads) thread.join();
    return 0;
  }

  std::string verify() {
    const Store store = open_store();
    ExecutionFilter owned;
    owned.owned = true;
    const auto living = store.executions(owned);
    EXPECT_THAT(living, IsOk());
    if (!living->executions.empty()) return "a dead process owns an execution";
    for (int i = 0; i < kExecutions; ++i) {
      auto run = Execution::open(store, work_of(i).id, open_options(i));
      if (!run.ok()) return "can not be opened: " + run.error().message;
      const std::string problem = follow(i, fingerprint(*run));
      if (!problem.empty()) return work_of(i).id + (": " + problem);
    }
    const auto report = store.check();
    EXPECT_THAT(report, IsOk());
    return report->findings.empty() ? "" : "check: " + report->findings[0];
  }

  // Does to the twin what was committed.
  std::string follow(int execution, const std::string& seen) {
    const auto index = static_cast<size_t>(execution);
    const Board::Slot& slot = board_->slots[index];
    Execution& twin = twins_[index];
    uint64_t commits = 0;
    bool there = false;
    // Whether to stop here: what is there may be, or may not be, what was
    // published and not acknowledged.
    const auto arrived = [&] {
      if (commits < slot.acknowledged) return false;
      there = fingerprint(twin) == seen;
      return there || commits == slot.published;
    };
    const Gate gate = [&](const std::function<Status()>& commit) -> Status {
      if (arrived()) return Error(Code::kStopped, "this far");
      ++commits;
      return commit();
    };
    while (!arrived()) {
      const Status done =
          do_operation(twin, work_of(execution), seed_of(execution),
                       ++numbers_[index], gate);
      if (!done.ok() && done.error().code != Code::kStopped)
        return "the twin: " + done.error().message;
    }
    acknowledged += slot.acknowledged;
    kept += commits - slot.acknowledged;
    if (there) return "";
    return std::to_string(slot.acknowledged) + " commits acknowledged, " +
           std::to_string(slot.published) + " published; it has to be\n" +
           fingerprint(twin) + "\nand it is\n" + seen;
  }

  uint64_t seed_of(int execution) const {
    return seed_ * kExecutions + static_cast<uint64_t>(execution);
  }

  const uint64_t seed_;
  const Acknowledge when_;
  std::mt19937_64 random_;
  StoreDir dir_;
  StoreOptions options_;
  Shared<Board> board_;
  std::vector<Execution> twins_;
  // Of the last operation, by execution.
  std::array<uint64_t, kExecutions> numbers_{};
};

std::string durability_name(const ::testing::TestParamInfo<Durability>& info) {
  return info.param == Durability::kPower ? "power" : "process";
}

class KillTest : public ::testing::TestWithParam<Durability> {};

TEST_P(KillTest, NothingAcknowledgedIsLostAndNothingIsHalf) {
  const int all = is_short_tier() ? 25 : 500;  // of each durability
  const uint64_t seed = seed_of_run();
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  Proof proof("B5", seed, "a busy writer killed at random moments");
  Rig rig(GetParam(), seed, Acknowledge::kAfterTheCommit);
  // A slow machine takes more rounds until something was swept; a sanitizer is
  // too slow for that.
  const auto is_enough = [&] {
    return kSanitized || rig.kills >= 20 * all || rig.has_swept();
  };
  while (rig.kills < all || !is_enough()) {
    const std::string problem = rig.round();
    ASSERT_EQ(problem, "") << "after " << rig.kills << " kills";
  }
  const Store store = rig.open_store();
  const auto stats = store.stats();
  ASSERT_THAT(stats, IsOk());
  std::printf(
      "seed %llu: %d kills, %d of them within a commit, %llu commits "
      "acknowledged, %llu there that were not, %llu records, %llu keyframes\n",
      static_cast<unsigned long long>(seed), rig.kills, rig.inside,
      static_cast<unsigned long long>(rig.acknowledged),
      static_cast<unsigned long long>(rig.kept),
      static_cast<unsigned long long>(stats->records),
      static_cast<unsigned long long>(stats->keyframes));
  EXPECT_GE(rig.inside * 2, rig.kills);
  proof.tell(static_cast<uint64_t>(rig.kills));
  if (kSanitized) return;
  EXPECT_GT(stats->keyframes, 0u);
  EXPECT_TRUE(rig.has_swept());
}

INSTANTIATE_TEST_SUITE_P(Durabilities, KillTest,
                         ::testing::Values(Durability::kPower,
                                           Durability::kProcess),
                         durability_name);

// The control: this harness can see a loss.
TEST(KillControl, AWriterThatAcknowledgesTooEarlyIsCaught) {
  const uint64_t seed = seed_of_run();
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  Rig rig(Durability::kPower, seed, Acknowledge::kBeforeTheCommit);
  std::string problem;
  while (problem.empty() && rig.kills < 100) problem = rig.round();
  EXPECT_THAT(problem, ::testing::HasSubstr("it has to be"));
  std::printf("seed %llu: caught after %d kills\n",
              static_cast<unsigned long long>(seed), rig.kills);
}

}  // namespace
}  // namespace snaproll::test
