// Processes that race: for one execution, and for one file.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/child.hpp"
#include "support/matchers.hpp"
#include "support/proof.hpp"
#include "support/store_dir.hpp"
#include "support/tier.hpp"

namespace snaproll::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kWriters = 8;

seconds length_of_race() { return seconds(is_short_tier() ? 3 : 60); }

// What the racers tell. All begin when all are there.
struct Track {
  struct Racer {
    std::atomic<uint64_t> opens{0};
    std::atomic<uint64_t> lost_opens{0};  // the other one came meanwhile
    std::atomic<uint64_t> commits{0};
    std::atomic<int64_t> longest_us{0};  // of its commits
    std::atomic<int32_t> error{0};       // the code of what ended it
  };
  std::atomic<int> ready{0};
  std::atomic<bool> go{false};
  std::atomic<bool> stop{false};
  std::array<Racer, kWriters> racers;
};

int lost(Track::Racer& racer, const Error& error) {
  racer.error = static_cast<int32_t>(error.code);
  return 1;
}

void await_start(Track& track) {
  ++track.ready;
  while (!track.go) std::this_thread::sleep_for(microseconds(100));
}

// Lets `count` children race.
void race(Track& track, int count, const std::function<int(int)>& racer) {
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i)
    children.push_back(start_child([&racer, i] { return racer(i); }));
  const auto deadline = Clock::now() + seconds(60);
  while (track.ready < count && Clock::now() < deadline)
    std::this_thread::sleep_for(milliseconds(1));
  track.go = true;
  std::this_thread::sleep_for(length_of_race());
  track.stop = true;
  for (int i = 0; i < count; ++i) {
    EXPECT_EQ(exit_code(children[static_cast<size_t>(i)]), 0)
        << "racer " << i << ": error "
        << track.racers[static_cast<size_t>(i)].error;
  }
}

OpenOptions taking_over() {
  OpenOptions options;
  options.execution.max_snapshots = 10;
  options.execution.auto_snapshot = false;
  options.start_snapshot = false;
  options.take_over = true;
  return options;
}

// Adds one to what the state counts, and commits that.
Status count_up(Execution& run, bool snapshot) {
  const auto before = run.context().variable("total");
  const int64_t total = before.has_value() ? *before->as_int64() : 0;
  SNAPROLL_CHECK(
      run.context().set_variable("total", Value::integer(total + 1)));
  if (!snapshot) return run.save();
  SNAPROLL_CHECK(run.snapshot());
  return {};
}

// Takes the execution over: by a new handle, or by the one that there is.
bool take_over(const Store& store, std::optional<Execution>& run,
               Track::Racer& racer) {
  Status taken;
  if (run.has_value()) {
    taken = run->reload(true);
  } else {
    auto opened = Execution::open(store, "run", taking_over());
    if (opened.ok()) {
      run = *std::move(opened);
    } else {
      taken = std::move(opened).error();
    }
  }
  if (taken.ok()) {
    ++racer.opens;
  } else if (taken.error().code == Code::kConflict) {
    ++racer.lost_opens;
  } else {
    lost(racer, taken.error());
  }
  return taken.ok();
}

// Commits as long as it is let, and takes over again.
int contend(const std::string& path, Track& track, Track::Racer& racer,
            uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto store = Store::open(path);
  if (!store.ok()) return lost(racer, store.error());
  await_start(track);
  std::optional<Execution> run;
  while (!track.stop && racer.error == 0) {
    if (take_over(*store, run, racer)) {
      Status won;
      while (won.ok() && !track.stop) {
        won = count_up(*run, random() % 2 == 0);
        if (won.ok()) ++racer.commits;
      }
      if (!won.ok() && won.error().code != Code::kConflict)
        return lost(racer, won.error());
    }
    if (random() % 2 == 0) run.reset();
    std::this_thread::sleep_for(microseconds(random() % 2000));
  }
  return racer.error == 0 ? 0 : 1;
}

// Commits to an execution of its own as fast as it can.
int write_fast(const Store& store, Track& track, Track::Racer& racer,
               int number) {
  auto run =
      Execution::open(store, "run" + std::to_string(number), taking_over());
  if (!run.ok()) return lost(racer, run.error());
  await_start(track);
  while (!track.stop) {
    const auto begun = Clock::now();
    const Status done = count_up(*run, racer.commits % 8 == 0);
    const int64_t took =
        std::chrono::duration_cast<microseconds>(Clock::now() - begun).count();
    if (took > racer.longest_us) racer.longest_us = took;
    if (!done.ok()) return lost(racer, done.error());
    ++racer.commits;
  }
  return 0;
}

class RaceTest : public ::testing::Test {
 protected:
  Store open_store() {
    auto store = Store::open(path);
    EXPECT_THAT(store, IsOk());
    return *std::move(store);
  }

