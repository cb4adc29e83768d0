// Committing: from what an execution came to, to the rows of one transaction.
#include <algorithm>
#include <utility>

#include "journal/commit_builder.hpp"
#include "journal/replay.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

}  // namespace

Error stale_writer() {
  return Error(Code::kConflict,
               "another writer opened or changed this execution")
      .with_hint("reload it");
}

// Where the outcome was not known and it is tried again.
Result<bool> Journal::Pending::has_written_names(StoreReader& reader) const {
  if (names.statements() == 0) return true;
  SNAPROLL_TRY(const auto there, reader.record_head(rows.front().key));
  return there.has_value() && there->commit_id == rows.front().commit_id;
}

Status Journal::Pending::write(StoreWriter& writer) const {
  SNAPROLL_TRY(const bool names_written, has_written_names(writer));
  SNAPROLL_CHECK(write_blobs(writer, blobs, compress));
  for (const RecordRow& row : rows) SNAPROLL_CHECK(writer.append(row));
  if (!names_written) {
    SNAPROLL_CHECK(detail::write_names(writer, rows.front().key.exec, names,
                                       rows.back().key.seq));
  }
  if (paths_row.has_value()) SNAPROLL_CHECK(writer.put_name(*paths_row));
  if (execution.has_value())
    SNAPROLL_CHECK(writer.update_execution(*execution, false));
  for (const RecordKey key : hidden) SNAPROLL_CHECK(writer.hide(key));
  if (keyframe.has_value()) {
    SNAPROLL_CHECK(writer.put_keyframe(keyframe->key, keyframe->number,
                                       keyframe->last, keyframe->bytes,
                                       keyframe->blobs));
  }
  if (sweep != nullptr) SNAPROLL_CHECK(sweep->run(writer));
  return {};
}

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
    unknown_ = nullptr;
    unknown_with_ = nullptr;
    accept(*pending);
    if (leaves) plan_sweep();
  } else if (status.error().code == Code::kConflict) {
    stale_ = true;
    unknown_ = nullptr;
    unknown_with_ = nullptr;
    return stale_writer();
  } else if (status.error().code == Code::kUnknown) {
    unknown_ = pending;
  }
  return status;
}

// A commit whose outcome is not known is tried again, which is harmless. Where
// names were changed before it could be made, it was not made, and is not.
Status Journal::settle() {
  if (unknown_ == nullptr) return {};
  const auto pending = unknown_;
  if (unknown_with_ != nullptr) return settle_together(pending);
  Status status = run(pending);
  if (status.ok() || status.error().code != Code::kHeld) return status;
  unknown_ = nullptr;
  return {};
}

Result<std::optional<HistoryHead>> Journal::settle_unknown() {
  const Lock lock(mutex_);
  if (unknown_ == nullptr) return std::optional<HistoryHead>();
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_CHECK(settle());
  return std::optional<HistoryHead>(head_.history);
}

// It is committed, so nothing may fail any more.
void Journal::accept(Pending& pending) noexcept {
  remember(pending);
  newest_ = pending.rows.back().key.seq;
  head_ = pending.head;
  working_ = std::move(pending.working);
  checkpoint_ = std::move(pending.checkpoint);
  paths_ = std::move(pending.paths);
  known_moves_ = pending.known_moves;
  move_seqs_ = std::move(pending.move_seqs);
  sections_ = std::move(pending.sections);
  carry_ = false;
  for (const auto& blob : pending.blobs) blobs_->forget(blob.first);
  if (pending.execution.has_value()) row_ = *std::move(pending.execution);
  if (pending.keyframe.has_value() && keyframe_->written()) keyframe_is_whole();
  if (pending.sweep != nullptr) forget(sweeper_.done(*pending.sweep));
}

// Where there is no memory for it, it costs time later: states are read from
// the store, and a keyframe is due earlier.
void Journal::remember(const Pending& pending) noexcept {
  try {
    if (keyframe_.has_value()) {
      for (const auto& [base, seq] : pending.lines)
        if (keyframe_->covers(base)) keyframe_->add_to_line(seq);
    }
    for (size_t i = 0; i < pending.rows.size(); ++i) {
      home_->cache.put(erases_, pending.rows[i].key, pending.rows[i].commit_id,
                       pending.states[i].second);
    }
  } catch (const std::bad_alloc&) {
    return;
  }
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
  SNAPROLL_CHECK(settle());
  if (commit.foreign) SNAPROLL_CHECK(commit.snapshot->load());
  Builder builder(*this, commit, ContextAccess::image(context, known_moves_));
  return builder.build();
}

Result<Committed> Journal::commit(const Context& context,
                                  const Commit& commit) {
  const Lock lock(mutex_);
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_TRY(const std::shared_ptr<Pending> pending, build(context, commit));
  SNAPROLL_CHECK(run(pending));
  return Committed{newest_, pending->rows.back().body.size()};
}

Result<std::unique_ptr<JournalPart>> Journal::begin_part(const Context& context,
                                                         const Commit& commit) {
  auto part = std::make_unique<JournalPart>(
      *this, std::unique_lock<std::mutex>(mutex_));
  SNAPROLL_CHECK(check_writable());
  SNAPROLL_TRY(part->pending_, build(context, commit));
  return part;
}

std::vector<Status> Journal::commit_parts(Store& rows, const Parts& parts) {
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
  base.schema = record.row.schema;
  SNAPROLL_TRY(base.state, replay(*home_, *reader, key));
  SNAPROLL_TRY(const bool keyed, reader->has_keyframe(key));
  if (keyed) {
    base.keyframe_path = base.path;
    base.keyframe_bytes = base.state.json_size();
  }
  return base;
}

}  // namespace snaproll::detail
