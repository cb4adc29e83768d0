#include "value/tokens.hpp"

#include <algorithm>
#include <charconv>

#include "base/utf8.hpp"

namespace snaproll::detail {

Result<std::vector<Token>> split_pointer(std::string_view pointer) {
  std::vector<Token> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') {
    return Error(Code::kParse, "a JSON Pointer begins with '/'").at_offset(0);
  }
  const size_t valid = utf8_prefix(pointer);
  if (valid != pointer.size()) {
    return Error(Code::kParse, "a JSON Pointer that is not valid UTF-8")
        .at_offset(valid);
  }
  tokens.reserve(
      static_cast<size_t>(std::count(pointer.begin(), pointer.end(), '/')));
  for (size_t at = 1;; ++at) {
    Token token;
    for (; at < pointer.size() && pointer[at] != '/'; ++at) {
      char c = pointer[at];
      if (c == '~') {
        ++at;
        const char next = at < pointer.size() ? pointer[at] : '\0';
        if (next != '0' && next != '1') {
          return Error(Code::kParse, "'~' is written ~0, and '/' inside ~1")
              .at_offset(at - 1);
        }
        c = next == '0' ? '~' : '/';
      }
      token.name += c;
    }
    token.end = at;
    tokens.push_back(std::move(token));
    if (at == pointer.size()) return tokens;
  }
}

bool is_pointer(std::string_view utf8) noexcept {
  if (!utf8.empty() && utf8.front() != '/') return false;
  for (size_t at = utf8.find('~'); at != std::string_view::npos;
       at = utf8.find('~', at + 1)) {
    const char next = at + 1 < utf8.size() ? utf8[at + 1] : '\0';
    if (next != '0' && next != '1') return false;
  }
  return true;
}

bool read_index(std::string_view token, size_t& index) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return false;
  const auto read =
      std::from_chars(token.data(), token.data() + token.size(), index);
  return read.ec == std::errc() && read.ptr == token.data() + token.size();
}

std::optional<Value> step_into(const Value& value, const Token& token) {
  size_t index = 0;
  if (value.is_object()) return value.find(token.name);
  if (read_index(token.name, index)) return value.at(index);
  return std::nullopt;
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace snaproll::detail
