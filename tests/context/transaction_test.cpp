#include "snaproll/context.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::Optional;

class Transaction : public ::testing::Test {
 protected:
  Context context = *Context::create("flow", "run", fixed_environment());
};

TEST_F(Transaction, CommitsAllItsChangesAsOne) {
  Context change = context.begin();
  EXPECT_EQ(change.execution_id(), "run");
  ASSERT_THAT(change.set_variable("a", json("1")), IsOk());
  ASSERT_THAT(change.set_variable("b", json("2")), IsOk());
  ASSERT_THAT(change.record_node_result("n", json("3")), IsOk());
  ASSERT_THAT(change.pause(), IsOk());
  ASSERT_THAT(change.mark_completed(), IsOk());
  EXPECT_EQ(context.variable("a"), std::nullopt);
  EXPECT_THAT(change.commit(), IsOk());
  EXPECT_THAT(context.variable("b"), Optional(json("2")));
  EXPECT_THAT(context.node_result("n"), Optional(json("3")));
  EXPECT_TRUE(context.can_resume());
  EXPECT_EQ(context.completed_at(), test::kNoon);
  EXPECT_EQ(context.version(), 1u);
}

TEST_F(Transaction, ConflictsWhereTheContextMoved) {
  Context change = context.begin();
  ASSERT_THAT(change.set_variable("a", json("1")), IsOk());
  ASSERT_THAT(context.set_variable("b", json("2")), IsOk());
  const auto status = change.commit();
  EXPECT_THAT(status, IsError(Code::kConflict));
  EXPECT_EQ(status.error().hint, "begin again, or use update");
  EXPECT_EQ(context.variable("a"), std::nullopt);
  // It stays open for reading.
  EXPECT_THAT(change.variable("a"), Optional(json("1")));
  EXPECT_THAT(change.commit(), IsError(Code::kConflict));
  EXPECT_THAT(change.abort(), IsOk());
}

TEST_F(Transaction, AbortTakesItsChangesAway) {
  Context change = context.begin();
  ASSERT_THAT(change.set_variable("a", json("1")), IsOk());
  EXPECT_THAT(change.abort(), IsOk());
  EXPECT_EQ(context.variable("a"), std::nullopt);
  EXPECT_EQ(context.version(), 0u);
}

TEST_F(Transaction, IsUnusableAfterItsEnd) {
  for (const bool commits : {true, false}) {
    Context change = context.begin();
    ASSERT_THAT(commits ? change.commit() : change.abort(), IsOk());
    EXPECT_THAT(change.commit(), IsError(Code::kUnusable));
    EXPECT_THAT(change.abort(), IsError(Code::kUnusable));
    EXPECT_THAT(change.set_variable("a", Value()), IsError(Code::kUnusable));
    EXPECT_THAT(change.set_variable_json("a", "1"), IsError(Code::kUnusable));
    EXPECT_THAT(change.remove_variable("a"), IsError(Code::kUnusable));
    EXPECT_THAT(change.record_node_result("a", Value()),
                IsError(Code::kUnusable));
    EXPECT_THAT(change.remove_node_result("a"), IsError(Code::kUnusable));
    EXPECT_THAT(change.get("/state"), IsError(Code::kUnusable));
    EXPECT_THAT(change.set("/state", Value()), IsError(Code::kUnusable));
    EXPECT_THAT(change.remove("/variables/a"), IsError(Code::kUnusable));
    EXPECT_THAT(change.append("/variables/a", Value()),
                IsError(Code::kUnusable));
    EXPECT_THAT(change.append_text("/variables/a", "x"),
                IsError(Code::kUnusable));
    EXPECT_THAT(change.update({}), IsError(Code::kUnusable));
    EXPECT_THAT(change.set_state({}), IsError(Code::kUnusable));
    EXPECT_THAT(change.pause(), IsError(Code::kUnusable));
    EXPECT_THAT(change.resume(), IsError(Code::kUnusable));
    EXPECT_THAT(change.cancel(), IsError(Code::kUnusable));
    EXPECT_THAT(change.mark_completed(), IsError(Code::kUnusable));
    EXPECT_THAT(change.create_checkpoint(), IsError(Code::kUnusable));
    EXPECT_THAT(change.take_snapshot(), IsError(Code::kUnusable));
    EXPECT_THAT(change.apply(*context.take_snapshot()),
                IsError(Code::kUnusable));
    EXPECT_THAT(change.to_json(), IsError(Code::kUnusable));
    EXPECT_THAT(change.begin().commit(), IsError(Code::kUnusable));
  }
}

TEST_F(Transaction, OtherContextsCanNotCommit) {
  EXPECT_THAT(context.commit(), IsError(Code::kInvalidArgument));
  EXPECT_THAT(context.abort(), IsError(Code::kInvalidArgument));
  EXPECT_THAT(context.begin().copy().commit(), IsError(Code::kInvalidArgument));
  EXPECT_THAT(context.set_variable("a", json("1")), IsOk());
}

TEST_F(Transaction, MayBeNested) {
  Context outer = context.begin();
  ASSERT_THAT(outer.set_variable("a", json("1")), IsOk());
  Context inner = outer.begin();
  ASSERT_THAT(inner.set_variable("b", json("2")), IsOk());
  EXPECT_THAT(inner.commit(), IsOk());
  EXPECT_THAT(outer.variable("b"), Optional(json("2")));
  EXPECT_EQ(context.variable("b"), std::nullopt);
  EXPECT_THAT(outer.commit(), IsOk());
  EXPECT_THAT(context.variable("b"), Optional(json("2")));

  Context ended = context.begin();
  Context child = ended.begin();
  ASSERT_THAT(ended.abort(), IsOk());
  EXPECT_THAT(child.commit(), IsError(Code::kUnusable));
}

TEST_F(Transaction, WithoutAChangeIsNone) {
  EXPECT_THAT(context.begin().commit(), IsOk());
  EXPECT_EQ(context.version(), 0u);
}

TEST_F(Transaction, BringsThePositionBackThatItTook) {
  Context change = context.begin();
  const auto inside = change.take_snapshot();
  ASSERT_THAT(inside, IsOk());
  ASSERT_THAT(change.commit(), IsOk());
  EXPECT_EQ(context.position(), inside->id());
}

TEST_F(Transaction, ASnapshotMeanwhileIsNoConflict) {
  Context change = context.begin();
  ASSERT_THAT(change.set_variable("a", json("1")), IsOk());
  const auto snapshot = context.take_snapshot();
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_THAT(change.commit(), IsOk());
  EXPECT_EQ(context.position(), snapshot->id());
  EXPECT_EQ(snapshot->variable_count(), 0u);
}

TEST_F(Transaction, OutlivesTheHandleItWasBegunFrom) {
  std::optional<Context> parent(context.copy());
  Context change = parent->begin();
  parent.reset();
  EXPECT_THAT(change.set_variable("a", json("1")), IsOk());
  EXPECT_THAT(change.commit(), IsOk());
}

}  // namespace
}  // namespace snaproll
