// Comparing values: the same canonical bytes, and equal by rule M11.
#include <algorithm>

#include "value/stream.hpp"

namespace snaproll {
namespace {

// How two canonical texts begin to differ, if they do.
enum class Difference { kNone, kSign, kOther };

// kSign is a '-' on one side and a '0' on the other: it may be that of -0.0.
Difference difference(std::string_view x, std::string_view y) {
  const size_t size = std::min(x.size(), y.size());
  if (std::memcmp(x.data(), y.data(), size) == 0) return Difference::kNone;
  const auto at = std::mismatch(
      x.begin(), x.begin() + static_cast<std::ptrdiff_t>(size), y.begin());
  const bool sign = (*at.first == '-' && *at.second == '0') ||
                    (*at.first == '0' && *at.second == '-');
  return sign ? Difference::kSign : Difference::kOther;
}

// Walks both texts side by side; parts that both share by pointer are skipped.
Difference difference(const Value& a, const Value& b) {
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
    const bool x_ended = x.empty() && !left.next(x);
    const bool y_ended = y.empty() && !right.next(y);
    if (x_ended || y_ended) {
      return x_ended && y_ended ? Difference::kNone : Difference::kOther;
    }
    const Difference found = difference(x, y);
    if (found != Difference::kNone) return found;
    const size_t size = std::min(x.size(), y.size());
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
  return difference(*this, other) == Difference::kNone;
}

bool Value::equal(const Value& other) const {
  if (std::memcmp(bytes_, other.bytes_, sizeof(bytes_)) == 0) return true;
  if (kind() != other.kind()) return false;
  const Difference found = difference(*this, other);
  if (found != Difference::kSign) return found == Difference::kNone;
  return without_negative_zero(to_json()) ==
         without_negative_zero(other.to_json());
}

}  // namespace snaproll
