// A captured state as one value, and back.
#include "context/states.hpp"
#include "snaproll/snapshot.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using test::canonical;
using test::expect_numbered;
using test::IsErrorAt;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;

constexpr const char* kNone =
    R"({"node_results":{},"state":"Running","variables":{}})";

CapturedState state_of(std::string_view text, const CapturedState& from = {}) {
  const auto made = from.with_value(json(text));
  EXPECT_THAT(made, IsOk()) << text;
  return made.ok() ? *made : CapturedState();
}

Result<CapturedState> with(std::string_view text, const Limits& limits = {}) {
  return CapturedState().with_value(json(text), limits);
}

TEST(CapturedValue, IsTheThreePartsInOneObject) {
  CapturedState state;
  EXPECT_THAT(state.to_value(), IsOkAndHolds(json(kNone)));
  state.state = ExecutionState::failed("no \"disk\"\n");
  state.variables = json(R"({"":null,"a/b":[1]})");
  state.node_results = json(R"({"n":{"x":1.0}})");
  state.recorded = json(R"({"n":7})");
  EXPECT_THAT(state.to_value(),
              IsOkAndHolds(json(R"({"node_results":{"n":{"x":1.0}},)"
                                R"("state":{"Failed":"no \"disk\"\n"},)"
                                R"("variables":{"":null,"a/b":[1]}})")));
}

TEST(CapturedValue, ReadsBackAsTheSame) {
  for (const char* text :
       {kNone,
        R"({"node_results":{"n":1},"state":{"Failed":""},"variables":{"v":0}})",
        R"({"node_results":{},"state":"Paused","variables":{"a/b":{"~":[]}}})",
        R"({"node_results":{},"state":"Cancelled","variables":{}})",
        R"({"node_results":{},"state":"Completed","variables":{}})"}) {
    EXPECT_EQ(canonical(state_of(text)), text);
  }
}

TEST(CapturedValue, SharesThePartsWithTheValue) {
  CapturedState state;
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) {
    text += text.size() > 1 ? "," : "";
    text += "\"v" + std::to_string(i) + "\":" + std::to_string(i);
  }
  state.variables = json(text + "}");
  const auto before = detail::tree_counters();
  const auto value = state.to_value();
  ASSERT_THAT(value, IsOk());
  const auto again = state.with_value(*value);
  ASSERT_THAT(again, IsOk());
  EXPECT_LE(detail::tree_counters().bytes_live - before.bytes_live, 2048u);
  EXPECT_LE(detail::tree_counters().nodes_visited - before.nodes_visited, 50u);
  EXPECT_EQ(again->variables, state.variables);
}

TEST(CapturedValue, NamesWhatIsNoState) {
  const CapturedState none;
  for (const char* text : {"null", "[]", "1", "\"Running\""})
    EXPECT_THAT(with(text), IsErrorAt(Code::kType, "")) << text;
  EXPECT_THAT(with("{}"), IsErrorAt(Code::kNotFound, "/state"));
  EXPECT_THAT(with(R"({"state":"Running","node_results":{}})"),
              IsErrorAt(Code::kNotFound, "/variables"));
  EXPECT_THAT(with(R"({"state":"Running","variables":{}})"),
              IsErrorAt(Code::kNotFound, "/node_results"));
  EXPECT_THAT(with(R"({"state":"Running","variables":[],"node_results":{}})"),
              IsErrorAt(Code::kType, "/variables"));
  EXPECT_THAT(with(R"({"state":"Running","variables":{},"node_results":null})"),
              IsErrorAt(Code::kType, "/node_results"));
  const auto more =
      with(R"({"a/~":1,"state":"Running","variables":{},"node_results":{}})");
  EXPECT_THAT(more, IsErrorAt(Code::kInvalidArgument, "/a~1~0"));
  EXPECT_EQ(more.error().hint,
            "begin with /variables, /node_results or /state");
}

