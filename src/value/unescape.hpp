// What stands in a text that may be JSON, or hold JSON: its escapes, taken out.
//
// Thread word: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace snaproll::detail {

// A backslash that begins no escape stays. Where `from` is told, it gets for
// each byte where that which it was made of begins, and the size of the text at
// the end. O(bytes).
std::string unescaped(std::string_view text, std::vector<size_t>* from);

}  // namespace snaproll::detail
