/* Blobs: bytes that are no JSON, beside the state. {"$blob":"<hash>"} in the
 * state stands for them, wherever a value may; no read of a state, no diff and
 * no list loads them. A blob is in a store with the commit whose state names
 * its hash, stored once whoever puts it, in chunks that blobs share, and leaves
 * with the last record that names it. docs/blobs.md tells more.
 *
 * Thread word: that of the execution or store, internally synchronized. */
#ifndef SNAPROLL_BLOB_H
#define SNAPROLL_BLOB_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Keeps a copy of the bytes and gives their hash: 64 lower-case hex digits of
 *  BLAKE2b-256 (`b2sum -l 256`). On a store they are written by the commit that
 *  brings the hash into the state, in its transaction, so put them before it;
 *  until then, and in memory, they stay with this handle. `bytes` may be NULL
 *  where their size is 0. The caller disposes *out. Errors: LIMIT (above
 *  1 GiB), READ_ONLY, INVALID_ARGUMENT (a library without SQLite).
 *  O(bytes_size). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_put_blob(snaproll_execution* execution,
                                                 const char* bytes,
                                                 size_t bytes_size,
                                                 snaproll_buf* out,
                                                 snaproll_error** error);
/** The bytes with that hash, put here or in its store. The caller disposes
 *  *out. Errors: INVALID_ARGUMENT (no hash), NOT_FOUND, CORRUPT. O(bytes).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_get_blob(
    const snaproll_execution* execution, const char* hash, size_t hash_size,
    snaproll_buf* out, snaproll_error** error);
/** The bytes with that hash, of whichever execution. The caller disposes *out.
 *  Errors: INVALID_ARGUMENT (no hash), NOT_FOUND, CORRUPT. O(bytes).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_store_get_blob(const snaproll_store* store,
                                             const char* hash, size_t hash_size,
                                             snaproll_buf* out,
                                             snaproll_error** error);

#ifdef __cplusplus
}
#endif

#endif /* SNAPROLL_BLOB_H */