  StoreDir dir;
  std::string path = dir / "runs.db";
  Shared<Track> track;
};

TEST_F(RaceTest, OfTwoProcessesOnOneExecutionExactlyOneWinsEachCommit) {
  const uint64_t seed = seed_of_run();
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  Proof proof("B8", seed, "commits of two processes on one execution");
  {
    auto made = Execution::open(open_store(), "run", taking_over());
    ASSERT_THAT(made, IsOk());
  }
  race(*track, 2, [&](int i) {
    auto& racer = track->racers[static_cast<size_t>(i)];
    return contend(path, *track, racer, seed + static_cast<uint64_t>(i));
  });
  const Track::Racer& a = track->racers[0];
  const Track::Racer& b = track->racers[1];
  std::printf("seed %llu: %llu and %llu commits, %llu opens, %llu in vain\n",
              static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(a.commits),
              static_cast<unsigned long long>(b.commits),
              static_cast<unsigned long long>(a.opens + b.opens),
              static_cast<unsigned long long>(a.lost_opens + b.lost_opens));
  EXPECT_GT(a.commits, 0u);
  EXPECT_GT(b.commits, 0u);
  const Store store = open_store();
  // The first open made it. One that was in vain may be on record.
  const uint64_t told = 1 + a.opens + b.opens + a.commits + b.commits;
  const uint64_t records = store.info("run")->commits;
  EXPECT_GE(records, told);
  EXPECT_LE(records, told + a.lost_opens + b.lost_opens);
  EXPECT_THAT(store.check()->findings, ::testing::IsEmpty());
  auto run = Execution::open(store, "run", taking_over());
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->context().variable("total")->to_json(),
            std::to_string(a.commits + b.commits));
  proof.tell(a.commits + b.commits);
}

class FastWriters : public RaceTest,
                    public ::testing::WithParamInterface<Durability> {};

TEST_P(FastWriters, EightProcessesOnOneFileAllGetOn) {
  Proof proof("B8", 0, "commits of eight processes on one file");
  StoreOptions options;
  options.durability = GetParam();
  race(*track, kWriters, [&](int i) {
    auto& racer = track->racers[static_cast<size_t>(i)];
    const auto store = Store::open(path, options);
    if (!store.ok()) return lost(racer, store.error());
    return write_fast(*store, *track, racer, i);
  });
  uint64_t all = 0;
  uint64_t slowest = UINT64_MAX;
  int64_t longest = 0;
  for (const Track::Racer& racer : track->racers) {
    EXPECT_EQ(racer.error, 0);
    all += racer.commits;
    slowest = std::min<uint64_t>(slowest, racer.commits);
    longest = std::max<int64_t>(longest, racer.longest_us);
  }
  std::printf(
      "%llu commits, the slowest %llu, the mean %llu; longest %lld us\n",
      static_cast<unsigned long long>(all),
      static_cast<unsigned long long>(slowest),
      static_cast<unsigned long long>(all / kWriters),
      static_cast<long long>(longest));
  const Store store = open_store();
  EXPECT_THAT(store.check()->findings, ::testing::IsEmpty());
  for (int i = 0; i < kWriters; ++i) {
    auto run = Execution::open(store, "run" + std::to_string(i), taking_over());
    ASSERT_THAT(run, IsOk());
    EXPECT_EQ(run->context().variable("total")->to_json(),
              std::to_string(track->racers[static_cast<size_t>(i)].commits));
  }
  EXPECT_LE(longest, is_short_tier() ? 5'000'000 : 500'000);
  if (!is_short_tier()) {
    EXPECT_GE(slowest * 2 * kWriters, all);
  }
  proof.tell(all);
}

// One of them makes the file, the others wait for that.
TEST_F(RaceTest, ProcessesThatOpenANewFileTogetherAllGetIt) {
  for (int round = 0; round < 100; ++round) {
    const std::string file = path + std::to_string(round);
    track->go = false;
    std::vector<pid_t> children;
    for (size_t i = 0; i < kWriters; ++i) {
      children.push_back(start_child([&, i] {
        while (!track->go) std::this_thread::yield();
        const auto store = Store::open(file);
        return store.ok() ? 0 : lost(track->racers[i], store.error());
      }));
    }
    track->go = true;
    for (size_t i = 0; i < kWriters; ++i) {
      ASSERT_EQ(exit_code(children[i]), 0)
          << "round " << round << ": error " << track->racers[i].error;
    }
  }
}

std::string durability_name(const ::testing::TestParamInfo<Durability>& told) {
  return told.param == Durability::kPower ? "power" : "process";
}

INSTANTIATE_TEST_SUITE_P(Durabilities, FastWriters,
                         ::testing::Values(Durability::kPower,
                                           Durability::kProcess),
                         durability_name);

}  // namespace
}  // namespace snaproll::test
