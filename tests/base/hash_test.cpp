// Hashes: published vectors, and fields that can not pass for one another.
#include "base/hash.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace snaproll::detail {
namespace {

using Fields = std::function<void(Checksum&)>;

Checksum::Bytes checksum(std::string_view domain, const Fields& fields) {
  Checksum sum(domain);
  fields(sum);
  return sum.finish();
}

std::string hex_of(const Checksum::Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string stored(const Checksum::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

std::string sha256(std::string_view text, size_t piece) {
  Sha256 hash;
  for (size_t at = 0; at < text.size(); at += piece)
    hash.add(text.substr(at, piece));
  return hash.hex();
}

// FIPS 180-2, appendix B, and the empty text.
TEST(Sha256, GivesThePublishedHashes) {
  EXPECT_EQ(sha256("", 1),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc", 3),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(
      sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a'), 1000000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsTheSameHoweverTheTextIsCut) {
  const std::string text(1000, 'x');
  const std::string whole = sha256(text, text.size());
  for (const size_t piece : {1, 7, 63, 64, 65, 999})
    EXPECT_EQ(sha256(text, piece), whole) << "pieces of " << piece;
}

// Made with another BLAKE2b (Python's hashlib): each field is a byte for its
// kind (0 domain, 1 bytes, 2 number, 3 none), 8 bytes for its length or the
// number, least first, and its bytes.
TEST(Checksum, IsBlake2bOfTheFramedFields) {
  EXPECT_EQ(hex_of(checksum("record", [](Checksum&) {})),
            "54ae3350e83b091a703ace7de4d67249fb63692bdc3fb43aa08d68e1b0c1ed50");
  EXPECT_EQ(hex_of(checksum("record",
                            [](Checksum& sum) {
                              sum.add("abc");
                              sum.add(int64_t{-2});
                              sum.add_none();
                              sum.add("");
                              sum.add(INT64_MAX);
                            })),
            "ed9fb50054003bbd50173655bee4feaef15b63fd90c38e9f25f0c8f455fbbbef");
  EXPECT_EQ(
      hex_of(checksum("record",
                      [](Checksum& sum) { sum.add(std::string(300, 'x')); })),
      "5c795f5acbb94e9d355437f5bb9185bf4022d01e74bf07aa9cd8a92018b3f19e");
}

TEST(Checksum, TellsFieldsApartHoweverTheyAreCut) {
  const Fields cases[] = {
      [](Checksum& sum) { sum.add("abc"); },
      [](Checksum& sum) { sum.add("ab"), sum.add("c"); },
      [](Checksum& sum) { sum.add("a"), sum.add("bc"); },
      [](Checksum& sum) { sum.add("abc"), sum.add(""); },
      [](Checksum& sum) { sum.add(""), sum.add("abc"); },
      [](Checksum& sum) { sum.add("abc"), sum.add_none(); },
      [](Checksum&) {},
      [](Checksum& sum) { sum.add(""); },
      [](Checksum& sum) { sum.add_none(); },
      [](Checksum& sum) { sum.add(int64_t{0}); },
      [](Checksum& sum) { sum.add("0"); },
      [](Checksum& sum) { sum.add(std::string_view("\0\0\0\0\0\0\0\0", 8)); },
      [](Checksum& sum) { sum.add(int64_t{1}); },
      [](Checksum& sum) { sum.add(int64_t{-1}); },
      [](Checksum& sum) { sum.add(int64_t{1} << 56); },
  };
  std::set<std::string> seen;
  for (const Fields& fields : cases)
    EXPECT_TRUE(seen.insert(hex_of(checksum("row", fields))).second)
        << "case " << seen.size();
}

TEST(Checksum, TellsDomainsApartAndFromFields) {
  const Fields none = [](Checksum&) {};
  const Fields text = [](Checksum& sum) { sum.add("record"); };
  EXPECT_NE(checksum("record", none), checksum("keyframe", none));
  EXPECT_NE(checksum("record", none), checksum("", text));
  EXPECT_NE(checksum("re", none), checksum("record", none));
}

TEST(Checksum, ACopyGoesOnFromWhereTheOtherWas) {
  Checksum first("row");
  first.add(std::string(200, 'a'));
  Checksum second = first;
  first.add("b");
  second.add("c");
  EXPECT_EQ(second.finish(), checksum("row", [](Checksum& sum) {
              sum.add(std::string(200, 'a'));
              sum.add("c");
            }));
  EXPECT_EQ(first.finish(), checksum("row", [](Checksum& sum) {
              sum.add(std::string(200, 'a'));
              sum.add("b");
            }));
}

TEST(Checksum, IsTheSameOnlyAsItsOwn32Bytes) {
  const auto sum = checksum("row", [](Checksum& of) { of.add("abc"); });
  const std::string own = stored(sum);
  EXPECT_TRUE(same_checksum(sum, own));
  EXPECT_FALSE(same_checksum(sum, std::string_view(own).substr(0, 31)));
  EXPECT_FALSE(same_checksum(sum, own + '\0'));
  EXPECT_FALSE(same_checksum(sum, ""));
  for (size_t bit = 0; bit < own.size() * 8; ++bit) {
    std::string other = own;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(same_checksum(sum, other)) << "bit " << bit;
  }
}

}  // namespace
}  // namespace snaproll::detail
