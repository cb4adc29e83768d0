/* Manager: the bounded history of snapshots of one execution (rules M1 to M18),
 * the result of a rollback, and the summary of a history.
 *
 * The manager of an execution on a store commits what its verbs do to the
 * context of that execution, and may fail as stores do (store.h): then nothing
 * is changed. Setting options of it (automatic snapshots, rules) commits
 * nothing; it is kept with the next commit. What reads the history may read the
 * store.
 *
 * Thread word of snaproll_manager: internally synchronized; of
 * snaproll_snapshot_filter: one thread at a time; of snaproll_rollback_result
 * and snaproll_summary: immutable - share freely. */
#ifndef SNAPROLL_MANAGER_H
#define SNAPROLL_MANAGER_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A manager that keeps `maximum` snapshots (M1; 10 is the usual one, 0 keeps
 *  none, SNAPROLL_UNLIMITED all), in memory. `options` (clock, ids, limits) may
 *  be NULL. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_new(size_t maximum,
                                          const snaproll_options* options,
                                          snaproll_manager** out,
                                          snaproll_error** error);
/** A manager with a history of its own, in memory, that begins as this one's
 *  (M18). O(snapshots). The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_copy(const snaproll_manager* manager,
                                           snaproll_manager** out,
                                           snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_manager_free(snaproll_manager* manager);
/** Automatic snapshots on, every `interval` nodes (M4); 0 never fires (M5).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_set_auto_snapshot(
    snaproll_manager* manager, size_t interval, snaproll_error** error);
/** Automatic snapshots off; the interval stays. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_disable_auto_snapshot(
    snaproll_manager* manager, snaproll_error** error);
/** Captures the context as the newest snapshot; the oldest may leave (M2).
 *  Where unchanged states are skipped, *out may be the id of the newest.
 *  `options` and `out` may be NULL. One allocation and a place in the history,
 *  whatever the state holds; with a policy O(snapshots). Errors: LIMIT with the
 *  pointer of what the options tell, UNUSABLE (an ended context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_create_snapshot(
    snaproll_manager* manager, snaproll_context* context,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error);
/** Makes any snapshot the newest (M16), with no parent in the tree.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_push_snapshot(
    snaproll_manager* manager, const snaproll_snapshot* snapshot,
    snaproll_error** error);
/** Counts a node and takes an automatic snapshot where one is due, by M4 or by
 *  the snapshot rules; *taken tells, and *out is its id. Both may be NULL.
 *  Where it fails the node is not counted. Errors: INVALID_ARGUMENT (an empty
 *  id), PARSE with offset (not UTF-8), LIMIT (the id), UNUSABLE (an ended
 *  context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_on_node_execute(
    snaproll_manager* manager, snaproll_context* context, const char* node,
    size_t node_size, snaproll_id* out, bool* taken, snaproll_error** error);
/** Applies the newest snapshot (M7). O(changes). `result` may be NULL; it is
 *  filled on the failures of rule M12 as well, and owned by the caller
 *  (snaproll_rollback_result_free). Errors: NOT_FOUND (no snapshots), LIMIT (of
 *  this context, where the snapshot is of another), UNUSABLE (an ended
 *  context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_rollback(
    snaproll_manager* manager, snaproll_context* context,
    snaproll_rollback_result** result, snaproll_error** error);
/** Applies the snapshot with that id (M7). O(changes). `result` may be NULL; it
 *  is filled on the failures of rule M12 as well, and owned by the caller
 *  (snaproll_rollback_result_free). Errors: NOT_FOUND (no such snapshot), LIMIT
 *  (of this context, where the snapshot is of another), UNUSABLE (an ended
 *  context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_rollback_to(
    snaproll_manager* manager, snaproll_context* context, const snaproll_id* id,
    snaproll_rollback_result** result, snaproll_error** error);
/** Applies the n-th newest snapshot (M7; 1 = the newest). O(changes). `result`
 *  may be NULL; it is filled on the failures of rule M12 as well, and owned by
 *  the caller (snaproll_rollback_result_free). Errors: INVALID_ARGUMENT (0
 *  steps), RANGE (too many), LIMIT (of this context, where the snapshot is of
 *  another), UNUSABLE (an ended context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_rollback_n(
    snaproll_manager* manager, snaproll_context* context, size_t steps,
    snaproll_rollback_result** result, snaproll_error** error);
/** What snaproll_manager_rollback would do with the context: to all of it where
 *  `selector` is NULL, else to what it names. Nothing is changed. O(changes).
 *  The caller owns *out (snaproll_rollback_plan_free). Errors: NOT_FOUND (no
 *  snapshots; a name, glob or pointer that matches nothing; a place whose
 *  surroundings are gone), INVALID_ARGUMENT (a selector that names nothing, or
 *  nodes downstream of one, which needs an execution), TYPE (a place whose
 *  surroundings are a scalar now), LIMIT, UNUSABLE (an ended context).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_plan_rollback(
    const snaproll_manager* manager, const snaproll_context* context,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
/** As snaproll_manager_plan_rollback, to the snapshot with that id. The caller
 *  owns *out (snaproll_rollback_plan_free). Errors: as there; NOT_FOUND (no
 *  such snapshot). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_plan_rollback_to(
    const snaproll_manager* manager, const snaproll_context* context,
    const snaproll_id* id, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
/** As snaproll_manager_plan_rollback, to the n-th newest snapshot (1 = the
 *  newest). The caller owns *out (snaproll_rollback_plan_free). Errors: as
 *  there; INVALID_ARGUMENT (0 steps), RANGE (too many). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_plan_rollback_n(
    const snaproll_manager* manager, const snaproll_context* context,
    size_t steps, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
/** The snapshot with that id, O(1); on a store one look-up. The caller owns
 *  *out (snaproll_snapshot_free). Errors: NOT_FOUND. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_get(const snaproll_manager* manager,
                                          const snaproll_id* id,
                                          snaproll_snapshot** out,
                                          snaproll_error** error);
/** The newest snapshot. The caller owns *out (snaproll_snapshot_free). Errors:
 *  NOT_FOUND (no snapshots). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_latest(const snaproll_manager* manager,
                                             snaproll_snapshot** out,
                                             snaproll_error** error);
/** All snapshots, newest first, O(snapshots). Of a store only what is told of
 *  them is read, not their states. The caller owns *out
 *  (snaproll_snapshot_list_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_list(const snaproll_manager* manager,
                                           snaproll_snapshot_list** out,
                                           snaproll_error** error);
/** A filter that names all snapshots. The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_new(
    snaproll_snapshot_filter** out, snaproll_error** error);
/** Frees the filter; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_snapshot_filter_free(
    snaproll_snapshot_filter* filter);
/** Only those of that label. Errors: PARSE with offset (not UTF-8).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_label(
    snaproll_snapshot_filter* filter, const char* label, size_t label_size,
    snaproll_error** error);
/** Only those that this node triggered. Errors: PARSE with offset (not UTF-8).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_trigger_node(
    snaproll_snapshot_filter* filter, const char* node, size_t node_size,
    snaproll_error** error);
/** Only automatic ones, or only the others. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_automatic(
    snaproll_snapshot_filter* filter, bool automatic, snaproll_error** error);
/** Only those created at that time or later; SNAPROLL_NO_TIME = all.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_from(
    snaproll_snapshot_filter* filter, int64_t time, snaproll_error** error);
/** Only those created before that time; SNAPROLL_NO_TIME = all. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_until(
    snaproll_snapshot_filter* filter, int64_t time, snaproll_error** error);
/** Only those behind this one, the last of the page before: older ones.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_after(
    snaproll_snapshot_filter* filter, const snaproll_id* id,
    snaproll_error** error);
/** At most so many of them; SNAPROLL_UNLIMITED = all. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_filter_set_limit(
    snaproll_snapshot_filter* filter, size_t limit, snaproll_error** error);
/** The snapshots that the filter names, newest first; O(snapshots that are
 *  looked at). Of a store only what is told of them is read, not their states.
 *  The caller owns *out (snaproll_snapshot_list_free). Errors: NOT_FOUND (the
 *  snapshot that they are to be behind). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_list_filtered(
    const snaproll_manager* manager, const snaproll_snapshot_filter* filter,
    snaproll_snapshot_list** out, snaproll_error** error);
/** Number of snapshots. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_count(const snaproll_manager* manager,
                                            size_t* out,
                                            snaproll_error** error);
/** Number of snapshots that left the history since it began: for the maximum
 *  (M2), by a policy, by pruning, when they were asked to, or by clearing it.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_left(const snaproll_manager* manager,
                                           uint64_t* out,
                                           snaproll_error** error);
/** Drops all snapshots with their tags and branches, and sets the node counter
 *  to 0 (M14). O(snapshots). Errors: HELD (a snapshot is held or a member of a
 *  group: nothing is done). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_clear(snaproll_manager* manager,
                                            snaproll_error** error);
/** Keeps the snapshots with created_at >= `time` (M15), those that are held,
 *  members of groups, and heads of branches that have a name; *removed is how
 *  many went, and `removed` may be NULL. O(snapshots). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_prune_before(snaproll_manager* manager,
                                                   int64_t time,
                                                   size_t* removed,
                                                   snaproll_error** error);
/** The summary (M17). The caller owns *out (snaproll_summary_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_summary(const snaproll_manager* manager,
                                              snaproll_summary** out,
                                              snaproll_error** error);
/** Whether the rollback was done. Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_success(
    const snaproll_rollback_result* result, bool* out, snaproll_error** error);
/** The snapshot that was applied; *present tells whether there is one.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_applied_snapshot_id(
    const snaproll_rollback_result* result, snaproll_id* out, bool* present,
    snaproll_error** error);
/** Node results before less those after, never below 0 (M9). Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_nodes_removed(const snaproll_rollback_result* result,
                                       size_t* out, snaproll_error** error);
/** Number of variables that were there before and are gone or differ (M10).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_variables_changed(
    const snaproll_rollback_result* result, size_t* out,
    snaproll_error** error);
/** What failed, borrowed while the result lives; data NULL = nothing (M12).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_error(const snaproll_rollback_result* result,
                               snaproll_view* out, snaproll_error** error);
/** When it was done or failed; of a plan, when it was planned. Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_rolled_back_at(const snaproll_rollback_result* result,
                                        int64_t* out, snaproll_error** error);
/** The JSON form (J1). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_to_json(const snaproll_rollback_result* result,
                                 snaproll_buf* out, snaproll_error** error);
/** Ids of the node results that are gone, the one recorded last first, as a
 *  JSON array. O(changes). The caller disposes *out. (This and what follows is
 *  not in the JSON form: in a result that was read from it, and in a failure,
 *  lists are empty and the states Running.) Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_removed_nodes(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
/** Names of variables that were there before and are there after but differ, as
 *  a JSON array in byte order. O(changes). The caller disposes *out.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_changed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
/** Names of variables that are gone, as a JSON array in byte order. O(changes).
 *  The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_removed_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
/** Names of variables that are back again, as a JSON array in byte order.
 *  O(changes). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_reappeared_variables(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
/** Irreversible steps that were gone back behind, the newest first, as a JSON
 *  array of {node, idempotency_key, attempt, started_at}. Known to executions
 *  alone. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_effects(const snaproll_rollback_result* result,
                                 snaproll_buf* out, snaproll_error** error);
/** The execution's state before, in its JSON form (J2). The caller disposes
 *  *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_state_before(
    const snaproll_rollback_result* result, snaproll_buf* out,
    snaproll_error** error);
/** The execution's state after, in its JSON form (J2). The caller disposes
 *  *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_state_after(const snaproll_rollback_result* result,
                                     snaproll_buf* out, snaproll_error** error);
/** What turned the state before into the state after, O(changes); `cancel` may
 *  be NULL. The caller owns *out (snaproll_patch_free). Errors: STOPPED.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_patch(
    const snaproll_rollback_result* result, snaproll_cancel* cancel,
    snaproll_patch** out, snaproll_error** error);
/** A summary of some lines for people. O(changes). The caller disposes *out.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_rollback_result_text(const snaproll_rollback_result* result,
                              snaproll_buf* out, snaproll_error** error);
/** Reads the JSON form. The caller owns *out (_free). Errors: PARSE with
 *  offset, RANGE, LIMIT; INVALID_ARGUMENT (an id), PARSE (a time), TYPE,
 *  NOT_FOUND, EXISTS, RANGE (a count, a time) with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_from_json(
    const char* json, size_t json_size, snaproll_rollback_result** out,
    snaproll_error** error);
/** Another handle of the same result, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_result_ref(
    const snaproll_rollback_result* result, snaproll_rollback_result** out,
    snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_rollback_result_free(
    snaproll_rollback_result* result);
/** Snapshots in the history. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_total_snapshots(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
/** The maximum; SNAPROLL_UNLIMITED = none. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_max_snapshots(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
/** Whether automatic snapshots are on. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_auto_snapshot_enabled(
    const snaproll_summary* summary, bool* out, snaproll_error** error);
/** Their interval. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_auto_snapshot_interval(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
/** created_at of the snapshot that entered first of those that are there, or
 *  SNAPROLL_NO_TIME. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_oldest_snapshot(
    const snaproll_summary* summary, int64_t* out, snaproll_error** error);
/** created_at of the snapshot that entered last, or SNAPROLL_NO_TIME.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_newest_snapshot(
    const snaproll_summary* summary, int64_t* out, snaproll_error** error);
/** The node counter. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_nodes_processed(
    const snaproll_summary* summary, size_t* out, snaproll_error** error);
/** The JSON form (J1). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_summary_to_json(const snaproll_summary* summary,
                                              snaproll_buf* out,
                                              snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_summary_free(snaproll_summary* summary);

#ifdef __cplusplus
}
#endif
#endif
