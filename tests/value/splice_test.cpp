// Splicing arrays and strings, against vectors and strings of the std.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "patch/edits.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll {
namespace {

using test::below;
using test::IsErrorAt;
using test::IsErrorAtOffset;
using test::IsOk;
using test::json;
using test::Random;

TEST(Splice, ReplacesElements) {
  Value root = json(R"({"a":[1,2,3,4]})");
  ASSERT_THAT(pointer_splice(root, "/a", 1, 2, {json("true"), json("[]")}),
              IsOk());
  EXPECT_EQ(root.to_json(), R"({"a":[1,true,[],4]})");
  ASSERT_THAT(pointer_splice(root, "/a", 0, 4, {}), IsOk());
  EXPECT_EQ(root.to_json(), R"({"a":[]})");
  ASSERT_THAT(pointer_splice(root, "/a", 0, 0, {json("9")}), IsOk());
  EXPECT_EQ(root.to_json(), R"({"a":[9]})");
}

TEST(Splice, ReplacesPartsOfStrings) {
  Value root = json(R"(["a\"bcd"])");
  ASSERT_THAT(pointer_splice_text(root, "/0", 1, 2, "\n"), IsOk());
  EXPECT_EQ(root.to_json(), R"(["a\ncd"])");
  ASSERT_THAT(pointer_splice_text(root, "/0", 0, 4, ""), IsOk());
  EXPECT_EQ(root.to_json(), R"([""])");
}

TEST(Splice, RefusesPlacesThatAreNotThere) {
  Value root = json(R"({"a":[1,2],"s":"xé","n":1,"e":[]})");
  const Value before = root;
  EXPECT_THAT(pointer_splice(root, "/a", 3, 0, {}),
              IsErrorAt(Code::kRange, "/a"));
  EXPECT_THAT(pointer_splice(root, "/a", 1, 2, {}),
              IsErrorAt(Code::kRange, "/a"));
  EXPECT_THAT(pointer_splice(root, "/a", 1, SIZE_MAX, {}),
              IsErrorAt(Code::kRange, "/a"));
  EXPECT_THAT(pointer_splice(root, "/e", 0, 1, {}),
              IsErrorAt(Code::kRange, "/e"));
  EXPECT_THAT(pointer_splice_text(root, "/s", 4, 0, ""),
              IsErrorAt(Code::kRange, "/s"));
  EXPECT_THAT(pointer_splice_text(root, "/s", 0, SIZE_MAX, ""),
              IsErrorAt(Code::kRange, "/s"));
  EXPECT_THAT(pointer_splice_text(root, "/s", 2, 0, "a"),
              IsErrorAt(Code::kRange, "/s"));
  EXPECT_THAT(pointer_splice(root, "/s", 0, 0, {}),
              IsErrorAt(Code::kType, "/s"));
  EXPECT_THAT(pointer_splice_text(root, "/n", 0, 0, ""),
              IsErrorAt(Code::kType, "/n"));
  EXPECT_THAT(pointer_splice_text(root, "/e", 0, 0, ""),
              IsErrorAt(Code::kType, "/e"));
  EXPECT_THAT(pointer_splice(root, "", 0, 0, {}), IsErrorAt(Code::kType, ""));
  EXPECT_THAT(pointer_splice(root, "/b", 0, 0, {}),
              IsErrorAt(Code::kNotFound, "/b"));
  EXPECT_THAT(pointer_splice_text(root, "/s", 0, 0, "\xff"),
              IsErrorAtOffset(Code::kParse, 0));
  EXPECT_EQ(root, before);
}

TEST(Splice, RefusesPlacesInsideOfACharacterOfALongString) {
  Value root =
      json("\"" + std::string(4999, 'x') + "é" + std::string(5000, 'x') + "\"");
  EXPECT_THAT(pointer_splice_text(root, "", 5000, 0, "a"),
              IsErrorAt(Code::kRange, ""));
  EXPECT_THAT(pointer_splice_text(root, "", 10, 4990, "a"),
              IsErrorAt(Code::kRange, ""));
}

