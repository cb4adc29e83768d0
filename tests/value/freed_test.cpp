// What letting go of values gives back is what is live before less after.
#include "value/freed.hpp"

#include "support/matchers.hpp"
#include "value/edit.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using detail::FreedBytes;
using test::json;

uint64_t live() {
  detail::drain_dead_nodes();
  return detail::tree_counters().bytes_live;
}

Value object_of(int members) {
  std::string text = "{";
  for (int i = 0; i < members; ++i)
    text += (i == 0 ? "\"" : ",\"") + std::to_string(1000 + i) + "\":\"" +
            std::string(80, 'x') + '"';
  return json(text + '}');
}

TEST(FreedBytes, IsNothingForScalarsInPlace) {
  FreedBytes freed;
  freed.drop(Value::integer(1));
  EXPECT_EQ(freed.bytes(), 0u);
}

TEST(FreedBytes, IsAllOfAValueThatNobodyElseHolds) {
  const uint64_t before = live();
  Value value = object_of(500);
  FreedBytes freed;
  freed.drop(value);
  EXPECT_EQ(freed.bytes(), live() - before);
  value = Value();
  EXPECT_EQ(live(), before);
}

TEST(FreedBytes, IsNothingWhereAnotherHoldsIt) {
  const Value value = object_of(500);
  const Value other = value;
  FreedBytes freed;
  freed.drop(value);
  EXPECT_EQ(freed.bytes(), 0u);
  freed.drop(other);
  EXPECT_GT(freed.bytes(), 500u * 80);
}

TEST(FreedBytes, OfVersionsIsWhatTheOthersDoNotShare) {
  std::vector<Value> versions = {object_of(1000)};
  for (int i = 0; i < 20; ++i) {
    Value next = versions.back();
    ASSERT_TRUE(detail::member_set(next, std::to_string(1000 + 37 * i),
                                   json("\"" + std::string(90, 'y') + '"'), {})
                    .ok());
    versions.push_back(next);
  }
  for (const std::vector<size_t>& gone :
       {std::vector<size_t>{0}, {5}, {20}, {3, 4, 5}, {0, 1, 2, 10, 20}}) {
    FreedBytes freed;
    for (const size_t i : gone) freed.drop(versions[i]);
    const uint64_t before = live();
    for (const size_t i : gone) versions[i] = Value();
    EXPECT_EQ(freed.bytes(), before - live());
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace snaproll
