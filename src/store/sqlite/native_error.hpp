// Codes of SQLite as errors of ours.
#pragma once

#include <cstdint>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll::detail {

// `code` is the extended one, `system` the errno behind it or 0, `waited` what
// was waited for others, in nanoseconds.
Error native_error(std::string_view path, std::string_view doing, int code,
                   int system, int64_t waited);

// Whether a commit that ended with this code may be in the file nevertheless.
bool outcome_unknown(int code) noexcept;

}  // namespace snaproll::detail
