// The forms of contexts and checkpoints: J1, J2, J4, J6, J8.
#include "snaproll/context.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAt;
using test::IsErrorAtOffset;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;

constexpr const char* kNew =
    R"({"execution_id":"run","workflow_id":"flow",)"
    R"("started_at":"2024-05-01T12:00:00Z","completed_at":null,)"
    R"("state":"Running","node_results":{},"variables":{},)"
    R"("checkpoint":null})";

Result<Context> read(std::string_view text, const Limits& limits = {}) {
  return Context::from_json(text, fixed_environment(0, limits));
}

// The form of a new context with one member replaced; left out where `value`
// is empty.
std::string with(const std::string& name, const std::string& value) {
  const std::string whole = kNew;
  const size_t begin = whole.find('"' + name + "\":");
  size_t end = whole.find(",\"", begin);
  std::string member = "\"" + name + "\":" + value;
  if (end == std::string::npos) end = whole.size() - 1;
  if (value.empty()) {
    // The comma goes as well.
    if (whole[end] == ',')
      return whole.substr(0, begin) + whole.substr(end + 1);
    return whole.substr(0, begin - 1) + whole.substr(end);
  }
  return whole.substr(0, begin) + member + whole.substr(end);
}

// J1
TEST(ContextJson, HasItsMembersInOrderAndNullForWhatIsAbsent) {
  const auto context = Context::create("flow", "run", fixed_environment());
  EXPECT_THAT(context->to_json(), IsOkAndHolds(std::string(kNew)));
}

// J1
TEST(ContextJson, ReadsWhatItWrote) {
  const auto environment = fixed_environment(1500);
  auto context = Context::create("fl\"ow\n", "ключ", environment);
  ASSERT_THAT(context->set_variable("", json("[1.0,-0,\"\\u0001\"]")), IsOk());
  ASSERT_THAT(context->record_node_result("b", json("{\"x\":1e300}")), IsOk());
  ASSERT_THAT(context->record_node_result("a", json("null")), IsOk());
  ASSERT_THAT(context->pause(), IsOk());
  ASSERT_THAT(context->set_state(ExecutionState::failed("a\"b")), IsOk());
  ASSERT_THAT(context->mark_completed(), IsOk());
  const auto text = context->to_json();
  ASSERT_THAT(text, IsOk());
  const auto again = Context::from_json(*text, environment);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->to_json(), IsOkAndHolds(*text));
  EXPECT_EQ(again->state(), ExecutionState::failed("a\"b"));
  EXPECT_EQ(again->completed_at(), context->completed_at());
  EXPECT_EQ(again->execution_id(), "ключ");
  EXPECT_THAT(again->checkpoint()->completed_nodes(), ElementsAre("a", "b"));
}

// J1
TEST(ContextJson, OptionalsMayBeMissing) {
  const auto context =
      read(R"({"state":"Paused","workflow_id":"f","execution_id":"e",)"
           R"("node_results":{},"started_at":"2024-05-01T14:00:00+02:00"})");
  ASSERT_THAT(context, IsOk());
  EXPECT_EQ(context->started_at(), test::kNoon);
  EXPECT_EQ(context->completed_at(), kNoTime);
  EXPECT_EQ(context->captured().variables, Value::object());
  EXPECT_EQ(context->checkpoint(), nullptr);
  EXPECT_EQ(context->version(), 0u);
}

// J1
TEST(ContextJson, NamesTheMemberThatIsMissing) {
  for (const std::string name :
       {"execution_id", "workflow_id", "started_at", "state", "node_results"}) {
    EXPECT_THAT(read(with(name, "")), IsErrorAt(Code::kNotFound, '/' + name));
  }
}

// J1
TEST(ContextJson, NamesTheMemberOfAWrongType) {
  for (const std::string name :
       {"execution_id", "workflow_id", "started_at", "state", "node_results",
        "variables", "checkpoint", "completed_at"}) {
    EXPECT_THAT(read(with(name, "7")), IsErrorAt(Code::kType, '/' + name));
  }
  for (const std::string name : {"execution_id", "workflow_id", "started_at",
                                 "state", "node_results", "variables"}) {
    EXPECT_THAT(read(with(name, "null")), IsErrorAt(Code::kType, '/' + name));
  }
  EXPECT_THAT(read("[]"), IsErrorAt(Code::kType, ""));
}

