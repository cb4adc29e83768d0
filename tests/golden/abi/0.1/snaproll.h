/* The C ABI of 0.1, as it was recorded before the first release. */
#ifndef SNAPROLL_H
#define SNAPROLL_H
#ifndef SNAPROLL_BLOB_H
#define SNAPROLL_BLOB_H
#ifndef SNAPROLL_ERROR_H
#define SNAPROLL_ERROR_H
#ifndef SNAPROLL_TYPES_H
#define SNAPROLL_TYPES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifndef SNAPROLL_EXPORT_H
#define SNAPROLL_EXPORT_H
#if defined(__GNUC__)
#define SNAPROLL_API __attribute__((visibility("default")))
#else
#define SNAPROLL_API
#endif
#endif
#ifdef __cplusplus
extern "C" {
#endif
#define SNAPROLL_Z(literal) "" literal, (sizeof(literal) - 1)
#define SNAPROLL_NO_TIME INT64_MIN
#define SNAPROLL_UNLIMITED SIZE_MAX
typedef struct snaproll_view {
  const char* data;
  size_t size;
} snaproll_view;
typedef struct snaproll_buf {
  char* data;
  size_t size;
  void* owner_;
} snaproll_buf;
typedef struct snaproll_id {
  uint8_t bytes[16];
} snaproll_id;
typedef struct snaproll_cancel snaproll_cancel;
typedef struct snaproll_checkpoint snaproll_checkpoint;
typedef struct snaproll_clock snaproll_clock;
typedef struct snaproll_context snaproll_context;
typedef struct snaproll_erase_options snaproll_erase_options;
typedef struct snaproll_error snaproll_error;
typedef struct snaproll_execution snaproll_execution;
typedef struct snaproll_execution_filter snaproll_execution_filter;
typedef struct snaproll_exporter snaproll_exporter;
typedef struct snaproll_field_history snaproll_field_history;
typedef struct snaproll_importer snaproll_importer;
typedef struct snaproll_manager snaproll_manager;
typedef struct snaproll_node_result snaproll_node_result;
typedef struct snaproll_open_options snaproll_open_options;
typedef struct snaproll_options snaproll_options;
typedef struct snaproll_patch snaproll_patch;
typedef struct snaproll_rollback_plan snaproll_rollback_plan;
typedef struct snaproll_rollback_result snaproll_rollback_result;
typedef struct snaproll_selector snaproll_selector;
typedef struct snaproll_snapshot snaproll_snapshot;
typedef struct snaproll_snapshot_filter snaproll_snapshot_filter;
typedef struct snaproll_snapshot_list snaproll_snapshot_list;
typedef struct snaproll_snapshot_options snaproll_snapshot_options;
typedef struct snaproll_snapshot_rules snaproll_snapshot_rules;
typedef struct snaproll_step snaproll_step;
typedef struct snaproll_step_options snaproll_step_options;
typedef struct snaproll_store snaproll_store;
typedef struct snaproll_store_options snaproll_store_options;
typedef struct snaproll_summary snaproll_summary;
typedef struct snaproll_value snaproll_value;
SNAPROLL_API void snaproll_buf_dispose(snaproll_buf* buf);
SNAPROLL_API int32_t snaproll_id_new(snaproll_id* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_id_parse(const char* text, size_t size,
                                       snaproll_id* out,
                                       snaproll_error** error);
SNAPROLL_API int32_t snaproll_id_text(const snaproll_id* id, char out[37],
                                      snaproll_error** error);
SNAPROLL_API int32_t snaproll_time_text(int64_t time, snaproll_buf* out,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_time_parse(const char* text, size_t size,
                                         int64_t* out, snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_code {
  SNAPROLL_OK = 0,
  SNAPROLL_INVALID_ARGUMENT = -1,
  SNAPROLL_PARSE = -2,
  SNAPROLL_TYPE = -3,
  SNAPROLL_RANGE = -4,
  SNAPROLL_LIMIT = -5,
  SNAPROLL_NOT_FOUND = -6,
  SNAPROLL_EXISTS = -7,
  SNAPROLL_AMBIGUOUS = -8,
  SNAPROLL_CONFLICT = -9,
  SNAPROLL_OWNED = -10,
  SNAPROLL_TEST_FAILED = -11,
  SNAPROLL_HELD = -12,
  SNAPROLL_BUSY = -13,
  SNAPROLL_STOPPED = -14,
  SNAPROLL_CORRUPT = -15,
  SNAPROLL_FORMAT = -16,
  SNAPROLL_READ_ONLY = -17,
  SNAPROLL_IO = -18,
  SNAPROLL_UNKNOWN = -19,
  SNAPROLL_UNUSABLE = -20,
  SNAPROLL_KEY = -21,
  SNAPROLL_NO_MEMORY = -22,
  SNAPROLL_INTERNAL = -23
};
SNAPROLL_API const char* snaproll_code_name(int32_t code);
SNAPROLL_API snaproll_error* snaproll_error_new(int32_t code,
                                                const char* message,
                                                size_t message_size);
SNAPROLL_API int32_t snaproll_error_code(const snaproll_error* error);
SNAPROLL_API const char* snaproll_error_message(const snaproll_error* error);
SNAPROLL_API const char* snaproll_error_hint(const snaproll_error* error);
SNAPROLL_API snaproll_view snaproll_error_pointer(const snaproll_error* error);
SNAPROLL_API size_t snaproll_error_offset(const snaproll_error* error);
SNAPROLL_API int32_t snaproll_error_native(const snaproll_error* error);
SNAPROLL_API void snaproll_error_free(snaproll_error* error);
#ifdef __cplusplus
}
#endif
#endif
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_execution_put_blob(snaproll_execution* execution,
                                                 const char* bytes,
                                                 size_t bytes_size,
                                                 snaproll_buf* out,
                                                 snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_get_blob(
    const snaproll_execution* execution, const char* hash, size_t hash_size,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_get_blob(const snaproll_store* store,
                                             const char* hash, size_t hash_size,
                                             snaproll_buf* out,
                                             snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_CANCEL_H
#define SNAPROLL_CANCEL_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_cancel_new(snaproll_cancel** out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_cancel_trigger(snaproll_cancel* cancel,
                                             snaproll_error** error);
SNAPROLL_API void snaproll_cancel_free(snaproll_cancel* cancel);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_CHECKPOINT_H
#define SNAPROLL_CHECKPOINT_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_checkpoint_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_checkpoint** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_to_json(const snaproll_checkpoint* checkpoint,
                            snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_timestamp(const snaproll_checkpoint* checkpoint,
                              int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_completed_nodes(const snaproll_checkpoint* checkpoint,
                                    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_variables(const snaproll_checkpoint* checkpoint,
                              snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_state(const snaproll_checkpoint* checkpoint, int32_t* out,
                          snaproll_view* message, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_checkpoint_ref(const snaproll_checkpoint* checkpoint,
                        snaproll_checkpoint** out, snaproll_error** error);
SNAPROLL_API void snaproll_checkpoint_free(snaproll_checkpoint* checkpoint);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_CLOCK_H
#define SNAPROLL_CLOCK_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_clock_new_manual(int64_t start, int64_t step,
                                               snaproll_clock** out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_clock_now(snaproll_clock* clock, int64_t* out,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_clock_set(snaproll_clock* clock, int64_t now,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_clock_advance(snaproll_clock* clock,
                                            int64_t nanoseconds,
                                            snaproll_error** error);
SNAPROLL_API void snaproll_clock_free(snaproll_clock* clock);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_CONTEXT_H
#define SNAPROLL_CONTEXT_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_state {
  SNAPROLL_RUNNING = 0,
  SNAPROLL_COMPLETED = 1,
  SNAPROLL_FAILED = 2,
  SNAPROLL_CANCELLED = 3,
  SNAPROLL_PAUSED = 4
};
SNAPROLL_API int32_t snaproll_context_new(const char* workflow_id,
                                          size_t workflow_id_size,
                                          const snaproll_options* options,
                                          snaproll_context** out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_cancel* cancel, snaproll_context** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_resume_from_checkpoint(
    const snaproll_checkpoint* checkpoint, const char* workflow_id,
    size_t workflow_id_size, const snaproll_options* options,
    snaproll_context** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_copy(const snaproll_context* context,
                                           snaproll_context** out,
                                           snaproll_error** error);
SNAPROLL_API void snaproll_context_free(snaproll_context* context);
SNAPROLL_API int32_t snaproll_context_to_json(const snaproll_context* context,
                                              snaproll_cancel* cancel,
                                              snaproll_buf* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_execution_id(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_workflow_id(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_started_at(
    const snaproll_context* context, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_completed_at(
    const snaproll_context* context, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_state(const snaproll_context* context,
                                            int32_t* out, snaproll_buf* message,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_state(snaproll_context* context,
                                                int32_t state,
                                                const char* message,
                                                size_t message_size,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_version(const snaproll_context* context,
                                              uint64_t* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_position(const snaproll_context* context,
                                               snaproll_id* out, bool* present,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_mark_completed(snaproll_context* context,
                                                     snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_pause(snaproll_context* context,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_resume(snaproll_context* context,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_cancel(snaproll_context* context,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_create_checkpoint(
    snaproll_context* context, snaproll_checkpoint** out,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_context_checkpoint(const snaproll_context* context,
                            snaproll_checkpoint** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_can_resume(
    const snaproll_context* context, bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable(
    snaproll_context* context, const char* name, size_t name_size,
    const char* json, size_t json_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable_value(
    snaproll_context* context, const char* name, size_t name_size,
    const snaproll_value* value, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_context_set_variable_null(snaproll_context* context, const char* name,
                                   size_t name_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable_bool(
    snaproll_context* context, const char* name, size_t name_size, bool boolean,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable_int64(
    snaproll_context* context, const char* name, size_t name_size,
    int64_t integer, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable_double(
    snaproll_context* context, const char* name, size_t name_size,
    double number, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_variable_text(
    snaproll_context* context, const char* name, size_t name_size,
    const char* utf8, size_t utf8_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable_value(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable_bool(
    const snaproll_context* context, const char* name, size_t name_size,
    bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable_int64(
    const snaproll_context* context, const char* name, size_t name_size,
    int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable_double(
    const snaproll_context* context, const char* name, size_t name_size,
    double* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_variable_text(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_remove_variable(snaproll_context* context,
                                                      const char* name,
                                                      size_t name_size,
                                                      snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_variables(const snaproll_context* context,
                                                snaproll_value** out,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_record_node_result(
    snaproll_context* context, const char* node, size_t node_size,
    const char* json, size_t json_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_record_node_result_value(
    snaproll_context* context, const char* node, size_t node_size,
    const snaproll_value* value, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_node_result(
    const snaproll_context* context, const char* node, size_t node_size,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_node_result_value(
    const snaproll_context* context, const char* node, size_t node_size,
    snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_context_remove_node_result(snaproll_context* context, const char* node,
                                    size_t node_size, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_context_node_results(const snaproll_context* context,
                              snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_recorded_nodes(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get(const snaproll_context* context,
                                          const char* pointer,
                                          size_t pointer_size,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_get_value(const snaproll_context* context,
                                                const char* pointer,
                                                size_t pointer_size,
                                                snaproll_value** out,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set(snaproll_context* context,
                                          const char* pointer,
                                          size_t pointer_size, const char* json,
                                          size_t json_size,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_set_value(snaproll_context* context,
                                                const char* pointer,
                                                size_t pointer_size,
                                                const snaproll_value* value,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_remove(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_append(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size,
                                             const char* json, size_t json_size,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_append_value(snaproll_context* context,
                                                   const char* pointer,
                                                   size_t pointer_size,
                                                   const snaproll_value* value,
                                                   snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_append_text(
    snaproll_context* context, const char* pointer, size_t pointer_size,
    const char* utf8, size_t utf8_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_splice(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size, size_t index,
                                             size_t removed, const char* json,
                                             size_t json_size,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_splice_text(
    snaproll_context* context, const char* pointer, size_t pointer_size,
    size_t offset, size_t removed, const char* utf8, size_t utf8_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_test(const snaproll_context* context,
                                           const char* pointer,
                                           size_t pointer_size,
                                           const char* json, size_t json_size,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_update(snaproll_context* context,
                                             const char* json, size_t json_size,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_begin(const snaproll_context* context,
                                            snaproll_context** out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_commit(snaproll_context* context,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_abort(snaproll_context* context,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_take_snapshot(
    snaproll_context* context, const snaproll_snapshot_options* options,
    snaproll_snapshot** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_apply(snaproll_context* context,
                                            const snaproll_snapshot* snapshot,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_value(const snaproll_context* context,
                                            snaproll_value** out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_digest(const snaproll_context* context,
                                             snaproll_buf* out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_diff(const snaproll_context* context,
                                           const snaproll_snapshot* before,
                                           snaproll_cancel* cancel,
                                           snaproll_patch** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_apply_patch(snaproll_context* context,
                                                  const snaproll_patch* patch,
                                                  snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_apply_plan(
    snaproll_context* context, const snaproll_rollback_plan* plan,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_undo_rollback(
    snaproll_context* context, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_redo_rollback(
    snaproll_context* context, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_undo_count(
    const snaproll_context* context, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_redo_count(
    const snaproll_context* context, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_clear_undo(snaproll_context* context,
                                                 snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_ERASE_H
#define SNAPROLL_ERASE_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_erase_options_new(snaproll_erase_options** out,
                                                snaproll_error** error);
SNAPROLL_API void snaproll_erase_options_free(snaproll_erase_options* options);
SNAPROLL_API int32_t snaproll_erase_options_set_pointer(
    snaproll_erase_options* options, const char* pointer, size_t pointer_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_erase_options_set_containing(
    snaproll_erase_options* options, const char* text, size_t text_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_erase_options_set_reason(
    snaproll_erase_options* options, const char* reason, size_t reason_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_erase_options_set_take_over(
    snaproll_erase_options* options, bool take_over, snaproll_error** error);
SNAPROLL_API int32_t snaproll_erase_options_set_dry_run(
    snaproll_erase_options* options, bool dry_run, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_erase(snaproll_store* store, const char* id,
                                          size_t id_size,
                                          const snaproll_erase_options* what,
                                          snaproll_cancel* cancel,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_erasures(const snaproll_store* store,
                                             const char* id, size_t id_size,
                                             snaproll_buf* out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_erase(
    snaproll_execution* execution, const snaproll_erase_options* what,
    snaproll_cancel* cancel, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_execution_erasures(const snaproll_execution* execution,
                            snaproll_buf* out, snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_EXECUTION_H
#define SNAPROLL_EXECUTION_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_attempt_outcome {
  SNAPROLL_ATTEMPT_OPEN = 0,
  SNAPROLL_ATTEMPT_FINISHED = 1,
  SNAPROLL_ATTEMPT_FAILED = 2,
  SNAPROLL_ATTEMPT_ROLLED_BACK = 3
};
SNAPROLL_API int32_t snaproll_execution_new(const snaproll_options* options,
                                            snaproll_execution** out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_from_context(
    const snaproll_context* context, const snaproll_options* options,
    snaproll_execution** out, snaproll_error** error);
enum snaproll_open_mode {
  SNAPROLL_OPEN_OR_CREATE = 0,
  SNAPROLL_OPEN_EXISTING = 1,
  SNAPROLL_OPEN_CREATE = 2,
  SNAPROLL_OPEN_READ = 3
};
SNAPROLL_API int32_t snaproll_open_options_new(snaproll_open_options** out,
                                               snaproll_error** error);
SNAPROLL_API void snaproll_open_options_free(snaproll_open_options* options);
SNAPROLL_API int32_t snaproll_open_options_set_mode(
    snaproll_open_options* options, int32_t mode, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_options(
    snaproll_open_options* options, const snaproll_options* execution,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_open_options_set_kind(snaproll_open_options* options, const char* kind,
                               size_t kind_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_schema(
    snaproll_open_options* options, int64_t schema, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_add_attribute(
    snaproll_open_options* options, const char* name, size_t name_size,
    const char* value, size_t value_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_owner(
    snaproll_open_options* options, const char* owner, size_t owner_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_take_over(
    snaproll_open_options* options, bool take_over, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_start_snapshot(
    snaproll_open_options* options, bool on, snaproll_error** error);
SNAPROLL_API int32_t snaproll_open_options_set_save_steps(
    snaproll_open_options* options, bool on, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_execution_open(const snaproll_store* store, const char* id,
                        size_t id_size, const snaproll_open_options* options,
                        snaproll_execution** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_is_durable(
    const snaproll_execution* execution, bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_save(snaproll_execution* execution,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_reload(snaproll_execution* execution,
                                               bool take_over,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_close(snaproll_execution* execution,
                                              snaproll_error** error);
SNAPROLL_API void snaproll_execution_free(snaproll_execution* execution);
SNAPROLL_API int32_t
snaproll_execution_context(const snaproll_execution* execution,
                           snaproll_context** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_execution_manager(const snaproll_execution* execution,
                           snaproll_manager** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_snapshot(
    snaproll_execution* execution, const snaproll_snapshot_options* options,
    snaproll_id* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_rollback_to(
    snaproll_execution* execution, const snaproll_id* id,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_rollback_n(
    snaproll_execution* execution, size_t steps,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_plan_rollback(
    const snaproll_execution* execution, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_plan_rollback_to(
    const snaproll_execution* execution, const snaproll_id* id,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_plan_rollback_n(
    const snaproll_execution* execution, size_t steps,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_apply_plan(
    snaproll_execution* execution, const snaproll_rollback_plan* plan,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_undo_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_redo_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_clear(snaproll_execution* execution,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_add_edge(snaproll_execution* execution,
                                                 const char* from,
                                                 size_t from_size,
                                                 const char* to, size_t to_size,
                                                 snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_set_edges(snaproll_execution* execution,
                                                  const char* json,
                                                  size_t json_size,
                                                  snaproll_error** error);
SNAPROLL_API int32_t
snaproll_execution_edges(const snaproll_execution* execution, snaproll_buf* out,
                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_is_done(
    const snaproll_execution* execution, const char* node, size_t node_size,
    bool* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_execution_unfinished(const snaproll_execution* execution,
                              snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_attempts(
    const snaproll_execution* execution, const char* node, size_t node_size,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_step_begin(
    snaproll_execution* execution, const char* node, size_t node_size,
    const snaproll_step_options* options, snaproll_step** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_options_new(snaproll_step_options** out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_options_set_irreversible(
    snaproll_step_options* options, bool irreversible, snaproll_error** error);
SNAPROLL_API void snaproll_step_options_free(snaproll_step_options* options);
SNAPROLL_API int32_t snaproll_step_node(const snaproll_step* step,
                                        snaproll_buf* out,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_done(const snaproll_step* step, bool* out,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_result(const snaproll_step* step,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_idempotency_key(const snaproll_step* step,
                                                   snaproll_buf* out,
                                                   snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_attempt(const snaproll_step* step,
                                           uint32_t* out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_snapshot_id(const snaproll_step* step,
                                               snaproll_id* out, bool* present,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_finish(snaproll_step* step, const char* json,
                                          size_t json_size,
                                          const snaproll_node_result* metrics,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_finish_text(snaproll_step* step,
                                               const char* utf8,
                                               size_t utf8_size,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_fail(snaproll_step* step,
                                        const char* message,
                                        size_t message_size,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_step_rollback(snaproll_step* step,
                                            const char* message,
                                            size_t message_size,
                                            snaproll_rollback_result** result,
                                            snaproll_error** error);
SNAPROLL_API void snaproll_step_free(snaproll_step* step);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_FIELD_HISTORY_H
#define SNAPROLL_FIELD_HISTORY_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_field_flag {
  SNAPROLL_FIELD_HAS_BEFORE = 1,
  SNAPROLL_FIELD_HAS_AFTER = 2
};
SNAPROLL_API int32_t snaproll_manager_history(const snaproll_manager* manager,
                                              const char* pointer,
                                              size_t pointer_size,
                                              snaproll_field_history** out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_history(
    const snaproll_execution* execution, const char* pointer,
    size_t pointer_size, snaproll_field_history** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_count(
    const snaproll_field_history* history, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_field_history_at(const snaproll_field_history* history, size_t index,
                          snaproll_snapshot** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_before_at(
    const snaproll_field_history* history, size_t index, snaproll_value** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_after_at(
    const snaproll_field_history* history, size_t index, snaproll_value** out,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_field_history_ids(const snaproll_field_history* history,
                           const snaproll_id** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_field_history_created_at(const snaproll_field_history* history,
                                  const int64_t** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_field_history_flags(const snaproll_field_history* history,
                             const uint8_t** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_before(
    const snaproll_field_history* history, const size_t** offsets,
    const char** bytes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_after(
    const snaproll_field_history* history, const size_t** offsets,
    const char** bytes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_field_history_ref(
    const snaproll_field_history* history, snaproll_field_history** out,
    snaproll_error** error);
SNAPROLL_API void snaproll_field_history_free(snaproll_field_history* history);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_GROUP_H
#define SNAPROLL_GROUP_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_execution_snapshot_group(
    snaproll_execution* const* executions, size_t count,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_rollback_group(
    snaproll_execution* const* executions, size_t count,
    const snaproll_id* group, snaproll_rollback_result** results,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_groups(const snaproll_manager* manager,
                                             snaproll_buf* out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_remove_group(snaproll_manager* manager,
                                                   const snaproll_id* group,
                                                   snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_HISTORY_H
#define SNAPROLL_HISTORY_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_manager_parent(const snaproll_manager* manager,
                                             const snaproll_id* id,
                                             snaproll_id* out, bool* present,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_children(const snaproll_manager* manager,
                                               const snaproll_id* id,
                                               snaproll_snapshot_list** out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_common_ancestor(
    const snaproll_manager* manager, const snaproll_id* one,
    const snaproll_id* other, snaproll_id* out, bool* present,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_tree(const snaproll_manager* manager,
                                           snaproll_buf* out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_branches(const snaproll_manager* manager,
                                               snaproll_buf* out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_create_branch(
    snaproll_manager* manager, const snaproll_context* context,
    const char* name, size_t name_size, const snaproll_id* head,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_rename_branch(
    snaproll_manager* manager, const char* from, size_t from_size,
    const char* to, size_t to_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_remove_branch(snaproll_manager* manager,
                                                    const char* name,
                                                    size_t name_size,
                                                    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_switch_branch(
    snaproll_manager* manager, snaproll_context* context, const char* name,
    size_t name_size, snaproll_rollback_result** result,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_switch_branch(
    snaproll_execution* execution, const char* name, size_t name_size,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_tag(snaproll_manager* manager,
                                          const snaproll_id* id,
                                          const char* name, size_t name_size,
                                          bool unique, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_untag(snaproll_manager* manager,
                                            const snaproll_id* id,
                                            const char* name, size_t name_size,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_tags(const snaproll_manager* manager,
                                           snaproll_buf* out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_hold(snaproll_manager* manager,
                                           const snaproll_id* id,
                                           const char* name, size_t name_size,
                                           const char* reason,
                                           size_t reason_size,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_release(snaproll_manager* manager,
                                              const snaproll_id* id,
                                              const char* name,
                                              size_t name_size,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_holds(const snaproll_manager* manager,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_resolve(const snaproll_manager* manager,
                                              const char* text,
                                              size_t text_size,
                                              snaproll_id* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_remove(snaproll_manager* manager,
                                             const snaproll_id* id,
                                             snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_MANAGER_H
#define SNAPROLL_MANAGER_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_manager_new(size_t maximum,
                                          const snaproll_options* options,
                                          snaproll_manager** out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_copy(const snaproll_manager* manager,
                                           snaproll_manager** out,
                                           snaproll_error** error);
SNAPROLL_API void snaproll_manager_free(snaproll_manager* manager);
SNAPROLL_API int32_t snaproll_manager_set_auto_snapshot(
    snaproll_manager* manager, size_t interval, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_disable_auto_snapshot(
    snaproll_manager* manager, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_create_snapshot(
    snaproll_manager* manager, snaproll_context* context,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_push_snapshot(
    snaproll_manager* manager, const snaproll_snapshot* snapshot,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_on_node_execute(
    snaproll_manager* manager, snaproll_context* context, const char* node,
    size_t node_size, snaproll_id* out, bool* taken, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_rollback(
    snaproll_manager* manager, snaproll_context* context,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_rollback_to(
    snaproll_manager* manager, snaproll_context* context, const snaproll_id* id,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_rollback_n(
    snaproll_manager* manager, snaproll_context* context, size_t steps,
    snaproll_rollback_result** result, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_plan_rollback(
    const snaproll_manager* manager, const snaproll_context* context,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_plan_rollback_to(
    const snaproll_manager* manager, const snaproll_context* context,
    const snaproll_id* id, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_plan_rollback_n(
    const snaproll_manager* manager, const snaproll_context* context,
    size_t steps, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_get(const snaproll_manager* manager,
                                          const snaproll_id* id,
                                          snaproll_snapshot** out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_latest(const snaproll_manager* manager,
                                             snaproll_snapshot** out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_list(const snaproll_manager* manager,
                                           snaproll_snapshot_list** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_new(
    snaproll_snapshot_filter** out, snaproll_error** error);
SNAPROLL_API void snaproll_snapshot_filter_free(
    snaproll_snapshot_filter* filter);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_label(
    snaproll_snapshot_filter* filter, const char* label, size_t label_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_trigger_node(
    snaproll_snapshot_filter* filter, const char* node, size_t node_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_automatic(
    snaproll_snapshot_filter* filter, bool automatic, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_from(
    snaproll_snapshot_filter* filter, int64_t time, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_until(
    snaproll_snapshot_filter* filter, int64_t time, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_after(
    snaproll_snapshot_filter* filter, const snaproll_id* id,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_filter_set_limit(
    snaproll_snapshot_filter* filter, size_t limit, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_list_filtered(
    const snaproll_manager* manager, const snaproll_snapshot_filter* filter,
    snaproll_snapshot_list** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_count(const snaproll_manager* manager,
                                            size_t* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_left(const snaproll_manager* manager,
                                           uint64_t* out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_clear(snaproll_manager* manager,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_prune_before(snaproll_manager* manager,
                                                   int64_t time,
                                                   size_t* removed,
                                                   snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_summary(const snaproll_manager* manager,
                                              snaproll_summary** out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_success(
    const snaproll_rollback_result* result, bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_applied_snapshot_id(
    const snaproll_rollback_result* result, snaproll_id* out, bool* present,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_nodes_removed(const snaproll_rollback_result* result,
                                       size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_variables_changed(
    const snaproll_rollback_result* result, size_t* out,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_error(const snaproll_rollback_result* result,
                               snaproll_view* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_rolled_back_at(const snaproll_rollback_result* result,
                                        int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_to_json(const snaproll_rollback_result* result,
                                 snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_removed_nodes(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_changed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_removed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_reappeared_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_effects(const snaproll_rollback_result* result,
                                 snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_state_before(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_state_after(const snaproll_rollback_result* result,
                                     snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_patch(
    const snaproll_rollback_result* result, snaproll_cancel* cancel,
    snaproll_patch** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_rollback_result_text(const snaproll_rollback_result* result,
                              snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_from_json(
    const char* json, size_t json_size, snaproll_rollback_result** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_result_ref(
    const snaproll_rollback_result* result, snaproll_rollback_result** out,
    snaproll_error** error);
SNAPROLL_API void snaproll_rollback_result_free(
    snaproll_rollback_result* result);
SNAPROLL_API int32_t snaproll_summary_total_snapshots(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_max_snapshots(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_auto_snapshot_enabled(
    const snaproll_summary* summary, bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_auto_snapshot_interval(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_oldest_snapshot(
    const snaproll_summary* summary, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_newest_snapshot(
    const snaproll_summary* summary, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_nodes_processed(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_summary_to_json(const snaproll_summary* summary,
                                              snaproll_buf* out,
                                              snaproll_error** error);
SNAPROLL_API void snaproll_summary_free(snaproll_summary* summary);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_NODE_RESULT_H
#define SNAPROLL_NODE_RESULT_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_outcome {
  SNAPROLL_PENDING = 0,
  SNAPROLL_SUCCESS = 1,
  SNAPROLL_FAILURE = 2,
  SNAPROLL_SKIPPED = 3
};
SNAPROLL_API int32_t snaproll_node_result_start(const snaproll_options* options,
                                                snaproll_node_result** out,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_succeed(snaproll_node_result* result,
                                                  const char* json,
                                                  size_t json_size,
                                                  snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_fail(snaproll_node_result* result,
                                               const char* message,
                                               size_t message_size,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_skip(snaproll_node_result* result,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_from_json(const char* json,
                                                    size_t json_size,
                                                    snaproll_node_result** out,
                                                    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_node_result_to_json(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_started_at(
    const snaproll_node_result* result, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_completed_at(
    const snaproll_node_result* result, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_outcome(
    const snaproll_node_result* result, int32_t* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_node_result_output(const snaproll_node_result* result,
                            snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_node_result_message(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_retry_count(
    const snaproll_node_result* result, uint32_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_set_retry_count(
    snaproll_node_result* result, uint32_t count, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_node_result_metrics(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_node_result_set_metrics(snaproll_node_result* result, const char* json,
                                 size_t json_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_set_token_usage(
    snaproll_node_result* result, uint32_t input_tokens, uint32_t output_tokens,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_node_result_set_cost_usd(
    snaproll_node_result* result, double cost, snaproll_error** error);
SNAPROLL_API void snaproll_node_result_free(snaproll_node_result* result);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_OPTIONS_H
#define SNAPROLL_OPTIONS_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_limit {
  SNAPROLL_LIMIT_DEPTH = 0,
  SNAPROLL_LIMIT_INTEGER_DIGITS = 1,
  SNAPROLL_LIMIT_NUMBER_BYTES = 2,
  SNAPROLL_LIMIT_TEXT_BYTES = 3,
  SNAPROLL_LIMIT_NAME_BYTES = 4,
  SNAPROLL_LIMIT_ID_BYTES = 5,
  SNAPROLL_LIMIT_MEMBERS = 6,
  SNAPROLL_LIMIT_STATE_BYTES = 7
};
SNAPROLL_API int32_t snaproll_options_new(snaproll_options** out,
                                          snaproll_error** error);
SNAPROLL_API void snaproll_options_free(snaproll_options* options);
SNAPROLL_API int32_t snaproll_options_set_clock(snaproll_options* options,
                                                snaproll_clock* clock,
                                                snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_id_seed(snaproll_options* options,
                                                  uint64_t seed,
                                                  snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_limit(snaproll_options* options,
                                                int32_t limit, uint64_t value,
                                                snaproll_error** error);
SNAPROLL_API int32_t
snaproll_options_set_execution_id(snaproll_options* options, const char* id,
                                  size_t id_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_workflow_id(snaproll_options* options,
                                                      const char* id,
                                                      size_t id_size,
                                                      snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_undo_limit(snaproll_options* options,
                                                     size_t limit,
                                                     snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_max_snapshots(
    snaproll_options* options, size_t maximum, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_options_set_auto_snapshot(snaproll_options* options, bool on,
                                   size_t interval, snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_PATCH_H
#define SNAPROLL_PATCH_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_patch_diff(const snaproll_value* before,
                                         const snaproll_value* after,
                                         snaproll_cancel* cancel,
                                         snaproll_patch** out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_from_json(const char* json,
                                              size_t json_size,
                                              const snaproll_options* options,
                                              snaproll_patch** out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_size(const snaproll_patch* patch,
                                         size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_to_json(const snaproll_patch* patch,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_to_compact(const snaproll_patch* patch,
                                               snaproll_buf* out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_to_text(const snaproll_patch* patch,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_apply(const snaproll_patch* patch,
                                          const snaproll_value* value,
                                          snaproll_value** out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_compose(const snaproll_patch* patch,
                                            const snaproll_patch* next,
                                            snaproll_patch** out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_invert(const snaproll_patch* patch,
                                           const snaproll_value* before,
                                           snaproll_patch** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_ref(const snaproll_patch* patch,
                                        snaproll_patch** out,
                                        snaproll_error** error);
SNAPROLL_API void snaproll_patch_free(snaproll_patch* patch);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_POLICY_H
#define SNAPROLL_POLICY_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_policy_text(const char* policy,
                                          size_t policy_size, snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_set_policy(snaproll_manager* manager,
                                                 const char* policy,
                                                 size_t policy_size,
                                                 snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_policy(const snaproll_manager* manager,
                                             snaproll_buf* out, bool* present,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_prune(snaproll_manager* manager,
                                            const char* policy,
                                            size_t policy_size, bool dry_run,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_usage(
    const snaproll_manager* manager, const snaproll_id* ids, size_t count,
    snaproll_cancel* cancel, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_set_policy(snaproll_store* store,
                                               const char* policy,
                                               size_t policy_size,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_policy(const snaproll_store* store,
                                           snaproll_buf* out, bool* present,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_expire(snaproll_store* store, bool dry_run,
                                           int64_t now, snaproll_cancel* cancel,
                                           snaproll_buf* out,
                                           snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_PRIVATE_PATHS_H
#define SNAPROLL_PRIVATE_PATHS_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t
snaproll_context_set_private_paths(snaproll_context* context, const char* paths,
                                   size_t paths_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_context_private_paths(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_masked(const snaproll_value* value,
                                           const char* paths, size_t paths_size,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_value** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_patch_masked(const snaproll_patch* patch,
                                           const char* paths, size_t paths_size,
                                           snaproll_patch** out,
                                           snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_ROLLBACK_H
#define SNAPROLL_ROLLBACK_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_rollback_plan_result(
    const snaproll_rollback_plan* plan, snaproll_rollback_result** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_rollback_plan_ref(
    const snaproll_rollback_plan* plan, snaproll_rollback_plan** out,
    snaproll_error** error);
SNAPROLL_API void snaproll_rollback_plan_free(snaproll_rollback_plan* plan);
SNAPROLL_API int32_t snaproll_selector_new(snaproll_selector** out,
                                           snaproll_error** error);
SNAPROLL_API void snaproll_selector_free(snaproll_selector* selector);
SNAPROLL_API int32_t snaproll_selector_add_variable(snaproll_selector* selector,
                                                    const char* name,
                                                    size_t name_size,
                                                    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_selector_add_node_result(snaproll_selector* selector, const char* node,
                                  size_t node_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_selector_add_pointer(snaproll_selector* selector,
                                                   const char* pointer,
                                                   size_t pointer_size,
                                                   snaproll_error** error);
SNAPROLL_API int32_t snaproll_selector_add_downstream_of(
    snaproll_selector* selector, const char* node, size_t node_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_selector_set_state(snaproll_selector* selector,
                                                 bool named,
                                                 snaproll_error** error);
SNAPROLL_API int32_t snaproll_selector_set_everything_but(
    snaproll_selector* selector, bool inverted, snaproll_error** error);
SNAPROLL_API int32_t snaproll_selector_set_allow_nothing(
    snaproll_selector* selector, bool allowed, snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_SNAPSHOT_H
#define SNAPROLL_SNAPSHOT_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_snapshot_flag {
  SNAPROLL_SNAPSHOT_AUTO = 1,
  SNAPROLL_SNAPSHOT_HAS_LABEL = 2,
  SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE = 4
};
SNAPROLL_API int32_t snaproll_snapshot_options_new(
    snaproll_snapshot_options** out, snaproll_error** error);
SNAPROLL_API void snaproll_snapshot_options_free(
    snaproll_snapshot_options* options);
SNAPROLL_API int32_t snaproll_snapshot_options_set_label(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_options_set_trigger_node(
    snaproll_snapshot_options* options, const char* node, size_t node_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_options_set_reason(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_options_set_created_by(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_options_set_auto(
    snaproll_snapshot_options* options, bool is_auto, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_options_set_custom(
    snaproll_snapshot_options* options, const char* name, size_t name_size,
    const char* json, size_t json_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_cancel* cancel, snaproll_snapshot** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_to_json(
    const snaproll_snapshot* snapshot, snaproll_cancel* cancel,
    snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_get_id(const snaproll_snapshot* snapshot,
                                              snaproll_id* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_parent(const snaproll_snapshot* snapshot,
                                              snaproll_id* out, bool* present,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_created_at(
    const snaproll_snapshot* snapshot, int64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_label(const snaproll_snapshot* snapshot,
                                             snaproll_view* out,
                                             snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_trigger_node(const snaproll_snapshot* snapshot,
                               snaproll_view* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_state(const snaproll_snapshot* snapshot,
                                             int32_t* out,
                                             snaproll_view* message,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_reason(const snaproll_snapshot* snapshot,
                                              snaproll_view* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_created_by(const snaproll_snapshot* snapshot,
                             snaproll_view* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_is_auto(
    const snaproll_snapshot* snapshot, bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_custom(const snaproll_snapshot* snapshot,
                                              snaproll_value** out,
                                              snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_variables(const snaproll_snapshot* snapshot,
                            snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_node_results(const snaproll_snapshot* snapshot,
                               snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_completed_node_count(
    const snaproll_snapshot* snapshot, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_variable_count(
    const snaproll_snapshot* snapshot, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_get(const snaproll_snapshot* snapshot,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_buf* out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_ref(const snaproll_snapshot* snapshot,
                                           snaproll_snapshot** out,
                                           snaproll_error** error);
SNAPROLL_API void snaproll_snapshot_free(snaproll_snapshot* snapshot);
SNAPROLL_API int32_t snaproll_snapshot_list_count(
    const snaproll_snapshot_list* list, size_t* out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_list_at(const snaproll_snapshot_list* list, size_t index,
                          snaproll_snapshot** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_list_ids(const snaproll_snapshot_list* list,
                           const snaproll_id** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_list_created_at(const snaproll_snapshot_list* list,
                                  const int64_t** out, snaproll_error** error);
SNAPROLL_API int32_t
snaproll_snapshot_list_flags(const snaproll_snapshot_list* list,
                             const uint8_t** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_list_labels(
    const snaproll_snapshot_list* list, const size_t** offsets,
    const char** bytes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_list_trigger_nodes(
    const snaproll_snapshot_list* list, const size_t** offsets,
    const char** bytes, snaproll_error** error);
SNAPROLL_API void snaproll_snapshot_list_free(snaproll_snapshot_list* list);
SNAPROLL_API int32_t snaproll_snapshot_value(const snaproll_snapshot* snapshot,
                                             snaproll_value** out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_digest(const snaproll_snapshot* snapshot,
                                              snaproll_buf* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_stored_bytes(
    const snaproll_snapshot* snapshot, uint64_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_diff(const snaproll_snapshot* before,
                                            const snaproll_snapshot* after,
                                            snaproll_cancel* cancel,
                                            snaproll_patch** out,
                                            snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_SNAPSHOT_RULES_H
#define SNAPROLL_SNAPSHOT_RULES_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_snapshot_rules_new(snaproll_snapshot_rules** out,
                                                 snaproll_error** error);
SNAPROLL_API void snaproll_snapshot_rules_free(snaproll_snapshot_rules* rules);
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_nodes(
    snaproll_snapshot_rules* rules, size_t nodes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_time(
    snaproll_snapshot_rules* rules, int64_t nanoseconds,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_bytes(
    snaproll_snapshot_rules* rules, uint64_t bytes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_rules_add_before(
    snaproll_snapshot_rules* rules, const char* glob, size_t glob_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_rules_set_before_irreversible(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error);
SNAPROLL_API int32_t snaproll_snapshot_rules_set_skip_unchanged(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error);
SNAPROLL_API int32_t snaproll_manager_set_snapshot_rules(
    snaproll_manager* manager, const snaproll_snapshot_rules* rules,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_options_set_snapshot_rules(
    snaproll_options* options, const snaproll_snapshot_rules* rules,
    snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_STORE_H
#define SNAPROLL_STORE_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_durability {
  SNAPROLL_DURABILITY_POWER = 0,
  SNAPROLL_DURABILITY_PROCESS = 1,
  SNAPROLL_DURABILITY_NONE = 2
};
SNAPROLL_API int32_t snaproll_store_options_new(snaproll_store_options** out,
                                                snaproll_error** error);
SNAPROLL_API void snaproll_store_options_free(snaproll_store_options* options);
SNAPROLL_API int32_t snaproll_store_options_set_durability(
    snaproll_store_options* options, int32_t durability,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_create(
    snaproll_store_options* options, bool create, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_read_only(
    snaproll_store_options* options, bool read_only, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_file_mode(
    snaproll_store_options* options, uint32_t mode, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_busy_timeout(
    snaproll_store_options* options, int64_t nanoseconds,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_memory_budget(
    snaproll_store_options* options, uint64_t bytes, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_options_set_compress(
    snaproll_store_options* options, bool compress, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_open(const char* path, size_t path_size,
                                         const snaproll_store_options* options,
                                         snaproll_store** out,
                                         snaproll_error** error);
SNAPROLL_API void snaproll_store_free(snaproll_store* store);
SNAPROLL_API int32_t snaproll_store_close(snaproll_store* store,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_path(const snaproll_store* store,
                                         snaproll_buf* out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_id(const snaproll_store* store,
                                       snaproll_id* out,
                                       snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_is_read_only(const snaproll_store* store,
                                                 bool* out,
                                                 snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_new(
    snaproll_execution_filter** out, snaproll_error** error);
SNAPROLL_API void snaproll_execution_filter_free(
    snaproll_execution_filter* filter);
SNAPROLL_API int32_t snaproll_execution_filter_set_state(
    snaproll_execution_filter* filter, int32_t state, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_set_kind(
    snaproll_execution_filter* filter, const char* kind, size_t kind_size,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_add_attribute(
    snaproll_execution_filter* filter, const char* name, size_t name_size,
    const char* value, size_t value_size, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_set_committed_from(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_set_committed_until(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error);
SNAPROLL_API int32_t snaproll_execution_filter_set_owned(
    snaproll_execution_filter* filter, bool owned, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_executions(
    const snaproll_store* store, const snaproll_execution_filter* filter,
    int64_t cursor, size_t limit, snaproll_buf* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_info(const snaproll_store* store,
                                         const char* id, size_t id_size,
                                         snaproll_buf* out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_exists(const snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_delete(snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool take_over,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_copy(const snaproll_store* store,
                                         const char* id, size_t id_size,
                                         snaproll_store* to, const char* as,
                                         size_t as_size,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_fork(snaproll_store* store, const char* id,
                                         size_t id_size,
                                         const snaproll_id* snapshot,
                                         const char* as, size_t as_size,
                                         snaproll_error** error);
typedef int32_t (*snaproll_migrate)(void* user_data,
                                    const snaproll_value* state,
                                    snaproll_value** out,
                                    snaproll_error** error);
typedef void (*snaproll_release)(void* user_data);
SNAPROLL_API int32_t snaproll_store_set_migration(snaproll_store* store,
                                                  const char* kind,
                                                  size_t kind_size, int64_t to,
                                                  const snaproll_patch* patch,
                                                  snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_set_migration_function(
    snaproll_store* store, const char* kind, size_t kind_size, int64_t to,
    snaproll_migrate migrate, void* user_data, snaproll_release release,
    snaproll_error** error);
SNAPROLL_API int32_t
snaproll_store_commit_many(snaproll_execution* const* executions, size_t count,
                           int32_t* statuses, snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_check(const snaproll_store* store,
                                          bool quick, snaproll_cancel* cancel,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_backup(const snaproll_store* store,
                                           const char* path, size_t path_size,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_compact(snaproll_store* store,
                                            snaproll_cancel* cancel,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_stats(const snaproll_store* store,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_store_stats_prometheus(
    const snaproll_store* store, snaproll_buf* out, snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_TRANSFER_H
#define SNAPROLL_TRANSFER_H
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API int32_t snaproll_store_export(const snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool full, snaproll_exporter** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_exporter_next(snaproll_exporter* exporter,
                                            snaproll_buf* out, bool* more,
                                            snaproll_error** error);
SNAPROLL_API void snaproll_exporter_free(snaproll_exporter* exporter);
SNAPROLL_API int32_t snaproll_store_import(snaproll_store* store,
                                           const char* as, size_t as_size,
                                           snaproll_importer** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_importer_add(snaproll_importer* importer,
                                           const char* line, size_t line_size,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_importer_finish(snaproll_importer* importer,
                                              snaproll_buf* out,
                                              snaproll_error** error);
SNAPROLL_API void snaproll_importer_free(snaproll_importer* importer);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_VALUE_H
#define SNAPROLL_VALUE_H
#ifdef __cplusplus
extern "C" {
#endif
enum snaproll_kind {
  SNAPROLL_KIND_NULL = 0,
  SNAPROLL_KIND_BOOL = 1,
  SNAPROLL_KIND_INTEGER = 2,
  SNAPROLL_KIND_DOUBLE = 3,
  SNAPROLL_KIND_TEXT = 4,
  SNAPROLL_KIND_ARRAY = 5,
  SNAPROLL_KIND_OBJECT = 6
};
SNAPROLL_API int32_t snaproll_value_parse(const char* json, size_t json_size,
                                          const snaproll_options* options,
                                          snaproll_cancel* cancel,
                                          snaproll_value** out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_new_null(snaproll_value** out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_new_bool(bool boolean, snaproll_value** out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_new_int64(int64_t integer,
                                              snaproll_value** out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_new_double(double number,
                                               snaproll_value** out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_new_text(const char* utf8, size_t utf8_size,
                                             snaproll_value** out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_ref(const snaproll_value* value,
                                        snaproll_value** out,
                                        snaproll_error** error);
SNAPROLL_API void snaproll_value_free(snaproll_value* value);
SNAPROLL_API int32_t snaproll_value_kind(const snaproll_value* value,
                                         int32_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_as_bool(const snaproll_value* value,
                                            bool* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_as_int64(const snaproll_value* value,
                                             int64_t* out,
                                             snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_as_double(const snaproll_value* value,
                                              double* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_as_text(const snaproll_value* value,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_size(const snaproll_value* value,
                                         size_t* out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_depth(const snaproll_value* value,
                                          uint32_t* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_json_size(const snaproll_value* value,
                                              uint64_t* out,
                                              snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_held_bytes(const snaproll_value* value,
                                               uint64_t* out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_to_json(const snaproll_value* value,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_find(const snaproll_value* value,
                                         const char* name, size_t name_size,
                                         snaproll_value** out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_at(const snaproll_value* value,
                                       size_t index, snaproll_value** out,
                                       snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_name_at(const snaproll_value* value,
                                            size_t index, snaproll_buf* out,
                                            snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_names(const snaproll_value* value,
                                          snaproll_buf* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_same(const snaproll_value* a,
                                         const snaproll_value* b, bool* out,
                                         snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_equal(const snaproll_value* a,
                                          const snaproll_value* b, bool* out,
                                          snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_equivalent(const snaproll_value* a,
                                               const snaproll_value* b,
                                               bool* out,
                                               snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_get(const snaproll_value* value,
                                        const char* pointer,
                                        size_t pointer_size,
                                        snaproll_value** out,
                                        snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_set(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_remove(const snaproll_value* value,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_value** out,
                                           snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_append(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_append_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const char* utf8, size_t utf8_size, snaproll_value** out,
    snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_splice(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t index, size_t removed, const snaproll_value* items,
    snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_splice_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t offset, size_t removed, const char* utf8, size_t utf8_size,
    snaproll_value** out, snaproll_error** error);
SNAPROLL_API int32_t snaproll_value_test(const snaproll_value* value,
                                         const char* pointer,
                                         size_t pointer_size,
                                         const snaproll_value* expected,
                                         snaproll_error** error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef SNAPROLL_VERSION_H
#define SNAPROLL_VERSION_H
#include <stdint.h>
#define SNAPROLL_VERSION_MAJOR 0
#define SNAPROLL_VERSION_MINOR 1
#define SNAPROLL_VERSION_PATCH 0
#define SNAPROLL_VERSION_STRING "0.1.0"
#define SNAPROLL_VERSION_NUMBER 1000
#ifdef __cplusplus
extern "C" {
#endif
SNAPROLL_API uint32_t snaproll_version_number(void);
SNAPROLL_API const char* snaproll_version_string(void);
#ifdef __cplusplus
}
#endif
#endif
#endif
