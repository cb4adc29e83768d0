#include "value/unescape.hpp"

#include <charconv>
#include <cstdint>

namespace snaproll::detail {
namespace {

constexpr uint32_t kHighSurrogates = 0xd800;
constexpr uint32_t kLowSurrogates = 0xdc00;
constexpr uint32_t kAfterSurrogates = 0xe000;

// Of \uXXXX; false where it is none.
bool read_unit(std::string_view text, uint32_t& unit) {
  constexpr size_t kSize = 6;
  if (text.size() < kSize || text[0] != '\\' || text[1] != 'u') return false;
  const char* const end = text.data() + kSize;
  const auto read = std::from_chars(text.data() + 2, end, unit, 16);
  return read.ec == std::errc() && read.ptr == end;
}

void append_utf8(std::string& out, uint32_t point) {
  const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
    return;
  }
  if (point < 0x800) {
    put(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xe0 | point >> 12);
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
    }
    put(0x80 | (point >> 6 & 0x3f));
  }
  put(0x80 | (point & 0x3f));
}

// The bytes of `text` that were read; 0 where it begins with no escape.
size_t append_escape(std::string& out, std::string_view text) {
  constexpr std::string_view kShort = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return 0;
  const size_t which = kShort.find(text[1]);
  if (which != std::string_view::npos) {
    out += kMeant[which];
    return 2;
  }
  uint32_t unit = 0;
  if (!read_unit(text, unit)) return 0;
  if (unit < kHighSurrogates || unit >= kAfterSurrogates) {
    append_utf8(out, unit);
    return 6;
  }
  uint32_t low = 0;
  if (unit >= kLowSurrogates || !read_unit(text.substr(6), low) ||
      low < kLowSurrogates || low >= kAfterSurrogates)
    return 0;
  append_utf8(
      out, 0x10000 + ((unit - kHighSurrogates) << 10) + (low - kLowSurrogates));
  return 12;
}

}  // namespace

std::string unescaped(std::string_view text, std::vector<size_t>* from) {
  std::string out;
  out.reserve(text.size());
  if (from != nullptr) from->clear();
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\\', at), text.size());
    out += text.substr(at, end - at);
    if (from != nullptr)
      for (size_t i = at; i < end; ++i) from->push_back(i);
    at = end;
    if (at == text.size()) break;
    size_t read = append_escape(out, text.substr(at));
    if (read == 0) {
      out += '\\';
      read = 1;
    }
    if (from != nullptr) from->resize(out.size(), at);
    at += read;
  }
  if (from != nullptr) from->push_back(text.size());
  return out;
}

}  // namespace snaproll::detail
