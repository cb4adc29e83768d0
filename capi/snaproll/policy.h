/* Policies: which snapshots of a history stay, as one line of words, such as
 * "keep-last=10 keep-daily=7 keep-tagged max-bytes=64MiB zone=+02:00".
 * docs/retention.md tells what each word keeps. A snapshot that is held, and
 * the head of a branch that has a name, stay whatever a policy says.
 *
 * Text that is no policy: INVALID_ARGUMENT (no rule at all, or keep-none beside
 * a rule that keeps), PARSE (the hint names the nearest word) and RANGE with
 * offset, LIMIT (above 4,096 bytes). */
#ifndef SNAPROLL_POLICY_H
#define SNAPROLL_POLICY_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The canonical text of a policy: two of the same mean the same. Since 0.1 */
SNAPROLL_API int32_t snaproll_policy_text(const char* policy,
                                          size_t policy_size, snaproll_buf* out,
                                          snaproll_error** error);
/** The policy of a history; NULL = none of its own, then that of its store
 *  holds. From then on, snapshots that it does not want leave when others
 *  enter, at most 16 at once. The maximum (M2) holds beside it. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_set_policy(snaproll_manager* manager,
                                                 const char* policy,
                                                 size_t policy_size,
                                                 snaproll_error** error);
/** The canonical text of the policy of a history: its own, else that of its
 *  store; *present tells whether there is one. Since 0.1 */
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
 *  dry run on a store: what snaproll_store_compact gives back besides.
 *  `cancel` may be NULL. Errors: NOT_FOUND (there is no policy), READ_ONLY,
 *  STOPPED. After STOPPED and NO_MEMORY the snapshots may have left. Since
 *  0.1 */
SNAPROLL_API int32_t snaproll_manager_prune(snaproll_manager* manager,
                                            const char* policy,
                                            size_t policy_size, bool dry_run,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