TEST(CapturedValue, NamesWhatIsWrongInTheState) {
  const auto state = [](const std::string& text) {
    return with("{\"node_results\":{},\"state\":" + text +
                ",\"variables\":{}}");
  };
  EXPECT_THAT(state("\"running\""),
              IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_THAT(state("\"Failed\""), IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_THAT(state("{}"), IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_THAT(state("1"), IsErrorAt(Code::kType, "/state"));
  EXPECT_THAT(state("null"), IsErrorAt(Code::kType, "/state"));
  EXPECT_THAT(state(R"({"Failed":1})"),
              IsErrorAt(Code::kType, "/state/Failed"));
}

// C5
TEST(CapturedValue, ChecksTheIdsOfNewNodes) {
  const auto named = [](const std::string& name) {
    return with("{\"node_results\":{\"" + name +
                "\":1},\"state\":\"Running\",\"variables\":{}}");
  };
  EXPECT_THAT(named(""), IsErrorAt(Code::kInvalidArgument, "/node_results/"));
  const std::string longest(255, 'x');
  EXPECT_THAT(named(longest), IsOk());
  EXPECT_THAT(named(longest + "y"),
              IsErrorAt(Code::kLimit, "/node_results/" + longest + "y"));
}

// J7
TEST(CapturedValue, ChecksDepthAndSize) {
  Limits limits;
  limits.depth = 3;
  const auto deep = [&](const char* part, const std::string& text) {
    const std::string other =
        part == std::string("variables") ? "node_results" : "variables";
    return with("{\"" + other + "\":{},\"state\":\"Running\",\"" + part +
                    "\":{\"n\":" + text + "}}",
                limits);
  };
  EXPECT_THAT(deep("variables", "[[1]]"), IsOk());
  EXPECT_THAT(deep("variables", "[[[1]]]"),
              IsErrorAt(Code::kLimit, "/variables/n"));
  EXPECT_THAT(deep("node_results", "[[1]]"), IsOk());
  EXPECT_THAT(deep("node_results", "[[[1]]]"),
              IsErrorAt(Code::kLimit, "/node_results/n"));
  limits.state_bytes = 13;  // "Running" {} {}
  EXPECT_THAT(with(kNone, limits), IsOk());
  limits.state_bytes = 12;
  EXPECT_THAT(with(kNone, limits), IsErrorAt(Code::kLimit, ""));
}

// J8
TEST(CapturedValue, ResultsThatStayKeepTheirNumbers) {
  CapturedState state;
  state.node_results = json(R"({"a":1,"b":2,"c":3})");
  state.recorded = json(R"({"a":5,"b":3,"c":4})");
  state.next_sequence = 9;
  const CapturedState made = state_of(
      R"({"node_results":{"a":10,"c":3},"state":"Running","variables":{}})",
      state);
  EXPECT_EQ(made.recorded, json(R"({"a":5,"c":4})"));
  EXPECT_EQ(made.next_sequence, 9u);
  EXPECT_THAT(made.nodes_in_order(), ElementsAre("c", "a"));
}

// J8
TEST(CapturedValue, NewResultsAreNumberedByCompletionThenByName) {
  CapturedState state;
  state.node_results = json(R"({"old":1})");
  state.recorded = json(R"({"old":3})");
  state.next_sequence = 8;
  const CapturedState made =
      state_of(R"({"node_results":{)"
               R"("a":0,"b":{"completed_at":"never"},)"
               R"("late":{"completed_at":"2024-05-01T12:00:01Z"},)"
               R"("old":1,)"
               R"("soon":{"completed_at":"2024-05-01T12:00:00.5Z"},)"
               R"("sooner":{"completed_at":"2024-05-01T13:59:00+02:00"},)"
               R"("twin":{"completed_at":"2024-05-01T12:00:01Z"}},)"
               R"("state":"Running","variables":{}})",
               state);
  EXPECT_THAT(made.nodes_in_order(),
              ElementsAre("old", "sooner", "soon", "late", "twin", "a", "b"));
  EXPECT_EQ(made.next_sequence, 14u);
  expect_numbered(made);
}

TEST(CapturedValue, AFailureLeavesTheStateThatItWasAskedOf) {
  CapturedState state;
  state.node_results = json(R"({"a":1})");
  state.recorded = json(R"({"a":0})");
  state.next_sequence = 1;
  const std::string before = test::in_full(state);
  EXPECT_FALSE(state.with_value(json("{}")).ok());
  EXPECT_FALSE(state
                   .with_value(json(R"({"node_results":{"":1,"b":2},)"
                                    R"("state":"Paused","variables":{}})"))
                   .ok());
  EXPECT_EQ(test::in_full(state), before);
  EXPECT_EQ(state.next_sequence, 1u);
}

TEST(CapturedValue, SnapshotsAndContextsTellTheSame) {
  Context context = *Context::create("flow", "run", test::fixed_environment());
  ASSERT_THAT(context.set_variable("v", json("1")), IsOk());
  const auto snapshot = context.take_snapshot();
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_THAT(
      snapshot->value(),
      IsOkAndHolds(json(
          R"({"node_results":{},"state":"Running","variables":{"v":1}})")));
  EXPECT_THAT(context.value(), IsOkAndHolds(*snapshot->value()));
}

}  // namespace
}  // namespace snaproll
