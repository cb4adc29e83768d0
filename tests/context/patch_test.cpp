// Patches applied to contexts.
#include <limits>

#include "context/states.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::StartsWith;

class ContextPatch : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(context.set_json("/variables", R"({"a":1,"l":[1,2],"t":"x"})"),
                IsOk());
    ASSERT_THAT(context.record_node_result("n", json(R"({"x":1})")), IsOk());
    ASSERT_THAT(context.record_node_result("m", json("2")), IsOk());
    ASSERT_THAT(context.take_snapshot(), IsOk());
  }
  Status patch(std::string_view text) { return patch(context, text); }
  static Status patch(Context& to, std::string_view text) {
    const auto read = Patch::from_json(text);
    EXPECT_THAT(read, IsOk()) << text;
    return to.apply_patch(*read);
  }
  // Fails so, and nothing is changed.
  void expect_fails(std::string_view text, Code code,
                    const std::string& pointer) {
    const std::string before = in_full(context.captured());
    const uint64_t version = context.version();
    const uint64_t next = context.next_sequence();
    const auto position = context.position();
    EXPECT_THAT(patch(text), IsErrorAt(code, pointer)) << text;
    EXPECT_EQ(in_full(context.captured()), before) << text;
    EXPECT_EQ(context.version(), version) << text;
    EXPECT_EQ(context.next_sequence(), next) << text;
    EXPECT_EQ(context.position(), position) << text;
    EXPECT_EQ(context.undo_count(), 0u) << text;
  }

  Context context = *Context::create("flow", "run", test::fixed_environment());
};

TEST_F(ContextPatch, IsOneChange) {
  const uint64_t version = context.version();
  EXPECT_THAT(patch(R"([{"op":"add","path":"/variables/b","value":[1]},)"
                    R"({"op":"add","path":"/variables/b/0","value":0},)"
                    R"({"op":"replace","path":"/state","value":"Paused"},)"
                    R"({"op":"remove","path":"/node_results/m"},)"
                    R"({"op":"move","from":"/variables/a",)"
                    R"("path":"/node_results/n/a"}])"),
              IsOk());
  EXPECT_EQ(context.version(), version + 1);
  EXPECT_EQ(test::canonical(context.captured()),
            R"({"node_results":{"n":{"a":1,"x":1}},"state":"Paused",)"
            R"("variables":{"b":[0,1],"l":[1,2],"t":"x"}})");
  EXPECT_EQ(context.undo_count(), 1u);
}

TEST_F(ContextPatch, KeepsThePosition) {
  const auto position = context.position();
  ASSERT_TRUE(position.has_value());
  EXPECT_THAT(patch(R"([["set","/variables/a",2]])"), IsOk());
  EXPECT_EQ(context.position(), position);
}

TEST_F(ContextPatch, TakesTheCompactForm) {
  EXPECT_THAT(patch(R"([["append","/variables/l",[3]],)"
                    R"(["splice","/variables/l",0,1,[]],)"
                    R"(["append","/variables/t","yz"],)"
                    R"(["splice","/variables/t",1,1,"é"],)"
                    R"(["set","/state",{"Failed":"m"}]])"),
              IsOk());
  EXPECT_THAT(context.variable("l"), Optional(json("[2,3]")));
  EXPECT_THAT(context.variable("t"), Optional(json("\"xéz\"")));
  EXPECT_EQ(context.state(), ExecutionState::failed("m"));
}

TEST_F(ContextPatch, EditsInsideOfAFailedState) {
  ASSERT_THAT(context.set_state(ExecutionState::failed("disk")), IsOk());
  EXPECT_THAT(patch(R"([["append","/state/Failed"," full"]])"), IsOk());
  EXPECT_EQ(context.state(), ExecutionState::failed("disk full"));
}

TEST_F(ContextPatch, ReplacesWholePartsAndKeepsTheNumbersOfWhatStays) {
  EXPECT_THAT(
      patch(R"([{"op":"replace","path":"/node_results",)"
            R"("value":{"a":1,"m":2,"n":{"x":1}}},)"
            R"({"op":"replace","path":"/variables","value":{"only":null}}])"),
      IsOk());
  EXPECT_THAT(context.captured().nodes_in_order(), ElementsAre("n", "m", "a"));
  EXPECT_EQ(context.captured().variables, json(R"({"only":null})"));
  test::expect_numbered(context.captured());
}

TEST_F(ContextPatch, ReplacesTheWholeState) {
  EXPECT_THAT(
      patch(R"([{"op":"replace","path":"","value":)"
            R"({"node_results":{},"state":"Running","variables":{}}}])"),
      IsOk());
  EXPECT_EQ(context.captured().json_size(), 13u);
}

TEST_F(ContextPatch, AFailedTestMidwayLeavesEverything) {
  expect_fails(R"([{"op":"remove","path":"/variables/a"},)"
               R"({"op":"add","path":"/node_results/z","value":1},)"
               R"({"op":"test","path":"/variables/t","value":"y"},)"
               R"({"op":"remove","path":"/variables"}])",
               Code::kTestFailed, "/variables/t");
  EXPECT_THAT(patch(R"([["set","/variables/a",1.5],["test","/state",1]])")
                  .error()
                  .message,
              StartsWith("operation 1: "));
}

