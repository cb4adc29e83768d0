/* Context: the live, mutable state of one execution (rules C1 to C8).
 *
 * Reads see one consistent state; each change is whole or not done, and raises
 * the version. A transaction is a context of its own. Every function that is
 * given a context may return UNUSABLE: it is a transaction that has ended.
 *
 * The context of an execution on a store changes in memory; what is committed
 * is told in execution.h. A change waits for the commit that is under way, a
 * read does not.
 *
 * Values are found by name in O(log n), at a pointer in O(path x log n). Where
 * some paths are transient (private_paths.h), what captures the state or sets
 * it back costs also what they match and what changed; else such calls are
 * O(1).
 *
 * Thread word of snaproll_context: internally synchronized. */
#ifndef SNAPROLL_CONTEXT_H
#define SNAPROLL_CONTEXT_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** States of an execution (C3). Since 0.1 */
enum snaproll_state {
  SNAPROLL_RUNNING = 0,
  SNAPROLL_COMPLETED = 1,
  SNAPROLL_FAILED = 2,
  SNAPROLL_CANCELLED = 3,
  SNAPROLL_PAUSED = 4
};

/** A running context of `workflow_id` (C2). Of `options`, which may be NULL,
 *  the execution id, clock, ids, limits and the undo limit are taken. The
 *  caller owns *out (_free). Errors: INVALID_ARGUMENT (an empty id), PARSE (not
 *  UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_new(const char* workflow_id,
                                          size_t workflow_id_size,
                                          const snaproll_options* options,
                                          snaproll_context** out,
                                          snaproll_error** error);
/** Reads the JSON form (J1). `options` (clock, ids, limits, undo limit) and
 *  `cancel` may be NULL. The caller owns *out (_free). O(bytes). Errors: PARSE
 *  with offset, RANGE, LIMIT, STOPPED; INVALID_ARGUMENT (an id, a state), PARSE
 *  and RANGE (a time), TYPE, NOT_FOUND, EXISTS, LIMIT with the pointer of the
 *  member. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_cancel* cancel, snaproll_context** out, snaproll_error** error);
/** A context that goes on from a checkpoint (C8), with an execution id of its
 *  own. Of `options`, which may be NULL, clock, ids, limits and the undo limit
 *  are taken. The caller owns *out (_free). Errors: INVALID_ARGUMENT (an empty
 *  id), PARSE (not UTF-8), LIMIT (the id, or what the checkpoint holds).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_resume_from_checkpoint(
    const snaproll_checkpoint* checkpoint, const char* workflow_id,
    size_t workflow_id_size, const snaproll_options* options,
    snaproll_context** out, snaproll_error** error);
/** A context of its own with the same content, its ids too, and nothing to
 *  undo. O(1). The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_copy(const snaproll_context* context,
                                           snaproll_context** out,
                                           snaproll_error** error);
/** Frees the handle; NULL is fine. Others of the same context, and its
 *  execution, keep it. Since 0.1 */
