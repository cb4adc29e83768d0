// Contexts: making them, what they are, their states, transactions, snapshots.
#include "boundary.hpp"

namespace snaproll::capi {
namespace {

std::shared_ptr<Context> shared(Context context) {
  return std::make_shared<Context>(std::move(context));
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_context_new(const char* workflow_id, size_t workflow_id_size,
                             const snaproll_options* options,
                             snaproll_context** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto workflow,
                 text(workflow_id, workflow_id_size, "workflow_id"));
    SNAPROLL_TRY(const auto* settings, live_or_null(options, "options"));
    SNAPROLL_TRY(auto environment, environment_of(options));
    const std::string id =
        settings != nullptr ? settings->execution_id : std::string();
    SNAPROLL_TRY(Context made,
                 Context::create(workflow, id, std::move(environment)));
    *out = make<snaproll_context>(shared(std::move(made)));
    return {};
  });
}

int32_t snaproll_context_from_json(const char* json, size_t json_size,
                                   const snaproll_options* options,
                                   snaproll_cancel* cancel,
                                   snaproll_context** out,
                                   snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(auto environment, environment_of(options));
    SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
    SNAPROLL_TRY(Context made,
                 Context::from_json(given, std::move(environment), stop));
    *out = make<snaproll_context>(shared(std::move(made)));
    return {};
  });
}

int32_t snaproll_context_resume_from_checkpoint(
    const snaproll_checkpoint* checkpoint, const char* workflow_id,
    size_t workflow_id_size, const snaproll_options* options,
    snaproll_context** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* from, live(checkpoint, "checkpoint"));
    SNAPROLL_TRY(const auto workflow,
                 text(workflow_id, workflow_id_size, "workflow_id"));
    SNAPROLL_TRY(auto environment, environment_of(options));
    SNAPROLL_TRY(Context made, Context::resume_from_checkpoint(
                                   *from, workflow, std::move(environment)));
    *out = make<snaproll_context>(shared(std::move(made)));
    return {};
  });
}

int32_t snaproll_context_copy(const snaproll_context* context,
                              snaproll_context** out, snaproll_error** error) {
  return read_handle(context, "context", out, error,
                     [](const Context& self) { return shared(self.copy()); });
}

void snaproll_context_free(snaproll_context* context) { release(context); }

int32_t snaproll_context_to_json(const snaproll_context* context,
                                 snaproll_cancel* cancel, snaproll_buf* out,
                                 snaproll_error** error) {
  return read_text(context, "context", out, error,
                   [&](const Context& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto* stop,
                                  live_or_null(cancel, "cancel"));
                     return self.to_json(stop);
                   });
}

int32_t snaproll_context_execution_id(const snaproll_context* context,
                                      snaproll_buf* out,
                                      snaproll_error** error) {
  return read_text(context, "context", out, error,
                   [](const Context& self) { return self.execution_id(); });
}

int32_t snaproll_context_workflow_id(const snaproll_context* context,
                                     snaproll_buf* out,
                                     snaproll_error** error) {
  return read_text(context, "context", out, error,
                   [](const Context& self) { return self.workflow_id(); });
}

int32_t snaproll_context_started_at(const snaproll_context* context,
                                    int64_t* out, snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.started_at(); });
}

int32_t snaproll_context_completed_at(const snaproll_context* context,
                                      int64_t* out, snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.completed_at(); });
}

int32_t snaproll_context_state(const snaproll_context* context, int32_t* out,
                               snaproll_buf* message, snaproll_error** error) {
  clear(message);
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(context, "context"));
    ExecutionState state = self->state();
    SNAPROLL_CHECK(self->check_usable());
    if (message != nullptr) give(message, std::move(state.message));
    *out = static_cast<int32_t>(state.kind);
    return {};
  });
}

int32_t snaproll_context_set_state(snaproll_context* context, int32_t state,
                                   const char* message, size_t message_size,
                                   snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto told, text(message, message_size, "message"));
    if (state < SNAPROLL_RUNNING || state > SNAPROLL_PAUSED)
      return bad_argument("state", "no such state");
    return self.set_state({static_cast<StateKind>(state), std::string(told)});
  });
}

int32_t snaproll_context_version(const snaproll_context* context, uint64_t* out,
                                 snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.version(); });
}

int32_t snaproll_context_position(const snaproll_context* context,
                                  snaproll_id* out, bool* present,
                                  snaproll_error** error) {
  return read_id(context, "context", out, present, error,
                 [](const Context& self) { return self.position(); });
}

int32_t snaproll_context_mark_completed(snaproll_context* context,
                                        snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.mark_completed(); });
}

int32_t snaproll_context_pause(snaproll_context* context,
                               snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.pause(); });
}

int32_t snaproll_context_resume(snaproll_context* context,
                                snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.resume(); });
}

int32_t snaproll_context_cancel(snaproll_context* context,
                                snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.cancel(); });
}

int32_t snaproll_context_create_checkpoint(snaproll_context* context,
                                           snaproll_checkpoint** out,
                                           snaproll_error** error) {
  clear(out);
  return change(context, "context", error, [&](Context& self) -> Status {
    Room<snaproll_checkpoint> room;
    auto kept = std::make_shared<Checkpoint>();
    SNAPROLL_TRY(*kept, self.create_checkpoint());
    if (out != nullptr) *out = room.fill(std::move(kept));
    return {};
  });
}

int32_t snaproll_context_checkpoint(const snaproll_context* context,
                                    snaproll_checkpoint** out,
                                    snaproll_error** error) {
  using Rep = std::shared_ptr<const Checkpoint>;
  return read_handle(context, "context", out, error,
                     [](const Context& self) -> Result<Rep> {
                       Rep checkpoint = self.checkpoint();
                       if (checkpoint != nullptr) return checkpoint;
                       return Error(Code::kNotFound, "there is no checkpoint");
                     });
}

int32_t snaproll_context_can_resume(const snaproll_context* context, bool* out,
                                    snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.can_resume(); });
}

int32_t snaproll_context_begin(const snaproll_context* context,
                               snaproll_context** out, snaproll_error** error) {
  return read_handle(context, "context", out, error,
                     [](const Context& self) { return shared(self.begin()); });
}

int32_t snaproll_context_commit(snaproll_context* context,
                                snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.commit(); });
}

int32_t snaproll_context_abort(snaproll_context* context,
                               snaproll_error** error) {
  return change(context, "context", error,
                [](Context& self) { return self.abort(); });
}

int32_t snaproll_context_take_snapshot(snaproll_context* context,
                                       const snaproll_snapshot_options* options,
                                       snaproll_snapshot** out,
                                       snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* self, live(context, "context"));
    SNAPROLL_TRY(SnapshotInfo info, info_of(options));
    Room<snaproll_snapshot> room;
    SNAPROLL_TRY(Snapshot taken, self->take_snapshot(std::move(info)));
    *out = room.fill(std::move(taken));
    return {};
  });
}

int32_t snaproll_context_apply(snaproll_context* context,
                               const snaproll_snapshot* snapshot,
                               snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto* target, live(snapshot, "snapshot"));
    return self.apply(*target);
  });
}
