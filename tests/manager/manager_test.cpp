// Rules M1 to M6, M14 to M18 and S5: what a history holds.
#include "snaproll/manager.hpp"

#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

std::vector<Id> ids(const Manager& manager) {
  std::vector<Id> found;
  for (const Snapshot& snapshot : manager.list())
    found.push_back(snapshot.id());
  return found;
}

class ManagerTest : public test::PlacedManager {
 protected:
  Manager& begin(size_t maximum) {
    return PlacedManager::begin(maximum, environment);
  }
  Snapshot take(Manager& from) {
    auto snapshot = from.create_snapshot(context());
    EXPECT_THAT(snapshot, IsOk());
    return *std::move(snapshot);
  }
  // A snapshot of that time that is in no history.
  Snapshot foreign(Time created_at, std::optional<Id> id = std::nullopt) {
    Snapshot::Data data;
    data.id = id.value_or(environment->next_id());
    data.created_at = created_at;
    return Snapshot(std::move(data));
  }

  std::shared_ptr<const Environment> environment =
      fixed_environment(test::kSecond);
};

SNAPROLL_EVERYWHERE(ManagerTest);

// M1
TEST_P(ManagerTest, BeginsWithTenAndAutomaticSnapshotsOff) {
  const bool bare = GetParam() == test::Place::kMemory;
  const Summary summary = bare ? Manager().summary() : begin(10).summary();
  EXPECT_EQ(summary.max_snapshots, 10u);
  EXPECT_FALSE(summary.auto_snapshot_enabled);
  EXPECT_EQ(summary.auto_snapshot_interval, 5u);
  EXPECT_EQ(summary.total_snapshots, 0u);
  EXPECT_EQ(summary.nodes_processed, 0u);
}

// M1
TEST_P(ManagerTest, UnlimitedKeepsAll) {
  Manager& manager = begin(kUnlimited);
  std::vector<Id> taken;
  for (int i = 0; i < 1000; ++i)
    taken.insert(taken.begin(), take(manager).id());
  EXPECT_EQ(manager.count(), 1000u);
  EXPECT_EQ(ids(manager), taken);
}

// M2, S5
TEST_P(ManagerTest, TheOldestLeavesWhereThereAreTooMany) {
  Manager& manager = begin(3);
  std::vector<Id> taken;
  for (int i = 0; i < 100; ++i) {
    taken.insert(taken.begin(), take(manager).id());
    if (taken.size() > 3) {
      EXPECT_EQ(manager.get(taken.back()), std::nullopt);
      taken.pop_back();
    }
    ASSERT_EQ(ids(manager), taken);
    for (const Id& id : taken) ASSERT_TRUE(manager.get(id).has_value());
  }
}

// S5
TEST_P(ManagerTest, OrdersByEntryAndNotByTime) {
  Manager& manager = begin(3);
  const Snapshot late = foreign(300);
  const Snapshot early = foreign(100);
  EXPECT_THAT(manager.push_snapshot(late), IsOk());
  EXPECT_THAT(manager.push_snapshot(early), IsOk());
  EXPECT_THAT(ids(manager), ElementsAre(early.id(), late.id()));
  EXPECT_EQ(manager.latest()->id(), early.id());
}

// M3
TEST_P(ManagerTest, OfNoneTakesSnapshotsAndKeepsNothing) {
  Manager& manager = begin(0);
  const Snapshot snapshot = take(manager);
  EXPECT_FALSE(snapshot.id().is_nil());
  EXPECT_THAT(manager.push_snapshot(snapshot), IsOk());
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_THAT(manager.list(), IsEmpty());
  EXPECT_EQ(manager.latest(), std::nullopt);
  EXPECT_EQ(manager.get(snapshot.id()), std::nullopt);
}

// M4
TEST_P(ManagerTest, TakesAnAutomaticSnapshotEveryNNodes) {
  Manager& manager = begin(10);
  manager.set_auto_snapshot(3);
  for (int i = 1; i <= 9; ++i) {
    const std::string node = "n" + std::to_string(i);
    const auto taken = manager.on_node_execute(context(), node);
    ASSERT_THAT(taken, IsOk());
    ASSERT_EQ(taken->has_value(), i % 3 == 0);
    if (!taken->has_value()) continue;
    EXPECT_EQ((*taken)->trigger_node(), node);
    EXPECT_TRUE((*taken)->metadata().is_auto);
    EXPECT_EQ(manager.latest()->id(), (*taken)->id());
  }
  EXPECT_EQ(manager.count(), 3u);
  EXPECT_EQ(manager.summary().nodes_processed, 9u);
}

