// IdIndex: from ids to numbers, the only allocation being that of its table, so
// that room for a further id can be made before anything is changed.
//
// Open addressing with linear probing, at most half full; what is removed is
// closed up, so there are no tombstones. Look-up is O(1).
//
// Thread word: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snaproll/id.hpp"

namespace snaproll::detail {

class IdIndex {
 public:
  static constexpr uint64_t kNone = static_cast<uint64_t>(-1);

  // The number of `id`, or kNone.
  uint64_t find(const Id& id) const noexcept;
  // Makes room for one more id. May throw std::bad_alloc.
  void reserve_one();
  // Sets or replaces; a new id needs a reserved place. `number` is not kNone.
  void set(const Id& id, uint64_t number) noexcept;
  // Removes the id where it has that number.
  void remove(const Id& id, uint64_t number) noexcept;

 private:
  struct Slot {
    Id id;
    uint64_t number = kNone;
  };

  size_t home(const Id& id) const noexcept {
    return IdHash()(id) & (slots_.size() - 1);
  }
  size_t next(size_t at) const noexcept {
    return (at + 1) & (slots_.size() - 1);
  }
  // The slot of `id`, or the empty one where it would go.
  size_t slot_of(const Id& id) const noexcept;

  std::vector<Slot> slots_;  // empty, or a power of two of them
  size_t used_ = 0;
};

}  // namespace snaproll::detail
