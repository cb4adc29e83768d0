// Snapshots of several executions that are taken, and gone back to, together.
#include <thread>

#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::observed;
using test::same_seen;
using test::StoreDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kMaximum = 3;

class GroupsTest : public ::testing::TestWithParam<test::Place> {
 protected:
  void SetUp() override { open_all(); }

  void open_all() {
    runs.clear();
    if (GetParam() != test::Place::kMemory && !store.has_value()) {
      StoreOptions options;
      options.durability = Durability::kNone;
      auto opened = Store::open(
          GetParam() == test::Place::kStore ? ":memory:" : dir / "runs.db",
          options);
      ASSERT_THAT(opened, IsOk());
      store = *std::move(opened);
    }
    for (const char* id : {"parent", "child", "other"})
      runs.push_back(make(id));
  }
  Execution make(const char* id, size_t maximum = kMaximum) {
    OpenOptions options;
    options.start_snapshot = false;
    options.execution.environment = environment;
    options.execution.auto_snapshot = false;
    options.execution.max_snapshots = maximum;
    options.execution.execution_id = id;
    auto made = store.has_value() ? Execution::open(*store, id, options)
                                  : Execution::create(options.execution);
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }
  // Nothing of them is in memory; in memory they are as they were.
  void reopen() {
    if (!store.has_value()) return;
    for (Execution& run : runs) ASSERT_THAT(run.close(), IsOk());
    if (GetParam() == test::Place::kFile) {
      runs.clear();
      store.reset();
    }
    open_all();
  }

  std::vector<Execution*> all() { return {&runs[0], &runs[1], &runs[2]}; }
  void set(const std::string& json) {
    for (Execution& run : runs)
      ASSERT_THAT(run.context().set_variable_json("x", json), IsOk());
  }
  Id take(const char* label = nullptr) {
    SnapshotInfo info;
    if (label != nullptr) info.label = label;
    const auto group = Execution::snapshot_group(all(), info);
    EXPECT_THAT(group, IsOk());
    return *group;
  }
  std::vector<std::string> seen() const {
    std::vector<std::string> found;
    found.reserve(runs.size());
    for (const Execution& run : runs) found.push_back(observed(run));
    return found;
  }
  std::vector<std::string> values() const {
    std::vector<std::string> found;
    found.reserve(runs.size());
    for (const Execution& run : runs)
      found.push_back(run.context().variable("x").value_or(Value()).to_json());
    return found;
  }
  static std::vector<Group> groups(const Execution& run) {
    auto found = run.manager().groups();
    EXPECT_THAT(found, IsOk());
    return *std::move(found);
  }
  static void push(Execution& run, int count) {
    for (int i = 0; i < count; ++i) ASSERT_THAT(run.snapshot(), IsOk());
  }

  StoreDir dir;
  std::shared_ptr<const Environment> environment =
      fixed_environment(test::kSecond);
  std::optional<Store> store;
  std::vector<Execution> runs;
};

SNAPROLL_EVERYWHERE(GroupsTest);

TEST_P(GroupsTest, AllGoBackTogether) {
  set("1");
  const Id group = take("before");
  set("2");
  push(runs[0], 1);
  reopen();
  set("3");
  const auto results = Execution::rollback_group(all(), group);
  ASSERT_THAT(results, IsOk());
  ASSERT_THAT(*results, SizeIs(3));
  for (size_t i = 0; i < runs.size(); ++i) {
    EXPECT_TRUE((*results)[i].success);
    EXPECT_EQ((*results)[i].applied_snapshot_id, groups(runs[i])[0].snapshot);
    EXPECT_EQ((*results)[i].variables().changed, std::vector<std::string>{"x"});
  }
  EXPECT_THAT(values(), ElementsAre("1", "1", "1"));
  reopen();
  EXPECT_THAT(values(), ElementsAre("1", "1", "1"));
  for (Execution& run : runs) ASSERT_THAT(run.undo_rollback(), IsOk());
  EXPECT_THAT(values(), ElementsAre("3", "3", "3"));
}

