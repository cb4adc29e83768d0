// Reading and writing a context by JSON Pointer; the sequence of node results
// (J8) under such edits; lists of changes.
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

class ContextPointer : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(
        context.set("/variables", json(R"({"a":{"b":[1,2]},"t":"x","":0})")),
        IsOk());
    ASSERT_THAT(context.record_node_result("n2", json(R"({"x":[]})")), IsOk());
    ASSERT_THAT(context.record_node_result("n1", json("1")), IsOk());
  }
  std::vector<std::string> order() {
    return context.captured().nodes_in_order();
  }

  Context context = *Context::create("flow", "run", fixed_environment());
};

TEST_F(ContextPointer, GetsWhatStandsThere) {
  EXPECT_THAT(context.get("/variables/a/b/1"), IsOkAndHolds(json("2")));
  EXPECT_THAT(context.get("/variables/"), IsOkAndHolds(json("0")));
  EXPECT_THAT(context.get("/node_results/n2/x"), IsOkAndHolds(json("[]")));
  EXPECT_THAT(context.get("/state"), IsOkAndHolds(json("\"Running\"")));
  EXPECT_THAT(context.get("/node_results"),
              IsOkAndHolds(json(R"({"n1":1,"n2":{"x":[]}})")));
}

TEST_F(ContextPointer, TellsTheFirstTokenThatNamesNothing) {
  EXPECT_THAT(context.get("/variables/a/c/d"),
              IsErrorAt(Code::kNotFound, "/variables/a/c"));
  EXPECT_THAT(context.get("/node_results/n9/d"),
              IsErrorAt(Code::kNotFound, "/node_results/n9"));
  EXPECT_THAT(context.get("/variable/a"),
              IsErrorAt(Code::kNotFound, "/variable"));
  EXPECT_THAT(context.get("/variablesx"),
              IsErrorAt(Code::kNotFound, "/variablesx"));
  EXPECT_THAT(context.get("/state/Failed"),
              IsErrorAt(Code::kNotFound, "/state/Failed"));
  EXPECT_THAT(context.set("/variables/a/c/d", Value()),
              IsErrorAt(Code::kNotFound, "/variables/a/c"));
  EXPECT_THAT(context.remove("/variables/a/b/2"),
              IsErrorAt(Code::kNotFound, "/variables/a/b/2"));
  EXPECT_THAT(context.get(""), IsError(Code::kNotFound));
  EXPECT_THAT(context.set("", json("{}")), IsError(Code::kNotFound));
}

TEST_F(ContextPointer, TellsTheByteWhereATextIsNoPointer) {
  EXPECT_THAT(context.get("variables"), IsErrorAtOffset(Code::kParse, 0));
  EXPECT_THAT(context.get("/variables/a~2"), IsErrorAtOffset(Code::kParse, 12));
  EXPECT_THAT(context.set("/variables/a~", Value()),
              IsErrorAtOffset(Code::kParse, 12));
  EXPECT_THAT(context.set("/node_results/a~", Value()),
              IsErrorAtOffset(Code::kParse, 15));
  EXPECT_THAT(context.remove("/node_results/~x"),
              IsErrorAtOffset(Code::kParse, 14));
  EXPECT_THAT(context.append_text("/variables/t", "ab\xff"),
              IsErrorAtOffset(Code::kParse, 2));
}

TEST_F(ContextPointer, SetsReplacesAppendsAndRemoves) {
  EXPECT_THAT(context.set("/variables/a/b/0", json("9")), IsOk());
  EXPECT_THAT(context.set("/variables/a/b/-", json("3")), IsOk());
  EXPECT_THAT(context.append("/variables/a/b", json("4")), IsOk());
  EXPECT_THAT(context.append("/variables/a/b/-", json("5")), IsOk());
  EXPECT_THAT(context.append_text("/variables/t", "yz"), IsOk());
  EXPECT_THAT(context.set_json("/variables/new~1name", "[1e0]"), IsOk());
  EXPECT_THAT(context.remove("/variables/a/b/1"), IsOk());
  EXPECT_THAT(context.get("/variables"),
              IsOkAndHolds(json(
                  R"({"":0,"a":{"b":[9,3,4,5]},"new/name":[1.0],"t":"xyz"})")));
}

