// Committing: from what an execution came to, to the rows of one transaction.
#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "journal/checkpoint_section.hpp"
#include "journal/compress.hpp"
#include "journal/document.hpp"
#include "journal/pending.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

Error stale_writer() {
  return Error(Code::kConflict,
               "another writer opened or changed this execution")
      .with_hint("reload it");
}

}  // namespace

Status Journal::Pending::write(StoreWriter& writer) const {
  for (const RecordRow& row : rows) SNAPROLL_CHECK(writer.append(row));
  if (execution.has_value())
    SNAPROLL_CHECK(writer.update_execution(*execution, false));
  for (const RecordKey key : hidden) SNAPROLL_CHECK(writer.hide(key));
  if (keyframe.has_value()) {
    SNAPROLL_CHECK(writer.put_keyframe(keyframe->key, keyframe->number,
                                       keyframe->last, keyframe->bytes));
  }
  if (sweep != nullptr) SNAPROLL_CHECK(sweep->run(writer));
  return {};
}

// Makes the rows of one commit. Under the journal's lock.
class Journal::Builder {
 public:
  Builder(Journal& journal, const Commit& commit, ContextImage image)
      : journal_(journal),
        commit_(commit),
        image_(std::move(image)),
        pending_(std::make_shared<Pending>()),
        now_(journal.environment_->now()),
        next_(journal.newest_ + 1) {
    pending_->head = journal.head_;
    pending_->working = journal.working_;
    pending_->checkpoint = image_.checkpoint;
    pending_->known_moves = image_.moves_version;
    pending_->sections = journal_.sections_;
  }

  Result<std::shared_ptr<Pending>> build() {
    Head& head = pending_->head;
    head.history = commit_.history;
    head.next_ticket = std::max(head.next_ticket, commit_.next_ticket);
    head.completed_at = image_.completed_at;
    head.redo_holds = image_.redo_holds;
    plan_sweep();
    SNAPROLL_CHECK(add_keyframe(journal_.working_));
    RecordBody body;
    SNAPROLL_CHECK(add_moves(body));
    SNAPROLL_CHECK(add_attempts());
    head.position = image_.position;
    if (commit_.pushed) SNAPROLL_CHECK(add_working());
    SNAPROLL_CHECK(add_main(body));
    if (pending_->sweep != nullptr)
      pending_->sweep->tell(needed_records(), head.next_ticket);
    add_execution();
    for (const uint64_t seq : commit_.hidden)
      pending_->hidden.push_back({journal_.exec_, seq});
    return pending_;
  }

 private:
  // What a snapshot captured, also where the context moved on since.
  const CapturedState& state() const {
    return commit_.snapshot != nullptr ? commit_.snapshot->captured()
                                       : image_.captured;
  }

  // Visits more than are added, so that what is left does not grow. Where the
  // rows can not be read, a later commit does it.
  void plan_sweep() {
    constexpr size_t kEach = 8;
    constexpr size_t kEachAttempt = 4;
    if (!journal_.sweeper_.has_work()) return;
    const auto reader = journal_.home_->rows->read();
    if (!reader.ok()) return;
    auto step = journal_.sweeper_.next(
        **reader, kEach + kEachAttempt * commit_.attempts.size());
    if (!step.ok()) return;
    pending_->sweep = *std::move(step);
    pending_->head.sweep = pending_->sweep->after();
  }

  // States of moves that no record has yet get one each.
  Status add_moves(RecordBody& body) {
    const bool changed = image_.moves_version != journal_.known_moves_;
    if (!changed) {
      pending_->move_seqs = journal_.move_seqs_;
      if (journal_.carry_)
        carry(pending_->sections.moves, body.moves, pending_->head.moves);
      return {};
    }
    MoveSeqs seqs;
    for (auto* lists : {&image_.moves.undo, &image_.moves.redo}) {
      auto& list = lists == &image_.moves.undo ? seqs.undo : seqs.redo;
      for (const Move& move : *lists) {
        SNAPROLL_TRY(const uint64_t seq, seq_of(move));
        pending_->move_seqs.emplace(move.serial, seq);
        list.push_back(seq);
      }
    }
    const bool any = !seqs.undo.empty() || !seqs.redo.empty();
    pending_->sections.moves = any ? encode_moves(seqs) : std::string();
    pending_->head.moves = 0;
    carry(pending_->sections.moves, body.moves, pending_->head.moves);
    return {};
  }

