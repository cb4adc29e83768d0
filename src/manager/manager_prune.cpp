// What stays in a history by a policy.
#include <algorithm>
#include <set>
#include <utility>

#include "journal/keyframes.hpp"
#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"
#include "snapshot/form.hpp"
#include "value/freed.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;
using detail::FormWriter;
using detail::FreedBytes;
using detail::HistoryEntry;
using detail::NameChange;
using detail::NameKind;

namespace {

// A snapshot that nobody else has.
void drop(FreedBytes& freed, const Snapshot& snapshot) {
  const CapturedState& captured = snapshot.captured();
  freed.drop(captured.variables);
  freed.drop(captured.node_results);
  freed.drop(captured.recorded);
}

uint64_t bytes_of(const HistoryEntry& entry, FreedBytes& freed) {
  if (!entry.snapshot.has_value())
    return entry.bytes == HistoryEntry::kUnknown ? 0 : entry.bytes;
  freed.clear();
  drop(freed, *entry.snapshot);
  return freed.bytes();
}

}  // namespace

Status Manager::set_policy(const std::optional<Policy>& policy) {
  const Lock lock(rep_->mutex);
  return rep_->change_names(false, [&]() -> Result<std::vector<NameChange>> {
    NameChange change{NameKind::kPolicy, {}, detail::kNoEntry, {}, true};
    const bool has =
        rep_->history.names().find(NameKind::kPolicy, {}) != nullptr;
    if (!policy.has_value() && !has) return std::vector<NameChange>();
    if (policy.has_value()) {
      change.info = policy->text();
      change.removed = false;
    }
    return std::vector<NameChange>{change};
  });
}

Result<std::optional<Policy>> Manager::policy() const {
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  return rep_->history.policy();
}

void Manager::Rep::leave_by_policy(Leaving& leaving) noexcept {
  if (!history.policy().has_value()) return;
  try {
    const auto after = history.after_push(environment->now());
    if (after.ok() && !after->numbers.empty())
      leaving.by_policy = history.leave(*after);
  } catch (const std::bad_alloc&) {
    return;
  }
}

void Manager::Rep::enter(Snapshot snapshot, bool pushed,
                         Leaving& leaving) noexcept {
  leaving.one = history.push(std::move(snapshot), pushed);
  if (leaving.one.has_value()) return;
  leave_by_policy(leaving);
  leaving.one = history.leave_for_maximum(leaving.more);
}

// What is decided, newest first, and which of it leaves.
std::vector<uint64_t> Manager::Rep::decide(const Policy& policy,
                                           PruneReport& report) {
  const auto verdicts = history.decide_by(policy, environment->now());
  std::vector<uint64_t> numbers;
  report.snapshots.clear();
  report.snapshots.reserve(verdicts.size());
  FreedBytes freed;
  size_t i = 0;
  history.entries().each(0, [&](const HistoryEntry& entry) {
    const detail::Verdict& verdict = verdicts[i++];
    if (!verdict.stays) numbers.push_back(entry.number);
    report.snapshots.push_back({entry.id, entry.created_at, verdict.stays,
                                detail::reason_words(verdict.reasons),
                                bytes_of(entry, freed)});
    return true;
  });
  std::reverse(report.snapshots.begin(), report.snapshots.end());
  report.removed = numbers.size();
  return numbers;
}

Status Manager::Rep::rehearse(const std::vector<uint64_t>& numbers,
                              PruneReport& report, detail::Told& told,
                              const Cancel* cancel) {
  SNAPROLL_TRY(const detail::Departure after, history.without(numbers));
  detail::Commit record;
  record.kind = detail::RecordKind::kNote;
  record.history = after.head;
  record.hidden = after.hidden;
  record.names = history.names_write(after);
  std::string text;
  SNAPROLL_CHECK(tell(record, told, text));
  SNAPROLL_TRY(const auto done,
               history.journal()->rehearse(
                   *bound, numbers.empty() ? nullptr : &record, cancel));
  report.bytes_freed = done.before - std::min(done.before, done.after);
  report.bytes_compactable = done.after - std::min(done.after, done.compacted);
  return {};
}

Status Manager::Rep::prune_durably(const Policy& policy, PruneReport& report,
                                   detail::Told& told, const Cancel* cancel) {
  std::vector<Snapshot> none;
  SNAPROLL_TRY(const uint64_t before, history.journal()->stored_bytes());
  const PlanDeparture plan = [&]() -> Result<detail::Departure> {
    SNAPROLL_CHECK(history.load());
    return history.without(decide(policy, report));
  };
  const auto removed = leave(plan, told, none);  // decide() tells how many
  if (!removed.ok()) return removed.error();
  SNAPROLL_CHECK(history.journal()->fold_all(cancel));
  SNAPROLL_TRY(const uint64_t after, history.journal()->stored_bytes());
  report.bytes_freed = before - std::min(before, after);
  return {};
}

