/* Snaproll: snapshots and rollback of execution state.
 *
 * The conventions, once for all functions (docs/c-abi.md has the whole law):
 *  1. Names are snaproll_<noun>_<verb>. Handles are opaque; whoever gets one
 *     through an `out` owns it and frees it with snaproll_<noun>_free. NULL may
 *     be freed; handles may be freed in any order: each keeps what it needs.
 *  2. Arguments: self, inputs, outputs, and a snaproll_error ** last, which may
 *     be NULL. The return value is a status: 0, or a negative code of
 *     enum snaproll_code. Where it is not 0, outputs are cleared and nothing
 *     was changed, and *error is a new error to free; else *error is NULL.
 *     Exceptions stand at the functions that make them.
 *  3. Text goes in as pointer and length, UTF-8, NUL bytes allowed in text and
 *     names; SNAPROLL_Z("literal") gives both arguments. A NULL pointer with
 *     length 0 is empty text. What goes in is copied: it may go when the call
 *     returns.
 *  4. Text comes out as a snaproll_view, borrowed from an immutable handle, or
 *     as a snaproll_buf to give back with snaproll_buf_dispose. Nobody calls
 *     free() on what the library gave.
 *  5. NULL where it is not allowed, a handle of another type and a handle that
 *     was freed are INVALID_ARGUMENT, never a crash. (A stale handle whose
 *     place serves a new one can not be told apart from it.)
 *  6. Times are int64_t nanoseconds since 1970 UTC, absent ones
 *     SNAPROLL_NO_TIME. Sizes are size_t in bytes or members.
 *  7. Every function may return NO_MEMORY, INTERNAL and INVALID_ARGUMENT as in
 *     5, and what touches a store also the errors of snaproll/store.h. The
 *     others stand behind "Errors" at each function, and those that a whole
 *     noun has in common at the head of its file; where nothing stands, there
 *     are none. "With pointer" and "with offset" tell which parts of the error
 *     are filled beside code and message.
 *  8. Each noun says one of: immutable - share freely; internally synchronized;
 *     one thread at a time. Nothing is kept per thread. Nothing needs set-up.
 *  9. A call costs O(1), and the bytes of text that go in or come out, where
 *     nothing else is said. n is how many members or elements a container has;
 *     a place is found in O(path x log n). O(changes) is what two states do not
 *     share, however large they are.
 */
#ifndef SNAPROLL_H
#define SNAPROLL_H

#include "snaproll/blob.h"
#include "snaproll/cancel.h"
#include "snaproll/checkpoint.h"
#include "snaproll/clock.h"
#include "snaproll/context.h"
#include "snaproll/erase.h"
#include "snaproll/error.h"
#include "snaproll/execution.h"
#include "snaproll/field_history.h"
#include "snaproll/group.h"
#include "snaproll/history.h"
#include "snaproll/manager.h"
#include "snaproll/node_result.h"
#include "snaproll/options.h"
#include "snaproll/patch.h"
#include "snaproll/policy.h"
#include "snaproll/private_paths.h"
#include "snaproll/rollback.h"
#include "snaproll/snapshot.h"
#include "snaproll/snapshot_rules.h"
#include "snaproll/store.h"
#include "snaproll/transfer.h"
#include "snaproll/types.h"
#include "snaproll/value.h"
#include "snaproll/version.h"

#endif