  // Lets the main record have a section, unless it is empty.
  static void carry(const std::string& section, std::optional<std::string>& to,
                    uint64_t& place) {
    if (section.empty()) return;
    to = section;
    place = kItself;
  }

  Result<uint64_t> seq_of(const Move& move) {
    const auto known = journal_.move_seqs_.find(move.serial);
    if (known != journal_.move_seqs_.end()) return known->second;
    const Base& working = pending_->working;
    if (working.key.seq != 0 && has(working, move.state, move.position))
      return working.key.seq;
    RecordBody body;
    pending_->head.position = move.position;
    return add_row(RecordKind::kSave, body, working, move.state, true);
  }

  static bool has(const Base& base, const CapturedState& state,
                  const std::optional<Id>& position) {
    return same_roots(base.state, state) && base.position == position &&
           base.state.next_sequence == state.next_sequence;
  }

  // All but the last stand in rows of their own, which change no state; the
  // last one too where the node of a snapshot is another one.
  Status add_attempts() {
    const auto& attempts = commit_.attempts;
    const bool with_main =
        !attempts.empty() &&
        (commit_.snapshot == nullptr ||
         commit_.snapshot->trigger_node() == attempts.back().attempt.node);
    const size_t alone = attempts.size() - (with_main ? 1 : 0);
    for (size_t i = 0; i < alone; ++i) {
      RecordBody body;
      attempt_ = &attempts[i];
      SNAPROLL_TRY([[maybe_unused]] const uint64_t seq,
                   add_row(RecordKind::kNote, body, pending_->working,
                           pending_->working.state, false));
    }
    attempt_ = with_main ? &attempts.back() : nullptr;
    return {};
  }

  // The state of the context, beside one that is pushed.
  Status add_working() {
    if (has(pending_->working, image_.captured, image_.position)) return {};
    RecordBody body;
    SNAPROLL_TRY([[maybe_unused]] const uint64_t seq,
                 add_row(RecordKind::kSave, body, pending_->working,
                         image_.captured, true));
    return {};
  }

  Status add_main(RecordBody& body) {
    Head& head = pending_->head;
    Base base = pending_->working;
    if (const uint64_t hint = hinted_base(); hint != 0) {
      // Where its record has left there is no need for it.
      if (auto hinted = journal_.base_of(hint); hinted.ok()) {
        base = *std::move(hinted);
        SNAPROLL_CHECK(add_keyframe(base));
      }
    }
    main_ = true;
    SNAPROLL_CHECK(add_checkpoint(body));
    Sections& sections = pending_->sections;
    if (commit_.edges != nullptr) {
      sections.edges = *commit_.edges;
      head.edges = 0;
    }
    if (commit_.rules != nullptr) {
      sections.rules = *commit_.rules;
      head.rules = 0;
    }
    if (commit_.edges != nullptr || journal_.carry_)
      carry(sections.edges, body.edges, head.edges);
    if (commit_.rules != nullptr || journal_.carry_)
      carry(sections.rules, body.rules, head.rules);
    SNAPROLL_TRY([[maybe_unused]] const uint64_t seq,
                 add_row(commit_.kind, body, base, state(), !commit_.pushed));
    return {};
  }

  // The record whose state is likely the one to commit: what was told, or the
  // one that an undo or redo went to.
  uint64_t hinted_base() const {
    if (commit_.base != 0) return commit_.base;
    if (commit_.kind != RecordKind::kMove) return 0;
    for (const auto& [serial, seq] : journal_.move_seqs_) {
      if (pending_->move_seqs.count(serial) > 0) continue;
      const auto known = journal_.home_->cache.find({journal_.exec_, seq});
      if (known.has_value() && same_roots(known->state, image_.captured))
        return seq;
    }
    return 0;
  }

  Status add_checkpoint(RecordBody& body) {
    Head& head = pending_->head;
    const bool changed = image_.checkpoint != journal_.checkpoint_;
    if (!changed && !(journal_.carry_ && head.checkpoint != 0)) return {};
    if (image_.checkpoint == nullptr) {
      head.checkpoint = 0;
      return {};
    }
    SNAPROLL_TRY(body.checkpoint,
                 encode_checkpoint(*image_.checkpoint, state()));
    head.checkpoint = kItself;
    return {};
  }

