// Removing the records that nothing needs, all at once.
//
// Thread word: plain functions; writers of the executions go on meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "journal/home.hpp"
#include "snaproll/cancel.hpp"

namespace snaproll::detail {

// The name of an execution that is not to be seen: being made, or removed. No
// such id is told by a user.
std::string hidden_name(const Id& id);

// Removes what is left of a deleted execution, or of one that is not made to
// its end, but for records that forks need.
Status sweep_deleted(Home& home, int64_t exec, const Cancel* cancel);

// Of each execution: writes a keyframe for the oldest entry of its history
// where that frees more than it takes, and removes what stands before it.
Status sweep_all(const std::shared_ptr<Home>& home, const Cancel* cancel);

}  // namespace snaproll::detail
