// What the verbs of a manager do where its history is in a journal: they commit
// first, or take back what can not be committed.
#include <utility>

#include "context/image.hpp"
#include "manager/manager_rep.hpp"
#include "manager/rules.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;
using detail::Commit;
using detail::ContextAccess;
using detail::HistoryHead;
using detail::RecordKind;
using detail::Told;

Status Manager::Rep::settle() {
  SNAPROLL_TRY(const auto settled, history.journal()->settle_unknown());
  if (settled.has_value()) history.set_entries(*settled);
  return {};
}

Result<detail::Committed> Manager::Rep::commit(Commit commit, Told& told) {
  // An attempt begins when the snapshot that it is given was taken.
  for (detail::AttemptNote& one : told.attempts)
    if (one.attempt.started_at == kNoTime)
      one.attempt.started_at = environment->now();
  commit.attempts = told.attempts;
  commit.next_ticket = told.next_ticket;
  commit.edges = told.edges;
  std::string text;
  if (rules_version != rules_committed) {
    SNAPROLL_TRY(text, detail::rules_to_json(rules));
    commit.rules = &text;
  }
  SNAPROLL_TRY(const detail::Committed done,
               history.journal()->commit(*bound, commit));
  rules_committed = rules_version;
  told.committed = true;
  return done;
}

bool Manager::Rep::commits(const Context& context) const {
  return history.journal() != nullptr && ContextAccess::same(context, *bound);
}

Result<detail::Committed> Manager::Rep::change(Context& context, bool moves,
                                               Told& told,
                                               const MakeRecord& make) {
  SNAPROLL_CHECK(settle());
  detail::ContextChange held(context, moves);
  SNAPROLL_TRY(const Commit record, make());
  SNAPROLL_TRY(const detail::Committed done, commit(record, told));
  held.keep();
  return done;
}

Result<Snapshot> Manager::Rep::take_durably(Context& context, SnapshotInfo info,
                                            const std::optional<Snapshot>& same,
                                            Told& told, bool& entered) {
  const bool foreign = !commits(context);
  if (foreign && same.has_value()) {
    SNAPROLL_TRY(const bool unchanged, context.capture_unchanged(*same));
    if (unchanged) return *same;
  }
  std::optional<Snapshot> taken;
  Commit record;
  const auto make = [&]() -> Result<Commit> {
    record.history = history.head();
    if (!foreign && same.has_value()) {
      SNAPROLL_TRY(const bool unchanged, context.capture_unchanged(*same));
      if (unchanged) return record;
    }
    SNAPROLL_TRY(taken, context.take_snapshot(std::move(info)));
    SNAPROLL_TRY(record.history, history.head_after_push());
    if (record.history.maximum == 0) return record;
    taken = history.journal()->stored(*taken);
    record.kind = RecordKind::kSnapshot;
    record.snapshot = &*taken;
    record.pushed = foreign;
    return record;
  };
  SNAPROLL_TRY(const detail::Committed done,
               change(context, false, told, make));
  if (!taken.has_value()) return *same;
  entered = true;
  const bool kept = record.snapshot != nullptr;
  if (kept) detail::Journal::place(*taken, done);
  history.committed(record.history, kept ? taken : std::nullopt);
  return *taken;
}

Status Manager::Rep::save(Told& told) {
  SNAPROLL_CHECK(settle());
  Commit record;
  record.history = history.head();
  auto committed = commit(record, told);
  return committed.ok() ? Status() : Status(std::move(committed).error());
}

Status Manager::Rep::push_durably(const Snapshot& snapshot, Told& told) {
  SNAPROLL_CHECK(settle());
  SNAPROLL_CHECK(snapshot.load());
  const Snapshot stored = history.journal()->stored(snapshot);
  Commit record;
  SNAPROLL_TRY(record.history, history.head_after_push());
  const bool kept = record.history.maximum > 0;
  if (kept) {
    record.kind = RecordKind::kSnapshot;
    record.snapshot = &stored;
    record.pushed = true;
  }
  SNAPROLL_TRY(const detail::Committed done, commit(record, told));
  if (kept) detail::Journal::place(stored, done);
  history.committed(record.history,
                    kept ? std::optional<Snapshot>(stored) : std::nullopt);
  return {};
}

