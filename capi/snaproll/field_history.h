/* Field history: the snapshots of a history in which one value changed, newest
 * first, with the value before and after. A value changed where it is not the
 * same (as canonical JSON) as in the snapshot that entered before; in the
 * oldest, where it is there.
 *
 * Thread word of snaproll_field_history: immutable - share freely. */
#ifndef SNAPROLL_FIELD_HISTORY_H
#define SNAPROLL_FIELD_HISTORY_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Flags of the changes. Since 0.1 */
enum snaproll_field_flag {
  SNAPROLL_FIELD_HAS_BEFORE = 1,
  SNAPROLL_FIELD_HAS_AFTER = 2
};

/** The changes of the value at a JSON Pointer that starts with /variables,
 *  /node_results or /state; none where nothing ever stood there. Parts that two
 *  snapshots share are not looked into: O(snapshots x path x log n), on a store
 *  also what is read of their states. The caller owns *out
 *  (snaproll_field_history_free). Errors: PARSE with offset (no pointer),
 *  NOT_FOUND with pointer (another beginning). Since 0.1 */
SNAPROLL_API int32_t snaproll_manager_history(const snaproll_manager* manager,
                                              const char* pointer,
                                              size_t pointer_size,
                                              snaproll_field_history** out,
                                              snaproll_error** error);
/** As snaproll_manager_history, of the history of the execution. The caller
 *  owns *out (snaproll_field_history_free). Errors: as there. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_history(
    const snaproll_execution* execution, const char* pointer,
    size_t pointer_size, snaproll_field_history** out, snaproll_error** error);
/** Number of changes. Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_count(
    const snaproll_field_history* history, size_t* out, snaproll_error** error);
/** The snapshot of the i-th change, 0 = the newest. The caller owns *out
 *  (snaproll_snapshot_free). Errors: NOT_FOUND (beyond the end). Since 0.1 */
SNAPROLL_API int32_t
snaproll_field_history_at(const snaproll_field_history* history, size_t index,
                          snaproll_snapshot** out, snaproll_error** error);
/** The value before the i-th change, O(1). The caller owns *out
 *  (snaproll_value_free). Errors: NOT_FOUND (no such change, or nothing was
 *  there). Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_before_at(
    const snaproll_field_history* history, size_t index, snaproll_value** out,
    snaproll_error** error);
/** The value after the i-th change, O(1). The caller owns *out
 *  (snaproll_value_free). Errors: NOT_FOUND (no such change, or it is gone).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_after_at(
    const snaproll_field_history* history, size_t index, snaproll_value** out,
    snaproll_error** error);
/** Column of the ids of the snapshots, as many as snaproll_field_history_count
 *  tells; borrowed while the history lives. NULL where there are no changes.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_field_history_ids(const snaproll_field_history* history,
                           const snaproll_id** out, snaproll_error** error);
/** Column of the times of the snapshots; borrowed while the history lives. NULL
 *  where there are no changes. Since 0.1 */
SNAPROLL_API int32_t
snaproll_field_history_created_at(const snaproll_field_history* history,
                                  const int64_t** out, snaproll_error** error);
/** Column of flags (enum snaproll_field_flag); borrowed while the history
 *  lives. NULL where there are no changes. Since 0.1 */
SNAPROLL_API int32_t
snaproll_field_history_flags(const snaproll_field_history* history,
                             const uint8_t** out, snaproll_error** error);
/** Column of the values before as canonical JSON: value i is bytes[offsets[i]]
 *  to bytes[offsets[i + 1]], empty where nothing was there (the flags tell);
 *  borrowed while the history lives. It is written at the first call: of large
 *  values the getters by index cost less. Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_before(
    const snaproll_field_history* history, const size_t** offsets,
    const char** bytes, snaproll_error** error);
/** Column of the values after, in the form of snaproll_field_history_before;
 *  borrowed while the history lives. Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_after(
    const snaproll_field_history* history, const size_t** offsets,
    const char** bytes, snaproll_error** error);
/** Another handle of the same history, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_field_history_ref(
    const snaproll_field_history* history, snaproll_field_history** out,
    snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_field_history_free(snaproll_field_history* history);

#ifdef __cplusplus
}
#endif
#endif
