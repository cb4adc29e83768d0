// Selectors: what a selective rollback takes back.
#include "context/select_fixture.hpp"

namespace snaproll {
namespace {

using test::canonical;
using test::in_full;
using test::IsOk;
using test::json;
using test::Select;
using ::testing::ElementsAre;

TEST_F(Select, TakesTheVariablesThatAreNamed) {
  states(R"({"a":1,"b":1,"c":1,"same":1})", R"({"a":2,"b":2,"d":2,"same":1})");
  Selector selector;
  selector.variables = {"a", "c", "d", "same"};
  const CapturedState after = select(selector);
  EXPECT_EQ(after.variables, json(R"({"a":1,"b":2,"c":1,"same":1})"));
  EXPECT_EQ(after.node_results, context.captured().node_results);
  EXPECT_EQ(after.state, ExecutionState::failed("m"));
}

TEST_F(Select, TakesTheVariablesThatMatchGlobs) {
  states(R"({"agent/1":1,"agent/2":1,"agenda":1,"x":1,"é":1})",
         R"({"agent/1":2,"agent/3":2,"agenda":2,"x":2,"é":2})");
  Selector selector;
  selector.variables = {"agent/*"};
  EXPECT_EQ(variables(selector),
            R"({"agenda":2,"agent/1":1,"agent/2":1,"x":2,"é":2})");
  selector.variables = {"?"};
  EXPECT_EQ(variables(selector),
            R"({"agenda":2,"agent/1":2,"agent/3":2,"x":1,"é":1})");
}

TEST_F(Select, TakesNamesWithSpecialCharactersWhenTheyAreEscaped) {
  states(R"({"a*":1,"ab":1,"c\\":1})", R"({"a*":2,"ab":2,"c\\":2})");
  Selector selector;
  selector.variables = {"a\\*", "c\\\\"};
  EXPECT_EQ(variables(selector), R"({"a*":1,"ab":2,"c\\":1})");
  EXPECT_EQ(at({"/variables/a*"}), R"({"a*":1,"ab":2,"c\\":2})");
}

// J8
TEST_F(Select, TakesNodeResultsWithTheirNumbers) {
  states("{}", "{}");
  Selector selector;
  selector.node_results = {"b", "a"};
  const CapturedState after = select(selector);
  EXPECT_EQ(after.node_results, json(R"({"a":1,"b":1,"c":2})"));
  EXPECT_THAT(after.nodes_in_order(), ElementsAre("a", "b", "c"));
  selector.node_results = {"c"};
  EXPECT_EQ(select(selector).node_results, json(R"({"a":2})"));
  EXPECT_EQ(select(selector).recorded.names(), std::vector<std::string>{"a"});
  test::expect_numbered(select(selector));
}

// J8: a result that was recorded again is the one recorded first when it is
// taken back, though it looks the same.
TEST_F(Select, TakesTheNumberOfAResultThatLooksTheSame) {
  ASSERT_THAT(context.record_node_result("a", json("1")), IsOk());
  ASSERT_THAT(context.record_node_result("b", json("1")), IsOk());
  target = *context.take_snapshot();
  ASSERT_THAT(context.record_node_result("a", json("1")), IsOk());
  Selector selector;
  selector.node_results = {"*"};
  EXPECT_THAT(select(selector).nodes_in_order(), ElementsAre("a", "b"));
}

// J8: one of another context may have had its number long ago.
TEST_F(Select, GivesNoNumberTwiceAfterASnapshotOfAnotherContext) {
  states("{}", "{}");
  Context other = *Context::create("flow");
  for (int i = 0; i < 50; ++i)
    ASSERT_THAT(other.record_node_result("z", json("1")), IsOk());
  target = *other.take_snapshot();
  Selector selector;
  selector.node_results = {"z"};
  const auto plan = context.plan(*target, &selector);
  ASSERT_THAT(plan, IsOk());
  ASSERT_THAT(context.apply_plan(*plan), IsOk());
  for (int i = 0; i < 60; ++i) {
    ASSERT_THAT(context.record_node_result("n", json("1")), IsOk());
    ASSERT_NO_FATAL_FAILURE(test::expect_numbered(context.captured()));
    EXPECT_EQ(context.captured().nodes_in_order().back(), "n");
  }
}

TEST_F(Select, TakesTheState) {
  states(R"({"a":1})", R"({"a":2})");
  Selector selector;
  selector.state = true;
  EXPECT_EQ(canonical(select(selector)),
            R"({"node_results":{"a":2,"c":2},"state":"Running",)"
            R"("variables":{"a":2}})");
  Selector pointer;
  pointer.pointers = {"/state"};
  EXPECT_EQ(in_full(select(pointer)), in_full(select(selector)));
}

TEST_F(Select, TakesWhatStandsDeepInAValue) {
  states(R"({"a":{"b":[1,{"c":1,"d":1}],"e":1},"x~/y":{"":1}})",
         R"({"a":{"b":[2,{"c":2,"f":2}],"e":2},"x~/y":{"":2}})");
  EXPECT_EQ(at({"/variables/a/b/1/c", "/variables/x~0~1y/"}),
            R"({"a":{"b":[2,{"c":1,"f":2}],"e":2},"x~/y":{"":1}})");
  EXPECT_EQ(at({"/variables/a/b/1/d", "/variables/a/b/1/f"}),
            R"({"a":{"b":[2,{"c":2,"d":1}],"e":2},"x~/y":{"":2}})");
  EXPECT_EQ(at({"/variables/a/e"}, true),
            R"({"a":{"b":[1,{"c":1,"d":1}],"e":2},"x~/y":{"":1}})");
}

TEST_F(Select, TakesElementsOfArrays) {
  states(R"({"l":[1,1,1],"s":[1,1,1,1,1]})", R"({"l":[2,2,2,2,2],"s":[2,2]})");
  EXPECT_EQ(at({"/variables/l/1"}), R"({"l":[2,1,2,2,2],"s":[2,2]})");
  // Elements that were not there go, whatever the order they are named in.
  EXPECT_EQ(at({"/variables/l/3", "/variables/l/4"}),
            R"({"l":[2,2,2],"s":[2,2]})");
  EXPECT_EQ(at({"/variables/l/4", "/variables/l/0", "/variables/l/3"}),
            R"({"l":[1,2,2],"s":[2,2]})");
  // Elements that are gone come back at the end.
  EXPECT_EQ(at({"/variables/s/3", "/variables/s/2", "/variables/s/4"}),
            R"({"l":[2,2,2,2,2],"s":[2,2,1,1,1]})");
  // Those before them have to be there.
  EXPECT_THAT(
      error([](Selector& s) { s.pointers = {"/variables/s/4"}; }).pointer,
      "/variables/s/4");
}

TEST_F(Select, TakesElementsInOrderOfTheirIndexes) {
  std::string then = "0";
  for (int i = 1; i < 12; ++i) then += "," + std::to_string(i);
  states("{\"l\":[" + then + "]}", R"({"l":[]})");
  std::vector<std::string> pointers;
  for (int i = 11; i >= 0; --i)
    pointers.push_back("/variables/l/" + std::to_string(i));
  EXPECT_EQ(at(pointers), "{\"l\":[" + then + "]}");
}

TEST_F(Select, TakesWhatStandsInANodeResultAndKeepsItsNumber) {
  ASSERT_THAT(context.record_node_result("a", json(R"({"x":1})")), IsOk());
  target = *context.take_snapshot();
  ASSERT_THAT(context.record_node_result("b", json("1")), IsOk());
  ASSERT_THAT(context.record_node_result("a", json(R"({"x":2})")), IsOk());
  Selector selector;
  selector.pointers = {"/node_results/a/x"};
  const CapturedState after = select(selector);
  EXPECT_EQ(after.node_results, json(R"({"a":{"x":1},"b":1})"));
  EXPECT_THAT(after.nodes_in_order(), ElementsAre("b", "a"));
}

TEST_F(Select, TakesWholePartsByPointer) {
  states(R"({"a":1,"b":1})", R"({"a":2})");
  EXPECT_EQ(at({"/variables"}), R"({"a":1,"b":1})");
  Selector selector;
  selector.pointers = {"/variables", "/node_results", "/state"};
  EXPECT_EQ(in_full(select(selector)), in_full(target->captured()));
  selector.everything_but = true;
  EXPECT_EQ(in_full(select(selector)), in_full(context.captured()));
}

TEST_F(Select, EverythingButKeepsWhatIsNamed) {
  states(R"({"a":1,"b":1,"c":1})", R"({"a":2,"b":2,"d":2})");
  Selector selector;
  selector.everything_but = true;
  EXPECT_EQ(in_full(select(selector)), in_full(target->captured()));
  selector.variables = {"a", "c", "d"};
  selector.node_results = {"c"};
  selector.state = true;
  EXPECT_EQ(canonical(select(selector)),
            R"({"node_results":{"a":1,"b":1,"c":2},"state":{"Failed":"m"},)"
            R"("variables":{"a":2,"b":1,"d":2}})");
}

// Cost: a look-up for each change, however many names there are.
TEST_F(Select, TakesManyNamesAtOnce) {
  Selector selector;
  std::string then = "{";
  std::string now = "{";
  for (int i = 0; i < 50000; ++i) {
    selector.variables.push_back("v" + std::to_string(i));
    const std::string name = (i > 0 ? ",\"" : "\"") + selector.variables.back();
    then += name + "\":1";
    now += name + "\":2";
  }
  states(then + "}", now + "}");
  EXPECT_EQ(select(selector).variables, target->variables());
}

}  // namespace
}  // namespace snaproll
