// HistoryTree: the snapshots of a history in the order in which they entered,
// and the tree that they are.
//
// Each entry has a number, larger than that of the entry before it, which it
// keeps; numbers of those that left are not given again.
//
// Invariants
//   1. slots_[first_] is the oldest, slots_.back() the newest. What left in the
//      middle is a gap until gaps are half of all; what stands before first_
//      is empty and is closed up then as well.
//   2. index_ maps each id that is there to the number of its newest entry.
//   3. parent < number. The children of an entry are a list from `child` by
//      `older`, each newer than what comes behind it, but for those that took
//      the place of their parent. When an entry leaves, they take its parent.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "manager/id_index.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

struct HistoryEntry {
  static constexpr uint64_t kNone = IdIndex::kNone;

  // What policies look at comes first, side by side: all of it is read anew
  // with each snapshot that enters.
  uint64_t number = kNone;
  Time created_at = 0;
  // What it takes: its record in the store; in memory what differs from the
  // entry before it, where that was asked for.
  static constexpr uint64_t kUnknown = ~uint64_t{0};
  uint64_t bytes = kUnknown;
  uint64_t child = kNone;  // the newest one; numbers, as all links
  bool labelled = false;
  bool there = true;
  bool grafted = false;  // the store tells another parent
  Id id;
  uint64_t parent = kNone;
  uint64_t older = kNone;  // the next of its parent's children
  uint64_t newer = kNone;
  uint64_t twin = kNone;  // the one before it with the same id
  // In memory; none where it left.
  std::optional<Snapshot> snapshot;
  // In a journal: its record, and the parent that it was taken from.
  uint64_t seq = 0;
  std::optional<Id> told_parent;
};

class HistoryTree {
 public:
  size_t size() const noexcept { return slots_.size() - first_ - gaps_; }
  bool empty() const noexcept { return size() == 0; }

  // The n-th newest, n < size(). O(1) where there are no gaps, else O(n).
  const HistoryEntry& newest(size_t n = 0) const noexcept;
  const HistoryEntry& oldest() const noexcept { return slots_[first_]; }
  // Null where it is not there. O(1) where there are no gaps, else O(log n).
  const HistoryEntry* find(uint64_t number) const noexcept;
  HistoryEntry* find(uint64_t number) noexcept;
  // The newest with that id, or HistoryEntry::kNone. O(1).
  uint64_t number_of(const Id& id) const noexcept { return index_.find(id); }
  // The entry of a record; null where it is not there. O(log n).
  const HistoryEntry* find_seq(uint64_t seq) const noexcept;
  // Whether some id entered twice, as far as is known.
  bool has_twins() const noexcept { return twins_; }

  // May throw std::bad_alloc; then nothing changed.
  void reserve_one();
  // Room was made for it; its number is above all others, its parent there.
  void push(HistoryEntry entry) noexcept;
  // The number is there.
  HistoryEntry remove(uint64_t number) noexcept;

  // Oldest first, from the entry with that number or the next one; stops where
  // `visit(const HistoryEntry&)` says false.
  template <typename Visit>
  void each(uint64_t from, Visit&& visit) const {
    for (size_t at = lower_bound(from); at < slots_.size(); ++at)
      if (slots_[at].there && !visit(slots_[at])) return;
  }
  template <typename Visit>
  void each_to_change(Visit&& visit) {
    for (size_t at = first_; at < slots_.size(); ++at)
      if (slots_[at].there) visit(slots_[at]);
  }
  // Newest first, those below that number.
  template <typename Visit>
  void each_down(uint64_t below, Visit&& visit) const {
    for (size_t at = lower_bound(below); at > first_; --at)
      if (slots_[at - 1].there && !visit(slots_[at - 1])) return;
  }

 private:
  // The first slot whose number is not below that one.
  size_t lower_bound(uint64_t number) const noexcept;
  void link(HistoryEntry& entry) noexcept;
  void unlink(const HistoryEntry& entry) noexcept;
  void give_children(HistoryEntry& entry) noexcept;
  void close_up() noexcept;
  void unindex(const HistoryEntry& entry) noexcept;

  size_t first_ = 0;
  size_t gaps_ = 0;
  bool twins_ = false;
  std::vector<HistoryEntry> slots_;
  IdIndex index_;
};

}  // namespace snaproll::detail
