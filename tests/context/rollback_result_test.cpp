// Rollback results in full: beside the counts of rules M9 and M10 the lists,
// the patch and the summary.
#include <algorithm>

#include "context/states.hpp"
#include "snaproll/manager.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kCases = 2000;
#else
constexpr size_t kCases = 10000;
#endif

class FullResult : public ::testing::Test {
 protected:
  void record(std::string_view node) {
    ASSERT_THAT(context.record_node_result(node, json("1")), IsOk());
  }
  RollbackResult back(size_t steps = 1) {
    auto result = manager.rollback_n(context, steps);
    EXPECT_THAT(result, IsOk());
    return *std::move(result);
  }
  RollbackResult from(const std::string& before, const std::string& after) {
    EXPECT_THAT(context.set_json("/variables", after), IsOk());
    EXPECT_THAT(manager.create_snapshot(context), IsOk());
    EXPECT_THAT(context.set_json("/variables", before), IsOk());
    return back();
  }

  Context context = *Context::create("flow", "run", test::fixed_environment());
  Manager manager{10, context.environment()};
};

// J8
TEST_F(FullResult, RemovedNodesComeInReverseOrderOfTheirRecording) {
  record("stays");
  ASSERT_THAT(manager.create_snapshot(context), IsOk());
  for (const char* node : {"b", "c", "a", "b"}) record(node);
  ASSERT_THAT(context.set("/node_results/c/-", json("1")).ok(), false);
  const RollbackResult result = back();
  EXPECT_EQ(result.nodes_removed, 3u);
  EXPECT_THAT(result.removed_nodes(), ElementsAre("b", "a", "c"));
}

TEST_F(FullResult, RemovedNodesAreThoseThatAreGoneAndNoOthers) {
  record("changed");
  record("back");
  ASSERT_THAT(manager.create_snapshot(context), IsOk());
  ASSERT_THAT(context.remove_node_result("back"), IsOk());
  ASSERT_THAT(context.record_node_result("changed", json("2")), IsOk());
  record("new");
  const RollbackResult result = back();
  EXPECT_EQ(result.nodes_removed, 0u);  // M9: a difference of counts
  EXPECT_THAT(result.removed_nodes(), ElementsAre("new"));
  EXPECT_THAT(result.text(), HasSubstr("1 node result removed"));
  EXPECT_THAT(result.text(), HasSubstr("  node results removed: new\n"));
}

// M10, M11
TEST_F(FullResult, VariablesAreListedByWhatBecameOfThem) {
  const auto result =
      from(R"({"d":1,"c":1.0,"gone":1,"b":[1],"same":1,"zero":-0.0})",
           R"({"d":2,"c":1,"b":[1,2],"new":null,"":1,"same":1,"zero":0.0})");
  const VariableChanges changes = result.variables();
  EXPECT_THAT(changes.changed, ElementsAre("b", "c", "d"));
  EXPECT_THAT(changes.removed, ElementsAre("gone"));
  EXPECT_THAT(changes.reappeared, ElementsAre("", "new"));
  EXPECT_EQ(result.variables_changed, 4u);
}

// M11: a change of sign is in the patch, which goes by bytes, and in no list.
TEST_F(FullResult, TheSignOfZeroIsNoChangeOfAVariable) {
  const auto result =
      from(R"({"a":-0.0,"b":{"c":[0.0]}})", R"({"a":0.0,"b":{"c":[-0.0]}})");
  EXPECT_EQ(result.variables_changed, 0u);
  EXPECT_THAT(result.variables().changed, IsEmpty());
  const auto patch = result.patch();
  ASSERT_THAT(patch, IsOk());
  EXPECT_EQ(patch->size(), 2u);
}

TEST_F(FullResult, ListsAndCountsAgreeWhateverChanged) {
  test::Random random(test::seed());
  for (size_t i = 0; i < kCases; ++i) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                 std::to_string(i));
    ASSERT_THAT(manager.create_snapshot(context), IsOk());
    ASSERT_NO_FATAL_FAILURE(test::random_changes(context, random, 8));
    ASSERT_THAT(context.set_variable("zero", *Value::number(-0.0)), IsOk());
    const std::string before = test::canonical(context.captured());
    const RollbackResult result = back(1 + i % manager.count());
    const VariableChanges changes = result.variables();
    ASSERT_EQ(changes.changed.size() + changes.removed.size(),
              result.variables_changed);
    ASSERT_GE(result.removed_nodes().size(), result.nodes_removed);
    ASSERT_EQ(test::canonical(result.before), before);
    ASSERT_EQ(test::in_full(result.after), test::in_full(context.captured()));
    const auto patch = result.patch();
    ASSERT_THAT(patch, IsOk());
    const auto made = patch->apply(*result.before.to_value());
    ASSERT_THAT(made, IsOk());
    ASSERT_EQ(*made, *result.after.to_value());
    if (HasFailure()) return;
  }
}

