/* The plain types that cross the ABI, and the handles.
 *
 * Plain structs are values of the caller's. Thread word of the functions here:
 * any thread, at any time. */
#ifndef SNAPROLL_TYPES_H
#define SNAPROLL_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snaproll/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Text of a literal as the two arguments pointer and length. Since 0.1 */
#define SNAPROLL_Z(literal) "" literal, (sizeof(literal) - 1)

/** A time that is absent. Times are nanoseconds since 1970 UTC. Since 0.1 */
#define SNAPROLL_NO_TIME INT64_MIN
/** A maximum of snapshots that keeps all. Since 0.1 */
#define SNAPROLL_UNLIMITED SIZE_MAX

/** Text borrowed from an immutable handle: valid while the handle lives, not
 *  NUL-terminated; data is NULL where the text is absent. Since 0.1 */
typedef struct snaproll_view {
  const char* data;
  size_t size;
} snaproll_view;

/** Text owned by the caller, NUL-terminated behind `size`; given back with
 *  snaproll_buf_dispose. An output: whatever it held is overwritten.
 *  Since 0.1 */
typedef struct snaproll_buf {
  char* data;
  size_t size;
  void* owner_;
} snaproll_buf;

/** The 16 bytes of a UUID. Since 0.1 */
typedef struct snaproll_id {
  uint8_t bytes[16];
} snaproll_id;

typedef struct snaproll_cancel snaproll_cancel;
typedef struct snaproll_checkpoint snaproll_checkpoint;
typedef struct snaproll_clock snaproll_clock;
typedef struct snaproll_context snaproll_context;
typedef struct snaproll_erase_options snaproll_erase_options;
typedef struct snaproll_error snaproll_error;
typedef struct snaproll_execution snaproll_execution;
typedef struct snaproll_execution_filter snaproll_execution_filter;
typedef struct snaproll_exporter snaproll_exporter;
typedef struct snaproll_field_history snaproll_field_history;
typedef struct snaproll_importer snaproll_importer;
typedef struct snaproll_manager snaproll_manager;
typedef struct snaproll_node_result snaproll_node_result;
typedef struct snaproll_open_options snaproll_open_options;
typedef struct snaproll_options snaproll_options;
typedef struct snaproll_patch snaproll_patch;
typedef struct snaproll_rollback_plan snaproll_rollback_plan;
typedef struct snaproll_rollback_result snaproll_rollback_result;
typedef struct snaproll_selector snaproll_selector;
typedef struct snaproll_snapshot snaproll_snapshot;
typedef struct snaproll_snapshot_filter snaproll_snapshot_filter;
typedef struct snaproll_snapshot_list snaproll_snapshot_list;
typedef struct snaproll_snapshot_options snaproll_snapshot_options;
typedef struct snaproll_snapshot_rules snaproll_snapshot_rules;
typedef struct snaproll_step snaproll_step;
typedef struct snaproll_step_options snaproll_step_options;
typedef struct snaproll_store snaproll_store;
typedef struct snaproll_store_options snaproll_store_options;
typedef struct snaproll_summary snaproll_summary;
typedef struct snaproll_value snaproll_value;

/** Gives the text back and clears the struct; NULL and cleared ones are fine.
 *  Never fails. Since 0.1 */
SNAPROLL_API void snaproll_buf_dispose(snaproll_buf* buf);

/** Draws a new id: UUID version 7, of the system's clock, greater than all that
 *  this process drew before without a seed. Since 0.1 */
SNAPROLL_API int32_t snaproll_id_new(snaproll_id* out, snaproll_error** error);
/** Reads the hyphenated form, in upper or lower case. Errors: INVALID_ARGUMENT
 *  (it is none). Since 0.1 */
SNAPROLL_API int32_t snaproll_id_parse(const char* text, size_t size,
                                       snaproll_id* out,
                                       snaproll_error** error);
/** Writes the hyphenated form in lower case and a NUL: 37 bytes. Since 0.1 */
SNAPROLL_API int32_t snaproll_id_text(const snaproll_id* id, char out[37],
                                      snaproll_error** error);
/** Writes a time by rule J4 (RFC 3339, UTC). The caller disposes *out. Errors:
 *  INVALID_ARGUMENT (SNAPROLL_NO_TIME). Since 0.1 */
SNAPROLL_API int32_t snaproll_time_text(int64_t time, snaproll_buf* out,
                                        snaproll_error** error);
/** Reads RFC 3339 with any offset (J4). Errors: PARSE with offset, RANGE
 *  (beyond the years 1677 to 2262). Since 0.1 */
SNAPROLL_API int32_t snaproll_time_parse(const char* text, size_t size,
                                         int64_t* out, snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
