// Comparing values: the same canonical bytes, and equal by rule M11.
#include <algorithm>

#include "value/stream.hpp"

namespace snaproll {
namespace {

// Walks both texts side by side; parts that both share by pointer are skipped.
bool same_text(const Value& a, const Value& b) {
  detail::TextStream left(a);
  detail::TextStream right(b);
  std::string_view x;
  std::string_view y;
  for (;;) {
    if (x.empty() && y.empty() && left.meets(right)) {
      left.skip();
      right.skip();
      continue;
    }
    if (x.empty() && !left.next(x)) return y.empty() && !right.next(y);
    if (y.empty() && !right.next(y)) return false;
    const size_t size = std::min(x.size(), y.size());
    if (std::memcmp(x.data(), y.data(), size) != 0) return false;
    x.remove_prefix(size);
    y.remove_prefix(size);
  }
}

// The canonical text with each number -0.0 written as 0.0.
std::string without_negative_zero(std::string text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      out += c;
      out += text[++i];
      continue;
    }
    if (c == '"') in_string = !in_string;
    const bool zero = !in_string && text.compare(i, 4, "-0.0") == 0 &&
                      (i + 4 == text.size() || text[i + 4] == ',' ||
                       text[i + 4] == ']' || text[i + 4] == '}');
    if (!zero) out += c;
  }
  return out;
}

}  // namespace

bool Value::same(const Value& other) const {
  using detail::ValueAccess;
  if (std::memcmp(bytes_, other.bytes_, sizeof(bytes_)) == 0) return true;
  if (json_size() != other.json_size() || kind() != other.kind()) return false;
  if (ValueAccess::tree(*this) == nullptr &&
      ValueAccess::tree(other) == nullptr) {
    return ValueAccess::text(*this) == ValueAccess::text(other);
  }
  return same_text(*this, other);
}

bool Value::equal(const Value& other) const {
  if (same(other)) return true;
  if (kind() != other.kind()) return false;
  const std::string a = to_json();
  const std::string b = other.to_json();
  if (a.find("-0.0") == std::string::npos &&
      b.find("-0.0") == std::string::npos) {
    return false;
  }
  return without_negative_zero(a) == without_negative_zero(b);
}

}  // namespace snaproll
