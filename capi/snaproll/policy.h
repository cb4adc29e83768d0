/* Policies: which snapshots of a history stay, as one line of words, such as
 * "keep-last=10 keep-daily=7 keep-tagged max-bytes=64MiB zone=+02:00".
 * docs/retention.md tells what each word keeps. A snapshot that is held, one
 * that is a member of a group, and the head of a branch that has a name, stay
 * whatever a policy says.
 *
 * Errors of a text that is no policy: INVALID_ARGUMENT (no rule at all;
 * keep-none beside a rule that keeps, with offset), PARSE (the hint names the
 * nearest word) and RANGE with offset, LIMIT (above 4,096 bytes).
 *
 * Thread word: that of the manager or store, internally synchronized. */
#ifndef SNAPROLL_POLICY_H
#define SNAPROLL_POLICY_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The canonical text of a policy: two of the same mean the same. The caller
 *  disposes *out. Errors: those of the text. Since 0.1 */
SNAPROLL_API int32_t snaproll_policy_text(const char* policy,
                                          size_t policy_size, snaproll_buf* out,
                                          snaproll_error** error);
/** The policy of a history; `policy` NULL = none of its own, then that of its
 *  store holds. From then on, snapshots that it does not want leave when others
 *  enter, at most 16 at once. The maximum (M2) holds beside it. Of a store it
 *  is no commit, as snaproll_manager_tag. Errors: those of the text.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_set_policy(snaproll_manager* manager,
                                                 const char* policy,
                                                 size_t policy_size,
                                                 snaproll_error** error);
/** The canonical text of the policy of a history: its own, else that of its
 *  store; *present tells whether there is one. The caller disposes *out.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_policy(const snaproll_manager* manager,
                                             snaproll_buf* out, bool* present,
                                             snaproll_error** error);
/** Lets all snapshots go that the policy of the history, or `policy` where it
 *  is not NULL, does not want, and gives back what they took. `dry_run` tells
 *  what that would be and changes nothing; on a store others can not commit
 *  meanwhile. The report as JSON: {removed, bytes_freed, bytes_compactable,
 *  snapshots}, the last an array of {id, created_at, stays, reasons, bytes},
 *  newest first. `reasons` are the words of the rules that want the snapshot,
 *  and of what removes it nevertheless; `bytes_compactable` is null but for a
 *  dry run on a store: what snaproll_store_compact gives back besides. O(n log
 *  n), n snapshots, and the bytes removed and rewritten. `cancel` may be NULL.
 *  The caller disposes *out. Errors: those of the text, NOT_FOUND (there is no
 *  policy), READ_ONLY (a dry run: only where the store was opened so), STOPPED.
 *  After STOPPED, NO_MEMORY and errors of the store the snapshots may have
 *  left. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_prune(snaproll_manager* manager,
                                            const char* policy,
                                            size_t policy_size, bool dry_run,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** What `count` snapshots of a history take together, as JSON: {total, alone,
 *  shared, freed}, in bytes. `total` is all that they are made of - in memory
 *  values; on a store the records and keyframes that their states are read
 *  from; `alone` the part of it that is theirs - values that nothing else
 *  holds, their own records; `shared` the rest of it. `freed` is what would be
 *  given back if they left, and nothing else: on a store others may be written
 *  anew then. One that is told twice counts once. Nothing is removed; on a
 *  store others can not commit meanwhile. `cancel` may be NULL. The caller
 *  disposes *out. Errors: NOT_FOUND (an id), READ_ONLY (the store was opened
 *  so), STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_usage(
    const snaproll_manager* manager, const snaproll_id* ids, size_t count,
    snaproll_cancel* cancel, snaproll_buf* out, snaproll_error** error);
/** The policy of executions without one of their own, from when they are opened
 *  next; `policy` NULL = there is none. Errors: those of the text. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_set_policy(snaproll_store* store,
                                               const char* policy,
                                               size_t policy_size,
                                               snaproll_error** error);
/** The canonical text of the policy of a store; *present tells whether there is
 *  one. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_policy(const snaproll_store* store,
                                           snaproll_buf* out, bool* present,
                                           snaproll_error** error);
/** Deletes executions by expire-finished and expire-idle of their policies:
 *  those that are Completed, Failed or Cancelled, and all, whose last commit is
 *  so long before `now` (SNAPROLL_NO_TIME = the clock). One that a living owner
 *  has, or with a snapshot that is held or a member of a group, stays.
 *  `dry_run` deletes nothing. The report as JSON: {removed, executions}, the
 *  last an array of {id, last_commit, removed, reason}, newest first; `reason`
 *  is the word of the rule, or why it stays: "owned", "held", "group", "busy".
 *  O(executions). `cancel` may be NULL. The caller disposes *out. Errors:
 *  READ_ONLY, STOPPED. After an error some may have gone. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_expire(snaproll_store* store, bool dry_run,
                                           int64_t now, snaproll_cancel* cancel,
                                           snaproll_buf* out,
                                           snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
