// The examples of RFC 6902, appendix A, and of RFC 6901, section 5.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "snaproll/patch.hpp"
#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;

Result<Value> patched(std::string_view document, std::string_view patch) {
  auto read = Patch::from_json(patch);
  if (!read.ok()) return std::move(read).error();
  return read->apply(json(document));
}

struct Example {
  const char* section;
  const char* document;
  const char* patch;
  const char* result;
};

class Rfc6902 : public ::testing::TestWithParam<Example> {};

TEST_P(Rfc6902, ExampleGivesItsResult) {
  const Example& example = GetParam();
  EXPECT_THAT(patched(example.document, example.patch),
              IsOkAndHolds(json(example.result)));
}

INSTANTIATE_TEST_SUITE_P(
    AppendixA, Rfc6902,
    ::testing::Values(
        Example{"A1", R"({"foo":"bar"})",
                R"([{"op":"add","path":"/baz","value":"qux"}])",
                R"({"baz":"qux","foo":"bar"})"},
        Example{"A2", R"({"foo":["bar","baz"]})",
                R"([{"op":"add","path":"/foo/1","value":"qux"}])",
                R"({"foo":["bar","qux","baz"]})"},
        Example{"A3", R"({"baz":"qux","foo":"bar"})",
                R"([{"op":"remove","path":"/baz"}])", R"({"foo":"bar"})"},
        Example{"A4", R"({"foo":["bar","qux","baz"]})",
                R"([{"op":"remove","path":"/foo/1"}])",
                R"({"foo":["bar","baz"]})"},
        Example{"A5", R"({"baz":"qux","foo":"bar"})",
                R"([{"op":"replace","path":"/baz","value":"boo"}])",
                R"({"baz":"boo","foo":"bar"})"},
        Example{"A6",
                R"({"foo":{"bar":"baz","waldo":"fred"},
                    "qux":{"corge":"grault"}})",
                R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
                R"({"foo":{"bar":"baz"},
                    "qux":{"corge":"grault","thud":"fred"}})"},
        Example{"A7", R"({"foo":["all","grass","cows","eat"]})",
                R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
                R"({"foo":["all","cows","eat","grass"]})"},
        Example{"A8", R"({"baz":"qux","foo":["a",2,"c"]})",
                R"([{"op":"test","path":"/baz","value":"qux"},
                    {"op":"test","path":"/foo/1","value":2}])",
                R"({"baz":"qux","foo":["a",2,"c"]})"},
        Example{"A10", R"({"foo":"bar"})",
                R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])",
                R"({"foo":"bar","child":{"grandchild":{}}})"},
        Example{"A11", R"({"foo":"bar"})",
                R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])",
                R"({"foo":"bar","baz":"qux"})"},
        Example{"A14", R"({"/":9,"~1":10})",
                R"([{"op":"test","path":"/~01","value":10}])",
                R"({"/":9,"~1":10})"},
        Example{"A16", R"({"foo":["bar"]})",
                R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
                R"({"foo":["bar",["abc","def"]]})"}),
    [](const auto& each) { return each.param.section; });

TEST(Rfc6902Errors, FailingTestIsTestFailed) {  // A.9
  EXPECT_THAT(patched(R"({"baz":"qux"})",
                      R"([{"op":"test","path":"/baz","value":"bar"}])"),
              IsErrorAt(Code::kTestFailed, "/baz"));
}

TEST(Rfc6902Errors, AddingToNothingIsNotFound) {  // A.12
  EXPECT_THAT(patched(R"({"foo":"bar"})",
                      R"([{"op":"add","path":"/baz/bat","value":"qux"}])"),
              IsErrorAt(Code::kNotFound, "/baz"));
}

// A.13: of two "op" the last one counts here (rule J5), so "remove" of nothing.
TEST(Rfc6902Errors, OfTwoOpMembersTheLastCounts) {
  EXPECT_THAT(patched(R"({"foo":"bar"})",
                      R"([{"op":"add","path":"/baz","value":"qux",
                           "op":"remove"}])"),
              IsErrorAt(Code::kNotFound, "/baz"));
}

TEST(Rfc6902Errors, StringAndNumberAreNotEqual) {  // A.15
  EXPECT_THAT(patched(R"({"/":9,"~1":10})",
                      R"([{"op":"test","path":"/~01","value":"10"}])"),
              IsErrorAt(Code::kTestFailed, "/~01"));
}

TEST(Rfc6902Equality, NumbersAreEqualByTheirValue) {  // 4.6
  EXPECT_TRUE(json("1").equivalent(json("1.0")));
  EXPECT_TRUE(json("[100,-0.0]").equivalent(json("[1e2,0]")));
  EXPECT_TRUE(
      json("123456789012345680000").equivalent(json("1.2345678901234568e20")));
  EXPECT_TRUE(json("100000000000000000000000").equivalent(json("1e23")));
  EXPECT_TRUE(json("1.5e-7").equivalent(json("0.00000015")));
  EXPECT_FALSE(json("-1").equivalent(json("1.0")));
  EXPECT_FALSE(json("10").equivalent(json("1.0")));
  EXPECT_FALSE(json("9007199254740993").equivalent(json("9007199254740992.0")));
  EXPECT_FALSE(json("1").equivalent(json("1.5")));
  EXPECT_FALSE(json("1").equivalent(json("\"1\"")));
  EXPECT_FALSE(json("[1,2]").equivalent(json("[1,2,3]")));
  EXPECT_FALSE(json("[1,2]").equivalent(json("[12]")));
}

