#include "snaproll/manager.hpp"

#include <mutex>
#include <utility>

#include "base/check_id.hpp"
#include "context/rollback_rep.hpp"
#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;

namespace {

template <typename T>
T or_throw(Result<T> result) {
  if (!result.ok()) throw Failure(std::move(result).error());
  return *std::move(result);
}

// A node that is counted, unless it is not kept.
class Counted {
 public:
  Counted(detail::History& history, uint64_t since) noexcept
      : history_(history), before_(history.head()) {
    history_.set_nodes(before_.nodes_processed + 1, since);
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    if (!kept_)
      history_.set_nodes(before_.nodes_processed, before_.nodes_since_snapshot);
  }
  void keep() noexcept { kept_ = true; }

 private:
  detail::History& history_;
  const detail::HistoryHead before_;
  bool kept_ = false;
};

}  // namespace

// Rules M7 to M13.
Result<RollbackResult> Manager::Rep::apply(Context& context,
                                           const Result<Snapshot>& target) {
  if (!target.ok()) {
    if (!detail::is_failed_find(target.error())) return target.error();
    return detail::failed_rollback(target.error(), environment->now());
  }
  SNAPROLL_CHECK(target->load());
  detail::Telling telling(teller);
  return move(context, &*target, telling.told, [&] {
    return context.roll_back(target->captured(), target->id(), target->id());
  });
}

// The caller holds the lock. Room is made first, so that nothing is changed
// where memory runs out. `entered` is set where a snapshot entered the history.
Result<Snapshot> Manager::Rep::take(Context& context, SnapshotInfo info,
                                    detail::Told& told, Leaving& leaving,
                                    bool& entered) {
  std::optional<Snapshot> newest;
  if (rules.skip_unchanged && !history.empty()) {
    SNAPROLL_TRY(newest, history.newest());
    SNAPROLL_CHECK(newest->load());
  }
  if (history.journal() != nullptr)
    return take_durably(context, std::move(info), newest, told, entered);
  if (newest.has_value()) {
    SNAPROLL_TRY(const bool unchanged, context.capture_unchanged(*newest));
    if (unchanged) return *newest;
  }
  history.reserve_one(leaving.more);
  SNAPROLL_TRY(Snapshot snapshot, context.take_snapshot(std::move(info)));
  enter(snapshot, false, leaving);
  entered = true;
  return snapshot;
}

Manager::Manager(size_t max_snapshots,
                 std::shared_ptr<const Environment> environment)
    : rep_(std::make_unique<Rep>(max_snapshots, std::move(environment))) {}
Manager::Manager(std::unique_ptr<Rep> rep) noexcept : rep_(std::move(rep)) {}
Manager::Manager(Manager&&) noexcept = default;
Manager& Manager::operator=(Manager&&) noexcept = default;
Manager::~Manager() = default;

Manager Manager::copy() const {
  const Lock lock(rep_->mutex);
  auto rep = std::make_unique<Rep>(rep_->history.maximum(), rep_->environment);
  rep->rules = rep_->rules;
  if (rep_->history.journal() == nullptr) {
    rep->history = rep_->history;
    return Manager(std::move(rep));
  }
  auto copied = rep_->history.in_memory();
  if (!copied.ok()) throw Failure(std::move(copied).error());
  rep->history = *std::move(copied);
  return Manager(std::move(rep));
}

void Manager::set_auto_snapshot(size_t interval) {
  const Lock lock(rep_->mutex);
  rep_->history.set_automatic(true);
  rep_->history.set_interval(interval);
}

void Manager::disable_auto_snapshot() {
  const Lock lock(rep_->mutex);
  rep_->history.set_automatic(false);
}

Status Manager::set_snapshot_rules(SnapshotRules rules) {
  SNAPROLL_CHECK(rules.check());
  const Lock lock(rep_->mutex);
  std::swap(rep_->rules, rules);
  ++rep_->rules_version;
  return {};
}

SnapshotRules Manager::snapshot_rules() const {
  const Lock lock(rep_->mutex);
  return rep_->rules;
}

Result<Snapshot> Manager::create_snapshot(Context& context, SnapshotInfo info) {
  detail::Telling telling(rep_->teller);
  return create_snapshot(context, std::move(info), telling.told);
}

Result<Snapshot> Manager::create_snapshot(Context& context, SnapshotInfo info,
                                          detail::Told& told) {
  Rep::Leaving leaving;
  bool entered = false;
  const Lock lock(rep_->mutex);
  return rep_->take(context, std::move(info), told, leaving, entered);
}

Status Manager::push_snapshot(Snapshot snapshot) {
  Rep::Leaving leaving;
  detail::Telling telling(rep_->teller);
  const Lock lock(rep_->mutex);
  if (rep_->history.journal() != nullptr)
    return rep_->push_durably(snapshot, telling.told);
  rep_->history.reserve_one(leaving.more);
  rep_->enter(std::move(snapshot), true, leaving);
  return {};
}

Result<std::optional<Snapshot>> Manager::on_node_execute(Context& context,
                                                         std::string_view node,
                                                         bool irreversible) {
  detail::Telling telling(rep_->teller);
  return on_node_execute(context, node, irreversible, telling.told);
}

