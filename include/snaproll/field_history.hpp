// How one value changed from snapshot to snapshot, and the search in it.
//
// Thread word: plain values.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "snaproll/snapshot.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

/// One snapshot in which a value is not the same as in the snapshot that
/// entered the history before it. Since 0.1
struct FieldChange {
  Snapshot snapshot;
  std::optional<Value> before;  ///< Nothing where it was not there.
  std::optional<Value> after;   ///< Nothing where it is gone.
};

/// The oldest change whose new value satisfies `predicate`, which gets a `const
/// std::optional<Value>&`; nothing where no change does. `changes` are newest
/// first, as `Manager::history` gives them. It is assumed that the predicate
/// holds for every value from some change on and for none before; else any
/// change that satisfies it may be found. The predicate is called O(log
/// changes) times, on this thread; what it throws goes on. Takes no memory.
/// Since 0.1
template <typename Predicate>
std::optional<FieldChange> bisect(const std::vector<FieldChange>& changes,
                                  Predicate&& predicate) {
  size_t holds = 0;  // so many of the newest are known to satisfy it
  size_t fails = changes.size();  // this one and older ones do not
  while (holds < fails) {
    const size_t middle = holds + (fails - holds) / 2;
    if (predicate(changes[middle].after)) {
      holds = middle + 1;
    } else {
      fails = middle;
    }
  }
  if (holds == 0) return std::nullopt;
  return changes[holds - 1];
}

}  // namespace snaproll
