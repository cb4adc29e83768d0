// Making the operations of patches.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "snaproll/patch.hpp"

namespace snaproll::detail {

using Operations = std::vector<PatchOperation>;

// What this folder makes patches of.
struct PatchAccess {
  static Patch of(Operations operations) {
    return Patch(std::move(operations));
  }
};

// What turns `before` into `after`. STOPPED.
Result<Operations> diff_values(const Value& before, const Value& after,
                               const Cancel* cancel);

// The same for some members of two objects, whose other members are the same:
// each is told with the pointer that it has in them.
struct Changed {
  std::string pointer;
  const Value* before;
  const Value* after;
};
Operations diff_members(const std::vector<Changed>& members);

// What `later` overwrites is left out where that is sure to change nothing.
Operations composed(const Operations& first, const Operations& later);
// The same of many, in their order. O(operations x log n).
Operations composed(const std::vector<Operations>& all);

// One operation on `root`; as it was where it fails.
Status apply_operation(Value& root, const PatchOperation& operation,
                       const Limits& limits);

}  // namespace snaproll::detail
