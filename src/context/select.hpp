// Selective rollback: what of a state is taken from another one.
#pragma once

#include "snaproll/context.hpp"

namespace snaproll::detail {

// `now` with what the selector names as it is in `target`. O(changes), beside
// globs that match none of what changed, which are looked for among all names.
// Errors: see Context::plan.
Result<CapturedState> select(const CapturedState& now,
                             const CapturedState& target,
                             const Selector& selector,
                             const Context::MoreToSelect& more,
                             const Limits& limits);

}  // namespace snaproll::detail
