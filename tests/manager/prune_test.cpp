// Policies of a history: applied when snapshots enter, and when asked.
#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Policy policy(std::string_view text) {
  auto made = Policy::parse(text);
  EXPECT_THAT(made, IsOk());
  return *made;
}

class PruneTest : public test::PlacedManager {
 protected:
  void SetUp() override { begin(kUnlimited, fixed_environment(test::kSecond)); }
  Id take() {
    ++taken;
    EXPECT_THAT(context().set_variable("n", Value::integer(taken)), IsOk());
    EXPECT_THAT(
        context().set_variable("text", *Value::text(std::string(2000, 'a') +
                                                    std::to_string(taken))),
        IsOk());
    const auto snapshot = manager().create_snapshot(context());
    EXPECT_THAT(snapshot, IsOk());
    return snapshot->id();
  }
  std::vector<Id> take(int count) {
    std::vector<Id> ids;
    for (int i = 0; i < count; ++i) ids.push_back(take());
    return ids;
  }
  std::vector<Id> ids() {
    std::vector<Id> found;
    for (const Snapshot& snapshot : manager().list())
      found.push_back(snapshot.id());
    return found;
  }
  // Each state is what it was.
  void expect_states() {
    for (const Snapshot& snapshot : manager().list()) {
      ASSERT_THAT(snapshot.load(), IsOk());
      const auto n = snapshot.variables().find("n");
      ASSERT_TRUE(n.has_value());
      EXPECT_EQ(*snapshot.variables().find("text")->as_text(),
                std::string(2000, 'a') + n->to_json());
    }
  }

  int64_t taken = 0;
};

SNAPROLL_EVERYWHERE(PruneTest);

TEST_P(PruneTest, APolicyIsAppliedWhenSnapshotsEnter) {
  ASSERT_THAT(manager().set_policy(policy("keep-last=3")), IsOk());
  const auto all = take(10);
  EXPECT_THAT(ids(), ElementsAre(all[9], all[8], all[7]));
  EXPECT_EQ(manager().left(), 7u);
  reopen();
  EXPECT_EQ(*manager().policy(), policy("keep-last=3"));
  const Id more = take();
  EXPECT_THAT(ids(), ElementsAre(more, all[9], all[8]));
  ASSERT_THAT(manager().set_policy(std::nullopt), IsOk());
  EXPECT_EQ(*manager().policy(), std::nullopt);
  take(4);
  EXPECT_EQ(manager().count(), 7u);
  expect_states();
}

TEST_P(PruneTest, AFewLeaveAtOnceAndAllWhenAsked) {
  take(100);
  ASSERT_THAT(manager().set_policy(policy("keep-last=5")), IsOk());
  EXPECT_EQ(manager().count(), 100u);
  take();
  EXPECT_EQ(manager().count(), 85u);
  const auto report = manager().prune(false);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->removed, 80u);
  EXPECT_GT(report->bytes_freed, 0u);
  EXPECT_EQ(manager().count(), 5u);
  EXPECT_EQ(manager().prune(false)->removed, 0u);
  expect_states();
}

TEST_P(PruneTest, ADryRunTellsWhatTheRealOneDoesAndChangesNothing) {
  const auto all = take(60);
  ASSERT_THAT(manager().tag(all[10], "v1"), IsOk());
  ASSERT_THAT(manager().hold(all[3], "audit"), IsOk());
  ASSERT_THAT(manager().create_branch(context(), "main", all[20]), IsOk());
  const Policy told = policy("keep-last=4 keep-tagged max-count=30");
  const auto before = ids();
  const auto dry = manager().prune(true, told);
  ASSERT_THAT(dry, IsOk());
  EXPECT_EQ(ids(), before);
  EXPECT_EQ(dry->removed, 60u - 4 - 3);
  EXPECT_EQ(dry->bytes_compactable.has_value(),
            GetParam() != test::Place::kMemory);
  const auto real = manager().prune(false, told);
  ASSERT_THAT(real, IsOk());
  EXPECT_EQ(real->removed, dry->removed);
  EXPECT_EQ(real->bytes_freed, dry->bytes_freed);
  ASSERT_EQ(real->snapshots.size(), 60u);
  for (size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(real->snapshots[i].id, all[59 - i]);
    EXPECT_EQ(real->snapshots[i].stays, dry->snapshots[i].stays);
    EXPECT_EQ(real->snapshots[i].reasons, dry->snapshots[i].reasons);
  }
  EXPECT_EQ(dry->snapshots[59 - 3].reasons, "held");
  EXPECT_EQ(dry->snapshots[59 - 10].reasons, "keep-tagged");
  EXPECT_EQ(dry->snapshots[59 - 11].reasons, "");
  EXPECT_THAT(ids(), ElementsAre(all[59], all[58], all[57], all[56], all[20],
                                 all[10], all[3]));
  expect_states();
  EXPECT_EQ((*manager().parent(all[56]))->id(), all[20]);
  reopen();
  EXPECT_EQ((*manager().parent(all[56]))->id(), all[20]);
  EXPECT_EQ((*manager().parent(all[20]))->id(), all[10]);
  expect_states();
}

TEST_P(PruneTest, WithoutAPolicyThereIsNothingToPruneBy) {
  take(3);
  EXPECT_THAT(manager().prune(false), IsError(Code::kNotFound));
  EXPECT_THAT(manager().prune(true), IsError(Code::kNotFound));
}

// M2
TEST_P(PruneTest, TheMaximumHoldsBesideThePolicy) {
  begin(5, fixed_environment(test::kSecond));
  ASSERT_THAT(manager().set_policy(policy("keep-last=8")), IsOk());
  take(10);
  EXPECT_EQ(manager().count(), 5u);
  ASSERT_THAT(manager().set_policy(policy("keep-last=2")), IsOk());
  take();
  EXPECT_EQ(manager().count(), 2u);
}

