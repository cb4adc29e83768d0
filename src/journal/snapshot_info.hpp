// What a record tells of a snapshot in its info column: a JSON object with
// those of `auto`, `by`, `custom`, `parent` and `reason` that are not as usual.
//
// Thread word: plain functions.
#pragma once

#include <optional>
#include <string>

#include "snaproll/snapshot.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Empty where all is as usual.
std::optional<std::string> encode_info(const Snapshot& snapshot);
// Everything but the state. CORRUPT.
Result<Snapshot::Data> decode_info(const RecordHead& head);

}  // namespace snaproll::detail
