#include "base/utf8.hpp"

#include "support/matchers.hpp"

namespace snaproll {
namespace {

using detail::printable;
using detail::utf8_prefix;

std::string encode(uint32_t code) {
  std::string out;
  const auto tail = [&](int shift) {
    out += static_cast<char>(0x80 | (code >> shift & 0x3f));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

TEST(Utf8, TakesEveryCharacterButSurrogates) {
  for (uint32_t code = 0; code <= 0x10ffff; ++code) {
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    ASSERT_EQ(detail::valid_utf8(encode(code)), !surrogate) << code;
  }
  EXPECT_EQ(utf8_prefix(encode(0x110000)), 0u);
}

TEST(Utf8, TellsThePrefixThatIsValid) {
  EXPECT_EQ(utf8_prefix(""), 0u);
  EXPECT_EQ(utf8_prefix("abc\x80"), 3u);
  EXPECT_EQ(utf8_prefix("\xc0\x80"), 0u);               // overlong
  EXPECT_EQ(utf8_prefix("a\xe0\x9f\xbf"), 1u);          // overlong
  EXPECT_EQ(utf8_prefix("ab\xf0\x8f\xbf\xbf"), 2u);     // overlong
  EXPECT_EQ(utf8_prefix("\xed\xa0\x80"), 0u);           // a surrogate
  EXPECT_EQ(utf8_prefix("\xf5\x80\x80\x80"), 0u);       // beyond U+10FFFF
  EXPECT_EQ(utf8_prefix("ab\xe2\x82"), 2u);             // cut off
  EXPECT_EQ(utf8_prefix("\xe2\x82\xac\xe2(\xa1"), 3u);  // no continuation
}

TEST(Utf8, FindsABadByteAtAnyPlaceOfAnyWord) {
  for (size_t size = 1; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      EXPECT_EQ(utf8_prefix(text), size);
      text[at] = '\xff';
      EXPECT_EQ(utf8_prefix(text), at);
    }
  }
}

TEST(Utf8, PrintableIsOneLineWithoutControls) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("a b/ключ😀~"), "a b/ключ😀~");
  EXPECT_EQ(printable(std::string_view("a\0\n\r\t\x1b[2J\x1f\x7f", 11)),
            "a?????[2J??");
  EXPECT_EQ(printable("\xc2\x80x\xc2\x9f"), "?x?");
  EXPECT_EQ(printable("\xe2\x80\xa8\xe2\x80\xa9"), "??");
  // Neighbours of these, and what the end cuts off.
  for (const char* kept : {"\xc2\xa0", "\xc3\x80", "\xe2\x80\xa7",
                           "\xe2\x80\xaa", "\xc2", "\xe2\x80"})
    EXPECT_EQ(printable(kept), kept);
}

}  // namespace
}  // namespace snaproll
