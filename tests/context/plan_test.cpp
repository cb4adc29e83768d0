// Plans: what a rollback would do, shown before it is done.
#include "context/states.hpp"
#include "snaproll/manager.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::Optional;

class Plan : public ::testing::Test {
 protected:
  void SetUp() override {
    set("v", "1");
    ASSERT_THAT(context.record_node_result("a", json("1")), IsOk());
    target = *manager.create_snapshot(context);
    set("v", "2");
    set("w", "[1]");
    ASSERT_THAT(context.record_node_result("b", json("1")), IsOk());
    ASSERT_THAT(context.set_state(ExecutionState::failed("m")), IsOk());
  }
  void set(std::string_view name, std::string_view text) {
    ASSERT_THAT(context.set_variable_json(name, text), IsOk());
  }
  RollbackPlan plan() { return *context.plan(*target); }
  void expect_untouched(Context& of, const Result<RollbackResult>& result,
                        Code code) {
    EXPECT_THAT(result, IsError(code));
    EXPECT_THAT(of.variable("v"), Optional(json("2")));
    EXPECT_EQ(of.undo_count(), 0u);
  }

  Context context =
      *Context::create("flow", "run", test::fixed_environment(test::kSecond));
  Manager manager{10, context.environment()};
  std::optional<Snapshot> target;
};

TEST_F(Plan, ShowsWhatApplyingItGives) {
  const std::string before = in_full(context.captured());
  const RollbackPlan made = plan();
  const RollbackResult& shown = made.result();
  EXPECT_TRUE(shown.success);
  EXPECT_EQ(shown.applied_snapshot_id, target->id());
  EXPECT_EQ(shown.nodes_removed, 1u);
  EXPECT_EQ(shown.variables_changed, 2u);
  EXPECT_EQ(in_full(shown.before), before);
  const auto done = context.apply_plan(made);
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(in_full(context.captured()), in_full(shown.after));
  EXPECT_EQ(in_full(done->after), in_full(shown.after));
  EXPECT_EQ(in_full(done->before), before);
  EXPECT_EQ("would be " + done->text(), shown.text());
  EXPECT_EQ(done->patch()->to_compact(), shown.patch()->to_compact());
  EXPECT_THAT(done->removed_nodes(), ElementsAre("b"));
  EXPECT_GT(done->rolled_back_at, shown.rolled_back_at);
  EXPECT_EQ(context.position(), target->id());
}

TEST_F(Plan, DoesWhatARollbackDoes) {
  Context other = context.copy();
  ASSERT_THAT(context.apply_plan(plan()), IsOk());
  const auto plain = manager.rollback(other);
  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(in_full(context.captured()), in_full(other.captured()));
  EXPECT_EQ(context.version(), other.version());
  EXPECT_EQ(context.position(), other.position());
  EXPECT_EQ(context.next_sequence(), other.next_sequence());
}

TEST_F(Plan, ChangesNothingByItself) {
  const std::string before = in_full(context.captured());
  const uint64_t version = context.version();
  const auto position = context.position();
  (void)plan();
  EXPECT_EQ(in_full(context.captured()), before);
  EXPECT_EQ(context.version(), version);
  EXPECT_EQ(context.position(), position);
  EXPECT_EQ(context.undo_count(), 0u);
  EXPECT_EQ(manager.count(), 1u);
}

TEST_F(Plan, ConflictsWhereTheContextMovedSince) {
  const RollbackPlan made = plan();
  set("z", "1");
  const auto done = context.apply_plan(made);
  expect_untouched(context, done, Code::kConflict);
  EXPECT_EQ(done.error().hint, "plan again");
  // Also where it moved and came back.
  const RollbackPlan again = plan();
  ASSERT_THAT(context.remove_variable("z"), IsOk());
  set("z", "1");
  expect_untouched(context, context.apply_plan(again), Code::kConflict);
}

TEST_F(Plan, OutlivesSnapshotsTakenSince) {
  const RollbackPlan made = plan();
  const auto taken = manager.create_snapshot(context);
  EXPECT_THAT(manager.clear(), IsOk());
  EXPECT_THAT(context.apply_plan(made), IsOk());
  EXPECT_EQ(context.position(), target->id());
  ASSERT_THAT(context.undo_rollback(), IsOk());
  EXPECT_EQ(context.position(), taken->id());
}

