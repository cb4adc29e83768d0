/* Snapshot rules: when a manager takes snapshots by itself, beside every n-th
 * node (M4). A snapshot is taken before a node where M4 says so or any of the
 * rules does; each rule is off until set. They look at the history as it is: a
 * snapshot that was taken by hand or pushed counts like any other.
 *
 * Thread word of snaproll_snapshot_rules: one thread at a time. */
#ifndef SNAPROLL_SNAPSHOT_RULES_H
#define SNAPROLL_SNAPSHOT_RULES_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** No rules. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_new(snaproll_snapshot_rules** out,
                                                 snaproll_error** error);
/** Frees the rules; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_snapshot_rules_free(snaproll_snapshot_rules* rules);
/** At least `nodes` nodes, the one about to run included, since a snapshot
 *  entered the history (since the manager was made or cleared, where none did);
 *  0 = off. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_nodes(
    snaproll_snapshot_rules* rules, size_t nodes, snaproll_error** error);
/** The newest snapshot is at least so many nanoseconds old; without one it is
 *  time at once. 0 = off. Errors: INVALID_ARGUMENT (below 0). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_time(
    snaproll_snapshot_rules* rules, int64_t nanoseconds,
    snaproll_error** error);
/** State, variables and node results differ from the newest snapshot in at
 *  least so many bytes of canonical JSON; without one it is due at once.
 *  Members that are new or gone count whole, strings by what is between their
 *  common beginning and end. Costs each node what differs, up to so many bytes.
 *  0 = off. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_set_at_least_bytes(
    snaproll_snapshot_rules* rules, uint64_t bytes, snaproll_error** error);
/** Before nodes whose id `glob` matches, one more of them: `*` stands for any
 *  run of characters, `?` for one, `\x` for the character x; nothing else is
 *  special. Errors: PARSE with offset (not UTF-8, or a `\` at its end), LIMIT
 *  (more than 1,024 bytes). Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_add_before(
    snaproll_snapshot_rules* rules, const char* glob, size_t glob_size,
    snaproll_error** error);
/** Before steps that are marked as irreversible; off until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_set_before_irreversible(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error);
/** A snapshot of a state that is the same as that of the newest one gives back
 *  the id of that one: nothing enters, and what was told of it (a label) is not
 *  kept. This goes for snapshots that are taken by hand too. Off until set.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_snapshot_rules_set_skip_unchanged(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error);

/** The rules of a manager from now on, copied; `rules` NULL = none. Kept with a
 *  durable execution: by its next commit. Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_set_snapshot_rules(
    snaproll_manager* manager, const snaproll_snapshot_rules* rules,
    snaproll_error** error);
/** The rules of an execution that is made, copied; `rules` NULL = none.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_snapshot_rules(
    snaproll_options* options, const snaproll_snapshot_rules* rules,
    snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