TEST_P(GroupsTest, EachTellsItsGroups) {
  set("1");
  const Id first = take("one");
  const Id second = take();
  reopen();
  for (const Execution& run : runs) {
    const auto found = groups(run);
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].id, first);
    EXPECT_EQ(found[0].label, "one");
    EXPECT_EQ(found[0].members, 3u);
    EXPECT_LT(found[0].at, found[1].at);
    EXPECT_EQ(found[1].id, second);
    EXPECT_EQ(found[1].label, std::nullopt);
    EXPECT_EQ(found[1].snapshot, run.manager().latest()->id());
    EXPECT_EQ(run.manager().get(found[0].snapshot)->label(), "one");
  }
}

// M2
TEST_P(GroupsTest, MembersNeitherCountNorLeaveForTheMaximum) {
  const Id group = take();
  push(runs[0], 5);
  EXPECT_EQ(runs[0].manager().count(), kMaximum + 1);
  reopen();
  push(runs[0], 5);
  EXPECT_EQ(runs[0].manager().count(), kMaximum + 1);
  ASSERT_THAT(Execution::rollback_group(all(), group), IsOk());
  ASSERT_THAT(runs[0].manager().remove_group(group), IsOk());
  EXPECT_THAT(runs[0].manager().remove_group(group), IsError(Code::kNotFound));
  push(runs[0], 1);
  EXPECT_EQ(runs[0].manager().count(), kMaximum);
  EXPECT_THAT(groups(runs[0]), IsEmpty());
  EXPECT_THAT(groups(runs[1]), SizeIs(1));
}

TEST_P(GroupsTest, ABranchMovesOnToAMember) {
  push(runs[0], 1);
  ASSERT_THAT(runs[0].manager().create_branch(runs[0].context(), "main"),
              IsOk());
  const Id group = take();
  const Id member = groups(runs[0])[0].snapshot;
  ASSERT_THAT(*runs[0].manager().branches(), SizeIs(1));
  EXPECT_EQ((*runs[0].manager().branches())[0].head, member);
  push(runs[0], 1);
  EXPECT_NE((*runs[0].manager().branches())[0].head, member);
  EXPECT_THAT(runs[0].manager().remove(member), IsError(Code::kHeld));
  push(runs[0], 5);
  EXPECT_EQ(runs[0].manager().count(), kMaximum + 2);  // the head, and this
  ASSERT_THAT(runs[0].manager().remove_group(group), IsOk());
  EXPECT_THAT(runs[0].manager().remove(member), IsOk());
}

TEST_P(GroupsTest, AMemberStaysUntilItsGroupIsRemoved) {
  const Id group = take();
  push(runs[0], 1);
  Manager& manager = runs[0].manager();
  const Id member = groups(runs[0])[0].snapshot;
  const Status removed = manager.remove(member);
  ASSERT_THAT(removed, IsError(Code::kHeld));
  EXPECT_THAT(removed.error().message, HasSubstr(group.text()));
  const Status cleared = runs[0].clear();
  ASSERT_THAT(cleared, IsError(Code::kHeld));
  EXPECT_THAT(cleared.error().message, HasSubstr(group.text()));
  ASSERT_THAT(manager.prune_before(manager.latest()->created_at() + 1), IsOk());
  EXPECT_EQ(manager.count(), 1u);
  ASSERT_THAT(manager.remove_group(group), IsOk());
  EXPECT_THAT(manager.remove(member), IsOk());
  EXPECT_THAT(runs[0].clear(), IsOk());
}

TEST_P(GroupsTest, NoPolicyRemovesAMember) {
  take();
  push(runs[0], 2);
  const auto report = runs[0].manager().prune(
      false, *Policy::parse("keep-last=1 max-count=1 max-age=1s"));
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(report->snapshots, SizeIs(3));
  EXPECT_EQ(report->removed, 1u);
  EXPECT_TRUE(report->snapshots[2].stays);
  EXPECT_EQ(report->snapshots[2].reasons, "group");
}

TEST_P(GroupsTest, APolicyThatIsAppliedLeavesMembers) {
  ASSERT_THAT(runs[0].manager().set_policy(*Policy::parse("max-count=2")),
              IsOk());
  const Id group = take();
  take();
  push(runs[0], 4);
  EXPECT_EQ(runs[0].manager().count(), 3u);  // and the newest
  EXPECT_THAT(Execution::rollback_group(all(), group), IsOk());
}

