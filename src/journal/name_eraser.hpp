// NameEraser: takes a text out of what is told beside the records of one
// execution: its row, its attributes, its names.
//
// Thread word: used by one thread, within one transaction.
#pragma once

#include <vector>

#include "snaproll/private_paths.hpp"
#include "snapshot/eraser.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Rows that held it, each with what takes its place. Who erases by content.
// `rows` are those of one execution.
struct ErasedName {
  NameRow before;
  NameRow after;
};
Result<std::vector<ErasedName>> names_without(Eraser& eraser,
                                              const std::vector<NameRow>& rows);

// Gives back how many rows and words held it. Of the row of the execution its
// id stays.
Result<uint64_t> take_from_names(StoreWriter& writer, Eraser& eraser,
                                 ExecutionRow& row);

}  // namespace snaproll::detail
