// What the verbs of a manager do where its history is in a journal: they commit
// first, or take back what can not be committed.
#include <utility>

#include "context/image.hpp"
#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"
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

Status Manager::Rep::tell(Commit& commit, Told& told, std::string& text) {
  // An attempt begins when the snapshot that it is given was taken.
  for (detail::AttemptNote& one : told.attempts)
    if (one.attempt.started_at == kNoTime)
      one.attempt.started_at = environment->now();
  commit.attempts = told.attempts;
  commit.next_ticket = told.next_ticket;
  commit.edges = told.edges;
  told.rules = rules_version;
  if (rules_version == rules_committed) return {};
  SNAPROLL_TRY(text, detail::rules_to_json(rules));
  commit.rules = &text;
  return {};
}

Result<detail::Committed> Manager::Rep::commit(Commit commit, Told& told) {
  std::string text;
  SNAPROLL_CHECK(tell(commit, told, text));
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
  for (;;) {
    SNAPROLL_CHECK(settle());
    {
      detail::ContextChange held(context, moves);
      SNAPROLL_TRY(Commit record, make());
      auto done = commit(std::move(record), told);
      if (done.ok()) held.keep();
      if (done.ok() || done.error().code != Code::kHeld) return done;
    }
    SNAPROLL_CHECK(history.load());
  }
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
  detail::Departure after;
  bool kept = false;
  const auto make = [&]() -> Result<Commit> {
    Commit record;
    record.history = history.head();
    if (!foreign && same.has_value()) {
      SNAPROLL_TRY(const bool unchanged, context.capture_unchanged(*same));
      if (unchanged) return record;
    }
    SNAPROLL_TRY(taken, context.take_snapshot(info));
    SNAPROLL_TRY(after, history.before_push(*taken, false, environment->now()));
    record.history = after.head;
    record.hidden = after.hidden;
    record.names = history.names_write(after);
    kept = record.history.maximum > 0;
    if (!kept) return record;
    taken = history.journal()->stored(*taken);
    record.kind = RecordKind::kSnapshot;
    record.snapshot = &*taken;
    record.foreign = foreign;
    return record;
  };
  SNAPROLL_TRY(const detail::Committed done,
               change(context, false, told, make));
  if (!taken.has_value()) return *same;
  entered = true;
  if (kept) detail::Journal::place(*taken, done);
  history.committed(after, kept ? taken : std::nullopt, false);
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
  SNAPROLL_CHECK(snapshot.load());
  const Snapshot stored = history.journal()->stored(snapshot);
  for (;;) {
    SNAPROLL_CHECK(settle());
    SNAPROLL_TRY(const detail::Departure after,
                 history.before_push(stored, true, environment->now()));
    Commit record;
    record.history = after.head;
    record.hidden = after.hidden;
    record.names = history.names_write(after);
    const bool kept = record.history.maximum > 0;
    if (kept) {
      record.kind = RecordKind::kSnapshot;
      record.snapshot = &stored;
      record.foreign = record.pushed = true;
    }
    const auto done = commit(std::move(record), told);
    if (done.ok()) {
      if (kept) detail::Journal::place(stored, *done);
      history.committed(
          after, kept ? std::optional<Snapshot>(stored) : std::nullopt, true);
      return {};
    }
    if (done.error().code != Code::kHeld) return done.error();
    SNAPROLL_CHECK(history.load());
  }
}

Status Manager::Rep::clear_durably(const std::function<Status()>& also,
                                   Told& told) {
  detail::Departure after;
  const auto make = [&]() -> Result<Commit> {
    SNAPROLL_CHECK(history.load_names());
    SNAPROLL_CHECK(detail::check_clear(history));
    SNAPROLL_CHECK(also());
    after = history.without_all();
    Commit record;
    record.kind = RecordKind::kNote;
    record.history = after.head;
    record.names = history.names_write(after);
    return record;
  };
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               change(*bound, true, told, make));
  history.committed(after, std::nullopt, false);
  return {};
}

