// Who owns an execution.
//
// Thread word: plain functions.
#pragma once

#include "store/store.hpp"

namespace snaproll::detail {

// Whether the row names an owner whose process may still be there.
bool has_living_owner(const ExecutionRow& row);

// OWNED: by whom, since when, and when it committed last. The row has an owner.
Error owned_by_another(const ExecutionRow& row);

}  // namespace snaproll::detail
