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

Result<Snapshot> Manager::Rep::take_durably(Context& context, SnapshotInfo info,
                                            Told& told, bool& entered) {
  SNAPROLL_CHECK(settle());
  const std::optional<Id> before = context.position();
  SNAPROLL_TRY(Snapshot snapshot, context.take_snapshot(std::move(info)));
  const auto made = [&]() -> Result<Snapshot> {
    Commit record;
    SNAPROLL_TRY(record.history, history.head_after_push());
    const bool kept = record.history.maximum > 0;
    if (kept) {
      record.kind = RecordKind::kSnapshot;
      record.snapshot = &snapshot;
      record.pushed = !ContextAccess::same(context, *bound);
    }
    SNAPROLL_TRY(const detail::Committed done, commit(record, told));
    if (kept) snapshot = history.journal()->stored(snapshot, done);
    history.committed(record.history,
                      kept ? std::optional<Snapshot>(snapshot) : std::nullopt);
    return snapshot;
  }();
  entered = made.ok();
  if (!made.ok()) ContextAccess::set_position(context, snapshot.id(), before);
  return made;
}

Status Manager::Rep::save(Told& told) {
  SNAPROLL_CHECK(settle());
  Commit record;
  record.history = history.head();
  auto committed = commit(record, told);
  return committed.ok() ? Status() : Status(std::move(committed).error());
}

Status Manager::Rep::save_unchanged(Context& context, const Snapshot& newest,
                                    const std::optional<Id>& before,
                                    Told& told) {
  if (!ContextAccess::same(context, *bound)) return {};
  Status saved = save(told);
  if (!saved.ok()) ContextAccess::set_position(context, newest.id(), before);
  return saved;
}

Status Manager::Rep::push_durably(const Snapshot& snapshot) {
  if (history.maximum() == 0) {
    history.set_nodes(history.head().nodes_processed, 0);
    return {};
  }
  SNAPROLL_CHECK(settle());
  SNAPROLL_CHECK(snapshot.load());
  Commit record;
  record.kind = RecordKind::kSnapshot;
  SNAPROLL_TRY(record.history, history.head_after_push());
  record.snapshot = &snapshot;
  record.pushed = true;
  Told told;
  SNAPROLL_TRY(const detail::Committed done, commit(record, told));
  history.committed(record.history, history.journal()->stored(snapshot, done));
  return {};
}

Status Manager::Rep::clear_durably() {
  SNAPROLL_CHECK(settle());
  Commit record;
  record.kind = RecordKind::kNote;
  record.history = history.head_after_clear();
  Told told;
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               commit(record, told));
  history.committed(record.history, std::nullopt);
  return {};
}

Result<size_t> Manager::Rep::prune_durably(Time time) {
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
  Told told;
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               commit(record, told));
  history.committed(after, std::nullopt);
  return leaving.size();
}

Result<RollbackResult> Manager::Rep::move(
    Context& context, const Snapshot* target, Told& told,
    const std::function<Result<RollbackResult>()>& change) {
  const std::shared_ptr<detail::Journal> journal = history.journal();
  if (journal == nullptr || !ContextAccess::same(context, *bound))
    return change();
  const Lock lock(mutex);
  SNAPROLL_CHECK(settle());
  const detail::ContextImage before = ContextAccess::image(context);
  SNAPROLL_TRY(RollbackResult result, change());
  Commit record;
  record.kind = RecordKind::kMove;
  record.history = history.head();
  if (target != nullptr && target->stored() != nullptr &&
      target->stored()->home() == journal->home().get() &&
      target->stored()->exec() == journal->exec())
    record.base = target->stored()->seq();
  auto committed = commit(record, told);
  if (committed.ok()) return result;
  ContextAccess::take_back(context, before, before.version + 1);
  return std::move(committed).error();
}

void Manager::attach(std::shared_ptr<detail::Journal> journal,
                     const HistoryHead& head, const Context& context) {
  const Lock lock(rep_->mutex);
  rep_->history = detail::History(std::move(journal), head);
  rep_->bound = &context;
  rep_->rules_committed = rep_->rules_version;
}

Status Manager::save(Told& told) {
  const Lock lock(rep_->mutex);
  return rep_->save(told);
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
