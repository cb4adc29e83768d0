/* Snapshot: an immutable capture of a context (rules S1 to S5), what is told of
 * it when it is taken, and lists of snapshots.
 *
 * The state of a snapshot that comes from a store is read when it is first
 * asked for, and kept from then on: state, variables, node results, their
 * numbers, what stands at a pointer, the value, the digest, diffs and the JSON
 * form. These functions may then fail as reading a store does (store.h) and
 * cost what is read. All else is told without it.
 *
 * Thread word of snaproll_snapshot and snaproll_snapshot_list: immutable -
 * share freely; of snaproll_snapshot_options: one thread at a time. */
#ifndef SNAPROLL_SNAPSHOT_H
#define SNAPROLL_SNAPSHOT_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Flags of the entries of a list. Since 0.1 */
enum snaproll_snapshot_flag {
  SNAPROLL_SNAPSHOT_AUTO = 1,
  SNAPROLL_SNAPSHOT_HAS_LABEL = 2,
  SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE = 4
};

/** Nothing told. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_new(
    snaproll_snapshot_options** out, snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_snapshot_options_free(
    snaproll_snapshot_options* options);
/** Sets the label. Limits are those of the context: beyond them taking the
 *  snapshot fails. Errors: PARSE with offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_label(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
/** Sets the node that triggered it; its length is checked when the snapshot is
 *  taken. Errors: INVALID_ARGUMENT (empty), PARSE with offset (not UTF-8).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_trigger_node(
    snaproll_snapshot_options* options, const char* node, size_t node_size,
    snaproll_error** error);
/** Sets metadata.reason; its length is checked when the snapshot is taken.
 *  Errors: PARSE with offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_reason(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
/** Sets metadata.created_by; its length is checked when the snapshot is taken.
 *  Errors: PARSE with offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_created_by(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error);
/** Sets metadata.is_auto; false until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_auto(
    snaproll_snapshot_options* options, bool is_auto, snaproll_error** error);
/** Sets one member of metadata.custom to a JSON text. Errors: PARSE with offset
 *  (the text, or the name is not UTF-8), RANGE, LIMIT (the default ones).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_options_set_custom(
    snaproll_snapshot_options* options, const char* name, size_t name_size,
    const char* json, size_t json_size, snaproll_error** error);
/** Reads the JSON form (J1). `options` (limits) and `cancel` may be NULL. The
 *  caller owns *out (_free). Errors: PARSE with offset, RANGE, LIMIT, STOPPED;
 *  INVALID_ARGUMENT (an id, a state), PARSE and RANGE (a time), TYPE,
 *  NOT_FOUND, EXISTS, LIMIT with the pointer of the member. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_cancel* cancel, snaproll_snapshot** out, snaproll_error** error);
/** The JSON form (J1). `cancel` may be NULL. The caller disposes *out. Errors:
 *  STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_to_json(
    const snaproll_snapshot* snapshot, snaproll_cancel* cancel,
    snaproll_buf* out, snaproll_error** error);
/** Its id. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_get_id(const snaproll_snapshot* snapshot,
                                              snaproll_id* out,
                                              snaproll_error** error);
/** The snapshot its context was last captured as or set back to; *present tells
 *  whether there is one. It may have left the history: there
 *  snaproll_manager_parent tells. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_parent(const snaproll_snapshot* snapshot,
                                              snaproll_id* out, bool* present,
                                              snaproll_error** error);
/** When it was taken. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_created_at(
    const snaproll_snapshot* snapshot, int64_t* out, snaproll_error** error);
/** Its label, borrowed while the snapshot lives; data NULL = none. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_label(const snaproll_snapshot* snapshot,
                                             snaproll_view* out,
                                             snaproll_error** error);
/** The node that triggered it, borrowed while the snapshot lives; data NULL =
 *  none. Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_trigger_node(const snaproll_snapshot* snapshot,
                               snaproll_view* out, snaproll_error** error);
/** The captured state, one of enum snaproll_state, and the message of Failed
 *  (empty for others), borrowed while the snapshot lives; `message` may be
 *  NULL. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_state(const snaproll_snapshot* snapshot,
                                             int32_t* out,
                                             snaproll_view* message,
                                             snaproll_error** error);
/** metadata.reason, borrowed while the snapshot lives; data NULL = none.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_reason(const snaproll_snapshot* snapshot,
                                              snaproll_view* out,
                                              snaproll_error** error);
/** metadata.created_by, borrowed while the snapshot lives; data NULL = none.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_created_by(const snaproll_snapshot* snapshot,
                             snaproll_view* out, snaproll_error** error);
/** metadata.is_auto. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_is_auto(
    const snaproll_snapshot* snapshot, bool* out, snaproll_error** error);
/** metadata.custom, an object. The caller owns *out (snaproll_value_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_custom(const snaproll_snapshot* snapshot,
                                              snaproll_value** out,
                                              snaproll_error** error);
/** The captured variables, an object; O(1). The caller owns *out
 *  (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_variables(const snaproll_snapshot* snapshot,
                            snaproll_value** out, snaproll_error** error);
/** The captured node results, an object; O(1). The caller owns *out
 *  (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_node_results(const snaproll_snapshot* snapshot,
                               snaproll_value** out, snaproll_error** error);
/** Number of node results (S4). O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_completed_node_count(
    const snaproll_snapshot* snapshot, size_t* out, snaproll_error** error);
/** Number of variables (S4). O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_variable_count(
    const snaproll_snapshot* snapshot, size_t* out, snaproll_error** error);
/** What stands at a JSON Pointer that starts with /variables, /node_results or
 *  /state, as canonical JSON. O(path x log n). The caller disposes *out.
 *  Errors: PARSE with offset (no pointer), NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_get(const snaproll_snapshot* snapshot,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_buf* out,
                                           snaproll_error** error);
/** Another handle of the same snapshot, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_ref(const snaproll_snapshot* snapshot,
                                           snaproll_snapshot** out,
                                           snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_snapshot_free(snaproll_snapshot* snapshot);
/** Snapshots in the list. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_list_count(
    const snaproll_snapshot_list* list, size_t* out, snaproll_error** error);
/** The i-th snapshot. The caller owns *out (snaproll_snapshot_free). Errors:
 *  NOT_FOUND (beyond the end). Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_list_at(const snaproll_snapshot_list* list, size_t index,
                          snaproll_snapshot** out, snaproll_error** error);
/** Column of ids, as many as snaproll_snapshot_list_count tells; borrowed while
 *  the list lives. NULL where the list is empty. Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_list_ids(const snaproll_snapshot_list* list,
                           const snaproll_id** out, snaproll_error** error);
/** Column of times; borrowed while the list lives. NULL where the list is
 *  empty. Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_list_created_at(const snaproll_snapshot_list* list,
                                  const int64_t** out, snaproll_error** error);
/** Column of flags (enum snaproll_snapshot_flag); borrowed while the list
 *  lives. NULL where the list is empty. Since 0.1 */