TEST(Splice, KeepsTheLimits) {
  Limits limits;
  limits.members = 3;
  limits.depth = 2;
  limits.text_bytes = 4;
  Value array = json("[1,2]");
  EXPECT_THAT(pointer_splice(array, "", 1, 0, {json("1")}, limits), IsOk());
  EXPECT_THAT(pointer_splice(array, "", 1, 0, {json("1")}, limits),
              IsErrorAt(Code::kLimit, ""));
  EXPECT_THAT(pointer_splice(array, "", 1, 1, {json("[1]")}, limits),
              IsErrorAt(Code::kLimit, ""));
  Value text = json("\"abc\"");
  EXPECT_THAT(pointer_splice_text(text, "", 1, 1, "xy", limits), IsOk());
  EXPECT_THAT(pointer_splice_text(text, "", 1, 1, "xy", limits),
              IsErrorAt(Code::kLimit, ""));
}

TEST(Splice, AddInsertsElementsAndSetsMembers) {
  Value root = json(R"({"a":[1,3]})");
  ASSERT_THAT(pointer_add(root, "/a/1", json("2")), IsOk());
  ASSERT_THAT(pointer_add(root, "/a/3", json("4")), IsOk());
  ASSERT_THAT(pointer_add(root, "/a/-", json("5")), IsOk());
  ASSERT_THAT(pointer_add(root, "/b", json("6")), IsOk());
  EXPECT_EQ(root.to_json(), R"({"a":[1,2,3,4,5],"b":6})");
  EXPECT_THAT(pointer_add(root, "/a/6", json("0")),
              IsErrorAt(Code::kNotFound, "/a/6"));
  EXPECT_THAT(pointer_add(root, "/a/01", json("0")),
              IsErrorAt(Code::kNotFound, "/a/01"));
  EXPECT_THAT(pointer_add(root, "/b/x", json("0")),
              IsErrorAt(Code::kType, "/b/x"));
}

// Random splices of many elements and of long strings; old versions stay.
TEST(SpliceModel, ArraysAgreeWithAVector) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  std::vector<std::string> model;
  Value value = Value::array();
  for (size_t round = 0; round < 3000; ++round) {
    const size_t at = below(random, model.size() + 1);
    const size_t removed =
        below(random, std::min<size_t>(model.size() - at, 40) + 1);
    std::vector<Value> values;
    std::vector<std::string> texts;
    for (size_t n = below(random, 60); n > 0; --n) {
      texts.push_back(test::random_model(random, 2).json());
      values.push_back(json(texts.back()));
      texts.back() = values.back().to_json();
    }
    const Value old = value;
    const std::string old_json = round % 100 == 0 ? old.to_json() : "";
    ASSERT_THAT(pointer_splice(value, "", at, removed, values), IsOk());
    const auto begin = model.begin() + static_cast<std::ptrdiff_t>(at);
    model.erase(begin, begin + static_cast<std::ptrdiff_t>(removed));
    model.insert(model.begin() + static_cast<std::ptrdiff_t>(at), texts.begin(),
                 texts.end());
    ASSERT_EQ(value.size(), model.size());
    if (model.size() > 2000) {
      const size_t half = model.size() / 2;
      ASSERT_THAT(pointer_splice(value, "", half, model.size() - half, {}),
                  IsOk());
      model.resize(half);
    }
    if (round % 100 != 0) continue;
    ASSERT_EQ(old.to_json(), old_json);
    for (size_t i = 0; i < model.size(); ++i)
      ASSERT_EQ(value.at(i)->to_json(), model[i]);
    ASSERT_EQ(value, json(value.to_json()));
  }
}

TEST(SpliceModel, StringsAgreeWithAString) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  std::string model;
  Value value = json("\"\"");
  for (size_t round = 0; round < 3000; ++round) {
    const size_t at = test::border(model, below(random, model.size() + 1));
    const size_t end = test::border(
        model,
        at + below(random, std::min<size_t>(model.size() - at, 3000) + 1));
    std::string text;
    for (size_t n = below(random, 8); n > 0; --n)
      text += test::random_text(random, 200);
    ASSERT_THAT(pointer_splice_text(value, "", at, end - at, text), IsOk());
    model.replace(at, end - at, text);
    ASSERT_EQ(value.size(), model.size());
    if (round % 20 == 0) {
      ASSERT_EQ(*value.as_text(), model);
      ASSERT_EQ(value, *Value::text(model));
    }
  }
}

}  // namespace
}  // namespace snaproll
