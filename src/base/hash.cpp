#include "base/hash.hpp"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

namespace snaproll::detail {
namespace {

using Blake2b = crypto_generichash_blake2b_state;
using Sha256State = crypto_hash_sha256_state;

Blake2b* blake2b_state(unsigned char* state) noexcept {
  return std::launder(reinterpret_cast<Blake2b*>(state));
}

Sha256State* sha256(unsigned char* state) noexcept {
  return std::launder(reinterpret_cast<Sha256State*>(state));
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The hashes work without it, but it chooses the code for this processor.
void choose_code() noexcept {
  static const int chosen = sodium_init();
  static_cast<void>(chosen);
}

}  // namespace

Checksum::Checksum(std::string_view domain) {
  static_assert(sizeof(Blake2b) == sizeof(state_));
  static_assert(alignof(Blake2b) <= 64);
  choose_code();
  new (state_) Blake2b;
  crypto_generichash_blake2b_init(blake2b_state(state_), nullptr, 0,
                                  sizeof(Bytes));
  add_text(Kind::kDomain, domain);
}

void Checksum::hash(const unsigned char* bytes, size_t size) noexcept {
  crypto_generichash_blake2b_update(blake2b_state(state_), bytes, size);
}

void Checksum::append(const unsigned char* bytes, size_t size) noexcept {
  if (size > waiting_.size() - waits_) {
    hash(waiting_.data(), waits_);
    waits_ = 0;
  }
  if (size > waiting_.size()) {
    hash(bytes, size);
  } else if (size > 0) {
    std::memcpy(waiting_.data() + waits_, bytes, size);
    waits_ += size;
  }
}

void Checksum::add_head(Kind kind, uint64_t number) noexcept {
  std::array<unsigned char, 1 + sizeof number> head;
  head[0] = static_cast<unsigned char>(kind);
  for (size_t at = 0; at < sizeof number; ++at)
    head[1 + at] = static_cast<unsigned char>(number >> (8 * at));
  append(head.data(), head.size());
}

void Checksum::add_text(Kind kind, std::string_view text) noexcept {
  add_head(kind, text.size());
  append(bytes_of(text), text.size());
}

void Checksum::add(std::string_view bytes) { add_text(Kind::kBytes, bytes); }

void Checksum::add(int64_t number) {
  add_head(Kind::kNumber, static_cast<uint64_t>(number));
}

void Checksum::add_none() { add_head(Kind::kNone, 0); }

Checksum::Bytes Checksum::finish() {
  hash(waiting_.data(), waits_);
  waits_ = 0;
  Bytes bytes{};
  crypto_generichash_blake2b_final(blake2b_state(state_), bytes.data(),
                                   bytes.size());
  return bytes;
}

Checksum::Bytes blake2b(std::string_view text) {
  choose_code();
  Checksum::Bytes bytes{};
  crypto_generichash_blake2b(bytes.data(), bytes.size(), bytes_of(text),
                             text.size(), nullptr, 0);
  return bytes;
}

bool same_checksum(const Checksum::Bytes& a, std::string_view stored) {
  return stored.size() == a.size() &&
         sodium_memcmp(a.data(), stored.data(), a.size()) == 0;
}

Sha256::Sha256() {
  static_assert(sizeof(Sha256State) == sizeof(state_));
  static_assert(alignof(Sha256State) <= 8);
  new (state_) Sha256State;
  crypto_hash_sha256_init(sha256(state_));
}

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(sha256(state_), bytes_of(bytes), bytes.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> bytes{};
  crypto_hash_sha256_final(sha256(state_), bytes.data());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

}  // namespace snaproll::detail
