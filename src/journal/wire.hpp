// Numbers and bytes in the rows of the journal: LEB128 varints, 8-byte
// little-endian integers, texts with their length.
//
// Thread word: plain functions; a WireReader is used by one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "snaproll/id.hpp"
#include "snaproll/result.hpp"

namespace snaproll::detail {

void put_varint(std::string& out, uint64_t number);
void put_fixed(std::string& out, int64_t number);
void put_text(std::string& out, std::string_view text);
void put_id(std::string& out, const Id& id);

// Reads what was put, in the same order. After the first fault all reads give
// nothing, and `ok` says so.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) noexcept : rest_(bytes) {}

  uint64_t varint() noexcept;
  int64_t fixed() noexcept;
  std::string_view text() noexcept;
  Id id() noexcept;

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view take(uint64_t bytes) noexcept;

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace snaproll::detail
