// How two strings differ.
#pragma once

#include <string>

#include "patch/operation.hpp"

namespace snaproll::detail {

// Appends the splices, in ascending order, that turn `before` into `after`. All
// offsets are bytes of the string before. False, and nothing appended, where
// they take more than the string itself, or that may be the hash of a blob.
bool splice_text(const std::string& pointer, const Value& before,
                 const Value& after, Operations& operations);

}  // namespace snaproll::detail