SNAPROLL_API int32_t
snaproll_snapshot_list_flags(const snaproll_snapshot_list* list,
                             const uint8_t** out, snaproll_error** error);
/** Column of labels: label i is bytes[offsets[i]] to bytes[offsets[i + 1]],
 *  empty where there is none (the flags tell); borrowed while the list lives.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_list_labels(
    const snaproll_snapshot_list* list, const size_t** offsets,
    const char** bytes, snaproll_error** error);
/** Column of trigger nodes, in the form of snaproll_snapshot_list_labels;
 *  borrowed while the list lives. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_list_trigger_nodes(
    const snaproll_snapshot_list* list, const size_t** offsets,
    const char** bytes, snaproll_error** error);
/** Frees the list; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_snapshot_list_free(snaproll_snapshot_list* list);

/** State, variables and node results as one value, O(1): an object of
 *  "node_results", "state" and "variables". The caller owns *out
 *  (snaproll_value_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_value(const snaproll_snapshot* snapshot,
                                             snaproll_value** out,
                                             snaproll_error** error);
/** SHA-256 of the canonical JSON of snaproll_snapshot_value, in hexadecimal:
 *  what `sha256sum` says of it. O(bytes of that JSON). The caller disposes
 *  *out. Errors: INTERNAL (a build without stores). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_digest(const snaproll_snapshot* snapshot,
                                              snaproll_buf* out,
                                              snaproll_error** error);
/** Bytes that its record takes in its store; 0 = it is in none. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_stored_bytes(
    const snaproll_snapshot* snapshot, uint64_t* out, snaproll_error** error);
/** What turns the state of `before` into that of `after`, O(changes); `cancel`
 *  may be NULL. The caller owns *out (snaproll_patch_free). Errors: STOPPED.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_diff(const snaproll_snapshot* before,
                                            const snaproll_snapshot* after,
                                            snaproll_cancel* cancel,
                                            snaproll_patch** out,
                                            snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
