// What holds for every patch, on 10,000 random cases each. SNAPROLL_SEED sets
// the seed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "patch/edits.hpp"
#include "snaproll/patch.hpp"

namespace snaproll {
namespace {

using test::below;
using test::IsOk;
using test::Random;

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kCases = 2000;  // the plain builds try all
#else
constexpr size_t kCases = 10000;
#endif

// Three values, each made of the one before by a few edits; some of them read
// anew, so that they share nothing.
struct Versions {
  Value a;
  Value b;
  Value c;
};

void change(Value& value, Random& random) {
  for (size_t n = below(random, 6); n > 0; --n)
    ASSERT_NO_FATAL_FAILURE(test::random_edit(value, random));
  if (below(random, 4) == 0) value = test::json(value.to_json());
}

class PatchProperty : public ::testing::Test {
 protected:
  PatchProperty() : random_(test::seed()) {
    RecordProperty("seed", std::to_string(test::seed()));
  }

  template <typename Check>
  void for_each_case(Check&& check) {
    for (size_t i = 0; i < kCases; ++i) {
      SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                   std::to_string(i));
      Versions versions;
      versions.a = test::json(test::random_model(random_, 40).json());
      versions.b = versions.a;
      ASSERT_NO_FATAL_FAILURE(change(versions.b, random_));
      versions.c = versions.b;
      ASSERT_NO_FATAL_FAILURE(change(versions.c, random_));
      ASSERT_NO_FATAL_FAILURE(check(versions));
      if (HasFailure()) return;
    }
  }

  Random random_;
};

Patch diff(const Value& before, const Value& after) {
  auto patch = Patch::diff(before, after);
  EXPECT_THAT(patch, IsOk());
  return *std::move(patch);
}

void expect_makes(const Patch& patch, const Value& from, const Value& to) {
  const auto made = patch.apply(from);
  ASSERT_THAT(made, IsOk())
      << patch.to_compact() << "\nof " << from.to_json().substr(0, 2000);
  ASSERT_EQ(*made, to) << patch.to_compact().substr(0, 2000);
}

TEST_F(PatchProperty, DiffAppliedToTheFirstGivesTheSecond) {
  for_each_case([](const Versions& v) {
    expect_makes(diff(v.a, v.b), v.a, v.b);
    expect_makes(diff(v.b, v.a), v.b, v.a);
  });
}

TEST_F(PatchProperty, DiffOfAValueAndItselfIsEmpty) {
  for_each_case([](const Versions& v) {
    EXPECT_TRUE(diff(v.b, v.b).empty());
    EXPECT_TRUE(diff(v.b, test::json(v.b.to_json())).empty());
  });
}

TEST_F(PatchProperty, InverseTakesBack) {
  for_each_case([](const Versions& v) {
    const auto inverse = diff(v.a, v.b).invert(v.a);
    ASSERT_THAT(inverse, IsOk());
    expect_makes(*inverse, v.b, v.a);
  });
}

TEST_F(PatchProperty, ComposedHasTheEffectOfBoth) {
  for_each_case([](const Versions& v) {
    const Patch first = diff(v.a, v.b);
    const Patch second = diff(v.b, v.c);
    const Patch both = first.compose(second);
    EXPECT_LE(both.size(), first.size() + second.size());
    expect_makes(both, v.a, v.c);
  });
}

TEST_F(PatchProperty, CompactFormReadsBack) {
  for_each_case([](const Versions& v) {
    const Patch patch = diff(v.a, v.b);
    const auto read = Patch::from_json(patch.to_compact());
    ASSERT_THAT(read, IsOk()) << patch.to_compact();
    EXPECT_EQ(read->to_compact(), patch.to_compact());
    expect_makes(*read, v.a, v.b);
  });
}

TEST_F(PatchProperty, JsonPatchHasTheSameEffect) {
  for_each_case([](const Versions& v) {
    const auto text = diff(v.a, v.b).to_json();
    ASSERT_THAT(text, IsOk());
    const auto read = Patch::from_json(*text);
    ASSERT_THAT(read, IsOk()) << *text;
    expect_makes(*read, v.a, v.b);
  });
}

}  // namespace
}  // namespace snaproll
