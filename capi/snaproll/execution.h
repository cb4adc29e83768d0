/* Execution: the front door - one context and its history in one handle - and
 * Step: one node being run in it.
 *
 * An execution on a store commits each finished, failed or rolled-back step,
 * each snapshot and each rollback when the call returns; what can not be
 * committed fails as stores do (store.h) and changes nothing. A commit is a
 * delta: it costs O(changes). Changes of the context are committed with the
 * next of these, or by snaproll_execution_save. In memory nothing of store.h
 * comes.
 *
 * Thread word of snaproll_execution: internally synchronized; of snaproll_step,
 * snaproll_step_options and snaproll_open_options: one thread at a time. */
#ifndef SNAPROLL_EXECUTION_H
#define SNAPROLL_EXECUTION_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How an attempt ended, as the JSON of snaproll_execution_attempts names it:
 *  "open", "finished", "failed", "rolled_back". Since 0.1 */
enum snaproll_attempt_outcome {
  SNAPROLL_ATTEMPT_OPEN = 0,       /**< Begun and not ended. */
  SNAPROLL_ATTEMPT_FINISHED = 1,   /**< By snaproll_step_finish. */
  SNAPROLL_ATTEMPT_FAILED = 2,     /**< By snaproll_step_fail. */
  SNAPROLL_ATTEMPT_ROLLED_BACK = 3 /**< By snaproll_step_rollback. */
};

/** A new execution, in memory. `options` may be NULL. The caller owns *out
 *  (_free). Errors: LIMIT (an id, where the limit was made smaller after it was
 *  set). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_new(const snaproll_options* options,
                                            snaproll_execution** out,
                                            snaproll_error** error);
/** An execution that goes on with a copy of `context`, in memory; its history
 *  is empty. Ids, clock and limits are those of the context; `options`, which
 *  may be NULL, tell how many snapshots are kept and when automatic ones are
 *  taken. The caller owns *out (_free). Errors: UNUSABLE (an ended context).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_from_context(
    const snaproll_context* context, const snaproll_options* options,
    snaproll_execution** out, snaproll_error** error);
/** How an execution on a store is opened. Since 0.1 */
enum snaproll_open_mode {
  SNAPROLL_OPEN_OR_CREATE = 0, /**< Made where it is not there. */
  SNAPROLL_OPEN_EXISTING = 1,  /**< NOT_FOUND where it is not there. */
  SNAPROLL_OPEN_CREATE = 2,    /**< EXISTS where it is there. */
  SNAPROLL_OPEN_READ = 3       /**< Commits are READ_ONLY; no owner is asked. */
};

/** Default options: mode OPEN_OR_CREATE, a snapshot labelled `start` where the
 *  execution is made, steps are committed at their end, no kind, schema 0, a
 *  maximum of 1,000 snapshots. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_new(snaproll_open_options** out,
                                               snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_open_options_free(snaproll_open_options* options);
/** Sets the mode, one of enum snaproll_open_mode. Errors: INVALID_ARGUMENT
 *  (another number). Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_mode(
    snaproll_open_options* options, int32_t mode, snaproll_error** error);
/** What an execution that is made is made with, copied: its workflow, clock,
 *  ids and limits, automatic snapshots, snapshot rules, and the maximum of
 *  snapshots (1,000 where `execution` sets none). Of one that is there, clock,
 *  ids, limits and, where it is set, the maximum are taken. The id is that of
 *  snaproll_execution_open. Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_options(
    snaproll_open_options* options, const snaproll_options* execution,
    snaproll_error** error);
/** What it is, in the words of the application. Errors: PARSE with offset (not
 *  UTF-8). Since 0.1 */
SNAPROLL_API int32_t
snaproll_open_options_set_kind(snaproll_open_options* options, const char* kind,
                               size_t kind_size, snaproll_error** error);
