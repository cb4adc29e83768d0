// Reading compact patches that the library wrote itself: what it gives is what
// Patch::from_json gives, and any other bytes are safe.
#include "patch/compact_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "patch/edits.hpp"
#include "snaproll/patch.hpp"
#include "value/nodes.hpp"

namespace snaproll {
namespace {

using detail::read_compact;
using test::below;
using test::IsError;
using test::IsErrorAt;
using test::IsErrorAtOffset;
using test::IsOk;
using test::nodes_of;
using test::Random;

void expect_alike(const Patch& read, const Patch& expected) {
  ASSERT_EQ(read.size(), expected.size());
  for (size_t i = 0; i < read.size(); ++i) {
    const PatchOperation& a = read.operations()[i];
    const PatchOperation& b = expected.operations()[i];
    ASSERT_EQ(a.kind, b.kind);
    ASSERT_EQ(a.pointer, b.pointer);
    ASSERT_EQ(a.from, b.from);
    ASSERT_EQ(a.at, b.at);
    ASSERT_EQ(a.removed, b.removed);
    ASSERT_EQ(nodes_of(a.value), nodes_of(b.value));
    ASSERT_FALSE(a.before.has_value() || a.after.has_value());
  }
}

Code code_for(const Error& error) {
  return error.code == Code::kLimit ? Code::kLimit : Code::kCorrupt;
}

// The promise for any bytes: an error where Patch::from_json has one, else a
// patch that, written and read, is what Patch::from_json gives.
void expect_safe(const std::string& bytes) {
  const auto expected = Patch::from_json(bytes);
  const auto read = read_compact(bytes, {});
  ASSERT_EQ(read.ok(), expected.ok()) << bytes.substr(0, 2000);
  if (!read.ok()) {
    ASSERT_EQ(read.error().code, code_for(expected.error()));
    ASSERT_EQ(read.error().offset, expected.error().offset);
    ASSERT_EQ(read.error().pointer, expected.error().pointer);
    return;
  }
  const auto again = Patch::from_json(read->to_compact());
  ASSERT_THAT(again, IsOk()) << bytes.substr(0, 2000);
  ASSERT_EQ(again->to_compact(), expected->to_compact());
}

// A patch of a few edits of a random value.
std::string random_compact(Random& random) {
  const Value before = test::json(test::random_model(random, 40).json());
  Value after = before;
  for (size_t n = 1 + below(random, 6); n > 0; --n)
    test::random_edit(after, random);
  return Patch::diff(before, after)->to_compact();
}

TEST(CompactReader, ReadsRandomPatchesAsFromJsonDoes) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 1000; ++round) {
    const std::string json = random_compact(random);
    const auto read = read_compact(json, {});
    ASSERT_THAT(read, IsOk()) << json;
    ASSERT_NO_FATAL_FAILURE(expect_alike(*read, *Patch::from_json(json)))
        << json;
  }
}

TEST(CompactReader, ReadsEveryOperation) {
  const std::string json =
      "[[\"add\",\"/a\",{\"b\":[1,2.5]}],[\"remove\",\"/a~0~1\\n\"],[\"set\","
      "\"\",\"x\"],[\"move\",\"/é\",\"/b\"],[\"copy\",\"/c\",\"\"],[\"test\","
      "\"/d\",null],[\"append\",\"/e\",\"text\"],[\"append\",\"/e\",[1]],"
      "[\"splice\",\"/f\",9223372036854775807,0,[]],[\"splice\",\"/f\",0,7,"
      "\"\"]]";
  const uint64_t before = detail::tree_counters().nodes_allocated;
  const auto read = read_compact(json, {});
  ASSERT_THAT(read, IsOk());
  // No list of the operations was made on the way.
  EXPECT_EQ(detail::tree_counters().nodes_allocated, before);
  EXPECT_EQ(read->to_compact(), json);
  expect_alike(*read, *Patch::from_json(json));
  EXPECT_TRUE(read_compact("[]", {})->empty());
}

