// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, at most U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace snaproll::detail {

/// Bytes of the longest prefix of `text` that is valid UTF-8. A character that
/// the end cuts off is not part of it. O(n), eight ASCII bytes a step.
size_t utf8_prefix(std::string_view text) noexcept;

inline bool valid_utf8(std::string_view text) noexcept {
  return utf8_prefix(text) == text.size();
}

/// `text` as a part of one line for people: controls, and what ends a line
/// elsewhere, are question marks.
std::string printable(std::string_view text);

}  // namespace snaproll::detail
