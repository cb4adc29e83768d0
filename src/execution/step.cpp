#include <utility>

#include "base/check_id.hpp"
#include "context/image.hpp"
#include "execution/execution_rep.hpp"
#include "value/edit.hpp"

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

Result<std::string> names_to_json(const Writes& writes) {
  Value names = Value::object();
  for (const auto& entry : writes)
    SNAPROLL_CHECK(detail::member_set(names, entry.first, Value(), {}));
  return names.to_json();
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
  if (generation != execution->generation)
    return Error(Code::kConflict,
                 "this step was given up by a reload or an erase");
  if (!execution->attempts.is_newest(attempt.node, ticket)) {
    return Error(Code::kConflict, "a newer attempt at this node was begun");
  }
  return {};
}

void Step::Rep::end(AttemptOutcome outcome, Time now, std::string error,
                    uint64_t sequence) noexcept {
  execution->attempts.end(attempt.node, ticket, outcome, now, std::move(error));
  if (attempt.irreversible)
    execution->effects.end(ticket, attempt.node, sequence);
  ended = true;
  taken.reset();
  begun = CapturedState();
}

// It is a part of the node's result too, which may be transient.
std::string Step::Rep::kept_error(std::string_view message) const {
  const bool keeps = detail::ContextAccess::keeps(
      execution->context, {"node_results", attempt.node, "result", "Failure"});
  return keeps ? std::string(message) : std::string();
}

Status Step::Rep::record(const NodeResult& result, AttemptOutcome outcome,
                         std::string error) {
  const Time now = result.completed_at;
  SNAPROLL_TRY(Value value, result.to_value(execution->limits()));
  Execution::Rep& all = *execution;
  Writes made;
  Writes* writes = nullptr;
  if (!all.edges.empty()) {
    writes = &all.writes[attempt.node];
    made = written(all.context.captured());
  }
  detail::AttemptNote told_end = note(outcome, now, error, 0);
  if (!made.empty()) {
    SNAPROLL_TRY(told_end.writes, names_to_json(made));
  }
  const auto change = [&]() -> Status {
    SNAPROLL_TRY(told_end.sequence,
                 detail::ContextAccess::record_result(all.context, attempt.node,
                                                      std::move(value)));
    return {};
  };
  SNAPROLL_CHECK(commit(told_end, change));
  const uint64_t number = told_end.sequence;
  if (writes != nullptr) {
    for (auto& entry : made) entry.second = number;
    made.merge(*writes);  // what earlier attempts wrote
    writes->swap(made);
  }
  end(outcome, now, std::move(error), number);
  return {};
}

Status Step::Rep::commit(detail::AttemptNote& told_end,
                         const std::function<Status()>& change) {
  Execution::Rep& all = *execution;
  if (all.journal == nullptr) return change();
  if (!all.save_steps) {
    // Nothing needs memory after the change.
    std::list<detail::AttemptNote> one(1, told_end);
    SNAPROLL_CHECK(change());
    one.front().sequence = told_end.sequence;
    all.untold.splice(all.untold.end(), one);
    return {};
  }
  detail::Told told = all.told();
  told.attempts.push_back(told_end);
  const auto tell = [&]() -> Status {
    SNAPROLL_CHECK(change());
    told.attempts.back().sequence = told_end.sequence;
    return {};
  };
  SNAPROLL_CHECK(all.manager.change_durably(told, tell));
  all.told_done(told);
  return {};
}

detail::AttemptNote Step::Rep::note(AttemptOutcome outcome, Time now,
                                    std::string error,
                                    uint64_t sequence) const {
  detail::AttemptNote note;
  note.ticket = ticket;
  note.sequence = sequence;
  note.attempt = attempt;
  note.attempt.outcome = outcome;
  note.attempt.ended_at = now;
  note.attempt.error = std::move(error);
  return note;
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
  return rep_->record(result, AttemptOutcome::kFailed,
                      rep_->kept_error(message));
}

Result<RollbackResult> Step::rollback(std::string_view message) {
  SNAPROLL_CHECK(check_message(message, rep_->execution->limits()));
  const Lock lock(rep_->execution->mutex);
  SNAPROLL_CHECK(rep_->check_open());
  std::string error = rep_->kept_error(message);
  Execution::Rep& all = *rep_->execution;
  SNAPROLL_CHECK(all.load_attempts());
  const Snapshot* target = rep_->taken.has_value() ? &*rep_->taken : nullptr;
  detail::Told told = all.told();
  told.attempts.push_back(
      rep_->note(AttemptOutcome::kRolledBack, kNoTime, error, 0));
  const auto move = [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(
        RollbackResult moved,
        all.context.roll_back(rep_->state_begun(), rep_->position,
                              rep_->snapshot_id, all.add_effects(true)));
    told.attempts.back().attempt.ended_at = moved.rolled_back_at;
    // The move took the last number that was given.
    told.attempts.back().sequence = all.context.next_sequence() - 1;
    return moved;
  };
  SNAPROLL_TRY(RollbackResult result,
               all.manager.move_durably(all.context, target, told, move));
  all.told_done(told);
  rep_->end(AttemptOutcome::kRolledBack, result.rolled_back_at,
            std::move(error), told.attempts.back().sequence);
  return result;
}

}  // namespace snaproll
