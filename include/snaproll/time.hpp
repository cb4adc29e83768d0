// Time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll {

using Time = int64_t;

/// "No time": an optional time that is absent.
inline constexpr Time kNoTime = std::numeric_limits<int64_t>::min();

/// RFC 3339 in UTC with `Z` and 0, 3, 6 or 9 digits of fraction (rule J4).
std::string time_text(Time time);

/// Reads RFC 3339 with any offset (rule J4). PARSE where it is none, RANGE
/// where it does not fit (years 1677 to 2262).
Result<Time> parse_time(std::string_view text);

}  // namespace snaproll
