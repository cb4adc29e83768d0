// History: order, ids, counters, names and bounds of the snapshots of one
// execution. Its entries are held in memory, or are in a journal and read when
// they are asked for.
//
// In a journal, the index of the entries and the names are read when something
// first needs them: names, a policy, the tree, or entries that leave from the
// middle. A history that has none of these leaves from its old end alone, by
// the floor, and needs no index.
//
// Invariants
//   1. floor <= number of each entry < next.
//   2. HistoryTree that nothing names (see Names::pins) are at most `maximum`.
//   3. All numbers below free_from_ that are there are pinned.
//
// Thread word: one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/journal.hpp"
#include "manager/history_tree.hpp"
#include "manager/names.hpp"
#include "retention/decide.hpp"
#include "snaproll/manager.hpp"
#include "snaproll/snapshot.hpp"
#include "snapshot/eraser.hpp"

namespace snaproll::detail {

// HistoryTree that leave, and what that makes of the history.
struct Departure {
  HistoryHead head;               // afterwards
  std::vector<uint64_t> numbers;  // ascending; where there is an index
  std::vector<uint64_t> hidden;   // records that the floor does not take out
  std::vector<NameChange> names;
};

class History {
 public:
  explicit History(size_t maximum) noexcept { head_.maximum = maximum; }
  // `named`: the index is needed from the first commit on.
  History(std::shared_ptr<Journal> journal, const HistoryHead& head,
          bool named) noexcept
      : head_(head), journal_(std::move(journal)), named_(named) {}

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
  // Those whose ids are from `first` to `last`, newest first, at most `limit`.
  Result<std::vector<Snapshot>> find_between(const Id& first, const Id& last,
                                             size_t limit) const;

  // Index and names; what follows below needs them. In a journal they are read
  // where that was not done, or names were changed by others since.
  Status load();
  // The same, but where there are no names the index is not read.
  Status load_names();
  const HistoryTree& entries() const noexcept { return entries_; }
  const Names& names() const noexcept { return names_; }
  Result<Snapshot> snapshot_of(const HistoryEntry& entry) const;

  // In memory. Makes room for a push, and for those that leave for it. May
  // throw std::bad_alloc.
  void reserve_one(std::vector<Snapshot>& leaving);
  // Adds the newest entry, for which room was made; where none is kept it
  // comes back (rule M3). One that was pushed has no parent.
  std::optional<Snapshot> push(Snapshot snapshot, bool pushed) noexcept;
  // What leaves then (rule M2): one, and the others.
  std::optional<Snapshot> leave_for_maximum(
      std::vector<Snapshot>& leaving) noexcept;
  // The entries that leave are given back, so that the caller can let go of
  // them where it holds no lock. Where it throws, nothing changed.
  std::vector<Snapshot> leave(const Departure& departure);

  // In a journal: what leaves where that snapshot enters.
  Result<Departure> before_push(const Snapshot& entering, bool pushed,
                                Time now);
  // What the history is when these have left; ascending.
  Result<Departure> without(std::vector<uint64_t> numbers) const;
  Departure without_all() const;
  // The same of those created before `time` (rule M15), but those that are held
  // or heads of branches.
  Result<Departure> without_older(Time time);
  // In a journal: what a commit tells of it, and that it is committed.
  NamesWrite names_write(const Departure& departure) const;
  void committed(const Departure& departure, std::optional<Snapshot> entered,
                 bool pushed) noexcept;
  // The entries are those that `head` tells; counters of nodes stay.
  void set_entries(const HistoryHead& head) noexcept;

  // The policy of this history, else that of its store. The index is there.
  const std::optional<Policy>& policy() const noexcept { return policy_; }
  // One verdict an entry, oldest first; where one enters, one for that too.
  std::vector<Verdict> decide_by(const Policy& policy, Time now,
                                 const HistoryEntry* entering);
  // Those that leave by its policy when one enters, the oldest first; that one
  // is told, or it is the newest entry already.
  std::vector<uint64_t> leaving_by_policy(Time now,
                                          const HistoryEntry* entering);
  // In memory: what leaves after a push by the policy.
  Result<Departure> after_push(Time now);

  // Does it to the names; in a journal, after they were written.
  void change_names(const std::vector<NameChange>& changes);
  // In memory: selects that branch. `names` are its own with that change.
  void set_names(Names names) noexcept { names_ = std::move(names); }
  NamesWrite names_write(const std::vector<NameChange>& changes) const;
  // In a journal: it is read when something needs it.
  void forget_index() noexcept;
  // In a journal: they were.
  void names_written(const std::vector<NameChange>& changes) noexcept;

  // The same history in memory.
  Result<History> in_memory();

  // In memory: the same history without it, and how many of its states and
  // names held it.
  struct Erased;
  Result<Erased> without(Eraser& eraser) const;

  void set_nodes(uint64_t processed, uint64_t since) noexcept {
    head_.nodes_processed = processed;
    head_.nodes_since_snapshot = since;
  }
  void set_automatic(bool on) noexcept { head_.automatic = on; }
  void set_interval(size_t interval) noexcept { head_.interval = interval; }

 private:
  Result<std::vector<Snapshot>> journal_list(
      const SnapshotFilter& filter) const;
  Status read_index();
  Status set_names(const NamesRead& read);
  Status read_policy();
  void set_policy(const NameChange& told);
  std::vector<Candidate> candidates(bool with_bytes,
                                    const HistoryEntry* entering,
                                    std::vector<uint64_t>* numbers);
  // The oldest that may leave for the maximum; null where there is none.
  const HistoryEntry* oldest_free() noexcept;
  // HistoryTree that nothing names.
  size_t free_count() const noexcept {
    return entries_.size() - names_.pinned();
  }
  Snapshot take_oldest_free() noexcept;
  HistoryEntry entry_of(const Snapshot& snapshot, bool pushed) const;
  std::string_view selected() const noexcept;
  // The branch that an entry with that parent goes on; empty = none.
  std::string_view branch_at(uint64_t parent) const noexcept;
  // Names that go and parents that change where entries leave.
  void add_changes(const std::vector<uint64_t>& left, Departure& to) const;
  void add_graft(const HistoryEntry& child, const std::vector<uint64_t>& left,
                 Departure& to) const;
  Result<Departure> by_floor(uint64_t keep) const;

  HistoryHead head_;
  HistoryTree entries_;
  Names names_;
  uint64_t free_from_ = 0;
  std::optional<Policy> policy_;

  std::shared_ptr<Journal> journal_;
  bool named_ = false;   // the index is needed for commits
  bool loaded_ = false;  // entries_ and names_ are what the journal has
  // Where it is not known, a commit is told so, and they are read.
  static constexpr uint64_t kUnknownVersion = ~uint64_t{0};
  uint64_t names_version_ = 0;
  mutable std::optional<Snapshot> newest_;  // of a journal, where it is known
};

struct History::Erased {
  History history;
  uint64_t states = 0;
  uint64_t names = 0;
};

}  // namespace snaproll::detail
