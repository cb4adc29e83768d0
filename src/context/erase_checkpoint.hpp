// Taking a value out of a pause record (rule C8).
//
// Thread word: a plain function.
#pragma once

#include "snaproll/context.hpp"
#include "snapshot/eraser.hpp"

namespace snaproll::detail {

// The record without it; its values are the same ones where it is not in them.
Result<Checkpoint> without(Eraser& eraser, const Checkpoint& checkpoint);

}  // namespace snaproll::detail