TEST_F(ContextPatch, FailsWithThePlaceWhereverItFails) {
  expect_fails(R"([["set","/variables/a",2],["remove","/variables/z"]])",
               Code::kNotFound, "/variables/z");
  expect_fails(R"([["remove","/variables/l/2"]])", Code::kNotFound,
               "/variables/l/2");
  expect_fails(R"([["set","/variables/l/01",0]])", Code::kNotFound,
               "/variables/l/01");
  expect_fails(R"([["add","/variables/l/3",0]])", Code::kNotFound,
               "/variables/l/3");
  expect_fails(R"([["append","/variables/a",[1]]])", Code::kType,
               "/variables/a");
  expect_fails(R"([["splice","/variables/l",1,2,[]]])", Code::kRange,
               "/variables/l");
  expect_fails(R"([["move","/variables/l/0","/variables/l"]])",
               Code::kInvalidArgument, "/variables/l/0");
}

TEST_F(ContextPatch, HasToLeaveAStateBehind) {
  expect_fails(R"([["remove","/variables"]])", Code::kNotFound, "/variables");
  expect_fails(R"([["remove","/state"]])", Code::kNotFound, "/state");
  expect_fails(R"([["remove","/node_results"]])", Code::kNotFound,
               "/node_results");
  expect_fails(R"([["set","/variables",[]]])", Code::kType, "/variables");
  expect_fails(R"([["set","/node_results",null]])", Code::kType,
               "/node_results");
  expect_fails(R"([["set","/state","done"]])", Code::kInvalidArgument,
               "/state");
  expect_fails(R"([["append","/state","!"]])", Code::kInvalidArgument,
               "/state");
  expect_fails(R"([["add","/other",1]])", Code::kInvalidArgument, "/other");
  expect_fails(R"([["set","",1]])", Code::kType, "");
  expect_fails(R"([["add","/node_results/",1]])", Code::kInvalidArgument,
               "/node_results/");
  // What is gone in between may be back in the end.
  EXPECT_THAT(patch(R"([["remove","/variables"],["add","/variables",{}]])"),
              IsOk());
}

TEST_F(ContextPatch, ThatOnlyTestsIsNoChange) {
  ASSERT_THAT(patch(R"([["set","/variables/a",2]])"), IsOk());
  ASSERT_THAT(context.undo_rollback(), IsOk());
  const uint64_t version = context.version();
  EXPECT_THAT(patch(R"([{"op":"test","path":"/variables/a","value":1.0}])"),
              IsOk());
  EXPECT_THAT(patch("[]"), IsOk());
  EXPECT_EQ(context.version(), version);
  EXPECT_EQ(context.undo_count(), 0u);
  EXPECT_EQ(context.redo_count(), 1u);
}

// J7
TEST_F(ContextPatch, ChecksTheLimitsOfAState) {
  Limits limits;
  limits.depth = 4;
  limits.state_bytes = 100;
  context = *Context::create("flow", "run", test::fixed_environment(0, limits));
  ASSERT_THAT(context.set_variable("v", json("[[1]]")), IsOk());
  EXPECT_THAT(patch(R"([["copy","/variables/v/1","/variables/v"]])"), IsOk());
  EXPECT_THAT(patch(R"([["copy","/variables/v/2","/variables/v"]])"),
              IsError(Code::kLimit));
  const size_t room = 100 - context.captured().json_size() - 7;
  const auto text = [&](size_t size) {
    return "[[\"add\",\"/variables/w\",\"" + std::string(size, 'x') + "\"]]";
  };
  Context other = context.copy();
  EXPECT_THAT(patch(other, text(room)), IsOk());
  EXPECT_EQ(other.captured().json_size(), 100u);
  EXPECT_THAT(patch(text(room + 1)), IsError(Code::kLimit));
}

TEST_F(ContextPatch, DepthMadeByCopyAndMoveIsChecked) {
  std::string copies = "[";
  for (int i = 0; i < 1000; ++i) {
    copies += i > 0 ? "," : "";
    copies += R"(["add","/variables/b",[0]],["copy","/variables/b/0",)"
              R"("/variables/l"],["move","/variables/l","/variables/b"])";
  }
  const auto status = patch(copies + "]");
  EXPECT_THAT(status, IsError(Code::kLimit));
  EXPECT_THAT(status.error().message, HasSubstr("levels"));
}

// Each copy doubles the value: 2^100 bytes, which no counter holds.
TEST_F(ContextPatch, SizeMadeByCopiesIsChecked) {
  std::string copies = "[";
  for (int i = 0; i < 100; ++i) {
    copies += i > 0 ? "," : "";
    copies += R"(["copy","/variables/l/-","/variables/l"])";
  }
  for (const char* end : {"]", R"(,["test","/variables/l",[1]]])",
                          R"(,["remove","/variables/l"]])"}) {
    const std::string before = in_full(context.captured());
    EXPECT_THAT(patch(copies + end), IsError(Code::kLimit)) << end;
    EXPECT_EQ(in_full(context.captured()), before);
  }
}

TEST_F(ContextPatch, TakesAnUnlimitedDepth) {
  Limits limits;
  limits.depth = std::numeric_limits<uint32_t>::max();
  context = *Context::create("flow", "run", test::fixed_environment(0, limits));
  EXPECT_THAT(patch(R"([["add","/variables/a",[1]]])"), IsOk());
}

TEST_F(ContextPatch, OfAnEndedTransactionIsUnusable) {
  Context change = context.begin();
  ASSERT_THAT(change.abort(), IsOk());
  EXPECT_THAT(patch(change, "[]"), IsError(Code::kUnusable));
  EXPECT_THAT(patch(change, R"([["set","/state","Paused"]])"),
              IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll
