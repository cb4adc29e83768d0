// Numbers of rule J5: canonical text of what JSON and callers give.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"

namespace snaproll::detail {

/// Appends the canonical form of a number in JSON's grammar: integers as they
/// are (`-0` as `-0.0`), others as the shortest digits that read back as the
/// same double. Errors: LIMIT, RANGE (rounds to no finite double).
Status append_number(std::string& out, std::string_view token,
                     const Limits& limits);

/// Appends a finite double.
void append_double(std::string& out, double value);

/// The double nearest to a number in JSON's grammar; false where that is not
/// finite.
bool read_double(std::string_view token, double& out) noexcept;

inline bool is_integer_token(std::string_view token) noexcept {
  for (const char c : token) {
    if (c == '.' || c == 'e' || c == 'E') return false;
  }
  return true;
}

/// Whether a number in JSON's grammar is its own canonical form and within the
/// limits; false also where it takes longer to tell.
bool is_canonical_number(std::string_view token, const Limits& limits) noexcept;

}  // namespace snaproll::detail
