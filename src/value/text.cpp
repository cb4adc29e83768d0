#include "value/text.hpp"

#include <algorithm>
#include <cstring>

namespace snaproll::detail {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101u;
constexpr uint64_t kHighs = 0x8080808080808080u;

uint64_t zero_bytes(uint64_t word) noexcept {
  return (word - kOnes) & ~word & kHighs;
}

// Offset of the first byte from `at` on that has to be escaped.
size_t plain_end(std::string_view text, size_t at) noexcept {
  while (at + 8 <= text.size()) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t special = zero_bytes(word ^ (kOnes * '"')) |
                             zero_bytes(word ^ (kOnes * '\\')) |
                             ((word - kOnes * 0x20) & ~word & kHighs);
    if (special != 0) break;
    at += 8;
  }
  while (at < text.size()) {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == '"' || c == '\\') break;
    ++at;
  }
  return at;
}

unsigned hex_digit(char c) noexcept {
  return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

}  // namespace

bool is_plain(std::string_view text) noexcept {
  const char* at = text.data();
  size_t left = text.size();
  uint64_t special = 0;
  const auto look = [&special](uint64_t word) {
    special |= zero_bytes(word ^ (kOnes * '"')) |
               zero_bytes(word ^ (kOnes * '\\')) |
               ((word - kOnes * 0x20) & ~word & kHighs) | (word & kHighs);
  };
  uint64_t word;
  for (; left >= 8; left -= 8, at += 8) {
    std::memcpy(&word, at, 8);
    look(word);
    if (special != 0) return false;
  }
  word = kOnes * ' ';
  switch (left) {  // sizes the compiler knows
    case 7:
      std::memcpy(&word, at, 7);
      break;
    case 6:
      std::memcpy(&word, at, 6);
      break;
    case 5:
      std::memcpy(&word, at, 5);
      break;
    case 4:
      std::memcpy(&word, at, 4);
      break;
    case 3:
      std::memcpy(&word, at, 3);
      break;
    case 2:
      std::memcpy(&word, at, 2);
      break;
    case 1:
      std::memcpy(&word, at, 1);
      break;
    default:
      break;
  }
  look(word);
  return special == 0;
}

bool needs_escape(std::string_view utf8) noexcept {
  return plain_end(utf8, 0) != utf8.size();
}

void append_escaped(std::string& out, std::string_view utf8) {
  size_t at = 0;
  for (;;) {
    const size_t end = plain_end(utf8, at);
    out.append(utf8.data() + at, end - at);
    if (end == utf8.size()) return;
    const char c = utf8[end];
    at = end + 1;
    static constexpr char kShort[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    const char* found = kShort;
    while (*found != '\0' && *found != c) found += 2;
    if (*found != '\0') {
      out += '\\';
      out += found[1];
    } else {
      static constexpr char kHex[] = "0123456789abcdef";
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[c & 15];
    }
  }
}

void append_unescaped(std::string& out, std::string_view escaped) {
  size_t at = 0;
  for (;;) {
    const size_t end = std::min(escaped.find('\\', at), escaped.size());
    out.append(escaped.data() + at, end - at);
    if (end == escaped.size()) return;
    const char c = escaped[end + 1];
    at = end + 2;
    switch (c) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u':
        out += static_cast<char>(hex_digit(escaped[at + 2]) * 16 +
                                 hex_digit(escaped[at + 3]));
        at += 4;
        break;
      default:
        out += c;
        break;
    }
  }
}

size_t unescaped_size(std::string_view escaped) noexcept {
  size_t size = escaped.size();
  size_t at = escaped.find('\\');
  while (at != std::string_view::npos) {
    const size_t length = escaped[at + 1] == 'u' ? 6 : 2;
    size -= length - 1;
    at = escaped.find('\\', at + length);
  }
  return size;
}

size_t escaped_offset(std::string_view escaped, size_t byte) noexcept {
  size_t at = 0;
  while (byte > 0 && at < escaped.size()) {
    const size_t plain =
        std::min(std::min(escaped.find('\\', at), escaped.size()) - at, byte);
    at += plain;
    byte -= plain;
    if (byte == 0 || at == escaped.size()) break;
    at += escaped[at + 1] == 'u' ? 6 : 2;
    --byte;
  }
  return at;
}

size_t safe_cut(std::string_view escaped, size_t limit) noexcept {
  if (escaped.size() <= limit) return escaped.size();
  size_t cut = limit;
  // Back out of a UTF-8 character.
  while ((static_cast<unsigned char>(escaped[cut]) & 0xc0) == 0x80) --cut;
  // Back out of an escape: a backslash among the last 5 bytes begins one where
  // an even number of backslashes stands directly before it.
  for (size_t back = 1; back <= 5 && back <= cut; ++back) {
    const size_t at = cut - back;
    if (escaped[at] != '\\') continue;
    size_t run = 0;
    while (run < at && escaped[at - 1 - run] == '\\') ++run;
    if (run % 2 == 1) continue;  // the second half of an escaped backslash
    const size_t length = escaped[at + 1] == 'u' ? 6 : 2;
    if (at + length > cut) cut = at;
    break;
  }
  return cut;
}

size_t name_size(std::string_view entry) noexcept {
  size_t at = 1;
  while (entry[at] != '"') at += entry[at] == '\\' ? 2 : 1;
  return at + 2;
}

size_t skip_value(std::string_view text, size_t begin) noexcept {
  size_t at = begin;
  size_t level = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at += 1;
      while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
      }
      ++at;
      if (level == 0) return std::min(at, text.size());
      continue;
    }
    if (c == '[' || c == '{') ++level;
    if (c == ']' || c == '}') {
      if (level == 0) return at;
      if (--level == 0) return at + 1;
    }
    if (c == ',' && level == 0) return at;
    ++at;
  }
  return std::min(at, text.size());
}

uint32_t text_depth(std::string_view text) noexcept {
  uint32_t level = 0;
  uint32_t deepest = 1;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      ++at;
      while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
    } else if (c == '[' || c == '{') {
      ++level;
      const char next = text[at + 1];
      const bool empty = next == ']' || next == '}';
      deepest = std::max(deepest, level + (empty ? 0u : 1u));
    } else if (c == ']' || c == '}') {
      --level;
    }
  }
  return deepest;
}

size_t text_members(std::string_view text) noexcept {
  if (text.size() <= 2) return 0;
  size_t members = 0;
  for (size_t at = 1; at + 1 < text.size(); ++members) {
    if (text.front() == '{') at += name_size(text.substr(at));
    at = skip_value(text, at) + 1;
  }
  return members;
}

namespace {

// The unescaped byte at `at` of an escaped string; moves `at` behind it.
unsigned char next_byte(std::string_view escaped, size_t& at) noexcept {
  const char c = escaped[at++];
  if (c != '\\') return static_cast<unsigned char>(c);
  switch (const char kind = escaped[at++]) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      at += 4;
      return static_cast<unsigned char>(hex_digit(escaped[at - 2]) * 16 +
                                        hex_digit(escaped[at - 1]));
    default:
      return static_cast<unsigned char>(kind);
  }
}

}  // namespace

int compare_escaped(std::string_view a, std::string_view b) noexcept {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const int side = next_byte(a, i) - next_byte(b, j);
    if (side != 0) return side;
  }
  return static_cast<int>(i < a.size()) - static_cast<int>(j < b.size());
}

}  // namespace snaproll::detail
