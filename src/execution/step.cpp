#include <utility>

#include "base/check_id.hpp"
#include "execution/execution_rep.hpp"

namespace snaproll {
namespace {

using Lock = std::lock_guard<std::mutex>;

Status check_message(std::string_view message, const Limits& limits) {
  if (message.size() > limits.text_bytes) {
    return Error(Code::kLimit, "a message of more than " +
                                   std::to_string(limits.text_bytes) +
                                   " bytes");
  }
  return detail::check_utf8(message, "message");
}

}  // namespace

Step::Step(std::unique_ptr<Rep> rep) noexcept : rep_(std::move(rep)) {}
Step::Step(Step&&) noexcept = default;
Step& Step::operator=(Step&&) noexcept = default;
Step::~Step() = default;

const std::string& Step::node() const noexcept { return rep_->attempt.node; }
bool Step::done() const noexcept { return rep_->done; }
const std::string& Step::idempotency_key() const noexcept {
  return rep_->attempt.idempotency_key;
}
uint32_t Step::attempt() const noexcept { return rep_->attempt.number; }
const std::optional<Id>& Step::snapshot_id() const noexcept {
  return rep_->snapshot_id;
}

Result<Value> Step::result() const {
  if (rep_->output.has_value()) return *rep_->output;
  return Error(Code::kNotFound, "no finished result of this node is recorded")
      .with_hint("finish the step first");
}

Status Step::Rep::check_open() const {
  if (done) {
    return Error(Code::kUnusable, "the node was done before this step began")
        .with_hint("read its result");
  }
  if (ended) return Error(Code::kUnusable, "this step has ended");
  if (!execution->attempts.is_newest(attempt.node, ticket)) {
    return Error(Code::kConflict, "a newer attempt at this node was begun");
  }
  return {};
}

void Step::Rep::end(AttemptOutcome outcome, Time now,
                    std::string error) noexcept {
  execution->attempts.end(attempt.node, ticket, outcome, now, std::move(error));
  // The end took the last sequence number that was given.
  if (attempt.irreversible)
    execution->effects.end(ticket, attempt.node,
                           execution->context.next_sequence() - 1);
  ended = true;
  taken.reset();
  begun = CapturedState();
}

Status Step::Rep::record(const NodeResult& result, AttemptOutcome outcome,
                         std::string error) {
  const Time now = result.completed_at;
  SNAPROLL_TRY(Value value, result.to_value(execution->limits()));
  Writes* writes = nullptr;
  Writes made;
  if (!execution->edges.empty()) {
    writes = &execution->writes[attempt.node];
    made = written(execution->context.captured());
  }
  SNAPROLL_CHECK(
      execution->context.record_node_result(attempt.node, std::move(value)));
  if (writes != nullptr) {
    const uint64_t number = execution->context.next_sequence() - 1;
    for (auto& entry : made) entry.second = number;
    made.merge(*writes);  // what earlier attempts wrote
    writes->swap(made);
  }
  end(outcome, now, std::move(error));
  return {};
}

Writes Step::Rep::written(const CapturedState& now) const {
  RollbackResult change;
  change.before = state_begun();
  change.after = now;
  VariableChanges changes = change.variables();
  Writes writes;
  for (auto* names : {&changes.changed, &changes.removed, &changes.reappeared})
    for (std::string& name : *names) writes.emplace(std::move(name), 0);
  return writes;
}

Status Step::finish(Value output, std::optional<Metrics> metrics) {
  const Lock lock(rep_->execution->mutex);
  SNAPROLL_CHECK(rep_->check_open());
  NodeResult result = NodeResult::start(rep_->attempt.started_at);
  result.retry_count = rep_->attempt.number - 1;
  const auto told = metrics.has_value() ? metrics->duration_ms : std::nullopt;
  result.metrics = std::move(metrics);
  result.complete(Outcome::kSuccess, output, {}, rep_->execution->now());
  if (told.has_value()) result.metrics->duration_ms = told;
  SNAPROLL_CHECK(rep_->record(result, AttemptOutcome::kFinished, {}));
  rep_->output = std::move(output);
  return {};
}

Status Step::fail(std::string_view message) {
  SNAPROLL_CHECK(check_message(message, rep_->execution->limits()));
  const Lock lock(rep_->execution->mutex);
  SNAPROLL_CHECK(rep_->check_open());
  NodeResult result = NodeResult::start(rep_->attempt.started_at);
  result.retry_count = rep_->attempt.number - 1;
  result.complete(Outcome::kFailure, {}, std::string(message),
                  rep_->execution->now());
  return rep_->record(result, AttemptOutcome::kFailed, std::string(message));
}

Result<RollbackResult> Step::rollback(std::string_view message) {
  SNAPROLL_CHECK(check_message(message, rep_->execution->limits()));
  std::string error(message);
  const Lock lock(rep_->execution->mutex);
  SNAPROLL_CHECK(rep_->check_open());
  SNAPROLL_TRY(RollbackResult result,
               rep_->execution->context.roll_back(
                   rep_->state_begun(), rep_->position, rep_->snapshot_id,
                   rep_->execution->add_effects(true)));
  rep_->end(AttemptOutcome::kRolledBack, result.rolled_back_at,
            std::move(error));
  return result;
}

}  // namespace snaproll
