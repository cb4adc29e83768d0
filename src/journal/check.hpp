// The check of one execution; see Store::check.
//
// Thread word: a plain function.
#pragma once

#include <string>
#include <vector>

#include "journal/home.hpp"
#include "snaproll/cancel.hpp"

namespace snaproll::detail {

// Adds to the report what it found besides `known`. Errors are of reading at
// all.
Status check_execution(Home& home, const ExecutionRow& row,
                       const std::vector<std::string>& known,
                       CheckReport& report, const Cancel* cancel);

}  // namespace snaproll::detail
