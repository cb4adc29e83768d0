// Rules S1 to S4 and the form of a snapshot (J1).
#include "snaproll/snapshot.hpp"

#include "snaproll/context.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;
using ::testing::Optional;

class SnapshotTest : public test::PlacedContext {
 protected:
  void SetUp() override {
    make_context(environment);
    ASSERT_THAT(context().set_variable("v", json("[1]")), IsOk());
    ASSERT_THAT(context().record_node_result("n", json("1")), IsOk());
  }
  std::shared_ptr<const Environment> environment = fixed_environment();
};

SNAPROLL_EVERYWHERE(SnapshotTest);

// S1
TEST_P(SnapshotTest, HasItsFields) {
  SnapshotInfo info;
  info.label = "l";
  info.trigger_node = "n";
  info.metadata = {"why", "who", true, json("{\"k\":[1]}")};
  const auto snapshot = context().take_snapshot(info);
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_EQ(snapshot->created_at(), test::kNoon);
  EXPECT_EQ(snapshot->label(), "l");
  EXPECT_EQ(snapshot->trigger_node(), "n");
  EXPECT_EQ(snapshot->metadata().reason, "why");
  EXPECT_EQ(snapshot->metadata().created_by, "who");
  EXPECT_TRUE(snapshot->metadata().is_auto);
  EXPECT_EQ(snapshot->metadata().custom, json("{\"k\":[1]}"));
  EXPECT_EQ(snapshot->state().kind, StateKind::kRunning);
  EXPECT_EQ(snapshot->variables(), json("{\"v\":[1]}"));
  EXPECT_EQ(snapshot->node_results(), json("{\"n\":1}"));
  EXPECT_NE(snapshot->id(), context().take_snapshot()->id());
}

// S2
TEST_P(SnapshotTest, NothingDoneLaterChangesIt) {
  const auto snapshot = context().take_snapshot();
  const auto text = snapshot->to_json();
  ASSERT_THAT(context().append("/variables/v", json("2")), IsOk());
  ASSERT_THAT(context().set_variable("w", json("3")), IsOk());
  ASSERT_THAT(context().remove_node_result("n"), IsOk());
  ASSERT_THAT(context().cancel(), IsOk());
  EXPECT_EQ(*snapshot->to_json(), *text);
}

// S3
TEST_P(SnapshotTest, AppliedSetsStateVariablesAndResultsAndNothingElse) {
  ASSERT_THAT(context().set_state(ExecutionState::failed("f")), IsOk());
  const auto snapshot = context().take_snapshot();
  ASSERT_THAT(context().set_variable("w", json("3")), IsOk());
  ASSERT_THAT(context().remove_node_result("n"), IsOk());
  ASSERT_THAT(environment->clock->advance(9), IsOk());
  ASSERT_THAT(context().pause(), IsOk());
  ASSERT_THAT(context().mark_completed(), IsOk());
  CapturedState before;
  const uint64_t version = context().version();
  for (int times = 0; times < 2; ++times) {
    EXPECT_THAT(context().apply(*snapshot, times == 0 ? &before : nullptr),
                IsOk());
    EXPECT_EQ(context().state(), ExecutionState::failed("f"));
    EXPECT_EQ(context().captured().variables, json("{\"v\":[1]}"));
    EXPECT_EQ(context().captured().node_results, json("{\"n\":1}"));
    EXPECT_EQ(context().execution_id(), "run");
    EXPECT_EQ(context().workflow_id(), "flow");
    EXPECT_EQ(context().started_at(), test::kNoon);
    EXPECT_EQ(context().completed_at(), test::kNoon + 9);
    EXPECT_NE(context().checkpoint(), nullptr);
    EXPECT_EQ(context().position(), snapshot->id());
  }
  EXPECT_EQ(context().version(), version + 2);
  EXPECT_EQ(before.variables, json("{\"v\":[1],\"w\":3}"));
  EXPECT_EQ(before.state.kind, StateKind::kPaused);
}

