// Rules C1 to C5: the fields of a context.
#include "snaproll/context.hpp"

#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;
using test::kNoon;
using ::testing::Optional;

using ContextTest = test::PlacedContext;

SNAPROLL_EVERYWHERE(ContextTest);

// C1, C2
TEST_P(ContextTest, BeginsRunningAndEmpty) {
  const Context& context = make_context();
  EXPECT_EQ(context.execution_id(), "run");
  EXPECT_EQ(context.workflow_id(), "flow");
  EXPECT_EQ(context.started_at(), kNoon);
  EXPECT_EQ(context.completed_at(), kNoTime);
  EXPECT_EQ(context.state(), ExecutionState{});
  EXPECT_EQ(context.state().kind, StateKind::kRunning);
  EXPECT_EQ(context.captured().variables, Value::object());
  EXPECT_EQ(context.captured().node_results, Value::object());
  EXPECT_EQ(context.checkpoint(), nullptr);
  EXPECT_EQ(context.version(), 0u);
  EXPECT_EQ(context.position(), std::nullopt);
}

// C2
TEST_P(ContextTest, DrawsAFreshExecutionIdWhereNoneIsGiven) {
  const auto environment = fixed_environment();
  const auto one = Context::create("flow", {}, environment);
  const auto two = Context::create("flow", {}, environment);
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  EXPECT_NE(one->execution_id(), two->execution_id());
  EXPECT_THAT(Id::parse(one->execution_id()), IsOk());
}

// C5
TEST_P(ContextTest, TakesIdsOfOneTo255BytesOfUtf8) {
  const std::string longest(255, 'x');
  EXPECT_THAT(Context::create(longest, longest), IsOk());
  EXPECT_THAT(Context::create(""), IsError(Code::kInvalidArgument));
  EXPECT_THAT(Context::create(longest + 'x'), IsError(Code::kLimit));
  EXPECT_THAT(Context::create("flow", longest + 'x'), IsError(Code::kLimit));
  EXPECT_THAT(Context::create("\xff"), IsError(Code::kParse));
  EXPECT_THAT(Context::create("flow", "\xff"), IsError(Code::kParse));
}

// C3
TEST_P(ContextTest, TakesEachOfTheFiveStates) {
  Context& context = make_context();
  for (const StateKind kind : {StateKind::kCompleted, StateKind::kCancelled,
                               StateKind::kPaused, StateKind::kRunning}) {
    EXPECT_THAT(context.set_state({kind, {}}), IsOk());
    EXPECT_EQ(context.state(), (ExecutionState{kind, {}}));
  }
  EXPECT_THAT(context.set_state(ExecutionState::failed("disk \"full\"")),
              IsOk());
  EXPECT_EQ(context.state(), ExecutionState::failed("disk \"full\""));
}

