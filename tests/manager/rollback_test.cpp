// Rules M7 to M13: going back.
#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;
using ::testing::Optional;

class Rollback : public test::PlacedManager {
 protected:
  void SetUp() override { begin(10, environment); }
  Id take() { return manager().create_snapshot(context())->id(); }
  void set(std::string_view name, std::string_view text) {
    ASSERT_THAT(context().set_variable_json(name, text), IsOk());
  }
  // Variables changed by going back from `after` to `before`.
  size_t changed(std::string_view before, std::string_view after) {
    EXPECT_THAT(context().set_json("/variables", before), IsOk());
    take();
    EXPECT_THAT(context().set_json("/variables", after), IsOk());
    return manager().rollback(context())->variables_changed;
  }

  std::shared_ptr<const Environment> environment =
      fixed_environment(test::kSecond);
};

SNAPROLL_EVERYWHERE(Rollback);

// M7
TEST_P(Rollback, AppliesTheNewest) {
  set("v", "1");
  take();
  set("v", "2");
  const Id id = take();
  set("v", "3");
  const auto result = manager().rollback(context());
  ASSERT_THAT(result, IsOk());
  EXPECT_TRUE(result->success);
  EXPECT_EQ(result->applied_snapshot_id, id);
  EXPECT_THAT(context().variable("v"), Optional(json("2")));
}

// M7
TEST_P(Rollback, ToAnIdAppliesThatOne) {
  set("v", "1");
  const Id id = take();
  set("v", "2");
  take();
  EXPECT_TRUE(manager().rollback_to(context(), id)->success);
  EXPECT_THAT(context().variable("v"), Optional(json("1")));
  EXPECT_EQ(context().position(), id);
}

// M7
TEST_P(Rollback, OfNAppliesTheNthNewest) {
  for (int i = 1; i <= 5; ++i) {
    set("v", std::to_string(i));
    take();
  }
  for (size_t n = 1; n <= 5; ++n) {
    EXPECT_TRUE(manager().rollback_n(context(), n)->success);
    EXPECT_THAT(context().variable("v"),
                Optional(Value::integer(static_cast<int64_t>(6 - n))));
  }
}

// M8
TEST_P(Rollback, KeepsEverySnapshotAndTheNodeCounter) {
  const Id first = take();
  const Id second = take();
  ASSERT_THAT(manager().on_node_execute(context(), "n"), IsOk());
  EXPECT_TRUE(manager().rollback_to(context(), first)->success);
  EXPECT_EQ(manager().count(), 2u);
  EXPECT_EQ(manager().latest()->id(), second);
  EXPECT_EQ(manager().summary().nodes_processed, 1u);
  EXPECT_TRUE(manager().rollback_to(context(), second)->success);
}

// M9
TEST_P(Rollback, TellsHowManyNodeResultsWentAndNeverLessThanNone) {
  const Id empty = take();
  for (const char* node : {"a", "b", "c"})
    ASSERT_THAT(context().record_node_result(node, json("1")), IsOk());
  const Id full = take();
  EXPECT_EQ(manager().rollback_to(context(), empty)->nodes_removed, 3u);
  EXPECT_EQ(manager().rollback_to(context(), full)->nodes_removed, 0u);
  // One that replaced another is none that went.
  ASSERT_THAT(context().remove_node_result("a"), IsOk());
  ASSERT_THAT(context().record_node_result("d", json("1")), IsOk());
  EXPECT_EQ(manager().rollback_to(context(), full)->nodes_removed, 0u);
}

// M10
TEST_P(Rollback, CountsOnlyVariablesThatWereThereBefore) {
  // Gone, changed and the same; one appears again.
  EXPECT_EQ(changed(R"({"same":1,"other":1,"back":1})",
                    R"({"same":1,"other":2,"new":1})"),
            2u);
  EXPECT_EQ(changed(R"({"a":1})", "{}"), 0u);
  EXPECT_EQ(changed("{}", R"({"a":1,"b":null})"), 2u);
  EXPECT_EQ(changed("{}", "{}"), 0u);
}

// M11
TEST_P(Rollback, ComparesVariablesAsJsonValues) {
  EXPECT_EQ(changed(R"({"v":{"a":1,"b":2}})", R"({"v":{"b":2,"a":1}})"), 0u);
  EXPECT_EQ(changed(R"({"v":1})", R"({"v":1.0})"), 1u);
  EXPECT_EQ(changed(R"({"v":-0.0})", R"({"v":0.0})"), 0u);
  EXPECT_EQ(changed(R"({"v":[{"x":-0.0}]})", R"({"v":[{"x":0.0}]})"), 0u);
  EXPECT_EQ(changed(R"({"v":-0.0})", R"({"v":0})"), 1u);
  EXPECT_EQ(changed(R"({"v":1.0})", R"({"v":1e0})"), 0u);
  EXPECT_EQ(changed(R"({"v":"1"})", R"({"v":1})"), 1u);
  EXPECT_EQ(changed(R"({"v":null})", R"({"v":false})"), 1u);
}

