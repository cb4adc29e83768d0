#include "value/canonical_scan.hpp"

#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "value/number.hpp"
#include "value/text.hpp"

namespace snaproll::detail {

bool CanonicalScan::fits_unescaped(std::string_view escaped,
                                   uint64_t limit) noexcept {
  return unescaped_size(escaped) <= limit;
}

// The last few bytes of the text.
const char* CanonicalScan::last_stretch(const char* at, const char* end,
                                        uint64_t& high) noexcept {
  for (; at != end; ++at) {
    const auto c = static_cast<unsigned char>(*at);
    if (c < ' ' || c == '"' || c == '\\') break;
    high |= c & 0x80u;
  }
  return at;
}

// Moves to the closing quote of a string of which one stretch has been taken.
bool CanonicalScan::rest(const char* from, uint64_t high,
                         bool& has_escapes) noexcept {
  while (peek() != '"') {
    if (!escape()) return false;
    has_escapes = true;
    uint64_t more = 0;
    at_ = stretch(at_, end_, more);
    high |= more;
  }
  return high == 0 || valid_utf8({from, static_cast<size_t>(at_ - from)});
}

// Takes one of the escapes that append_escaped makes.
bool CanonicalScan::escape() noexcept {
  const size_t left = static_cast<size_t>(end_ - at_);
  if (left < 2 || at_[0] != '\\') return false;
  if (at_[1] != 'u') {
    if (std::string_view("\"\\bfnrt").find(at_[1]) == std::string_view::npos) {
      return false;
    }
    at_ += 2;
    return true;
  }
  constexpr size_t kEscape = 6;  // bytes of \u00XX
  if (left < kEscape || std::memcmp(at_, "\\u00", 4) != 0) return false;
  // The control characters that have no short escape.
  constexpr std::string_view kSecond[] = {"01234567be", "0123456789abcdef"};
  if (at_[4] != '0' && at_[4] != '1') return false;
  if (kSecond[at_[4] - '0'].find(at_[5]) == std::string_view::npos) {
    return false;
  }
  at_ += kEscape;
  return true;
}

bool CanonicalScan::number() {
  const char* const from = at_;
  const bool negative = take('-');
  const char* const first = at_;
  const size_t count = digits();
  if (count == 0 || (count > 1 && *first == '0')) return false;
  const char next = peek();
  if (next == '.') return fraction({first, count}, negative);
  if (next == 'e') return exponent(from);
  return count <= limits_.integer_digits && !(negative && *first == '0');
}

// What stands behind the digits `whole`: as append_double writes it.
bool CanonicalScan::fraction(std::string_view whole, bool negative) {
  constexpr size_t kMostWhole = 16;        // below 1e16
  constexpr size_t kMostSignificant = 17;  // of a double
  constexpr size_t kMostZeros = 4;         // at least 1e-5
  const char* const from = whole.data() - (negative ? 1 : 0);
  ++at_;
  const size_t count = digits();
  if (count == 0) return false;
  if (peek() == 'e') return exponent(from);
  if (static_cast<size_t>(at_ - from) > limits_.number_bytes) return false;
  const std::string_view part(at_ - count, count);
  if (part.back() == '0') return count == 1 && whole.size() <= kMostWhole;
  if (whole == "0") {
    const size_t zeros = part.find_first_not_of('0');
    return zeros <= kMostZeros && count - zeros <= kMostSignificant;
  }
  return whole.size() <= kMostWhole && whole.size() + count <= kMostSignificant;
}

// The rare ones, very large or very small, are made again to compare.
bool CanonicalScan::exponent(const char* from) {
  constexpr size_t kMostBytes = 24;  // -d.<16 digits>e-ddd
  ++at_;
  if (!take('-') && !take('+')) return false;
  if (digits() == 0) return false;
  const std::string_view token(from, static_cast<size_t>(at_ - from));
  double value = 0;
  if (token.size() > std::min<size_t>(kMostBytes, limits_.number_bytes) ||
      !read_double(token, value)) {
    return false;
  }
  std::string made;
  append_double(made, value);
  return made == token;
}

}  // namespace snaproll::detail
