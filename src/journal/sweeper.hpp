// Sweeper: removes the records of one execution that nothing needs any more, a
// few with each commit.
//
// A range of records is visited from its newest to its oldest, so that what
// had a record as its base is gone before that record. A record that is needed
// (its state, a section, a place among those that can be undone to), or that
// another one builds on, stays, and is visited again when there is nothing else
// to do: a later commit may have let go of it. What a record tells of an
// attempt stays, in a record of the kind kAttempt in its place, as long as that
// attempt is on record:
//   the newest attempt of its node, and the newest irreversible one;
//   the newest kKeptAttempts of all.
//
// Thread word: Sweeper is used by one thread at a time, a Step by the thread
// that commits.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "journal/record.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Removes one record, or leaves of it what it tells of an attempt. False where
// it stays as it is. `next_ticket` is that of the execution.
Result<bool> sweep_record(StoreWriter& writer, const RecordHead& head,
                          uint64_t next_ticket);

class Sweeper {
  // Records with `to` <= seq <= `from`; none where from < to.
  struct Range {
    uint64_t from = 0;
    uint64_t to = 1;
    bool empty() const noexcept { return from < to; }
  };
  struct Work {
    std::vector<Range> ranges;  // the last one comes first
    Range stayed;
  };

 public:
  // What one commit does of it; see `next`.
  class Step {
   public:
    // Within the transaction of the commit; may be run again.
    Status run(StoreWriter& writer);

   private:
    friend class Sweeper;
    Status visit(StoreWriter& writer, Range& range, size_t& left);

    int64_t exec_ = 0;
    uint64_t next_ticket_ = 0;
    std::vector<uint64_t> needed_;
    Work before_;
    Work after_;
    std::vector<uint64_t> removed_;
  };

  // From now on; `first` is the oldest record that is there.
  void begin(uint64_t first) noexcept;
  // All before `reached`, which no entry of the history is, may be needless.
  void reach(uint64_t reached);
  uint64_t reached() const noexcept { return reached_; }

  // The next few records, but for `needed`; null where there are none.
  std::shared_ptr<Step> next(int64_t exec, uint64_t next_ticket,
                             std::vector<uint64_t> needed) const;
  // It was committed. Gives back what was removed.
  std::vector<uint64_t> done(Step& step);

 private:
  Work work_;
  uint64_t reached_ = 1;
};

}  // namespace snaproll::detail