TEST(CompactReader, ReadsOtherFormsAsFromJsonDoes) {
  for (const char* json :
       {R"([{"op":"add","path":"/a","value":1}])", R"([ ["set", "/a", 1.50]])",
        R"([["s\u0065t","/a",1]])", R"([["set","/\u0061",{"b":1,"a":2}]])"}) {
    const auto read = read_compact(json, {});
    ASSERT_THAT(read, IsOk()) << json;
    expect_alike(*read, *Patch::from_json(json));
  }
}

TEST(CompactReader, WhatIsNoPatchIsCorruptAtThatPlace) {
  EXPECT_THAT(read_compact("", {}), IsErrorAtOffset(Code::kCorrupt, 0));
  EXPECT_THAT(read_compact("[[\"set\",\"\",1]", {}),
              IsErrorAtOffset(Code::kCorrupt, 13));
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", ""},
      {R"([1])", "/0"},
      {R"([["put","",1]])", "/0/0"},
      {R"([["set","a",1]])", "/0/1"},
      {R"([["set","/~2",1]])", "/0/1"},
      {R"([["set","/~",1]])", "/0/1"},
      {R"([["set",""]])", "/0/2"},
      {R"([["remove","",1]])", "/0"},
      {R"([["move","/a","b"]])", "/0/2"},
      {R"([["append","",1]])", "/0/2"},
      {R"([["splice","",-1,0,[]]])", "/0/2"},
      {R"([["splice","",1.0,0,[]]])", "/0/2"},
      {R"([["splice","",0,9223372036854775808,[]]])", "/0/3"},
      {R"([["splice","",0,0,{}]])", "/0/4"},
  };
  for (const auto& [json, pointer] : cases) {
    EXPECT_THAT(read_compact(json, {}), IsErrorAt(Code::kCorrupt, pointer))
        << json;
    expect_safe(json);
  }
}

// J7
TEST(CompactReader, HoldsTheLimits) {
  Limits limits;
  limits.depth = 2;
  EXPECT_THAT(read_compact("[[\"set\",\"\",[1]]]", limits), IsOk());
  EXPECT_THAT(read_compact("[[\"set\",\"\",[[1]]]]", limits),
              IsError(Code::kLimit));
  limits = {};
  limits.members = 3;
  EXPECT_THAT(read_compact("[[\"remove\",\"\"],[\"remove\",\"\"],"
                           "[\"remove\",\"\"]]",
                           limits),
              IsOk());
  EXPECT_THAT(read_compact("[[\"remove\",\"\"],[\"remove\",\"\"],"
                           "[\"remove\",\"\"],[\"remove\",\"\"]]",
                           limits),
              IsError(Code::kLimit));
}

TEST(CompactReader, EveryTruncationIsCorrupt) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 40; ++round) {
    const std::string json = random_compact(random);
    const size_t step = 1 + json.size() / 200;
    for (size_t size = 0; size < json.size(); size += step) {
      // A copy of its own, so that a sanitizer sees what is read behind it.
      const std::vector<char> cut(json.begin(),
                                  json.begin() + static_cast<ptrdiff_t>(size));
      ASSERT_THAT(read_compact({cut.data(), size}, {}), IsError(Code::kCorrupt))
          << size << " bytes of " << json.substr(0, 2000);
    }
  }
}

TEST(CompactReader, EveryMutationIsSafe) {
  static constexpr std::string_view kBytes = "\"\\[]{},:-.0~/u\x01\xff";
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 200; ++round) {
    const std::string json = random_compact(random);
    for (int change = 0; change < 30; ++change) {
      std::string bytes = json;
      for (size_t n = 1 + below(random, 3); n > 0; --n) {
        bytes[below(random, std::min<size_t>(bytes.size(), 300))] =
            kBytes[below(random, kBytes.size())];
      }
      ASSERT_NO_FATAL_FAILURE(expect_safe(bytes)) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace snaproll
