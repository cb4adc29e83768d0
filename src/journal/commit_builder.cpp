#include "journal/commit_builder.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "journal/checkpoint_section.hpp"
#include "journal/document.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"

namespace snaproll::detail {

Journal::Builder::Builder(Journal& journal, const Commit& commit,
                          ContextImage image)
    : journal_(journal),
      commit_(commit),
      image_(std::move(image)),
      pending_(std::make_shared<Pending>()),
      now_(journal.environment_->now()),
      schema_(journal.migrator()->to().value_or(0)),
      next_(journal.newest_ + 1) {
  pending_->head = journal.head_;
  pending_->working = journal.working_;
  pending_->checkpoint = image_.checkpoint;
  pending_->known_moves = image_.moves_version;
  pending_->sections = journal_.sections_;
}

Result<std::shared_ptr<Journal::Pending>> Journal::Builder::build() {
  pending_->compress = journal_.home_->rows->options().compress;
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
  if (commit_.foreign) SNAPROLL_CHECK(add_working());
  SNAPROLL_CHECK(add_main(body));
  if (pending_->sweep != nullptr) pending_->sweep->tell(needed_records());
  add_execution();
  for (const uint64_t seq : commit_.hidden)
    pending_->hidden.push_back({journal_.exec_, seq});
  pending_->names = commit_.names;
  SNAPROLL_CHECK(add_paths());
  return pending_;
}

Status Journal::Builder::add_paths() {
  pending_->paths = image_.paths;
  if (image_.paths == journal_.paths_) return {};
  const PrivatePaths none;
  const PrivatePaths& told = image_.paths != nullptr ? *image_.paths : none;
  SNAPROLL_TRY(std::string json, told.to_json());
  pending_->paths_row = paths_row(journal_.exec_, std::move(json));
  return {};
}

const CapturedState& Journal::Builder::state() const {
  return commit_.snapshot != nullptr ? commit_.snapshot->captured()
                                     : image_.captured;
}

void Journal::Builder::plan_sweep() {
  constexpr size_t kEach = 8;
  constexpr size_t kEachAttempt = 4;
  const bool fold = !commit_.hidden.empty();
  if (!journal_.sweeper_.has_work() && !fold) return;
  const auto reader = journal_.home_->rows->read();
  if (!reader.ok()) return;
  auto step = journal_.sweeper_.next(
      journal_.home_, **reader, kEach + kEachAttempt * commit_.attempts.size(),
      fold);
  if (!step.ok()) return;
  pending_->sweep = *std::move(step);
  pending_->head.sweep = pending_->sweep->after();
}

Status Journal::Builder::add_moves(RecordBody& body) {
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

void Journal::Builder::carry(const std::string& section,
                             std::optional<std::string>& to, uint64_t& place) {
  if (section.empty()) return;
  to = section;
  place = kItself;
}

Result<uint64_t> Journal::Builder::seq_of(const Move& move) {
  const auto known = journal_.move_seqs_.find(move.serial);
  if (known != journal_.move_seqs_.end()) return known->second;
  const Base& working = pending_->working;
  if (working.key.seq != 0 && has(working, move.state, move.position))
    return working.key.seq;
  RecordBody body;
  pending_->head.position = move.position;
  return add_row(RecordKind::kSave, body, working, move.state, true);
}

bool Journal::Builder::has(const Base& base, const CapturedState& state,
                           const std::optional<Id>& position) {
  return same_roots(base.state, state) && base.position == position &&
         base.state.next_sequence == state.next_sequence;
}

Status Journal::Builder::add_attempts() {
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

Status Journal::Builder::add_working() {
  if (has(pending_->working, image_.captured, image_.position)) return {};
  RecordBody body;
  SNAPROLL_TRY([[maybe_unused]] const uint64_t seq,
               add_row(RecordKind::kSave, body, pending_->working,
                       image_.captured, true));
  return {};
}

Status Journal::Builder::add_main(RecordBody& body) {
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
               add_row(commit_.kind, body, base, state(), !commit_.foreign));
  return {};
}

uint64_t Journal::Builder::hinted_base() const {
  if (commit_.base != 0) return commit_.base;
  if (commit_.kind != RecordKind::kMove) return 0;
  for (const auto& [serial, seq] : journal_.move_seqs_) {
    if (pending_->move_seqs.count(serial) > 0) continue;
    const auto known =
        journal_.home_->cache.find(journal_.erases_, {journal_.exec_, seq});
    if (known.has_value() && same_roots(known->state, image_.captured))
      return seq;
  }
  return 0;
}

Status Journal::Builder::add_checkpoint(RecordBody& body) {
  Head& head = pending_->head;
  const bool changed = image_.checkpoint != journal_.checkpoint_;
  if (!changed && !(journal_.carry_ && head.checkpoint != 0)) return {};
  if (image_.checkpoint == nullptr) {
    head.checkpoint = 0;
    return {};
  }
  SNAPROLL_TRY(body.checkpoint, encode_checkpoint(*image_.checkpoint, state()));
  head.checkpoint = kItself;
  return {};
}

Status Journal::Builder::add_keyframe(const Base& base) {
  if (pending_->keyframe.has_value()) return {};
  std::optional<KeyframeInWork>& work = journal_.keyframe_;
  const bool has_child = base.key.seq != journal_.working_.key.seq;
  if (!work.has_value() && base.key.seq != 0 &&
      base.key.exec == journal_.exec_ &&
      keyframe_is_due(base.chain(), base.keyframe_bytes, base.state.json_size(),
                      has_child)) {
    SNAPROLL_TRY(KeyframeInWork begun,
                 KeyframeInWork::begin(base.key, base.path, base.state));
    work.emplace(std::move(begun));
  }
  pending_->head.keyframe = work.has_value() ? work->place() : KeyframePlace();
  if (!work.has_value()) return {};
  const KeyframeInWork::Part* part = nullptr;
  try {
    part = work->next(journal_.head_.credit,
                      journal_.home_->rows->options().compress);
  } catch (...) {
    work.reset();  // half a part was made
    throw;
  }
  if (part == nullptr) return {};
  journal_.keyframes_.reserve(journal_.keyframes_.size() + 1);
  pending_->keyframe = *part;
  pending_->head.credit -= part->credit;
  pending_->head.keyframe = work->after(*part);
  return {};
}

Result<uint64_t> Journal::Builder::add_row(RecordKind kind, RecordBody& body,
                                           const Base& from,
                                           const CapturedState& state,
                                           bool works) {
  const uint64_t seq = next_++;
  RecordRow row;
  row.key = {journal_.exec_, seq};
  row.commit_id = random_id();
  row.kind = static_cast<int32_t>(kind);
  row.created_at = now_;
  row.base = from.key;
  if (from.key.seq != 0) row.base_commit = from.commit_id;
  row.schema = schema_;
  if (main_ && commit_.schema.has_value()) row.schema = *commit_.schema;
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
  if (is_ahead(from.key.seq)) ahead_.push_back(seq);
  head.keyframe.ahead = is_ahead(head.working) ? 1 : 0;
  for (uint64_t* place :
       {&head.checkpoint, &head.moves, &head.edges, &head.rules})
    if (main_ && *place == kItself) *place = seq;
  body.head = head;
  if (!main_) hide_itself(body.head);
  pack_body(row, encode_body(body), pending_->compress);
  add_new_blobs(*journal_.blobs_, row.blobs, pending_->blobs);

  pending_->states.emplace_back(seq, state);
  pending_->lines.emplace_back(from.key.seq, seq);
  if (works) {
    pending_->working = {row.key,
                         row.commit_id,
                         head.path_bytes,
                         head.keyframe_path,
                         head.keyframe_bytes,
                         state,
                         head.position,
                         row.schema};
  } else if (main_) {
    head.next_sequence = next_sequence;
  }
  pending_->rows.push_back(std::move(row));
  return seq;
}

bool Journal::Builder::is_ahead(uint64_t seq) const {
  const auto& work = journal_.keyframe_;
  return work.has_value() &&
         (work->covers(seq) ||
          std::find(ahead_.begin(), ahead_.end(), seq) != ahead_.end());
}

void Journal::Builder::hide_itself(Head& head) const {
  if (head.moves == kItself) head.moves = journal_.head_.moves;
}

void Journal::Builder::tell_snapshot(RecordRow& row) const {
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

void Journal::Builder::tell_attempt(RecordRow& row, RecordBody& body) const {
  if (!attempt_->writes.empty()) body.writes = attempt_->writes;
  row.node = attempt_->attempt.node;
  row.attempt = encode_attempt(*attempt_);
  row.effect = attempt_->attempt.irreversible;
}

NeededRecords Journal::Builder::needed_records() const {
  const Head& head = pending_->head;
  NeededRecords needed;
  needed.newest = pending_->rows.back().key.seq;
  needed.floor = head.history.floor;
  needed.next_ticket = head.next_ticket;
  needed.seqs = {head.working, head.checkpoint, head.moves, head.edges,
                 head.rules};
  for (const auto& entry : pending_->move_seqs)
    needed.seqs.push_back(entry.second);
  return needed;
}

void Journal::Builder::add_execution() {
  const auto kind = static_cast<int32_t>(image_.captured.state.kind);
  if (kind == journal_.row_.state && schema_ == journal_.row_.schema) return;
  pending_->execution = journal_.row_;
  pending_->execution->state = kind;
  pending_->execution->schema = schema_;
}

}  // namespace snaproll::detail
