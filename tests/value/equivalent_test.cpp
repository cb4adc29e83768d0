// Equality by RFC 6902, section 4.6: numbers by their value, all else as it is
// written. The seed is SNAPROLL_SEED, else fixed.
#include "patch/edits.hpp"

namespace snaproll {
namespace {

using test::below;
using test::json;
using test::Model;
using test::Random;

void expect_equivalent(std::string_view a, std::string_view b) {
  EXPECT_TRUE(json(a).equivalent(json(b))) << a << " and " << b;
  EXPECT_TRUE(json(b).equivalent(json(a))) << b << " and " << a;
}

void expect_other(std::string_view a, std::string_view b) {
  EXPECT_FALSE(json(a).equivalent(json(b))) << a << " and " << b;
  EXPECT_FALSE(json(b).equivalent(json(a))) << b << " and " << a;
}

TEST(Equivalent, NumbersGoByTheirValue) {
  expect_equivalent("1", "1.0");
  expect_equivalent("-20", "-2e1");
  expect_equivalent("0", "-0.0");
  expect_equivalent("0.0", "-0.0");
  expect_equivalent("100000000000000000000", "1e20");
  expect_equivalent("1" + std::string(299, '0'), "1e299");
  expect_equivalent("0.5", "5e-1");
  expect_other("1", "-1");
  expect_other("1", "1.5");
  expect_other("1", "10");
  expect_other("1", "0.1");
  expect_other("9007199254740993", "9007199254740992.0");
  expect_other("1e-300", "0");
  expect_other("5e-324", "5e-323");
}

TEST(Equivalent, KindsAreNotMixed) {
  for (const char* a : {"1", "\"1\"", "[1]", "{\"1\":1}", "true", "null"}) {
    for (const char* b : {"1", "\"1\"", "[1]", "{\"1\":1}", "true", "null"}) {
      if (std::string_view(a) != b) expect_other(a, b);
    }
  }
  expect_other("true", "false");
  expect_other("\"1\"", "\"1.0\"");
  expect_other("\"\"", "[]");
  expect_other("[]", "{}");
  expect_other("0", "false");
}

TEST(Equivalent, NumbersInsideGoByTheirValueToo) {
  expect_equivalent("[1,[2.0,{\"a\":3}]]", "[1.0,[2,{\"a\":3.0}]]");
  expect_equivalent("{\"b\":1,\"a\":2}", "{\"a\":2.0,\"b\":1.0}");
  expect_other("[1,2]", "[2,1]");
  expect_other("[1,2]", "[12]");
  expect_other("[1,2]", "[1,2,3]");
  expect_other("[1,23]", "[12,3]");
  expect_other("[[1],[2]]", "[[1,2],[]]");
  expect_other("{\"a\":1}", "{\"b\":1}");
  expect_other("{\"1\":0}", "{\"1.0\":0}");
  expect_other("[\"1\",1]", "[1,\"1\"]");
  expect_other("[\"a\\\"1\"]", "[\"a\\\"2\"]");
}

// Writes every whole number as a double.
void as_doubles(Model& model) {
  const bool number =
      model.scalar.find_first_not_of("-0123456789") == std::string::npos;
  if (model.kind == Model::Kind::kScalar && number && model.scalar.size() < 16)
    model.scalar += ".0";
  for (Model& item : model.items) as_doubles(item);
  for (auto& member : model.members) as_doubles(member.second);
}

TEST(Equivalent, HoldsWhateverIsAroundTheNumbers) {
  Random random(test::seed());
  for (int i = 0; i < 1000; ++i) {
    SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()) + ", case " +
                 std::to_string(i));
    Model model = test::random_model(random, 60);
    const Value value = json(model.json());
    as_doubles(model);
    const Value doubles = json(model.json());
    ASSERT_TRUE(value.equivalent(doubles));
    ASSERT_TRUE(doubles.equivalent(value));
    Value edited = doubles;
    ASSERT_NO_FATAL_FAILURE(test::random_edit(edited, random));
    if (!value.equivalent(edited)) continue;
    // Then the edit put a number in the place of its equal, or nothing.
    ASSERT_EQ(value.size(), edited.size());
    ASSERT_TRUE(edited.equivalent(doubles));
  }
}

}  // namespace
}  // namespace snaproll
