#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace snaproll::detail {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080u;

bool continues(unsigned char byte) { return (byte & 0xc0u) == 0x80u; }

// Length of the character that `p` begins with a byte above 0x7f; 0 where it
// is none. The second byte alone tells overlong forms, surrogates and what is
// beyond U+10FFFF.
size_t character(const unsigned char* p, size_t left) {
  const unsigned char lead = p[0];
  if (lead < 0xc2 || left < 2 || !continues(p[1])) return 0;
  if (lead < 0xe0) return 2;
  if (left < 3 || !continues(p[2])) return 0;
  if (lead < 0xf0) {
    if (lead == 0xe0 && p[1] < 0xa0) return 0;
    if (lead == 0xed && p[1] > 0x9f) return 0;
    return 3;
  }
  if (lead > 0xf4 || left < 4 || !continues(p[3])) return 0;
  if (lead == 0xf0 && p[1] < 0x90) return 0;
  if (lead == 0xf4 && p[1] > 0x8f) return 0;
  return 4;
}

}  // namespace

size_t utf8_prefix(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const size_t size = text.size();
  size_t i = 0;
  while (i < size) {
    if (p[i] < 0x80) {
      uint64_t word;
      while (size - i >= sizeof word) {
        std::memcpy(&word, p + i, sizeof word);
        if ((word & kHighBits) != 0) break;
        i += sizeof word;
      }
      while (i < size && p[i] < 0x80) ++i;
      continue;
    }
    const size_t length = character(p + i, size - i);
    if (length == 0) return i;
    i += length;
  }
  return i;
}

}  // namespace snaproll::detail