SNAPROLL_API void snaproll_context_free(snaproll_context* context);
/** The JSON form (J1), without transient values. `cancel` may be NULL. The
 *  caller disposes *out. Others may change the context meanwhile. Errors:
 *  STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_to_json(const snaproll_context* context,
                                              snaproll_cancel* cancel,
                                              snaproll_buf* out,
                                              snaproll_error** error);
/** Its execution id. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_execution_id(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
/** Its workflow id. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_workflow_id(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
/** When it started. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_started_at(
    const snaproll_context* context, int64_t* out, snaproll_error** error);
/** When it completed, or SNAPROLL_NO_TIME. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_completed_at(
    const snaproll_context* context, int64_t* out, snaproll_error** error);
/** Its state, one of enum snaproll_state, and the message of Failed (empty for
 *  others). `message` may be NULL; else the caller disposes it. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_state(const snaproll_context* context,
                                            int32_t* out, snaproll_buf* message,
                                            snaproll_error** error);
/** Sets the state; the message counts for Failed alone. Errors:
 *  INVALID_ARGUMENT (no such state), PARSE (not UTF-8), LIMIT (the message, or
 *  the whole state). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_state(snaproll_context* context,
                                                int32_t state,
                                                const char* message,
                                                size_t message_size,
                                                snaproll_error** error);
/** A number that each change of what the JSON form tells raises; taking a
 *  snapshot does not, nor does a call that found nothing to change.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_version(const snaproll_context* context,
                                              uint64_t* out,
                                              snaproll_error** error);
/** The snapshot it was last captured as or set back to; *present tells whether
 *  there is one. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_position(const snaproll_context* context,
                                               snaproll_id* out, bool* present,
                                               snaproll_error** error);
/** Sets completed_at to now where it is unset (C6). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_mark_completed(snaproll_context* context,
                                                     snaproll_error** error);
/** Sets Paused and takes a checkpoint (C7), of what a snapshot would capture.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_pause(snaproll_context* context,
                                            snaproll_error** error);
/** Turns Paused into Running (C7). Errors: LIMIT (the whole state, by a byte).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_resume(snaproll_context* context,
                                             snaproll_error** error);
/** Sets Cancelled and marks completed (C7). Errors: LIMIT (the whole state, by
 *  some bytes). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_cancel(snaproll_context* context,
                                             snaproll_error** error);
/** Stores and returns a checkpoint (C8), in place of the one before; `out` may
 *  be NULL. The caller owns *out (snaproll_checkpoint_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_create_checkpoint(
    snaproll_context* context, snaproll_checkpoint** out,
    snaproll_error** error);
/** Its checkpoint. The caller owns *out (snaproll_checkpoint_free). Errors:
 *  NOT_FOUND (there is none). Since 0.1 */
SNAPROLL_API int32_t
snaproll_context_checkpoint(const snaproll_context* context,
                            snaproll_checkpoint** out, snaproll_error** error);
/** Whether a checkpoint is there and the state is Paused (C8). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_can_resume(
    const snaproll_context* context, bool* out, snaproll_error** error);
/** Sets or replaces a variable to a JSON text (C4). What is the same as in the
 *  old value is shared with it, and is not parsed where the text is canonical.
 *  Errors: PARSE with offset (for plain text a hint names
 *  snaproll_context_set_variable_text), RANGE, LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable(
    snaproll_context* context, const char* name, size_t name_size,
    const char* json, size_t json_size, snaproll_error** error);
/** Sets or replaces a variable to a value. Errors: PARSE with offset (the name
 *  is not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable_value(
    snaproll_context* context, const char* name, size_t name_size,
    const snaproll_value* value, snaproll_error** error);
/** Sets a variable to null. Errors: PARSE with offset (the name is not UTF-8),
 *  LIMIT. Since 0.1 */
SNAPROLL_API int32_t
snaproll_context_set_variable_null(snaproll_context* context, const char* name,
                                   size_t name_size, snaproll_error** error);
