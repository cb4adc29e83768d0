// Time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll {

/// Nanoseconds since 1970 UTC. Since 0.1
using Time = int64_t;

/// "No time": an optional time that is absent. Since 0.1
inline constexpr Time kNoTime = std::numeric_limits<int64_t>::min();

/// RFC 3339 in UTC with `Z` and 0, 3, 6 or 9 digits of fraction (rule J4).
/// Since 0.1
std::string time_text(Time time);

/// Reads RFC 3339 with any offset (rule J4). PARSE with offset where it is
/// none, RANGE where it does not fit (years 1677 to 2262). Since 0.1
Result<Time> parse_time(std::string_view text);

}  // namespace snaproll
