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

/** A cancel that is not triggered. One may be given to many calls. The caller
 *  owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_cancel_new(snaproll_cancel** out,
                                         snaproll_error** error);
/** Asks the calls that were given it to stop. They look from time to time,
 *  later ones first of all, and end with STOPPED; they have changed nothing
 *  then, where they do not say otherwise. It can not be taken back.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_cancel_trigger(snaproll_cancel* cancel,
                                             snaproll_error** error);
/** Frees the handle; NULL is fine. As with all handles, not while another
 *  thread is in a call that was given it. Since 0.1 */
SNAPROLL_API void snaproll_cancel_free(snaproll_cancel* cancel);

#ifdef __cplusplus
}
#endif
#endif
