// snaproll.hpp, the wrapper for C++: the tree of a history, its names, its
// policy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wrapper.hpp"

namespace snaproll::abi {
namespace {

using test::error_of;
using test::fixed_options;
using testing::HasSubstr;
using testing::StartsWith;

std::string text(const snaproll_id& id) {
  char text[37];
  snaproll_id_text(&id, text, nullptr);
  return text;
}
bool same(const snaproll_id& a, const snaproll_id& b) {
  return text(a) == text(b);
}

class WrapperTree : public testing::Test {
 protected:
  void SetUp() override {
    a = run.snapshot();
    b = run.snapshot();
    run.rollback_to(a);
    c = run.snapshot();
  }

  Options options = fixed_options();
  Execution run{&options};
  Manager manager = run.manager();
  Context context = run.context();
  snaproll_id a{}, b{}, c{};
};

TEST_F(WrapperTree, TellsParentsAndChildren) {
  EXPECT_TRUE(same(*manager.parent(c), a));
  EXPECT_FALSE(manager.parent(a).has_value());
  const SnapshotList children = manager.children(a);
  ASSERT_EQ(children.count(), 2u);
  EXPECT_TRUE(same(children.ids()[0], c));
  EXPECT_TRUE(same(*manager.common_ancestor(b, c), a));
  EXPECT_THAT(manager.tree(), StartsWith("[{\"snapshot\":\"" + text(c) +
                                         "\",\"parent\":\"" + text(a) + "\"}"));
}

TEST_F(WrapperTree, MakesRenamesSwitchesAndRemovesBranches) {
  manager.create_branch(context, "retry");
  manager.create_branch(context, "other", &b);
  manager.rename_branch("other", "main");
  EXPECT_EQ(run.switch_branch("main").applied_snapshot_id().has_value(), true);
  EXPECT_TRUE(same(*context.position(), b));
  manager.switch_branch(context, "retry");
  EXPECT_TRUE(same(*context.position(), c));
  manager.remove_branch("main");
  EXPECT_THAT(manager.branches(),
              StartsWith("[{\"name\":\"retry\",\"head\":\"" + text(c) +
                         "\",\"selected\":true},{\"name\":null"));
  EXPECT_EQ(error_of([&] { run.switch_branch("main"); }).code,
            SNAPROLL_NOT_FOUND);
}

TEST_F(WrapperTree, TagsHoldsResolvesAndRemoves) {
  manager.tag(a, "good");
  EXPECT_EQ(error_of([&] { manager.tag(b, "good", true); }).code,
            SNAPROLL_EXISTS);
  EXPECT_THAT(manager.tags(), HasSubstr("\"name\":\"good\""));
  EXPECT_TRUE(same(manager.resolve("good"), a));
  EXPECT_TRUE(same(manager.resolve("latest~"), a));
  manager.untag(a, "good");
  EXPECT_EQ(manager.tags(), "[]");
  manager.hold(a, "audit", "case 7");
  EXPECT_THAT(manager.holds(), HasSubstr("\"reason\":\"case 7\""));
  EXPECT_EQ(error_of([&] { manager.remove(a); }).code, SNAPROLL_HELD);
  manager.release(a, "audit");
  manager.remove(a);
  EXPECT_FALSE(manager.parent(c).has_value());
}

TEST_F(WrapperTree, PrunesByItsPolicyOrByAnother) {
  EXPECT_EQ(manager.policy(), std::nullopt);
  manager.set_policy("keep-last=2");
  EXPECT_EQ(manager.policy(), "keep-last=2");
  EXPECT_THAT(manager.prune(true, "keep-last=1"),
              StartsWith("{\"removed\":2,"));
  EXPECT_THAT(manager.prune(false), StartsWith("{\"removed\":1,"));
  EXPECT_EQ(manager.count(), 2u);
  manager.set_policy(std::nullopt);
  EXPECT_EQ(manager.policy(), std::nullopt);
  EXPECT_EQ(error_of([&] { manager.prune(false); }).code, SNAPROLL_NOT_FOUND);
}

TEST_F(WrapperTree, TakesGroupsAndGoesBackToThem) {
  Execution other{&options};
  const snaproll_id group = Execution::snapshot_group({&run, &other});
  run.context().set_variable("x", "1");
  other.context().set_variable("x", "1");
  const auto results = Execution::rollback_group({&run, &other}, group);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_TRUE(results[1].success());
  EXPECT_EQ(error_of([&] { other.context().get_variable("x"); }).code,
            SNAPROLL_NOT_FOUND);
  EXPECT_THAT(manager.groups(), StartsWith("[{\"id\":\"" + text(group)));
  EXPECT_EQ(error_of([&] { run.clear(); }).code, SNAPROLL_HELD);
  manager.remove_group(group);
  EXPECT_EQ(manager.groups(), "[]");
  const auto again = [&] { Execution::rollback_group({&run, &other}, group); };
  EXPECT_EQ(error_of(again).code, SNAPROLL_NOT_FOUND);
}

TEST_F(WrapperTree, TellsWhatSnapshotsTake) {
  EXPECT_THAT(manager.usage({a, b}), StartsWith("{\"total\":"));
  EXPECT_EQ(manager.usage({}),
            "{\"total\":0,\"alone\":0,\"shared\":0,\"freed\":0}");
}

}  // namespace
}  // namespace snaproll::abi
