/* Patch: what changed between two values, or what shall change. The value of a
 * state (snaproll_context_value, snaproll_snapshot_value) is an object of
 * "node_results", "state" and "variables", so pointers of patches of states
 * begin with /variables, /node_results or /state.
 *
 * Thread word of snaproll_patch: immutable - share freely. */
#ifndef SNAPROLL_PATCH_H
#define SNAPROLL_PATCH_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What turns `before` into `after`: applied to the one it gives the same as
 *  the other. O(what they do not share). `cancel` may be NULL. The caller owns
 *  *out (_free). Errors: STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_diff(const snaproll_value* before,
                                         const snaproll_value* after,
                                         snaproll_cancel* cancel,
                                         snaproll_patch** out,
                                         snaproll_error** error);
/** Reads a JSON Patch (RFC 6902) or the compact form. `options` (limits) may be
 *  NULL. The caller owns *out (_free). Errors: PARSE with offset, RANGE, LIMIT;
 *  INVALID_ARGUMENT (no such operation, or more than one has), TYPE, NOT_FOUND
 *  (a missing part), RANGE (a number below 0), PARSE (a path that is no JSON
 *  Pointer) with a pointer into it. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_from_json(const char* json,
                                              size_t json_size,
                                              const snaproll_options* options,
                                              snaproll_patch** out,
                                              snaproll_error** error);
/** Number of operations. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_size(const snaproll_patch* patch,
                                         size_t* out, snaproll_error** error);
/** As a JSON Patch (RFC 6902). The caller disposes *out. Errors: FORMAT with
 *  pointer (read from a compact form with changes within strings, which RFC
 *  6902 has not: diff the values). Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_to_json(const snaproll_patch* patch,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** The compact form: an array of ["add", pointer, value], ["set", pointer,
 *  value], ["remove", pointer], ["append", pointer, elements or text],
 *  ["splice", pointer, at, removed, elements or text], ["copy", pointer, from],
 *  ["move", pointer, from], ["test", pointer, value]. The caller disposes *out.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_to_compact(const snaproll_patch* patch,
                                               snaproll_buf* out,
                                               snaproll_error** error);
/** A line an operation, for people; long values are cut. The caller disposes
 *  *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_to_text(const snaproll_patch* patch,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** `value` with all operations done, in their order: O(operations x path x log
 *  n). The caller owns *out (snaproll_value_free). On an error none is done;
 *  its message names the index of the operation, its pointer the place. Limits
 *  are the default ones. Errors: TEST_FAILED, NOT_FOUND, TYPE, RANGE, LIMIT
 *  (also where the value grows above 1 GiB), INVALID_ARGUMENT (a move into
 *  itself). Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_apply(const snaproll_patch* patch,
                                          const snaproll_value* value,
                                          snaproll_value** out,
                                          snaproll_error** error);
/** One patch with the effect of `patch` and then `next`; what `next` overwrites
 *  is left out where that is sure to make no difference. The caller owns *out
 *  (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_compose(const snaproll_patch* patch,
                                            const snaproll_patch* next,
                                            snaproll_patch** out,
                                            snaproll_error** error);
/** What takes `patch` back from what it makes of `before`: it is applied, and
 *  the values are compared. The caller owns *out (_free). Errors: those of
 *  snaproll_patch_apply. Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_invert(const snaproll_patch* patch,
                                           const snaproll_value* before,
                                           snaproll_patch** out,
                                           snaproll_error** error);
/** Another handle of the same patch, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_patch_ref(const snaproll_patch* patch,
                                        snaproll_patch** out,
                                        snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_patch_free(snaproll_patch* patch);

#ifdef __cplusplus
}
#endif
#endif
