// Makes the rows of one commit: what the journal appends, rewrites and removes.
//
// Thread word: as the journal, under its lock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/pending.hpp"

namespace snaproll::detail {

class Journal::Builder {
 public:
  Builder(Journal& journal, const Commit& commit, ContextImage image);
  Result<std::shared_ptr<Pending>> build();

 private:
  // What a snapshot captured, also where the context moved on since.
  const CapturedState& state() const;

  // Visits more than are added, so that what is left does not grow. Where the
  // rows can not be read, a later commit does it.
  void plan_sweep();

  // States of moves that no record has yet get one each.
  Status add_moves(RecordBody& body);

  // Lets the main record have a section, unless it is empty.
  static void carry(const std::string& section, std::optional<std::string>& to,
                    uint64_t& place);
  Result<uint64_t> seq_of(const Move& move);
  static bool has(const Base& base, const CapturedState& state,
                  const std::optional<Id>& position);

  // All but the last stand in rows of their own, which change no state; the
  // last one too where the node of a snapshot is another one.
  Status add_attempts();

  // The state of the context, beside one that is pushed.
  Status add_working();
  Status add_main(RecordBody& body);

  // The record whose state is likely the one to commit: what was told, or the
  // one that an undo or redo went to.
  uint64_t hinted_base() const;
  Status add_checkpoint(RecordBody& body);

  // Where one is due for `base` and none is in work, begins it; takes the next
  // part of the one in work.
  Status add_keyframe(const Base& base);

  // Appends one record; `works` tells that its state is the working state from
  // then on. Gives back its number.
  Result<uint64_t> add_row(RecordKind kind, RecordBody& body, const Base& from,
                           const CapturedState& state, bool works);

  // Whether the record of the keyframe in work is on the way to that one.
  bool is_ahead(uint64_t seq) const;

  // Sections that the main record is going to have are those of the newest
  // record so far.
  void hide_itself(Head& head) const;
  void tell_snapshot(RecordRow& row) const;
  void tell_attempt(RecordRow& row, RecordBody& body) const;

  // Those whose states or sections are needed, whatever leaves the history.
  NeededRecords needed_records() const;
  void add_execution();
  Status add_paths();

  static constexpr uint64_t kItself = ~uint64_t{0};

  Journal& journal_;
  const Commit& commit_;
  const ContextImage image_;
  const std::shared_ptr<Pending> pending_;
  const Time now_;
  const int64_t schema_;  // as which states are committed
  uint64_t next_;
  const AttemptNote* attempt_ = nullptr;
  bool main_ = false;
  std::vector<uint64_t> ahead_;  // of its own records; see is_ahead
};

}  // namespace snaproll::detail
