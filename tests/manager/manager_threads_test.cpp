// The thread word of Manager: internally synchronized.
#include <atomic>
#include <thread>

#include "snaproll/manager.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using test::json;

constexpr int kRounds = 400;

TEST(ManagerThreads, ManyTakeListRollBackAndPrune) {
  Context context = *Context::create("flow");
  ASSERT_THAT(context.set("/variables", json(R"({"a":0,"b":0})")), IsOk());
  Manager manager(20);
  manager.set_auto_snapshot(2);
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  const auto each = [&](auto&& work) {
    threads.emplace_back([&, work] {
      for (int i = 1; i <= kRounds; ++i) work(i);
    });
  };
  each([&](int i) {
    std::vector<Change> changes(2);
    changes[0] = {Change::Kind::kSet, "/variables/a", Value::integer(i), {}};
    changes[1] = {Change::Kind::kSet, "/variables/b", Value::integer(i), {}};
    ASSERT_THAT(context.update(changes), IsOk());
  });
  each([&](int) { ASSERT_THAT(manager.create_snapshot(context), IsOk()); });
  each(
      [&](int) { ASSERT_THAT(manager.on_node_execute(context, "n"), IsOk()); });
  each([&](int i) {
    ASSERT_THAT(manager.rollback_n(context, static_cast<size_t>(i % 5)),
                IsOk());
  });
  each([&](int i) {
    if (i % 50 == 0) {
      ASSERT_THAT(manager.clear(), IsOk());
    }
    if (i % 10 == 0) {
      ASSERT_THAT(manager.prune_before(Environment::standard()->now()), IsOk());
    }
    ASSERT_THAT(manager.push_snapshot(*context.take_snapshot()), IsOk());
  });
  std::thread watcher([&] {
    while (!done) {
      for (const Snapshot& snapshot : manager.list()) {
        const Value& variables = snapshot.variables();
        ASSERT_EQ(variables.find("a"), variables.find("b"));
      }
      const Manager copy = manager.copy();
      ASSERT_LE(copy.count(), 20u);
      const auto latest = copy.latest();
      if (latest.has_value()) {
        ASSERT_TRUE(copy.get(latest->id()).has_value());
      }
    }
  });
  for (std::thread& thread : threads) thread.join();
  done = true;
  watcher.join();
}

// Rules are set, asked and obeyed while others write, take and follow a field.
TEST(ManagerThreads, RulesAndHistoriesGoTogetherWithWriters) {
  Context context = *Context::create("flow");
  Manager manager(50);
  std::vector<std::thread> threads;
  const auto each = [&](auto&& work) {
    threads.emplace_back([&, work] {
      for (int i = 1; i <= kRounds; ++i) work(i);
    });
  };
  each([&](int i) {
    ASSERT_THAT(context.set_variable("x", Value::integer(i / 2)), IsOk());
  });
  each([&](int i) {
    SnapshotRules rules;
    rules.skip_unchanged = i % 3 != 0;
    rules.at_least_bytes = static_cast<uint64_t>(i % 4);
    rules.at_least_nodes = 5;
    rules.before = {"n*"};
    ASSERT_THAT(manager.set_snapshot_rules(std::move(rules)), IsOk());
    ASSERT_LE(manager.snapshot_rules().before.size(), 1u);
  });
  each([&](int i) {
    const auto taken = manager.on_node_execute(context, i % 2 ? "n1" : "m");
    ASSERT_THAT(taken, IsOk());
  });
  each([&](int) { ASSERT_THAT(manager.create_snapshot(context), IsOk()); });
  each([&](int) {
    const auto changes = manager.history("/variables/x");
    ASSERT_THAT(changes, IsOk());
    for (const FieldChange& change : *changes)
      ASSERT_NE(change.before, change.after);
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(manager.summary().nodes_processed, size_t{kRounds});
}

// S5: what enters is newer than what entered before.
TEST(ManagerThreads, SnapshotsOfOneContextEnterInTheOrderOfTheirLineage) {
  Context context = *Context::create("flow");
  Manager manager(kUnlimited);
  const auto take = [&] {
    for (int i = 0; i < kRounds; ++i)
      ASSERT_THAT(manager.create_snapshot(context), IsOk());
  };
  std::thread one(take);
  std::thread two(take);
  one.join();
  two.join();
  const std::vector<Snapshot> list = manager.list();
  ASSERT_EQ(list.size(), 2u * kRounds);
  for (size_t i = 0; i + 1 < list.size(); ++i)
    ASSERT_EQ(list[i].parent(), list[i + 1].id());
}

}  // namespace
}  // namespace snaproll
