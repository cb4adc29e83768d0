/* Transfer: executions as JSON lines, out of a store and into one. Errors of
 * stores (store.h) may come of each call. Memory is bounded: some lines, and
 * one state of a full export.
 *
 * Thread word of snaproll_exporter and snaproll_importer: one thread at a
 * time. */
#ifndef SNAPROLL_TRANSFER_H
#define SNAPROLL_TRANSFER_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Begins to export an execution. `full`: a header, the context, each snapshot,
 *  oldest first, in the forms of rule J1, and an end. Else the bundle: a
 *  header, records, keyframes and an end, of which an import makes the same
 *  history. Names of snapshots are lines of both. No owner is asked, and others
 *  may commit meanwhile. The caller owns *out (snaproll_exporter_free). Errors:
 *  NOT_FOUND; INVALID_ARGUMENT (empty), PARSE, LIMIT (the id). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_export(const snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool full, snaproll_exporter** out,
                                           snaproll_error** error);
/** The next line, a JSON object, without its end; *more is false behind the
 *  last one, and *out is empty then. The caller disposes *out. Errors: CONFLICT
 *  (what was to be told left meanwhile). Since 0.1 */
SNAPROLL_API int32_t snaproll_exporter_next(snaproll_exporter* exporter,
                                            snaproll_buf* out, bool* more,
                                            snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_exporter_free(snaproll_exporter* exporter);

/** Begins to import an execution of either form. `as` is its id; empty = the
 *  one that the lines tell. It is there when snaproll_importer_finish has
 *  returned; nothing of it stays where the handle is freed before. The caller
 *  owns *out (snaproll_importer_free). Errors: PARSE, LIMIT (the id),
 *  READ_ONLY. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_import(snaproll_store* store,
                                           const char* as, size_t as_size,
                                           snaproll_importer** out,
                                           snaproll_error** error);
/** The next line. Errors, told with the number of the line: PARSE, RANGE, TYPE,
 *  NOT_FOUND, FORMAT, LIMIT, INVALID_ARGUMENT, EXISTS (the id; a member twice).
 *  After one the import is UNUSABLE. Since 0.1 */
SNAPROLL_API int32_t snaproll_importer_add(snaproll_importer* importer,
                                           const char* line, size_t line_size,
                                           snaproll_error** error);
/** Ends the import: *out is the id of the execution, and the caller disposes
 *  it. A bundle is checked as a whole before. Errors: INVALID_ARGUMENT (lines
 *  are missing), LIMIT (more snapshots than the first line says are kept),
 *  EXISTS (the id, meanwhile), CORRUPT (the records do not fit together),
 *  UNUSABLE (ended or failed before). Since 0.1 */
SNAPROLL_API int32_t snaproll_importer_finish(snaproll_importer* importer,
                                              snaproll_buf* out,
                                              snaproll_error** error);
/** Frees the handle; NULL is fine. What was not finished is removed.
 *  Since 0.1 */
SNAPROLL_API void snaproll_importer_free(snaproll_importer* importer);

#ifdef __cplusplus
}
#endif
#endif
