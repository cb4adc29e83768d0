// The examples of restic's documentation ("Removing snapshots according to a
// policy" and "Security considerations in append-only mode"): the same
// histories, the same snapshots kept.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "base/civil.hpp"
#include "retention/histories.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsSubsetOf;

// Twelve Sundays from 2019-09-01 on, at eleven.
std::vector<detail::Candidate> sundays() {
  std::vector<detail::Candidate> out;
  for (int week = 0; week < 12; ++week)
    out.push_back(taken(at("2019-09-01T11:00:00Z") + week * 7 * kDay));
  return out;
}

TEST(ResticExample, FourDailiesOfTwelveSundaysAreTheLastFour) {
  EXPECT_THAT(staying("keep-daily=4", sundays()), ElementsAre(8, 9, 10, 11));
  EXPECT_EQ(reasons("keep-daily=4", sundays())[8], "keep-daily");
}

TEST(ResticExample, LastOneKeepsTheMostRecent) {
  const auto two = dated({"2017-02-21T10:48:33Z", "2017-02-21T10:49:18Z"});
  EXPECT_THAT(staying("keep-last=1", two), ElementsAre(1));
}

// A backup a day for 100 years, to a day that is no end of anything.
std::vector<detail::Candidate> century() {
  std::vector<detail::Candidate> out;
  for (Time time = at("1920-03-18T10:00:00Z"); time < at("2020-03-18");
       time += kDay)
    out.push_back(taken(time));
  return out;
}

struct Day {
  detail::Date date;
  int weekday;  // 0 = Monday
};
Day day_of(Time time) {
  const int64_t days = detail::floor_divide(time, kDay);
  return {detail::date_from_days(days),
          static_cast<int>(detail::floor_modulo(days + 3, 7))};
}

TEST(ResticExample, AHundredYearsOfDailyBackups) {
  const auto all = century();
  const auto verdicts = detail::decide(
      policy("keep-daily=7 keep-weekly=5 keep-monthly=12 keep-yearly=75"), all,
      kLater);
  size_t dailies = 0;
  size_t weeklies = 0;  // besides those before, as in the text
  size_t monthlies = 0;
  size_t yearlies = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto wanted = [&](PolicyRule rule) {
      return (verdicts[i].reasons & detail::reason_of(rule)) != 0;
    };
    const bool latest = i + 1 == all.size();
    const Day day = day_of(all[i].created_at);
    const Day next = day_of(all[i].created_at + kDay);
    if (wanted(PolicyRule::kKeepDaily)) {
      ++dailies;
      EXPECT_GE(i, all.size() - 7);
    } else if (wanted(PolicyRule::kKeepWeekly)) {
      ++weeklies;
    } else if (wanted(PolicyRule::kKeepMonthly)) {
      ++monthlies;
    } else if (wanted(PolicyRule::kKeepYearly)) {
      ++yearlies;
    } else {
      EXPECT_FALSE(verdicts[i].stays);
    }
    if (latest) continue;
    if (wanted(PolicyRule::kKeepWeekly)) {
      EXPECT_EQ(day.weekday, 6);
    }
    if (wanted(PolicyRule::kKeepMonthly)) {
      EXPECT_EQ(next.date.day, 1);
    }
    if (wanted(PolicyRule::kKeepYearly)) {
      EXPECT_EQ(next.date.day, 1);
      EXPECT_EQ(next.date.month, 1);
    }
  }
  EXPECT_EQ(dailies, 7u);
  // The newest is a daily, and so is the last Sunday; the newest of the month
  // and of the year is the same one; the last day of 2019 is a monthly too.
  EXPECT_EQ(weeklies, 3u);
  EXPECT_EQ(monthlies, 11u);
  EXPECT_EQ(yearlies, 73u);
}

// On a Sunday, the seven dailies hold one weekly: four more, as the text says.
TEST(ResticExample, AHundredYearsThatEndOnASunday) {
  auto all = century();
  while (day_of(all.back().created_at).weekday != 6) all.pop_back();
  EXPECT_EQ(staying("keep-daily=7 keep-weekly=5", all).size(), 7u + 4u);
  EXPECT_EQ(staying("keep-daily=7 keep-weekly=5 keep-monthly=12", all).size(),
            7u + 4u + 11u);
  EXPECT_EQ(staying("keep-daily=7 keep-weekly=5 keep-monthly=12 "
                    "keep-yearly=75",
                    all)
                .size(),
            7u + 4u + 11u + 73u);
}

// Someone adds a snapshot to each of three weeks, a little newer than the good
// ones: weekly rules keep those, keep-within keeps both.
TEST(ResticExample, ForeignSnapshotsPushOutWeekliesButNotThoseWithin) {
  const auto mixed = dated({"2021-03-01T10:00:00Z", "2021-03-01T10:00:01Z",
                            "2021-03-08T10:00:00Z", "2021-03-08T10:00:01Z",
                            "2021-03-15T10:00:00Z", "2021-03-15T10:00:01Z"});
  EXPECT_THAT(staying("keep-weekly=3", mixed), ElementsAre(1, 3, 5));
  EXPECT_THAT(staying("keep-within=21d", mixed), ElementsAre(0, 1, 2, 3, 4, 5));
}

// Eight days after the last good one, a bad one outlives it under 7d.
TEST(ResticExample, WithinIsLimitedToItsDuration) {
  const auto all = dated({"2021-03-01T10:00:00Z", "2021-03-09T10:00:00Z"});
  EXPECT_THAT(staying("keep-within=7d", all), ElementsAre(1));
}

// "Weeks are Monday 00:00 to Sunday 23:59, days 00:00 to 23:59, hours :00 to
// :59", and only those count that have a snapshot.
TEST(ResticExample, CalendarRulesGoByNaturalBoundaries) {
  const auto week = dated({"2019-09-01T23:59:59Z", "2019-09-02T00:00:00Z",
                           "2019-09-08T23:59:59Z", "2019-09-09T00:00:00Z"});
  EXPECT_THAT(staying("keep-weekly=9", week), ElementsAre(0, 2, 3));
  EXPECT_THAT(staying("keep-daily=2", week), ElementsAre(2, 3));
  const auto hours = dated(
      {"2019-09-01T09:00:00Z", "2019-09-01T09:59:59Z", "2019-09-01T13:00:00Z"});
  EXPECT_THAT(staying("keep-hourly=2", hours), ElementsAre(1, 2));
}

// Those of the future are ignored, hence not removed.
TEST(ResticExample, SnapshotsOfTheFutureAreIgnored) {
  const auto all = dated(
      {"2019-09-01T10:00:00Z", "2019-09-01T12:00:00Z", "2030-01-01T00:00:00Z"});
  EXPECT_THAT(staying("keep-within=1h", all, at("2019-09-01T13:00:00Z")),
              ElementsAre(1, 2));
}

}  // namespace
}  // namespace snaproll