  // Where one is due for `base` and none is in work, begins it; takes the next
  // part of the one in work.
  Status add_keyframe(const Base& base) {
    if (pending_->keyframe.has_value()) return {};
    std::optional<KeyframeInWork>& work = journal_.keyframe_;
    const bool has_child = base.key.seq != journal_.working_.key.seq;
    if (!work.has_value() && base.key.seq != 0 &&
        base.key.exec == journal_.exec_ &&
        keyframe_is_due(base.chain(), base.keyframe_bytes,
                        base.state.json_size(), has_child)) {
      SNAPROLL_TRY(KeyframeInWork begun,
                   KeyframeInWork::begin(base.key, base.path, base.state));
      work.emplace(std::move(begun));
    }
    if (!work.has_value()) return {};
    const auto* part = work->next(journal_.head_.credit,
                                  journal_.home_->rows->options().compress);
    if (part == nullptr) return {};
    pending_->keyframe = *part;
    pending_->head.credit -= part->credit;
    return {};
  }

  // Appends one record; `works` tells that its state is the working state from
  // then on. Gives back its number.
  Result<uint64_t> add_row(RecordKind kind, RecordBody& body, const Base& from,
                           const CapturedState& state, bool works) {
    const uint64_t seq = next_++;
    RecordRow row;
    row.key = {journal_.exec_, seq};
    row.commit_id = random_id();
    row.kind = static_cast<int32_t>(kind);
    row.created_at = now_;
    row.base = from.key;
    if (from.key.seq != 0) row.base_commit = from.commit_id;
    if (main_ && commit_.snapshot != nullptr) tell_snapshot(row);
    if (attempt_ != nullptr) tell_attempt(row, body);
    SNAPROLL_TRY(std::string delta, delta_between(from.state, state));
    const uint64_t bytes = delta.size() + kRowBytes;
    if (!delta.empty()) body.delta = std::move(delta);

    Head& head = pending_->head;
    const uint64_t next_sequence = head.next_sequence;
    head.next_sequence = state.next_sequence;
    head.path_bytes = from.path + bytes;
    head.keyframe_path = from.keyframe_path;
    head.keyframe_bytes = from.keyframe_bytes;
    head.credit += bytes;
    if (works) head.working = seq;
    for (uint64_t* place :
         {&head.checkpoint, &head.moves, &head.edges, &head.rules})
      if (main_ && *place == kItself) *place = seq;
    body.head = head;
    if (!main_) hide_itself(body.head);
    pack(row, encode_body(body));

    pending_->states.emplace_back(seq, state);
    pending_->lines.emplace_back(from.key.seq, seq);
    if (works) {
      pending_->working = {row.key,
                           row.commit_id,
                           head.path_bytes,
                           head.keyframe_path,
                           head.keyframe_bytes,
                           state,
                           head.position};
    } else if (main_) {
      head.next_sequence = next_sequence;
    }
    pending_->rows.push_back(std::move(row));
    return seq;
  }

  // Sections that the main record is going to have are those of the newest
  // record so far.
  void hide_itself(Head& head) const {
    if (head.moves == kItself) head.moves = journal_.head_.moves;
  }

  void pack(RecordRow& row, std::string bytes) const {
    if (journal_.home_->rows->options().compress && compress(bytes, row.body)) {
      row.codec = Codec::kZstd;
    } else {
      row.body = std::move(bytes);
    }
  }

  void tell_snapshot(RecordRow& row) const {
    const Snapshot& snapshot = *commit_.snapshot;
    row.created_at = snapshot.created_at();
    if (commit_.pushed) row.committed_at = now_;
    row.automatic = snapshot.metadata().is_auto;
    row.number = commit_.history.next - 1;
    row.id = snapshot.id();
    row.label = snapshot.label();
    row.node = snapshot.trigger_node();
    row.info = encode_info(snapshot);
  }

  void tell_attempt(RecordRow& row, RecordBody& body) const {
    if (!attempt_->writes.empty()) body.writes = attempt_->writes;
    row.node = attempt_->attempt.node;
    row.attempt = encode_attempt(*attempt_);
    row.effect = attempt_->attempt.irreversible;
  }

