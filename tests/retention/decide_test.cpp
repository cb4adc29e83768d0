// What each rule keeps and removes.
#include "retention/decide.hpp"

#include <gmock/gmock.h>

#include "retention/histories.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using detail::Candidate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Time kFirstTime = std::numeric_limits<Time>::min();
constexpr Time kLastTime = std::numeric_limits<Time>::max();

// One a second.
std::vector<Candidate> seconds(size_t count) {
  std::vector<Candidate> out;
  for (size_t i = 0; i < count; ++i)
    out.push_back(taken(kNoon + static_cast<Time>(i) * kSecond));
  return out;
}

TEST(Decide, AnEmptyHistoryHasNoVerdicts) {
  EXPECT_THAT(detail::decide(policy("keep-none max-count=1"), {}, kNoon),
              IsEmpty());
}

TEST(Decide, LastKeepsTheNewest) {
  EXPECT_THAT(staying("keep-last=2", seconds(5)), ElementsAre(3, 4));
  EXPECT_THAT(staying("keep-last=9", seconds(3)), ElementsAre(0, 1, 2));
}

TEST(Decide, WithinCountsBackFromTheNewestAndNotFromTheClock) {
  EXPECT_THAT(staying("keep-within=2s", seconds(5)), ElementsAre(2, 3, 4));
}

TEST(Decide, HourlyKeepsTheNewestOfHoursThatHaveOne) {
  const auto all = dated({"2024-05-01T08:10:00Z", "2024-05-01T08:50:00Z",
                          "2024-05-01T11:00:00Z", "2024-05-01T11:59:59Z",
                          "2024-05-03T11:30:00Z"});
  EXPECT_THAT(staying("keep-hourly=2", all), ElementsAre(3, 4));
  EXPECT_THAT(staying("keep-hourly=3", all), ElementsAre(1, 3, 4));
  EXPECT_THAT(staying("keep-hourly=24", all), ElementsAre(1, 3, 4));
}

TEST(Decide, DailyWeeklyMonthlyAndYearlyKeepTheNewestOfEach) {
  const auto all = dated({"2022-12-31T10:00:00Z", "2023-12-30T10:00:00Z",
                          "2023-12-31T10:00:00Z", "2024-04-29T10:00:00Z",
                          "2024-04-30T10:00:00Z", "2024-05-01T10:00:00Z",
                          "2024-05-01T11:00:00Z"});
  EXPECT_THAT(staying("keep-daily=3", all), ElementsAre(3, 4, 6));
  EXPECT_THAT(staying("keep-weekly=2", all), ElementsAre(2, 6));
  EXPECT_THAT(staying("keep-monthly=3", all), ElementsAre(2, 4, 6));
  EXPECT_THAT(staying("keep-yearly=9", all), ElementsAre(0, 2, 6));
}

// 2021-01-03 is in the last week of 2020, and 2020-12-31 is too.
TEST(Decide, WeeklyGoesByTheIsoWeekYear) {
  const auto all = dated({"2020-12-27T12:00:00Z", "2020-12-31T12:00:00Z",
                          "2021-01-03T12:00:00Z", "2021-01-04T12:00:00Z"});
  EXPECT_THAT(staying("keep-weekly=9", all), ElementsAre(0, 2, 3));
}

TEST(Decide, ZoneMovesTheCalendar) {
  const auto all = dated(
      {"2024-05-01T21:30:00Z", "2024-05-01T22:30:00Z", "2024-05-02T01:00:00Z"});
  EXPECT_THAT(staying("keep-daily=9", all), ElementsAre(1, 2));
  EXPECT_THAT(staying("keep-daily=9 zone=+02:00", all), ElementsAre(0, 2));
  EXPECT_THAT(staying("keep-daily=9 zone=-02:00", all), ElementsAre(2));
}

TEST(Decide, RulesThatKeepAreJoinedByOr) {
  const auto all = dated({"2024-04-30T10:00:00Z", "2024-05-01T10:00:00Z",
                          "2024-05-01T11:00:00Z", "2024-05-01T11:30:00Z"});
  EXPECT_THAT(reasons("keep-last=1 keep-hourly=2 keep-daily=2", all),
              ElementsAre("keep-daily", "keep-hourly", "- ",
                          "keep-last, keep-hourly, keep-daily, newest"));
}

