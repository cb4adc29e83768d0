/* A clock set by hand, so that tests and replays give the same bytes.
 *
 * Thread word of snaproll_clock: internally synchronized. */
#ifndef SNAPROLL_CLOCK_H
#define SNAPROLL_CLOCK_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A clock that reads `start`, and moves by `step` nanoseconds (0 and below,
 *  too) with each reading. The caller owns *out (_free). Errors:
 *  INVALID_ARGUMENT (SNAPROLL_NO_TIME). Since 0.1 */
SNAPROLL_API int32_t snaproll_clock_new_manual(int64_t start, int64_t step,
                                               snaproll_clock** out,
                                               snaproll_error** error);
/** Reads the clock, and moves it by its step. Since 0.1 */
SNAPROLL_API int32_t snaproll_clock_now(snaproll_clock* clock, int64_t* out,
                                        snaproll_error** error);
/** Sets the clock; earlier times are fine. Errors: INVALID_ARGUMENT
 *  (SNAPROLL_NO_TIME). Since 0.1 */
SNAPROLL_API int32_t snaproll_clock_set(snaproll_clock* clock, int64_t now,
                                        snaproll_error** error);
/** Moves the clock by `nanoseconds`, which may be below 0. Errors: RANGE
 *  (beyond the times that there are; it stays). Since 0.1 */
SNAPROLL_API int32_t snaproll_clock_advance(snaproll_clock* clock,
                                            int64_t nanoseconds,
                                            snaproll_error** error);
/** Frees the handle; what was made with the clock keeps it. NULL is fine.
 *  Since 0.1 */
SNAPROLL_API void snaproll_clock_free(snaproll_clock* clock);

#ifdef __cplusplus
}
#endif
#endif
