// History: order, ids, counters and bounds of the snapshots of one execution.
//
// Each entry has a number, one more than that of the entry before it. The
// numbers of the entries that are there have no gaps, so the entry of a number
// is found by its distance from the oldest.
//
// Invariants
//   1. entries_[first_] is the oldest, entries_.back() the newest; what stands
//      before first_ is empty and is closed up when it is half of all.
//   2. index_ maps each id that is there to the number of its newest entry.
//   3. size() <= maximum.
//
// Thread word: one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "manager/id_index.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

class History {
 public:
  explicit History(size_t maximum) noexcept : maximum_(maximum) {}

  size_t maximum() const noexcept { return maximum_; }
  size_t size() const noexcept { return entries_.size() - first_; }
  bool empty() const noexcept { return size() == 0; }

  // The n-th newest, 0 being the newest; n < size().
  const Snapshot& newest(size_t n = 0) const {
    return *entries_[entries_.size() - 1 - n];
  }
  const Snapshot& oldest() const { return *entries_[first_]; }
  // The newest one with that id, or null. O(1).
  const Snapshot* find(const Id& id) const noexcept;
  std::vector<Snapshot> newest_first() const;

  // Makes room for a push. May throw std::bad_alloc.
  void reserve_one();
  // Adds the newest entry, for which room was made; gives back the one that
  // leaves for it (rules M2 and M3).
  std::optional<Snapshot> push(Snapshot snapshot) noexcept;

  // The entries that leave are given back, so that the caller can let go of
  // them where it holds no lock.
  std::vector<std::optional<Snapshot>> clear() noexcept;
  // Those created before `time`. O(n). Where it throws, nothing changed.
  std::vector<Snapshot> prune_before(Time time);

  size_t nodes_processed = 0;
  size_t nodes_since_snapshot = 0;  // since one entered

 private:
  size_t maximum_;
  uint64_t first_number_ = 0;  // of the oldest entry
  size_t first_ = 0;
  std::vector<std::optional<Snapshot>> entries_;
  IdIndex index_;
};

}  // namespace snaproll::detail
