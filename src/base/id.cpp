// Ids by libuuid, and new ones of version 7:
//
//   bits   0 -  47  milliseconds since 1970
//         48 -  51  version 7
//         52 -  63  the fraction of the millisecond, in 4096ths
//         64 -  65  variant 2
//         66 - 127  random
//
// The milliseconds and the fraction are one number of 60 bits, the prefix. A
// new id takes the prefix of its time, or the one after the last where that
// is not later, so ids strictly increase even where a clock does not.
#include "snaproll/id.hpp"

#include <uuid/uuid.h>

#include <atomic>

#include "base/name_id.hpp"
#include "base/random.hpp"
#include "snaproll/options.hpp"

namespace snaproll {
namespace {

constexpr size_t kTextBytes = UUID_STR_LEN - 1;
constexpr uint64_t kPrefixBits = (uint64_t{1} << 60) - 1;

// The last prefix of all sources without a seed.
std::atomic<uint64_t> last_shared_prefix{0};

uint64_t prefix_of(Time now) {
  constexpr uint64_t kNanosPerMilli = 1000000;
  const uint64_t nanos = now > 0 ? static_cast<uint64_t>(now) : 0;
  return (nanos / kNanosPerMilli << 12) |
         ((nanos % kNanosPerMilli << 12) / kNanosPerMilli);
}

uint64_t later_prefix(uint64_t last, Time now) {
  const uint64_t wanted = prefix_of(now);
  return (wanted > last ? wanted : last + 1) & kPrefixBits;
}

uint64_t splitmix(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void put_big_endian(uint8_t* out, uint64_t word) {
  for (int shift = 56; shift >= 0; shift -= 8)
    *out++ = static_cast<uint8_t>(word >> shift);
}

Id make_id(uint64_t prefix, uint64_t random) {
  Id id;
  put_big_endian(id.bytes.data(),
                 (prefix >> 12 << 16) | 0x7000u | (prefix & 0xfffu));
  put_big_endian(id.bytes.data() + 8, (random >> 2) | (uint64_t{1} << 63));
  return id;
}

}  // namespace

Result<Id> Id::parse(std::string_view text) {
  Id id;
  char terminated[kTextBytes + 1] = {};
  if (text.size() == kTextBytes)
    std::memcpy(terminated, text.data(), kTextBytes);
  if (uuid_parse(terminated, id.bytes.data()) != 0) {
    return Error(Code::kInvalidArgument, "not a UUID in the hyphenated form");
  }
  return id;
}

std::string Id::text() const {
  char terminated[kTextBytes + 1];
  uuid_unparse_lower(bytes.data(), terminated);
  return std::string(terminated, kTextBytes);
}

size_t IdHash::operator()(const Id& id) const noexcept {
  static const uint64_t seeds[2] = {detail::random_bits(),
                                    detail::random_bits()};
  uint64_t halves[2];
  std::memcpy(halves, id.bytes.data(), sizeof halves);
  // Both halves of the product, so that every bit of the id counts.
  __extension__ using Wide = unsigned __int128;
  const Wide product =
      static_cast<Wide>(halves[0] ^ seeds[0]) * (halves[1] ^ seeds[1]);
  return static_cast<size_t>(product) ^ static_cast<size_t>(product >> 64);
}

Id IdSource::next(Time now) {
  if (seeded_) {
    const std::lock_guard<std::mutex> lock(mutex_);
    last_prefix_ = later_prefix(last_prefix_, now);
    return make_id(last_prefix_, splitmix(state_));
  }
  uint64_t last = last_shared_prefix.load(std::memory_order_relaxed);
  uint64_t prefix = 0;
  do {
    prefix = later_prefix(last, now);
  } while (!last_shared_prefix.compare_exchange_weak(
      last, prefix, std::memory_order_relaxed));
  return make_id(prefix, detail::random_bits());
}

namespace detail {

Id name_based_id(std::string_view name) {
  // 7ca042dd-aca7-4110-9a00-5d326034a856, drawn once for this library.
  static constexpr uuid_t kNamespace = {0x7c, 0xa0, 0x42, 0xdd, 0xac, 0xa7,
                                        0x41, 0x10, 0x9a, 0x00, 0x5d, 0x32,
                                        0x60, 0x34, 0xa8, 0x56};
  Id id;
  uuid_generate_sha1(id.bytes.data(), kNamespace, name.data(), name.size());
  return id;
}

}  // namespace detail
}  // namespace snaproll
