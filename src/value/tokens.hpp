// The tokens of JSON Pointers (RFC 6901).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/value.hpp"

namespace snaproll::detail {

// A token without escapes, and where it ends in the pointer.
struct Token {
  std::string name;
  size_t end;
};

// The tokens of a pointer. PARSE with offset where it is none.
Result<std::vector<Token>> split_pointer(std::string_view pointer);

// Whether valid UTF-8 is a pointer: what split_pointer takes.
bool is_pointer(std::string_view utf8) noexcept;

// An array index by RFC 6901: digits, no sign, no leading zeros.
bool read_index(std::string_view token, size_t& index);

// What a token names in a value, if anything. O(log n).
std::optional<Value> step_into(const Value& value, const Token& token);

// Appends a slash and `token`, escaped.
void append_token(std::string& pointer, std::string_view token);

}  // namespace snaproll::detail
