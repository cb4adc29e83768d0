// FreedBytes: what letting go of values would give back.
//
// Tells it by the counts of nodes: one whose every reference is among those
// that go is freed, and lets go of its children in turn. What others hold,
// users too, stays. O(nodes that are freed and those they point to).
//
// Thread word: one thread; exact while no other changes the counts.
#pragma once

#include <cstddef>
#include <cstdint>
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
  // As it was made; keeps its memory.
  void clear() noexcept;

 private:
  // How many references to a node went, of those that others hold too. Open
  // addressing with linear probing, at most half full.
  struct Slot {
    const Node* node = nullptr;
    uint32_t gone = 0;
  };
  uint32_t& gone(const Node* node);
  Slot& slot_of(const Node* node) noexcept;
  void grow();

  std::vector<Slot> slots_;  // empty, or a power of two of them
  size_t used_ = 0;
  std::vector<const Node*> waiting_;
  uint64_t bytes_ = 0;
};

}  // namespace snaproll::detail
