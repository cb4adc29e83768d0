#include "snaproll/execution.hpp"

#include <utility>

#include "base/check_id.hpp"
#include "base/name_id.hpp"
#include "execution/execution_rep.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

std::string idempotency_key(const std::string& execution_id,
                            std::string_view node) {
  std::string name = execution_id;
  name += '\0';
  name += node;
  return detail::name_based_id(name).text();
}

Manager make_manager(const ExecutionOptions& options,
                     std::shared_ptr<const Environment> environment) {
  Manager manager(options.max_snapshots, std::move(environment));
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
  Manager manager = make_manager(options, context.environment());
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
  attempt.idempotency_key = idempotency_key(rep_->context.execution_id(), node);
  const Lock lock(rep_->mutex);
  if (auto output = rep_->done_output(node)) {
    step->done = true;
    step->output = std::move(output);
    attempt.number = rep_->attempts.count(attempt.node);
    return Step(std::move(step));
  }
  SNAPROLL_TRY(const std::optional<Snapshot> taken,
               rep_->manager.on_node_execute(rep_->context, node));
  if (taken.has_value()) {
    step->snapshot_id = taken->id();
    step->position = taken->id();
    step->begun = taken->captured();
  } else {
    step->position = rep_->context.position();
    step->begun = rep_->context.captured();
  }
  attempt.started_at = rep_->now();
  step->ticket = rep_->attempts.begin(attempt);
  rep_->effects.begin(step->ticket, attempt, rep_->context.next_sequence());
  return Step(std::move(step));
}

bool Execution::is_done(std::string_view node) const {
  return rep_->done_output(node).has_value();
}

std::vector<std::string> Execution::unfinished() const {
  const Lock lock(rep_->mutex);
  return rep_->attempts.unfinished();
}

std::vector<Attempt> Execution::attempts(std::string_view node) const {
  const Lock lock(rep_->mutex);
  return rep_->attempts.list(node);
}

Result<Snapshot> Execution::snapshot(SnapshotInfo info) {
  return rep_->manager.create_snapshot(rep_->context, std::move(info));
}

}  // namespace snaproll
