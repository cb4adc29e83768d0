// Buckets of time: what of a history one snapshot stands for.
//
// The buckets of each kind are a partition of time, and each is an interval; so
// they are told by their first moments alone.
//
// Those of kThin depend on the newest snapshot. They are the largest intervals
// [i*w, (i+1)*w), w a power of two of nanoseconds, i whole, that ended at least
// w before the newest; and single nanoseconds where that holds for none. Time
// moves on, and what ended so long ago still did: so buckets only ever join,
// in pairs, and the newest snapshot of the joint one was the newest of its
// part. This makes thinning stable: doing it often leaves the same as doing it
// once. Because the intervals are the largest ones, a bucket of width w ended
// less than 3w before the newest, so there are at most two of each width (four
// of a nanosecond). And because they ended so long ago, a snapshot of age a has
// one that stays at most a/2 after it (both are in one bucket, so they are
// d <= w apart, and a >= w + d).
#pragma once

#include <cstdint>

#include "snaproll/time.hpp"

namespace snaproll::detail {

enum class Bucket { kHour, kDay, kWeek, kMonth, kYear, kThin };

/// How buckets lie: for the calendar, the seconds its zone is ahead of UTC; for
/// kThin, the newest snapshot.
struct BucketFrame {
  int32_t zone_seconds = 0;
  Time newest = 0;
};

/// The first moment of the bucket that `time` is in; the first that there is
/// where that one lies before it. For kThin `time` is at most frame.newest.
/// Weeks begin on Mondays.
Time bucket_begin(Bucket bucket, const BucketFrame& frame, Time time) noexcept;

}  // namespace snaproll::detail
