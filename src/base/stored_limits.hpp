// Limits for what is kept already: it was checked when it entered.
//
// Thread word: a plain function.
#pragma once

#include "snaproll/limits.hpp"

namespace snaproll::detail {

const Limits& stored_limits();

}  // namespace snaproll::detail
