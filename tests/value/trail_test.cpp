// One place followed through versions of a value.
#include "value/trail.hpp"

#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "value/model.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using detail::Trail;
using test::IsOk;
using test::json;
using ::testing::Eq;
using ::testing::Optional;

Trail trail_of(std::string_view pointer) {
  auto tokens = detail::split_pointer(pointer);
  EXPECT_THAT(tokens, IsOk());
  return Trail(*std::move(tokens));
}

TEST(Trail, TellsWhereTheValueDiffers) {
  Trail trail = trail_of("/a/1");
  EXPECT_FALSE(trail.next(json("{}")));
  EXPECT_THAT(trail.value(), Eq(std::nullopt));
  EXPECT_TRUE(trail.next(json(R"({"a":[0,1]})")));
  EXPECT_THAT(trail.value(), Optional(json("1")));
  EXPECT_FALSE(trail.next(json(R"({"a":[5,1],"b":2})")));
  EXPECT_TRUE(trail.next(json(R"({"a":[5,2]})")));
  EXPECT_TRUE(trail.next(json(R"({"a":[5]})")));
  EXPECT_THAT(trail.value(), Eq(std::nullopt));
  EXPECT_FALSE(trail.next(json(R"({"a":"text"})")));
  EXPECT_TRUE(trail.next(json(R"({"a":{"1":null}})")));
  EXPECT_THAT(trail.value(), Optional(json("null")));
}

TEST(Trail, OfNoTokensFollowsTheWhole) {
  Trail trail = trail_of("");
  EXPECT_TRUE(trail.next(json("1")));
  EXPECT_FALSE(trail.next(json("1")));
  EXPECT_TRUE(trail.next(json("1.0")));
}

TEST(Trail, LooksBelowNothingThatIsShared) {
  std::string text = R"({"deep":{"list":[)";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + ',';
  text.back() = ']';
  text += R"(},"other":0})";
  Value root = json(text);
  Trail trail = trail_of("/deep/list/77777");
  EXPECT_TRUE(trail.next(root));
  const uint64_t visited = detail::tree_counters().nodes_visited;
  EXPECT_FALSE(trail.next(root));
  EXPECT_EQ(detail::tree_counters().nodes_visited, visited);
  ASSERT_THAT(pointer_set(root, "/other", json("1")), IsOk());
  const uint64_t before = detail::tree_counters().nodes_visited;
  EXPECT_FALSE(trail.next(root));
  EXPECT_EQ(detail::tree_counters().nodes_visited, before + 1);
}

TEST(Trail, AgreesWithReadingEachVersion) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  test::Random random(test::seed());
  const std::vector<std::string> pointers = {"", "/a", "/a/0", "/a/0/b",
                                             "/a/0/b/1"};
  std::vector<Trail> trails;
  for (const auto& pointer : pointers) trails.push_back(trail_of(pointer));
  std::vector<std::optional<Value>> held(pointers.size());
  Value root = json(R"({"a":[{"b":[1,2]}],"c":0})");
  for (int round = 0; round < 10000; ++round) {
    const std::string& at = pointers[test::below(random, pointers.size())];
    if (at.empty() || test::below(random, 8) == 0) {
      root = json(R"({"a":[{"b":[1,2]}],"c":)" + std::to_string(round) + "}");
    } else if (test::below(random, 4) == 0) {
      (void)pointer_remove(root, at).ok();
    } else {
      const Value value = json(test::below(random, 2) == 0 ? R"([{"b":[3,4]}])"
                                                           : R"({"b":[1]})");
      (void)pointer_set(root, at, value).ok();
    }
    for (size_t i = 0; i < pointers.size(); ++i) {
      auto read = pointer_get(root, pointers[i]);
      const std::optional<Value> now =
          read.ok() ? std::optional<Value>(*read) : std::nullopt;
      ASSERT_EQ(trails[i].next(root), now != held[i]) << pointers[i];
      ASSERT_EQ(trails[i].value(), now) << pointers[i];
      held[i] = now;
    }
  }
}

}  // namespace
}  // namespace snaproll
