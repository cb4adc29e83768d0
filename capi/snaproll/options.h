/* Options that contexts, managers and executions are made with. Everything made
 * with one options handle shares its clock and its ids, and keeps what was told
 * then: later changes of the options are not its own.
 *
 * Thread word of snaproll_options: one thread at a time. */
#ifndef SNAPROLL_OPTIONS_H
#define SNAPROLL_OPTIONS_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Limits of rule J7. The limit is accepted, one more is LIMIT. Since 0.1 */
enum snaproll_limit {
  SNAPROLL_LIMIT_DEPTH = 0,          /**< Levels of a value; 1,000. */
  SNAPROLL_LIMIT_INTEGER_DIGITS = 1, /**< Digits of an integer; 300. */
  SNAPROLL_LIMIT_NUMBER_BYTES = 2,   /**< Text of other numbers; 1,000. */
  SNAPROLL_LIMIT_TEXT_BYTES = 3,     /**< UTF-8 of one string; 64 MiB. */
  SNAPROLL_LIMIT_NAME_BYTES = 4,     /**< UTF-8 of a name; 64 KiB. */
  SNAPROLL_LIMIT_ID_BYTES = 5,       /**< UTF-8 of an id; 255. */
  SNAPROLL_LIMIT_MEMBERS = 6,        /**< Of a container; 16,000,000. */
  SNAPROLL_LIMIT_STATE_BYTES = 7     /**< Canonical JSON of a state; 1 GiB. */
};

/** Default options: the system's clock, random ids, the limits of rule J7, the
 *  workflow "workflow", a maximum of 10 snapshots (of an execution on a store
 *  1,000), automatic snapshots with interval 1 (executions), 100 rollbacks that
 *  can be undone. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_options_new(snaproll_options** out,
                                          snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_options_free(snaproll_options* options);
/** Takes times from `clock`, which is kept. Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_clock(snaproll_options* options,
                                                snaproll_clock* clock,
                                                snaproll_error** error);
/** Draws ids from a sequence that the seed and the clock alone decide,
 *  beginning anew. Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_id_seed(snaproll_options* options,
                                                  uint64_t seed,
                                                  snaproll_error** error);
/** Sets one limit, one of enum snaproll_limit. Errors: INVALID_ARGUMENT (no
 *  such limit, 0, or above the highest: depth 10,000, text 1 GiB, members 2^31,
 *  state 2^40, others 2^32 - 1). Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_limit(snaproll_options* options,
                                                int32_t limit, uint64_t value,
                                                snaproll_error** error);
/** Id of the execution that is made (C5); one that is not set is drawn. Errors:
 *  INVALID_ARGUMENT (empty), PARSE with offset (not UTF-8), LIMIT (above the
 *  limit that these options have now). Since 0.1 */
SNAPROLL_API int32_t
snaproll_options_set_execution_id(snaproll_options* options, const char* id,
                                  size_t id_size, snaproll_error** error);
/** Id of the workflow of an execution; "workflow" until set. Errors:
 *  INVALID_ARGUMENT (empty), PARSE with offset (not UTF-8), LIMIT (above the
 *  limit that these options have now). Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_workflow_id(snaproll_options* options,
                                                      const char* id,
                                                      size_t id_size,
                                                      snaproll_error** error);
/** How many rollbacks a context can undo; 100 until set, 0 = none. Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_undo_limit(snaproll_options* options,
                                                     size_t limit,
                                                     snaproll_error** error);
/** How many snapshots an execution keeps (M1); SNAPROLL_UNLIMITED keeps all.
 *  Until set 10, on a store 1,000. Since 0.1 */
SNAPROLL_API int32_t snaproll_options_set_max_snapshots(
    snaproll_options* options, size_t maximum, snaproll_error** error);
/** Whether an execution takes automatic snapshots (M4), and every how many
 *  nodes; interval 0 never fires (M5). On, with interval 1, until set.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_options_set_auto_snapshot(snaproll_options* options, bool on,
                                   size_t interval, snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