// J1
TEST(ContextJson, IgnoresUnknownMembersAndRefusesRepeatedKnownOnes) {
  const std::string whole = kNew;
  EXPECT_THAT(read(R"({"x":1,"x":[2],)" + whole.substr(1)), IsOk());
  EXPECT_THAT(read(R"({"state":"Paused",)" + whole.substr(1)),
              IsErrorAt(Code::kExists, "/state"));
  EXPECT_THAT(read(with("state", R"({"Failed":"a","Failed":"b"})")),
              IsErrorAt(Code::kExists, "/state/Failed"));
  // Inside values the last one wins (J5).
  const auto context = read(with("variables", R"({"a":1,"a":2})"));
  ASSERT_THAT(context, IsOk());
  EXPECT_EQ(context->captured().variables, json("{\"a\":2}"));
}

// J2
TEST(ContextJson, ReadsEachState) {
  const std::pair<const char*, ExecutionState> states[] = {
      {"\"Running\"", {StateKind::kRunning, {}}},
      {"\"Completed\"", {StateKind::kCompleted, {}}},
      {R"({"Failed":"m"})", ExecutionState::failed("m")},
      {"\"Cancelled\"", {StateKind::kCancelled, {}}},
      {"\"Paused\"", {StateKind::kPaused, {}}}};
  for (const auto& [text, state] : states) {
    const auto context = read(with("state", text));
    ASSERT_THAT(context, IsOk()) << text;
    EXPECT_EQ(context->state(), state);
    EXPECT_THAT(context->get("/state"), IsOkAndHolds(json(text)));
  }
}