Result<std::optional<Snapshot>> Manager::on_node_execute(Context& context,
                                                         std::string_view node,
                                                         bool irreversible,
                                                         detail::Told& told) {
  SNAPROLL_CHECK(detail::check_id(node, "node id", rep_->environment->limits));
  SnapshotInfo info;
  std::optional<Snapshot> taken;
  Rep::Leaving leaving;
  const Lock lock(rep_->mutex);
  detail::History& history = rep_->history;
  const detail::HistoryHead before = history.head();
  const uint64_t since = before.nodes_since_snapshot + 1;
  const bool nth = before.automatic && before.interval != 0 &&
                   (before.nodes_processed + 1) % before.interval == 0;
  SNAPROLL_TRY(const bool asked,
               nth ? Result<bool>(true)
                   : detail::rules_ask(rep_->rules, history, context,
                                       {node, irreversible, since}));
  bool entered = false;
  // Counted first (rule M4), so that the record of the snapshot has it.
  Counted counted(history, since);
  Status status;
  if (asked) {
    info.trigger_node = node;
    info.metadata.is_auto = true;
    auto made = rep_->take(context, std::move(info), told, leaving, entered);
    if (made.ok()) {
      taken = *std::move(made);
    } else {
      status = std::move(made).error();
    }
  }
  // An irreversible node is on record before it runs.
  if (status.ok() && (irreversible || told.at_once) &&
      history.journal() != nullptr && !told.committed)
    status = rep_->save(told);
  SNAPROLL_CHECK(std::move(status));
  counted.keep();
  return taken;
}

Result<Snapshot> Manager::find_newest() const {
  const Lock lock(rep_->mutex);
  if (!rep_->history.empty()) return rep_->history.newest();
  return Error(Code::kNotFound, "No snapshots available");
}

Result<Snapshot> Manager::find(const Id& id) const {
  const Lock lock(rep_->mutex);
  SNAPROLL_TRY(auto found, rep_->history.find(id));
  if (found.has_value()) return *std::move(found);
  return Error(Code::kNotFound, "Snapshot " + id.text() + " not found");
}

Result<Snapshot> Manager::find_nth_newest(size_t steps) const {
  if (steps == 0)
    return Error(Code::kInvalidArgument, "Cannot rollback 0 steps");
  const Lock lock(rep_->mutex);
  const size_t available = rep_->history.size();
  if (steps <= available) return rep_->history.newest(steps - 1);
  return Error(Code::kRange, "Cannot rollback " + std::to_string(steps) +
                                 " steps, only " + std::to_string(available) +
                                 " snapshots available");
}

Result<RollbackResult> Manager::rollback(Context& context) {
  return rep_->apply(context, find_newest());
}

Result<RollbackResult> Manager::rollback_to(Context& context, const Id& id) {
  return rep_->apply(context, find(id));
}

Result<RollbackResult> Manager::rollback_n(Context& context, size_t steps) {
  return rep_->apply(context, find_nth_newest(steps));
}

Result<RollbackPlan> Manager::plan_rollback(const Context& context,
                                            const Selector* selector) const {
  SNAPROLL_TRY(const Snapshot target, find_newest());
  return context.plan(target, selector);
}

Result<RollbackPlan> Manager::plan_rollback_to(const Context& context,
                                               const Id& id,
                                               const Selector* selector) const {
  SNAPROLL_TRY(const Snapshot target, find(id));
  return context.plan(target, selector);
}

Result<RollbackPlan> Manager::plan_rollback_n(const Context& context,
                                              size_t steps,
                                              const Selector* selector) const {
  SNAPROLL_TRY(const Snapshot target, find_nth_newest(steps));
  return context.plan(target, selector);
}

std::optional<Snapshot> Manager::get(const Id& id) const {
  const Lock lock(rep_->mutex);
  return or_throw(rep_->history.find(id));
}

std::optional<Snapshot> Manager::latest() const {
  const Lock lock(rep_->mutex);
  if (rep_->history.empty()) return std::nullopt;
  return or_throw(rep_->history.newest());
}

std::vector<Snapshot> Manager::list() const {
  const Lock lock(rep_->mutex);
  return or_throw(rep_->history.newest_first());
}

size_t Manager::count() const {
  const Lock lock(rep_->mutex);
  return rep_->history.size();
}

uint64_t Manager::left() const {
  const Lock lock(rep_->mutex);
  return rep_->history.head().left;
}

Status Manager::clear() {
  detail::Telling telling(rep_->teller);
  return clear([] { return Status(); }, telling.told);
}

Status Manager::clear(const std::function<Status()>& also, detail::Told& told) {
  std::vector<Snapshot> leaving;
  const Lock lock(rep_->mutex);
  if (rep_->history.journal() != nullptr)
    return rep_->clear_durably(also, told);
  SNAPROLL_CHECK(check_clear(rep_->history));
  const detail::Departure all = rep_->history.without_all();
  leaving.reserve(all.numbers.size());
  SNAPROLL_CHECK(also());
  leaving = rep_->history.leave(all);
  return {};
}

Result<size_t> Manager::prune_before(Time time) {
  std::vector<Snapshot> leaving;
  detail::Telling telling(rep_->teller);
  const Lock lock(rep_->mutex);
  return rep_->leave([&] { return rep_->history.without_older(time); },
                     telling.told, leaving);
}

Summary Manager::summary() const {
  const Lock lock(rep_->mutex);
  const detail::History& history = rep_->history;
  const detail::HistoryHead& head = history.head();
  Summary summary;
  summary.total_snapshots = history.size();
  summary.max_snapshots = history.maximum();
  summary.auto_snapshot_enabled = head.automatic;
  summary.auto_snapshot_interval = head.interval;
  if (!history.empty()) {
    summary.oldest_snapshot = or_throw(history.oldest()).created_at();
    summary.newest_snapshot = or_throw(history.newest()).created_at();
  }
  summary.nodes_processed = head.nodes_processed;
  return summary;
}

}  // namespace snaproll
