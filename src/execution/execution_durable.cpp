// Executions on a store: opening them, and what their commits tell besides the
// context and its history.
#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "context/image.hpp"
#include "execution/execution_rep.hpp"
#include "journal/journal.hpp"
#include "manager/rules.hpp"
#include "snaproll/pointer.hpp"
#include "snaproll/store.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

constexpr size_t kUsualSnapshots = 1000;

Result<detail::JournalOptions> journal_options(const OpenOptions& options) {
  detail::JournalOptions made;
  SNAPROLL_TRY(made.rules,
               detail::rules_to_json(options.execution.snapshot_rules));
  SNAPROLL_TRY(const std::string none, detail::rules_to_json({}));
  if (made.rules == none) made.rules.clear();
  made.existing = options.mode != OpenMode::kCreate;
  made.create = options.mode == OpenMode::kOpenOrCreate ||
                options.mode == OpenMode::kCreate;
  made.read_only = options.mode == OpenMode::kRead;
  made.take_over = options.take_over;
  made.owner = options.owner;
  const ExecutionOptions& execution = options.execution;
  made.history.maximum = execution.max_snapshots.value_or(kUsualSnapshots);
  made.history.interval = execution.auto_snapshot_interval;
  made.history.automatic = execution.auto_snapshot;
  made.workflow_id = execution.workflow_id;
  made.kind = options.kind;
  made.schema = options.schema;
  made.attributes = options.attributes;
  return made;
}

Result<std::vector<Edge>> edges_from_json(const std::string& json) {
  std::vector<Edge> edges;
  if (json.empty()) return edges;
  SNAPROLL_TRY(const Value list, Value::parse(json));
  for (const Value& pair : list.elements()) {
    SNAPROLL_TRY(std::string from, pair.at(0).value_or(Value()).as_text());
    SNAPROLL_TRY(std::string to, pair.at(1).value_or(Value()).as_text());
    edges.push_back({std::move(from), std::move(to)});
  }
  return edges;
}

Result<std::string> edges_to_json(const detail::Edges& edges) {
  Value list = Value::array();
  for (const Edge& edge : edges.list()) {
    Value pair = Value::array();
    for (const std::string* node : {&edge.from, &edge.to}) {
      SNAPROLL_TRY(const Value text, Value::text(*node));
      SNAPROLL_CHECK(pointer_append(pair, "", text));
    }
    SNAPROLL_CHECK(pointer_append(list, "", pair));
  }
  return list.to_json();
}

}  // namespace

detail::Told Execution::Rep::told() {
  detail::Told told;
  if (journal == nullptr) return told;
  told.attempts.assign(untold.begin(), untold.end());
  told.next_ticket = attempts.next_ticket();
  if (edges_changed) told.edges = &edges_text;
  return told;
}

void Execution::Rep::told_done(const detail::Told& told) noexcept {
  if (!told.committed) return;
  untold.clear();
  edges_changed = false;
}

Status Execution::Rep::check_may_write() const {
  if (journal == nullptr || !journal->read_only()) return {};
  return Error(Code::kReadOnly, "this execution was opened for reading")
      .with_hint("open it for writing");
}

Status Execution::Rep::set_edges(detail::Edges made) {
  std::string text;
  if (journal != nullptr) {
    SNAPROLL_TRY(text, edges_to_json(made));
    edges_changed = true;
    edges_text.swap(text);
  }
  std::swap(edges, made);
  return {};
}

Status Execution::Rep::load_attempts() {
  if (attempts_loaded) return {};
  SNAPROLL_TRY(auto notes, journal->attempts(2 * detail::Attempts::kKept));
  const uint64_t next = attempts.next_ticket();
  const std::string id = context.execution_id();
  for (detail::AttemptNote& note : notes) {
    Attempt& attempt = note.attempt;
    attempt.idempotency_key = detail::idempotency_key(id, attempt.node);
    attempts.restore(note.ticket, attempt);
    effects.restore(note.ticket, attempt, note.sequence);
  }
  attempts.set_next_ticket(std::max(next, attempts.next_ticket()));
  attempts_loaded = true;
  return {};
}

Status Execution::Rep::load_writes(uint64_t since) {
  if (since >= writes_since) return {};
  SNAPROLL_TRY(const auto all, journal->writes(since));
  for (const detail::Journal::Written& one : all) {
    SNAPROLL_TRY(const Value names, Value::parse(one.names));
    Writes& known = writes[one.node];
    for (const std::string& name : names.names()) {
      uint64_t& number = known[name];
      number = std::max(number, one.sequence);
    }
  }
  writes_since = since;
  return {};
}

Status Execution::Rep::restore(detail::Restored& restored) {
  SNAPROLL_TRY(const auto list, edges_from_json(restored.edges));
  SNAPROLL_TRY(edges, detail::Edges::of(list));
  SnapshotRules rules;
  if (!restored.rules.empty()) {
    SNAPROLL_TRY(rules, detail::rules_from_json(restored.rules));
  }
  SNAPROLL_CHECK(manager.set_snapshot_rules(std::move(rules)));
  detail::HistoryHead& history = restored.head.history;
  if (maximum.has_value() && *maximum != history.maximum) {
    // Where there are names, those that are too many leave with the next one.
    if (!restored.named || *maximum == 0) {
      SNAPROLL_TRY(history.floor, journal->floor_for(history, *maximum));
      const uint64_t kept = std::min<uint64_t>(history.count, *maximum);
      history.left += history.count - kept;
      history.count = kept;
    }
    history.maximum = *maximum;
  }
  ++generation;
  attempts = detail::Attempts();
  attempts.set_next_ticket(restored.head.next_ticket);
  effects = detail::Effects();
  writes.clear();
  untold.clear();
  edges_changed = false;
  attempts_loaded = false;
  writes_since = std::numeric_limits<uint64_t>::max();
  manager.attach(journal, history, restored.named, context, *this);
  return restored.is_outdated ? save() : Status();
}

