// History: order, ids, counters and bounds of the snapshots of one execution.
// Its entries are held in memory, or are in a journal and read when they are
// asked for.
//
// Each entry has a number, larger than that of the entry before it; in memory
// the numbers of those that are there have no gaps, so the entry of a number is
// found by its distance from the oldest.
//
// Invariants, in memory
//   1. entries_[first_] is the oldest, entries_.back() the newest; what stands
//      before first_ is empty and is closed up when it is half of all.
//   2. index_ maps each id that is there to the number of its newest entry.
// Invariants
//   3. head().count <= head().maximum.
//   4. head().floor <= number of each entry < head().next.
//
// Thread word: one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "journal/journal.hpp"
#include "manager/id_index.hpp"
#include "snaproll/manager.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

class History {
 public:
  explicit History(size_t maximum) noexcept { head_.maximum = maximum; }
  History(std::shared_ptr<Journal> journal, const HistoryHead& head) noexcept
      : head_(head), journal_(std::move(journal)) {}

  // The same from the beginning on, so it may be asked for without a lock.
  const std::shared_ptr<Journal>& journal() const noexcept { return journal_; }
  const HistoryHead& head() const noexcept { return head_; }
  size_t maximum() const noexcept { return head_.maximum; }
  size_t size() const noexcept { return head_.count; }
  bool empty() const noexcept { return size() == 0; }

  // The n-th newest, 0 being the newest; n < size().
  Result<Snapshot> newest(size_t n = 0) const;
  Result<Snapshot> oldest() const { return newest(size() - 1); }
  // The newest one with that id. O(1), O(log n) in a journal.
  Result<std::optional<Snapshot>> find(const Id& id) const;
  Result<std::vector<Snapshot>> newest_first() const;
  // NOT_FOUND: the cursor.
  Result<std::vector<Snapshot>> list(const SnapshotFilter& filter) const;

  // In memory. Makes room for a push. May throw std::bad_alloc.
  void reserve_one();
  // Adds the newest entry, for which room was made; gives back the one that
  // leaves for it (rules M2 and M3).
  std::optional<Snapshot> push(Snapshot snapshot) noexcept;
  // The entries that leave are given back, so that the caller can let go of
  // them where it holds no lock.
  std::vector<std::optional<Snapshot>> clear() noexcept;
  // Those created before `time`. O(n). Where it throws, nothing changed.
  std::vector<Snapshot> prune_before(Time time);

  // In a journal: what the head is after that, and what it is from now on.
  Result<HistoryHead> head_after_push() const;
  HistoryHead head_after_clear() const noexcept;
  void committed(const HistoryHead& head, std::optional<Snapshot> newest);
  // The entries are those that `head` tells; counters of nodes stay.
  void set_entries(const HistoryHead& head) noexcept;

  // The same history in memory.
  Result<History> in_memory() const;

  void set_nodes(uint64_t processed, uint64_t since) noexcept {
    head_.nodes_processed = processed;
    head_.nodes_since_snapshot = since;
  }
  void set_automatic(bool on) noexcept { head_.automatic = on; }
  void set_interval(size_t interval) noexcept { head_.interval = interval; }

 private:
  Result<std::vector<Snapshot>> journal_list(
      const SnapshotFilter& filter) const;

  HistoryHead head_;
  size_t first_ = 0;
  std::vector<std::optional<Snapshot>> entries_;
  IdIndex index_;
  std::shared_ptr<Journal> journal_;
  mutable std::optional<Snapshot> newest_;  // of a journal, where it is known
};

}  // namespace snaproll::detail