/** The version that the application gives its state; 0 = not told. Errors:
 *  INVALID_ARGUMENT (below 0). Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_schema(
    snaproll_open_options* options, int64_t schema, snaproll_error** error);
/** What executions are looked up by (tenant, user), one more of them; one of
 *  that name is replaced. Errors: INVALID_ARGUMENT (an empty name), PARSE with
 *  offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_add_attribute(
    snaproll_open_options* options, const char* name, size_t name_size,
    const char* value, size_t value_size, snaproll_error** error);
/** Who opens it; others are told so. Errors: PARSE with offset (not UTF-8).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_owner(
    snaproll_open_options* options, const char* owner, size_t owner_size,
    snaproll_error** error);
/** Whether a living owner is shut out; false until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_take_over(
    snaproll_open_options* options, bool take_over, snaproll_error** error);
/** Whether an execution that is made, or was made and never committed, begins
 *  with a snapshot labelled `start` (never where the maximum is 0); true until
 *  set. Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_start_snapshot(
    snaproll_open_options* options, bool on, snaproll_error** error);
/** Whether each step is committed at its end; else snaproll_execution_save
 *  does. True until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_open_options_set_save_steps(
    snaproll_open_options* options, bool on, snaproll_error** error);
/** Opens an execution on a store: all is as it was committed last. `options`
 *  may be NULL. It keeps the store open. The caller owns *out (_free). Costs
 *  the reading of the working state; the history and the attempts are read when
 *  they are asked for.
 *
 *  Where the schema is greater than the version that it was committed as, its
 *  states are migrated (snaproll_store_set_migration): the working state in one
 *  commit before this returns (SNAPROLL_OPEN_READ: in memory alone), those of
 *  its history, of its pause record and of what can be undone when they are
 *  read. Where it is 0, a writer has the version of the working state, and a
 *  reader each state as it was committed.
 *
 *  Errors: NOT_FOUND, EXISTS (by the mode), NOT_FOUND (no migration), those of
 *  a migration, OWNED (a living owner has it; the message tells whom),
 *  INVALID_ARGUMENT (an empty id), PARSE, LIMIT (the id), FORMAT (its version
 *  is newer than the schema, or it was made by a newer version of the library).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_open(const snaproll_store* store, const char* id,
                        size_t id_size, const snaproll_open_options* options,
                        snaproll_execution** out, snaproll_error** error);
/** Whether it is on a store. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_is_durable(
    const snaproll_execution* execution, bool* out, snaproll_error** error);
/** Commits the working state as it is, outside the history. Nothing in memory.
 *  Errors: UNUSABLE (it was closed). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_save(snaproll_execution* execution,
                                             snaproll_error** error);
/** Goes on from what is committed, as a writer again: after a CONFLICT, after
 *  closing it, or to drop what is not committed. Steps that are open are given
 *  up. Nothing in memory. Costs what snaproll_execution_open does. Errors:
 *  NOT_FOUND (it was deleted), OWNED (another owner lives), unless `take_over`;
 *  FORMAT and NOT_FOUND of migrations. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_reload(snaproll_execution* execution,
                                               bool take_over,
                                               snaproll_error** error);
/** Gives it up: the store tells no owner any more, and commits are UNUSABLE;
 *  what was read can still be. Freeing the last handle does the same. Twice is
 *  fine. Nothing in memory. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_close(snaproll_execution* execution,
                                              snaproll_error** error);
/** Frees the handle; NULL is fine. Handles of its context, its manager and its
 *  steps keep it. Since 0.1 */
