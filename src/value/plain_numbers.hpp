// A JSON text for a reader that refuses some numbers.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/limits.hpp"
#include "snaproll/result.hpp"

namespace snaproll::detail {

// RapidJSON refuses some numbers that are fine (0e400, 400 digits with e-200).
// Writes every long number that is a finite double in its canonical form, with
// blanks behind it so that offsets stay. Errors: of append_number.
Result<std::string> with_plain_numbers(std::string_view json,
                                       const Limits& limits);

}  // namespace snaproll::detail
