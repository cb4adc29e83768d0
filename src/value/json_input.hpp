// JsonInput: the stream that RapidJSON's reader reads from and, as it parses in
// place, also writes strings to. Nothing is written where a string has no
// escape: then it is the part of the input that it stands in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace snaproll::detail {

// A string of a JSON text, without its escapes.
struct JsonString {
  std::string_view utf8;
  bool plain = false;  // known to be ASCII that needs no escape
};

// What is the same in all copies of a stream; the reader works on copies.
struct JsonWork {
  const char* begin = nullptr;    // of the input
  const char* string = nullptr;   // begin of the last string in the input
  const char* stretch = nullptr;  // end of what was taken of it at once
  bool escaped = false;           // an escape was met: `unescaped` has it
  bool ascii = true;              // but for escapes
  std::string unescaped;

  // The string of `size` bytes that was read last.
  JsonString last(size_t size) const {
    if (escaped) return {{unescaped.data(), size}, false};
    return {{string, size}, ascii};
  }
};

// Input by length: behind the end it reads NUL, which no JSON holds bare.
class JsonInput {
 public:
  using Ch = char;
  JsonInput(std::string_view text, JsonWork& work)
      : at_(text.data()), end_(at_ + text.size()), work_(&work) {
    work.begin = at_;
  }

  // The names down to PutEnd are those that RapidJSON calls.
  // NOLINTBEGIN(readability-identifier-naming)
  Ch Peek() const { return at_ == end_ ? '\0' : *at_; }
  Ch Take() { return at_ == end_ ? '\0' : *at_++; }
  size_t Tell() const { return static_cast<size_t>(at_ - work_->begin); }

  // A string begins here; or a number, which is a string too.
  Ch* PutBegin() {
    work_->string = work_->stretch = at_;
    work_->escaped = false;
    work_->ascii = true;
    return const_cast<Ch*>(at_);  // never written to
  }
  // A byte of an escape, or NUL for the closing quote.
  void Put(Ch c) {
    if (!work_->escaped) {
      if (at_ == work_->stretch + 1) return;  // the quote; escapes are longer
      work_->escaped = true;
      work_->unescaped.assign(work_->string, work_->stretch);
    }
    work_->unescaped.push_back(c);
  }
  void Flush() {}
  // Bytes put, with the NUL.
  size_t PutEnd(Ch*) const {
    return work_->escaped ? work_->unescaped.size()
                          : static_cast<size_t>(at_ - work_->string);
  }
  // NOLINTEND(readability-identifier-naming)

  bool ended() const { return at_ == end_; }

  void skip_blanks() {
    while (at_ != end_ &&
           (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }
  // Takes the bytes of a string up to one that ends it or needs a look: a
  // quote, a backslash, a control character, the end of input.
  void take_stretch() {
    const char* const from = at_;
    const uint64_t high = skip_stretch();
    if (high != 0) work_->ascii = false;
    if (work_->escaped) work_->unescaped.append(from, at_);
    work_->stretch = at_;
  }

 private:
  // Moves to the end of the stretch; not 0 where a byte is above 0x7f.
  uint64_t skip_stretch() {
    constexpr uint64_t kOnes = 0x0101010101010101u;
    constexpr uint64_t kHighs = 0x8080808080808080u;
    // The lowest bit set is right, those above it may not be.
    const auto zero = [](uint64_t w) { return (w - kOnes) & ~w & kHighs; };
    uint64_t high = 0;
    while (end_ - at_ >= 8) {
      uint64_t word;
      std::memcpy(&word, at_, sizeof word);
      const uint64_t stop = zero(word ^ (kOnes * '"')) |
                            zero(word ^ (kOnes * '\\')) |
                            ((word - kOnes * ' ') & ~word & kHighs);
      if (stop != 0) {
        at_ += __builtin_ctzll(stop) / 8;
        return (high | (word & ((stop & (0 - stop)) - 1))) & kHighs;
      }
      high |= word;
      at_ += 8;
    }
    for (; at_ != end_; ++at_) {
      const auto c = static_cast<unsigned char>(*at_);
      if (c < ' ' || c == '"' || c == '\\') break;
      high |= c;
    }
    return high & kHighs;
  }

  const Ch* at_;
  const Ch* end_;
  JsonWork* work_;
};

}  // namespace snaproll::detail
