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
    has_escapes = false;
    while (!stretch(high)) {
      if (!escape()) return false;
      has_escapes = true;
    }
    escaped = {from, static_cast<size_t>(at_ - from)};
    ++at_;
    return (high == 0 || is_utf8(escaped)) &&
           (escaped.size() <= limits_.text_bytes ||
            fits(escaped, limits_.text_bytes));
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
  static bool fits(std::string_view escaped, uint64_t limit) noexcept;

 private:
  // Moves to the end of the string, or to what may not stand in one bare, which
  // is false. `high` gets a bit of each byte above 0x7f.
  bool stretch(uint64_t& high) noexcept {
    constexpr uint64_t kOnes = 0x0101010101010101u;
    constexpr uint64_t kHighs = 0x8080808080808080u;
    // The lowest bit set is right, those above it may not be.
    const auto zero = [](uint64_t w) { return (w - kOnes) & ~w & kHighs; };
    while (end_ - at_ >= 8) {
      uint64_t word;
      std::memcpy(&word, at_, sizeof word);
      const uint64_t stop = zero(word ^ (kOnes * '"')) |
                            zero(word ^ (kOnes * '\\')) |
                            ((word - kOnes * ' ') & ~word & kHighs);
      if (stop != 0) {
        at_ += __builtin_ctzll(stop) / 8;
        high |= word & ((stop & (0 - stop)) - 1) & kHighs;
        return *at_ == '"';
      }
      high |= word & kHighs;
      at_ += 8;
    }
    return last_stretch(high);
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
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
    return static_cast<size_t>(at_ - from);
  }
  bool number();
  bool fraction(std::string_view whole, bool negative);
  bool exponent(const char* from);
  bool last_stretch(uint64_t& high) noexcept;
  bool escape() noexcept;
  static bool is_utf8(std::string_view text) noexcept;

  const char* at_;
  const char* const end_;
  const Limits& limits_;
};

}  // namespace snaproll::detail
