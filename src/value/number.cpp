#include "value/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace snaproll::detail {
namespace {

// Whether a number that std::from_chars found out of range is tiny rather than
// huge: by the decimal exponent of its first digit that is not 0.
bool underflows(std::string_view token) noexcept {
  const size_t mark = std::min(token.find_first_of("eE"), token.size());
  const std::string_view mantissa = token.substr(0, mark);
  const size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  long long magnitude = first < point
                            ? static_cast<long long>(point - first) - 1
                            : -static_cast<long long>(first - point);
  if (mark == token.size()) return magnitude < 0;
  std::string_view digits = token.substr(mark + 1);
  const bool negative = digits.front() == '-';
  if (negative || digits.front() == '+') digits.remove_prefix(1);
  long long exponent = 0;
  for (const char c : digits) {
    exponent = std::min(exponent * 10 + (c - '0'), 1000000000LL);
  }
  magnitude += negative ? -exponent : exponent;
  return magnitude < 0;
}

}  // namespace

bool read_double(std::string_view token, double& out) noexcept {
  const auto read =
      std::from_chars(token.data(), token.data() + token.size(), out);
  if (read.ec == std::errc::result_out_of_range) {
    if (!underflows(token)) return false;
    out = token.front() == '-' ? -0.0 : 0.0;
    return true;
  }
  return read.ec == std::errc() && std::isfinite(out);
}

void append_double(std::string& out, double value) {
  const double size = std::fabs(value);
  char text[32];
  if (size == 0.0) {
    out += std::signbit(value) ? "-0.0" : "0.0";
    return;
  }
  if (size >= 1e-5 && size < 1e16) {
    const auto end = std::to_chars(text, text + sizeof(text), value,
                                   std::chars_format::fixed)
                         .ptr;
    const std::string_view digits(text, static_cast<size_t>(end - text));
    out += digits;
    if (digits.find('.') == std::string_view::npos) out += ".0";
    return;
  }
  const auto end = std::to_chars(text, text + sizeof(text), value,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view digits(text, static_cast<size_t>(end - text));
  const size_t mark = digits.find('e');
  out += digits.substr(0, mark + 2);  // with the sign
  std::string_view exponent = digits.substr(mark + 2);
  while (exponent.front() == '0') exponent.remove_prefix(1);
  out += exponent;
}

// With a fraction: at most 15 significant digits always come back from the
// nearest double, so only the layout counts.
bool is_canonical_number(std::string_view token,
                         const Limits& limits) noexcept {
  const bool negative = token.front() == '-';
  if (negative) token.remove_prefix(1);
  size_t point = token.size();
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '.') {
      point = i;
    } else if (token[i] > '9') {
      return false;  // an exponent
    }
  }
  if (point == token.size()) {
    return point <= limits.integer_digits && !(negative && token == "0");
  }
  constexpr size_t kSureBytes = 16;
  if (token.size() > kSureBytes || token.size() >= limits.number_bytes)
    return false;
  const std::string_view fraction = token.substr(point + 1);
  if (fraction.back() == '0') return fraction.size() == 1;
  if (token.front() != '0') return true;
  return fraction.find_first_not_of('0') < 5;  // at least 1e-5
}

Status append_number(std::string& out, std::string_view token,
                     const Limits& limits) {
  if (is_canonical_number(token, limits)) {
    out += token;
    return {};
  }
  if (is_integer_token(token)) {
    const bool negative = token.front() == '-';
    if (token.size() - (negative ? 1 : 0) > limits.integer_digits) {
      return Error(Code::kLimit, "an integer of more than " +
                                     std::to_string(limits.integer_digits) +
                                     " digits");
    }
    out += token;
    if (token == "-0") out += ".0";
    return {};
  }
  if (token.size() > limits.number_bytes) {
    return Error(Code::kLimit, "a number of more than " +
                                   std::to_string(limits.number_bytes) +
                                   " bytes");
  }
  double value = 0;
  if (!read_double(token, value)) {
    return Error(Code::kRange, "a number that is no finite double");
  }
  append_double(out, value);
  return {};
}

}  // namespace snaproll::detail
