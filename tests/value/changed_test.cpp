// How many bytes differ between two values, against a plain recursion.
#include <limits>

#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "value/edit.hpp"
#include "value/model.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using test::below;
using test::IsOk;
using test::json;
using test::Model;
using test::Random;

constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

uint64_t changed(const Value& before, const Value& after,
                 uint64_t stop_at = kAll) {
  return detail::changed_bytes(before, after, stop_at);
}
uint64_t changed(std::string_view before, std::string_view after) {
  return changed(json(before), json(after));
}

TEST(ChangedBytes, AreNoneBetweenTheSame) {
  EXPECT_EQ(changed("1", "1"), 0u);
  EXPECT_EQ(changed("{}", "{}"), 0u);
  EXPECT_EQ(changed(R"({"a":[1,{"b":"x"}]})", R"({"a":[1,{"b":"x"}]})"), 0u);
  const std::string rope = '"' + std::string(100000, 'x') + '"';
  EXPECT_EQ(changed(rope, rope), 0u);
  EXPECT_EQ(changed("1", "1.0"), 3u);
}

TEST(ChangedBytes, CountMembersThatAreNewOrGoneWhole) {
  EXPECT_EQ(changed("{}", R"({"a":12})"), 6u);
  EXPECT_EQ(changed(R"({"a":12})", "{}"), 6u);
  EXPECT_EQ(changed(R"({"a":1,"c":1})", R"({"b":22,"c":1})"), 5u + 6u);
  EXPECT_EQ(changed("[1,2]", "[1,2,333]"), 3u);
}

TEST(ChangedBytes, CountTheLargerOfTwoValues) {
  EXPECT_EQ(changed(R"({"a":1})", R"({"a":1234})"), 4u);
  EXPECT_EQ(changed(R"({"a":1234})", R"({"a":1})"), 4u);
  EXPECT_EQ(changed(R"({"a":[1,2,3]})", R"({"a":null})"), 7u);
  EXPECT_EQ(changed(R"({"a":{"b":1}})", R"({"a":[]})"), 7u);
}

TEST(ChangedBytes, GoIntoContainersOnBothSides) {
  EXPECT_EQ(
      changed(R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"c":1,"d":33}}})"),
      2u);
  EXPECT_EQ(changed(R"([[1],[2,[3]]])", R"([[1],[2,[44]]])"), 2u);
}

TEST(ChangedBytes, CountOfStringsWhatIsBetweenTheEnds) {
  EXPECT_EQ(changed(R"("hello")", R"("hello you")"), 4u);
  EXPECT_EQ(changed(R"("hello you")", R"("hello")"), 4u);
  EXPECT_EQ(changed(R"("abcd")", R"("axxxd")"), 3u);
  EXPECT_EQ(changed(R"("aa")", R"("aaa")"), 1u);
  const std::string x(100000, 'x');
  Value before = json('"' + x + '"');
  Value after = before;
  ASSERT_THAT(pointer_append_text(after, "", "twenty bytes of text"), IsOk());
  EXPECT_EQ(changed(before, after), 20u);
  EXPECT_EQ(changed(after, before), 20u);
  EXPECT_EQ(changed(json('"' + x + '"'), json("\"y" + x + '"')), 1u);
  EXPECT_EQ(changed(json(R"("xxx")"), before), 100000u - 3);
}

TEST(ChangedBytes, FindElementsAgainThatMoved) {
  std::string text = "[";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + ',';
  text.back() = ']';
  const Value before = json(text);
  const Value front = *Value::parse_over(before, "[7777777," + text.substr(1));
  EXPECT_EQ(changed(before, front), 7u);
  EXPECT_EQ(changed(front, before), 7u);
  Value inside = before;
  ASSERT_THAT(pointer_remove(inside, "/50000"), IsOk());
  ASSERT_THAT(pointer_set(inside, "/20000", json("1")), IsOk());
  EXPECT_EQ(changed(before, inside), 5u + 5u);
}

TEST(ChangedBytes, StopWhereThereAreEnough) {
  const Value before = json("{}");
  const Value after = json(R"({"a":"0123456789","b":"0123456789"})");
  EXPECT_EQ(changed(before, after, 5), 5u);
  EXPECT_EQ(changed(before, after, 0), 0u);
  EXPECT_EQ(changed(before, after, 33), 32u);
}

TEST(ChangedBytes, AreFoundAThousandLevelsDown) {
  std::string before;
  std::string after;
  for (int i = 0; i < 999; ++i) before += i % 2 == 0 ? "[" : "{\"a\":";
  after = before + "12";
  before += "1";
  for (int i = 998; i >= 0; --i) {
    before += i % 2 == 0 ? ']' : '}';
    after += i % 2 == 0 ? ']' : '}';
  }
  EXPECT_EQ(changed(before, after), 2u);
}

