#include "snaproll/manager.hpp"

#include <mutex>
#include <utility>

#include "base/check_id.hpp"
#include "context/rollback_rep.hpp"
#include "manager/history.hpp"
#include "manager/rules.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;

// Everything below `mutex` is guarded by it. A context is locked while it is
// held where a snapshot is taken, so that snapshots enter the history in the
// order in which they were taken; never the other way round.
struct Manager::Rep {
  Rep(size_t maximum, std::shared_ptr<const Environment> env)
      : environment(std::move(env)), history(maximum) {}

  const std::shared_ptr<const Environment> environment;
  mutable std::mutex mutex;
  detail::History history;
  bool automatic = false;
  size_t interval = 5;
  SnapshotRules rules;

  Result<RollbackResult> apply(Context& context,
                               const Result<Snapshot>& target) const;
  Result<Snapshot> take(Context& context, SnapshotInfo info,
                        std::optional<Snapshot>& leaving, bool& entered);
};

// Rules M7 to M13.
Result<RollbackResult> Manager::Rep::apply(
    Context& context, const Result<Snapshot>& target) const {
  if (!target.ok())
    return detail::failed_rollback(target.error(), environment->now());
  return context.roll_back(target->captured(), target->id(), target->id());
}

// The caller holds the lock. Room is made first, so that nothing is changed
// where memory runs out. `entered` is set where a snapshot entered the history.
Result<Snapshot> Manager::Rep::take(Context& context, SnapshotInfo info,
                                    std::optional<Snapshot>& leaving,
                                    bool& entered) {
  if (rules.skip_unchanged && !history.empty()) {
    SNAPROLL_TRY(const bool unchanged,
                 context.capture_unchanged(history.newest()));
    if (unchanged) return history.newest();
  }
  history.reserve_one();
  SNAPROLL_TRY(Snapshot snapshot, context.take_snapshot(std::move(info)));
  leaving = history.push(snapshot);
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
  rep->history = rep_->history;
  rep->automatic = rep_->automatic;
  rep->interval = rep_->interval;
  rep->rules = rep_->rules;
  return Manager(std::move(rep));
}

void Manager::set_auto_snapshot(size_t interval) {
  const Lock lock(rep_->mutex);
  rep_->automatic = true;
  rep_->interval = interval;
}

void Manager::disable_auto_snapshot() {
  const Lock lock(rep_->mutex);
  rep_->automatic = false;
}

Status Manager::set_snapshot_rules(SnapshotRules rules) {
  SNAPROLL_CHECK(rules.check());
  const Lock lock(rep_->mutex);
  std::swap(rep_->rules, rules);
  return {};
}

SnapshotRules Manager::snapshot_rules() const {
  const Lock lock(rep_->mutex);
  return rep_->rules;
}

Result<Snapshot> Manager::create_snapshot(Context& context, SnapshotInfo info) {
  std::optional<Snapshot> leaving;  // let go of without the lock
  bool entered = false;
  const Lock lock(rep_->mutex);
  return rep_->take(context, std::move(info), leaving, entered);
}

void Manager::push_snapshot(Snapshot snapshot) {
  std::optional<Snapshot> leaving;
  const Lock lock(rep_->mutex);
  rep_->history.reserve_one();
  leaving = rep_->history.push(std::move(snapshot));
}

Result<std::optional<Snapshot>> Manager::on_node_execute(Context& context,
                                                         std::string_view node,
                                                         bool irreversible) {
  SNAPROLL_CHECK(detail::check_id(node, "node id", rep_->environment->limits));
  SnapshotInfo info;
  std::optional<Snapshot> taken;
  std::optional<Snapshot> leaving;
  const Lock lock(rep_->mutex);
  detail::History& history = rep_->history;
  const size_t count = history.nodes_processed + 1;
  const size_t since = history.nodes_since_snapshot + 1;
  bool entered = false;
  const bool nth =
      rep_->automatic && rep_->interval != 0 && count % rep_->interval == 0;
  if (nth || detail::rules_ask(rep_->rules, history, context,
                               {node, irreversible, since})) {
    info.trigger_node = node;
    info.metadata.is_auto = true;
    SNAPROLL_TRY(taken, rep_->take(context, std::move(info), leaving, entered));
  }
  history.nodes_processed = count;
  if (!entered) history.nodes_since_snapshot = since;
  return taken;
}

Result<Snapshot> Manager::find_newest() const {
  auto found = latest();
  if (found.has_value()) return *std::move(found);
  return Error(Code::kNotFound, "No snapshots available");
}

Result<Snapshot> Manager::find(const Id& id) const {
  auto found = get(id);
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
  const Snapshot* found = rep_->history.find(id);
  return found != nullptr ? std::optional<Snapshot>(*found) : std::nullopt;
}

std::optional<Snapshot> Manager::latest() const {
  const Lock lock(rep_->mutex);
  if (rep_->history.empty()) return std::nullopt;
  return rep_->history.newest();
}

std::vector<Snapshot> Manager::list() const {
  const Lock lock(rep_->mutex);
  return rep_->history.newest_first();
}

size_t Manager::count() const {
  const Lock lock(rep_->mutex);
  return rep_->history.size();
}

void Manager::clear() {
  std::vector<std::optional<Snapshot>> leaving;
  const Lock lock(rep_->mutex);
  leaving = rep_->history.clear();
}

size_t Manager::prune_before(Time time) {
  std::vector<Snapshot> leaving;
  const Lock lock(rep_->mutex);
  leaving = rep_->history.prune_before(time);
  return leaving.size();
}

Summary Manager::summary() const {
  const Lock lock(rep_->mutex);
  const detail::History& history = rep_->history;
  Summary summary;
  summary.total_snapshots = history.size();
  summary.max_snapshots = history.maximum();
  summary.auto_snapshot_enabled = rep_->automatic;
  summary.auto_snapshot_interval = rep_->interval;
  if (!history.empty()) {
    summary.oldest_snapshot = history.oldest().created_at();
    summary.newest_snapshot = history.newest().created_at();
  }
  summary.nodes_processed = history.nodes_processed;
  return summary;
}

}  // namespace snaproll
