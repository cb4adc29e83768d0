/* Erasing: one value out of all that is kept of an execution or of a store:
 * every snapshot, branch, record, keyframe, name and attempt, and what can be
 * undone. docs/secrets.md tells what it reaches and what it does not.
 *
 * Thread word of snaproll_erase_options: one thread at a time; the calls have
 * that of the store or execution, internally synchronized. */
#ifndef SNAPROLL_ERASE_H
#define SNAPROLL_ERASE_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Nothing is told yet: what is erased has to be. The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_new(snaproll_erase_options** out,
                                                snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_erase_options_free(snaproll_erase_options* options);
/** A place in each state, /variables/<name>... or /node_results/<node>...: a
 *  member is removed, an element of an array becomes null. Whether it is such a
 *  place is told by the erase. Errors: PARSE with offset (not UTF-8), LIMIT
 *  (above 64 MiB). Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_set_pointer(
    snaproll_erase_options* options, const char* pointer, size_t pointer_size,
    snaproll_error** error);
/** A text: strings and names that hold it hold "[erased]" instead, numbers that
 *  hold it become null. Found escaped as JSON too. It or a pointer is told, not
 *  both: else the erase is INVALID_ARGUMENT, as it is of an empty text. Errors:
 *  PARSE with offset (not UTF-8), LIMIT (above 64 MiB). Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_set_containing(
    snaproll_erase_options* options, const char* text, size_t text_size,
    snaproll_error** error);
/** Why, for the tombstone; one that holds the text itself makes the erase
 *  INVALID_ARGUMENT. Errors: PARSE with offset (not UTF-8), LIMIT (above 64
 *  MiB). Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_set_reason(
    snaproll_erase_options* options, const char* reason, size_t reason_size,
    snaproll_error** error);
/** Whether who has one of the executions open for writing is shut out; false
 *  until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_set_take_over(
    snaproll_erase_options* options, bool take_over, snaproll_error** error);
/** Whether it is only told what would be done; false until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_erase_options_set_dry_run(
    snaproll_erase_options* options, bool dry_run, snaproll_error** error);

/** Erases from one execution of a store, and from those that share records with
 *  it; from all where `id` is NULL. One transaction, during which nobody else
 *  commits: after an error nothing was done. The report as JSON: {dry_run,
 *  executions, id, kept, keyframes, names, pending, records, states}:
 *  `executions` are those that held it, `kept` those whose own id holds the
 *  text, `id` names the tombstone (null of a dry run). Where `pending` is true,
 *  nothing reads it any more, but its bytes may stand in the file, since a
 *  reader was open: snaproll_store_compact, or the next open for writing, goes
 *  on. O(records and what they hold). `cancel` may be NULL. The caller disposes
 *  *out. Errors: NOT_FOUND (nothing holds it, with pointer; no such execution;
 *  a pointer of no state), OWNED (close it, or erase through its handle),
 *  INVALID_ARGUMENT (an empty id; what the options tell), PARSE (the pointer),
 *  TYPE (a part without which a node result is none), STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_erase(snaproll_store* store, const char* id,
                                          size_t id_size,
                                          const snaproll_erase_options* what,
                                          snaproll_cancel* cancel,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** The tombstones of an execution as a JSON array of {at, id, pointer, reason,
 *  states}, newest first; `pointer` is null of a text, which is not told. The
 *  caller disposes *out. Errors: NOT_FOUND (no such execution). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_erasures(const snaproll_store* store,
                                             const char* id, size_t id_size,
                                             snaproll_buf* out,
                                             snaproll_error** error);
/** As snaproll_store_erase, through the handle of an execution, on a store or
 *  in memory, its live state included. On a store it saves first. Steps that
 *  are open are given up: they are CONFLICT. In memory O(snapshots and what
 *  they hold), and `cancel` is not looked at. The caller disposes *out. Errors:
 *  as there; on a store also those of snaproll_execution_save. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_erase(
    snaproll_execution* execution, const snaproll_erase_options* what,
    snaproll_cancel* cancel, snaproll_buf* out, snaproll_error** error);
/** As snaproll_store_erasures, of the execution, on a store or in memory. The
 *  caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_execution_erasures(const snaproll_execution* execution,
                            snaproll_buf* out, snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
