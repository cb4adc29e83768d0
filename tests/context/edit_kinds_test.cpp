// test, splice and splice_text of contexts, alone and in updates.
#include "context/states.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::StartsWith;

Change made(Change::Kind kind, std::string pointer, std::string_view value) {
  return {kind, std::move(pointer), json(value), {}};
}

Change spliced(std::string pointer, size_t at, size_t removed,
               std::string_view value) {
  Change change = made(Change::Kind::kSplice, std::move(pointer), value);
  change.at = at;
  change.removed = removed;
  return change;
}

Change spliced_text(std::string pointer, size_t at, size_t removed,
                    std::string text) {
  Change change{
      Change::Kind::kSpliceText, std::move(pointer), {}, std::move(text)};
  change.at = at;
  change.removed = removed;
  return change;
}

class EditKinds : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(
        context.set_json("/variables", R"({"l":[1,2,3],"n":1,"t":"aéz"})"),
        IsOk());
    ASSERT_THAT(context.record_node_result("x", json(R"({"l":[1]})")), IsOk());
  }
  void TearDown() override { test::expect_numbered(context.captured()); }

  template <typename Edit>
  void expect_fails(Edit&& edit, Code code, const char* pointer) {
    const std::string before = in_full(context.captured());
    const uint64_t version = context.version();
    EXPECT_THAT(edit(), IsErrorAt(code, pointer));
    EXPECT_EQ(in_full(context.captured()), before);
    EXPECT_EQ(context.version(), version);
  }

  Context context = *Context::create("flow", "run", test::fixed_environment());
};

TEST_F(EditKinds, TestComparesAsJsonPatchDoes) {
  const uint64_t version = context.version();
  EXPECT_THAT(context.test("/variables/n", json("1.0")), IsOk());
  EXPECT_THAT(context.test("/variables/l", json("[1,2.0,3e0]")), IsOk());
  EXPECT_THAT(context.test("/state", json("\"Running\"")), IsOk());
  EXPECT_THAT(context.test("/node_results", json(R"({"x":{"l":[1]}})")),
              IsOk());
  EXPECT_THAT(context.test("/variables/n", json("\"1\"")),
              IsErrorAt(Code::kTestFailed, "/variables/n"));
  EXPECT_THAT(context.test("/variables/l", json("[1,2]")),
              IsErrorAt(Code::kTestFailed, "/variables/l"));
  EXPECT_THAT(context.test("/variables/z", json("1")),
              IsErrorAt(Code::kNotFound, "/variables/z"));
  EXPECT_THAT(context.test("variables", json("1")), IsError(Code::kParse));
  EXPECT_THAT(context.test("/other", json("1")), IsError(Code::kNotFound));
  EXPECT_EQ(context.version(), version);
}

TEST_F(EditKinds, SpliceReplacesElements) {
  const uint64_t version = context.version();
  EXPECT_THAT(context.splice("/variables/l", 1, 1, {json("8"), json("9")}),
              IsOk());
  EXPECT_THAT(context.variable("l"), Optional(json("[1,8,9,3]")));
  EXPECT_EQ(context.version(), version + 1);
  EXPECT_THAT(context.splice("/node_results/x/l", 1, 0, {json("{}")}), IsOk());
  EXPECT_THAT(context.node_result("x"), Optional(json(R"({"l":[1,{}]})")));
}

TEST_F(EditKinds, SpliceNamesWhatIsWrong) {
  const auto at = [&](const char* pointer, size_t index, size_t removed) {
    return [=] { return context.splice(pointer, index, removed, {Value()}); };
  };
  expect_fails(at("/variables/l", 4, 0), Code::kRange, "/variables/l");
  expect_fails(at("/variables/l", 3, 1), Code::kRange, "/variables/l");
  expect_fails(at("/variables/l", 1, kUnlimited), Code::kRange, "/variables/l");
  expect_fails(at("/variables/l", kUnlimited, 0), Code::kRange, "/variables/l");
  expect_fails(at("/variables/n", 0, 0), Code::kType, "/variables/n");
  expect_fails(at("/variables", 0, 0), Code::kType, "/variables");
  expect_fails(at("/state", 0, 0), Code::kType, "/state");
  expect_fails(at("/variables/z", 0, 0), Code::kNotFound, "/variables/z");
  expect_fails(at("/variables/l/9/a", 0, 0), Code::kNotFound, "/variables/l/9");
}

TEST_F(EditKinds, SpliceTextReplacesBytesBetweenCharacters) {
  EXPECT_THAT(context.splice_text("/variables/t", 1, 2, "ö\n"), IsOk());
  EXPECT_THAT(context.variable("t"), Optional(json("\"aö\\nz\"")));
  const auto at = [&](const char* pointer, size_t offset, size_t removed,
                      const char* text) {
    return [=] { return context.splice_text(pointer, offset, removed, text); };
  };
  expect_fails(at("/variables/t", 2, 0, "x"), Code::kRange, "/variables/t");
  expect_fails(at("/variables/t", 0, 2, "x"), Code::kRange, "/variables/t");
  expect_fails(at("/variables/t", 6, 0, "x"), Code::kRange, "/variables/t");
  expect_fails(at("/variables/t", 0, kUnlimited, "x"), Code::kRange,
               "/variables/t");
  expect_fails(at("/variables/l", 0, 0, "x"), Code::kType, "/variables/l");
  EXPECT_THAT(context.splice_text("/variables/t", 0, 0, "\xff"),
              IsError(Code::kParse));
}