Result<size_t> Manager::Rep::leave(const PlanDeparture& plan, Told& told,
                                   std::vector<Snapshot>& leaving) {
  for (;;) {
    if (history.journal() != nullptr) SNAPROLL_CHECK(settle());
    SNAPROLL_TRY(const detail::Departure after, plan());
    if (after.numbers.empty()) return size_t{0};
    if (history.journal() == nullptr) {
      leaving = history.leave(after);
      return leaving.size();
    }
    Commit record;
    record.kind = RecordKind::kNote;
    record.history = after.head;
    record.hidden = after.hidden;
    record.names = history.names_write(after);
    const auto done = commit(std::move(record), told);
    if (done.ok()) {
      history.committed(after, std::nullopt, false);
      return after.numbers.size();
    }
    if (done.error().code != Code::kHeld) return done.error();
    SNAPROLL_CHECK(history.load());
  }
}

Result<RollbackResult> Manager::Rep::move_alone(
    Context& context, const std::function<Result<RollbackResult>()>& change_it,
    std::string_view select) {
  if (select.empty()) return change_it();
  const auto names = detail::select_branch(select);
  const Lock lock(mutex);
  if (history.journal() == nullptr) {
    detail::Names selected = history.names();  // what may throw comes first
    selected.apply(names);
    SNAPROLL_TRY(RollbackResult result, change_it());
    history.set_names(std::move(selected));
    return result;
  }
  detail::ContextChange held(context, true);
  SNAPROLL_TRY(RollbackResult result, change_it());
  SNAPROLL_CHECK(change_names(
      true, [&] { return Result<std::vector<detail::NameChange>>(names); }));
  held.keep();
  return result;
}

Commit Manager::Rep::move_record(const Snapshot* target) const {
  const detail::Journal& journal = *history.journal();
  Commit record;
  record.kind = RecordKind::kMove;
  record.history = history.head();
  if (target != nullptr && target->stored() != nullptr &&
      target->stored()->home() == journal.home().get() &&
      target->stored()->exec() == journal.exec())
    record.base = target->stored()->seq();
  return record;
}

Result<RollbackResult> Manager::Rep::move(
    Context& context, const Snapshot* target, Told& told,
    const std::function<Result<RollbackResult>()>& change_it,
    std::string_view select) {
  if (!commits(context)) return move_alone(context, change_it, select);
  const Lock lock(mutex);
  std::optional<RollbackResult> result;
  std::vector<detail::NameChange> names;
  const auto make = [&]() -> Result<Commit> {
    SNAPROLL_TRY(result, change_it());
    Commit record = move_record(target);
    if (!select.empty()) {
      names = detail::select_branch(select);
      record.names = history.names_write(names);
    }
    return record;
  };
  SNAPROLL_TRY([[maybe_unused]] const detail::Committed done,
               change(context, true, told, make));
  history.names_written(names);
  return *std::move(result);
}

Status Manager::Rep::change_names(bool owned, const PlanNames& plan) {
  if (history.journal() == nullptr) {
    SNAPROLL_TRY(const auto changes, plan());
    history.change_names(changes);
    return {};
  }
  for (;;) {
    SNAPROLL_CHECK(settle());
    SNAPROLL_CHECK(history.load());
    SNAPROLL_TRY(const auto changes, plan());
    if (changes.empty()) return {};
    Status written =
        history.journal()->write_names(history.names_write(changes), owned);
    if (written.ok()) {
      history.names_written(changes);
      return {};
    }
    if (written.error().code != Code::kHeld) return written;
  }
}

void Manager::attach(std::shared_ptr<detail::Journal> journal,
                     const HistoryHead& head, bool named, Context& context,
                     detail::Teller& teller) {
  const Lock lock(rep_->mutex);
  if (rep_->teller == nullptr) rep_->teller = &teller;
  rep_->history = detail::History(std::move(journal), head, named);
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
  std::string text;
  SNAPROLL_CHECK(rep_->tell(record, told, text));
  return rep_->history.journal()->begin_part(*rep_->bound, record);
}

void Manager::end_save(const Told& told) {
  const Lock lock(rep_->mutex);
  if (told.committed) rep_->rules_committed = told.rules;
}

Result<RollbackResult> Manager::move_durably(
    Context& context, const Snapshot* target, Told& told,
    const std::function<Result<RollbackResult>()>& move,
    std::string_view select) {
  return rep_->move(context, target, told, move, select);
}

Result<std::vector<Snapshot>> Manager::list(
    const SnapshotFilter& filter) const {
  const Lock lock(rep_->mutex);
  return rep_->history.list(filter);
}

}  // namespace snaproll
