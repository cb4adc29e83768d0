// CanonicalScan: the scalars of a canonical JSON text (rule J5), one after the
// other.
//
// It accepts what our own writer makes and nothing else: no blanks, no other
// escapes, no other form of a number, valid UTF-8; so whatever bytes come, what
// was accepted may be put into nodes. One thing is taken on trust, since it
// costs more than all else: that a number with a fraction of 16 or 17 digits
// has the fewest digits that give back its double. O(n), no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "snaproll/limits.hpp"

namespace snaproll::detail {

class CanonicalScan {
 public:
  // Keeps references to both.
  CanonicalScan(std::string_view json, const Limits& limits) noexcept
      : at_(json.data()), end_(at_ + json.size()), limits_(limits) {}

  const char* at() const noexcept { return at_; }
  bool ended() const noexcept { return at_ == end_; }
  // The byte that stands here; NUL, which no canonical text holds, at the end.
  char peek() const noexcept { return at_ == end_ ? '\0' : *at_; }
  // Takes one byte where it is `c`.
  bool take(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  // Takes an array or object without members where one stands here.
  bool take_empty() noexcept {
    if (end_ - at_ < 2 || at_[1] != (*at_ == '[' ? ']' : '}')) return false;
    at_ += 2;
    return true;
  }

  // Each takes one scalar; false, somewhere in it, where it is not canonical or
  // above a limit.

  // A string, whose opening quote stands here; gives its escaped text.
  bool string(std::string_view& escaped, bool& has_escapes) noexcept {
    if (!take('"')) return false;
    const char* const from = at_;
    uint64_t high = 0;
    at_ = stretch(from, end_, high);
    has_escapes = false;
    if (high != 0 || peek() != '"') {
      if (!rest(from, high, has_escapes)) return false;
    }
    escaped = {from, static_cast<size_t>(at_ - from)};
    ++at_;
    return fits(escaped, limits_.text_bytes);
  }
  // null, true, false or a number.
  bool literal_or_number() {
    const char c = peek();
    if (c == 't') return literal("true");
    if (c == 'f') return literal("false");
    if (c == 'n') return literal("null");
    return number();
  }

  // Whether an escaped text is of at most `limit` bytes without its escapes.
  static bool fits(std::string_view escaped, uint64_t limit) noexcept {
    return escaped.size() <= limit || fits_unescaped(escaped, limit);
  }

 private:
  // The end of what stands from `at` on without a quote, a backslash or a
  // control character. `high` is not 0 where a byte is above 0x7f.
  static const char* stretch(const char* at, const char* end,
                             uint64_t& high) noexcept {
    constexpr uint64_t kOnes = 0x0101010101010101u;
    constexpr uint64_t kHighs = 0x8080808080808080u;
    uint64_t seen = 0;
    uint64_t stop = 0;
    for (; end - at >= 8; at += 8) {
      uint64_t word;
      std::memcpy(&word, at, sizeof word);
      // Of ASCII bytes those below a space, and those that become 0 and then
      // wrap. The lowest bit set is right, those above it may not be.
      stop = ((word - kOnes * ' ') | ((word ^ (kOnes * '"')) - kOnes) |
              ((word ^ (kOnes * '\\')) - kOnes)) &
             ~word & kHighs;
      if (stop != 0) {
        high = (seen | (word & (stop ^ (stop - 1)))) & kHighs;
        return at + __builtin_ctzll(stop) / 8;
      }
      seen |= word;
    }
    high = seen & kHighs;
    return last_stretch(at, end, high);
  }
  bool literal(std::string_view word) noexcept {
    if (static_cast<size_t>(end_ - at_) < word.size() ||
        std::memcmp(at_, word.data(), word.size()) != 0) {
      return false;
    }
    at_ += word.size();
    return true;
  }
  // Takes digits; how many.
  size_t digits() noexcept {
    const char* const from = at_;
    const char* to = from;
    while (to != end_ && *to >= '0' && *to <= '9') ++to;
    at_ = to;
    return static_cast<size_t>(to - from);
  }
  bool number();
  bool fraction(std::string_view whole, bool negative);
  bool exponent(const char* from);
  static const char* last_stretch(const char* at, const char* end,
                                  uint64_t& high) noexcept;
  bool rest(const char* from, uint64_t high, bool& has_escapes) noexcept;
  bool escape() noexcept;
  static bool fits_unescaped(std::string_view escaped, uint64_t limit) noexcept;

  const char* at_;
  const char* const end_;
  const Limits& limits_;
};

}  // namespace snaproll::detail
