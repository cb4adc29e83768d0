// Folding: takes out of the middle of a file what no state is asked for any
// more.
//
// A record is needed where it is in the history, has the working state, one
// that can be undone to, or a section that the newest record names. One that is
// not, and that nothing builds on, is removed. A run of those between two that
// stay, each with one record on it, is folded into the record after it: that
// one gets the deltas of all as one, from the base of the run, in one step. Its
// state and its commit_id stay, so nothing else is touched.
//
// A keyframe goes with its record, unless the way to the next one would get
// longer than a state: then the record with it stays, as the beginning of what
// is folded.
//
// It is done only where that frees at least what it writes, so all folding
// together writes no more than was committed. `always` asks for all; then the
// one delta is made anew of the two states, and so as short as can be.
//
// Thread word: used by one thread, within a transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "journal/home.hpp"
#include "journal/record.hpp"
#include "journal/replay.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// What the newest record of an execution asks for.
struct NeededRecords {
  uint64_t newest = 0;
  uint64_t floor = 0;          // of the history
  uint64_t next_ticket = 0;    // of the execution
  std::vector<uint64_t> seqs;  // ascending, beside those of the history

  bool has(const RecordHead& head) const;
};
Result<NeededRecords> needed_records(StoreReader& reader, int64_t exec);

struct FoldLimits {
  bool always = false;
  size_t records = 32;          // of one run
  uint64_t bytes = 128u << 10;  // of their bodies, about

  // Where no commit waits for it. What a state holds is written over only by
  // runs that are longer than it.
  static FoldLimits of_prune() { return {false, 4096, 4u << 20}; }
  static FoldLimits of_compaction() { return {true, 4096, 4u << 20}; }
};

class Folder {
 public:
  Folder(Home& home, StoreWriter& writer, int64_t exec,
         const NeededRecords& needed, const FoldLimits& limits)
      : home_(home),
        writer_(writer),
        exec_(exec),
        needed_(needed),
        limits_(limits) {}

  // What is to be done at one record, which is there.
  Status visit(const RecordHead& head);
  const std::vector<uint64_t>& removed() const noexcept { return removed_; }
  // Bytes of the records that it looked into so far.
  uint64_t work() const noexcept { return work_; }

 private:
  // Records that can be folded, the last one the oldest; and what stays below.
  struct Run {
    std::vector<RecordHead> records;
    RecordKey base;
  };
  Result<bool> stays(const RecordHead& head);
  Result<std::optional<RecordHead>> find_state(RecordKey key);
  Result<Run> run_below(const RecordHead& head);
  Status fold(const RecordHead& head, Run run);
  Status fold_into(const RecordHead& head, Run run, size_t keyed);
  Status remove(const std::vector<RecordHead>& records, size_t from);
  // The delta of all of the run and `into`; empty where nothing changes.
  Result<std::string> delta_of(const Run& run, const ReadRecord& into);
  Result<std::string> shortest_delta(RecordKey base,
                                     const std::vector<ReadRecord>& records);

  Home& home_;
  StoreWriter& writer_;
  const int64_t exec_;
  const NeededRecords& needed_;
  const FoldLimits limits_;
  std::vector<uint64_t> removed_;
  uint64_t work_ = 0;
};

}  // namespace snaproll::detail
