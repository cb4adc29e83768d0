// The policy that was told on the command line.
#pragma once

#include <optional>
#include <string>

#include "arguments.hpp"

namespace snaproll::cli {

// None where none was told. Throws Failure where it is no policy.
std::optional<std::string> policy_of(const Arguments& arguments);

}  // namespace snaproll::cli