Status Execution::Rep::save() {
  detail::Told all = told();
  SNAPROLL_CHECK(manager.save(all));
  told_done(all);
  return {};
}

Result<Execution> Execution::open(const Store& store, std::string_view id,
                                  const OpenOptions& options) {
  SNAPROLL_CHECK(options.execution.snapshot_rules.check());
  if (options.schema < 0)
    return Error(Code::kInvalidArgument, "a schema below 0");
  SNAPROLL_TRY(auto home, store.home());
  bool created = false;
  SNAPROLL_TRY(const detail::JournalOptions told, journal_options(options));
  SNAPROLL_TRY(std::shared_ptr<detail::Journal> journal,
               detail::Journal::open(std::move(home), id, told,
                                     options.execution.environment, created));
  return open_journal(std::move(journal), options, created);
}

Result<Execution> Execution::open_journal(
    std::shared_ptr<detail::Journal> journal, const OpenOptions& options,
    bool created) {
  SNAPROLL_TRY(detail::Restored restored, journal->restore());
  const auto& environment = options.execution.environment;
  auto rep = std::make_shared<Rep>(
      detail::ContextAccess::make(std::move(restored.image), environment),
      Manager(0, environment));
  rep->journal = std::move(journal);
  rep->save_steps = options.save_steps;
  rep->maximum = options.execution.max_snapshots;
  SNAPROLL_CHECK(rep->restore(restored));
  const bool read_only = rep->journal->read_only();
  Execution execution(std::move(rep));
  // Whoever made it may have been cut off before the first commit.
  const detail::Head& head = restored.head;
  const bool is_new = created || (head.working == 0 && head.history.next == 0);
  const bool keeps = head.history.maximum > 0;
  if (is_new && !read_only && options.start_snapshot && keeps) {
    SnapshotInfo info;
    info.label = "start";
    SNAPROLL_TRY([[maybe_unused]] const Snapshot start,
                 execution.snapshot(std::move(info)));
  }
  return execution;
}

bool Execution::is_durable() const noexcept { return rep_->journal != nullptr; }

Status Execution::save() {
  if (rep_->journal == nullptr) return {};
  const Lock lock(rep_->mutex);
  return rep_->save();
}

// One transaction for those of each store; see Journal::Part.
std::vector<Status> Execution::save_many(const std::vector<Execution*>& all) {
  std::vector<Status> outcomes(all.size());
  std::map<detail::Store*, std::vector<size_t>> stores;
  // Always in the same order, so that two calls can not wait for each other.
  std::vector<size_t> order(all.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::less<>()(all[a]->rep_.get(), all[b]->rep_.get());
  });
  const auto is_again = [&](size_t i) {
    return i > 0 && all[order[i]]->rep_ == all[order[i - 1]]->rep_;
  };
  for (size_t i = 0; i < order.size(); ++i) {
    const Rep& rep = *all[order[i]]->rep_;
    if (rep.journal != nullptr && !is_again(i))
      stores[rep.journal->home()->rows.get()].push_back(order[i]);
  }
  for (const auto& [rows, indexes] : stores)
    save_of_store(*rows, all, indexes, outcomes);
  for (size_t i = 0; i < order.size(); ++i)
    if (is_again(i)) outcomes[order[i]] = outcomes[order[i - 1]];
  return outcomes;
}

void Execution::save_of_store(detail::Store& rows,
                              const std::vector<Execution*>& all,
                              const std::vector<size_t>& indexes,
                              std::vector<Status>& outcomes) {
  // All executions are locked before the first journal is, so that the order
  // of locks is that of every other verb.
  struct Saving {
    size_t index;
    std::unique_lock<std::mutex> lock;
    detail::Told told;
    bool begun = false;
  };
  std::vector<Saving> saving;
  saving.reserve(indexes.size());
  for (const size_t index : indexes) {
    Rep& rep = *all[index]->rep_;
    saving.push_back({index, rep.lock(), rep.told()});
  }
  std::vector<std::unique_ptr<detail::JournalPart>> parts;
  parts.reserve(indexes.size());
  for (Saving& one : saving) {
    auto part = all[one.index]->rep_->manager.begin_save(one.told);
    one.begun = part.ok();
    if (part.ok())
      parts.push_back(*std::move(part));
    else
      outcomes[one.index] = std::move(part).error();
  }
  if (parts.empty()) return;
  auto made = detail::Journal::commit_parts(rows, parts);
  auto outcome = made.begin();
  for (Saving& one : saving) {
    if (!one.begun) continue;
    one.told.committed = outcome->ok();
    all[one.index]->rep_->manager.end_save(one.told);
    all[one.index]->rep_->told_done(one.told);
    outcomes[one.index] = std::move(*outcome++);
  }
}

Status Execution::reload(bool take_over) {
  if (rep_->journal == nullptr) return {};
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->journal->reopen(take_over));
  // Paths that were not committed are not lost: what they name would be.
  const auto paths = detail::ContextAccess::paths(rep_->context);
  const bool are_new = !rep_->journal->has_paths(paths);
  SNAPROLL_TRY(detail::Restored restored, rep_->journal->restore());
  if (are_new) restored.image.paths = paths;
  detail::ContextAccess::replace(rep_->context, std::move(restored.image));
  return rep_->restore(restored);
}

Status Execution::close() {
  if (rep_->journal == nullptr) return {};
  const Lock lock(rep_->mutex);
  return rep_->journal->close();
}

}  // namespace snaproll
