// Hashes, by libsodium: BLAKE2b for the checksums of rows and the names of
// blobs, SHA-256 for digests.
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
  // What stands before a field, so that no field can pass for one of another
  // kind.
  enum class Kind : unsigned char { kDomain, kBytes, kNumber, kNone };

 public:
  using Bytes = std::array<uint8_t, 32>;

  explicit Checksum(std::string_view domain);
  void add(std::string_view bytes);
  void add(int64_t number);
  void add_none();  // an absent field
  Bytes finish();

 private:
  // Kind and number, least byte first whatever the machine.
  void add_head(Kind kind, uint64_t number) noexcept;
  void add_text(Kind kind, std::string_view text) noexcept;
  void append(const unsigned char* bytes, size_t size) noexcept;
  void hash(const unsigned char* bytes, size_t size) noexcept;

  alignas(64) unsigned char state_[384];
  // Fields are short, and each call of the hash costs as much as 50 bytes.
  std::array<unsigned char, 256> waiting_;
  size_t waits_ = 0;
};

// BLAKE2b-256 of a text alone, as `b2sum -l 256` tells it.
Checksum::Bytes blake2b(std::string_view text);

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
