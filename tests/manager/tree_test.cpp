// The tree of a history: what the parent of a snapshot is, branches, and what
// becomes of both when snapshots leave.
#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TreeTest : public test::PlacedManager {
 protected:
  void SetUp() override { begin(10); }
  void begin(size_t maximum) {
    PlacedManager::begin(maximum, fixed_environment(test::kSecond));
  }

  Id take() {
    ++taken;
    EXPECT_THAT(context().set_variable("n", Value::integer(taken)), IsOk());
    const auto snapshot = manager().create_snapshot(context());
    EXPECT_THAT(snapshot, IsOk());
    return snapshot->id();
  }
  Id push(Id id) {
    Snapshot::Data data;
    data.id = id;
    data.parent = taken_from;
    EXPECT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
    return id;
  }
  void back_to(const Id& id) {
    ASSERT_TRUE(manager().rollback_to(context(), id)->success);
  }
  std::optional<Id> parent(const Id& id) {
    const auto found = manager().parent(id);
    EXPECT_THAT(found, IsOk());
    return found->has_value() ? std::optional<Id>((*found)->id())
                              : std::nullopt;
  }
  std::vector<Id> children(const Id& id) {
    std::vector<Id> found;
    const auto all = manager().children(id);
    EXPECT_THAT(all, IsOk());
    for (const Snapshot& one : *all) found.push_back(one.id());
    return found;
  }
  // "main*=id" of named ones, then the ids of the others.
  std::vector<std::string> branches() {
    std::vector<std::string> found;
    const auto all = manager().branches();
    EXPECT_THAT(all, IsOk());
    for (const Branch& branch : *all) {
      std::string text = branch.name.value_or("");
      if (branch.selected) text += '*';
      found.push_back(text + '=' + branch.head.text());
    }
    return found;
  }
  static std::string named(const std::string& name, const Id& id) {
    return name + '=' + id.text();
  }

  int64_t taken = 0;
  std::optional<Id> taken_from;
};

SNAPROLL_EVERYWHERE(TreeTest);

TEST_P(TreeTest, IsALineWithoutRollbacks) {
  const Id a = take();
  const Id b = take();
  EXPECT_EQ(parent(a), std::nullopt);
  EXPECT_EQ(parent(b), a);
  EXPECT_THAT(children(a), ElementsAre(b));
  EXPECT_THAT(branches(), ElementsAre(named("", b)));
}

TEST_P(TreeTest, WorkAfterARollbackGrowsABranch) {
  const Id a = take();
  const Id b = take();
  back_to(a);
  const Id c = take();
  const Id d = take();
  EXPECT_EQ(parent(c), a);
  EXPECT_EQ(parent(d), c);
  EXPECT_THAT(children(a), ElementsAre(c, b));
  EXPECT_THAT(branches(), ElementsAre(named("", d), named("", b)));
  // M8, S5
  EXPECT_EQ(manager().count(), 4u);
  EXPECT_EQ(manager().latest()->id(), d);
  reopen();
  EXPECT_THAT(children(a), ElementsAre(c, b));
  EXPECT_EQ((*manager().common_ancestor(b, d))->id(), a);
  EXPECT_EQ((*manager().common_ancestor(c, d))->id(), c);
}

TEST_P(TreeTest, IsToldWholeWithTheParentsAfterOneLeft) {
  using Edge = std::pair<Id, std::optional<Id>>;
  EXPECT_THAT(*manager().tree(), IsEmpty());
  const Id a = take();
  const Id b = take();
  const Id c = take();
  back_to(b);
  const Id d = take();
  EXPECT_THAT(*manager().tree(), ElementsAre(Edge(d, b), Edge(c, b), Edge(b, a),
                                             Edge(a, std::nullopt)));
  ASSERT_THAT(manager().remove(b), IsOk());
  EXPECT_THAT(*manager().tree(),
              ElementsAre(Edge(d, a), Edge(c, a), Edge(a, std::nullopt)));
  reopen();
  EXPECT_THAT(*manager().tree(),
              ElementsAre(Edge(d, a), Edge(c, a), Edge(a, std::nullopt)));
}

TEST_P(TreeTest, APushedSnapshotHasNoParentAndNoCommonAncestor) {
  const Id a = take();
  taken_from = a;
  const Id pushed = push(Id{{1, 2, 3}});
  EXPECT_EQ(parent(pushed), std::nullopt);
  EXPECT_FALSE(manager().common_ancestor(a, pushed)->has_value());
  const Id b = take();
  EXPECT_EQ(parent(b), a);
  reopen();
  EXPECT_EQ(parent(pushed), std::nullopt);
  EXPECT_EQ(parent(b), a);
}

