// Aligning two sequences: which elements stand on both sides, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace snaproll::detail {

struct Match {
  size_t left;
  size_t right;
};

// More removals and insertions than these are not looked for.
inline constexpr size_t kMostEdits = 256;

// A longest common subsequence (Myers 1986), as matches in ascending order;
// none where it takes more than kMostEdits removals and insertions.
// O(size + kMostEdits²) time, O(kMostEdits²) memory.
std::vector<Match> align(const std::vector<uint64_t>& left,
                         const std::vector<uint64_t>& right);

}  // namespace snaproll::detail
