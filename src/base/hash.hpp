// Hashes, by libsodium: BLAKE2b for the checksums of rows, SHA-256 for digests.
//
// Thread word: a Checksum is used by one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace snaproll::detail {

// BLAKE2b-256 of a sequence of fields. Each field goes in with its length, so
// that no two sequences give the same bytes; `domain` tells kinds of rows
// apart.
class Checksum {
 public:
  using Bytes = std::array<uint8_t, 32>;

  explicit Checksum(std::string_view domain);
  void add(std::string_view bytes);
  void add(int64_t number);
  void add_none();  // an absent field
  Bytes finish();

 private:
  alignas(64) unsigned char state_[384];
};

// In constant time.
bool same_checksum(const Checksum::Bytes& a, std::string_view stored);

// Hash of a text that comes in pieces; `hex` ends it, in lower case.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string hex();

 private:
  alignas(8) unsigned char state_[104];
};

}  // namespace snaproll::detail
