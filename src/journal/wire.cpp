#include "journal/wire.hpp"

#include <cstring>

namespace snaproll::detail {
namespace {

constexpr unsigned kGroupBits = 7;
constexpr uint64_t kMore = 0x80;
constexpr unsigned kLastShift = 63;

}  // namespace

void put_varint(std::string& out, uint64_t number) {
  while (number >= kMore) {
    out += static_cast<char>(number | kMore);
    number >>= kGroupBits;
  }
  out += static_cast<char>(number);
}

void put_fixed(std::string& out, int64_t number) {
  auto bits = static_cast<uint64_t>(number);
  for (size_t i = 0; i < sizeof(bits); ++i, bits >>= 8)
    out += static_cast<char>(bits & 0xff);
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

void put_id(std::string& out, const Id& id) {
  for (const uint8_t byte : id.bytes) out += static_cast<char>(byte);
}

std::string_view WireReader::take(uint64_t bytes) noexcept {
  if (!ok_ || bytes > rest_.size()) {
    ok_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, static_cast<size_t>(bytes));
  rest_.remove_prefix(static_cast<size_t>(bytes));
  return taken;
}

uint64_t WireReader::varint() noexcept {
  uint64_t number = 0;
  for (unsigned shift = 0; shift <= kLastShift; shift += kGroupBits) {
    const std::string_view byte = take(1);
    if (!ok_) return 0;
    const auto bits = static_cast<unsigned char>(byte.front());
    number |= (bits & (kMore - 1)) << shift;
    if (bits < kMore) return number;
  }
  ok_ = false;
  return 0;
}

int64_t WireReader::fixed() noexcept {
  const std::string_view bytes = take(sizeof(int64_t));
  uint64_t bits = 0;
  for (size_t i = bytes.size(); i > 0; --i)
    bits = bits << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return static_cast<int64_t>(bits);
}

std::string_view WireReader::text() noexcept { return take(varint()); }

Id WireReader::id() noexcept {
  Id id;
  const std::string_view bytes = take(id.bytes.size());
  if (ok_) std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

}  // namespace snaproll::detail
