// A patch as people read it.
#pragma once

#include <snaproll.hpp>

#include "terminal.hpp"

namespace snaproll::cli {

// A line an operation: what was, what is.
void print_patch(Terminal& terminal, const abi::Patch& patch);

}  // namespace snaproll::cli
