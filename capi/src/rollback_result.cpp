#include "boundary.hpp"

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
