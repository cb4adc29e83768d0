// The figures of docs/retention.md.
#include <gmock/gmock.h>

#include "retention/bucket.hpp"
#include "retention/histories.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;

const Time kEnd = kNoon;

std::vector<detail::Candidate> each_minute(size_t count) {
  std::vector<detail::Candidate> out;
  for (size_t i = 0; i < count; ++i) {
    const auto before = static_cast<Time>(count - 1 - i);
    out.push_back(taken(kEnd - before * kMinute, 50000));
  }
  return out;
}

TEST(RetentionExamples, WorkedSizesAreThoseOfTheDocument) {
  const auto week = each_minute(10080);
  const std::pair<std::string_view, size_t> expected[] = {
      {"keep-last=10", 10},
      {"keep-within=2h", 121},
      {"keep-hourly=24", 24},
      {"keep-hourly=24 keep-daily=7", 29},
      {"keep-last=10 keep-hourly=24 keep-daily=7 keep-weekly=4", 37},
      {"thin=log", 22},
      {"thin=log max-count=20", 20},
      {"max-bytes=64MiB", 1342},
      {"max-age=1d", 1441},
      {"keep-none", 1}};
  for (const auto& [text, count] : expected)
    EXPECT_EQ(staying(text, week).size(), count) << text;
}

TEST(RetentionExamples, ThinLogLeavesTheAgesOfTheDocument) {
  const auto month = each_minute(43200);
  std::vector<int> minutes;
  for (const size_t i : staying("thin=log", month))
    minutes.push_back(static_cast<int>((kEnd - month[i].created_at) / kMinute));
  EXPECT_THAT(minutes, ElementsAre(34518, 25135, 15753, 11062, 6370, 4025, 2852,
                                   1679, 1093, 800, 506, 360, 213, 140, 103, 66,
                                   48, 30, 21, 12, 7, 5, 4, 2, 1, 0));
}

// Walks the buckets instead of making a year of seconds.
size_t thinned(Time step, size_t count) {
  const detail::BucketFrame frame{0, kEnd};
  const Time first = kEnd - static_cast<Time>(count - 1) * step;
  size_t stay = 0;
  for (Time time = kEnd; time >= first; ++stay) {
    const Time begin = detail::bucket_begin(detail::Bucket::kThin, frame, time);
    time -= (time - begin) / step * step + step;
  }
  return stay;
}

TEST(RetentionExamples, ThinLogLeavesTheCountsOfTheDocument) {
  EXPECT_EQ(thinned(kMinute, 1000), 17u);
  EXPECT_EQ(thinned(kMinute, 10000), 22u);
  EXPECT_EQ(thinned(kMinute, 100000), 28u);
  EXPECT_EQ(thinned(kSecond, 31536000), 42u);
}

}  // namespace
}  // namespace snaproll
