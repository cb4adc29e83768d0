// Writing a value in parts: together they are its canonical JSON.
#include "value/part_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using detail::PartWriter;
using test::below;
using test::Random;

// The longest piece: a string that is no rope yet, with its quotes.
constexpr size_t kLongestPiece = detail::kRopeLimit + 2;

TEST(PartWriter, PartsOfAnySizeTogetherAreTheJson) {
  Random random(test::seed());
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  for (int round = 0; round < 400; ++round) {
    const Value value = test::json(test::random_model(random, 100).json());
    const std::string whole = value.to_json();
    PartWriter writer(value);
    std::string out;
    bool more = true;
    while (more) {
      const size_t before = out.size();
      const size_t most =
          below(random, 3) == 0 ? below(random, 3) : below(random, 2000);
      more = writer.next(out, most);
      ASSERT_GT(out.size(), before);
      ASSERT_LE(out.size() - before, most + kLongestPiece);
      ASSERT_TRUE(!more || out.size() - before >= most);
      ASSERT_EQ(writer.left(), whole.size() - out.size());
      ASSERT_EQ(more, out.size() < whole.size());
    }
    ASSERT_EQ(out, whole) << "round " << round;
  }
}

TEST(PartWriter, WritesNothingMoreAtTheEnd) {
  PartWriter writer(test::json("[1,2]"));
  std::string out = "before ";
  EXPECT_FALSE(writer.next(out, 100));
  EXPECT_EQ(out, "before [1,2]");
  EXPECT_FALSE(writer.next(out, 100));
  EXPECT_EQ(out, "before [1,2]");
}

TEST(PartWriter, GoesOnWithTheValueItWasMadeOfWhateverChangesMeanwhile) {
  std::string json = "[";
  for (int i = 0; i < 5000; ++i) json += std::to_string(i) + ',';
  json.back() = ']';
  Value value = test::json(json);
  PartWriter writer(value);
  std::string out;
  for (bool more = true; more;) {
    more = writer.next(out, 1000);
    ASSERT_TRUE(pointer_append(value, "", test::json("\"changed\"")).ok());
  }
  EXPECT_EQ(out, json);
}

TEST(PartWriter, WritesADeepValueByteByByte) {
  const std::string json = std::string(1000, '[') + std::string(1000, ']');
  PartWriter writer(test::json(json));
  std::string out;
  while (writer.next(out, 1)) {
  }
  EXPECT_EQ(out, json);
}

}  // namespace
}  // namespace snaproll
