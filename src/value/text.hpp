// Canonical text: strings with their escapes, and reading in small pieces of
// canonical JSON, which is trusted (only our own writer makes it).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace snaproll::detail {

/// Appends the escaped form of `utf8` without quotes. O(n).
void append_escaped(std::string& out, std::string_view utf8);
/// Appends what an escaped text without quotes stands for.
void append_unescaped(std::string& out, std::string_view escaped);
/// Bytes of the text that an escaped one stands for.
size_t unescaped_size(std::string_view escaped) noexcept;
/// Where the unescaped byte `byte` begins in an escaped text; its end where
/// there are no more.
size_t escaped_offset(std::string_view escaped, size_t byte) noexcept;
/// Whether a string needs an escape.
bool needs_escape(std::string_view utf8) noexcept;
/// Whether a string is ASCII that needs no escape: its own canonical form.
bool is_plain(std::string_view text) noexcept;
/// Cuts escaped text at `limit` bytes at most, never inside an escape or a
/// UTF-8 character. `limit` is at least 8.
size_t safe_cut(std::string_view escaped, size_t limit) noexcept;

/// Offset behind the canonical value that begins at `begin`.
size_t skip_value(std::string_view text, size_t begin) noexcept;
/// Levels of a small canonical value.
uint32_t text_depth(std::string_view text) noexcept;
/// Members of a small canonical array or object.
size_t text_members(std::string_view text) noexcept;

/// Length of the name of a canonical entry `"name":value` with quotes and
/// colon.
size_t name_size(std::string_view entry) noexcept;

// Order of two escaped strings by their unescaped bytes.
int compare_escaped(std::string_view a, std::string_view b) noexcept;

}  // namespace snaproll::detail
