// What diffs look like, and what they cost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "snaproll/patch.hpp"
#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "value/edit.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;

std::string compact(const Value& before, const Value& after) {
  const auto patch = Patch::diff(before, after);
  EXPECT_THAT(patch, IsOk());
  EXPECT_THAT(patch->apply(before), IsOkAndHolds(after));
  return patch->to_compact();
}

std::string compact(std::string_view before, std::string_view after) {
  return compact(json(before), json(after));
}

std::string json_patch(std::string_view before, std::string_view after) {
  const auto text = Patch::diff(json(before), json(after))->to_json();
  EXPECT_THAT(text, IsOk());
  return text.ok() ? *text : "";
}

Value numbers(size_t count) {
  std::string text = "[";
  for (size_t i = 0; i < count; ++i)
    text += (i > 0 ? "," : "") + std::to_string(i);
  return json(text + "]");
}

TEST(Diff, TellsMembersThatCameWentAndChanged) {
  EXPECT_EQ(compact(R"({"a":1,"b":2,"c":3})", R"({"a":1,"b":5,"d":4})"),
            R"([["set","/b",5],["remove","/c"],["add","/d",4]])");
}

TEST(Diff, TellsWhatChangedInside) {
  EXPECT_EQ(
      compact(R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"c":1,"d":3}}})"),
      R"([["set","/a/b/d",3]])");
}

TEST(Diff, EscapesNames) {
  EXPECT_EQ(compact(R"({"a/b":1,"m~n":1})", R"({"a/b":2,"m~n":2})"),
            R"([["set","/a~1b",2],["set","/m~0n",2]])");
}

TEST(Diff, TellsElementsThatWereInsertedInTheirPlace) {
  EXPECT_EQ(compact("[1,2,3,4]", "[1,2,9,3,4]"), R"([["splice","",2,0,[9]]])");
  EXPECT_EQ(json_patch("[1,2,3,4]", "[1,2,9,3,4]"),
            R"([{"op":"add","path":"/2","value":9}])");
}

TEST(Diff, TellsElementsThatWereRemovedInTheirPlace) {
  EXPECT_EQ(compact("[1,2,3,4]", "[1,4]"), R"([["splice","",1,2,[]]])");
  EXPECT_EQ(json_patch("[1,2,3,4]", "[1,4]"),
            R"([{"op":"remove","path":"/1"},{"op":"remove","path":"/1"}])");
}

TEST(Diff, TellsChangesAtSeveralPlacesOfAnArray) {
  EXPECT_EQ(compact("[1,2,3,4,5,6,7,8]", "[0,1,2,4,5,9,9,7,8]"),
            R"([["splice","",5,1,[9,9]],["splice","",2,1,[]],)"
            R"(["splice","",0,0,[0]]])");
}

TEST(Diff, TellsWhatChangedInsideOfAnElement) {
  EXPECT_EQ(
      compact(R"([{"id":1,"text":"a text that is long enough to be a cell",
                   "n":1},2])",
              R"([{"id":1,"text":"a text that is long enough to be a cell",
                   "n":2},2,3])"),
      R"([["set","/0/n",2],["append","",[3]]])");
}

TEST(Diff, TellsAppendedElements) {
  EXPECT_EQ(compact(R"({"m":[1]})", R"({"m":[1,2,3]})"),
            R"([["append","/m",[2,3]]])");
  EXPECT_EQ(json_patch(R"({"m":[1]})", R"({"m":[1,2]})"),
            R"([{"op":"add","path":"/m/-","value":2}])");
}

TEST(Diff, TellsGrowingStringsAsAppendedText) {
  const std::string text(100, 'x');
  EXPECT_EQ(compact("\"" + text + "\"", "\"" + text + " and more\""),
            R"([["append",""," and more"]])");
}

TEST(Diff, CutsStringsBetweenCharacters) {
  const std::string text(100, 'x');
  // é and è begin with the same byte.
  EXPECT_EQ(compact("\"" + text + "\u00e9\"", "\"" + text + "\u00e8\""),
            "[[\"splice\",\"\",100,2,\"\u00e8\"]]");
  // é and ũ end with the same byte.
  EXPECT_EQ(compact("\"\u00e9" + text + "\"", "\"\u0169" + text + "\""),
            "[[\"splice\",\"\",0,2,\"\u0169\"]]");
}

TEST(Diff, TellsPlacesOfALongString) {
  Value before = json("\"" + std::string(100000, 'x') + "\"");
  Value after = before;
  ASSERT_THAT(pointer_splice_text(after, "", 70000, 3, "abc"), IsOk());
  ASSERT_THAT(pointer_splice_text(after, "", 20000, 0, "abc"), IsOk());
  EXPECT_EQ(compact(before, after),
            R"([["splice","",70000,3,"abc"],["splice","",20000,0,"abc"]])");
}

TEST(Diff, TellsMovedMembersAsCopies) {
  const std::string big = R"({"text":")" + std::string(200, 'x') + R"("})";
  const Value before = json(R"({"old":)" + big + "}");
  Value after = before;
  const Value moved = *before.find("old");
  ASSERT_THAT(pointer_set(after, "/new", moved), IsOk());
  ASSERT_THAT(pointer_remove(after, "/old"), IsOk());
  EXPECT_EQ(compact(before, after),
            R"([["copy","/new","/old"],["remove","/old"]])");
}

TEST(Diff, ReplacesAContainerWhosePartsTakeMore) {
  std::string before = R"({"a":{"b":[)";
  std::string after = before;
  for (int i = 0; i < 100; ++i) {
    before += (i > 0 ? "," : "") + std::to_string(i);
    after += (i > 0 ? "," : "") + std::to_string(i + 1000);
  }
  EXPECT_EQ(compact(before + "]}}", after + "]}}").substr(0, 16),
            R"([["set","/a/b",[)");
}

