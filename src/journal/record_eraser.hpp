// RecordEraser: takes a value out of all records of some executions, by what
// they decode to.
//
// Records are visited from their bases upward, each state beside what is left
// of it. A record whose state or whose base's state held the value gets a delta
// anew, between what is left of both; its keyframe is written anew; what is
// told beside the state is read, cleaned and written. Its commit_id stays, so a
// record that did not hold it is not touched.
// In memory: the states that records to come are based on, with all they share.
//
// Thread word: used by one thread, within one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "journal/replay.hpp"
#include "snapshot/eraser.hpp"

namespace snaproll::detail {

class RecordEraser {
 public:
  RecordEraser(StoreWriter& writer, Eraser& eraser, bool compressed,
               const Cancel* cancel)
      : writer_(writer),
        eraser_(eraser),
        compressed_(compressed),
        cancel_(cancel) {}

  // All that share records with each other, ascending. CORRUPT where a state
  // can not be rebuilt, FORMAT where a section of a newer version holds the
  // value, STOPPED.
  Status run(const std::vector<int64_t>& execs);

  // By execution: states that held it, and records that were written anew.
  struct Counts {
    uint64_t states = 0;
    uint64_t records = 0;
    uint64_t keyframes = 0;
  };
  const std::map<int64_t, Counts>& counts() const noexcept { return counts_; }

 private:
  // A state, and what is left of it.
  struct Pair {
    CapturedState before;
    CapturedState after;
    bool held() const;
  };
  struct Waiting {
    Pair pair;
    uint32_t children = 0;  // that were not visited yet
  };

  // Adds the nodes that its records name.
  Status plan(int64_t exec, std::vector<std::string>& nodes);
  Status visit_with_bases(RecordKey key);
  Status visit(RecordKey key);
  Status take_from_row(RecordRow& row, bool& changed);
  Status take_from_state(ReadRecord& record, bool& changed);
  Result<bool> read_state(const ReadRecord& record, Pair& base, Pair& own);
  Result<bool> mentions(const std::string& delta) const;
  Status write_keyframe(RecordKey key, const Pair& own);
  Status take_from_checkpoint(RecordBody& body, const Pair& own, bool& changed);
  Status take_from_sections(RecordBody& body, bool& changed);
  using Without = Result<Value> (Eraser::*)(const Value& value);
  Status take_from_json(std::optional<std::string>& json, Without without,
                        bool& changed);
  Status take_from_rules(std::optional<std::string>& rules, bool& changed);
  void release(RecordKey base);

  StoreWriter& writer_;
  Eraser& eraser_;
  const bool compressed_;
  const Cancel* const cancel_;
  std::map<RecordKey, RecordKey> bases_;  // of those that were not visited
  std::map<RecordKey, Waiting> states_;
  std::map<RecordKey, uint32_t> children_;
  std::map<int64_t, Counts> counts_;
};

}  // namespace snaproll::detail