SNAPROLL_API void snaproll_execution_free(snaproll_execution* execution);
/** A handle of its live state. The caller owns *out (snaproll_context_free).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_context(const snaproll_execution* execution,
                           snaproll_context** out, snaproll_error** error);
/** A handle of its history. The caller owns *out (snaproll_manager_free).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_manager(const snaproll_execution* execution,
                           snaproll_manager** out, snaproll_error** error);
/** Takes a snapshot, as snaproll_manager_create_snapshot. `options` and `out`
 *  may be NULL. Errors: LIMIT with the pointer of what the options tell.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_snapshot(
    snaproll_execution* execution, const snaproll_snapshot_options* options,
    snaproll_id* out, snaproll_error** error);
/** As snaproll_manager_rollback, with the effects that it went back behind.
 *  `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: as there. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
/** As snaproll_manager_rollback_to, with the effects that it went back behind.
 *  `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: as there. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_rollback_to(
    snaproll_execution* execution, const snaproll_id* id,
    snaproll_rollback_result** result, snaproll_error** error);
/** As snaproll_manager_rollback_n, with the effects that it went back behind.
 *  `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: as there. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_rollback_n(
    snaproll_execution* execution, size_t steps,
    snaproll_rollback_result** result, snaproll_error** error);
/** As snaproll_manager_plan_rollback, with the effects that it would go back
 *  behind; here nodes downstream of one can be named. The caller owns *out
 *  (snaproll_rollback_plan_free). Errors: as there; NOT_FOUND (a node to go
 *  downstream of that has neither an edge nor a result). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_plan_rollback(
    const snaproll_execution* execution, const snaproll_selector* selector,
    snaproll_rollback_plan** out, snaproll_error** error);
/** As snaproll_execution_plan_rollback, to the snapshot with that id. The
 *  caller owns *out (snaproll_rollback_plan_free). Errors: as there; NOT_FOUND
 *  (no such snapshot). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_plan_rollback_to(
    const snaproll_execution* execution, const snaproll_id* id,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
/** As snaproll_execution_plan_rollback, to the n-th newest snapshot (1 = the
 *  newest). The caller owns *out (snaproll_rollback_plan_free). Errors: as
 *  there; INVALID_ARGUMENT (0 steps), RANGE (too many). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_plan_rollback_n(
    const snaproll_execution* execution, size_t steps,
    const snaproll_selector* selector, snaproll_rollback_plan** out,
    snaproll_error** error);
/** As snaproll_context_apply_plan; the effects of steps that were begun since
 *  it was planned are told as well. `result` may be NULL; else the caller owns
 *  it (snaproll_rollback_result_free). Errors: as there. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_apply_plan(
    snaproll_execution* execution, const snaproll_rollback_plan* plan,
    snaproll_rollback_result** result, snaproll_error** error);
/** As snaproll_context_undo_rollback, with the effects. `result` may be NULL;
 *  else the caller owns it (snaproll_rollback_result_free). Errors: as there.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_undo_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
/** As snaproll_context_redo_rollback, with the effects. `result` may be NULL;
 *  else the caller owns it (snaproll_rollback_result_free). Errors: as there.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_redo_rollback(
    snaproll_execution* execution, snaproll_rollback_result** result,
    snaproll_error** error);
/** Drops all snapshots, as snaproll_manager_clear, and all that could be
 *  undone. Errors: HELD (as there: nothing is done). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_clear(snaproll_execution* execution,
                                              snaproll_error** error);
/** Adds an edge of the workflow: `to` needs what `from` did. Edges belong to
 *  the execution; they are in no snapshot and a rollback does not change them.
 *  What nodes write is noted while there are edges: tell them before the steps.
 *  Kept with a durable execution: by its next commit. O(edges). Errors:
 *  INVALID_ARGUMENT (it closes a cycle, which the message names; an empty id),
 *  PARSE with offset (not UTF-8), LIMIT (an id). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_add_edge(snaproll_execution* execution,
                                                 const char* from,
                                                 size_t from_size,
                                                 const char* to, size_t to_size,
                                                 snaproll_error** error);
/** Sets all edges at once, or none: a JSON array of [from, to]. Kept as those
 *  of snaproll_execution_add_edge. O(edges x log edges). Errors: PARSE with
 *  offset, RANGE, LIMIT (the text); TYPE, INVALID_ARGUMENT and LIMIT (an id)
 *  with a pointer into it; INVALID_ARGUMENT (a cycle). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_set_edges(snaproll_execution* execution,
                                                  const char* json,
                                                  size_t json_size,
                                                  snaproll_error** error);
/** All edges in byte order, as a JSON array of [from, to]. The caller disposes
 *  *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_edges(const snaproll_execution* execution, snaproll_buf* out,
                         snaproll_error** error);
/** Whether a finished result of the node is recorded: Success or Skipped in the
 *  base form (J3), or any value that is not of it. O(log n). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_is_done(
    const snaproll_execution* execution, const char* node, size_t node_size,
    bool* out, snaproll_error** error);
/** Nodes begun and not ended, as a JSON array in the order of their beginning.
 *  The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_unfinished(const snaproll_execution* execution,
                              snaproll_buf* out, snaproll_error** error);
/** Attempts at `node` (empty: at every node), oldest first, as a JSON array of
 *  {node, number, outcome, irreversible, idempotency_key, started_at, ended_at,
 *  error}; the newest 1,000 of an execution are kept. O(attempts that are
 *  kept). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_attempts(
    const snaproll_execution* execution, const char* node, size_t node_size,
    snaproll_buf* out, snaproll_error** error);
/** Begins to run a node: counts it and may take an automatic snapshot (M4),
 *  which is committed as all are; an irreversible step is on record before this
 *  returns. A node whose result is recorded is done at once and nothing is
 *  counted. `options` may be NULL. The caller owns *out (snaproll_step_free).
 *  Errors: INVALID_ARGUMENT (an empty id), PARSE with offset (not UTF-8), LIMIT
 *  (the id), READ_ONLY (opened for reading, and not done). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_step_begin(
    snaproll_execution* execution, const char* node, size_t node_size,
    const snaproll_step_options* options, snaproll_step** out,
    snaproll_error** error);
/** Default options: what the step does can be taken back. The caller owns *out
 *  (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_step_options_new(snaproll_step_options** out,
                                               snaproll_error** error);
/** Whether what the step does can not be taken back; false until set.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_step_options_set_irreversible(
    snaproll_step_options* options, bool irreversible, snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_step_options_free(snaproll_step_options* options);
/** The node. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_node(const snaproll_step* step,
                                        snaproll_buf* out,
                                        snaproll_error** error);
/** Whether the result was recorded before: skip the work and read it.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_step_done(const snaproll_step* step, bool* out,
                                        snaproll_error** error);
/** The recorded output as canonical JSON: of a Success the value inside, of
 *  Skipped null. The caller disposes *out. Errors: NOT_FOUND (the node is not
 *  done, and this step did not finish it). Since 0.1 */
