#include "snaproll/execution.hpp"

#include <utility>

#include "base/check_id.hpp"
#include "base/name_id.hpp"
#include "execution/execution_rep.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

void or_throw(Status status) {
  if (!status.ok()) throw Failure(std::move(status).error());
}

Result<Manager> make_manager(const ExecutionOptions& options,
                             std::shared_ptr<const Environment> environment) {
  constexpr size_t kUsual = 10;  // rule M1
  Manager manager(options.max_snapshots.value_or(kUsual),
                  std::move(environment));
  SNAPROLL_CHECK(manager.set_snapshot_rules(options.snapshot_rules));
  manager.set_auto_snapshot(options.auto_snapshot_interval);
  if (!options.auto_snapshot) manager.disable_auto_snapshot();
  return manager;
}

// The output of a result that says that its node need not run again.
std::optional<Value> output_of(Value result) {
  auto base = NodeResult::from_value(result);
  if (!base.ok()) return result;
  switch (base->outcome) {
    case Outcome::kSuccess:
      return std::move(base->output);
    case Outcome::kSkipped:
      return Value();
    case Outcome::kPending:
    case Outcome::kFailure:
      break;
  }
  return std::nullopt;
}

}  // namespace

namespace detail {

std::string idempotency_key(const std::string& execution_id,
                            std::string_view node) {
  std::string name = execution_id;
  name += '\0';
  name += node;
  return name_based_id(name).text();
}

}  // namespace detail

std::optional<Value> Execution::Rep::done_output(std::string_view node) const {
  auto result = context.node_result(node);
  if (!result.has_value()) return std::nullopt;
  return output_of(*std::move(result));
}

Execution::Execution(std::shared_ptr<Rep> rep) noexcept
    : rep_(std::move(rep)) {}
Execution::Execution(Execution&&) noexcept = default;
Execution& Execution::operator=(Execution&&) noexcept = default;
Execution::~Execution() = default;

Result<Execution> Execution::create(const ExecutionOptions& options) {
  SNAPROLL_TRY(Context context,
               Context::create(options.workflow_id, options.execution_id,
                               options.environment));
  return adopt(std::move(context), options);
}

Result<Execution> Execution::adopt(Context context,
                                   const ExecutionOptions& options) {
  SNAPROLL_TRY(Manager manager, make_manager(options, context.environment()));
  return Execution(
      std::make_shared<Rep>(std::move(context), std::move(manager)));
}

Context& Execution::context() const noexcept { return rep_->context; }
Manager& Execution::manager() const noexcept { return rep_->manager; }

Result<Step> Execution::step_begin(std::string_view node,
                                   const StepOptions& options) {
  SNAPROLL_CHECK(detail::check_id(node, "node id", rep_->limits()));
  auto step = std::make_unique<Step::Rep>();
  step->execution = rep_;
  Attempt& attempt = step->attempt;
  attempt.node = node;
  attempt.irreversible = options.irreversible;
  attempt.idempotency_key =
      detail::idempotency_key(rep_->context.execution_id(), node);
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->load_attempts());
  step->generation = rep_->generation;
  if (auto output = rep_->done_output(node)) {
    step->done = true;
    step->output = std::move(output);
    attempt.number = rep_->attempts.count(attempt.node);
    return Step(std::move(step));
  }
  SNAPROLL_CHECK(rep_->check_may_write());
  // All that needs memory comes before the first change.
  auto room = rep_->attempts.make_room(attempt);
  auto effect = rep_->effects.make_room(attempt);
  step->position = rep_->context.position();
  step->begun = rep_->context.captured();
  attempt.number = rep_->attempts.count(attempt.node) + 1;
  attempt.started_at = kNoTime;  // until its snapshot is taken
  step->ticket = rep_->attempts.next_ticket();
  detail::Told told = rep_->told();
  told.next_ticket = step->ticket + 1;
  // When an irreversible attempt is given up, is on record as well.
  told.at_once = rep_->effects.is_open(attempt.node);
  told.attempts.push_back(step->note(AttemptOutcome::kOpen, kNoTime, {},
                                     rep_->context.next_sequence()));
  SNAPROLL_TRY(std::optional<Snapshot> taken,
               rep_->manager.on_node_execute(rep_->context, node,
                                             options.irreversible, told));
  rep_->told_done(told);
  attempt.started_at = told.attempts.back().attempt.started_at;
  if (attempt.started_at == kNoTime) attempt.started_at = rep_->now();
  if (taken.has_value()) {
    SNAPROLL_CHECK(taken->load());
    step->snapshot_id = taken->id();
    step->position = taken->id();
    // One that was skipped for being the same has older sequence numbers.
    if (!detail::same_state(step->begun, taken->captured())) {
      step->taken = std::move(taken);
      step->begun = CapturedState();
    }
  }
  step->ticket = rep_->attempts.begin(attempt, std::move(room));
  rep_->effects.begin(step->ticket, attempt, rep_->context.next_sequence(),
                      std::move(effect));
  return Step(std::move(step));
}

Status Execution::end_failed(Step& step, std::string_view message,
                             OnError on_error) {
  const auto end = [&](std::string_view told) -> Status {
    if (on_error == OnError::kFail) return step.fail(told);
    auto back = step.rollback(told);
    return back.ok() ? Status() : Status(std::move(back).error());
  };
  Status status = end(message);
  if (!status.ok() && status.error().code == Code::kParse) {
    std::string ascii(message);
    for (char& c : ascii) {
      if (static_cast<unsigned char>(c) > 0x7f) c = '?';
    }
    status = end(ascii);
  }
  if (!status.ok() && status.error().code == Code::kLimit) status = end({});
  if (status.ok() || status.error().code == Code::kUnusable ||
      status.error().code == Code::kConflict)
    return {};
  return status;
}

bool Execution::is_done(std::string_view node) const {
  return rep_->done_output(node).has_value();
}

std::vector<std::string> Execution::unfinished() const {
  const Lock lock(rep_->mutex);
  or_throw(rep_->load_attempts());
  return rep_->attempts.unfinished();
}

std::vector<Attempt> Execution::attempts(std::string_view node) const {
  const Lock lock(rep_->mutex);
  or_throw(rep_->load_attempts());
  return rep_->attempts.list(node);
}

Result<Snapshot> Execution::snapshot(SnapshotInfo info) {
  const Lock lock(rep_->mutex);
  detail::Told told = rep_->told();
  SNAPROLL_TRY(Snapshot snapshot, rep_->manager.create_snapshot(
                                      rep_->context, std::move(info), told));
  rep_->told_done(told);
  return snapshot;
}

Result<std::vector<FieldChange>> Execution::history(
    std::string_view pointer) const {
  return rep_->manager.history(pointer);
}

}  // namespace snaproll
