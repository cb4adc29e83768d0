// How the elements of two arrays differ.
#pragma once

#include <functional>

#include "snaproll/value.hpp"
#include "value/node.hpp"

namespace snaproll::detail {

struct ElementChanges {
  // The element at `index` of the array before has become another one.
  std::function<void(size_t index, const Value& before, const Value& after)>
      replaced;
  // `removed` elements from `index` on of the array before gave way to others.
  std::function<void(size_t index, size_t removed, Value values)> spliced;
  // Asked now and then; false ends the walk.
  std::function<bool()> go_on;
};

// Tells the changes in ascending order; all indices are those of the array
// before, and `replaced` ones are not in a splice. Where parts of the arrays
// share nothing, the effort to align them is bounded: O(elements +
// kMostEdits²).
void diff_elements(const Node* before, const Node* after,
                   const ElementChanges& changes);

}  // namespace snaproll::detail
