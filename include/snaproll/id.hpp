// Id: the 16 bytes of a UUID, as snapshots have them.
//
// Thread word: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll {

/// A UUID. New ones are of version 7 (RFC 9562). Since 0.1
struct Id {
  std::array<uint8_t, 16> bytes{};

  /// Reads the hyphenated form, upper or lower case. INVALID_ARGUMENT (it is
  /// none).
  static Result<Id> parse(std::string_view text);
  /// The hyphenated form in lower case.
  std::string text() const;
  /// Whether all bytes are 0, as those of an id that was not set.
  bool is_nil() const noexcept { return *this == Id{}; }

  friend bool operator==(const Id& a, const Id& b) noexcept {
    return a.bytes == b.bytes;
  }
  friend bool operator!=(const Id& a, const Id& b) noexcept {
    return a.bytes != b.bytes;
  }
  friend bool operator<(const Id& a, const Id& b) noexcept {
    return a.bytes < b.bytes;
  }
};

/// For hash tables. Seeded by the process, so that planted ids can not flood.
struct IdHash {
  /// The same for equal ids within one process, and there alone.
  size_t operator()(const Id& id) const noexcept;
};

}  // namespace snaproll
