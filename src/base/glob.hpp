// Globs: one text that names many variables, nodes or members.
//
//   *    any run of characters, `/` too, and none at all
//   ?    one character
//   \x   the character x itself
//
// Nothing else is special: names such as "a[0]" and "{x}" are common, so there
// are no sets and no alternatives. A glob is compared with the whole name.
//
// Not fnmatch(3): that one depends on the locale, ends at a NUL, and some of
// its makers recurse for each `*`. This one needs no memory and takes at most
// O(glob x name), whatever both hold.
#pragma once

#include <cstddef>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll::detail {

inline constexpr size_t kGlobBytes = 1024;

/// Whether `glob` is one. Errors: LIMIT (more than kGlobBytes), PARSE (not
/// UTF-8, or a `\` with nothing behind it; offset told).
Status check_glob(std::string_view glob);

/// Whether some character of it is special. If not, it matches the name that is
/// the same text, and no other.
bool is_glob(std::string_view text) noexcept;

/// What every name that matches begins with, as far as it shows: all before
/// the first special character. Borrowed from `glob`.
std::string_view glob_literal_prefix(std::string_view glob) noexcept;

/// Whether the whole of `name` matches a glob that was checked.
bool glob_match(std::string_view glob, std::string_view name) noexcept;

}  // namespace snaproll::detail
