// A captured state as the one value that the journal writes: an object with
// the members node_results, recorded, state and variables. Deltas are compact
// patches of it, keyframes its canonical JSON.
//
// Thread word: plain functions.
#pragma once

#include <string>
#include <string_view>

#include "base/stored_limits.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

Result<Value> to_document(const CapturedState& captured);
// CORRUPT where the value is no such object.
Result<CapturedState> from_document(const Value& document,
                                    uint64_t next_sequence);

// Whether both are the same without a look at their contents.
bool same_roots(const CapturedState& a, const CapturedState& b);

// The compact patch from one state to another; empty where they are the same.
Result<std::string> delta_between(const CapturedState& before,
                                  const CapturedState& after);
// A state that deltas are done to one after the other, in place.
class Replay {
 public:
  static Result<Replay> begin(const CapturedState& state);
  // CORRUPT where the patch can not be read or applied; then this is of no use
  // any more.
  Status apply(std::string_view delta);
  Result<CapturedState> state(uint64_t next_sequence) const;

 private:
  Value document_;
};

// One delta. CORRUPT.
Result<CapturedState> apply_delta(const CapturedState& before,
                                  std::string_view delta,
                                  uint64_t next_sequence);

}  // namespace snaproll::detail
