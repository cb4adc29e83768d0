// Reading the JSON forms of rule J1, where a repeated known member is an error.
#pragma once

#include <string_view>
#include <vector>

#include "snaproll/value.hpp"

namespace snaproll::detail {

// The known members of an object of a form: of the root (pointer "") or of one
// directly in it (pointer "/metadata").
struct FormLevel {
  std::string_view pointer;
  std::vector<std::string_view> names;
};

// Reads a form as one value. It may be 8 levels deeper than limits.depth, for
// what the form adds; the caller checks the depth of the parts. Errors: EXISTS
// with the pointer of a known member that repeats; those of Value::parse.
Result<Value> parse_form(std::string_view json,
                         const std::vector<FormLevel>& levels,
                         const Limits& limits, const Cancel* cancel);

}  // namespace snaproll::detail