TEST_F(Plan, IsAppliedOnce) {
  const RollbackPlan made = plan();
  ASSERT_THAT(context.apply_plan(made), IsOk());
  const std::string after = in_full(context.captured());
  const uint64_t version = context.version();
  EXPECT_THAT(context.apply_plan(made), IsError(Code::kConflict));
  EXPECT_EQ(in_full(context.captured()), after);
  EXPECT_EQ(context.version(), version);
  EXPECT_EQ(context.undo_count(), 1u);
  // Also where its effect was taken back.
  ASSERT_THAT(context.undo_rollback(), IsOk());
  EXPECT_THAT(context.apply_plan(made), IsError(Code::kConflict));
}

TEST_F(Plan, OfAnotherContextIsRefused) {
  const RollbackPlan made = plan();
  Context copy = context.copy();
  const auto done = copy.apply_plan(made);
  expect_untouched(copy, done, Code::kInvalidArgument);
  EXPECT_EQ(done.error().hint, "plan with this one");
  Context transaction = context.begin();
  expect_untouched(transaction, transaction.apply_plan(made),
                   Code::kInvalidArgument);
  // Nor does one of a transaction fit its context.
  const auto inner = transaction.plan(*target);
  ASSERT_THAT(inner, IsOk());
  expect_untouched(context, context.apply_plan(*inner), Code::kInvalidArgument);
  EXPECT_THAT(context.apply_plan(made), IsOk());
}

TEST_F(Plan, IsKeptAfterItsContextIsGone) {
  std::optional<RollbackPlan> made;
  {
    Context gone = context.copy();
    made = *gone.plan(*target);
  }
  EXPECT_THAT(made->result().removed_nodes(), ElementsAre("b"));
  EXPECT_THAT(made->result().variables().removed, ElementsAre("w"));
  expect_untouched(context, context.apply_plan(*made), Code::kInvalidArgument);
}

TEST_F(Plan, FollowsAContextThatIsMoved) {
  const RollbackPlan made = plan();
  Context moved = std::move(context);
  EXPECT_THAT(moved.apply_plan(made), IsOk());
  context = std::move(moved);
  EXPECT_THAT(context.variable("v"), Optional(json("1")));
}

TEST_F(Plan, OfATransactionIsCommittedWithIt) {
  Context transaction = context.begin();
  const auto made = transaction.plan(*target);
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(transaction.apply_plan(*made), IsOk());
  EXPECT_THAT(context.variable("v"), Optional(json("2")));
  ASSERT_THAT(transaction.commit(), IsOk());
  EXPECT_THAT(context.variable("v"), Optional(json("1")));
  EXPECT_EQ(context.position(), target->id());
  EXPECT_EQ(context.undo_count(), 1u);
  EXPECT_THAT(transaction.plan(*target), IsError(Code::kUnusable));
  EXPECT_THAT(transaction.apply_plan(*made), IsError(Code::kUnusable));
}

// J7
TEST_F(Plan, OfWhatDoesNotFitIsRefused) {
  Limits limits;
  limits.state_bytes = 60;
  Context small =
      *Context::create("flow", "run", test::fixed_environment(0, limits));
  ASSERT_THAT(context.set_variable("x", json(std::string(60, '1'))), IsOk());
  const auto large = context.take_snapshot();
  ASSERT_THAT(large, IsOk());
  EXPECT_THAT(small.plan(*large), IsErrorAt(Code::kLimit, ""));
  EXPECT_THAT(small.plan(*target), IsOk());
}

// S3
TEST_F(Plan, TakesASnapshotOfAnotherContext) {
  Context other = *Context::create("flow");
  ASSERT_THAT(other.record_node_result("z", json("1")), IsOk());
  const auto foreign = other.take_snapshot();
  const auto made = context.plan(*foreign);
  ASSERT_THAT(made, IsOk());
  const auto done = context.apply_plan(*made);
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(done->removed_nodes(), ElementsAre("b", "a"));
  EXPECT_EQ(in_full(context.captured()), in_full(other.captured()));
  EXPECT_EQ(context.position(), foreign->id());
}

TEST_F(Plan, OtherEffectsMakeAPlanOfItsOwn) {
  const RollbackPlan made = plan();
  const RollbackPlan other = made.with_effects({{"pay", "key", 1, 0}});
  EXPECT_TRUE(made.result().effects.empty());
  const auto done = context.apply_plan(other);
  ASSERT_THAT(done, IsOk());
  ASSERT_EQ(done->effects.size(), 1u);
  EXPECT_EQ(done->effects[0].idempotency_key, "key");
  EXPECT_THAT(context.apply_plan(made), IsError(Code::kConflict));
}

}  // namespace
}  // namespace snaproll