// S3
TEST_P(SnapshotTest, CanBeAppliedToAnyContext) {
  const auto snapshot = context().take_snapshot();
  Context other = *Context::create("other", "o", environment);
  EXPECT_THAT(other.apply(*snapshot), IsOk());
  EXPECT_THAT(other.variable("v"), Optional(json("[1]")));
  EXPECT_EQ(other.workflow_id(), "other");
}

// S3, J7
TEST_P(SnapshotTest, ApplyingItKeepsTheLimitsOfTheContext) {
  Limits limits;
  limits.state_bytes = 20;
  Context other = *Context::create("other", "o", fixed_environment(0, limits));
  EXPECT_THAT(other.apply(*context().take_snapshot()), IsError(Code::kLimit));
  EXPECT_EQ(other.captured().variables, Value::object());
}

// S4
TEST_P(SnapshotTest, CountsNodeResultsAndVariables) {
  ASSERT_THAT(context().set_variable("w", Value()), IsOk());
  const auto snapshot = context().take_snapshot();
  EXPECT_EQ(snapshot->completed_node_count(), 1u);
  EXPECT_EQ(snapshot->variable_count(), 2u);
}

TEST_P(SnapshotTest, RefersToThePositionAsItsParent) {
  const auto first = context().take_snapshot();
  const auto second = context().take_snapshot();
  EXPECT_EQ(first->parent(), std::nullopt);
  EXPECT_EQ(second->parent(), first->id());
  ASSERT_THAT(context().apply(*first), IsOk());
  EXPECT_EQ(context().take_snapshot()->parent(), first->id());
}

// J8
TEST_P(SnapshotTest, CapturesTheSequenceOfRecording) {
  ASSERT_THAT(context().record_node_result("a", json("2")), IsOk());
  const auto snapshot = context().take_snapshot();
  ASSERT_THAT(context().record_node_result("n", json("2")), IsOk());
  EXPECT_THAT(context().captured().nodes_in_order(), ElementsAre("a", "n"));
  ASSERT_THAT(context().apply(*snapshot), IsOk());
  EXPECT_THAT(context().captured().nodes_in_order(), ElementsAre("n", "a"));
  ASSERT_THAT(context().record_node_result("b", json("2")), IsOk());
  EXPECT_THAT(context().captured().nodes_in_order(),
              ElementsAre("n", "a", "b"));
}

TEST_P(SnapshotTest, ChecksWhatIsToldOfIt) {
  SnapshotInfo info;
  info.label = "\xff";
  EXPECT_THAT(context().take_snapshot(info), IsErrorAt(Code::kParse, "/label"));
  info = {};
  info.trigger_node = "";
  EXPECT_THAT(context().take_snapshot(info),
              IsErrorAt(Code::kInvalidArgument, "/trigger_node"));
  info = {};
  info.metadata.custom = json("[]");
  EXPECT_THAT(context().take_snapshot(info),
              IsErrorAt(Code::kType, "/metadata/custom"));
  info = {};
  info.metadata.created_by = "\xff";
  EXPECT_THAT(context().take_snapshot(info),
              IsErrorAt(Code::kParse, "/metadata/created_by"));
  EXPECT_EQ(context().position(), std::nullopt);
}

constexpr const char* kForm =
    R"({"id":"01890a5d-ac96-774b-bcce-b302099a8057",)"
    R"("created_at":"2024-05-01T12:00:00.250Z","label":"l",)"
    R"("trigger_node":null,"state":"Running","variables":{"v":1},)"
    R"("node_results":{"n":{}},"metadata":{"reason":null,)"
    R"("created_by":"me","is_auto":false,"custom":{"k":0}}})";

// J1
TEST(SnapshotJson, ReadsAndWritesItsForm) {
  const auto snapshot = Snapshot::from_json(kForm);
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_THAT(snapshot->to_json(), IsOkAndHolds(std::string(kForm)));
  EXPECT_EQ(snapshot->parent(), std::nullopt);
  EXPECT_EQ(snapshot->metadata().created_by, "me");
}

