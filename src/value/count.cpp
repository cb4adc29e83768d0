// Counting how two objects differ, at the cost of the difference.
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {

size_t count_changed(const Value& before, const Value& after) {
  const Ref left = container_tree(before);
  const Ref right = container_tree(after);
  size_t changed = 0;
  for_each_change(left.get(), right.get(), [&](const Entry* a, const Entry* b) {
    if (a != nullptr &&
        (b == nullptr || !entry_value(*a).equal(entry_value(*b)))) {
      ++changed;
    }
    return true;
  });
  return changed;
}

}  // namespace snaproll::detail
