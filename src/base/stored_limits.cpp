#include "base/stored_limits.hpp"

#include <limits>

namespace snaproll::detail {

const Limits& stored_limits() {
  static const Limits limits = [] {
    constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max() / 2;
    Limits made;
    made.depth = kMost;
    made.integer_digits = kMost;
    made.number_bytes = kMost;
    made.text_bytes = std::numeric_limits<uint64_t>::max() / 2;
    made.name_bytes = kMost;
    made.id_bytes = kMost;
    made.members = kMost;
    made.state_bytes = std::numeric_limits<uint64_t>::max() / 2;
    return made;
  }();
  return limits;
}

}  // namespace snaproll::detail
