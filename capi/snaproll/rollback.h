/* Rollback plan: the full result of a rollback that was not done, which can be
 * looked at and then applied; and selector: what a selective rollback takes
 * back.
 *
 * Thread word of snaproll_rollback_plan: immutable - share freely; of
 * snaproll_selector: one thread at a time. */
#ifndef SNAPROLL_ROLLBACK_H
#define SNAPROLL_ROLLBACK_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What applying the plan gives; rolled_back_at is when it was planned. The
 *  caller owns *out (snaproll_rollback_result_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_plan_result(
    const snaproll_rollback_plan* plan, snaproll_rollback_result** out,
    snaproll_error** error);
/** Another handle of the same plan, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_rollback_plan_ref(
    const snaproll_rollback_plan* plan, snaproll_rollback_plan** out,
    snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_rollback_plan_free(snaproll_rollback_plan* plan);
/** A selector that names nothing. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_new(snaproll_selector** out,
                                           snaproll_error** error);
/** Frees the selector; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_selector_free(snaproll_selector* selector);
/** Names a variable, or those that match a glob: `*` stands for any run of
 *  characters (`/` too), `?` for one, `\x` for x itself. Errors: PARSE with
 *  offset (not UTF-8, or a glob with a `\` at its end), LIMIT (a glob of more
 *  than 1,024 bytes). Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_add_variable(snaproll_selector* selector,
                                                    const char* name,
                                                    size_t name_size,
                                                    snaproll_error** error);
/** Names the node results of a node, or of those that match a glob, as
 *  snaproll_selector_add_variable. Errors: PARSE with offset (not UTF-8, or a
 *  glob with a `\` at its end), LIMIT (a glob of more than 1,024 bytes).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_selector_add_node_result(snaproll_selector* selector, const char* node,
                                  size_t node_size, snaproll_error** error);
/** Names what stands at a JSON Pointer that begins with /variables,
 *  /node_results or /state. Errors: PARSE with offset (no pointer); NOT_FOUND
 *  (it begins with none of them), INVALID_ARGUMENT (a place within /state) with
 *  pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_add_pointer(snaproll_selector* selector,
                                                   const char* pointer,
                                                   size_t pointer_size,
                                                   snaproll_error** error);
/** Names a node and all nodes downstream of it by the edges of the execution:
 *  their results, and the variables that only these nodes wrote since the
 *  target. (Where steps overlap, a variable that changed while several ran was
 *  written by all of them.) For plans of executions alone. Errors:
 *  INVALID_ARGUMENT (an empty id), PARSE with offset (not UTF-8), LIMIT (above
 *  255 bytes). Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_add_downstream_of(
    snaproll_selector* selector, const char* node, size_t node_size,
    snaproll_error** error);
/** Whether the execution's state is named; false until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_set_state(snaproll_selector* selector,
                                                 bool named,
                                                 snaproll_error** error);
/** Whether everything is taken back but what is named; false until set.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_set_everything_but(
    snaproll_selector* selector, bool inverted, snaproll_error** error);
/** Whether names, globs and pointers may match nothing, and the selector may
 *  name nothing; false until set. (Nodes to go downstream of have to be known.)
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_selector_set_allow_nothing(
    snaproll_selector* selector, bool allowed, snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
