// What stands in the body of a record, and in its attempt column.
//
// A body is a sequence of sections: type (varint), length (varint), bytes. A
// type that this version does not know is an error up to kLastCritical, and is
// copied up to kLastCopied; others are dropped where a record is rewritten.
// docs/format.md has the layouts.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/execution_types.hpp"
#include "snaproll/id.hpp"
#include "snaproll/result.hpp"
#include "snaproll/time.hpp"

namespace snaproll::detail {

enum class RecordKind : int32_t {
  kOpen = 1,      // opened for writing: the fence before older writers
  kSave = 2,      // the working state as it is
  kSnapshot = 3,  // a snapshot, in the history
  kMove = 4,      // a rollback, an applied plan, an undo, a redo
  kNote = 5,      // something else was told: no state of its own
  kAttempt = 6,   // what is left of one that told of an attempt: no state
};

// Attempts that are on record in detail: so many of the newest.
inline constexpr uint64_t kKeptAttempts = 1000;

// Counters and bounds of a history.
struct HistoryHead {
  uint64_t maximum = 0;
  uint64_t floor = 0;  // smallest number that may be in the history
  uint64_t next = 0;   // number of the next entry
  uint64_t count = 0;  // entries
  uint64_t left = 0;   // entries that left
  uint64_t nodes_processed = 0;
  uint64_t nodes_since_snapshot = 0;
  uint64_t interval = 0;
  bool automatic = false;
};

// How far the records of an execution have been swept; see sweeper.hpp. Numbers
// of records; 0 = none.
struct SweepPlace {
  uint64_t swept = 0;  // those from here on were never visited
  uint64_t from = 0;   // the next one that is visited for the first time
  uint64_t to = 0;     // the last such one
  uint64_t again = 0;  // the next one that is visited again
  // Folding, from the newest to those that were swept; see fold.hpp.
  static constexpr uint64_t kNewest = ~uint64_t{0};
  uint64_t fold = 0;        // the next one
  uint64_t fold_again = 0;  // 1: from the newest when that is done
};

// What travels in each record, so that the newest tells all.
// How far the keyframe is that is being written; none where `seq` is 0.
struct KeyframePlace {
  uint64_t seq = 0;    // of its record
  uint64_t parts = 0;  // that are in the store
  uint64_t bytes = 0;  // of its text, in these
  uint64_t ahead = 0;  // 1: its record is on the way to the working state
};

struct Head {
  HistoryHead history;
  uint64_t next_sequence = 0;  // of the record's state
  uint64_t next_ticket = 0;    // of the next attempt
  std::optional<Id> position;
  Time completed_at = kNoTime;
  bool redo_holds = false;
  // Numbers of records; 0 = none.
  uint64_t working = 0;     // that has the working state
  uint64_t checkpoint = 0;  // that has the section of that name; as below
  uint64_t moves = 0;
  uint64_t edges = 0;
  uint64_t rules = 0;
  // For the keyframe rule: bytes of records on the way from the root to here,
  // and to the newest keyframe on that way, whose state had so many bytes; see
  // keyframes.hpp.
  uint64_t path_bytes = 0;
  uint64_t keyframe_path = 0;
  uint64_t keyframe_bytes = 0;
  uint64_t credit = 0;
  SweepPlace sweep;
  KeyframePlace keyframe;
};

struct RecordBody {
  Head head;
  std::optional<std::string> delta;       // compact patch from the base
  std::optional<std::string> checkpoint;  // see checkpoint_section
  std::optional<std::string> moves;
  std::optional<std::string> edges;     // JSON: [[from, to], …]
  std::optional<std::string> rules;     // JSON
  std::optional<std::string> writes;    // JSON: {name: null, …}
  std::optional<std::string> workflow;  // of kOpen: who and what; JSON
  std::vector<std::pair<uint64_t, std::string>> copied;  // of later versions
};

std::string encode_body(const RecordBody& body);
// CORRUPT, or FORMAT for a section that a later version wrote.
Result<RecordBody> decode_body(std::string_view bytes);

// The numbers of records that have the states of an undo and a redo list; the
// last of each comes first.
struct MoveSeqs {
  std::vector<uint64_t> undo;
  std::vector<uint64_t> redo;
};
std::string encode_moves(const MoveSeqs& moves);
Result<MoveSeqs> decode_moves(std::string_view bytes);

// What a record tells of one attempt at a node; the node is in a column.
struct AttemptNote {
  uint64_t ticket = 0;
  uint64_t sequence = 0;  // that its end took, or the next at its beginning
  Attempt attempt;
  std::string writes;  // of its end: JSON {name: null, …}; stands in the body
};
std::string encode_attempt(const AttemptNote& note);
Result<AttemptNote> decode_attempt(std::string_view bytes, std::string node);

}  // namespace snaproll::detail
