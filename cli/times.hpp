// Times as people write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace snaproll::cli {

// RFC 3339, a day (`2026-05-01`: its beginning in UTC), or how long ago: `90s`,
// `15m`, `2h`, `3d`, `4w`. Throws Failure.
int64_t parse_time(std::string_view text, int64_t now);
// By the system's clock.
int64_t parse_time(std::string_view text);

// "2026-05-01 12:00:03", in UTC; "" for SNAPROLL_NO_TIME.
std::string short_time(int64_t time);
// The same of a text of rule J4; "" for "".
std::string short_time(std::string_view text);

}  // namespace snaproll::cli
