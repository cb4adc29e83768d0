// thin=log: how many stay, how far apart, and that often is as good as once.
#include <gmock/gmock.h>

#include "retention/bucket.hpp"
#include "retention/histories.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using detail::Bucket;
using detail::Candidate;

// Times of a run that is now and then quiet: steps of nanoseconds to days, for
// a while each.
std::vector<Time> irregular(Random& random, size_t count) {
  std::vector<Time> times;
  Time time = static_cast<Time>(random() % (1u << 30)) * kSecond - kDay;
  int bits = 0;
  for (size_t i = 0; i < count; ++i) {
    if (below(random, 20) == 0) bits = static_cast<int>(below(random, 47));
    time += static_cast<Time>(random() & ((uint64_t{1} << bits) - 1));
    times.push_back(time);
  }
  return times;
}

int log2_of(Time number) {
  int bits = 0;
  while (number > 1) number /= 2, ++bits;
  return bits;
}

// At most two of each width, four of a nanosecond.
size_t most(Time range) {
  return 2 * (static_cast<size_t>(log2_of(range)) + 1) + 2;
}

// The definition, word by word: the largest interval that ended at least its
// width before the newest.
Time begin_by_definition(Time newest, Time time) {
  for (int bits = 60; bits > 0; --bits) {
    const Time width = Time{1} << bits;
    Time begin = time / width * width;
    if (begin > time) begin -= width;
    if (newest - (begin + width) >= width) return begin;
  }
  return time;
}

TEST(ThinLog, BucketsAreTheLargestThatEndedTheirWidthAgo) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int i = 0; i < 200000; ++i) {
    const auto number = [&] {
      return static_cast<Time>(random()) >> (3 + below(random, 60));
    };
    const Time a = number();
    const Time b =
        i % 2 == 0 ? number() : a - static_cast<Time>(below(random, 50));
    const Time newest = std::max(a, b);
    const Time time = std::min(a, b);
    ASSERT_EQ(detail::bucket_begin(Bucket::kThin, {0, newest}, time),
              begin_by_definition(newest, time))
        << newest << " " << time;
  }
}

TEST(ThinLog, PruningAtEveryStepLeavesWhatPruningOnceLeaves) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  const Policy thin = policy("thin=log");
  for (int run = 0; run < 20; ++run) {
    const auto all = history(irregular(random, 600));
    std::vector<Candidate> often;
    for (size_t i = 0; i < all.size(); ++i) {
      often.push_back(all[i]);
      if (below(random, 3) != 0) continue;
      often = pruned(thin, often);
      const std::vector<Candidate> so_far(
          all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      ASSERT_EQ(times_of(often), times_of(pruned(thin, so_far)));
    }
  }
}

TEST(ThinLog, LeavesTwoForEachPowerOfTwo) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int run = 0; run < 50; ++run) {
    const auto all = history(irregular(random, 2000));
    const auto left = pruned(policy("thin=log"), all);
    EXPECT_LE(left.size(),
              most(all.back().created_at - all.front().created_at));
  }
}

// Of each snapshot that was ever taken, of age a, one stays that is at most
// a/2 newer.
TEST(ThinLog, LeavesOneAtMostHalfTheAgeAwayFromEach) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int run = 0; run < 50; ++run) {
    const auto all = history(irregular(random, 2000));
    const auto left = times_of(pruned(policy("thin=log"), all));
    for (const Time time : times_of(all)) {
      const auto stayed = std::lower_bound(left.begin(), left.end(), time);
      ASSERT_NE(stayed, left.end());
      ASSERT_LE(*stayed - time, (left.back() - time) / 2);
    }
  }
}

// So the distance to the next one is at most the distance there was, and a/2.
TEST(ThinLog, LeavesGapsOfHalfTheAge) {
  for (const Time step : {kSecond, kMinute, 7 * kMinute, kDay}) {
    std::vector<Time> times;
    for (int i = 0; i < 20000; ++i) times.push_back(kNoon + i * step);
    const auto left = times_of(pruned(policy("thin=log"), history(times)));
    EXPECT_GE(left.size(), 15u);
    EXPECT_LE(left.size(), 32u);
    for (size_t i = 0; i + 1 < left.size(); ++i)
      EXPECT_LE(left[i + 1] - left[i], step + (left.back() - left[i]) / 2);
  }
}

TEST(ThinLog, LeavesOneOfManyAtTheSameTime) {
  const auto same = history(std::vector<Time>(1000, kNoon));
  EXPECT_THAT(staying("thin=log", same), ::testing::ElementsAre(999));
}

TEST(ThinLog, TakesTimesFromEndToEnd) {
  constexpr Time kFirst = std::numeric_limits<Time>::min();
  constexpr Time kLast = std::numeric_limits<Time>::max();
  const auto all = history(
      std::vector<Time>{kFirst, kFirst + 1, -1, 0, 1, kLast - 1, kLast});
  const auto left = times_of(pruned(policy("thin=log"), all));
  EXPECT_THAT(left,
              ::testing::ElementsAre(kFirst + 1, -1, 1, kLast - 1, kLast));
}

}  // namespace
}  // namespace snaproll
