// Snapshot rules and field histories through snaproll.hpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "snaproll.hpp"

namespace snaproll::abi {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

std::string text_of(const std::optional<Value>& value) {
  return value.has_value() ? value->to_json() : "-";
}

TEST(AbiSnapshotRules, AreTakenOverByManagersAndExecutions) {
  SnapshotRules rules = SnapshotRules::make();
  rules.set_at_least_nodes(3);
  rules.set_at_least_time(0);
  rules.set_at_least_bytes(0);
  rules.add_before("deploy*");
  rules.set_before_irreversible(true);
  rules.set_skip_unchanged(true);
  Options options = Options::make();
  options.set_auto_snapshot(false, 1);
  options.set_snapshot_rules(&rules);
  Execution run(&options);
  EXPECT_FALSE(run.step_begin("a").snapshot_id().has_value());
  EXPECT_TRUE(run.step_begin("deploy").snapshot_id().has_value());
  StepOptions irreversible = StepOptions::make();
  irreversible.set_irreversible(true);
  EXPECT_TRUE(run.step_begin("b", &irreversible).snapshot_id().has_value());
  EXPECT_EQ(run.manager().count(), 1u);  // nothing changed meanwhile

  Manager manager;
  const Context context = run.context();
  manager.set_snapshot_rules(&rules);
  EXPECT_TRUE(manager.on_node_execute(context, "deploy").has_value());
  manager.set_snapshot_rules(nullptr);
  EXPECT_FALSE(manager.on_node_execute(context, "deploy").has_value());
}

TEST(AbiSnapshotRules, ThrowAtWhatIsNoGlob) {
  SnapshotRules rules = SnapshotRules::make();
  try {
    rules.add_before("x\\");
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, SNAPROLL_PARSE);
    EXPECT_EQ(error.offset, 1u);
  }
}

TEST(AbiFieldHistory, TellsTheChangesAndFindsTheFirst) {
  Execution run;
  Context context = run.context();
  for (const char* x : {"1", "1", "2", "3"}) {
    context.set_variable("x", x);
    run.snapshot();
  }
  context.remove_variable("x");
  run.snapshot();
  const FieldHistory history = run.history("/variables/x").ref();
  ASSERT_EQ(history.count(), 4u);
  EXPECT_THAT(history.before(),
              ElementsAre(Optional(Eq("3")), Optional(Eq("2")),
                          Optional(Eq("1")), Eq(std::nullopt)));
  EXPECT_THAT(history.after(),
              ElementsAre(Eq(std::nullopt), Optional(Eq("3")),
                          Optional(Eq("2")), Optional(Eq("1"))));
  EXPECT_THAT(history.flags(), ElementsAre(1, 3, 3, 2));
  EXPECT_EQ(history.ids().size(), 4u);
  EXPECT_GE(history.created_at()[0], history.created_at()[3]);
  EXPECT_EQ(history.at(1).get_at("/variables/x"), "3");
  EXPECT_EQ(text_of(history.before_at(1)), "2");
  EXPECT_EQ(text_of(history.before_at(3)), "-");
  EXPECT_EQ(text_of(history.after_at(0)), "-");
  EXPECT_THROW((void)history.after_at(4), Error);
  const auto not_one = [](const std::optional<Value>& x) {
    return !x.has_value() || x->as_int64() != 1;
  };
  EXPECT_EQ(history.bisect(not_one), std::optional<size_t>(2));
  const auto never = [](const std::optional<Value>&) { return false; };
  EXPECT_EQ(history.bisect(never), std::nullopt);
  EXPECT_EQ(run.manager().history("/variables/y").count(), 0u);
  EXPECT_THROW((void)run.history("x"), Error);
}

}  // namespace
}  // namespace snaproll::abi
