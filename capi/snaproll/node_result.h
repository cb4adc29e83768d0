/* Node result: the typed helper for results in the base form (rule J3). The
 * history itself takes any JSON value as the result of a node.
 *
 * Thread word of snaproll_node_result: one thread at a time. */
#ifndef SNAPROLL_NODE_RESULT_H
#define SNAPROLL_NODE_RESULT_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a node ended. Since 0.1 */
enum snaproll_outcome {
  SNAPROLL_PENDING = 0,
  SNAPROLL_SUCCESS = 1,
  SNAPROLL_FAILURE = 2,
  SNAPROLL_SKIPPED = 3
};

/** A result that is Pending since now. `options` (clock, limits) may be NULL.
 *  The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_start(const snaproll_options* options,
                                                snaproll_node_result** out,
                                                snaproll_error** error);
/** Sets Success with a JSON text, completed_at and metrics.duration_ms. Errors:
 *  PARSE with offset, RANGE, LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_succeed(snaproll_node_result* result,
                                                  const char* json,
                                                  size_t json_size,
                                                  snaproll_error** error);
/** Sets Failure with a message, completed_at and metrics.duration_ms. Errors:
 *  PARSE with offset (not UTF-8), LIMIT. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_fail(snaproll_node_result* result,
                                               const char* message,
                                               size_t message_size,
                                               snaproll_error** error);
/** Sets Skipped, completed_at and metrics.duration_ms. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_skip(snaproll_node_result* result,
                                               snaproll_error** error);
/** Reads the base form, with the standard clock and limits. The caller owns
 *  *out (_free). Errors: PARSE with offset, RANGE, LIMIT; TYPE, NOT_FOUND, and
 *  PARSE and RANGE (a time, a count) with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_from_json(const char* json,
                                                    size_t json_size,
                                                    snaproll_node_result** out,
                                                    snaproll_error** error);
/** The base form. The caller disposes *out. Errors: LIMIT (an output of too
 *  many levels). Since 0.1 */
SNAPROLL_API int32_t
snaproll_node_result_to_json(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
/** When the node started. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_started_at(
    const snaproll_node_result* result, int64_t* out, snaproll_error** error);
/** When it completed, or SNAPROLL_NO_TIME. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_completed_at(
    const snaproll_node_result* result, int64_t* out, snaproll_error** error);
/** One of enum snaproll_outcome. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_outcome(
    const snaproll_node_result* result, int32_t* out, snaproll_error** error);
/** What a success gave, as canonical JSON. The caller disposes *out. Errors:
 *  NOT_FOUND (no success). Since 0.1 */
SNAPROLL_API int32_t
snaproll_node_result_output(const snaproll_node_result* result,
                            snaproll_buf* out, snaproll_error** error);
/** The message of a failure. The caller disposes *out. Errors: NOT_FOUND (no
 *  failure). Since 0.1 */
SNAPROLL_API int32_t
snaproll_node_result_message(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
/** How often it was tried again. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_retry_count(
    const snaproll_node_result* result, uint32_t* out, snaproll_error** error);
/** Sets how often it was tried again. Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_set_retry_count(
    snaproll_node_result* result, uint32_t count, snaproll_error** error);
/** The metrics as JSON (null where there are none). The caller disposes *out.
 *  Errors: LIMIT (a result of too many levels). Since 0.1 */
SNAPROLL_API int32_t
snaproll_node_result_metrics(const snaproll_node_result* result,
                             snaproll_buf* out, snaproll_error** error);
/** Sets the metrics from JSON in the form of rule J3, or null. Errors: PARSE
 *  with offset, RANGE, LIMIT; TYPE, NOT_FOUND, RANGE (a count) with pointer.
 *  Since 0.1 */
SNAPROLL_API int32_t
snaproll_node_result_set_metrics(snaproll_node_result* result, const char* json,
                                 size_t json_size, snaproll_error** error);
/** Sets metrics.token_usage; the total is the sum. Errors: RANGE (the sum does
 *  not fit 32 bits). Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_set_token_usage(
    snaproll_node_result* result, uint32_t input_tokens, uint32_t output_tokens,
    snaproll_error** error);
/** Sets metrics.cost_usd. Errors: RANGE (not finite). Since 0.1 */
SNAPROLL_API int32_t snaproll_node_result_set_cost_usd(
    snaproll_node_result* result, double cost, snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_node_result_free(snaproll_node_result* result);

#ifdef __cplusplus
}
#endif
#endif
