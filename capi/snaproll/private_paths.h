/* Private paths: which values of a state are never stored, and which are stored
 * but not shown.
 *
 * They are given as JSON: {"transient":[…],"secret":[…]}, either of which may
 * be missing, at most 1,000 paths. A path is a JSON Pointer of at most 1,024
 * bytes that leads below /variables or /node_results; a `*` in it stands for
 * any run of characters of its token, and ~2 for a `*` that is meant as it
 * stands. Elements of arrays are told by index, or all by `*`.
 *
 * Errors of such a text: PARSE (no JSON, with offset; a path that is not
 * UTF-8), RANGE (a number), LIMIT (too many paths, or one too long); TYPE and
 * INVALID_ARGUMENT (no such path or list) with the pointer of the path in it
 * ("/transient/2"). docs/secrets.md has the whole.
 *
 * Thread words: those of what is given. */
#ifndef SNAPROLL_PRIVATE_PATHS_H
#define SNAPROLL_PRIVATE_PATHS_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Which values of a context are private, in place of what was told before.
 *  What is transient is left out of all that is captured from then on, of undo
 *  entries and of the pause record; snapshots that were taken stay as they are.
 *  Kept with a durable execution: by its next commit. Errors: those of the
 *  text, UNUSABLE. Since 0.1 */
SNAPROLL_API int32_t
snaproll_context_set_private_paths(snaproll_context* context, const char* paths,
                                   size_t paths_size, snaproll_error** error);
/** What was told last: {"secret":[…],"transient":[…]}. The caller disposes
 *  *out. Errors: UNUSABLE. Since 0.1 */
SNAPROLL_API int32_t snaproll_context_private_paths(
    const snaproll_context* context, snaproll_buf* out, snaproll_error** error);
/** A value to be shown: "***" stands for all that one of `paths` names.
 *  `pointer` tells where it stands in a state; "" = it is the whole of one.
 *  O(depth), and the members at each place where a path has a `*`. The caller
 *  owns *out (_free). Errors: those of the text, PARSE with offset (the
 *  pointer). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_masked(const snaproll_value* value,
                                           const char* paths, size_t paths_size,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_value** out,
                                           snaproll_error** error);
/** A patch of whole states to be shown, not to be applied: it tells what
 *  changed, with "***" for all values that one of `paths` names. The caller
 *  owns *out (_free). Errors: those of the text. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_masked(const snaproll_patch* patch,
                                           const char* paths, size_t paths_size,
                                           snaproll_patch** out,
                                           snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