// J2
TEST(ContextJson, RefusesUnknownStates) {
  for (const char* text : {"\"running\"", "\"Failed\"", "{}", R"({"Ok":"m"})"})
    EXPECT_THAT(read(with("state", text)),
                IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_THAT(read(with("state", R"({"Failed":1})")),
              IsErrorAt(Code::kType, "/state/Failed"));
}

// J4
TEST(ContextJson, NamesTheMemberOfABadTime) {
  EXPECT_THAT(read(with("started_at", "\"noon\"")),
              IsErrorAt(Code::kParse, "/started_at"));
  EXPECT_THAT(read(with("completed_at", "\"3000-01-01T00:00:00Z\"")),
              IsErrorAt(Code::kRange, "/completed_at"));
  // This one stands for "absent" in memory.
  EXPECT_THAT(read(with("completed_at", "\"1677-09-21T00:12:43.145224192Z\"")),
              IsErrorAt(Code::kRange, "/completed_at"));
  const auto first =
      read(with("started_at", "\"1677-09-21T00:12:43.145224192Z\""));
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(read(*first->to_json()), IsOk());
}

// C5
TEST(ContextJson, ChecksIds) {
  const std::string longer = '"' + std::string(256, 'x') + '"';
  EXPECT_THAT(read(with("execution_id", "\"\"")),
              IsErrorAt(Code::kInvalidArgument, "/execution_id"));
  EXPECT_THAT(read(with("workflow_id", longer)),
              IsErrorAt(Code::kLimit, "/workflow_id"));
  EXPECT_THAT(read(with("node_results", R"({"a":1,"":1})")),
              IsErrorAt(Code::kInvalidArgument, "/node_results/"));
}

TEST(ContextJson, TellsWhereATextIsNoJson) {
  EXPECT_THAT(read(""), IsErrorAtOffset(Code::kParse, 0));
  EXPECT_THAT(read("{,"), IsErrorAtOffset(Code::kParse, 1));
  EXPECT_THAT(read(std::string(kNew) + "x"),
              IsErrorAtOffset(Code::kParse, std::string(kNew).size()));
}

// J6
TEST(ContextJson, TakesValuesOfThe1000thLevelAndNotOfThe1001st) {
  const auto nested = [](size_t levels) {
    return R"({"v":)" + std::string(levels, '[') + std::string(levels, ']') +
           '}';
  };
  for (const std::string name : {"variables", "node_results"}) {
    const auto deep = read(with(name, nested(1000)));
    ASSERT_THAT(deep, IsOk());
    const auto text = deep->to_json();
    ASSERT_THAT(text, IsOk());
    EXPECT_THAT(read(*text), IsOk());
    EXPECT_THAT(read(with(name, nested(1001))),
                IsErrorAt(Code::kLimit, '/' + name + "/v"));
  }
  auto context = read(with("variables", nested(1000)));
  ASSERT_THAT(context->pause(), IsOk());
  const auto text = context->to_json();
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(read(*text), IsOk());
  EXPECT_THAT(
      read(with("checkpoint",
                R"({"timestamp":"2024-05-01T12:00:00Z","completed_nodes":[],)"
                R"("state":"Paused","variables":)" +
                    nested(1001) + '}')),
      IsErrorAt(Code::kLimit, "/checkpoint/variables/v"));
}

// J7
TEST(ContextJson, LimitsTheStateAsAWhole) {
  Limits limits;
  limits.state_bytes = 30;
  EXPECT_THAT(read(with("variables", R"({"v":"12345678901"})"), limits),
              IsOk());
  EXPECT_THAT(read(with("variables", R"({"v":"123456789012"})"), limits),
              IsError(Code::kLimit));
}

// J8
TEST(ContextJson, OrdersNodeResultsByCompletionThenName) {
  const auto context = read(with(
      "node_results", R"({"e":1,"a":{"completed_at":null},)"
                      R"("d":{"completed_at":"2024-05-01T12:00:00Z"},)"
                      R"("c":{"completed_at":"2024-05-01T14:00:00+02:00"},)"
                      R"("b":{"completed_at":"2024-05-01T12:00:00.5Z"},)"
                      R"("f":{"completed_at":"2023-05-01T12:00:00Z"},)"
                      R"("0":{"completed_at":"noon"}})"));
  ASSERT_THAT(context, IsOk());
  EXPECT_THAT(context->captured().nodes_in_order(),
              ElementsAre("f", "c", "d", "b", "0", "a", "e"));
  EXPECT_EQ(context->captured().next_sequence, 7u);
}

// J1, C8
TEST(CheckpointJson, ReadsWhatItWrote) {
  const std::string text =
      R"({"timestamp":"2024-05-01T12:00:00Z","completed_nodes":["b","a"],)"
      R"("variables":{"v":1},"state":{"Failed":"m"}})";
  const auto checkpoint = Checkpoint::from_json(text);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_THAT(checkpoint->completed_nodes(), ElementsAre("b", "a"));
  EXPECT_THAT(checkpoint->to_json(), IsOkAndHolds(text));
}

// J1
TEST(CheckpointJson, NamesTheMemberThatIsWrong) {
  const std::string begin = R"({"timestamp":"2024-05-01T12:00:00Z",)";
  const std::string end = R"("variables":{},"state":"Paused"})";
  EXPECT_THAT(Checkpoint::from_json(begin + end),
              IsErrorAt(Code::kNotFound, "/completed_nodes"));
  EXPECT_THAT(
      Checkpoint::from_json(begin + R"("completed_nodes":["a",1],)" + end),
      IsErrorAt(Code::kType, "/completed_nodes/1"));
  EXPECT_THAT(Checkpoint::from_json(begin + R"("completed_nodes":[""],)" + end),
              IsErrorAt(Code::kInvalidArgument, "/completed_nodes/0"));
  EXPECT_THAT(Checkpoint::from_json(begin + R"("completed_nodes":{},)" + end),
              IsErrorAt(Code::kType, "/completed_nodes"));
  EXPECT_THAT(Checkpoint::from_json(begin + begin.substr(1) +
                                    R"("completed_nodes":[],)" + end),
              IsErrorAt(Code::kExists, "/timestamp"));
  EXPECT_THAT(read(with("checkpoint", begin + begin.substr(1) +
                                          R"("completed_nodes":[],)" + end)),
              IsErrorAt(Code::kExists, "/checkpoint/timestamp"));
}

}  // namespace
}  // namespace snaproll
