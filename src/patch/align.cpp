#include "patch/align.hpp"

#include <algorithm>

namespace snaproll::detail {
namespace {

// Furthest positions on the diagonals -d, -d + 2, …, d after d edits.
class Fronts {
 public:
  void push(std::vector<int64_t> front) { fronts_.push_back(std::move(front)); }
  size_t edits() const { return fronts_.size() - 1; }
  // Left position on diagonal `k` after `d` edits, |k| <= d and of its parity.
  int64_t at(int64_t d, int64_t k) const {
    return fronts_[static_cast<size_t>(d)][static_cast<size_t>((k + d) / 2)];
  }

 private:
  std::vector<std::vector<int64_t>> fronts_;
};

// Whether the best way to diagonal `k` with `d` edits comes from diagonal
// k + 1, by an insertion, and not from k - 1, by a removal.
bool comes_by_insertion(const Fronts& fronts, int64_t d, int64_t k) {
  if (k == -d) return true;
  if (k == d) return false;
  return fronts.at(d - 1, k - 1) < fronts.at(d - 1, k + 1);
}

int64_t begin_of(const Fronts& fronts, int64_t d, int64_t k) {
  if (d == 0) return 0;
  return comes_by_insertion(fronts, d, k) ? fronts.at(d - 1, k + 1)
                                          : fronts.at(d - 1, k - 1) + 1;
}

// Walks from the end of both sequences back to their begin.
std::vector<Match> trace(const Fronts& fronts, int64_t left, int64_t right) {
  std::vector<Match> matches;
  for (auto d = static_cast<int64_t>(fronts.edits()); d >= 0; --d) {
    const int64_t k = left - right;
    const int64_t begin = begin_of(fronts, d, k);
    while (left > begin) {
      --left;
      --right;
      matches.push_back(
          {static_cast<size_t>(left), static_cast<size_t>(right)});
    }
    if (d == 0) break;
    if (comes_by_insertion(fronts, d, k)) {
      --right;
    } else {
      --left;
    }
  }
  std::reverse(matches.begin(), matches.end());
  return matches;
}

}  // namespace

std::vector<Match> align(const std::vector<uint64_t>& left,
                         const std::vector<uint64_t>& right) {
  const auto n = static_cast<int64_t>(left.size());
  const auto m = static_cast<int64_t>(right.size());
  Fronts fronts;
  for (int64_t d = 0; d <= static_cast<int64_t>(kMostEdits); ++d) {
    std::vector<int64_t> front(static_cast<size_t>(d) + 1);
    for (int64_t k = -d; k <= d; k += 2) {
      int64_t x = begin_of(fronts, d, k);
      while (x < n && x - k < m && x - k >= 0 &&
             left[static_cast<size_t>(x)] == right[static_cast<size_t>(x - k)])
        ++x;
      front[static_cast<size_t>((k + d) / 2)] = x;
      if (x >= n && x - k >= m) {
        fronts.push(std::move(front));
        return trace(fronts, n, m);
      }
    }
    fronts.push(std::move(front));
  }
  return {};
}

}  // namespace snaproll::detail
