#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// A list of names as a JSON array: `body(result)` gives it.
template <typename Body>
int32_t read_names(const snaproll_rollback_result* result, snaproll_buf* out,
                   snaproll_error** error, Body&& body) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(result, "result"));
    return give_names(out, body(*self));
  });
}

Status append_effect(std::string& json, const Effect& effect) {
  json += "{\"node\":";
  SNAPROLL_CHECK(append_json_text(json, effect.node));
  json += ",\"idempotency_key\":";
  SNAPROLL_CHECK(append_json_text(json, effect.idempotency_key));
  json += ",\"attempt\":" + std::to_string(effect.attempt);
  json += ",\"started_at\":\"" + time_text(effect.started_at) + "\"}";
  return {};
}

Result<Value> state_value(const ExecutionState& state) {
  Limits limits;
  limits.text_bytes = SIZE_MAX;
  return state.to_value(limits);
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_rollback_result_success(const snaproll_rollback_result* result,
                                         bool* out, snaproll_error** error) {
  return read(result, "result", out, error,
              [](const RollbackResult& self) { return self.success; });
}

int32_t snaproll_rollback_result_applied_snapshot_id(
    const snaproll_rollback_result* result, snaproll_id* out, bool* present,
    snaproll_error** error) {
  return read_id(
      result, "result", out, present, error,
      [](const RollbackResult& self) { return self.applied_snapshot_id; });
}

int32_t snaproll_rollback_result_nodes_removed(
    const snaproll_rollback_result* result, size_t* out,
    snaproll_error** error) {
  return read(result, "result", out, error,
              [](const RollbackResult& self) { return self.nodes_removed; });
}

int32_t snaproll_rollback_result_variables_changed(
    const snaproll_rollback_result* result, size_t* out,
    snaproll_error** error) {
  return read(result, "result", out, error, [](const RollbackResult& self) {
    return self.variables_changed;
  });
}

int32_t snaproll_rollback_result_error(const snaproll_rollback_result* result,
                                       snaproll_view* out,
                                       snaproll_error** error) {
  return read(result, "result", out, error,
              [](const RollbackResult& self) { return view_of(self.error); });
}

int32_t snaproll_rollback_result_rolled_back_at(
    const snaproll_rollback_result* result, int64_t* out,
    snaproll_error** error) {
  return read(result, "result", out, error,
              [](const RollbackResult& self) { return self.rolled_back_at; });
}

int32_t snaproll_rollback_result_to_json(const snaproll_rollback_result* result,
                                         snaproll_buf* out,
                                         snaproll_error** error) {
  return read_text(result, "result", out, error,
                   [](const RollbackResult& self) { return self.to_json(); });
}

int32_t snaproll_rollback_result_from_json(const char* json, size_t json_size,
                                           snaproll_rollback_result** out,
                                           snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(RollbackResult made, RollbackResult::from_json(given));
    *out = make<snaproll_rollback_result>(
        std::make_shared<const RollbackResult>(std::move(made)));
    return {};
  });
}

int32_t snaproll_rollback_result_ref(const snaproll_rollback_result* result,
                                     snaproll_rollback_result** out,
                                     snaproll_error** error) {
  return read_handle(result, "result", out, error,
                     [&](const RollbackResult&) { return result->rep(); });
}

void snaproll_rollback_result_free(snaproll_rollback_result* result) {
  release(result);
}

int32_t snaproll_rollback_result_removed_nodes(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_names(result, out, error, [](const RollbackResult& self) {
    return self.removed_nodes();
  });
}

int32_t snaproll_rollback_result_changed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_names(result, out, error, [](const RollbackResult& self) {
    return self.variables().changed;
  });
}

int32_t snaproll_rollback_result_removed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_names(result, out, error, [](const RollbackResult& self) {
    return self.variables().removed;
  });
}

int32_t snaproll_rollback_result_reappeared_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_names(result, out, error, [](const RollbackResult& self) {
    return self.variables().reappeared;
  });
}

int32_t snaproll_rollback_result_effects(const snaproll_rollback_result* result,
                                         snaproll_buf* out,
                                         snaproll_error** error) {
  return read_text(result, "result", out, error,
                   [](const RollbackResult& self) -> Result<std::string> {
                     std::string json = "[";
                     for (const Effect& effect : self.effects) {
                       if (json.size() > 1) json += ',';
                       SNAPROLL_CHECK(append_effect(json, effect));
                     }
                     return json + ']';
                   });
}

int32_t snaproll_rollback_result_state_before(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_json(result, "result", out, error,
                   [](const RollbackResult& self) {
                     return state_value(self.before.state);
                   });
}

int32_t snaproll_rollback_result_state_after(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error) {
  return read_json(
      result, "result", out, error,
      [](const RollbackResult& self) { return state_value(self.after.state); });
}

int32_t snaproll_rollback_result_patch(const snaproll_rollback_result* result,
                                       snaproll_cancel* cancel,
                                       snaproll_patch** out,
                                       snaproll_error** error) {
  return read_handle(result, "result", out, error,
                     [&](const RollbackResult& self) -> Result<Patch> {
                       SNAPROLL_TRY(const auto* stop,
                                    live_or_null(cancel, "cancel"));
                       return self.patch(stop);
                     });
}

int32_t snaproll_rollback_result_text(const snaproll_rollback_result* result,
                                      snaproll_buf* out,
                                      snaproll_error** error) {
  return read_text(result, "result", out, error,
                   [](const RollbackResult& self) { return self.text(); });
}
