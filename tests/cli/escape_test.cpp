// What is shown can not steer a terminal.
#include "escape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <snaproll.hpp>
#include <string>

namespace snaproll::cli {
namespace {

TEST(Escape, PlainTextStaysAsItIs) {
  const std::string text = "two seats, row 4 - é ü 漢字 😀 \\ \" ~";
  EXPECT_EQ(escaped(text), text);
  EXPECT_EQ(escaped_json(text), text);
}

TEST(Escape, ControlCharactersAreShown) {
  EXPECT_EQ(escaped("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(escaped("\x1b[2J"), "\\u001b[2J");
  EXPECT_EQ(escaped(std::string_view("\0\x7f", 2)), "\\u0000\\u007f");
  EXPECT_EQ(escaped("\xc2\x80\xc2\x9b\xc2\x9f"), "\\u0080\\u009b\\u009f");
  EXPECT_EQ(escaped("\xc2\xa0"), "\xc2\xa0");
}

TEST(Escape, WhatTurnsOrHidesTextIsShown) {
  EXPECT_EQ(escaped("\u202e\u2066\u2069\u200e\u061c"),
            "\\u202e\\u2066\\u2069\\u200e\\u061c");
  EXPECT_EQ(escaped("\u2028\u2029\ufeff\u200b\u00ad"),
            "\\u2028\\u2029\\ufeff\\u200b\\u00ad");
  EXPECT_EQ(escaped("\U000e0041"), "\\udb40\\udc41");
  EXPECT_EQ(escaped("a\u200db"), "a\u200db");
}

TEST(Escape, WhatIsNotUtf8IsShownByteByByte) {
  EXPECT_EQ(escaped("a\xff\xfe"), "a\\xff\\xfe");
  EXPECT_EQ(escaped("\xc3"), "\\xc3");
  EXPECT_EQ(escaped("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(escaped("\xe2\x1b["), "\\xe2\\u001b[");
  EXPECT_EQ(escaped("\x9b"), "\\x9b");
  EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Escape, NoByteOfAnyPairIsLeftThatSteers) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const char pair[] = {static_cast<char>(a), static_cast<char>(b)};
      for (const char c : escaped({pair, 2})) {
        const auto byte = static_cast<unsigned char>(c);
        ASSERT_TRUE(byte >= 0x20 && byte != 0x7f) << a << ' ' << b;
      }
      ASSERT_EQ(escaped(escaped({pair, 2})), escaped({pair, 2}));
    }
  }
}

TEST(Escape, AnEscapedJsonTextIsTheSameJson) {
  const abi::Value value = abi::Value::new_text(
      "\x1b[2J \u202e \u009b \u007f \U000e0041 \u2028 plain");
  const std::string json = escaped_json(value.to_json());
  EXPECT_EQ(json,
            "\"\\u001b[2J \\u202e \\u009b \\u007f \\udb40\\udc41 \\u2028 "
            "plain\"");
  EXPECT_TRUE(abi::Value::parse(json).same(value));
  EXPECT_EQ(escaped_json("{}\n"), "{}\n");
}

TEST(Escape, CutCountsCharacters) {
  EXPECT_EQ(columns("é漢😀"), 3u);
  EXPECT_EQ(columns("e\u0301"), 1u);
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdef", 5), "abcd…");
  EXPECT_EQ(cut("é漢😀x", 3), "é漢…");
}

}  // namespace
}  // namespace snaproll::cli
