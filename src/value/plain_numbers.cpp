#include "value/plain_numbers.hpp"

#include "value/number.hpp"

namespace snaproll::detail {
namespace {

bool is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' ||
         c == 'e' || c == 'E';
}

// Whether a token is a number in JSON's grammar.
bool is_number(std::string_view token) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
    return at > begin;
  };
  if (at < token.size() && token[at] == '-') ++at;
  if (at < token.size() && token[at] == '0') {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (at < token.size() && token[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '-' || token[at] == '+')) ++at;
    if (!digits()) return false;
  }
  return at == token.size();
}

}  // namespace

Result<std::string> with_plain_numbers(std::string_view json,
                                       const Limits& limits) {
  std::string out(json);
  bool in_string = false;
  for (size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (in_string) {
      if (c == '"') in_string = false;
      at += c == '\\' ? 2 : 1;
      continue;
    }
    in_string = c == '"';
    if (c != '-' && (c < '0' || c > '9')) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < json.size() && is_number_byte(json[end])) ++end;
    const std::string_view token = json.substr(at, end - at);
    if (is_number(token) && !is_integer_token(token)) {
      std::string plain;
      Status read = append_number(plain, token, limits);
      if (!read.ok())
        return std::move(read).error().with_hint("").at_offset(at);
      if (plain.size() <= token.size()) {
        out.replace(at, token.size(), token.size(), ' ');
        out.replace(at, plain.size(), plain);
      }
    }
    at = end;
  }
  return out;
}

}  // namespace snaproll::detail
