// Arrays of executions.
#pragma once

#include <vector>

#include "boundary.hpp"

namespace snaproll::capi {

// "executions[2]"
std::string execution_place(size_t index);

// What the handles stand for, each of them once. INVALID_ARGUMENT.
Result<std::vector<Execution*>> executions_of(
    snaproll_execution* const* executions, size_t count);

}  // namespace snaproll::capi
