// What the sweep of an execution may reach: where it goes on after an open, and
// how far a commit lets it go.
#include <algorithm>
#include <utility>

#include "journal/commit_builder.hpp"
#include "journal/compaction.hpp"
#include "journal/journal.hpp"

namespace snaproll::detail {

// Goes on where the newest record says that the sweep came to.
Status Journal::begin_sweep(StoreReader& reader) {
  keyframes_.clear();
  carry_ = false;
  sweeper_.begin(exec_, head_.sweep);
  if (options_.read_only) return {};
  SNAPROLL_TRY(const uint64_t oldest, oldest_needed(reader));
  uint64_t last = 0;
  for (const uint64_t at : {oldest, newest_}) {
    SNAPROLL_TRY(const uint64_t keyframe, reader.newest_keyframe(exec_, at));
    if (keyframe != std::exchange(last, keyframe))
      keyframes_.push_back(keyframe);
  }
  sweep_to(oldest);
  return {};
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

// A later commit does it where that can not be read.
void Journal::plan_sweep() noexcept {
  try {
    find_sweep();
  } catch (const std::bad_alloc&) {
    return;
  }
}

// What stands before the newest whole keyframe at or before the oldest record
// that is needed is swept.
void Journal::find_sweep() {
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

Result<uint64_t> Journal::stored_bytes() const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return reader->stored_bytes(exec_, kRowBytes);
}

Status Journal::fold_all(const Cancel* cancel) {
  const std::lock_guard<std::mutex> lock(mutex_);
  SNAPROLL_CHECK(check_writable());
  OwnTransactions work(*home_->rows);
  SNAPROLL_TRY(
      const auto removed,
      fold_records(work, home_, exec_, FoldLimits::of_prune(), cancel));
  forget(removed);
  sweeper_.folded();
  return {};
}

Result<Journal::Rehearsal> Journal::rehearse(const Context& context,
                                             const Commit* commit,
                                             const Cancel* cancel) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const Status writable = check_writable();
  // Nothing of it stays, so one that only reads may rehearse as well.
  if (!writable.ok() && writable.error().code != Code::kReadOnly)
    return writable.error();
  SNAPROLL_CHECK(home_->rows->check_usable());
  std::shared_ptr<Pending> pending;
  if (commit != nullptr) {
    SNAPROLL_TRY(pending, build(context, *commit));
  }
  const auto told = std::make_shared<Rehearsal>();
  const auto rehearsed = [told, pending, home = home_, exec = exec_,
                          cancel](StoreWriter& writer) -> Status {
    OneTransaction work(writer);
    SNAPROLL_TRY(told->before, writer.stored_bytes(exec, kRowBytes));
    if (pending != nullptr) SNAPROLL_CHECK(pending->write(writer));
    SNAPROLL_TRY(
        [[maybe_unused]] const auto removed,
        fold_records(work, home, exec, FoldLimits::of_prune(), cancel));
    SNAPROLL_TRY(told->after, writer.stored_bytes(exec, kRowBytes));
    SNAPROLL_CHECK(compact_records(work, home, exec, cancel));
    SNAPROLL_TRY(told->compacted, writer.stored_bytes(exec, kRowBytes));
    return Error(Code::kTestFailed, "this was a rehearsal");
  };
  const Status done = home_->rows->commit(rehearsed, 2);
  if (!done.ok() && done.error().code == Code::kTestFailed) return *told;
  return done.ok() ? Error(Code::kInternal, "a rehearsal stayed")
                   : done.error();
}

}  // namespace snaproll::detail
