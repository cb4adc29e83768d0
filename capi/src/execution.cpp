#include "boundary.hpp"

namespace snaproll::capi {
namespace {

const char* outcome_name(AttemptOutcome outcome) {
  switch (outcome) {
    case AttemptOutcome::kOpen:
      return "open";
    case AttemptOutcome::kFinished:
      return "finished";
    case AttemptOutcome::kFailed:
      return "failed";
    case AttemptOutcome::kRolledBack:
      return "rolled_back";
  }
  return "";
}

Status append_attempt(std::string& json, const Attempt& attempt) {
  json += "{\"node\":";
  SNAPROLL_CHECK(append_json_text(json, attempt.node));
  json += ",\"number\":" + std::to_string(attempt.number);
  json += ",\"outcome\":\"";
  json += outcome_name(attempt.outcome);
  json += "\",\"irreversible\":";
  json += attempt.irreversible ? "true" : "false";
  json += ",\"idempotency_key\":";
  SNAPROLL_CHECK(append_json_text(json, attempt.idempotency_key));
  json += ",\"started_at\":\"" + time_text(attempt.started_at);
  json += "\",\"ended_at\":";
  json += attempt.ended_at == kNoTime ? "null"
                                      : '"' + time_text(attempt.ended_at) + '"';
  json += ",\"error\":";
  if (attempt.outcome == AttemptOutcome::kFailed ||
      attempt.outcome == AttemptOutcome::kRolledBack) {
    SNAPROLL_CHECK(append_json_text(json, attempt.error));
  } else {
    json += "null";
  }
  json += '}';
  return {};
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_execution_new(const snaproll_options* options,
                               snaproll_execution** out,
                               snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* settings, live_or_null(options, "options"));
    SNAPROLL_TRY(Execution made, settings != nullptr
                                     ? Execution::create(*settings)
                                     : Execution::create());
    *out =
        make<snaproll_execution>(std::make_shared<Execution>(std::move(made)));
    return {};
  });
}

int32_t snaproll_execution_from_context(const snaproll_context* context,
                                        const snaproll_options* options,
                                        snaproll_execution** out,
                                        snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* from, live(context, "context"));
    SNAPROLL_TRY(const auto* settings, live_or_null(options, "options"));
    Context copy = from->copy();
    SNAPROLL_CHECK(copy.check_usable());
    SNAPROLL_TRY(Execution made,
                 settings != nullptr
                     ? Execution::adopt(std::move(copy), *settings)
                     : Execution::adopt(std::move(copy)));
    *out =
        make<snaproll_execution>(std::make_shared<Execution>(std::move(made)));
    return {};
  });
}

void snaproll_execution_free(snaproll_execution* execution) {
  release(execution);
}

int32_t snaproll_execution_context(const snaproll_execution* execution,
                                   snaproll_context** out,
                                   snaproll_error** error) {
  return read_handle(execution, "execution", out, error, [&](Execution& self) {
    return std::shared_ptr<Context>(execution->rep(), &self.context());
  });
}

int32_t snaproll_execution_manager(const snaproll_execution* execution,
                                   snaproll_manager** out,
                                   snaproll_error** error) {
  return read_handle(execution, "execution", out, error, [&](Execution& self) {
    return std::shared_ptr<Manager>(execution->rep(), &self.manager());
  });
}

int32_t snaproll_execution_snapshot(snaproll_execution* execution,
                                    const snaproll_snapshot_options* options,
                                    snaproll_id* out, snaproll_error** error) {
  clear(out);
  return change(execution, "execution", error, [&](Execution& self) -> Status {
    SNAPROLL_TRY(SnapshotInfo info, info_of(options));
    SNAPROLL_TRY(const Snapshot taken, self.snapshot(std::move(info)));
    if (out != nullptr) *out = id_of(taken.id());
    return {};
  });
}

int32_t snaproll_execution_rollback(snaproll_execution* execution,
                                    snaproll_rollback_result** result,
                                    snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    return self->rollback();
  });
}

int32_t snaproll_execution_rollback_to(snaproll_execution* execution,
                                       const snaproll_id* id,
                                       snaproll_rollback_result** result,
                                       snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    if (id == nullptr) return bad_argument("id", "NULL");
    return self->rollback_to(id_of(*id));
  });
}

int32_t snaproll_execution_rollback_n(snaproll_execution* execution,
                                      size_t steps,
                                      snaproll_rollback_result** result,
                                      snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    return self->rollback_n(steps);
  });
}

int32_t snaproll_execution_is_done(const snaproll_execution* execution,
                                   const char* node, size_t node_size,
                                   bool* out, snaproll_error** error) {
  return read(execution, "execution", out, error,
              [&](const Execution& self) -> Result<bool> {
                SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
                return self.is_done(id);
              });
}

int32_t snaproll_execution_unfinished(const snaproll_execution* execution,
                                      snaproll_buf* out,
                                      snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(execution, "execution"));
    return give_names(out, self->unfinished());
  });
}

int32_t snaproll_execution_attempts(const snaproll_execution* execution,
                                    const char* node, size_t node_size,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_text(execution, "execution", out, error,
                   [&](const Execution& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
                     return array_json(self.attempts(id), append_attempt);
                   });
}

int32_t snaproll_execution_step_begin(snaproll_execution* execution,
                                      const char* node, size_t node_size,
                                      const snaproll_step_options* options,
                                      snaproll_step** out,
                                      snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
    SNAPROLL_TRY(const auto* told, live_or_null(options, "options"));
    Room<snaproll_step> room;
    SNAPROLL_TRY(Step begun,
                 self->step_begin(id, told != nullptr ? *told : StepOptions()));
    *out = room.fill({execution->rep(), std::move(begun)});
    return {};
  });
}
