// Makes text from files safe to show: nothing in it can move the cursor, change
// colours, turn the direction of writing or hide.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace snaproll::cli {

// Control characters (C0, DEL, C1), what steers the direction of writing,
// invisible characters and line separators become \n, \t, \u001b, …; what is
// not UTF-8 becomes \xff. Everything else stays, backslashes too.
std::string escaped(std::string_view text);

// The same for a JSON text, as escapes within its strings: an equal JSON text.
// Line ends between its tokens stay.
std::string escaped_json(std::string_view json);

// Columns that escaped text takes on a terminal, wide characters counted as
// one.
size_t columns(std::string_view text);

// At most so many columns of escaped text, with … at its end where it is cut.
std::string cut(std::string_view text, size_t columns);

}  // namespace snaproll::cli
