/* Groups: snapshots of several executions - a run and the runs that it started
 * - that are taken and gone back to together or not at all.
 *
 * The executions are all on one store, and it is one transaction, or all in
 * memory. The member of a group is kept in its history as a snapshot that is
 * held, until the group is removed there. What fails names the execution that
 * it failed for, and then nothing is changed in any. INVALID_ARGUMENT: there is
 * no execution, one is there twice, or they are not in one place.
 *
 * Thread word: that of the executions and of the manager, internally
 * synchronized. All executions of a call are locked while it lasts; calls of
 * several threads can not wait for each other for ever. */
#ifndef SNAPROLL_GROUP_H
#define SNAPROLL_GROUP_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Takes a snapshot of each of `count` executions, also where nothing changed;
 *  *out is the id of the group, and may be NULL. `options` may be NULL. Errors:
 *  INVALID_ARGUMENT (that of all groups; one of them keeps no snapshots), LIMIT
 *  with the pointer of what the options tell. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_snapshot_group(
    snaproll_execution* const* executions, size_t count,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error);
/** Sets each of `count` executions back to its snapshot of the group,
 *  O(changes) of each. `results` may be NULL; else results[i] is that of
 *  executions[i], owned by the caller (snaproll_rollback_result_free). Errors:
 *  NOT_FOUND (one of them has no such group), INVALID_ARGUMENT (that of all
 *  groups; the group was taken of another number of executions), LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_rollback_group(
    snaproll_execution* const* executions, size_t count,
    const snaproll_id* group, snaproll_rollback_result** results,
    snaproll_error** error);
/** The groups that a history has a member of, oldest first, as a JSON array of
 *  {id, snapshot, label, at, members}: the snapshot of this history, and of how
 *  many executions it was taken. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_groups(const snaproll_manager* manager,
                                             snaproll_buf* out,
                                             snaproll_error** error);
/** Takes a group out of this history alone: its snapshot stays, as any other.
 *  Of a store it is no commit, as snaproll_manager_release. Errors: NOT_FOUND
 *  (no such group). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_remove_group(snaproll_manager* manager,
                                                   const snaproll_id* group,
                                                   snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