  // Those whose states or sections are needed, whatever leaves the history.
  std::vector<uint64_t> needed_records() const {
    const Head& head = pending_->head;
    std::vector<uint64_t> needed = {head.working, head.checkpoint, head.moves,
                                    head.edges, head.rules};
    for (const auto& entry : pending_->move_seqs)
      needed.push_back(entry.second);
    return needed;
  }

  void add_execution() {
    const auto kind = static_cast<int32_t>(image_.captured.state.kind);
    if (kind == journal_.row_.state) return;
    pending_->execution = journal_.row_;
    pending_->execution->state = kind;
  }

  static constexpr uint64_t kItself = ~uint64_t{0};

  Journal& journal_;
  const Commit& commit_;
  const ContextImage image_;
  const std::shared_ptr<Pending> pending_;
  const Time now_;
  uint64_t next_;
  const AttemptNote* attempt_ = nullptr;
  bool main_ = false;
};

Status Journal::check_writable() const {
  if (closed_) return Error(Code::kUnusable, "this execution is closed");
  if (options_.read_only) {
    return Error(Code::kReadOnly, "this execution was opened for reading")
        .with_hint("open it for writing");
  }
  if (stale_) return stale_writer();
  return home_->rows->check_usable();
}

Status Journal::run(const std::shared_ptr<Pending>& pending) {
  return settle_outcome(
      pending, home_->rows->commit(member_of(pending), pending->statements()));
}

Store::Member Journal::member_of(const std::shared_ptr<Pending>& pending) {
  const std::shared_ptr<const Pending> shared = pending;
  return [shared](StoreWriter& writer) { return shared->write(writer); };
}

Status Journal::settle_outcome(const std::shared_ptr<Pending>& pending,
                               Status status) {
  if (status.ok()) {
    const bool leaves = pending->head.history.floor != head_.history.floor ||
                        pending->keyframe.has_value();
    // Where memory runs out it is tried again, which is harmless.
    unknown_ = pending;
    accept(*pending);
    unknown_ = nullptr;
    if (leaves) plan_sweep();
  } else if (status.error().code == Code::kConflict) {
    stale_ = true;
    unknown_ = nullptr;
    return stale_writer();
  } else if (status.error().code == Code::kUnknown) {
    unknown_ = pending;
  }
  return status;
}

// A commit whose outcome is not known is tried again, which is harmless.
Status Journal::settle() {
  if (unknown_ == nullptr) return {};
  return run(std::shared_ptr<Pending>(unknown_));
}

Result<std::optional<HistoryHead>> Journal::settle_unknown() {
  const Lock lock(mutex_);
  if (unknown_ == nullptr) return std::optional<HistoryHead>();
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_CHECK(settle());
  return std::optional<HistoryHead>(head_.history);
}

// What may throw comes first.
void Journal::accept(Pending& pending) {
  for (size_t i = 0; i < pending.rows.size(); ++i) {
    home_->cache.put(pending.rows[i].key, pending.rows[i].commit_id,
                     pending.states[i].second);
  }
  if (keyframe_.has_value()) {
    keyframes_.reserve(keyframes_.size() + 1);
    for (const auto& [base, seq] : pending.lines)
      if (keyframe_->covers(base)) keyframe_->add_to_line(seq);
  }
  newest_ = pending.rows.back().key.seq;
  head_ = pending.head;
  working_ = std::move(pending.working);
  checkpoint_ = std::move(pending.checkpoint);
  known_moves_ = pending.known_moves;
  move_seqs_ = std::move(pending.move_seqs);
  sections_ = std::move(pending.sections);
  carry_ = false;
  if (pending.execution.has_value()) row_ = *std::move(pending.execution);
  if (pending.keyframe.has_value() && keyframe_->written()) keyframe_is_whole();
  if (pending.sweep != nullptr) forget(sweeper_.done(*pending.sweep));
}

void Journal::keyframe_is_whole() noexcept {
  if (keyframe_->covers(working_.key.seq)) {
    working_.keyframe_path = head_.keyframe_path = keyframe_->path();
    working_.keyframe_bytes = head_.keyframe_bytes = keyframe_->state_bytes();
  }
  keyframes_.push_back(keyframe_->key().seq);  // there is room
  keyframe_.reset();
}

// Records that were removed.
void Journal::forget(const std::vector<uint64_t>& removed) noexcept {
  for (const uint64_t seq : removed) {
    home_->cache.remove({exec_, seq});
    if (keyframe_.has_value() && keyframe_->key().seq == seq) keyframe_.reset();
  }
}

