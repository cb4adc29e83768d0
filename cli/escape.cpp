#include "escape.hpp"

#include <cstdint>
#include <cstdio>

namespace snaproll::cli {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// What does not stay as it is, beside C0: by Unicode's Cc, Bidi_Control, and
// of Cf, Zl and Zp those that show nothing. (The joiners U+200C and U+200D are
// needed to write some languages.)
constexpr Range kUnsafe[] = {
    {0x7f, 0x9f},     {0xad, 0xad},     {0x61c, 0x61c},     {0x180e, 0x180e},
    {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
};

bool is_unsafe(uint32_t c) {
  if (c < 0x20) return true;
  for (const Range& range : kUnsafe) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

struct Character {
  uint32_t code = 0;
  size_t bytes = 0;  // 0 = not UTF-8
};

bool is_tail(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// The character at the beginning of `text`, which is not empty.
Character first_of(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) return {byte, 1};
  const size_t bytes = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  if (byte < 0xc2 || byte > 0xf4 || text.size() < bytes) return {};
  uint32_t code = byte & (0xffu >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const auto tail = static_cast<unsigned char>(text[i]);
    if (!is_tail(tail)) return {};
    code = (code << 6) | (tail & 0x3fu);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kSmallest[bytes] || surrogate || code > 0x10ffff) return {};
  return {code, bytes};
}

void append_unit(std::string& out, uint32_t unit) {
  char text[8];
  const int size = std::snprintf(text, sizeof text, "\\u%04x", unit & 0xffff);
  out.append(text, static_cast<size_t>(size));
}

// As JSON writes it: two units above the 16 bits.
void append_escape(std::string& out, uint32_t code) {
  if (code < 0x10000) {
    append_unit(out, code);
    return;
  }
  append_unit(out, 0xd800 + ((code - 0x10000) >> 10));
  append_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

void append_byte(std::string& out, char byte) {
  char text[8];
  const int size = std::snprintf(text, sizeof text, "\\x%02x",
                                 static_cast<unsigned char>(byte));
  out.append(text, static_cast<size_t>(size));
}

bool combines(uint32_t c) {
  return (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f) ||
         c == 0x200c || c == 0x200d;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_of(text);
    if (c.bytes == 0) {
      append_byte(out, text[0]);
      text.remove_prefix(1);
      continue;
    }
    if (c.code == '\n') {
      out += "\\n";
    } else if (c.code == '\t') {
      out += "\\t";
    } else if (c.code == '\r') {
      out += "\\r";
    } else if (is_unsafe(c.code)) {
      append_escape(out, c.code);
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string escaped_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const Character c = first_of(json);
    if (c.bytes == 0) {
      append_unit(out, 0xfffd);
      json.remove_prefix(1);
      continue;
    }
    if (c.code != '\n' && is_unsafe(c.code)) {
      append_escape(out, c.code);
    } else {
      out += json.substr(0, c.bytes);
    }
    json.remove_prefix(c.bytes);
  }
  return out;
}

size_t columns(std::string_view text) {
  size_t count = 0;
  while (!text.empty()) {
    const Character c = first_of(text);
    if (!combines(c.code)) ++count;
    text.remove_prefix(c.bytes == 0 ? 1 : c.bytes);
  }
  return count;
}

std::string cut(std::string_view text, size_t most) {
  if (columns(text) <= most) return std::string(text);
  size_t count = 0;
  size_t end = 0;
  while (end < text.size()) {
    const Character c = first_of(text.substr(end));
    if (!combines(c.code) && ++count >= most) break;
    end += c.bytes == 0 ? 1 : c.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace snaproll::cli
