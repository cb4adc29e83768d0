/* Checkpoint: the record that a pause leaves (rule C8). A context makes it, by
 * snaproll_context_pause and snaproll_context_create_checkpoint.
 *
 * Thread word of snaproll_checkpoint: immutable - share freely. */
#ifndef SNAPROLL_CHECKPOINT_H
#define SNAPROLL_CHECKPOINT_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Reads the JSON form. `options` (limits) may be NULL. The caller owns *out
 *  (_free). Errors: PARSE with offset, RANGE, LIMIT; INVALID_ARGUMENT (a state,
 *  an empty node id), PARSE and RANGE (a time), TYPE, NOT_FOUND, EXISTS with
 *  pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_checkpoint_from_json(
    const char* json, size_t json_size, const snaproll_options* options,
    snaproll_checkpoint** out, snaproll_error** error);
/** The JSON form: timestamp, completed_nodes, variables, state. The caller
 *  disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_to_json(const snaproll_checkpoint* checkpoint,
                            snaproll_buf* out, snaproll_error** error);
/** When it was taken. Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_timestamp(const snaproll_checkpoint* checkpoint,
                              int64_t* out, snaproll_error** error);
/** Ids of the completed nodes as a JSON array, in byte order where a context
 *  made it. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_completed_nodes(const snaproll_checkpoint* checkpoint,
                                    snaproll_buf* out, snaproll_error** error);
/** Its variables, O(1). The caller owns *out (snaproll_value_free).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_variables(const snaproll_checkpoint* checkpoint,
                              snaproll_value** out, snaproll_error** error);
/** Its state, one of enum snaproll_state, and the message of Failed (empty for
 *  others), borrowed while the checkpoint lives; `message` may be NULL.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_state(const snaproll_checkpoint* checkpoint, int32_t* out,
                          snaproll_view* message, snaproll_error** error);
/** Another handle of the same checkpoint, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_checkpoint_ref(const snaproll_checkpoint* checkpoint,
                        snaproll_checkpoint** out, snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_checkpoint_free(snaproll_checkpoint* checkpoint);

#ifdef __cplusplus
}
#endif
#endif
