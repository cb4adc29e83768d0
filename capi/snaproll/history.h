/* The tree of a history - parents, children, branches - and the names of its
 * snapshots: tags, holds, and what a text names.
 *
 * The parent of a snapshot is the one that the context was taken or set to last
 * when it was taken; one that was pushed has none. When a snapshot leaves, its
 * children take its parent. A snapshot whose parent is the head of the selected
 * branch is its new head.
 *
 * Names of branches, tags and holds are UTF-8 of 1 to 255 bytes without control
 * characters; those of branches and tags are not `latest` or `start` and have
 * no `~`: INVALID_ARGUMENT with offset, PARSE with offset, LIMIT. Of a store,
 * tags and holds are no commits: they may be put and taken beside a writer, by
 * an execution that was opened for reading as well.
 *
 * An id that no snapshot of the history has is NOT_FOUND everywhere. Lists are
 * JSON: ids are texts, times texts by rule J4, what is not there is null. The
 * manager of an execution is that of snaproll_execution_manager. On a store the
 * first of these calls reads what is told of each snapshot, O(snapshots); after
 * that a step in the tree is O(1).
 *
 * Thread word: that of the manager or execution, internally synchronized. */
#ifndef SNAPROLL_HISTORY_H
#define SNAPROLL_HISTORY_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The parent of a snapshot in the tree; *present tells whether there is one.
 *  Errors: NOT_FOUND. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_parent(const snaproll_manager* manager,
                                             const snaproll_id* id,
                                             snaproll_id* out, bool* present,
                                             snaproll_error** error);
/** The children of a snapshot, newest first. The caller owns *out
 *  (snaproll_snapshot_list_free). Errors: NOT_FOUND. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_children(const snaproll_manager* manager,
                                               const snaproll_id* id,
                                               snaproll_snapshot_list** out,
                                               snaproll_error** error);
/** The newest snapshot that both go back to, and each goes back to itself;
 *  *present tells whether there is one. O(steps up to it). Errors: NOT_FOUND.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_common_ancestor(
    const snaproll_manager* manager, const snaproll_id* one,
    const snaproll_id* other, snaproll_id* out, bool* present,
    snaproll_error** error);
/** All snapshots, newest first, as a JSON array of {snapshot, parent}.
 *  O(snapshots). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_tree(const snaproll_manager* manager,
                                           snaproll_buf* out,
                                           snaproll_error** error);

/** Snapshots that a branch names, by its name; then those without children that
 *  none names, newest first; as a JSON array of {name, head, selected}.
 *  O(snapshots). The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_branches(const snaproll_manager* manager,
                                               snaproll_buf* out,
                                               snaproll_error** error);
/** Names the snapshot `head` as the head of a branch. NULL: that which the
 *  context was taken or set to last, and the branch is the selected one from
 *  then on. Errors: INVALID_ARGUMENT, PARSE, LIMIT (the name), EXISTS (it is
 *  taken), NOT_FOUND (the snapshot; the context was never taken as one).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_create_branch(
    snaproll_manager* manager, const snaproll_context* context,
    const char* name, size_t name_size, const snaproll_id* head,
    snaproll_error** error);
/** Gives a branch another name; it stays selected where it was. Errors:
 *  NOT_FOUND (`from`), EXISTS (`to` is taken), INVALID_ARGUMENT, PARSE, LIMIT
 *  (`to`). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_rename_branch(
    snaproll_manager* manager, const char* from, size_t from_size,
    const char* to, size_t to_size, snaproll_error** error);
/** Takes the name of a branch away; its snapshots stay. Errors: NOT_FOUND.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_remove_branch(snaproll_manager* manager,
                                                    const char* name,
                                                    size_t name_size,
                                                    snaproll_error** error);
/** Goes to the head of a branch, as snaproll_manager_rollback_to, and selects
 *  the branch. `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: NOT_FOUND (no such branch), LIMIT
 *  (of this context, where the head is of another), UNUSABLE (an ended
 *  context). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_switch_branch(
    snaproll_manager* manager, snaproll_context* context, const char* name,
    size_t name_size, snaproll_rollback_result** result,
    snaproll_error** error);
/** As snaproll_manager_switch_branch, with the effects that it went back
 *  behind. `result` may be NULL; else the caller owns it
 *  (snaproll_rollback_result_free). Errors: NOT_FOUND (no such branch), LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_switch_branch(
    snaproll_execution* execution, const char* name, size_t name_size,
    snaproll_rollback_result** result, snaproll_error** error);

/** Gives a snapshot a tag: it may have many, and a tag many snapshots. Twice
 *  the same is once. Errors: NOT_FOUND, EXISTS (`unique`, and another snapshot
 *  has it), INVALID_ARGUMENT, PARSE, LIMIT (the name). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_tag(snaproll_manager* manager,
                                          const snaproll_id* id,
                                          const char* name, size_t name_size,
                                          bool unique, snaproll_error** error);
/** Takes a tag away. Errors: NOT_FOUND (the snapshot, or it has no such tag).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_untag(snaproll_manager* manager,
                                            const snaproll_id* id,
                                            const char* name, size_t name_size,
                                            snaproll_error** error);
/** All tags, by name, as a JSON array of {name, snapshot, at}: when it was put.
 *  The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_tags(const snaproll_manager* manager,
                                           snaproll_buf* out,
                                           snaproll_error** error);
/** Holds a snapshot: until it is released it never leaves, not for the maximum,
 *  by no policy, nor when it is asked to be removed. It may have many holds.
 *  `reason` may be empty. Errors: NOT_FOUND, EXISTS (it has one of that name),
 *  INVALID_ARGUMENT (the name), PARSE (the name, the reason), LIMIT (the name;
 *  a reason above 64 KiB). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_hold(snaproll_manager* manager,
                                           const snaproll_id* id,
                                           const char* name, size_t name_size,
                                           const char* reason,
                                           size_t reason_size,
                                           snaproll_error** error);
/** Releases a snapshot from a hold. Errors: NOT_FOUND (the snapshot, or it has
 *  none of that name). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_release(snaproll_manager* manager,
                                              const snaproll_id* id,
                                              const char* name,
                                              size_t name_size,
                                              snaproll_error** error);
/** All holds, by name, as a JSON array of {name, snapshot, reason, at}. The
 *  caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_holds(const snaproll_manager* manager,
                                            snaproll_buf* out,
                                            snaproll_error** error);

/** The snapshot that a text names: `latest`, a tag, a branch (its head), a
 *  label, `start` (one labelled so, else the oldest), or the beginning of an
 *  id, else its end, of at least four hexadecimal digits; the first of these
 *  that names one. `~n` behind it goes n parents up (`~` is `~1`). A name is
 *  looked up, the end of an id among all snapshots. Errors: INVALID_ARGUMENT
 *  with offset (nothing before the `~`, no number behind it), PARSE with offset
 *  (not UTF-8), NOT_FOUND (it names none, or has not so many parents),
 *  AMBIGUOUS (the message names the candidates). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_resolve(const snaproll_manager* manager,
                                              const char* text,
                                              size_t text_size,
                                              snaproll_id* out,
                                              snaproll_error** error);
/** Takes one snapshot out of the history; its children take its parent, its
 *  tags go. Errors: NOT_FOUND, HELD (it is held, a member of a group, or the
 *  head of a branch that has a name). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_remove(snaproll_manager* manager,
                                             const snaproll_id* id,
                                             snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
