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

// Bytes of the control that `text` begins with; 0 where it is none. Those
// beyond ASCII: U+0080 to U+009F, and U+2028 and U+2029, which end a line.
size_t control(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7f) return 1;
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  if (first == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (first == 0xe2 && byte(1) == 0x80 && (byte(2) == 0xa8 || byte(2) == 0xa9))
    return 3;
  return 0;
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

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t skipped = control(text);
    out += skipped > 0 ? '?' : text[0];
    text.remove_prefix(skipped > 0 ? skipped : 1);
  }
  return out;
}

}  // namespace snaproll::detail