// M10
TEST_P(Rollback, CountsAmongManyVariables) {
  for (int i = 0; i < 5000; ++i)
    set("variable" + std::to_string(i), std::to_string(i));
  take();
  for (int i = 0; i < 5000; i += 500)
    set("variable" + std::to_string(i), "\"other\"");
  set("another", "1");
  EXPECT_EQ(manager().rollback(context())->variables_changed, 11u);
}

// M12
TEST_P(Rollback, FailuresSayExactlyWhatAndLeaveTheContextUntouched) {
  set("v", "1");
  const auto expect = [&](const Result<RollbackResult>& result, Code code,
                          const std::string& message) {
    ASSERT_THAT(result, IsOk());
    EXPECT_FALSE(result->success);
    EXPECT_EQ(result->code, code);
    EXPECT_EQ(result->error, message);
    EXPECT_EQ(result->applied_snapshot_id, std::nullopt);
    EXPECT_EQ(result->nodes_removed, 0u);
    EXPECT_EQ(result->variables_changed, 0u);
    // M13: told on failure as well.
    EXPECT_GT(result->rolled_back_at, test::kNoon);
  };
  const Id id = *Id::parse("01890A5D-AC96-774B-BCCE-B302099A8057");
  expect(manager().rollback(context()), Code::kNotFound,
         "No snapshots available");
  expect(manager().rollback_to(context(), id), Code::kNotFound,
         "Snapshot 01890a5d-ac96-774b-bcce-b302099a8057 not found");
  expect(manager().rollback_n(context(), 0), Code::kInvalidArgument,
         "Cannot rollback 0 steps");
  expect(manager().rollback_n(context(), 1), Code::kRange,
         "Cannot rollback 1 steps, only 0 snapshots available");
  take();
  take();
  set("v", "2");
  const uint64_t version = context().version();
  const auto position = context().position();
  expect(manager().rollback_n(context(), 3), Code::kRange,
         "Cannot rollback 3 steps, only 2 snapshots available");
  expect(manager().rollback_n(context(), 0), Code::kInvalidArgument,
         "Cannot rollback 0 steps");
  EXPECT_THAT(context().variable("v"), Optional(json("2")));
  EXPECT_EQ(context().version(), version);
  EXPECT_EQ(context().position(), position);
}

TEST_P(Rollback, OfAnEndedTransactionIsAnError) {
  take();
  Context ended = context().begin();
  ASSERT_THAT(ended.abort(), IsOk());
  EXPECT_THAT(manager().rollback(ended), IsError(Code::kUnusable));
}

// M13, J1
TEST(RollbackResultJson, ReadsAndWritesItsForm) {
  RollbackResult result;
  result.error = "Cannot rollback 0 steps";
  result.rolled_back_at = test::kNoon;
  EXPECT_EQ(result.to_json(), R"({"success":false,"applied_snapshot_id":null,)"
                              R"("nodes_removed":0,"variables_changed":0,)"
                              R"("error":"Cannot rollback 0 steps",)"
                              R"("rolled_back_at":"2024-05-01T12:00:00Z"})");
  result.success = true;
  result.error.reset();
  result.nodes_removed = static_cast<size_t>(-1);
  result.variables_changed = 3;
  result.applied_snapshot_id =
      *Id::parse("01890a5d-ac96-774b-bcce-b302099a8057");
  const auto again = RollbackResult::from_json(result.to_json());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->to_json(), result.to_json());
}

// J1
TEST(RollbackResultJson, NamesTheMemberThatIsWrong) {
  EXPECT_THAT(RollbackResult::from_json("{}"),
              IsErrorAt(Code::kNotFound, "/success"));
  EXPECT_THAT(RollbackResult::from_json(R"({"success":1})"),
              IsErrorAt(Code::kType, "/success"));
  EXPECT_THAT(
      RollbackResult::from_json(R"({"success":true,"nodes_removed":-1})"),
      IsErrorAt(Code::kRange, "/nodes_removed"));
  EXPECT_THAT(RollbackResult::from_json(
                  R"({"success":true,"applied_snapshot_id":"x"})"),
              IsErrorAt(Code::kInvalidArgument, "/applied_snapshot_id"));
  EXPECT_THAT(RollbackResult::from_json(R"({"success":true,"success":true})"),
              IsErrorAt(Code::kExists, "/success"));
}

// M17, J1
TEST(SummaryJson, ReadsAndWritesItsForm) {
  Summary summary = Manager(kUnlimited).summary();
  EXPECT_EQ(summary.to_json(),
            R"({"total_snapshots":0,"max_snapshots":18446744073709551615,)"
            R"("auto_snapshot_enabled":false,"auto_snapshot_interval":5,)"
            R"("oldest_snapshot":null,"newest_snapshot":null,)"
            R"("nodes_processed":0})");
  summary.oldest_snapshot = test::kNoon;
  summary.newest_snapshot = test::kNoon + 1;
  summary.total_snapshots = 2;
  const auto again = Summary::from_json(summary.to_json());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->max_snapshots, kUnlimited);
  EXPECT_EQ(again->to_json(), summary.to_json());
  EXPECT_THAT(Summary::from_json(R"({"total_snapshots":1.0})"),
              IsErrorAt(Code::kType, "/total_snapshots"));
}

}  // namespace
}  // namespace snaproll
