// The check of one execution; see Store::check.
//
// Thread word: a plain function.
#pragma once

#include "journal/home.hpp"
#include "snaproll/cancel.hpp"

namespace snaproll::detail {

// Adds what it found to the report. Errors are of reading at all.
Status check_execution(Home& home, const ExecutionRow& row, CheckReport& report,
                       const Cancel* cancel);

}  // namespace snaproll::detail