TEST_F(ContextPointer, TellsWrongTypes) {
  EXPECT_THAT(context.append("/variables/a", Value()),
              IsErrorAt(Code::kType, "/variables/a"));
  EXPECT_THAT(context.append_text("/variables/a", "x"),
              IsErrorAt(Code::kType, "/variables/a"));
  EXPECT_THAT(context.set("/variables/t/x", Value()),
              IsErrorAt(Code::kType, "/variables/t/x"));
  EXPECT_THAT(context.set("/variables", json("[]")),
              IsErrorAt(Code::kType, "/variables"));
  EXPECT_THAT(context.set("/node_results", json("1")),
              IsErrorAt(Code::kType, "/node_results"));
  for (const char* part : {"/variables", "/node_results", "/state"})
    EXPECT_THAT(context.remove(part), IsErrorAt(Code::kType, part));
}

TEST_F(ContextPointer, ReadsAndSetsTheState) {
  EXPECT_THAT(context.set_json("/state", R"({"Failed":"m"})"), IsOk());
  EXPECT_EQ(context.state(), ExecutionState::failed("m"));
  EXPECT_THAT(context.get("/state/Failed"), IsOkAndHolds(json("\"m\"")));
  EXPECT_THAT(context.append_text("/state/Failed", "ore"), IsOk());
  const uint64_t version = context.version();
  EXPECT_THAT(context.set("/state/more", json("1")),
              IsErrorAt(Code::kType, "/state/more"));
  EXPECT_EQ(context.version(), version);
  EXPECT_EQ(context.state(), ExecutionState::failed("more"));
  EXPECT_THAT(context.set("/state", json("\"Gone\"")),
              IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_THAT(context.set("/state", json("1")),
              IsErrorAt(Code::kType, "/state"));
  EXPECT_THAT(context.set("/state/Failed", json("1")),
              IsErrorAt(Code::kType, "/state/Failed"));
  EXPECT_THAT(context.remove("/state/Failed"),
              IsErrorAt(Code::kInvalidArgument, "/state"));
  EXPECT_EQ(context.state(), ExecutionState::failed("more"));
}

// C5
TEST_F(ContextPointer, ChecksTheIdsOfNodes) {
  const std::string longest(255, 'x');
  EXPECT_THAT(context.set("/node_results/", Value()),
              IsErrorAt(Code::kInvalidArgument, "/node_results/"));
  EXPECT_THAT(context.set("/node_results/x" + longest, Value()),
              IsError(Code::kLimit));
  EXPECT_THAT(context.set("/node_results/" + longest, Value()), IsOk());
  EXPECT_THAT(context.set("/node_results", json(R"({"a":1,"":2})")),
              IsErrorAt(Code::kInvalidArgument, "/node_results/"));
  EXPECT_EQ(context.captured().node_results.size(), 3u);
}

// J6, J7
TEST_F(ContextPointer, CountsDepthInsideOneVariable) {
  Limits limits;
  limits.depth = 4;
  Context small = *Context::create("flow", "run", fixed_environment(0, limits));
  EXPECT_THAT(small.set("/variables/v", json("[[[1]]]")), IsOk());
  EXPECT_THAT(small.set("/variables/v/0/0/0", json("[]")), IsOk());
  EXPECT_THAT(small.set("/variables/v/0/0/0", json("[1]")),
              IsError(Code::kLimit));
  EXPECT_THAT(small.append("/variables/v/0/0", json("[1]")),
              IsError(Code::kLimit));
  EXPECT_THAT(small.set_json("/variables", R"({"a":1,"w":[[[1]]]})"), IsOk());
  EXPECT_THAT(small.set_json("/variables", R"({"a":1,"w":[[[[1]]]]})"),
              IsError(Code::kLimit));
  EXPECT_THAT(small.set("/variables", json(R"({"a":1,"w":[[[[1]]]]})")),
              IsErrorAt(Code::kLimit, "/variables/w"));
  EXPECT_THAT(small.set("/node_results/n", json("[[[[1]]]]")),
              IsErrorAt(Code::kLimit, "/node_results/n"));
  EXPECT_THAT(small.get("/variables"),
              IsOkAndHolds(json(R"({"a":1,"w":[[[1]]]})")));
}

// J8
TEST_F(ContextPointer, KeepsTheSequenceOfRecording) {
  EXPECT_THAT(order(), ElementsAre("n2", "n1"));
  // Inside a result nothing moves.
  EXPECT_THAT(context.append("/node_results/n2/x", json("1")), IsOk());
  EXPECT_THAT(order(), ElementsAre("n2", "n1"));
  // Recorded again is recorded last.
  EXPECT_THAT(context.record_node_result("n2", json("2")), IsOk());
  EXPECT_THAT(order(), ElementsAre("n1", "n2"));
  EXPECT_THAT(context.set("/node_results/n1", json("3")), IsOk());
  EXPECT_THAT(order(), ElementsAre("n2", "n1"));
  EXPECT_THAT(context.set_json("/node_results/a~1b", "4"), IsOk());
  EXPECT_THAT(order(), ElementsAre("n2", "n1", "a/b"));
  EXPECT_THAT(context.remove("/node_results/n1"), IsOk());
  EXPECT_THAT(order(), ElementsAre("n2", "a/b"));
  // Replaced as a whole: those that stay keep their place.
  EXPECT_THAT(
      context.set("/node_results", json(R"({"z":1,"y":1,"a/b":1,"n2":1})")),
      IsOk());
  EXPECT_THAT(order(), ElementsAre("n2", "a/b", "y", "z"));
  EXPECT_THAT(context.remove_node_result("n2"), IsOk());
  EXPECT_THAT(order(), ElementsAre("a/b", "y", "z"));
  EXPECT_THAT(context.set("/node_results", json("{}")), IsOk());
  EXPECT_THAT(order(), IsEmpty());
}

// J8
TEST_F(ContextPointer, AFailureLeavesTheSequenceAlone) {
  EXPECT_THAT(context.set("/node_results/n2/x/y", Value()),
              IsError(Code::kNotFound));
  EXPECT_THAT(context.remove("/node_results/n9"),
              IsErrorAt(Code::kNotFound, "/node_results/n9"));
  EXPECT_THAT(context.set("/node_results", json(R"({"":1})")),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(order(), ElementsAre("n2", "n1"));
  EXPECT_EQ(context.captured().recorded.size(), 2u);
}

TEST_F(ContextPointer, UpdateMakesAllChangesOne) {
  const uint64_t version = context.version();
  std::vector<Change> changes(5);
  changes[0] = {Change::Kind::kSet, "/variables/v", json("[]"), {}};
  changes[1] = {Change::Kind::kAppend, "/variables/v", json("1"), {}};
  changes[2] = {Change::Kind::kAppendText, "/variables/t", {}, "yz"};
  changes[3] = {Change::Kind::kRemove, "/variables/a", {}, {}};
  changes[4] = {Change::Kind::kSet, "/node_results/n3", json("3"), {}};
  EXPECT_THAT(context.update(changes), IsOk());
  EXPECT_THAT(context.get("/variables"),
              IsOkAndHolds(json(R"({"":0,"t":"xyz","v":[1]})")));
  EXPECT_THAT(order(), ElementsAre("n2", "n1", "n3"));
  EXPECT_EQ(context.version(), version + 1);
}

TEST_F(ContextPointer, UpdateMakesNoChangeWhereOneFails) {
  const CapturedState before = context.captured();
  const uint64_t version = context.version();
  std::vector<Change> changes(3);
  changes[0] = {Change::Kind::kSet, "/variables/v", json("[]"), {}};
  changes[1] = {Change::Kind::kSet, "/node_results/n3", json("3"), {}};
  changes[2] = {Change::Kind::kRemove, "/variables/gone", {}, {}};
  const auto status = context.update(changes);
  EXPECT_THAT(status, IsErrorAt(Code::kNotFound, "/variables/gone"));
  EXPECT_THAT(status.error().message, HasSubstr("change 2: "));
  EXPECT_EQ(context.captured().variables, before.variables);
  EXPECT_EQ(context.captured().node_results, before.node_results);
  EXPECT_EQ(context.captured().recorded, before.recorded);
  EXPECT_EQ(context.version(), version);
  changes[2].kind = static_cast<Change::Kind>(9);
  EXPECT_THAT(context.update(changes), IsError(Code::kInvalidArgument));
}

}  // namespace
}  // namespace snaproll
