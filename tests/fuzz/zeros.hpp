// Files that are mostly zeros as few bytes: behind a byte 0 stands how many
// zeros it is, 1 to 128 by its low bits, or that many times 64 where the top
// bit is set.
#pragma once

#include <string>
#include <string_view>

namespace snaproll::fuzz {

inline constexpr size_t kZeroGroup = 64;

inline std::string expand_zeros(std::string_view bytes, size_t most) {
  std::string out;
  for (size_t i = 0; i < bytes.size() && out.size() < most; ++i) {
    if (bytes[i] != 0) {
      out += bytes[i];
      continue;
    }
    const auto told =
        static_cast<unsigned char>(i + 1 < bytes.size() ? bytes[++i] : 0);
    const size_t count = (told & 0x7fu) + 1u;
    out.append(told < 0x80 ? count : count * kZeroGroup, '\0');
  }
  return out;
}

inline std::string pack_zeros(std::string_view bytes) {
  constexpr size_t kMost = 128;
  std::string out;
  while (!bytes.empty()) {
    size_t zeros = bytes.find_first_not_of('\0');
    if (zeros == std::string_view::npos) zeros = bytes.size();
    if (zeros == 0) {
      out += bytes.front();
      bytes.remove_prefix(1);
      continue;
    }
    const bool grouped = zeros > kMost;
    const size_t unit = grouped ? kZeroGroup : 1;
    const size_t count = zeros / unit < kMost ? zeros / unit : kMost;
    out += '\0';
    out += static_cast<char>((count - 1) | (grouped ? 0x80u : 0u));
    bytes.remove_prefix(count * unit);
  }
  return out;
}

}  // namespace snaproll::fuzz
