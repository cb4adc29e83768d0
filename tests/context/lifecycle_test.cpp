// Rules C6 to C8: completing, pausing, checkpoints.
#include "snaproll/context.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::json;
using test::kNoon;
using test::kSecond;
using ::testing::ElementsAre;
using ::testing::Optional;

using ContextLifecycle = test::PlacedContext;

SNAPROLL_EVERYWHERE(ContextLifecycle);

// C6
TEST_P(ContextLifecycle, MarkCompletedSetsTheTimeOnceAndNotTheState) {
  const auto environment = fixed_environment();
  Context& context = make_context(environment);
  ASSERT_THAT(environment->clock->advance(kSecond), IsOk());
  EXPECT_THAT(context.mark_completed(), IsOk());
  ASSERT_THAT(environment->clock->advance(kSecond), IsOk());
  EXPECT_THAT(context.mark_completed(), IsOk());
  EXPECT_EQ(context.completed_at(), kNoon + kSecond);
  EXPECT_EQ(context.state().kind, StateKind::kRunning);
}

// C7
TEST_P(ContextLifecycle, PauseTakesACheckpointWhateverTheStateWas) {
  Context& context = make_context();
  ASSERT_THAT(context.set_variable("v", json("1")), IsOk());
  ASSERT_THAT(context.set_state(ExecutionState::failed("x")), IsOk());
  const uint64_t version = context.version();
  EXPECT_THAT(context.pause(), IsOk());
  EXPECT_EQ(context.version(), version + 1);
  EXPECT_EQ(context.state().kind, StateKind::kPaused);
  ASSERT_NE(context.checkpoint(), nullptr);
  EXPECT_EQ(context.checkpoint()->state.kind, StateKind::kPaused);
  EXPECT_EQ(context.checkpoint()->variables, json("{\"v\":1}"));
}

// C7
TEST_P(ContextLifecycle, ResumeTurnsPausedIntoRunningAndLeavesOtherStates) {
  Context& context = make_context();
  ASSERT_THAT(context.set_state({StateKind::kCompleted, {}}), IsOk());
  EXPECT_THAT(context.resume(), IsOk());
  EXPECT_EQ(context.state().kind, StateKind::kCompleted);
  ASSERT_THAT(context.pause(), IsOk());
  EXPECT_THAT(context.resume(), IsOk());
  EXPECT_EQ(context.state().kind, StateKind::kRunning);
  EXPECT_NE(context.checkpoint(), nullptr);
}

// C7
TEST_P(ContextLifecycle, CancelMarksCompleted) {
  Context& context = make_context();
  EXPECT_THAT(context.cancel(), IsOk());
  EXPECT_EQ(context.state().kind, StateKind::kCancelled);
  EXPECT_EQ(context.completed_at(), kNoon);
}

// C8
TEST_P(ContextLifecycle, CreateCheckpointStoresAndReturnsIt) {
  const auto environment = fixed_environment();
  Context& context = make_context(environment);
  ASSERT_THAT(context.record_node_result("b", json("1")), IsOk());
  ASSERT_THAT(context.record_node_result("a", json("2")), IsOk());
  ASSERT_THAT(context.set_variable("v", json("[3]")), IsOk());
  ASSERT_THAT(environment->clock->advance(5), IsOk());
  const auto checkpoint = context.create_checkpoint();
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->timestamp, kNoon + 5);
  EXPECT_THAT(checkpoint->completed_nodes(), ElementsAre("a", "b"));
  EXPECT_EQ(checkpoint->variables, json("{\"v\":[3]}"));
  EXPECT_EQ(checkpoint->state.kind, StateKind::kRunning);
  ASSERT_NE(context.checkpoint(), nullptr);
  EXPECT_EQ(context.checkpoint()->timestamp, kNoon + 5);
  EXPECT_FALSE(context.can_resume());
  ASSERT_THAT(context.pause(), IsOk());
  EXPECT_TRUE(context.can_resume());
  ASSERT_THAT(context.resume(), IsOk());
  EXPECT_FALSE(context.can_resume());
}

// C8
TEST_P(ContextLifecycle, GoesOnFromACheckpoint) {
  const auto environment = fixed_environment();
  Context& first = make_context(environment);
  ASSERT_THAT(first.set_variable("v", json("1")), IsOk());
  ASSERT_THAT(first.record_node_result("n", json("1")), IsOk());
  ASSERT_THAT(first.pause(), IsOk());
  ASSERT_THAT(environment->clock->advance(kSecond), IsOk());
  const auto next = Context::resume_from_checkpoint(*first.checkpoint(),
                                                    "other", environment);
  ASSERT_THAT(next, IsOk());
  EXPECT_NE(next->execution_id(), "run");
  EXPECT_EQ(next->workflow_id(), "other");
  EXPECT_EQ(next->started_at(), kNoon);
  EXPECT_EQ(next->state().kind, StateKind::kPaused);
  EXPECT_THAT(next->variable("v"), Optional(json("1")));
  EXPECT_EQ(next->captured().node_results, Value::object());
  ASSERT_NE(next->checkpoint(), nullptr);
  EXPECT_THAT(next->checkpoint()->completed_nodes(), ElementsAre("n"));
  EXPECT_TRUE(next->can_resume());
  EXPECT_THAT(Context::resume_from_checkpoint(*first.checkpoint(), ""),
              IsError(Code::kInvalidArgument));
}

}  // namespace
}  // namespace snaproll
