// Making contexts, reading them, their states and checkpoints (rules C2, C3,
// C6 to C8), snapshots of them (S2, S3).
#include "snaproll/context.hpp"

#include <utility>

#include "base/check_id.hpp"
#include "context/context_rep.hpp"
#include "context/state_edit.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {
using Lock = std::lock_guard<std::mutex>;
using detail::WriteLock;

namespace detail {

Error ended_context() {
  return Error(Code::kUnusable, "this transaction has ended")
      .with_hint("go on with the context that it was begun from");
}

Checkpoint make_checkpoint(const CapturedState& captured, Time now) {
  return {now, captured.node_results, captured.variables, captured.state};
}

}  // namespace detail

Context::Context(std::shared_ptr<Rep> rep) noexcept : rep_(std::move(rep)) {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() = default;

Result<Context> Context::create(
    std::string_view workflow_id, std::string_view execution_id,
    std::shared_ptr<const Environment> environment) {
  auto rep = std::make_shared<Rep>(std::move(environment));
  const Environment& env = *rep->environment;
  SNAPROLL_CHECK(detail::check_id(workflow_id, "workflow id", env.limits));
  rep->workflow_id = workflow_id;
  if (execution_id.empty()) {
    rep->execution_id = env.next_id().text();
  } else {
    SNAPROLL_CHECK(detail::check_id(execution_id, "execution id", env.limits));
    rep->execution_id = execution_id;
  }
  rep->started_at = env.now();
  return Context(std::move(rep));
}

Result<Context> Context::resume_from_checkpoint(
    const Checkpoint& checkpoint, std::string_view workflow_id,
    std::shared_ptr<const Environment> environment) {
  SNAPROLL_TRY(Context context,
               create(workflow_id, {}, std::move(environment)));
  Rep& rep = *context.rep_;
  rep.started_at = checkpoint.timestamp;
  rep.captured.state = checkpoint.state;
  rep.captured.variables = checkpoint.variables;
  SNAPROLL_CHECK(detail::check_captured(rep.captured, rep.limits()));
  rep.checkpoint = std::make_shared<const Checkpoint>(checkpoint);
  return context;
}

Context Context::copy() const {
  auto rep = std::make_shared<Rep>(rep_->environment);
  const Lock lock(rep_->mutex);
  rep->execution_id = rep_->execution_id;
  rep->workflow_id = rep_->workflow_id;
  rep->started_at = rep_->started_at;
  rep->completed_at = rep_->completed_at;
  rep->captured = rep_->captured;
  rep->paths = rep_->paths;
  if (rep_->kept != nullptr)
    rep->kept = std::make_unique<detail::Kept>(*rep_->kept);
  rep->checkpoint = rep_->checkpoint;
  rep->version = rep_->version;
  rep->position = rep_->position;
  rep->ended = rep_->ended;
  return Context(std::move(rep));
}

Status Context::check_usable() const {
  const Lock lock(rep_->mutex);
  if (rep_->ended) return detail::ended_context();
  return {};
}

std::string Context::execution_id() const {
  const Lock lock(rep_->mutex);
  return rep_->execution_id;
}

std::string Context::workflow_id() const {
  const Lock lock(rep_->mutex);
  return rep_->workflow_id;
}

Time Context::started_at() const {
  const Lock lock(rep_->mutex);
  return rep_->started_at;
}

Time Context::completed_at() const {
  const Lock lock(rep_->mutex);
  return rep_->completed_at;
}

ExecutionState Context::state() const {
  const Lock lock(rep_->mutex);
  return rep_->captured.state;
}

std::shared_ptr<const Checkpoint> Context::checkpoint() const {
  const Lock lock(rep_->mutex);
  return rep_->checkpoint;
}

uint64_t Context::version() const {
  const Lock lock(rep_->mutex);
  return rep_->version.get();
}

uint64_t Context::next_sequence() const {
  const Lock lock(rep_->mutex);
  return rep_->captured.next_sequence;
}

std::optional<Id> Context::position() const {
  const Lock lock(rep_->mutex);
  return rep_->position;
}

CapturedState Context::captured() const {
  const Lock lock(rep_->mutex);
  return rep_->kept_state();
}

CapturedState Context::live() const {
  const Lock lock(rep_->mutex);
  return rep_->captured;
}

const std::shared_ptr<const Environment>& Context::environment()
    const noexcept {
  return rep_->environment;
}

Status Context::set_state(ExecutionState state) {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(
      detail::set_state(rep_->captured, std::move(state), rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::mark_completed() {
  const Time now = rep_->environment->now();
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (rep_->completed_at != kNoTime) return {};
  rep_->completed_at = now;
  rep_->version.raise();
  return {};
}

Status Context::pause() {
  const Time now = rep_->environment->now();
  std::shared_ptr<const Checkpoint> made;  // let go of without the lock
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  CapturedState paused = rep_->kept_state();
  SNAPROLL_CHECK(
      detail::set_state(paused, {StateKind::kPaused, {}}, rep_->limits()));
  made =
      std::make_shared<const Checkpoint>(detail::make_checkpoint(paused, now));
  rep_->captured.state = std::move(paused.state);
  rep_->checkpoint.swap(made);
  rep_->version.raise();
  return {};
}

Status Context::resume() {
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (rep_->captured.state.kind != StateKind::kPaused) return {};
  SNAPROLL_CHECK(detail::set_state(rep_->captured, {StateKind::kRunning, {}},
                                   rep_->limits()));
  rep_->version.raise();
  return {};
}

Status Context::cancel() {
  const Time now = rep_->environment->now();
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  SNAPROLL_CHECK(detail::set_state(rep_->captured, {StateKind::kCancelled, {}},
                                   rep_->limits()));
  if (rep_->completed_at == kNoTime) rep_->completed_at = now;
  rep_->version.raise();
  return {};
}

Result<Checkpoint> Context::create_checkpoint() {
  const Time now = rep_->environment->now();
  std::shared_ptr<const Checkpoint> made;
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  Checkpoint checkpoint = detail::make_checkpoint(rep_->kept_state(), now);
  made = std::make_shared<const Checkpoint>(checkpoint);
  rep_->checkpoint.swap(made);
  rep_->version.raise();
  return checkpoint;
}

bool Context::can_resume() const {
  const Lock lock(rep_->mutex);
  return rep_->checkpoint != nullptr &&
         rep_->captured.state.kind == StateKind::kPaused;
}

Result<Snapshot> Context::take_snapshot(SnapshotInfo info) {
  SNAPROLL_CHECK(detail::check_info(info, rep_->limits()));
  Snapshot::Data data;
  data.created_at = rep_->environment->now();
  data.id = rep_->environment->ids->next(data.created_at);
  data.info = std::move(info);
  const WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  data.parent = rep_->position;
  data.captured = rep_->kept_state();
  Snapshot snapshot(std::move(data));
  rep_->position = snapshot.id();
  rep_->position_moved = true;
  return snapshot;
}

Result<Value> Context::value() const {
  const Lock lock(rep_->mutex);
  if (rep_->ended) return detail::ended_context();
  return rep_->kept_state().to_value();
}

}  // namespace snaproll
