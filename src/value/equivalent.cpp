// Equality by RFC 6902, section 4.6: as `same`, but numbers by their value.
#include <algorithm>
#include <charconv>
#include <string>

#include "snaproll/value.hpp"
#include "value/text.hpp"

namespace snaproll {
namespace {

bool begins_number(char c) { return c == '-' || (c >= '0' && c <= '9'); }

std::string_view number_at(std::string_view json, size_t at) {
  size_t end = at;
  while (end < json.size() && json[end] != ',' && json[end] != ']' &&
         json[end] != '}') {
    ++end;
  }
  return json.substr(at, end - at);
}

// A number as sign, digits without zeros at their ends, and the power of ten of
// the last digit; zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;

  explicit Decimal(std::string_view token) {
    const size_t mantissa_end = std::min(token.find('e'), token.size());
    for (const char c : token.substr(0, mantissa_end)) {
      if (c >= '0' && c <= '9') digits += c;
    }
    const size_t point = token.find('.');
    if (point != std::string_view::npos)
      exponent -= static_cast<int64_t>(mantissa_end - point - 1);
    if (mantissa_end < token.size())
      exponent += power(token.substr(mantissa_end + 1));
    digits.erase(0, digits.find_first_not_of('0'));
    while (!digits.empty() && digits.back() == '0') {
      digits.pop_back();
      ++exponent;
    }
    negative = !digits.empty() && token.front() == '-';
    if (digits.empty()) exponent = 0;
  }

 private:
  static int64_t power(std::string_view text) {
    int64_t value = 0;
    if (text.front() == '+') text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
};

bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const Decimal x(a);
  const Decimal y(b);
  return x.negative == y.negative && x.exponent == y.exponent &&
         x.digits == y.digits;
}

// Both texts are canonical, so members stand in the same order.
bool equivalent_text(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (begins_number(a[i]) && begins_number(b[j])) {
      const std::string_view x = number_at(a, i);
      const std::string_view y = number_at(b, j);
      if (!same_number(x, y)) return false;
      i += x.size();
      j += y.size();
      continue;
    }
    if (a[i] != b[j]) return false;
    if (a[i] == '"') {
      const size_t end = detail::skip_value(a, i);
      if (a.substr(i, end - i) != b.substr(j, end - i)) return false;
      j += end - i;
      i = end;
      continue;
    }
    ++i;
    ++j;
  }
  return i == a.size() && j == b.size();
}

}  // namespace

bool Value::equivalent(const Value& other) const {
  if (same(other)) return true;
  const auto number = [](Kind kind) {
    return kind == Kind::kInteger || kind == Kind::kDouble;
  };
  if (kind() != other.kind() && !(number(kind()) && number(other.kind())))
    return false;
  if (size() != other.size()) return false;
  return equivalent_text(to_json(), other.to_json());
}

}  // namespace snaproll