/** Sets a variable to true or false. Errors: PARSE with offset (the name is not
 *  UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable_bool(
    snaproll_context* context, const char* name, size_t name_size, bool boolean,
    snaproll_error** error);
/** Sets a variable to an integer. Errors: PARSE with offset (the name is not
 *  UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable_int64(
    snaproll_context* context, const char* name, size_t name_size,
    int64_t integer, snaproll_error** error);
/** Sets a variable to a double. Errors: RANGE (not finite), PARSE with offset
 *  (the name is not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable_double(
    snaproll_context* context, const char* name, size_t name_size,
    double number, snaproll_error** error);
/** Sets a variable to a string, given without quotes. Errors: PARSE with offset
 *  (name or text is not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_variable_text(
    snaproll_context* context, const char* name, size_t name_size,
    const char* utf8, size_t utf8_size, snaproll_error** error);
/** A variable as canonical JSON. The caller disposes *out. Errors: NOT_FOUND
 *  with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_buf* out, snaproll_error** error);
/** A variable as a value, whatever its size. The caller owns *out
 *  (snaproll_value_free). Errors: NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable_value(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_value** out, snaproll_error** error);
/** A boolean variable. Errors: NOT_FOUND with pointer, TYPE (another kind).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable_bool(
    const snaproll_context* context, const char* name, size_t name_size,
    bool* out, snaproll_error** error);
/** An integer variable. Errors: NOT_FOUND with pointer, TYPE (another kind),
 *  RANGE (it does not fit). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable_int64(
    const snaproll_context* context, const char* name, size_t name_size,
    int64_t* out, snaproll_error** error);
/** A number variable; an integer reads as the nearest double. Errors: NOT_FOUND
 *  with pointer, TYPE (another kind), RANGE (an integer beyond the doubles).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable_double(
    const snaproll_context* context, const char* name, size_t name_size,
    double* out, snaproll_error** error);
/** A string variable, without quotes. The caller disposes *out. Errors:
 *  NOT_FOUND with pointer, TYPE (another kind). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_variable_text(
    const snaproll_context* context, const char* name, size_t name_size,
    snaproll_buf* out, snaproll_error** error);
/** Removes a variable. Errors: NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_remove_variable(snaproll_context* context,
                                                      const char* name,
                                                      size_t name_size,
                                                      snaproll_error** error);
/** All variables as one object value, transient ones too, O(1). The caller owns
 *  *out (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_variables(const snaproll_context* context,
                                                snaproll_value** out,
                                                snaproll_error** error);
/** Sets or replaces the result of a node to a JSON text (C5), and gives it the
 *  next number of recording (J8). Errors: INVALID_ARGUMENT (an empty id), PARSE
 *  with offset (for plain text a hint names the way), RANGE, LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_record_node_result(
    snaproll_context* context, const char* node, size_t node_size,
    const char* json, size_t json_size, snaproll_error** error);
/** As snaproll_context_record_node_result, to a value. Errors: INVALID_ARGUMENT
 *  (an empty id), PARSE with offset (the id is not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_record_node_result_value(
    snaproll_context* context, const char* node, size_t node_size,
    const snaproll_value* value, snaproll_error** error);
/** The result of a node as canonical JSON. The caller disposes *out. Errors:
 *  NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_node_result(
    const snaproll_context* context, const char* node, size_t node_size,
    snaproll_buf* out, snaproll_error** error);
/** The result of a node as a value, whatever its size. The caller owns *out
 *  (snaproll_value_free). Errors: NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_node_result_value(
    const snaproll_context* context, const char* node, size_t node_size,
    snaproll_value** out, snaproll_error** error);
/** Removes the result of a node. Errors: NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t
snaproll_context_remove_node_result(snaproll_context* context, const char* node,
                                    size_t node_size, snaproll_error** error);
/** All node results as one object value, transient ones too, O(1). The caller
 *  owns *out (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t
snaproll_context_node_results(const snaproll_context* context,
                              snaproll_value** out, snaproll_error** error);
/** Ids of the node results in the order of their recording (J8), as a JSON
 *  array. O(n log n). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_recorded_nodes(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
/** What stands at a JSON Pointer that starts with /variables, /node_results or
 *  /state, as canonical JSON. The caller disposes *out. Errors: PARSE with
 *  offset (no pointer), NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get(const snaproll_context* context,
                                          const char* pointer,
                                          size_t pointer_size,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** As snaproll_context_get, as a value. The caller owns *out
 *  (snaproll_value_free). Errors: PARSE with offset (no pointer), NOT_FOUND
 *  with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_get_value(const snaproll_context* context,
                                                const char* pointer,
                                                size_t pointer_size,
                                                snaproll_value** out,
                                                snaproll_error** error);
/** Sets or replaces what stands at the pointer (an element behind the last: /-;
 *  all variables or node results at once: the part itself) to a JSON text. What
 *  is the same as in the old value is shared with it. Errors: PARSE with offset
 *  (the text or the pointer; for plain text a hint names the way), RANGE;
 *  NOT_FOUND, TYPE (a scalar is around it; no object for a part),
 *  INVALID_ARGUMENT (an empty node id, no such state) with pointer; LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set(snaproll_context* context,
                                          const char* pointer,
                                          size_t pointer_size, const char* json,
                                          size_t json_size,
                                          snaproll_error** error);
/** As snaproll_context_set, to a value. Errors: PARSE with offset (no pointer);
 *  NOT_FOUND, TYPE, INVALID_ARGUMENT with pointer; LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_set_value(snaproll_context* context,
                                                const char* pointer,
                                                size_t pointer_size,
                                                const snaproll_value* value,
                                                snaproll_error** error);
/** Removes what stands at the pointer. Errors: PARSE with offset (no pointer);
 *  NOT_FOUND, TYPE (a part as a whole), INVALID_ARGUMENT (a part of a state
 *  without which it is none) with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_remove(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size,
                                             snaproll_error** error);
/** Appends a JSON text to the array at the pointer, with or without /- at its
 *  end. Errors: PARSE with offset (the text or the pointer; for plain text a
 *  hint names the way), RANGE; NOT_FOUND, TYPE (no array) with pointer; LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_append(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size,
                                             const char* json, size_t json_size,
                                             snaproll_error** error);
/** As snaproll_context_append, a value. Errors: PARSE with offset (no pointer);
 *  NOT_FOUND, TYPE (no array) with pointer; LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_append_value(snaproll_context* context,
                                                   const char* pointer,
                                                   size_t pointer_size,
                                                   const snaproll_value* value,
                                                   snaproll_error** error);
/** Appends text to the string at the pointer; what it costs follows the text,
 *  not the string. Errors: PARSE with offset (no pointer, or not UTF-8);
 *  NOT_FOUND, TYPE (no string) with pointer; LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_append_text(
    snaproll_context* context, const char* pointer, size_t pointer_size,
    const char* utf8, size_t utf8_size, snaproll_error** error);
/** Replaces `removed` elements from `index` on of the array at the pointer by
 *  those of a JSON array. Errors: PARSE with offset (the text or the pointer),
 *  RANGE (a number), TYPE (the text is no array); NOT_FOUND, TYPE (no array),
 *  RANGE (there are not so many) with pointer; LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_splice(snaproll_context* context,
                                             const char* pointer,
                                             size_t pointer_size, size_t index,
                                             size_t removed, const char* json,
                                             size_t json_size,
                                             snaproll_error** error);
/** Replaces `removed` bytes from byte `offset` on of the string at the pointer;
 *  both places are borders of characters. Errors: PARSE with offset (no
 *  pointer, or not UTF-8); NOT_FOUND, TYPE (no string), RANGE (beyond the end,
 *  or within a character) with pointer; LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_splice_text(
    snaproll_context* context, const char* pointer, size_t pointer_size,
    size_t offset, size_t removed, const char* utf8, size_t utf8_size,
    snaproll_error** error);
/** Whether what stands at the pointer is equivalent to a JSON text (RFC 6902
 *  4.6: 1 equals 1.0): 0 where it is. Errors: TEST_FAILED with pointer (another
 *  value), PARSE with offset (the text or the pointer), RANGE, LIMIT (the
 *  text), NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_test(const snaproll_context* context,
                                           const char* pointer,
                                           size_t pointer_size,
                                           const char* json, size_t json_size,
                                           snaproll_error** error);
/** Makes a list of changes as one, or none: a JSON array of {"op":"set",
 *  "append" or "test", "pointer", "value"}, {"op":"remove", "pointer"},
 *  {"op":"append_text", "pointer", "text"}, {"op":"splice", "pointer", "at",
 *  "removed", "value"} (an array), {"op":"splice_text", "pointer", "at",
 *  "removed", "text"}. A list of tests alone is no change. Errors: those of the
 *  single calls, with the index in the message; for the list itself PARSE with
 *  offset, RANGE, LIMIT, and INVALID_ARGUMENT (no such op), TYPE, NOT_FOUND,
 *  RANGE with a pointer into it. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_update(snaproll_context* context,
                                             const char* json, size_t json_size,
                                             snaproll_error** error);
/** Begins a transaction: a context with the content of this one whose
 *  snaproll_context_commit brings its changes back as one. O(1). The caller
 *  owns *out (_free); freed without a commit, its changes are gone.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_begin(const snaproll_context* context,
                                            snaproll_context** out,
                                            snaproll_error** error);
/** Commits a transaction and ends it. O(1). Errors: CONFLICT (the context it
 *  was begun from moved: nothing changes, and the transaction stays open),
 *  INVALID_ARGUMENT (no transaction), UNUSABLE (it, or the transaction that it
 *  was begun from, has ended). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_commit(snaproll_context* context,
                                             snaproll_error** error);
/** Ends a transaction; its changes are gone. Errors: INVALID_ARGUMENT (no
 *  transaction), UNUSABLE (it has ended). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_abort(snaproll_context* context,
                                            snaproll_error** error);
/** Captures state, variables and node results as a snapshot outside any history
 *  (S2), which becomes the position; one allocation, whatever the state holds.
 *  `options` may be NULL. The caller owns *out (snaproll_snapshot_free).
 *  Errors: LIMIT with the pointer of what the options tell. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_take_snapshot(
    snaproll_context* context, const snaproll_snapshot_options* options,
    snaproll_snapshot** out, snaproll_error** error);
/** Sets state, variables and node results to those of the snapshot, and nothing
 *  else (S3); it can be undone. O(1). Errors: LIMIT (of this context, where the
 *  snapshot is of another). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_apply(snaproll_context* context,
                                            const snaproll_snapshot* snapshot,
                                            snaproll_error** error);
/** State, variables and node results as one value, as a snapshot has them
 *  (without transient values): an object of "node_results", "state" and
 *  "variables". The caller owns *out (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_value(const snaproll_context* context,
                                            snaproll_value** out,
                                            snaproll_error** error);
/** SHA-256 of the canonical JSON of snaproll_context_value, in hexadecimal:
 *  what `sha256sum` says of it. O(bytes of that JSON). The caller disposes
 *  *out. Errors: INTERNAL (a build without stores). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_digest(const snaproll_context* context,
                                             snaproll_buf* out,
                                             snaproll_error** error);
/** What changed since the snapshot `before`, O(changes); `cancel` may be NULL.
 *  The caller owns *out (snaproll_patch_free). Errors: STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_diff(const snaproll_context* context,
                                           const snaproll_snapshot* before,
                                           snaproll_cancel* cancel,
                                           snaproll_patch** out,
                                           snaproll_error** error);
/** Makes all operations of a patch one change that can be undone, or none; a
 *  patch of tests alone is no change. O(operations x path x log n). Errors:
 *  those of snaproll_patch_apply, and TYPE, NOT_FOUND, INVALID_ARGUMENT with
 *  pointer, and LIMIT, where it leaves no state behind. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_apply_patch(snaproll_context* context,
                                                  const snaproll_patch* patch,
                                                  snaproll_error** error);
/** Does what was planned with this context; it can be undone. O(1). `result`
 *  may be NULL; else the caller owns it (snaproll_rollback_result_free).
 *  Errors: CONFLICT (the context changed since it was planned, also by this
 *  plan), INVALID_ARGUMENT (the plan of another context). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_apply_plan(
    snaproll_context* context, const snaproll_rollback_plan* plan,
    snaproll_rollback_result** result, snaproll_error** error);
/** Takes the last rollback, applied snapshot, plan or patch back: state and
 *  position are what they were before it. A redo brings back what was there
 *  now. O(changes). `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: NOT_FOUND (nothing to undo).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_undo_rollback(
    snaproll_context* context, snaproll_rollback_result** result,
    snaproll_error** error);
/** Takes the last undo back. O(changes). `result` may be NULL; else the caller
 *  owns it (snaproll_rollback_result_free). Errors: NOT_FOUND (nothing was
 *  undone, or the context changed since). Since 0.1 */
SNAPROLL_API int32_t snaproll_context_redo_rollback(
    snaproll_context* context, snaproll_rollback_result** result,
    snaproll_error** error);
/** How many can be undone. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_undo_count(
    const snaproll_context* context, size_t* out, snaproll_error** error);
/** How many can be redone; 0 where the context changed since the last undo.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_context_redo_count(
    const snaproll_context* context, size_t* out, snaproll_error** error);
/** Forgets all that could be undone or redone. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_clear_undo(snaproll_context* context,
                                                 snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
