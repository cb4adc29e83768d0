#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_step_options_new(snaproll_step_options** out,
                                  snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_step_options>(StepOptions());
    return {};
  });
}

int32_t snaproll_step_options_set_irreversible(snaproll_step_options* options,
                                               bool irreversible,
                                               snaproll_error** error) {
  return change(options, "options", error, [&](StepOptions& self) -> Status {
    self.irreversible = irreversible;
    return {};
  });
}

void snaproll_step_options_free(snaproll_step_options* options) {
  release(options);
}

int32_t snaproll_step_node(const snaproll_step* step, snaproll_buf* out,
                           snaproll_error** error) {
  return read_text(step, "step", out, error,
                   [](const StepRep& self) { return self.step.node(); });
}

int32_t snaproll_step_done(const snaproll_step* step, bool* out,
                           snaproll_error** error) {
  return read(step, "step", out, error,
              [](const StepRep& self) { return self.step.done(); });
}

int32_t snaproll_step_result(const snaproll_step* step, snaproll_buf* out,
                             snaproll_error** error) {
  return read_json(step, "step", out, error,
                   [](const StepRep& self) { return self.step.result(); });
}

int32_t snaproll_step_idempotency_key(const snaproll_step* step,
                                      snaproll_buf* out,
                                      snaproll_error** error) {
  return read_text(step, "step", out, error, [](const StepRep& self) {
    return self.step.idempotency_key();
  });
}

int32_t snaproll_step_attempt(const snaproll_step* step, uint32_t* out,
                              snaproll_error** error) {
  return read(step, "step", out, error,
              [](const StepRep& self) { return self.step.attempt(); });
}

int32_t snaproll_step_snapshot_id(const snaproll_step* step, snaproll_id* out,
                                  bool* present, snaproll_error** error) {
  return read_id(step, "step", out, present, error,
                 [](const StepRep& self) { return self.step.snapshot_id(); });
}

int32_t snaproll_step_finish(snaproll_step* step, const char* json,
                             size_t json_size,
                             const snaproll_node_result* metrics,
                             snaproll_error** error) {
  return change(step, "step", error, [&](StepRep& self) -> Status {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto* told, live_or_null(metrics, "metrics"));
    SNAPROLL_TRY(Value output,
                 plain_text_hint(Value::parse(given, self.limits()), given,
                                 "snaproll_step_finish_text"));
    return self.step.finish(std::move(output), told != nullptr
                                                   ? told->result.metrics
                                                   : std::nullopt);
  });
}

int32_t snaproll_step_finish_text(snaproll_step* step, const char* utf8,
                                  size_t utf8_size, snaproll_error** error) {
  return change(step, "step", error, [&](StepRep& self) -> Status {
    SNAPROLL_TRY(const auto given, text(utf8, utf8_size, "utf8"));
    SNAPROLL_TRY(Value output, Value::text(given, self.limits()));
    return self.step.finish(std::move(output));
  });
}

int32_t snaproll_step_fail(snaproll_step* step, const char* message,
                           size_t message_size, snaproll_error** error) {
  return change(step, "step", error, [&](StepRep& self) -> Status {
    SNAPROLL_TRY(const auto told, text(message, message_size, "message"));
    return self.step.fail(told);
  });
}

int32_t snaproll_step_rollback(snaproll_step* step, const char* message,
                               size_t message_size,
                               snaproll_rollback_result** result,
                               snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(step, "step"));
    SNAPROLL_TRY(const auto told, text(message, message_size, "message"));
    return self->step.rollback(told);
  });
}

void snaproll_step_free(snaproll_step* step) { release(step); }