// C3
TEST_P(ContextTest, RefusesWhatIsNoState) {
  Context& context = make_context();
  EXPECT_THAT(context.set_state({static_cast<StateKind>(5), {}}),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(context.set_state(ExecutionState::failed("\xff")),
              IsError(Code::kParse));
  EXPECT_EQ(context.state(), ExecutionState{});
  EXPECT_EQ(context.version(), 0u);
}

// C3
TEST_P(ContextTest, KeepsAMessageForFailedAlone) {
  Context& context = make_context();
  EXPECT_THAT(context.set_state({StateKind::kCompleted, "leftover"}), IsOk());
  EXPECT_EQ(context.state().message, "");
}

// C4
TEST_P(ContextTest, SetsAndReplacesVariablesOfAnyNameAndValue) {
  Context& context = make_context();
  for (const std::string_view name :
       {std::string_view(""), std::string_view("a/b~c"),
        std::string_view("ключ \n"), std::string_view("nul\0in", 6)}) {
    EXPECT_THAT(context.set_variable(name, json("[1]")), IsOk());
    EXPECT_THAT(context.set_variable(name, Value()), IsOk());
    // A variable that is null is there.
    EXPECT_THAT(context.variable(name), Optional(Value()));
  }
  EXPECT_EQ(context.captured().variables.size(), 4u);
  EXPECT_EQ(context.variable("other"), std::nullopt);
}

// C4
TEST_P(ContextTest, RefusesVariablesBeyondTheLimitsAndKeepsTheOldOnes) {
  Limits limits;
  limits.name_bytes = 8;
  limits.depth = 3;
  limits.state_bytes = 100;
  Context& context = make_context(fixed_environment(0, limits));
  ASSERT_THAT(context.set_variable("kept", json("1")), IsOk());
  const uint64_t version = context.version();
  EXPECT_THAT(context.set_variable("123456789", Value()),
              IsError(Code::kLimit));
  EXPECT_THAT(context.set_variable("\xff", Value()), IsError(Code::kParse));
  EXPECT_THAT(context.set_variable("deep", json("[[[[]]]]")),
              IsError(Code::kLimit));
  EXPECT_THAT(context.set_variable("kept", *Value::text(std::string(100, 'x'))),
              IsError(Code::kLimit));
  EXPECT_THAT(context.set_variable("deep", json("[[[]]]")), IsOk());
  EXPECT_THAT(context.variable("kept"), Optional(json("1")));
  EXPECT_EQ(context.version(), version + 1);
}

// J7
TEST_P(ContextTest, TakesAStateOfExactlyTheLimit) {
  Limits limits;
  limits.state_bytes = 40;  // "Running" is 9, {} is 2 and {"v":""} is 8
  Context& context = make_context(fixed_environment(0, limits));
  EXPECT_THAT(context.set_variable("v", *Value::text(std::string(22, 'x'))),
              IsError(Code::kLimit));
  EXPECT_EQ(context.captured().variables, Value::object());
  EXPECT_THAT(context.set_variable("v", *Value::text(std::string(21, 'x'))),
              IsOk());
  EXPECT_EQ(context.captured().json_size(), 40u);
  EXPECT_THAT(context.append_text("/variables/v", "x"), IsError(Code::kLimit));
  EXPECT_THAT(context.set_state({StateKind::kCompleted, {}}),
              IsError(Code::kLimit));
  EXPECT_THAT(context.set_state({StateKind::kPaused, {}}), IsOk());
  EXPECT_THAT(context.variable("v"),
              Optional(*Value::text(std::string(21, 'x'))));
}

TEST_P(ContextTest, SetsVariablesFromJson) {
  Context& context = make_context();
  EXPECT_THAT(context.set_variable_json("v", " {\"b\":1,\"a\":[1.0]} "),
              IsOk());
  EXPECT_THAT(context.variable("v"), Optional(json("{\"a\":[1.0],\"b\":1}")));
  EXPECT_THAT(context.set_variable_json("v", "{\"a\":[1.0],\"b\":2}"), IsOk());
  EXPECT_THAT(context.variable("v"), Optional(json("{\"a\":[1.0],\"b\":2}")));
  EXPECT_THAT(context.set_variable_json("v", "[1,]"),
              test::IsErrorAtOffset(Code::kParse, 3));
  EXPECT_THAT(context.set_variable_json("v", "99e307"), IsError(Code::kRange));
  Cancel cancel;
  cancel.trigger();
  EXPECT_THAT(
      context.set_variable_json("v", std::string(1 << 20, ' ') + "1", &cancel),
      IsError(Code::kStopped));
  EXPECT_THAT(context.variable("v"), Optional(json("{\"a\":[1.0],\"b\":2}")));
}

TEST_P(ContextTest, RemovesVariables) {
  Context& context = make_context();
  ASSERT_THAT(context.set_variable("a/b", json("1")), IsOk());
  EXPECT_THAT(context.remove_variable("a/b"), IsOk());
  EXPECT_EQ(context.variable("a/b"), std::nullopt);
  EXPECT_THAT(context.remove_variable("a/b"),
              IsErrorAt(Code::kNotFound, "/variables/a~1b"));
}

// C5
TEST_P(ContextTest, SetsAndReplacesNodeResults) {
  Context& context = make_context();
  EXPECT_THAT(context.record_node_result("n", json("1")), IsOk());
  EXPECT_THAT(context.record_node_result("n", json("[2]")), IsOk());
  EXPECT_THAT(context.record_node_result_json("m", "{\"x\":1}"), IsOk());
  EXPECT_THAT(context.node_result("n"), Optional(json("[2]")));
  EXPECT_THAT(context.node_result("m"), Optional(json("{\"x\":1}")));
  EXPECT_EQ(context.node_result("x"), std::nullopt);
  EXPECT_THAT(context.remove_node_result("n"), IsOk());
  EXPECT_THAT(context.remove_node_result("n"),
              IsErrorAt(Code::kNotFound, "/node_results/n"));
  EXPECT_EQ(context.node_result("n"), std::nullopt);
}

// C5
TEST_P(ContextTest, ChecksTheIdsOfNodes) {
  Context& context = make_context();
  EXPECT_THAT(context.record_node_result("", Value()),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(context.record_node_result(std::string(256, 'x'), Value()),
              IsError(Code::kLimit));
  EXPECT_THAT(context.record_node_result("\xff", Value()),
              IsError(Code::kParse));
  EXPECT_THAT(context.record_node_result(std::string(255, 'x'), Value()),
              IsOk());
  EXPECT_EQ(context.captured().node_results.size(), 1u);
}

TEST_P(ContextTest, CopyIsItsOwn) {
  Context& context = make_context();
  ASSERT_THAT(context.set_variable("v", json("[1]")), IsOk());
  Context copy = context.copy();
  EXPECT_EQ(copy.execution_id(), "run");
  ASSERT_THAT(copy.append("/variables/v", json("2")), IsOk());
  ASSERT_THAT(context.append("/variables/v", json("3")), IsOk());
  EXPECT_THAT(context.variable("v"), Optional(json("[1,3]")));
  EXPECT_THAT(copy.variable("v"), Optional(json("[1,2]")));
}

TEST_P(ContextTest, RaisesItsVersionWithEachChangeAndNotOtherwise) {
  Context& context = make_context();
  uint64_t version = 0;
  EXPECT_THAT(context.set_variable("v", json("1")), IsOk());
  EXPECT_EQ(context.version(), ++version);
  EXPECT_THAT(context.record_node_result("n", json("1")), IsOk());
  EXPECT_EQ(context.version(), ++version);
  EXPECT_THAT(context.set("/state", json("\"Paused\"")), IsOk());
  EXPECT_EQ(context.version(), ++version);
  EXPECT_THAT(context.resume(), IsOk());
  EXPECT_EQ(context.version(), ++version);
  EXPECT_THAT(context.resume(), IsOk());  // nothing to change
  EXPECT_THAT(context.remove("/variables/x"), IsError(Code::kNotFound));
  EXPECT_THAT(context.take_snapshot(), IsOk());
  EXPECT_EQ(context.version(), version);
}

}  // namespace
}  // namespace snaproll
