// The pause record of a context (rule C8) in a record: what it tells, and how
// it differs from the state of the record, which is mostly not at all.
//
// Thread word: plain functions.
#pragma once

#include <string>
#include <string_view>

#include "snaproll/context.hpp"

namespace snaproll::detail {

Result<std::string> encode_checkpoint(const Checkpoint& checkpoint,
                                      const CapturedState& state);
// CORRUPT.
Result<Checkpoint> decode_checkpoint(std::string_view section,
                                     const CapturedState& state);

}  // namespace snaproll::detail