// Cost: the nodes that are not shared.
TEST(ChangedBytes, VisitWhatChangedAlone) {
  std::string text = "{";
  for (int i = 0; i < 100000; ++i) {
    text += "\"variable " + std::to_string(i) + "\":\"" +
            std::string(100, 'v') + "\",";
  }
  text.back() = '}';
  const Value before = json(text);
  Value after = before;
  for (int i = 0; i < 10; ++i) {
    const std::string at = "/variable " + std::to_string(i * 9973);
    ASSERT_THAT(pointer_set(after, at, json("\"changed\"")), IsOk());
  }
  const uint64_t visited = detail::tree_counters().nodes_visited;
  EXPECT_EQ(changed(before, after), 10u * 100u);
  constexpr uint64_t kDepth = 5;
  EXPECT_LE(detail::tree_counters().nodes_visited - visited, 12 * 10 * kDepth);
}

// The same by recursion over copies. No arrays: how their elements are matched
// is not told exactly.
uint64_t plain(const Value& before, const Value& after) {
  if (before.is_object() && after.is_object()) {
    uint64_t bytes = 0;
    const auto whole = [](std::string_view name, const Value& value) {
      return Value::text(name)->json_size() + 1 + value.json_size();
    };
    before.for_each([&](std::string_view name, const Value& value) {
      const auto other = after.find(name);
      bytes += other ? plain(value, *other) : whole(name, value);
      return true;
    });
    after.for_each([&](std::string_view name, const Value& value) {
      if (!before.find(name)) bytes += whole(name, value);
      return true;
    });
    return bytes;
  }
  std::string a = before.to_json();
  std::string b = after.to_json();
  if (a == b) return 0;
  if (before.kind() != Kind::kText || after.kind() != Kind::kText)
    return std::max(a.size(), b.size());
  size_t front = 0;
  const size_t most = std::min(a.size(), b.size()) - 2;
  while (front < most && a[front + 1] == b[front + 1]) ++front;
  size_t back = 0;
  while (front + back < most &&
         a[a.size() - 2 - back] == b[b.size() - 2 - back])
    ++back;
  return std::max(a.size(), b.size()) - 2 - front - back;
}

Model without_arrays(Model model) {
  for (size_t i = 0; i < model.items.size(); ++i)
    model.members[std::to_string(i)] = without_arrays(model.items[i]);
  model.items.clear();
  if (model.kind == Model::Kind::kArray) model.kind = Model::Kind::kObject;
  for (auto& [name, member] : model.members) member = without_arrays(member);
  return model;
}

void change(Model& model, Random& random) {
  Model* at = &model;
  while (at->kind == Model::Kind::kObject && !at->members.empty() &&
         below(random, 3) != 0) {
    auto member = at->members.begin();
    std::advance(member, below(random, at->members.size()));
    at = &member->second;
  }
  if (at->kind == Model::Kind::kObject && below(random, 2) == 0) {
    at->members[test::random_text(random, 3)] = test::random_scalar(random);
  } else {
    *at = without_arrays(test::random_model(random, 4));
  }
}

TEST(ChangedBytes, AreThoseOfAPlainRecursion) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  Random random(test::seed());
  for (int round = 0; round < 1000; ++round) {
    Model model = without_arrays(test::random_model(random, 12));
    const Value before = json(model.json());
    for (size_t n = below(random, 4); n > 0; --n) change(model, random);
    const Value shared = *Value::parse_over(before, model.json());
    const Value apart = json(model.json());
    const uint64_t expected = plain(before, apart);
    ASSERT_EQ(changed(before, shared), expected) << model.json();
    ASSERT_EQ(changed(before, apart), expected) << model.json();
    ASSERT_EQ(changed(apart, before), expected) << model.json();
    ASSERT_EQ(changed(apart, shared), 0u) << model.json();
    const uint64_t stop = below(random, 20);
    ASSERT_EQ(changed(before, shared, stop), std::min(expected, stop));
  }
}

TEST(ChangedBytes, OfArraysAreNoneJustWhereBothAreTheSame) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  Random random(test::seed());
  for (int round = 0; round < 1000; ++round) {
    const Value before = json(test::random_model(random, 12).json());
    const Value again = json(before.to_json());
    const Value after = json(test::random_model(random, 12).json());
    ASSERT_EQ(changed(before, again), 0u);
    ASSERT_EQ(changed(before, after) == 0, before.same(after));
  }
}

}  // namespace
}  // namespace snaproll