TEST_P(PruneTest, ThinningLeavesEveryStateAsItWas) {
  ASSERT_THAT(manager().set_policy(policy("thin=log")), IsOk());
  take(300);
  EXPECT_LT(manager().count(), 40u);
  expect_states();
  reopen();
  expect_states();
}

TEST_P(PruneTest, BytesOfASnapshotCountForMaxBytes) {
  take(20);
  const auto report = manager().prune(false, policy("max-bytes=1"));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(manager().count(), 1u);
  EXPECT_EQ(report->snapshots.back().reasons, "max-bytes, no keep rule");
}

TEST_P(PruneTest, UsageTellsWhatIsSharedAndWhatWouldBeGivenBack) {
  const auto all = take(40);
  const auto one = manager().usage({all[10]});
  ASSERT_THAT(one, IsOk());
  EXPECT_GT(one->total, 2000u);
  EXPECT_LE(one->freed, one->total);
  EXPECT_EQ(manager().usage({})->total, 0u);
  EXPECT_EQ(manager().usage({all[10], all[10]})->total, one->total);
  std::vector<Id> most(all.begin(), all.end() - 1);
  const auto many = manager().usage(most);
  ASSERT_THAT(many, IsOk());
  EXPECT_GT(many->total, one->total);
  EXPECT_EQ(manager().count(), 40u);
  EXPECT_EQ(manager().prune(false, policy("keep-last=1"))->bytes_freed,
            many->freed);
  EXPECT_THAT(manager().usage({all[10]}), IsError(Code::kNotFound));
}

TEST_P(PruneTest, ACancelledPruneSaysSo) {
  if (GetParam() == test::Place::kMemory) return;  // it is done at once there
  take(20);
  Cancel cancel;
  cancel.trigger();
  EXPECT_THAT(manager().prune(false, policy("keep-last=1"), &cancel),
              IsError(Code::kStopped));
  EXPECT_EQ(manager().count(), 1u);
  expect_states();
}

// One that enters is the newest leaf, and its parent is none any more.
TEST_P(PruneTest, TheParentOfOneThatEntersIsNoLeafAnyMore) {
  ASSERT_THAT(manager().set_policy(policy("keep-branches")), IsOk());
  take();
  take();
  EXPECT_EQ(manager().count(), 1u);
}

TEST_P(PruneTest, TheHeadThatABranchMovesAwayFromMayLeave) {
  ASSERT_THAT(manager().set_policy(policy("keep-none")), IsOk());
  take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  const Id b = take();
  EXPECT_THAT(ids(), ElementsAre(b));
}

// M2: only what the policy leaves counts.
TEST_P(PruneTest, ThePolicyComesBeforeTheMaximum) {
  begin(3, fixed_environment(test::kSecond));
  ASSERT_THAT(manager().set_policy(policy("keep-labelled keep-last=1")),
              IsOk());
  const auto labelled = [&](const char* label) {
    SnapshotInfo info;
    info.label = label;
    return manager().create_snapshot(context(), info)->id();
  };
  const Id a = labelled("a");
  const Id b = labelled("b");
  take();
  const Id d = labelled("d");
  EXPECT_THAT(ids(), ElementsAre(d, b, a));
}

// S5: entering is what makes it the newest, whatever its time.
TEST_P(PruneTest, OneThatEntersDoesNotLeaveAtOnce) {
  ASSERT_THAT(manager().set_policy(policy("keep-last=2")), IsOk());
  const auto all = take(2);
  Snapshot::Data data;
  data.id = Id{{1}};
  ASSERT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  EXPECT_THAT(ids(), ElementsAre(data.id, all[1], all[0]));
  const Id c = take();
  EXPECT_THAT(ids(), ElementsAre(c, all[1]));
}

// M18
TEST_P(PruneTest, ACopyHasThePolicyToo) {
  ASSERT_THAT(manager().set_policy(policy("keep-last=2")), IsOk());
  take(3);
  Manager copy = manager().copy();
  EXPECT_EQ(*copy.policy(), policy("keep-last=2"));
  ASSERT_THAT(copy.create_snapshot(context()), IsOk());
  EXPECT_EQ(copy.count(), 2u);
  ASSERT_THAT(copy.set_policy(std::nullopt), IsOk());
  EXPECT_EQ(*copy.policy(), std::nullopt);
  EXPECT_EQ(*manager().policy(), policy("keep-last=2"));
}

TEST_P(PruneTest, HoldsAreKnownAfterThePolicyWent) {
  const Id a = take();
  ASSERT_THAT(manager().hold(a, "audit"), IsOk());
  ASSERT_THAT(manager().set_policy(policy("keep-last=2")), IsOk());
  ASSERT_THAT(manager().set_policy(std::nullopt), IsOk());
  EXPECT_THAT(manager().clear(), IsError(Code::kHeld));
  EXPECT_THAT(ids(), ElementsAre(a));
}

// What is not on record yet goes with the commit of a real one.
TEST_P(PruneTest, ADryRunCountsWhatItsCommitTellsBesides) {
  take(30);
  SnapshotRules rules;
  rules.before = {std::string(900, 'r')};
  ASSERT_THAT(manager().set_snapshot_rules(rules), IsOk());
  const auto dry = manager().prune(true, policy("keep-last=2"));
  const auto real = manager().prune(false, policy("keep-last=2"));
  ASSERT_THAT(dry, IsOk());
  ASSERT_THAT(real, IsOk());
  EXPECT_EQ(dry->bytes_freed, real->bytes_freed);
}

}  // namespace
}  // namespace snaproll
