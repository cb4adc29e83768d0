#include "retention/bucket.hpp"

#include <limits>

#include "base/civil.hpp"

namespace snaproll::detail {
namespace {

constexpr int64_t kHour = 3600 * kNanosPerSecond;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kWeek = 7 * kDay;
constexpr int64_t kSinceMonday = 3 * kDay;  // of 1970-01-01

// `time` less what is behind it of its period; periods begin `shift` before
// each multiple of kPeriod.
template <int64_t kPeriod>
Time period_begin(Time time, int64_t shift) noexcept {
  const int64_t behind =
      floor_modulo(floor_modulo(time, kPeriod) + shift, kPeriod);
  Time begin = 0;
  return __builtin_sub_overflow(time, behind, &begin)
             ? std::numeric_limits<Time>::min()
             : begin;
}

Time date_begin(Bucket bucket, int32_t zone_seconds, Time time) noexcept {
  // In seconds, where nothing overflows.
  const int64_t second = floor_divide(time, kNanosPerSecond) + zone_seconds;
  Date date = date_from_days(floor_divide(second, kSecondsPerDay));
  date.day = 1;
  if (bucket == Bucket::kYear) date.month = 1;
  const int64_t begin = days_from_date(date) * kSecondsPerDay - zone_seconds;
  Time out = 0;
  return __builtin_mul_overflow(begin, kNanosPerSecond, &out)
             ? std::numeric_limits<Time>::min()
             : out;
}

// Times moved to where they have no sign; their order and all multiples of
// powers of two stay.
constexpr uint64_t kSign = uint64_t{1} << 63;
uint64_t unsign(Time time) noexcept {
  return static_cast<uint64_t>(time) ^ kSign;
}

uint64_t round_down(uint64_t number, int bits) noexcept {
  return number >> bits << bits;
}

Time thin_begin(Time newest, Time time) noexcept {
  const uint64_t end = unsign(newest);
  const uint64_t point = unsign(time);
  const uint64_t age = end - point;
  if (age < 2) return time;
  // The interval around `point` begins less than its width before it, so its
  // width is the greatest power of two up to `age`, or half of that.
  int bits = 63 - __builtin_clzll(age);
  if ((end - round_down(point, bits)) >> bits < 2) --bits;
  return static_cast<Time>(round_down(point, bits) ^ kSign);
}

}  // namespace

Time bucket_begin(Bucket bucket, const BucketFrame& frame, Time time) noexcept {
  const int64_t shift = frame.zone_seconds * kNanosPerSecond;
  switch (bucket) {
    case Bucket::kHour:
      return period_begin<kHour>(time, shift);
    case Bucket::kDay:
      return period_begin<kDay>(time, shift);
    case Bucket::kWeek:
      return period_begin<kWeek>(time, shift + kSinceMonday);
    case Bucket::kMonth:
    case Bucket::kYear:
      return date_begin(bucket, frame.zone_seconds, time);
    case Bucket::kThin:
      break;
  }
  return thin_begin(frame.newest, time);
}

}  // namespace snaproll::detail