Status Manager::Rep::clear_durably(const std::function<Status()>& also,
                                   Told& told) {
  Commit record;
  record.kind = RecordKind::kNote;
  const auto make = [&]() -> Result<Commit> {
    SNAPROLL_CHECK(also());
    record.history = history.head_after_clear();
    return record;
  };
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               change(*bound, true, told, make));
  history.committed(record.history, std::nullopt);
  return {};
}

Result<size_t> Manager::Rep::prune_durably(Time time, Told& told) {
  if (time == kNoTime) return size_t{0};  // nothing was before it
  SNAPROLL_CHECK(settle());
  HistoryHead after = history.head();
  SNAPROLL_TRY(const auto leaving, history.journal()->older_than(after, time));
  if (leaving.empty()) return size_t{0};
  Commit record;
  record.kind = RecordKind::kNote;
  // Those at the old end leave by the floor alone.
  const bool no_gaps = after.count == after.next - after.floor;
  for (const auto& [seq, number] : leaving) {
    if (no_gaps && number == after.floor) {
      ++after.floor;
    } else {
      record.hidden.push_back(seq);
    }
  }
  after.count -= leaving.size();
  after.left += leaving.size();
  if (after.count == 0) after.floor = after.next;
  record.history = after;
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               commit(record, told));
  history.committed(after, std::nullopt);
  return leaving.size();
}

Result<RollbackResult> Manager::Rep::move(
    Context& context, const Snapshot* target, Told& told,
    const std::function<Result<RollbackResult>()>& change_it) {
  if (!commits(context)) return change_it();
  const detail::Journal& journal = *history.journal();
  const Lock lock(mutex);
  std::optional<RollbackResult> result;
  const auto make = [&]() -> Result<Commit> {
    SNAPROLL_TRY(result, change_it());
    Commit record;
    record.kind = RecordKind::kMove;
    record.history = history.head();
    if (target != nullptr && target->stored() != nullptr &&
        target->stored()->home() == journal.home().get() &&
        target->stored()->exec() == journal.exec())
      record.base = target->stored()->seq();
    return record;
  };
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               change(context, true, told, make));
  return *std::move(result);
}

void Manager::attach(std::shared_ptr<detail::Journal> journal,
                     const HistoryHead& head, Context& context,
                     detail::Teller& teller) {
  const Lock lock(rep_->mutex);
  if (rep_->teller == nullptr) rep_->teller = &teller;
  rep_->history = detail::History(std::move(journal), head);
  rep_->bound = &context;
  rep_->rules_committed = rep_->rules_version;
}

Status Manager::save(Told& told) {
  const Lock lock(rep_->mutex);
  return rep_->save(told);
}

Status Manager::change_durably(Told& told,
                               const std::function<Status()>& change) {
  const Lock lock(rep_->mutex);
  const auto make = [&]() -> Result<Commit> {
    SNAPROLL_CHECK(change());
    Commit record;
    record.history = rep_->history.head();
    return record;
  };
  auto done = rep_->change(*rep_->bound, false, told, make);
  return done.ok() ? Status() : Status(std::move(done).error());
}

Result<std::unique_ptr<detail::JournalPart>> Manager::begin_save(Told& told) {
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->settle());
  Commit record;
  record.history = rep_->history.head();
  record.attempts = told.attempts;
  record.next_ticket = told.next_ticket;
  record.edges = told.edges;
  std::string rules;
  told.rules = rep_->rules_version;
  if (rep_->rules_version != rep_->rules_committed) {
    SNAPROLL_TRY(rules, detail::rules_to_json(rep_->rules));
    record.rules = &rules;
  }
  return rep_->history.journal()->begin_part(*rep_->bound, record);
}

void Manager::end_save(const Told& told) {
  const Lock lock(rep_->mutex);
  if (told.committed) rep_->rules_committed = told.rules;
}

Result<RollbackResult> Manager::move_durably(
    Context& context, const Snapshot* target, Told& told,
    const std::function<Result<RollbackResult>()>& move) {
  return rep_->move(context, target, told, move);
}

Result<std::vector<Snapshot>> Manager::list(
    const SnapshotFilter& filter) const {
  const Lock lock(rep_->mutex);
  return rep_->history.list(filter);
}

}  // namespace snaproll