SNAPROLL_API int32_t snaproll_step_result(const snaproll_step* step,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** A UUID that is the same on retry and after a rollback, another in another
 *  execution. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_idempotency_key(const snaproll_step* step,
                                                   snaproll_buf* out,
                                                   snaproll_error** error);
/** Number of this attempt at the node, from 1; of a step that is done, that of
 *  the last one, 0 where its result came of no step. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_attempt(const snaproll_step* step,
                                           uint32_t* out,
                                           snaproll_error** error);
/** The automatic snapshot taken at the beginning; *present tells whether there
 *  is one. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_snapshot_id(const snaproll_step* step,
                                               snaproll_id* out, bool* present,
                                               snaproll_error** error);
/** Records a JSON text as the node's output, in the base form (J3), with the
 *  metrics of `metrics`, which may be NULL. Errors: UNUSABLE (ended before, or
 *  done), CONFLICT (a newer attempt was begun, or a reload or an erase gave it
 *  up), PARSE with offset (for plain text a hint names
 *  snaproll_step_finish_text), RANGE, LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_finish(snaproll_step* step, const char* json,
                                          size_t json_size,
                                          const snaproll_node_result* metrics,
                                          snaproll_error** error);
/** Records plain text, given without quotes, as the node's output. Errors:
 *  UNUSABLE (ended before, or done), CONFLICT (a newer attempt was begun, or a
 *  reload or an erase gave it up), PARSE with offset (not UTF-8), LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_step_finish_text(snaproll_step* step,
                                               const char* utf8,
                                               size_t utf8_size,
                                               snaproll_error** error);
/** Records a failure; the rest of the state stays. The node is not done and may
 *  be begun again. Errors: UNUSABLE (ended before, or done), CONFLICT (a newer
 *  attempt was begun, or a reload or an erase gave it up), PARSE with offset
 *  (not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_fail(snaproll_step* step,
                                        const char* message,
                                        size_t message_size,
                                        snaproll_error** error);
/** Sets the state back to what it was when the step began, also where no
 *  snapshot was kept then; the attempt stays on record with the message.
 *  O(changes). `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: UNUSABLE (ended before, or done),
 *  CONFLICT (a newer attempt was begun, or a reload or an erase gave it up),
 *  PARSE with offset (not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_step_rollback(snaproll_step* step,
                                            const char* message,
                                            size_t message_size,
                                            snaproll_rollback_result** result,
                                            snaproll_error** error);
/** Frees the handle; a step that was not ended stays unfinished. NULL is fine.
 *  Since 0.1 */
SNAPROLL_API void snaproll_step_free(snaproll_step* step);

#ifdef __cplusplus
}
#endif
#endif