TEST_P(GroupsTest, WhereOneFailsNothingIsDoneInAny) {
  push(runs[2], 1);
  set("1");
  const Id group = take();
  set("2");
  ASSERT_THAT(runs[2].manager().remove_group(group), IsOk());
  const auto before = seen();
  const auto missing = Execution::rollback_group(all(), group);
  ASSERT_THAT(missing, IsError(Code::kNotFound));
  EXPECT_THAT(missing.error().message, HasSubstr("execution 'other'"));
  const std::vector<Execution*> two = {&runs[0], &runs[1]};
  EXPECT_THAT(Execution::rollback_group(two, group),
              IsError(Code::kInvalidArgument));
  SnapshotInfo bad;
  bad.label = "\xff";
  EXPECT_THAT(Execution::snapshot_group(all(), bad), IsError(Code::kParse));
  EXPECT_EQ(seen(), before);
}

TEST_P(GroupsTest, OneThatKeepsNoSnapshotsIsInNoGroup) {
  Execution none = make("none", 0);
  const auto before = seen();
  const auto group =
      Execution::snapshot_group({&runs[0], &runs[1], &runs[2], &none});
  ASSERT_THAT(group, IsError(Code::kInvalidArgument));
  EXPECT_THAT(group.error().message, HasSubstr("'none'"));
  EXPECT_EQ(seen(), before);
}

TEST_P(GroupsTest, ExecutionsAreToldOnceAndInOnePlace) {
  Execution elsewhere = *Execution::create();
  std::optional<Store> another;
  if (!store.has_value()) {
#ifdef SNAPROLL_WITH_SQLITE
    another = *Store::open(":memory:");
    elsewhere = *Execution::open(*another, "elsewhere");
#endif
  }
  for (const std::vector<Execution*>& told :
       {std::vector<Execution*>{}, {&runs[0], &runs[1], &runs[0]}})
    EXPECT_THAT(Execution::snapshot_group(told),
                IsError(Code::kInvalidArgument));
  if (elsewhere.is_durable() == store.has_value()) return;
  EXPECT_THAT(Execution::snapshot_group({&runs[0], &elsewhere}),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(Execution::rollback_group({&runs[0], &elsewhere}, Id()),
              IsError(Code::kInvalidArgument));
}

TEST_P(GroupsTest, EffectsThatAreCrossedAreTold) {
  const Id group = take();
  StepOptions irreversible;
  irreversible.irreversible = true;
  auto step = runs[1].step_begin("pay", irreversible);
  ASSERT_THAT(step, IsOk());
  ASSERT_THAT(step->finish(Value::integer(1)), IsOk());
  const auto results = Execution::rollback_group(all(), group);
  ASSERT_THAT(results, IsOk());
  EXPECT_THAT((*results)[0].effects, IsEmpty());
  ASSERT_THAT((*results)[1].effects, SizeIs(1));
  EXPECT_EQ((*results)[1].effects[0].node, "pay");
}

TEST_P(GroupsTest, CallsInOtherOrdersDoNotWaitForEachOther) {
  constexpr int kTimes = 50;
  const Id first = take();
  const auto work = [&](std::vector<Execution*> told) {
    for (int i = 0; i < kTimes; ++i) {
      EXPECT_THAT(Execution::snapshot_group(told), IsOk());
      EXPECT_THAT(Execution::rollback_group(told, first), IsOk());
      EXPECT_THAT(told.front()->snapshot(), IsOk());
    }
  };
  std::thread one(work, std::vector<Execution*>{&runs[0], &runs[1], &runs[2]});
  std::thread other(work,
                    std::vector<Execution*>{&runs[2], &runs[0], &runs[1]});
  one.join();
  other.join();
  for (const Execution& run : runs)
    EXPECT_THAT(groups(run), SizeIs(2 * kTimes + 1));
}

TEST_P(GroupsTest, ACopyInMemoryHasThem) {
  const Id group = take();
  Manager copy = runs[0].manager().copy();
  ASSERT_THAT(*copy.groups(), SizeIs(1));
  EXPECT_EQ((*copy.groups())[0].id, group);
  EXPECT_THAT(copy.clear(), IsError(Code::kHeld));
}

}  // namespace
}  // namespace snaproll