TEST_F(EditKinds, SpliceTextChangesTheMessageOfAFailedState) {
  ASSERT_THAT(context.set_state(ExecutionState::failed("no disk")), IsOk());
  EXPECT_THAT(context.splice_text("/state/Failed", 3, 4, "net"), IsOk());
  EXPECT_EQ(context.state(), ExecutionState::failed("no net"));
  ASSERT_THAT(context.set_state({}), IsOk());
  expect_fails([&] { return context.splice_text("/state", 0, 3, "x"); },
               Code::kInvalidArgument, "/state");
}

// J7
TEST_F(EditKinds, SplicesAreHeldToTheLimits) {
  Limits limits;
  limits.members = 3;
  limits.text_bytes = 4;
  limits.depth = 2;
  context = *Context::create("flow", "run", test::fixed_environment(0, limits));
  ASSERT_THAT(context.set("/variables", json(R"({"l":[1,2],"t":"abc"})")),
              IsOk());
  EXPECT_THAT(context.splice("/variables/l", 0, 0, {json("0")}), IsOk());
  expect_fails([&] { return context.splice("/variables/l", 0, 0, {Value()}); },
               Code::kLimit, "/variables/l");
  expect_fails(
      [&] { return context.splice("/variables/l", 0, 1, {json("[1]")}); },
      Code::kLimit, "/variables/l");
  EXPECT_THAT(context.splice_text("/variables/t", 1, 1, "xy"), IsOk());
  expect_fails([&] { return context.splice_text("/variables/t", 1, 1, "xy"); },
               Code::kLimit, "/variables/t");
}

TEST_F(EditKinds, AnUpdateMakesAllKindsAtOnce) {
  const uint64_t version = context.version();
  EXPECT_THAT(
      context.update({made(Change::Kind::kTest, "/variables/n", "1.0"),
                      made(Change::Kind::kSet, "/variables/n", "5"),
                      made(Change::Kind::kTest, "/variables/n", "5"),
                      spliced("/variables/l", 0, 3, "[[],null]"),
                      spliced_text("/variables/t", 3, 0, "!"),
                      made(Change::Kind::kRemove, "/node_results/x", "0"),
                      made(Change::Kind::kSet, "/node_results/y", "1")}),
      IsOk());
  EXPECT_EQ(context.version(), version + 1);
  EXPECT_EQ(test::canonical(context.captured()),
            R"({"node_results":{"y":1},"state":"Running",)"
            R"("variables":{"l":[[],null],"n":5,"t":"aé!z"}})");
}

TEST_F(EditKinds, AnUpdateThatFailsMidwayChangesNothing) {
  const auto update = [&](const Change& last) {
    return [&, last] {
      auto status = context.update(
          {made(Change::Kind::kSet, "/variables/n", "2"),
           made(Change::Kind::kSet, "/node_results/z", "2"), last});
      EXPECT_THAT(status.error().message, StartsWith("change 2: "));
      return status;
    };
  };
  expect_fails(update(made(Change::Kind::kTest, "/variables/n", "1")),
               Code::kTestFailed, "/variables/n");
  expect_fails(update(spliced("/variables/l", 9, 0, "[]")), Code::kRange,
               "/variables/l");
  expect_fails(update(spliced("/variables/l", 0, 0, "1")),
               Code::kInvalidArgument, "/variables/l");
  expect_fails(update(spliced_text("/variables/t", 2, 0, "")), Code::kRange,
               "/variables/t");
  Change unknown = made(Change::Kind::kSet, "/variables/n", "1");
  unknown.kind = static_cast<Change::Kind>(7);
  expect_fails(update(unknown), Code::kInvalidArgument, "/variables/n");
}

TEST_F(EditKinds, AnUpdateThatOnlyTestsIsNoChange) {
  const uint64_t version = context.version();
  EXPECT_THAT(
      context.update({made(Change::Kind::kTest, "/variables/n", "1"),
                      made(Change::Kind::kTest, "/state", "\"Running\"")}),
      IsOk());
  EXPECT_EQ(context.version(), version);
}

TEST_F(EditKinds, AnEndedTransactionIsUnusable) {
  Context ended = context.begin();
  ASSERT_THAT(ended.commit(), IsOk());
  EXPECT_THAT(ended.test("/variables/n", json("1")), IsError(Code::kUnusable));
  EXPECT_THAT(ended.splice("/variables/l", 0, 0, {}), IsError(Code::kUnusable));
  EXPECT_THAT(ended.splice_text("/variables/t", 0, 0, ""),
              IsError(Code::kUnusable));
  EXPECT_THAT(ended.value(), IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll
