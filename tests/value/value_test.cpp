// Value: kinds, getters, comparing, pointers, sharing, freeing.
#include "snaproll/value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "snaproll/pointer.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

Value read(std::string_view json) { return *Value::parse(json); }

TEST(Value, TellsItsKind) {
  EXPECT_EQ(Value().kind(), Kind::kNull);
  EXPECT_EQ(read("true").kind(), Kind::kBool);
  EXPECT_EQ(read("12").kind(), Kind::kInteger);
  EXPECT_EQ(read("12.0").kind(), Kind::kDouble);
  EXPECT_EQ(read("\"\"").kind(), Kind::kText);
  EXPECT_EQ(read("[]").kind(), Kind::kArray);
  EXPECT_EQ(read("{}").kind(), Kind::kObject);
  EXPECT_EQ(Value::text(std::string(5000, 'x'))->kind(), Kind::kText);
}

TEST(Value, GettersSayWhatDoesNotFit) {
  EXPECT_EQ(*read("true").as_bool(), true);
  EXPECT_EQ(read("1").as_bool().error().code, Code::kType);
  EXPECT_EQ(*read("-9223372036854775808").as_int64(),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(read("9223372036854775808").as_int64().error().code, Code::kRange);
  EXPECT_EQ(read("1.0").as_int64().error().code, Code::kType);
  EXPECT_EQ(*read("3").as_double(), 3.0);
  EXPECT_EQ(*read("\"a\\n\\u0001\"").as_text(), "a\n\x01");
  EXPECT_EQ(read("[]").as_text().error().code, Code::kType);
  EXPECT_EQ(Value::number(std::numeric_limits<double>::infinity()).error().code,
            Code::kRange);
  EXPECT_EQ(Value::text("a\xff").error().offset, 1u);
}

TEST(Value, LongTextComesBackWhole) {
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += "line \"" + std::to_string(i) + "\"\n\x01é";
  const Value value = *Value::text(text);
  EXPECT_EQ(value.size(), text.size());
  EXPECT_EQ(*value.as_text(), text);
  EXPECT_EQ(*read(value.to_json()).as_text(), text);
}

// M11
TEST(Equal, SeesOneDifferenceLessThanSame) {
  EXPECT_TRUE(read("-0.0").equal(read("0.0")));
  EXPECT_FALSE(read("-0.0").same(read("0.0")));
  EXPECT_FALSE(read("1").equal(read("1.0")));
  EXPECT_FALSE(read("0").equal(read("-0.0")));
  EXPECT_TRUE(
      read("{\"b\":[1,-0.0],\"a\":2}").equal(read("{\"a\":2,\"b\":[1,0.0]}")));
  EXPECT_FALSE(read("\"-0.0\"").equal(read("\"0.0\"")));
  EXPECT_FALSE(read("[\"-0.0\",-0.0]").equal(read("[\"0.0\",0.0]")));
  EXPECT_TRUE(read("[\"\\\"-0.0\",-0.0]").equal(read("[\"\\\"-0.0\",0.0]")));
}

TEST(Same, DoesNotDependOnHowAValueWasBuilt) {
  std::string json = "[";
  for (int i = 0; i < 3000; ++i) json += std::to_string(i) + ',';
  json.back() = ']';
  const Value read_whole = read(json);
  Value appended = Value::array();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(pointer_append(appended, "", Value::integer(i)).ok());
  }
  EXPECT_TRUE(read_whole.same(appended));
  EXPECT_EQ(appended.to_json(), json);
  ASSERT_TRUE(pointer_set(appended, "/1500", Value()).ok());
  EXPECT_FALSE(read_whole.same(appended));
}

// RFC 6901, section 5.
TEST(Pointer, ReadsTheExamplesOfItsRfc) {
  const Value root = read(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,
    "e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  EXPECT_TRUE(pointer_get(root, "")->same(root));
  EXPECT_EQ(pointer_get(root, "/foo")->to_json(), "[\"bar\",\"baz\"]");
  EXPECT_EQ(pointer_get(root, "/foo/0")->to_json(), "\"bar\"");
  const std::pair<const char*, int> kExamples[] = {
      {"/", 0},     {"/a~1b", 1}, {"/c%d", 2}, {"/e^f", 3}, {"/g|h", 4},
      {"/i\\j", 5}, {"/k\"l", 6}, {"/ ", 7},   {"/m~0n", 8}};
  for (const auto& [pointer, expected] : kExamples) {
    EXPECT_EQ(*pointer_get(root, pointer)->as_int64(), expected) << pointer;
  }
}

void expect_error(const Status& status, Code code, std::string_view pointer) {
  ASSERT_FALSE(status.ok()) << pointer;
  EXPECT_EQ(status.error().code, code) << status.error().message;
  EXPECT_EQ(status.error().pointer, pointer);
}

TEST(Pointer, ErrorsNameTheFirstTokenThatNamesNothing) {
  Value root = read(R"({"a":{"b":[1,2]},"s":"text","n":1,"e":[]})");
  const Value before = root;
  EXPECT_EQ(pointer_get(root, "a").error().code, Code::kParse);
  EXPECT_EQ(pointer_get(root, "/~2").error().code, Code::kParse);
  EXPECT_EQ(pointer_get(root, "/a/~").error().code, Code::kParse);
  EXPECT_EQ(pointer_get(root, "/a/x/y").error().pointer, "/a/x");
  for (const char* bad : {"/a/b/2", "/a/b/01", "/a/b/-1", "/a/b/-", "/a/b/x"}) {
    EXPECT_EQ(pointer_get(root, bad).error().code, Code::kNotFound) << bad;
  }
  expect_error(pointer_set(root, "/x/y", Value()), Code::kNotFound, "/x");
  expect_error(pointer_set(root, "/a/b/2", Value()), Code::kNotFound, "/a/b/2");
  expect_error(pointer_set(root, "/n/x", Value()), Code::kType, "/n/x");
  expect_error(pointer_set(root, "/s/x/y", Value()), Code::kNotFound, "/s/x");
  expect_error(pointer_remove(root, ""), Code::kType, "");
  expect_error(pointer_remove(root, "/a/z"), Code::kNotFound, "/a/z");
  expect_error(pointer_remove(root, "/e/0"), Code::kNotFound, "/e/0");
  expect_error(pointer_append(root, "/a", Value()), Code::kType, "/a");
  expect_error(pointer_append(root, "/n", Value()), Code::kType, "/n");
  expect_error(pointer_append_text(root, "/a", "x"), Code::kType, "/a");
  expect_error(pointer_append_text(root, "/q", "x"), Code::kNotFound, "/q");
  EXPECT_TRUE(root.same(before));
}

TEST(Pointer, EditsInPlaceWhatNobodyElseHolds) {
  Value root = Value::object();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(pointer_set(root, "/v" + std::to_string(i),
                            *Value::text(std::string(100, 'a')))
                    .ok());
  }
  const detail::Node* before = detail::ValueAccess::node(root);
  const auto counted = detail::tree_counters();
  ASSERT_TRUE(
      pointer_set(root, "/v500", *Value::text(std::string(100, 'b'))).ok());
  EXPECT_EQ(detail::ValueAccess::node(root), before);
  EXPECT_EQ(detail::tree_counters().nodes_allocated - counted.nodes_allocated,
            1u);  // the new cell
  const Value held = root;
  ASSERT_TRUE(
      pointer_set(root, "/v500", *Value::text(std::string(100, 'c'))).ok());
  EXPECT_NE(detail::ValueAccess::node(root), before);
  EXPECT_EQ(*held.find("v500")->as_text(), std::string(100, 'b'));
}

TEST(ParseOver, SharesAllButTheAppendedMessage) {
  std::string json = "[";
  for (int i = 0; i < 10000; ++i) {
    json +=
        "{\"content\":\"" + std::string(480, 'm') + std::to_string(i) + "\"},";
  }
  json.back() = ']';
  const Value old = read(json);
  json.back() = ',';
  json += "{\"content\":\"" + std::string(480, 'n') + "\"}]";
  const auto before = detail::tree_counters();
  const auto over = Value::parse_over(old, json);
  ASSERT_TRUE(over.ok());
  EXPECT_LE(detail::tree_counters().bytes_live - before.bytes_live, 4096u);
  EXPECT_EQ(over->size(), 10001u);
  EXPECT_EQ(over->to_json(), json);
}

TEST(ParseOver, SharesInsideMembersThatChanged) {
  std::string messages = "[";
  for (int i = 0; i < 2000; ++i)
    messages += "\"" + std::string(80, 'm') + "\",";
  messages.back() = ']';
  const Value old = read("{\"log\":" + messages + ",\"n\":1,\"text\":\"" +
                         std::string(9000, 't') + "\"}");
  messages.back() = ',';
  messages += "true]";
  const std::string json = "{\"log\":" + messages + ",\"n\":2,\"text\":\"" +
                           std::string(9000, 't') + "uv\"}";
  const auto before = detail::tree_counters();
  const auto over = Value::parse_over(old, json);
  ASSERT_TRUE(over.ok());
  EXPECT_EQ(over->to_json(), json);
  EXPECT_LE(detail::tree_counters().bytes_live - before.bytes_live, 8192u);
}

// Found by an attack: a shorter text was taken for the whole old child.
TEST(ParseOver, NoticesThatTheTextEndsEarlier) {
  const std::string e = '"' + std::string(80, 'x') + '"';
  const auto array = [&e](int count) {
    std::string json = "[";
    for (int i = 0; i < count; ++i) json += e + ',';
    json.back() = ']';
    return json;
  };
  EXPECT_EQ(Value::parse_over(read(array(100)), array(5))->to_json(), array(5));
}

// Found by an attack: commas without a value were taken.
TEST(ParseOver, RefusesCommasWithoutAValue) {
  std::string json = "[0";
  for (int i = 1; i < 200; ++i) json += ',' + std::to_string(i);
  json += ']';
  const Value old = read(json);
  for (const std::string& bad :
       {"[," + json.substr(1), json.substr(0, 5) + ',' + json.substr(5)}) {
    const auto over = Value::parse_over(old, bad);
    ASSERT_FALSE(over.ok());
    EXPECT_EQ(over.error().code, Code::kParse);
    EXPECT_EQ(over.error().offset, Value::parse(bad).error().offset);
  }
}

TEST(ParseOver, TellsTheErrorOfTheWholeText) {
  const Value old = read("[\"" + std::string(300, 'x') + "\",1]");
  const std::string bad = "[\"" + std::string(300, 'x') + "\",1,]";
  const auto over = Value::parse_over(old, bad);
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, Code::kParse);
  EXPECT_EQ(over.error().offset, bad.size() - 1);
}

TEST(Free, TakesAtMostAThousandNodesACall) {
  detail::drain_dead_nodes();
  const auto before = detail::tree_counters();
  Value root = Value::object();
  for (int i = 0; i < 20000; ++i) {
    ASSERT_TRUE(detail::member_set(root, std::to_string(i),
                                   *Value::text(std::string(100, 'x')), {})
                    .ok());
  }
  uint64_t freed = detail::tree_counters().nodes_freed;
  root = Value();
  const uint64_t first = detail::tree_counters().nodes_freed - freed;
  EXPECT_LE(first, detail::kFreeBudget + 40);  // and the children of the last
  EXPECT_GT(detail::tree_counters().bytes_live, before.bytes_live);
  for (int calls = 0; calls < 2000; ++calls) {
    const Value small = *Value::text(std::string(100, 'y'));
    if (detail::tree_counters().bytes_live - before.bytes_live < 1000) break;
  }
  EXPECT_LE(detail::tree_counters().bytes_live - before.bytes_live, 1000u);
  detail::drain_dead_nodes();
  EXPECT_EQ(detail::tree_counters().bytes_live, before.bytes_live);
}

}  // namespace
}  // namespace snaproll
