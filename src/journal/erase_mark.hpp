// What a store knows of the erases that were done in it: one row, of the kind
// kErasure and of no execution.
//
// Thread word: plain functions.
#pragma once

#include <cstdint>

#include "store/store.hpp"

namespace snaproll::detail {

struct EraseMark {
  uint64_t count = 0;  // erases so far: states that were read before are old
  // What was erased may stand in the file or its log still.
  bool pending = false;
};

Result<EraseMark> erase_mark(StoreReader& reader);
// O(log n), as all that reads a state asks for it.
Result<uint64_t> erase_count(StoreReader& reader);
Status put_erase_mark(StoreWriter& writer, const EraseMark& mark);

// Rewrites the file, so that nothing of what was erased is left in it. False
// where that is still to be done, since others read it.
Result<bool> clean_file(Store& rows);
// The same where an erase has left it to be done.
Status finish_erase(Store& rows);

}  // namespace snaproll::detail
