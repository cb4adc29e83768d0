// What two trees do not share, against a walk over all of both. The seed is
// SNAPROLL_SEED, else fixed.
#include "value/unshared.hpp"

#include <set>
#include <string>

#include "patch/edits.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"

namespace snaproll {
namespace {

using detail::Entry;
using detail::Gap;
using test::below;
using test::IsOk;
using test::json;
using test::Random;

class Unshared : public ::testing::Test {
 protected:
  Unshared() : random_(test::seed()) {
    RecordProperty("seed", std::to_string(test::seed()));
  }

  Value element() {
    if (below(random_, 20) == 0)
      return json(test::random_model(random_, 3).json());
    if (below(random_, 4) > 0)
      return Value::integer(static_cast<int64_t>(below(random_, 5)));
    return *Value::text(test::random_text(random_, 30));
  }
  std::string name() { return "member" + std::to_string(below(random_, 800)); }

  Value random_object() {
    Value object = Value::object();
    for (size_t n = below(random_, 600); n > 0; --n)
      EXPECT_THAT(detail::member_set(object, name(), element(), {}), IsOk());
    return object;
  }
  void edit_object(Value& object) {
    for (size_t n = below(random_, 30); n > 0; --n) {
      if (below(random_, 3) == 0) {
        detail::member_remove(object, name());
      } else {
        ASSERT_THAT(detail::member_set(object, name(), element(), {}), IsOk());
      }
    }
  }
  Value random_array() {
    Value array = Value::array();
    for (size_t n = below(random_, 600); n > 0; --n)
      EXPECT_THAT(pointer_append(array, "", element()), IsOk());
    return array;
  }
  template <typename Case>
  void for_each_case(Case&& one) {
    for (int i = 0; i < 200; ++i) {
      SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                   std::to_string(i));
      ASSERT_NO_FATAL_FAILURE(one());
    }
  }

  Random random_;
};

// Every member that differs, in order, and never one of both sides under two
// names.
void check_members(const Value& before, const Value& after) {
  std::set<std::string> told;
  std::string last;
  std::string storage;
  const detail::Ref left = detail::container_tree(before);
  const detail::Ref right = detail::container_tree(after);
  detail::for_each_change(
      left.get(), right.get(), [&](const Entry* old, const Entry* now) {
        const std::string name(
            detail::name_of(old != nullptr ? *old : *now, storage));
        EXPECT_TRUE(told.empty() || last < name);
        told.insert(last = name);
        const auto there = before.find(name);
        const auto here = after.find(name);
        EXPECT_EQ(old != nullptr, there.has_value()) << name;
        EXPECT_EQ(now != nullptr, here.has_value()) << name;
        if (old != nullptr) {
          EXPECT_EQ(detail::entry_value(*old), *there);
        }
        if (now != nullptr) {
          EXPECT_EQ(detail::entry_value(*now), *here);
        }
        return true;
      });
  for (const Value* side : {&before, &after}) {
    for (const std::string& name : side->names()) {
      if (before.find(name) != after.find(name)) {
        ASSERT_EQ(told.count(name), 1u) << name;
      }
    }
  }
}

TEST_F(Unshared, MembersThatDifferAreAllTold) {
  for_each_case([&] {
    const Value a = random_object();
    Value b = a;
    ASSERT_NO_FATAL_FAILURE(edit_object(b));
    ASSERT_NO_FATAL_FAILURE(check_members(a, b));
    ASSERT_NO_FATAL_FAILURE(check_members(b, a));
    ASSERT_NO_FATAL_FAILURE(check_members(a, json(b.to_json())));
    ASSERT_NO_FATAL_FAILURE(check_members(a, random_object()));
    ASSERT_NO_FATAL_FAILURE(check_members(a, Value::object()));
    ASSERT_NO_FATAL_FAILURE(check_members(Value::object(), a));
  });
}

// What lies between two gaps stands on both sides.
void check_gaps(const Value& before, const Value& after) {
  size_t left_end = 0;
  size_t right_end = 0;
  const auto shared_up_to = [&](size_t left, size_t right) {
    ASSERT_EQ(left - left_end, right - right_end);
    for (; left_end < left; ++left_end, ++right_end)
      ASSERT_EQ(before.at(left_end), after.at(right_end));
  };
  const detail::Ref left = detail::container_tree(before);
  const detail::Ref right = detail::container_tree(after);
  detail::for_each_gap(left.get(), right.get(), [&](const Gap& gap) {
    shared_up_to(gap.left_at, gap.right_at);
    for (size_t i = 0; i < gap.left_count; ++i) {
      EXPECT_EQ(gap.left[i].at, left_end);
      left_end += gap.left[i].node->entries;
    }
    for (size_t i = 0; i < gap.right_count; ++i) {
      EXPECT_EQ(gap.right[i].at, right_end);
      right_end += gap.right[i].node->entries;
    }
    return !::testing::Test::HasFailure();
  });
  shared_up_to(before.size(), after.size());
}

TEST_F(Unshared, ElementsOutsideOfGapsStandOnBothSides) {
  for_each_case([&] {
    const Value a = random_array();
    Value b = a;
    for (size_t n = below(random_, 8); n > 0; --n)
      ASSERT_NO_FATAL_FAILURE(test::edit_array(b, "", random_));
    ASSERT_NO_FATAL_FAILURE(check_gaps(a, b));
    ASSERT_NO_FATAL_FAILURE(check_gaps(b, a));
    // Parts of one array twice, and in another order.
    Value c = Value::array();
    for (size_t n = below(random_, 4); n > 0; --n) {
      std::vector<Value> part;
      const size_t from = below(random_, a.size() + 1);
      for (size_t i = from; i < a.size(); ++i) part.push_back(*a.at(i));
      ASSERT_THAT(pointer_splice(c, "", below(random_, c.size() + 1), 0, part),
                  IsOk());
    }
    ASSERT_NO_FATAL_FAILURE(check_gaps(a, c));
    ASSERT_NO_FATAL_FAILURE(check_gaps(c, a));
    ASSERT_NO_FATAL_FAILURE(check_gaps(a, Value::array()));
  });
}

TEST_F(Unshared, AWalkThatIsToldToStopStops) {
  const Value a = random_object();
  const detail::Ref tree = detail::container_tree(a);
  int seen = 0;
  EXPECT_FALSE(detail::for_each_change(
      tree.get(), nullptr,
      [&](const Entry*, const Entry*) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
  EXPECT_TRUE(detail::for_each_change(
      tree.get(), tree.get(),
      [](const Entry*, const Entry*) { return false; }));
}

// Each time that the list moves costs all that it holds.
TEST(Entries, OfManyRunsMoveTheirListSeldom) {
  const Value run =
      json("[" + std::string(70, '1') + "," + std::string(70, '2') + "]");
  const detail::Node* node = detail::ValueAccess::tree(run);
  ASSERT_NE(node, nullptr);
  detail::Entries entries;
  size_t moves = 0;
  for (size_t i = 0; i < 10000; ++i) {
    const detail::Entry* before = entries.data();
    detail::read_run(node, entries);
    if (entries.data() != before) ++moves;
  }
  EXPECT_LE(moves, 20u);
}

}  // namespace
}  // namespace snaproll
