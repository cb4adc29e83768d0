// FreedBytes: what letting go of values would give back.
//
// Tells it by the counts of nodes: one whose every reference is among those
// that go is freed, and lets go of its children in turn. What others hold,
// users too, stays. O(nodes that are freed and those they point to).
//
// Thread word: one thread; exact while no other changes the counts.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "snaproll/value.hpp"

namespace snaproll::detail {

struct Node;

// What values are made of, what they share counted once. O(nodes).
class HeldBytes {
 public:
  void add(const Value& value);
  uint64_t bytes() const noexcept { return bytes_; }

 private:
  std::unordered_set<const Node*> seen_;
  std::vector<const Node*> waiting_;
  uint64_t bytes_ = 0;
};

class FreedBytes {
 public:
  // One reference to the value goes.
  void drop(const Value& value);
  uint64_t bytes() const noexcept { return bytes_; }

 private:
  std::unordered_map<const Node*, uint32_t> dropped_;
  std::vector<const Node*> waiting_;
  uint64_t bytes_ = 0;
};

}  // namespace snaproll::detail
