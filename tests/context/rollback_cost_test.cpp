// Costs of going back, as counts of visited nodes: by what changed, not by what
// there is.
#include "context/states.hpp"
#include "value/access.hpp"

namespace snaproll {
namespace {

using test::IsOk;

constexpr size_t kChanges = 10;

size_t levels(const Value& object) {
  return detail::ValueAccess::tree(object)->height + 1u;
}

std::string name(size_t i) { return "variable" + std::to_string(i); }

class RollbackCost : public ::testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    for (size_t i = 0; i < GetParam(); ++i) set(i, 0);
    target = *context.take_snapshot();
    change(1);
  }
  void set(size_t i, int64_t value) {
    ASSERT_THAT(context.set_variable(name(i), Value::integer(value)), IsOk());
  }
  std::vector<size_t> places() const {
    std::vector<size_t> found;
    for (size_t i = 0; i < kChanges; ++i)
      found.push_back(i * GetParam() / kChanges);
    return found;
  }
  void change(int64_t value) {
    for (const size_t place : places()) set(place, value);
  }
  // `work` may visit so many paths of both sides a change.
  template <typename Work>
  void expect_paths(size_t paths, Work&& work) {
    const uint64_t before = detail::tree_counters().nodes_visited;
    work();
    const uint64_t visited = detail::tree_counters().nodes_visited - before;
    EXPECT_GT(visited, 0u);
    EXPECT_LE(visited,
              paths * 2 * kChanges * levels(context.captured().variables));
  }

  Context context = *Context::create("flow", "run", test::fixed_environment());
  std::optional<Snapshot> target;
};

TEST_P(RollbackCost, OfAPlanIsTwoPathsAChange) {
  std::optional<RollbackPlan> plan;
  expect_paths(1, [&] { plan = *context.plan(*target); });
  const uint64_t before = detail::tree_counters().nodes_visited;
  ASSERT_THAT(context.apply_plan(*plan), IsOk());
  EXPECT_EQ(detail::tree_counters().nodes_visited, before);
  expect_paths(1, [&] {
    EXPECT_EQ(plan->result().variables().changed.size(), kChanges);
  });
}

TEST_P(RollbackCost, OfUndoAndRedoIsTwoPathsAChange) {
  ASSERT_THAT(context.apply(*target), IsOk());
  expect_paths(1, [&] { ASSERT_THAT(context.undo_rollback(), IsOk()); });
  expect_paths(1, [&] { ASSERT_THAT(context.redo_rollback(), IsOk()); });
}

TEST_P(RollbackCost, OfASelectiveOneFollowsWhatChanged) {
  Selector names;
  for (const size_t place : places()) names.variables.push_back(name(place));
  // A comparison, the edits, and the comparison for the result.
  expect_paths(3, [&] { ASSERT_THAT(context.plan(*target, &names), IsOk()); });
  Selector globs;
  globs.variables = {"variable*"};
  expect_paths(3, [&] { ASSERT_THAT(context.plan(*target, &globs), IsOk()); });
  Selector but;
  but.everything_but = true;
  but.variables = {name(places().back())};
  expect_paths(3, [&] { ASSERT_THAT(context.plan(*target, &but), IsOk()); });
  Selector inside;
  for (const size_t place : places())
    inside.pointers.push_back("/variables/" + name(place));
  expect_paths(3, [&] { ASSERT_THAT(context.plan(*target, &inside), IsOk()); });
}

TEST_P(RollbackCost, OfAPatchFollowsItsOperations) {
  const auto patch = Patch::diff(*context.value(), *target->value());
  ASSERT_THAT(patch, IsOk());
  EXPECT_EQ(patch->size(), kChanges);
  expect_paths(3, [&] { ASSERT_THAT(context.apply_patch(*patch), IsOk()); });
  EXPECT_EQ(context.captured().variables, target->variables());
}

TEST_P(RollbackCost, OfAnUndoEntryIsThePathsThatChanged) {
  ASSERT_THAT(context.apply(*target), IsOk());
  const uint64_t before = detail::tree_counters().bytes_live;
  for (int64_t i = 2; i < 22; ++i) {
    change(i);
    ASSERT_THAT(context.apply(*target), IsOk());
  }
  const uint64_t held = detail::tree_counters().bytes_live - before;
  EXPECT_LE(held / 20, kChanges * levels(target->variables()) * 600);
}

INSTANTIATE_TEST_SUITE_P(Variables, RollbackCost,
                         ::testing::Values(1000, 100000), [](const auto& told) {
                           return std::to_string(told.param);
                         });

}  // namespace
}  // namespace snaproll