// M4
TEST_P(ManagerTest, CountsNoNodeWithABadId) {
  Manager& manager = begin(10);
  manager.set_auto_snapshot(1);
  EXPECT_THAT(manager.on_node_execute(context(), ""),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager.on_node_execute(context(), std::string(256, 'x')),
              IsError(Code::kLimit));
  EXPECT_THAT(manager.on_node_execute(context(), "\xff"),
              IsError(Code::kParse));
  EXPECT_EQ(manager.summary().nodes_processed, 0u);
  EXPECT_EQ(manager.count(), 0u);
}

// M5
TEST_P(ManagerTest, OfInterval0NeverFires) {
  Manager& manager = begin(10);
  manager.set_auto_snapshot(0);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(*manager.on_node_execute(context(), "n"), std::nullopt);
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_TRUE(manager.summary().auto_snapshot_enabled);
}

// M6
TEST_P(ManagerTest, CountsNodesWithAutomaticSnapshotsOff) {
  Manager& manager = begin(10);
  EXPECT_EQ(*manager.on_node_execute(context(), "n"), std::nullopt);
  EXPECT_EQ(*manager.on_node_execute(context(), "n"), std::nullopt);
  EXPECT_EQ(manager.summary().nodes_processed, 2u);
  manager.set_auto_snapshot(3);
  EXPECT_NE(*manager.on_node_execute(context(), "n"), std::nullopt);
  manager.disable_auto_snapshot();
  EXPECT_EQ(manager.summary().auto_snapshot_interval, 3u);
  EXPECT_FALSE(manager.summary().auto_snapshot_enabled);
}

// M14
TEST_P(ManagerTest, FindsAndListsItsSnapshotsNewestFirst) {
  Manager& manager = begin(10);
  EXPECT_EQ(manager.latest(), std::nullopt);
  const Snapshot one = take(manager);
  const Snapshot two = take(manager);
  EXPECT_EQ(manager.get(one.id())->id(), one.id());
  EXPECT_EQ(manager.get(Id{}), std::nullopt);
  EXPECT_EQ(manager.latest()->id(), two.id());
  EXPECT_THAT(ids(manager), ElementsAre(two.id(), one.id()));
  EXPECT_EQ(manager.count(), 2u);
}

// M14
TEST_P(ManagerTest, ClearDropsSnapshotsAndCounterAndKeepsTheSettings) {
  Manager& manager = begin(10);
  manager.set_auto_snapshot(2);
  ASSERT_THAT(manager.on_node_execute(context(), "n"), IsOk());
  const Snapshot snapshot = take(manager);
  EXPECT_THAT(manager.clear(), IsOk());
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_EQ(manager.get(snapshot.id()), std::nullopt);
  EXPECT_EQ(manager.summary().nodes_processed, 0u);
  EXPECT_TRUE(manager.summary().auto_snapshot_enabled);
  EXPECT_EQ(manager.summary().auto_snapshot_interval, 2u);
  EXPECT_EQ(*manager.on_node_execute(context(), "n"), std::nullopt);
  EXPECT_NE(*manager.on_node_execute(context(), "n"), std::nullopt);
}

// M15
TEST_P(ManagerTest, PruneTestsEverySnapshotAlsoThoseOutOfOrder) {
  Manager& manager = begin(10);
  const Snapshot kept_old = foreign(100);
  const Snapshot left = foreign(99);
  const Snapshot kept = foreign(200);
  const Snapshot left_new = foreign(-5);
  for (const Snapshot& snapshot : {kept_old, left, kept, left_new})
    EXPECT_THAT(manager.push_snapshot(snapshot), IsOk());
  EXPECT_THAT(manager.prune_before(100), IsOkAndHolds(2u));
  EXPECT_THAT(ids(manager), ElementsAre(kept.id(), kept_old.id()));
  EXPECT_EQ(manager.get(left.id()), std::nullopt);
  EXPECT_EQ(manager.get(left_new.id()), std::nullopt);
  EXPECT_TRUE(manager.get(kept_old.id()).has_value());
  EXPECT_THAT(manager.prune_before(100), IsOkAndHolds(0u));
  EXPECT_THAT(manager.prune_before(1000), IsOkAndHolds(2u));
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_THAT(manager.create_snapshot(context()), IsOk());
}

