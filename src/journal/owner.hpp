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

// Appends a record that tells of nothing: it shuts out who wrote before. Gives
// back its seq. CORRUPT where the execution has no record.
Result<uint64_t> append_fence(StoreWriter& writer, int64_t exec,
                              const Id& commit_id, Time now);

}  // namespace snaproll::detail
