// Sweeper: removes the records of one execution that nothing needs any more, a
// few with each commit.
//
// Records are visited from the newest to the oldest, so that what had a record
// as its base is gone before that record. A record that is needed (its state, a
// section, a place among those that can be undone to), or that another one
// builds on, stays. When there is nothing new to visit, all that stayed is
// visited once more: a later commit may have let go of it. How far both came
// travels in the head of each record, so nothing is begun anew by an open.
//
// What a record tells of an attempt stays, in a record of the kind kAttempt in
// its place, as long as that attempt is on record:
//   the newest attempt of its node, and the newest irreversible one;
//   the newest kKeptAttempts of all.
//
// Thread word: Sweeper is used by one thread at a time, a Step by the thread
// that commits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "journal/fold.hpp"
#include "journal/record.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Removes one record, or leaves of it what it tells of an attempt; then its
// state has left. False where it stays as it is. `next_ticket` is that of the
// execution.
Result<bool> sweep_record(StoreWriter& writer, const RecordHead& head,
                          uint64_t next_ticket);

class Sweeper {
 public:
  // What one commit does of it.
  class Step {
   public:
    // The place afterwards, as it is known before.
    const SweepPlace& after() const noexcept { return after_; }
    // Told before it is run: what the record that goes with it asks for.
    void tell(NeededRecords needed);
    // Within the transaction of the commit; may be run again.
    Status run(StoreWriter& writer);

   private:
    friend class Sweeper;
    // Records with `to` <= seq <= `from`.
    struct Range {
      uint64_t from;
      uint64_t to;
      size_t records;
    };
    Status visit(StoreWriter& writer, const Range& range);

    Status fold(StoreWriter& writer, const Range& range);

    std::shared_ptr<Home> home_;
    int64_t exec_ = 0;
    NeededRecords needed_;
    std::vector<Range> ranges_;
    std::optional<Range> folded_;
    SweepPlace after_;
    std::vector<uint64_t> removed_;
  };

  // From where the newest record says.
  void begin(int64_t exec, const SweepPlace& place) noexcept;
  // All before `reached`, which no entry of the history is, may be needless.
  void reach(uint64_t reached) noexcept;
  uint64_t reached() const noexcept { return reached_; }
  bool has_work() const noexcept;

  // The next `most` records, where it has work. `fold`: entries leave from the
  // middle, so there is something to fold afterwards.
  Result<std::shared_ptr<Step>> next(const std::shared_ptr<Home>& home,
                                     StoreReader& reader, size_t most,
                                     bool fold) const;
  // All was folded without it.
  void folded() noexcept { place_.fold = place_.fold_again = 0; }
  // It was committed. Gives back what was removed.
  std::vector<uint64_t> done(Step& step);

 private:
  Status plan_fold(StoreReader& reader, Step& step) const;

  int64_t exec_ = 0;
  SweepPlace place_;
  uint64_t reached_ = 0;
};

}  // namespace snaproll::detail