TEST(Rfc6902Equality, OrderOfMembersIsNoDifference) {
  EXPECT_TRUE(
      json(R"({"a":1,"b":[1.0]})").equivalent(json(R"({"b":[1],"a":1.0})")));
}

TEST(Rfc6901, ExamplesOfSection5) {
  const Value document = json(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,
      "e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  EXPECT_THAT(pointer_get(document, ""), IsOkAndHolds(document));
  EXPECT_THAT(pointer_get(document, "/foo"),
              IsOkAndHolds(json(R"(["bar","baz"])")));
  EXPECT_THAT(pointer_get(document, "/foo/0"), IsOkAndHolds(json("\"bar\"")));
  const std::pair<const char*, const char*> kScalars[] = {
      {"/", "0"},     {"/a~1b", "1"}, {"/c%d", "2"},
      {"/e^f", "3"},  {"/g|h", "4"},  {"/i\\j", "5"},
      {"/k\"l", "6"}, {"/ ", "7"},    {"/m~0n", "8"}};
  for (const auto& [pointer, value] : kScalars)
    EXPECT_THAT(pointer_get(document, pointer), IsOkAndHolds(json(value)));
}

TEST(Rfc6901, ElementsWithLeadingZerosOrBeyondTheEndAreNothing) {
  const Value array = json("[1,2]");
  for (const char* pointer : {"/01", "/2", "/-", "/+1", "/-1", "/1e0", "/"})
    EXPECT_THAT(pointer_get(array, pointer),
                IsErrorAt(Code::kNotFound, pointer));
}

TEST(Patch, FailsAsAWholeWithTheIndexAndPlaceOfTheOperation) {
  const Value before = json(R"({"a":[1,2],"b":{}})");
  const auto patch = Patch::from_json(R"([
      {"op":"add","path":"/a/-","value":3},
      {"op":"replace","path":"/b/c","value":1}])");
  ASSERT_THAT(patch, IsOk());
  const auto failed = patch->apply(before);
  ASSERT_THAT(failed, IsErrorAt(Code::kNotFound, "/b/c"));
  EXPECT_EQ(failed.error().message,
            "operation 1: nothing stands at this pointer");
  EXPECT_EQ(before, json(R"({"a":[1,2],"b":{}})"));
}

TEST(Patch, MovesNothingIntoItself) {
  EXPECT_THAT(patched(R"({"a":{"b":1}})",
                      R"([{"op":"move","from":"/a","path":"/a/b/c"}])"),
              IsErrorAt(Code::kInvalidArgument, "/a/b/c"));
}

TEST(Patch, MoveOntoItselfChangesNothing) {
  EXPECT_THAT(patched(R"({"a":[1,2]})",
                      R"([{"op":"move","from":"/a/0","path":"/a/0"}])"),
              IsOkAndHolds(json(R"({"a":[1,2]})")));
}

TEST(Patch, DepthThatCopyMakesIsLimited) {
  Limits limits;
  limits.depth = 4;
  const auto patch =
      Patch::from_json(R"([{"op":"copy","from":"/a","path":"/a/b/c"}])");
  ASSERT_THAT(patch, IsOk());
  EXPECT_THAT(patch->apply(json(R"({"a":{"b":{}}})"), limits),
              IsErrorAt(Code::kLimit, "/a/b/c"));
}

struct BadPatch {
  const char* name;
  const char* text;
  Code code;
  const char* pointer;
};

class BadPatches : public ::testing::TestWithParam<BadPatch> {};

TEST_P(BadPatches, AreRefusedWithTheirPlace) {
  EXPECT_THAT(Patch::from_json(GetParam().text),
              IsErrorAt(GetParam().code, GetParam().pointer));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPatches,
    ::testing::Values(
        BadPatch{"NoJson", "[", Code::kParse, ""},
        BadPatch{"NoArray", "{}", Code::kType, ""},
        BadPatch{"NoOperation", "[1]", Code::kType, "/0"},
        BadPatch{"NoOp", R"([{"path":"/a"}])", Code::kNotFound, "/0/op"},
        BadPatch{"NumberForOp", R"([{"op":1,"path":""}])", Code::kType,
                 "/0/op"},
        BadPatch{"UnknownOp", R"([{"op":"test","path":"","value":1},
                                  {"op":"spell","path":""}])",
                 Code::kInvalidArgument, "/1/op"},
        BadPatch{"CompactWordInAnObject", R"([{"op":"splice","path":""}])",
                 Code::kInvalidArgument, "/0/op"},
        BadPatch{"NoPath", R"([{"op":"remove"}])", Code::kNotFound, "/0/path"},
        BadPatch{"NoPointer", R"([{"op":"remove","path":"a"}])", Code::kParse,
                 "/0/path"},
        BadPatch{"BadEscape", R"([{"op":"remove","path":"/~2"}])", Code::kParse,
                 "/0/path"},
        BadPatch{"NoValue", R"([{"op":"add","path":"/a"}])", Code::kNotFound,
                 "/0/value"},
        BadPatch{"NoFrom", R"([{"op":"move","path":"/a"}])", Code::kNotFound,
                 "/0/from"},
        BadPatch{"CompactTooMuch", R"([["remove","/a",1]])",
                 Code::kInvalidArgument, "/0"},
        BadPatch{"CompactNegative", R"([["splice","/a",-1,0,[]]])",
                 Code::kRange, "/0/2"},
        BadPatch{"CompactFraction", R"([["splice","/a",0,1.5,[]]])",
                 Code::kType, "/0/3"},
        BadPatch{"CompactAppendsANumber", R"([["append","/a",1]])", Code::kType,
                 "/0/2"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace snaproll
