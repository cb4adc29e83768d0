// Where the buckets of the calendar begin.
#include "retention/bucket.hpp"

#include "base/civil.hpp"
#include "retention/histories.hpp"

namespace snaproll::detail {
namespace {

using test::at;

constexpr Time kFirst = std::numeric_limits<Time>::min();
constexpr Time kLast = std::numeric_limits<Time>::max();

std::string begin(Bucket bucket, std::string_view time, int32_t zone = 0) {
  return time_text(bucket_begin(bucket, {zone, 0}, at(time)));
}

TEST(Bucket, BeginsOnTheCalendar) {
  const std::string_view time = "2024-05-01T12:34:56.789Z";  // a Wednesday
  EXPECT_EQ(begin(Bucket::kHour, time), "2024-05-01T12:00:00Z");
  EXPECT_EQ(begin(Bucket::kDay, time), "2024-05-01T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kWeek, time), "2024-04-29T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kMonth, time), "2024-05-01T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kYear, time), "2024-01-01T00:00:00Z");
}

TEST(Bucket, BeginsAtItsOwnFirstMomentAndNotBefore) {
  for (const std::string_view time :
       {"2024-01-01T00:00:00Z", "2018-01-01T00:00:00Z"}) {  // both Mondays
    for (const Bucket bucket : {Bucket::kHour, Bucket::kDay, Bucket::kWeek,
                                Bucket::kMonth, Bucket::kYear}) {
      const Time first = at(time);
      EXPECT_EQ(bucket_begin(bucket, {}, first), first);
      EXPECT_LT(bucket_begin(bucket, {}, first - 1), first - 1);
    }
  }
}

// The ISO week-year: a week belongs to one year even where the date does not.
TEST(Bucket, WeeksGoOverTheEndsOfYears) {
  EXPECT_EQ(begin(Bucket::kWeek, "2021-01-03T23:59:59Z"),
            "2020-12-28T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kWeek, "2020-12-31T00:00:00Z"),
            "2020-12-28T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kWeek, "2021-01-04T00:00:00Z"),
            "2021-01-04T00:00:00Z");
}

TEST(Bucket, KnowsLeapDays) {
  EXPECT_EQ(begin(Bucket::kDay, "2024-02-29T23:59:59Z"),
            "2024-02-29T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kMonth, "2024-02-29T23:59:59Z"),
            "2024-02-01T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kMonth, "1900-03-01T00:00:00Z"),
            "1900-03-01T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kMonth, "2000-02-29T12:00:00Z"),
            "2000-02-01T00:00:00Z");
}

TEST(Bucket, IsThatOfTheZone) {
  constexpr int32_t kEast = 2 * 3600;
  constexpr int32_t kWest = -(3 * 3600 + 1800);
  EXPECT_EQ(begin(Bucket::kYear, "2023-12-31T22:00:00Z", kEast),
            "2023-12-31T22:00:00Z");
  EXPECT_EQ(begin(Bucket::kYear, "2023-12-31T21:59:59Z", kEast),
            "2022-12-31T22:00:00Z");
  EXPECT_EQ(begin(Bucket::kDay, "2024-05-01T03:29:59Z", kWest),
            "2024-04-30T03:30:00Z");
  EXPECT_EQ(begin(Bucket::kHour, "2024-05-01T03:29:59Z", kWest),
            "2024-05-01T02:30:00Z");
}

TEST(Bucket, IsRightBefore1970) {
  EXPECT_EQ(begin(Bucket::kHour, "1969-12-31T23:59:59.999999999Z"),
            "1969-12-31T23:00:00Z");
  EXPECT_EQ(begin(Bucket::kWeek, "1969-12-31T23:59:59Z"),
            "1969-12-29T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kMonth, "1969-12-31T23:59:59Z"),
            "1969-12-01T00:00:00Z");
  EXPECT_EQ(begin(Bucket::kYear, "1677-09-22T00:00:00Z"), time_text(kFirst));
}

TEST(Bucket, DoesNotOverflowAtTheEndsOfTime) {
  for (const Bucket bucket : {Bucket::kHour, Bucket::kDay, Bucket::kWeek,
                              Bucket::kMonth, Bucket::kYear, Bucket::kThin}) {
    for (const int32_t zone : {0, 86340, -86340}) {
      const BucketFrame frame{zone, kLast};
      EXPECT_EQ(bucket_begin(bucket, frame, kFirst), kFirst);
      EXPECT_LE(bucket_begin(bucket, frame, kLast), kLast);
      EXPECT_GT(bucket_begin(bucket, frame, kLast), kLast - 400 * test::kDay);
    }
  }
}

TEST(Civil, DatesAndDaysAreInverses) {
  int64_t year = 1600;
  int month = 1;
  int day = 1;
  for (int64_t days = days_from_date({1600, 1, 1}); year < 2500; ++days) {
    const Date date = date_from_days(days);
    ASSERT_EQ(date.year, year);
    ASSERT_EQ(date.month, month);
    ASSERT_EQ(date.day, day);
    ASSERT_EQ(days_from_date(date), days);
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int lengths[] = {
        31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (++day > lengths[month - 1]) {
      day = 1;
      if (++month > 12) month = 1, ++year;
    }
  }
}

}  // namespace
}  // namespace snaproll::detail
