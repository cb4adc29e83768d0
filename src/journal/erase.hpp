// Erasing in a store: one value from every record, keyframe and name of some
// executions, in one transaction; then its bytes from the file.
//
// Executions that share records are one as far as this goes: what is taken from
// a record is taken from the states of all. Each that held the value gets a
// tombstone, a row of the kind kErasure: its name is the id of the erase, its
// info JSON, {"at", "number", "pointer", "reason", "states"}. Nobody may write
// to them meanwhile: they have no living owner but the handle that erases.
//
// Thread word: plain functions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "journal/home.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/options.hpp"

namespace snaproll::detail {

struct EraseCall {
  EraseOptions options;
  std::string execution;  // empty = all of the store
  Id handle;              // the owner that erases; nil = none
  Time now = 0;
};

// `fence` is the number of a record that the execution of the handle got,
// before which its commits are refused. Errors: of Eraser, NOT_FOUND (no such
// execution; nothing holds it), OWNED, those of RecordEraser and of a commit.
// Then nothing was done.
Result<EraseReport> erase(Home& home, EraseCall call,
                          uint64_t* fence = nullptr);

// Newest first.
Result<std::vector<Erasure>> read_erasures(StoreReader& reader, int64_t exec);

}  // namespace snaproll::detail
