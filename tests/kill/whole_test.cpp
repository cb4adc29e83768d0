// Executions that are made, copied, forked and removed by a process that is
// killed at random moments: each is there whole, or not at all.
#include <atomic>
#include <chrono>
#include <cstdio>
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

using std::chrono::microseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

OpenOptions options_of_new() {
  OpenOptions options;
  options.execution.snapshot_rules.before = {"pay*"};
  options.kind = "test";
  return options;
}

// Makes, copies, forks and removes until something fails or it is killed.
int make_and_remove(const std::string& path, std::atomic<bool>& begun) {
  auto store = Store::open(path);
  if (!store.ok()) return 1;
  for (const char* name : {"new", "copy", "fork"}) {
    if (*store->exists(name) && !store->remove(name).ok()) return 2;
  }
  begun = true;
  for (;;) {
    auto made = Execution::open(*store, "new", options_of_new());
    if (!made.ok() || !made->close().ok()) return 3;
    if (!store->copy("origin", *store, "copy").ok()) return 4;
    if (!store->fork("origin", {}, "fork").ok()) return 5;
    for (const char* name : {"new", "copy", "fork"})
      if (!store->remove(name).ok()) return 6;
  }
}

std::string digests(const Execution& run) {
  std::string all = *run.context().captured().digest();
  for (const Snapshot& snapshot : run.manager().list())
    all += ' ' + snapshot.id().text() + *snapshot.captured().digest();
  return all;
}

class WholeTest : public ::testing::Test {
 protected:
  Store open_store() {
    auto store = Store::open(path);
    EXPECT_THAT(store, IsOk());
    return *std::move(store);
  }
  Result<Execution> open(const Store& store, const char* name) {
    OpenOptions existing = options_of_new();
    existing.mode = OpenMode::kExisting;
    return Execution::open(store, name, existing);
  }

  std::string make_origin() {
    auto run = Execution::open(open_store(), "origin");
    EXPECT_THAT(run, IsOk());
    for (int i = 0; i < 30; ++i) {
      const auto value = Value::text(std::string(300, 'a'));
      EXPECT_THAT(
          run->context().set_variable("v" + std::to_string(i % 7), *value),
          IsOk());
      EXPECT_THAT(run->context().set_variable("i", Value::integer(i)), IsOk());
      EXPECT_THAT(run->snapshot(), IsOk());
    }
    return digests(*run);
  }

  // Kills a child at work `after` it has begun.
  void kill_at_work(microseconds after) {
    *begun = false;
    const pid_t child =
        start_child([&] { return make_and_remove(path, *begun); });
    while (!*begun && !has_ended(child))
      std::this_thread::sleep_for(microseconds(50));
    std::this_thread::sleep_for(after);
    kill(child, SIGKILL);
    EXPECT_EQ(exit_code(child), 1000 + SIGKILL);
  }

  // What is there, is whole. Returns how many are.
  int look(const std::string& origin) {
    const Store store = open_store();
    EXPECT_THAT(store.check()->findings, IsEmpty());
    int there = 0;
    if (*store.exists("new")) {
      ++there;
      const auto made = open(store, "new");
      EXPECT_THAT(made, IsOk());
      const auto snapshots = made->manager().list();
      EXPECT_EQ(snapshots.size(), 1u);
      EXPECT_TRUE(snapshots.empty() || snapshots[0].label() == "start");
      EXPECT_THAT(made->manager().snapshot_rules().before, ElementsAre("pay*"));
    }
    if (*store.exists("copy")) {
      ++there;
      EXPECT_EQ(digests(*open(store, "copy")), origin);
    }
    if (*store.exists("fork")) {
      ++there;
      const auto fork = open(store, "fork");
      EXPECT_EQ(*fork->context().captured().digest(), origin.substr(0, 64));
      EXPECT_EQ(fork->manager().count(), 1u);
    }
    EXPECT_EQ(digests(*open(store, "origin")), origin);
    return there;
  }

  StoreDir dir;
  std::string path = dir / "runs.db";
  Shared<std::atomic<bool>> begun;
};

TEST_F(WholeTest, AnExecutionIsMadeAndRemovedWholeOrNotAtAll) {
  const uint64_t seed = seed_of_run();
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed));
  Proof proof("B5", seed, "copies, forks and removals killed");
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int> moment(0, 10000);
  const std::string origin = make_origin();
  int there = 0;
  const int kills = is_short_tier() ? 50 : 500;
  for (int i = 0; i < kills && !HasFailure(); ++i) {
    kill_at_work(microseconds(moment(random)));
    there += look(origin);
  }
  std::printf("seed %llu: %d kills, %d executions were there\n",
              static_cast<unsigned long long>(seed), kills, there);
  EXPECT_GT(there, 0);
  Store store = open_store();
  for (const char* name : {"new", "copy", "fork", "origin"}) {
    if (*store.exists(name)) {
      EXPECT_THAT(store.remove(name), IsOk());
    }
  }
  ASSERT_THAT(store.compact(), IsOk());
  EXPECT_EQ(store.stats()->records, 0u) << "what was left in half goes";
  proof.tell(static_cast<uint64_t>(kills));
}

}  // namespace
}  // namespace snaproll::test
