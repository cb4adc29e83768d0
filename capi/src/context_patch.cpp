// A context as a value, patches of it, plans and undo.
#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_context_value(const snaproll_context* context,
                               snaproll_value** out, snaproll_error** error) {
  return read_handle(context, "context", out, error,
                     [](const Context& self) { return self.value(); });
}

int32_t snaproll_context_digest(const snaproll_context* context,
                                snaproll_buf* out, snaproll_error** error) {
  return read_text(context, "context", out, error, [](const Context& self) {
    return self.captured().digest();
  });
}

int32_t snaproll_context_diff(const snaproll_context* context,
                              const snaproll_snapshot* before,
                              snaproll_cancel* cancel, snaproll_patch** out,
                              snaproll_error** error) {
  return read_handle(
      context, "context", out, error,
      [&](const Context& self) -> Result<Patch> {
        SNAPROLL_TRY(const auto* snapshot, live(before, "before"));
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        SNAPROLL_TRY(const Value then, snapshot->value());
        SNAPROLL_TRY(const Value now, self.value());
        return Patch::diff(then, now, stop);
      });
}

int32_t snaproll_context_apply_patch(snaproll_context* context,
                                     const snaproll_patch* patch,
                                     snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto* given, live(patch, "patch"));
    return self.apply_patch(*given);
  });
}

int32_t snaproll_context_apply_plan(snaproll_context* context,
                                    const snaproll_rollback_plan* plan,
                                    snaproll_rollback_result** result,
                                    snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(context, "context"));
    SNAPROLL_TRY(const auto* planned, live(plan, "plan"));
    return self->apply_plan(*planned);
  });
}

int32_t snaproll_context_undo_rollback(snaproll_context* context,
                                       snaproll_rollback_result** result,
                                       snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(context, "context"));
    return self->undo_rollback();
  });
}

int32_t snaproll_context_redo_rollback(snaproll_context* context,
                                       snaproll_rollback_result** result,
                                       snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(context, "context"));
    return self->redo_rollback();
  });
}

int32_t snaproll_context_undo_count(const snaproll_context* context,
                                    size_t* out, snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.undo_count(); });
}

int32_t snaproll_context_redo_count(const snaproll_context* context,
                                    size_t* out, snaproll_error** error) {
  return read(context, "context", out, error,
              [](const Context& self) { return self.redo_count(); });
}

int32_t snaproll_context_clear_undo(snaproll_context* context,
                                    snaproll_error** error) {
  return change(context, "context", error, [](Context& self) -> Status {
    self.clear_undo();
    return {};
  });
}
