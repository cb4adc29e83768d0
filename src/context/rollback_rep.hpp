// Making rollback results.
#pragma once

#include <optional>

#include "snaproll/rollback.hpp"

namespace snaproll::detail {

// The result of setting `before` to `after`, with the counts of rules M9 and
// M10. O(changes).
RollbackResult rollback_result(CapturedState before, CapturedState after,
                               std::optional<Id> applied, Time now);

// That of a rollback whose target was not found (rule M12).
RollbackResult failed_rollback(const Error& error, Time now);

// Whether a target was looked for and not found (rule M12): other errors say
// that a store could not be read.
inline bool is_failed_find(const Error& error) noexcept {
  return error.code == Code::kNotFound || error.code == Code::kRange ||
         error.code == Code::kInvalidArgument;
}

}  // namespace snaproll::detail