Result<std::shared_ptr<Journal::Pending>> Journal::build(const Context& context,
                                                         const Commit& commit) {
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_CHECK(settle());
  if (commit.pushed) SNAPROLL_CHECK(commit.snapshot->load());
  Builder builder(*this, commit, ContextAccess::image(context, known_moves_));
  return builder.build();
}

Result<Committed> Journal::commit(const Context& context,
                                  const Commit& commit) {
  const Lock lock(mutex_);
  SNAPROLL_TRY(const std::shared_ptr<Pending> pending, build(context, commit));
  SNAPROLL_CHECK(run(pending));
  return Committed{newest_, pending->rows.back().body.size()};
}

Result<std::unique_ptr<JournalPart>> Journal::begin_part(const Context& context,
                                                         const Commit& commit) {
  auto part = std::make_unique<JournalPart>(
      *this, std::unique_lock<std::mutex>(mutex_));
  SNAPROLL_TRY(part->pending_, build(context, commit));
  return part;
}

std::vector<Status> Journal::commit_parts(
    Store& rows, const std::vector<std::unique_ptr<JournalPart>>& parts) {
  std::vector<Store::Member> members;
  members.reserve(parts.size());
  for (const auto& part : parts) members.push_back(member_of(part->pending_));
  std::vector<Status> outcomes = rows.commit_many(std::move(members));
  for (size_t i = 0; i < parts.size(); ++i) {
    outcomes[i] = parts[i]->journal_.settle_outcome(parts[i]->pending_,
                                                    std::move(outcomes[i]));
    parts[i]->lock_.unlock();
  }
  return outcomes;
}

Result<Journal::Base> Journal::base_of(uint64_t seq) {
  if (seq == working_.key.seq) return working_;
  const RecordKey key{exec_, seq};
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const ReadRecord record, read_record(*reader, key));
  if (!has_state(record.row))
    return in_record(key, Error(Code::kNotFound, "its state has left"));
  Base base;
  base.key = key;
  base.commit_id = record.row.commit_id;
  base.path = record.body.head.path_bytes;
  base.keyframe_path = record.body.head.keyframe_path;
  base.keyframe_bytes = record.body.head.keyframe_bytes;
  base.position = record.body.head.position;
  SNAPROLL_TRY(base.state, replay(*home_, *reader, key));
  SNAPROLL_TRY(const bool keyed, reader->has_keyframe(key));
  if (keyed) {
    base.keyframe_path = base.path;
    base.keyframe_bytes = base.state.json_size();
  }
  return base;
}

// The oldest record whose state is needed but for those that moves name.
Result<uint64_t> Journal::oldest_needed(StoreReader& reader) const {
  if (head_.history.count == 0) return working_.key.seq;
  RecordQuery query;
  query.exec = exec_;
  query.floor = head_.history.floor;
  query.skip = static_cast<size_t>(head_.history.count - 1);
  if (head_.history.count == head_.history.next - head_.history.floor) {
    query.skip = 0;
    query.below = head_.history.floor + 1;
  }
  query.limit = 1;
  SNAPROLL_TRY(const auto found, reader.history(query));
  if (found.empty()) return uint64_t{0};
  return std::min(working_.key.seq, found.front().key.seq);
}

// What stands before the newest whole keyframe at or before the oldest record
// that is needed is swept. A later commit does it where that can not be read.
void Journal::plan_sweep() {
  if (keyframes_.empty()) return;
  const auto reader = home_->rows->read();
  if (!reader.ok()) return;
  const auto oldest = oldest_needed(**reader);
  if (oldest.ok()) sweep_to(*oldest);
}

void Journal::sweep_to(uint64_t oldest) noexcept {
  uint64_t reached = 0;
  for (const uint64_t keyframe : keyframes_)
    if (keyframe <= oldest) reached = std::max(reached, keyframe);
  if (reached <= 1) return;
  keyframes_.erase(
      std::remove_if(keyframes_.begin(), keyframes_.end(),
                     [&](uint64_t keyframe) { return keyframe <= reached; }),
      keyframes_.end());
  sweeper_.reach(reached);
  for (const uint64_t seq :
       {head_.checkpoint, head_.moves, head_.edges, head_.rules})
    if (seq != 0 && seq < reached) carry_ = true;
}

}  // namespace snaproll::detail