// J1
TEST(SnapshotJson, OptionalsMayBeMissing) {
  const std::string begin =
      R"({"id":"01890A5D-AC96-774B-BCCE-B302099A8057",)"
      R"("created_at":"2024-05-01T12:00:00Z","state":"Running",)"
      R"("variables":{},"node_results":{})";
  auto snapshot = Snapshot::from_json(begin + '}');
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_FALSE(snapshot->metadata().is_auto);
  EXPECT_EQ(snapshot->metadata().custom, Value::object());
  snapshot = Snapshot::from_json(begin + R"(,"metadata":{"is_auto":true}})");
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_TRUE(snapshot->metadata().is_auto);
  EXPECT_THAT(Snapshot::from_json(begin + R"(,"metadata":{}})"),
              IsErrorAt(Code::kNotFound, "/metadata/is_auto"));
  EXPECT_THAT(Snapshot::from_json(begin + R"(,"metadata":null})"),
              IsErrorAt(Code::kType, "/metadata"));
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string text = kForm;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// J1
TEST(SnapshotJson, NamesTheMemberThatIsWrong) {
  const struct {
    const char *from, *to, *pointer;
    Code code;
  } cases[] = {
      {"\"01890a5d-", "\"0189-", "/id", Code::kInvalidArgument},
      {"\"id\"", "\"no\"", "/id", Code::kNotFound},
      {"\"created_at\"", "\"no\"", "/created_at", Code::kNotFound},
      {"2024-", "24-", "/created_at", Code::kParse},
      {"2024-", "3024-", "/created_at", Code::kRange},
      {"\"l\"", "1", "/label", Code::kType},
      {"\"trigger_node\":null", "\"trigger_node\":[]", "/trigger_node",
       Code::kType},
      {"\"state\"", "\"no\"", "/state", Code::kNotFound},
      {"\"Running\"", "\"Walking\"", "/state", Code::kInvalidArgument},
      {"\"variables\"", "\"no\"", "/variables", Code::kNotFound},
      {"{\"v\":1}", "[]", "/variables", Code::kType},
      {"\"node_results\"", "\"no\"", "/node_results", Code::kNotFound},
      {"{\"n\":{}}", "[]", "/node_results", Code::kType},
      {"{\"n\":{}}", "{\"\":{}}", "/node_results/", Code::kInvalidArgument},
      {"\"reason\":null", "\"reason\":1", "/metadata/reason", Code::kType},
      {"\"me\"", "{}", "/metadata/created_by", Code::kType},
      {"false", "0", "/metadata/is_auto", Code::kType},
      {"{\"k\":0}", "null", "/metadata/custom", Code::kType},
      {"\"label\"", "\"id\":1,\"label\"", "/id", Code::kExists},
      {"\"is_auto\"", "\"is_auto\":1,\"is_auto\"", "/metadata/is_auto",
       Code::kExists},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Snapshot::from_json(replaced(c.from, c.to)),
                IsErrorAt(c.code, c.pointer))
        << c.to;
  }
  EXPECT_THAT(Snapshot::from_json(replaced("\"label\"", "\"x\":1,\"label\"")),
              IsOk());
}

// J6
TEST(SnapshotJson, TakesCustomValuesOfThe1000thLevel) {
  const auto nested = [](size_t levels) {
    return "{\"k\":" + std::string(levels, '[') + std::string(levels, ']') +
           '}';
  };
  const auto snapshot =
      Snapshot::from_json(replaced("{\"k\":0}", nested(1000)));
  ASSERT_THAT(snapshot, IsOk());
  EXPECT_THAT(Snapshot::from_json(*snapshot->to_json()), IsOk());
  EXPECT_THAT(Snapshot::from_json(replaced("{\"k\":0}", nested(1001))),
              IsErrorAt(Code::kLimit, "/metadata/custom/k"));
}

}  // namespace
}  // namespace snaproll