TEST(Decide, FlagsKeepWhereTheirRuleIsThere) {
  auto all = seconds(7);
  all[0].marks = detail::kMarkTagged;
  all[1].marks = detail::kMarkLabelled;
  all[2].marks = detail::kMarkLeaf;
  all[3].marks = detail::kMarkHeld;
  all[4].marks = detail::kMarkNamedHead;
  all[5].marks = detail::kMarkGrouped;
  EXPECT_THAT(
      reasons("keep-none", all),
      ElementsAre("- ", "- ", "- ", "held", "branch", "group", "newest"));
  EXPECT_THAT(reasons("keep-tagged keep-labelled keep-branches", all),
              ElementsAre("keep-tagged", "keep-labelled", "keep-branches",
                          "held", "branch", "group", "newest"));
}

TEST(Decide, AllStayWhereNoRuleKeeps) {
  EXPECT_THAT(reasons("expire-idle=1d", seconds(2)),
              ElementsAre("no keep rule", "newest, no keep rule"));
  EXPECT_THAT(staying("max-count=2", seconds(4)), ElementsAre(2, 3));
}

TEST(Decide, MaxCountRemovesTheOldestWhateverKeepSaid) {
  EXPECT_THAT(reasons("keep-last=3 max-count=2", seconds(4)),
              ElementsAre("- ", "- keep-last, max-count", "keep-last",
                          "keep-last, newest"));
}

TEST(Decide, MaxAgeCountsBackFromTheNewest) {
  EXPECT_THAT(reasons("max-age=1s", seconds(3)),
              ElementsAre("- max-age, no keep rule", "no keep rule",
                          "newest, no keep rule"));
}

