// The values of a policy's words: read, and written in their canonical form.
//
// Errors have offsets within the value: PARSE (not of the form), RANGE (0,
// negative, or does not fit). Nothing but what is said here is taken: no signs,
// no blanks, no fractions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll::detail {

/// 1 to 2^64 - 1.
Result<uint64_t> parse_count(std::string_view text);

/// w, d, h, m, s, each with a number in front, from the largest to the smallest
/// unit: "1d12h". In nanoseconds, which fit an int64_t.
Result<uint64_t> parse_duration(std::string_view text);
/// Without weeks: 14d is what people say.
std::string duration_text(uint64_t nanoseconds);

/// A number and B, KiB, MiB, GiB, TiB, kB, MB, GB, TB, or no unit: bytes.
Result<uint64_t> parse_size(std::string_view text);
/// In the unit that gives the smallest whole number.
std::string size_text(uint64_t bytes);

/// UTC, or an offset from it as +hh:mm or -hh:mm, of less than a day. In
/// seconds, negative to the west.
Result<int32_t> parse_zone(std::string_view text);
std::string zone_text(int32_t seconds);

}  // namespace snaproll::detail