TEST_F(FullResult, TextTellsTheWholeAndEachListThatIsNotEmpty) {
  const RollbackResult result =
      from(R"({"a":1,"gone":1})", R"({"a":2,"new":1})");
  EXPECT_EQ(result.text(), "rolled back to snapshot " +
                               result.applied_snapshot_id->text() +
                               ": 0 node results removed, 2 variables changed\n"
                               "  variables changed: a\n"
                               "  variables removed: gone\n"
                               "  variables back again: new\n");
}

TEST_F(FullResult, TextKeepsToItsLinesWhateverTheNames) {
  const RollbackResult result = from(
      R"({"a\nb":1,"c\u0000\u001b[2J":1,"d\u007f":1,"\u0085\u2028\u009b":1})",
      "{}");
  const std::string text = result.text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  for (const char c : text)
    EXPECT_TRUE(c == '\n' || (c >= ' ' && c != '\x7f') || (c & 0x80) != 0);
  EXPECT_THAT(text, HasSubstr("a?b"));
  // Controls beyond ASCII: next line, line separator, control sequence.
  EXPECT_THAT(text, Not(HasSubstr("\xc2\x85")));
  EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
  EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xa8")));
}

TEST_F(FullResult, TextCutsNamesOffAfterTheTenth) {
  std::string many = "{";
  for (char c = 'a'; c <= 'j'; ++c)
    many += std::string(c == 'a' ? "" : ",") + '"' + c + "\":1";
  EXPECT_THAT(from(many + "}", "{}").text(),
              HasSubstr("  variables removed: a, b, c, d, e, f, g, h, i, j\n"));
  const std::string text = from(many + R"(,"zz":1,"zzz":1})", "{}").text();
  EXPECT_THAT(text, HasSubstr("i, j and 2 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("zz")));
}

TEST_F(FullResult, EffectsAreInTheText) {
  RollbackResult result = from("{}", "{}");
  result.effects = {{"send\nmail", "key", 1, 0}, {"pay", "key2", 2, 0}};
  EXPECT_THAT(result.text(),
              HasSubstr("  can not be taken back: send?mail, pay\n"));
}

// M12
TEST_F(FullResult, OfAFailureHoldsNothingButTheError) {
  ASSERT_THAT(context.set_variable("v", json("1")), IsOk());
  const RollbackResult result = *manager.rollback(context);
  EXPECT_FALSE(result.success);
  EXPECT_EQ(result.code, Code::kNotFound);
  EXPECT_THAT(result.removed_nodes(), IsEmpty());
  EXPECT_THAT(result.variables().changed, IsEmpty());
  EXPECT_THAT(result.variables().removed, IsEmpty());
  EXPECT_THAT(result.variables().reappeared, IsEmpty());
  EXPECT_TRUE(result.patch()->empty());
  EXPECT_THAT(result.effects, IsEmpty());
  EXPECT_EQ(result.text(), "not rolled back: No snapshots available\n");
  // One that was read may tell anything.
  auto read = RollbackResult::from_json(
      R"({"success":false,"nodes_removed":0,"variables_changed":0,)"
      R"("error":"a\nb","rolled_back_at":"2024-05-01T12:00:00Z"})");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->text(), "not rolled back: a?b\n");
}

TEST_F(FullResult, ReadFromItsFormHasCountsAndNoLists) {
  ASSERT_THAT(manager.create_snapshot(context), IsOk());
  record("n");
  const auto read = RollbackResult::from_json(back().to_json());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->nodes_removed, 1u);
  EXPECT_THAT(read->removed_nodes(), IsEmpty());
  EXPECT_THAT(read->text(), HasSubstr("1 node result removed"));
}

TEST_F(FullResult, PatchStopsWhenTold) {
  std::string many = "{";
  for (int i = 0; i < 2000; ++i)
    many += (i > 0 ? ",\"v" : "\"v") + std::to_string(i) + "\":1";
  const RollbackResult result = from(many + "}", R"({"v":1})");
  Cancel cancel;
  cancel.trigger();
  EXPECT_THAT(result.patch(&cancel), test::IsError(Code::kStopped));
}

}  // namespace
}  // namespace snaproll
