// Limits of rule J7: checked when a value enters, in memory and on a store
// alike. The limit itself is accepted, one more is Code::kLimit.
//
// Thread word: plain values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace snaproll {

/// The limits of one environment, with their usual values. Since 0.1
struct Limits {
  uint32_t depth = 1000;            ///< Levels of one value; a scalar is 1.
  uint32_t integer_digits = 300;    ///< Digits of an integer.
  uint32_t number_bytes = 1000;     ///< Text of any other number.
  uint64_t text_bytes = 64u << 20;  ///< UTF-8 bytes of one string.
  uint32_t name_bytes = 64u << 10;  ///< UTF-8 bytes of a member's name.
  uint32_t id_bytes = 255;          ///< Execution, workflow and node ids.
  uint32_t members = 16000000;      ///< Of one array or object.
  uint64_t state_bytes = 1u << 30;  ///< Canonical JSON of one state.
};

}  // namespace snaproll