TEST_P(TreeTest, ChildrenTakeTheParentOfOneThatLeaves) {
  const Id a = take();
  const Id b = take();
  const Id c = take();
  back_to(b);
  const Id d = take();
  ASSERT_THAT(manager().remove(b), IsOk());
  EXPECT_EQ(parent(c), a);
  EXPECT_EQ(parent(d), a);
  EXPECT_THAT(children(a), ElementsAre(d, c));
  reopen();
  EXPECT_EQ(parent(c), a);
  EXPECT_THAT(children(a), ElementsAre(d, c));
  ASSERT_THAT(manager().remove(a), IsOk());
  EXPECT_EQ(parent(c), std::nullopt);
  reopen();
  EXPECT_EQ(parent(d), std::nullopt);
  EXPECT_THAT(manager().remove(a), IsError(Code::kNotFound));
}

TEST_P(TreeTest, ASnapshotThatLeavesForTheNextOneGivesItItsParent) {
  begin(1);
  const Id a = take();
  ASSERT_THAT(manager().hold(a, "audit"), IsOk());
  const Id b = take();
  const Id c = take();
  EXPECT_EQ(manager().count(), 2u);
  EXPECT_THAT(manager().parent(b), IsError(Code::kNotFound));
  EXPECT_EQ(parent(c), a);
  reopen();
  EXPECT_EQ(parent(c), a);
}

TEST_P(TreeTest, TheSelectedBranchFollowsNewSnapshotsAtItsHead) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  EXPECT_THAT(branches(), ElementsAre(named("main*", a)));
  const Id b = take();
  EXPECT_THAT(branches(), ElementsAre(named("main*", b)));
  back_to(a);
  const Id c = take();
  EXPECT_THAT(branches(), ElementsAre(named("main*", b), named("", c)));
  ASSERT_THAT(manager().create_branch(context(), "retry"), IsOk());
  EXPECT_THAT(branches(), ElementsAre(named("main", b), named("retry*", c)));
  reopen();
  EXPECT_THAT(branches(), ElementsAre(named("main", b), named("retry*", c)));
  const Id d = take();
  EXPECT_THAT(branches(), ElementsAre(named("main", b), named("retry*", d)));
}

TEST_P(TreeTest, SwitchingGoesToTheHeadAndSelectsTheBranch) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  const Id b = take();
  back_to(a);
  take();
  ASSERT_THAT(manager().create_branch(context(), "retry"), IsOk());
  const auto result = manager().switch_branch(context(), "main");
  ASSERT_THAT(result, IsOk());
  EXPECT_TRUE(result->success);
  EXPECT_EQ(result->applied_snapshot_id, b);
  EXPECT_EQ(context().variable("n"), Value::integer(2));
  const Id e = take();
  EXPECT_EQ(parent(e), b);
  EXPECT_EQ(branches().front(), named("main*", e));
  ASSERT_THAT(context().undo_rollback(), IsOk());
  EXPECT_THAT(manager().switch_branch(context(), "none"),
              IsError(Code::kNotFound));
}

TEST_P(TreeTest, ABranchIsRenamedAndRemoved) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  ASSERT_THAT(manager().create_branch(context(), "old", a), IsOk());
  EXPECT_THAT(manager().rename_branch("main", "old"), IsError(Code::kExists));
  EXPECT_THAT(manager().rename_branch("none", "new"), IsError(Code::kNotFound));
  EXPECT_THAT(manager().rename_branch("main", "main"), IsOk());
  ASSERT_THAT(manager().rename_branch("main", "new"), IsOk());
  EXPECT_THAT(branches(), ElementsAre(named("new*", a), named("old", a)));
  ASSERT_THAT(manager().remove_branch("new"), IsOk());
  EXPECT_THAT(manager().remove_branch("new"), IsError(Code::kNotFound));
  const Id b = take();
  EXPECT_THAT(branches(), ElementsAre(named("old", a), named("", b)));
  ASSERT_THAT(manager().remove_branch("old"), IsOk());
  EXPECT_THAT(branches(), ElementsAre(named("", b)));
}

TEST_P(TreeTest, ABranchNeedsASnapshotThatIsThere) {
  EXPECT_THAT(manager().create_branch(context(), "main"),
              IsError(Code::kNotFound));
  const Id a = take();
  EXPECT_THAT(manager().create_branch(context(), "main", Id{{9}}),
              IsError(Code::kNotFound));
  ASSERT_THAT(manager().create_branch(context(), "main", a), IsOk());
  EXPECT_THAT(manager().create_branch(context(), "main"),
              IsError(Code::kExists));
  EXPECT_THAT(branches(), ElementsAre(named("main", a)));
}

// M2
TEST_P(TreeTest, HeadsOfBranchesNeitherCountNorLeave) {
  begin(2);
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main", a), IsOk());
  take();
  const Id c = take();
  const Id d = take();
  EXPECT_EQ(manager().count(), 3u);
  EXPECT_EQ(manager().left(), 1u);
  EXPECT_EQ(parent(c), a);
  reopen();
  EXPECT_EQ(parent(c), a);
  const Status refused = manager().remove(a);
  ASSERT_THAT(refused, IsError(Code::kHeld));
  EXPECT_THAT(refused.error().message, HasSubstr("'main'"));
  // The first of the two that are free leaves.
  ASSERT_THAT(manager().remove_branch("main"), IsOk());
  const Id e = take();
  EXPECT_EQ(manager().count(), 2u);
  EXPECT_EQ(parent(e), d);
  EXPECT_EQ(parent(d), std::nullopt);
}