TEST(Decide, MaxBytesRemovesTheOldestUntilTheRestFits) {
  auto all = seconds(4);
  const uint64_t sizes[] = {1, 50, 30, 20};
  for (size_t i = 0; i < all.size(); ++i) all[i].bytes = sizes[i];
  EXPECT_THAT(staying("max-bytes=101", all), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(staying("max-bytes=100", all), ElementsAre(1, 2, 3));
  // The small old one would fit, but it is older than what does not.
  EXPECT_THAT(staying("max-bytes=60", all), ElementsAre(2, 3));
  EXPECT_THAT(staying("max-bytes=10", all), ElementsAre(3));
}

TEST(Decide, MaxBytesTakesSizesThatDoNotAddUp) {
  auto all = seconds(3);
  for (Candidate& candidate : all) candidate.bytes = ~uint64_t{0} - 1;
  EXPECT_THAT(staying("max-bytes=18446744073709551614", all), ElementsAre(2));
}

TEST(Decide, SizesAreAskedOnlyOfThoseThatAreCounted) {
  const auto all = seconds(6);
  std::vector<size_t> asked;
  const auto bytes_of = [&](size_t i) {
    asked.push_back(i);
    return uint64_t{10};
  };
  const Time now = all.back().created_at;
  const auto told =
      detail::decide(*Policy::parse("keep-last=3 max-age=1s max-bytes=10"), all,
                     now, bytes_of);
  EXPECT_THAT(asked, ElementsAre(5, 4));  // 3 is too old, others not wanted
  EXPECT_FALSE(told[4].stays);
  EXPECT_TRUE(told[5].stays);
  asked.clear();
  detail::decide(*Policy::parse("max-count=1"), all, now, bytes_of);
  EXPECT_THAT(asked, ::testing::IsEmpty());
}

TEST(Decide, MaxRulesNeverRemoveMembersOfGroups) {
  auto all = seconds(4);
  all[0].marks = detail::kMarkGrouped;
  EXPECT_THAT(staying("max-count=1", all), ElementsAre(0, 3));
  EXPECT_THAT(staying("max-age=1s", all), ElementsAre(0, 2, 3));
  EXPECT_THAT(staying("max-bytes=1", all), ElementsAre(0, 3));
}

TEST(Decide, MaxRulesNeverRemoveHeldOnesNamedHeadsNorTheNewest) {
  auto all = seconds(5);
  all[0].marks = detail::kMarkHeld;
  all[1].marks = detail::kMarkNamedHead;
  all[2].marks = detail::kMarkTagged;
  EXPECT_THAT(staying("max-count=1", all), ElementsAre(0, 1, 4));
  EXPECT_THAT(staying("max-age=1s", all), ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(staying("max-bytes=1", all), ElementsAre(0, 1, 4));
}

TEST(Decide, MaxRulesSpareTaggedOnesUnderKeepTaggedAlone) {
  auto all = seconds(3);
  all[0].marks = detail::kMarkTagged;
  all[1].marks = detail::kMarkLabelled;
  EXPECT_THAT(staying("keep-tagged keep-labelled max-count=1", all),
              ElementsAre(0, 2));
  EXPECT_THAT(staying("keep-last=3 max-count=1", all), ElementsAre(2));
}

TEST(Decide, MaxRulesRemoveUnnamedBranches) {
  auto all = seconds(3);
  all[0].marks = detail::kMarkLeaf;
  EXPECT_THAT(staying("keep-branches", all), ElementsAre(0, 2));
  EXPECT_THAT(staying("keep-branches max-count=1", all), ElementsAre(2));
}

TEST(Decide, WhatMayNotBeRemovedCounts) {
  auto all = seconds(5);
  all[0].marks = detail::kMarkHeld;
  all[1].marks = detail::kMarkHeld;
  EXPECT_THAT(staying("max-count=4", all), ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(staying("max-bytes=4", all), ElementsAre(0, 1, 3, 4));
}

TEST(Decide, TheFirstMaxRuleThatRemovesIsTold) {
  EXPECT_THAT(
      reasons("max-age=3s max-count=3 max-bytes=2", seconds(6)),
      ElementsAre("- max-age, no keep rule", "- max-age, no keep rule",
                  "- max-count, no keep rule", "- max-bytes, no keep rule",
                  "no keep rule", "newest, no keep rule"));
}

TEST(Decide, TheNewestStaysWhateverTheRules) {
  EXPECT_THAT(
      staying("keep-none max-count=1 max-age=1s max-bytes=1", seconds(4)),
      ElementsAre(3));
}

TEST(Decide, TheFutureNeitherFallsNorMakesOthersFall) {
  const auto all = seconds(6);
  const Time now = kNoon + 3 * kSecond;
  EXPECT_THAT(
      reasons("keep-last=1 max-count=1 max-age=1s", all, now),
      ElementsAre("- ", "- ", "- ", "keep-last, newest", "future", "future"));
  EXPECT_THAT(reasons("keep-none", seconds(2), kNoon - 1),
              ElementsAre("future", "future"));
}

TEST(Decide, NowItselfIsNoFuture) {
  EXPECT_THAT(reasons("keep-none", seconds(1), kNoon), ElementsAre("newest"));
}

TEST(Decide, TheNewestIsTheGreatestTimeAndNotTheLastOfTheHistory) {
  const auto all =
      dated({"2024-05-02", "2024-05-04", "2024-05-01", "2024-05-03"});
  EXPECT_THAT(staying("keep-none", all), ElementsAre(1));
  EXPECT_THAT(staying("keep-last=2", all), ElementsAre(1, 3));
  EXPECT_THAT(staying("keep-within=1d", all), ElementsAre(1, 3));
  EXPECT_THAT(staying("max-count=3", all), ElementsAre(0, 1, 3));
}

TEST(Decide, OfTheSameTimeTheLaterInTheHistoryIsNewer) {
  const auto all = dated({"2024-05-02", "2024-05-02", "2024-05-01"});
  EXPECT_THAT(staying("keep-last=1", all), ElementsAre(1));
  EXPECT_THAT(staying("keep-daily=9", all), ElementsAre(1, 2));
  EXPECT_THAT(staying("thin=log", all), ElementsAre(1, 2));
  EXPECT_THAT(staying("max-count=2", all), ElementsAre(0, 1));
}

TEST(Decide, DoesNotOverflowAtTheEndsOfTime) {
  const auto all = history(std::vector<Time>{kFirstTime, kFirstTime + 1, -1, 0,
                                             kLastTime - 1, kLastTime});
  EXPECT_THAT(staying("keep-none", all), ElementsAre(5));
  EXPECT_THAT(staying("keep-within=9223372036s", all), ElementsAre(4, 5));
  EXPECT_THAT(staying("max-age=9223372036s", all), ElementsAre(4, 5));
  EXPECT_THAT(staying("keep-within=1s",
                      history(std::vector<Time>{kFirstTime, kFirstTime + 1})),
              ElementsAre(0, 1));
  for (const std::string zone : {"+23:59", "-23:59"}) {
    EXPECT_THAT(staying("keep-hourly=9 zone=" + zone, all),
                ElementsAre(1, 3, 5));
    EXPECT_THAT(staying("keep-yearly=9 zone=" + zone, all),
                ElementsAre(1, 3, 5));
  }
  EXPECT_THAT(staying("keep-hourly=9", all), ElementsAre(1, 2, 3, 5));
  EXPECT_THAT(staying("keep-weekly=9", all), ElementsAre(1, 3, 5));
}

TEST(Decide, CountsMayBeAsGreatAsTheyFit) {
  EXPECT_THAT(staying("keep-last=18446744073709551615 "
                      "keep-daily=18446744073709551615 "
                      "max-count=18446744073709551615",
                      seconds(2)),
              ElementsAre(0, 1));
}

}  // namespace
}  // namespace snaproll