TEST_P(ManagerTest, WhatLeavesTheHistoryIsCounted) {
  Manager& manager = begin(3);
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(manager.push_snapshot(foreign(i)), IsOk());
  EXPECT_EQ(manager.left(), 2u);
  EXPECT_THAT(manager.prune_before(3), IsOkAndHolds(1u));
  EXPECT_EQ(manager.left(), 3u);
  EXPECT_EQ(manager.copy().left(), 3u);
  ASSERT_THAT(manager.clear(), IsOk());
  EXPECT_EQ(manager.left(), 5u);
  Manager& none = begin(0);
  EXPECT_THAT(none.push_snapshot(foreign(1)), IsOk());
  EXPECT_EQ(none.left(), 0u);
}

// M16
TEST_P(ManagerTest, OfARepeatedIdTheNewerIsFound) {
  Manager& manager = begin(10);
  const Snapshot first = foreign(100);
  const Snapshot again = foreign(50, first.id());
  EXPECT_THAT(manager.push_snapshot(first), IsOk());
  EXPECT_THAT(manager.push_snapshot(again), IsOk());
  EXPECT_EQ(manager.count(), 2u);
  EXPECT_EQ(manager.get(first.id())->created_at(), 50);
  // Without the newer one the older is found again.
  EXPECT_THAT(manager.prune_before(60), IsOkAndHolds(1u));
  EXPECT_EQ(manager.get(first.id())->created_at(), 100);
}

// M16, M2
TEST_P(ManagerTest, OfARepeatedIdTheNewerStaysWhereTheOlderLeaves) {
  Manager& manager = begin(2);
  const Snapshot first = foreign(100);
  EXPECT_THAT(manager.push_snapshot(first), IsOk());
  EXPECT_THAT(manager.push_snapshot(foreign(200, first.id())), IsOk());
  EXPECT_THAT(manager.push_snapshot(foreign(300)), IsOk());
  EXPECT_EQ(manager.get(first.id())->created_at(), 200);
  EXPECT_THAT(manager.push_snapshot(foreign(400)), IsOk());
  EXPECT_EQ(manager.get(first.id()), std::nullopt);
}

// M17
TEST_P(ManagerTest, SummaryTellsTheEndsOfTheHistoryAndNotMinimumAndMaximum) {
  Manager& manager = begin(7);
  EXPECT_EQ(manager.summary().oldest_snapshot, std::nullopt);
  EXPECT_EQ(manager.summary().newest_snapshot, std::nullopt);
  EXPECT_THAT(manager.push_snapshot(foreign(300)), IsOk());
  EXPECT_THAT(manager.push_snapshot(foreign(900)), IsOk());
  EXPECT_THAT(manager.push_snapshot(foreign(100)), IsOk());
  const Summary summary = manager.summary();
  EXPECT_EQ(summary.total_snapshots, 3u);
  EXPECT_EQ(summary.max_snapshots, 7u);
  EXPECT_EQ(summary.oldest_snapshot, 300);
  EXPECT_EQ(summary.newest_snapshot, 100);
}

// M18
TEST_P(ManagerTest, ACopyHasAHistoryOfItsOwn) {
  Manager& manager = begin(3);
  manager.set_auto_snapshot(2);
  const Snapshot one = take(manager);
  ASSERT_THAT(manager.on_node_execute(context(), "n"), IsOk());
  Manager copy = manager.copy();
  EXPECT_EQ(copy.summary().to_json(), manager.summary().to_json());
  const Snapshot two = take(copy);
  EXPECT_EQ(manager.get(two.id()), std::nullopt);
  EXPECT_THAT(manager.clear(), IsOk());
  EXPECT_THAT(ids(copy), ElementsAre(two.id(), one.id()));
  EXPECT_EQ(copy.summary().nodes_processed, 1u);
}

TEST_P(ManagerTest, AnEndedTransactionIsNeitherCountedNorTaken) {
  Manager& manager = begin(3);
  manager.set_auto_snapshot(1);
  Context ended = context().begin();
  ASSERT_THAT(ended.abort(), IsOk());
  EXPECT_THAT(manager.create_snapshot(ended), IsError(Code::kUnusable));
  EXPECT_THAT(manager.on_node_execute(ended, "n"), IsError(Code::kUnusable));
  EXPECT_EQ(manager.count(), 0u);
  EXPECT_EQ(manager.summary().nodes_processed, 0u);
}

}  // namespace
}  // namespace snaproll
