/* Cancel: asks a long call on another thread to stop.
 *
 * Thread word of snaproll_cancel: internally synchronized. */
#ifndef SNAPROLL_CANCEL_H
#define SNAPROLL_CANCEL_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A cancel that is not triggered. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_cancel_new(snaproll_cancel** out,
                                         snaproll_error** error);
/** The calls that were given it end with STOPPED and change nothing; later
 *  ones end at once. Since 0.1 */
SNAPROLL_API int32_t snaproll_cancel_trigger(snaproll_cancel* cancel,
                                             snaproll_error** error);
/** Frees the handle; calls under way keep it. NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_cancel_free(snaproll_cancel* cancel);

#ifdef __cplusplus
}
#endif
#endif