TEST(Diff, ReplacesValuesOfAnotherKind) {
  EXPECT_EQ(compact(R"({"a":[1]})", R"({"a":{"0":1}})"),
            R"([["set","/a",{"0":1}]])");
  EXPECT_EQ(compact("1", "1.0"), R"([["set","",1.0]])");
}

TEST(Diff, AlignsArraysThatShareNothing) {
  std::string after = numbers(1000).to_json();
  after.insert(after.find("500,"), "-1,");
  EXPECT_EQ(compact(numbers(1000), json(after)),
            R"([["splice","",500,0,[-1]]])");
}

TEST(Diff, EffortForUnrelatedArraysIsBounded) {
  std::string other = "[";
  for (size_t i = 0; i < 200000; ++i)
    other += (i > 0 ? "," : "") + std::to_string(i * 7 + 1000000);
  const auto patch = Patch::diff(numbers(200000), json(other + "]"));
  ASSERT_THAT(patch, IsOk());
  EXPECT_THAT(patch->apply(numbers(200000)), IsOkAndHolds(json(other + "]")));
}

TEST(Diff, CanBeStopped) {
  Cancel cancel;
  cancel.trigger();
  std::string before = "{";
  std::string after = "{";
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "\"" + std::to_string(i) + "\":";
    before += (i > 0 ? "," : "") + name + "1";
    after += (i > 0 ? "," : "") + name + "2";
  }
  EXPECT_THAT(Patch::diff(json(before + "}"), json(after + "}"), &cancel),
              IsError(Code::kStopped));
}

TEST(Diff, TextTellsWhatWasAndWhatIs) {
  const std::string text(100, 'x');
  const auto patch = Patch::diff(
      json(R"({"a":1,"b":2,"t":")" + text + R"(","l":[1]})"),
      json(R"({"a":5,"c":"x\ny","t":")" + text + R"(!","l":[0,1]})"));
  ASSERT_THAT(patch, IsOk());
  EXPECT_EQ(patch->to_text(),
            "~ /l: at 0, 1 element inserted: [0]\n"
            "~ /t: 1 byte appended: \"!\"\n"
            "~ /a: 1 -> 5\n"
            "- /b: 2\n"
            "+ /c: \"x\\ny\"\n");
}

TEST(Diff, JsonPatchOfACompactOneNeedsTheValues) {
  const auto patch = Patch::from_json(R"([["append","/a","x"]])");
  ASSERT_THAT(patch, IsOk());
  EXPECT_THAT(patch->to_json(), IsError(Code::kFormat));
}

TEST(Compose, KeepsTheLastOfWhatIsOverwritten) {
  const auto first = Patch::from_json(
      R"([["set","/a",1],["append","/m",[1]],["add","/b/c",1],["set","/d",1]])");
  const auto next = Patch::from_json(
      R"([["set","/a",2],["append","/m",[2]],["remove","/b"],["remove","/d"]])");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(first->compose(*next).to_compact(),
            R"([["set","/a",2],["append","/m",[1]],["remove","/d"],)"
            R"(["append","/m",[2]],["remove","/b"]])");
}

TEST(Compose, KeepsWhatIsLookedAtBetween) {
  const auto first =
      Patch::from_json(R"([["set","/a",1],["copy","/b","/a"],["set","/a",2]])");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->compose(Patch()).to_compact(),
            R"([["set","/a",1],["copy","/b","/a"],["set","/a",2]])");
}

class DiffCost : public ::testing::Test {
 protected:
  template <typename Work>
  static uint64_t visits(Work&& work) {
    const uint64_t before = detail::tree_counters().nodes_visited;
    work();
    return detail::tree_counters().nodes_visited - before;
  }

  static Value variables(size_t count) {
    Value object = Value::object();
    const Value value = json("\"" + std::string(98, 'v') + "\"");
    for (size_t i = 0; i < count; ++i) {
      EXPECT_THAT(detail::member_set(object, "var_" + std::to_string(i), value,
                                     Limits()),
                  IsOk());
    }
    return object;
  }
};

TEST_F(DiffCost, VisitsAPathForEachChange) {
  constexpr size_t kChanges = 10;
  const Value before = variables(100000);
  Value after = before;
  for (size_t i = 0; i < kChanges; ++i) {
    ASSERT_THAT(detail::member_set(after, "var_" + std::to_string(i * 9999),
                                   json("1"), Limits()),
                IsOk());
  }
  constexpr size_t kDepth = 6;
  EXPECT_LE(
      visits([&] { EXPECT_EQ(Patch::diff(before, after)->size(), kChanges); }),
      12 * kChanges * kDepth);
}

TEST_F(DiffCost, InsertingIntoALargeArrayVisitsThePath) {
  const Value before = numbers(100000);
  Value after = before;
  ASSERT_THAT(pointer_splice(after, "", 0, 0, {json("-1")}), IsOk());
  EXPECT_LE(visits([&] {
              EXPECT_EQ(Patch::diff(before, after)->to_compact(),
                        R"([["splice","",0,0,[-1]]])");
            }),
            60u);
}

TEST_F(DiffCost, AppendingToALongStringVisitsThePath) {
  const Value before = json("\"" + std::string(1 << 20, 'x') + "\"");
  Value after = before;
  ASSERT_THAT(pointer_append_text(after, "", "more"), IsOk());
  EXPECT_LE(visits([&] {
              EXPECT_EQ(Patch::diff(before, after)->to_compact(),
                        R"([["append","","more"]])");
            }),
            60u);
}

}  // namespace
}  // namespace snaproll