TEST_P(TreeTest, ClearingTakesTreeAndBranches) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  ASSERT_THAT(manager().clear(), IsOk());
  EXPECT_THAT(branches(), IsEmpty());
  EXPECT_THAT(manager().parent(a), IsError(Code::kNotFound));
  const Id b = take();
  EXPECT_EQ(parent(b), std::nullopt);
  reopen();
  EXPECT_THAT(branches(), ElementsAre(named("", b)));
}

TEST_P(TreeTest, RefusesNamesThatCanNotBeResolved) {
  take();
  for (const char* name : {"latest", "start", "a~1", "a\nb", "", "\x7f"})
    EXPECT_THAT(manager().create_branch(context(), name),
                IsError(Code::kInvalidArgument))
        << name;
  EXPECT_THAT(manager().create_branch(context(), "\xff"),
              IsError(Code::kParse));
  EXPECT_THAT(manager().create_branch(context(), std::string(256, 'a')),
              IsError(Code::kLimit));
  EXPECT_THAT(manager().create_branch(context(), std::string(255, 'a')),
              IsOk());
}

// M15
TEST_P(TreeTest, PruningByTimeKeepsHeadsOfBranches) {
  const Id a = take();
  const Id b = take();
  const Id c = take();
  ASSERT_THAT(manager().create_branch(context(), "main", a), IsOk());
  EXPECT_THAT(manager().prune_before(manager().get(c)->created_at() + 1),
              test::IsOkAndHolds(2u));
  EXPECT_EQ(manager().count(), 1u);
  EXPECT_THAT(manager().parent(b), IsError(Code::kNotFound));
}

// M18
TEST_P(TreeTest, ACopyHasItsOwnTreeAndNames) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  ASSERT_THAT(manager().tag(a, "first"), IsOk());
  const Manager copy = manager().copy();
  const Id b = take();
  EXPECT_EQ((*copy.branches()).front().head, a);
  EXPECT_THAT(copy.parent(b), IsError(Code::kNotFound));
  EXPECT_EQ(copy.tags()->front().snapshot, a);
}

// The selection is kept as that of any other switch.
TEST_P(TreeTest, SwitchingAnotherContextSelectsTheBranchToo) {
  const Id a = take();
  ASSERT_THAT(manager().create_branch(context(), "main"), IsOk());
  take();
  ASSERT_THAT(manager().create_branch(context(), "other", a), IsOk());
  Context other = context().copy();
  ASSERT_TRUE(manager().switch_branch(other, "other")->success);
  EXPECT_EQ(other.variable("n"), Value::integer(1));
  EXPECT_EQ(context().variable("n"), Value::integer(2));
  EXPECT_EQ(branches()[1], named("other*", a));
  reopen();
  EXPECT_EQ(branches()[1], named("other*", a));
}

// M16
TEST_P(TreeTest, ManyLeaveBesideOneThatEnteredTwice) {
  begin(kUnlimited);
  const Id a = take();
  ASSERT_THAT(manager().push_snapshot(*manager().get(a)), IsOk());
  ASSERT_THAT(manager().push_snapshot(*manager().get(a)), IsOk());
  const Id b = take();  // its parent is the newest of them
  ASSERT_THAT(manager().remove(a), IsOk());
  EXPECT_EQ(parent(b), std::nullopt);
  EXPECT_EQ(manager().get(a)->id(), a);
  ASSERT_THAT(manager().remove(a), IsOk());
  EXPECT_EQ(manager().count(), 2u);
  reopen();
  EXPECT_EQ(parent(b), std::nullopt);
  ASSERT_THAT(manager().remove(a), IsOk());
  EXPECT_THAT(manager().remove(a), IsError(Code::kNotFound));
  EXPECT_EQ(manager().count(), 1u);
}

TEST_P(TreeTest, ChildrenAreToldNewestFirstHoweverTheyBecameThat) {
  const Id a = take();
  const Id b = take();
  back_to(a);
  const Id c = take();
  back_to(b);
  const Id d = take();
  ASSERT_THAT(manager().remove(b), IsOk());
  EXPECT_THAT(children(a), ElementsAre(d, c));
  reopen();
  EXPECT_THAT(children(a), ElementsAre(d, c));
}

TEST_P(TreeTest, ASnapshotOfAnotherContextHasAParent) {
  const Id a = take();
  Context other = context().copy();
  ASSERT_THAT(other.set_variable("n", Value::integer(7)), IsOk());
  const Id b = manager().create_snapshot(other)->id();
  EXPECT_EQ(parent(b), a);
  EXPECT_EQ(context().position(), a);
  reopen();
  EXPECT_EQ(parent(b), a);
  EXPECT_EQ(manager().get(b)->variables().find("n"), Value::integer(7));
}

}  // namespace
}  // namespace snaproll