Result<Usage> Manager::usage(const std::vector<Id>& ids,
                             const Cancel* cancel) const {
  Usage usage;
  detail::Telling telling(rep_->teller);
  const Lock lock(rep_->mutex);
  detail::History& history = rep_->history;
  if (history.journal() != nullptr) SNAPROLL_CHECK(rep_->settle());
  std::set<uint64_t> distinct;
  for (const Id& id : ids) {
    SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(id));
    distinct.insert(entry->number);
  }
  const std::vector<uint64_t> numbers(distinct.begin(), distinct.end());
  if (history.journal() != nullptr) {
    std::vector<uint64_t> seqs;
    seqs.reserve(numbers.size());
    for (const uint64_t number : numbers) {
      const HistoryEntry& entry = *history.entries().find(number);
      seqs.push_back(entry.seq);
      usage.alone += entry.bytes + detail::kRowBytes;
    }
    SNAPROLL_TRY(usage.total, history.journal()->bytes_below(seqs));
    if (numbers.empty()) return usage;
    PruneReport report;
    SNAPROLL_CHECK(rep_->rehearse(numbers, report, telling.told, cancel));
    usage.freed = report.bytes_freed;
    return usage;
  }
  FreedBytes freed;
  detail::HeldBytes held;
  for (const uint64_t number : numbers) {
    const Snapshot& snapshot = *history.entries().find(number)->snapshot;
    drop(freed, snapshot);
    for (const Value* value :
         {&snapshot.captured().variables, &snapshot.captured().node_results,
          &snapshot.captured().recorded})
      held.add(*value);
  }
  usage.total = held.bytes();
  usage.alone = usage.freed = freed.bytes();
  return usage;
}

Result<PruneReport> Manager::prune(bool dry_run,
                                   const std::optional<Policy>& with,
                                   const Cancel* cancel) {
  PruneReport report;
  std::vector<Snapshot> leaving;
  detail::Telling telling(rep_->teller);
  const Lock lock(rep_->mutex);
  detail::History& history = rep_->history;
  if (history.journal() != nullptr) SNAPROLL_CHECK(rep_->settle());
  SNAPROLL_CHECK(history.load());
  const std::optional<Policy> policy =
      with.has_value() ? with : history.policy();
  if (!policy.has_value())
    return Error(Code::kNotFound, "there is no policy")
        .with_hint("set_policy() sets one, or tell one");
  if (history.journal() != nullptr && !dry_run) {
    SNAPROLL_CHECK(rep_->prune_durably(*policy, report, telling.told, cancel));
    return report;
  }
  const std::vector<uint64_t> numbers = rep_->decide(*policy, report);
  if (history.journal() != nullptr) {
    SNAPROLL_CHECK(rep_->rehearse(numbers, report, telling.told, cancel));
    return report;
  }
  FreedBytes freed;
  for (const uint64_t number : numbers)
    drop(freed, *history.entries().find(number)->snapshot);
  report.bytes_freed = freed.bytes();
  if (dry_run || numbers.empty()) return report;
  SNAPROLL_TRY(const detail::Departure after, history.without(numbers));
  leaving = history.leave(after);
  return report;
}

std::string Usage::to_json() const {
  std::string out;
  FormWriter form(out);
  form.count("total", total);
  form.count("alone", alone);
  form.count("shared", shared());
  form.count("freed", freed);
  form.end();
  return out;
}

std::string PruneReport::to_json() const {
  std::string out;
  FormWriter form(out);
  form.count("removed", removed);
  form.count("bytes_freed", bytes_freed);
  if (bytes_compactable.has_value())
    form.count("bytes_compactable", *bytes_compactable);
  else
    form.null("bytes_compactable");
  form.begin("snapshots");
  out += '[';
  for (const PrunedSnapshot& one : snapshots) {
    if (&one != snapshots.data()) out += ',';
    FormWriter of(out);
    of.id("id", one.id);
    of.time("created_at", one.created_at);
    of.boolean("stays", one.stays);
    static_cast<void>(of.text("reasons", one.reasons));  // words of rules
    of.count("bytes", one.bytes);
    of.end();
  }
  out += ']';
  form.end();
  return out;
}

}  // namespace snaproll
