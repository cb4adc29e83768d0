// J4: times as text.
#include <limits>

#include "snaproll/time.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAtOffset;
using test::IsOkAndHolds;

constexpr Time kMin = std::numeric_limits<Time>::min();
constexpr Time kMax = std::numeric_limits<Time>::max();

// J4
TEST(TimeText, HasTheFewestDigitsThatLoseNothing) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_text(120000000), "1970-01-01T00:00:00.120Z");
  EXPECT_EQ(time_text(123400000), "1970-01-01T00:00:00.123400Z");
  EXPECT_EQ(time_text(1), "1970-01-01T00:00:00.000000001Z");
  EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(time_text(951782400000000000), "2000-02-29T00:00:00Z");
}

// J4
TEST(TimeText, ReachesBothEnds) {
  EXPECT_EQ(time_text(kMin), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(time_text(kMax), "2262-04-11T23:47:16.854775807Z");
  EXPECT_THAT(parse_time(time_text(kMin)), IsOkAndHolds(kMin));
  EXPECT_THAT(parse_time(time_text(kMax)), IsOkAndHolds(kMax));
}

// J4
TEST(TimeText, AnyTimeReadsBackAsItself) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    // All magnitudes, both signs, all lengths of fraction.
    Time time = static_cast<Time>(random()) >> (random() % 63);
    if (i % 4 == 1) time -= time % 1000;
    if (i % 4 == 2) time -= time % 1000000;
    if (i % 4 == 3) time -= time % 1000000000;
    const std::string text = time_text(time);
    ASSERT_THAT(parse_time(text), IsOkAndHolds(time)) << text;
    ASSERT_TRUE(text.size() == 20 || text.size() == 24 || text.size() == 27 ||
                text.size() == 30)
        << text;
  }
}

// J4
TEST(ParseTime, TakesAnyOffset) {
  const Time noon = 1714564800 * Time{1000000000};
  EXPECT_THAT(parse_time("2024-05-01T12:00:00Z"), IsOkAndHolds(noon));
  EXPECT_THAT(parse_time("2024-05-01t12:00:00z"), IsOkAndHolds(noon));
  EXPECT_THAT(parse_time("2024-05-01T14:30:00+02:30"), IsOkAndHolds(noon));
  EXPECT_THAT(parse_time("2024-04-30T12:01:00-23:59"), IsOkAndHolds(noon));
  EXPECT_THAT(parse_time("2024-05-01T12:00:00-00:00"), IsOkAndHolds(noon));
}

// J4
TEST(ParseTime, CutsDigitsBeyondTheNinth) {
  EXPECT_THAT(parse_time("1970-01-01T00:00:00.1234567899999Z"),
              IsOkAndHolds(Time{123456789}));
  EXPECT_THAT(parse_time("1969-12-31T23:59:59.9999999999Z"),
              IsOkAndHolds(Time{-1}));
  EXPECT_THAT(parse_time("1970-01-01T00:00:00.5Z"),
              IsOkAndHolds(Time{500000000}));
}

// J4
TEST(ParseTime, ReadsALeapSecondAsTheLastNanosecondOfItsMinute) {
  const auto last = parse_time("2016-12-31T23:59:59.999999999Z");
  ASSERT_THAT(last, test::IsOk());
  EXPECT_THAT(parse_time("2016-12-31T23:59:60Z"), IsOkAndHolds(*last));
  EXPECT_THAT(parse_time("2016-12-31T23:59:60.25Z"), IsOkAndHolds(*last));
  EXPECT_THAT(parse_time("2017-01-01T00:59:60+01:00"), IsOkAndHolds(*last));
}

// J4
TEST(ParseTime, RefusesWhatDoesNotFit) {
  EXPECT_THAT(parse_time("1677-09-21T00:12:43.145224191Z"),
              IsError(Code::kRange));
  EXPECT_THAT(parse_time("2262-04-11T23:47:16.854775808Z"),
              IsError(Code::kRange));
  EXPECT_THAT(parse_time("0000-01-01T00:00:00Z"), IsError(Code::kRange));
  EXPECT_THAT(parse_time("9999-12-31T23:59:60Z"), IsError(Code::kRange));
}

// J4
TEST(ParseTime, TellsWhereATextIsNoTime) {
  EXPECT_THAT(parse_time(""), IsErrorAtOffset(Code::kParse, 0));
  EXPECT_THAT(parse_time("2024-05-01"), IsErrorAtOffset(Code::kParse, 10));
  EXPECT_THAT(parse_time("2024-13-01T00:00:00Z"),
              IsErrorAtOffset(Code::kParse, 5));
  EXPECT_THAT(parse_time("2023-02-29T00:00:00Z"),
              IsErrorAtOffset(Code::kParse, 8));
  EXPECT_THAT(parse_time("1900-02-29T00:00:00Z"),
              IsErrorAtOffset(Code::kParse, 8));
  EXPECT_THAT(parse_time("2024-04-31T00:00:00Z"),
              IsErrorAtOffset(Code::kParse, 8));
  EXPECT_THAT(parse_time("2024-05-01 00:00:00Z"),
              IsErrorAtOffset(Code::kParse, 10));
  EXPECT_THAT(parse_time("2024-05-01T24:00:00Z"),
              IsErrorAtOffset(Code::kParse, 11));
  EXPECT_THAT(parse_time("2024-05-01T00:00:61Z"),
              IsErrorAtOffset(Code::kParse, 17));
  EXPECT_THAT(parse_time("2024-05-01T00:00:00"),
              IsErrorAtOffset(Code::kParse, 19));
  EXPECT_THAT(parse_time("2024-05-01T00:00:00.Z"),
              IsErrorAtOffset(Code::kParse, 20));
  EXPECT_THAT(parse_time("2024-05-01T00:00:00+24:00"),
              IsErrorAtOffset(Code::kParse, 20));
  EXPECT_THAT(parse_time("2024-05-01T00:00:00Zx"),
              IsErrorAtOffset(Code::kParse, 20));
}

}  // namespace
}  // namespace snaproll
