/* Store: where executions live when they outlive their process - one SQLite
 * file, or memory; how it is opened, and which executions a list tells.
 *
 * All that reads or writes a store, by an execution, its context or its manager
 * too, may return BUSY (others had it for longer than the busy timeout), IO and
 * CORRUPT (with snaproll_error_native), FORMAT (a record of a newer version of
 * the library, or compressed where this build can not read that), and UNUSABLE
 * (it is closed, a sync failed, its file was moved, or this is a child after a
 * fork: open it anew). What writes may also return READ_ONLY, LIMIT (a row too
 * large), CONFLICT (another writer has the execution: nothing is changed,
 * snaproll_execution_reload goes on), and UNKNOWN (whether it was committed is
 * not known: call again). What reads states that are of an older schema may
 * return what a migration does. docs/durability.md tells what each means for a
 * commit.
 *
 * Thread word of snaproll_store: internally synchronized; of
 * snaproll_store_options and snaproll_execution_filter: one thread at a
 * time. */
#ifndef SNAPROLL_STORE_H
#define SNAPROLL_STORE_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What an acknowledged commit survives. Since 0.1 */
enum snaproll_durability {
  SNAPROLL_DURABILITY_POWER = 0,   /**< Loss of power: a sync a commit. */
  SNAPROLL_DURABILITY_PROCESS = 1, /**< Death of the process; the last commits
                                        may go with the power, none in part. */
  SNAPROLL_DURABILITY_NONE = 2     /**< Nothing: the file may be lost. */
};

/** Default options: durability POWER, the file is made where there is none,
 *  mode 0600, a busy timeout of 5 seconds, 256 MiB of memory, compression. The
 *  caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_new(snaproll_store_options** out,
                                                snaproll_error** error);
/** Frees the options; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_store_options_free(snaproll_store_options* options);
/** Sets the durability, one of enum snaproll_durability. Errors:
 *  INVALID_ARGUMENT (another number). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_durability(
    snaproll_store_options* options, int32_t durability,
    snaproll_error** error);
/** Whether the file is made where there is none; true until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_create(
    snaproll_store_options* options, bool create, snaproll_error** error);
/** Whether nothing is ever written, nor made; false until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_read_only(
    snaproll_store_options* options, bool read_only, snaproll_error** error);
/** Permissions of a file that is made, as chmod takes them. Errors:
 *  INVALID_ARGUMENT (above 0777). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_file_mode(
    snaproll_store_options* options, uint32_t mode, snaproll_error** error);
/** How many nanoseconds to wait for others, 0 = not at all. Errors:
 *  INVALID_ARGUMENT (below 0). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_busy_timeout(
    snaproll_store_options* options, int64_t nanoseconds,
    snaproll_error** error);
/** Bytes of memory for states that can be read again, of all executions of the
 *  store together. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_memory_budget(
    snaproll_store_options* options, uint64_t bytes, snaproll_error** error);
/** Whether records from 512 bytes on are compressed, where the library can;
 *  true until set. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_options_set_compress(
    snaproll_store_options* options, bool compress, snaproll_error** error);

/** Opens the file at `path` (bytes, as the system has them), or makes it;
 *  ":memory:" is a store of its own that goes with its last handle. Two opens
 *  of one file by one process share all but their handles, and the options of
 *  the first hold (one for reading alone and one for writing are two).
 *  `options` may be NULL. The caller owns *out (_free). Errors: NOT_FOUND (no
 *  such file or directory), INVALID_ARGUMENT (a path that is empty, has a NUL,
 *  or is a directory, a symbolic link or no regular file; a build without
 *  stores), FORMAT (no store, or one of a newer version), CORRUPT, READ_ONLY
 *  (the file system may only be read), IO, BUSY, UNUSABLE (it was open when
 *  this process was forked, or the file that is open is not at its place any
 *  more). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_open(const char* path, size_t path_size,
                                         const snaproll_store_options* options,
                                         snaproll_store** out,
                                         snaproll_error** error);
/** Frees the handle; NULL is fine. It closes it, too, and loses nothing that
 *  was acknowledged. Since 0.1 */
SNAPROLL_API void snaproll_store_free(snaproll_store* store);
/** Closes this handle: further calls are UNUSABLE, but this one, path, id and
 *  is_read_only. The last one to go, be it this, another handle or an
 *  execution, flushes and lets go of the file, and only here an error of that
 *  is told. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_close(snaproll_store* store,
                                          snaproll_error** error);
/** The path that it was opened at. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_path(const snaproll_store* store,
                                         snaproll_buf* out,
                                         snaproll_error** error);
/** What tells it from all other stores; a backup has the same. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_id(const snaproll_store* store,
                                       snaproll_id* out,
                                       snaproll_error** error);
/** Whether nothing can be written to it. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_is_read_only(const snaproll_store* store,
                                                 bool* out,
                                                 snaproll_error** error);

/** A filter that names all executions. The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_new(
    snaproll_execution_filter** out, snaproll_error** error);
/** Frees the filter; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_execution_filter_free(
    snaproll_execution_filter* filter);
/** Only those in that state, one of enum snaproll_state. Errors:
 *  INVALID_ARGUMENT (another number). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_set_state(
    snaproll_execution_filter* filter, int32_t state, snaproll_error** error);
/** Only those of that kind. Errors: PARSE with offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_set_kind(
    snaproll_execution_filter* filter, const char* kind, size_t kind_size,
    snaproll_error** error);
/** Only those whose attribute of that name has that value, one more of them.
 *  Errors: PARSE with offset (not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_add_attribute(
    snaproll_execution_filter* filter, const char* name, size_t name_size,
    const char* value, size_t value_size, snaproll_error** error);
/** Only those whose last commit is of that time or later; SNAPROLL_NO_TIME =
 *  all. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_set_committed_from(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error);
/** Only those whose last commit is before that time; SNAPROLL_NO_TIME = all.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_set_committed_until(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error);
/** Only those that a living owner has, or only the others. Since 0.1 */
SNAPROLL_API int32_t snaproll_execution_filter_set_owned(
    snaproll_execution_filter* filter, bool owned, snaproll_error** error);

/** What is told of at most `limit` executions, newest first, as JSON:
 *  {"executions": [...], "next": n}. `filter` may be NULL. `cursor` is 0, or
 *  the `next` of the page before; `next` is 0 on the last page. No state is
 *  read: O(executions that are looked at). Each execution is {id, kind, schema,
 *  state, workflow_id, started_at, created_at, last_commit, commits,
 *  attributes, owner}: state is the name by rule J2 ("Running", "Completed",
 *  "Failed", "Cancelled", "Paused"), times are texts by rule J4, last_commit
 *  null where there is none, attributes an object, owner null or {name,
 *  process, since, lives}. The caller disposes *out. Errors: INVALID_ARGUMENT
 *  (a cursor below 0). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_executions(
    const snaproll_store* store, const snaproll_execution_filter* filter,
    int64_t cursor, size_t limit, snaproll_buf* out, snaproll_error** error);
/** What is told of one execution, as JSON, in the form of
 *  snaproll_store_executions. The caller disposes *out. Errors: NOT_FOUND.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_store_info(const snaproll_store* store,
                                         const char* id, size_t id_size,
                                         snaproll_buf* out,
                                         snaproll_error** error);
/** Whether there is an execution of that id. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_exists(const snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool* out, snaproll_error** error);
/** Deletes an execution with its history; what forks share stays for them.
 *  Whoever has it open is shut out. O(records). Errors: NOT_FOUND; OWNED (an
 *  owner lives), unless `take_over`; HELD (a snapshot of it is held or a member
 *  of a group). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_delete(snaproll_store* store,
                                           const char* id, size_t id_size,
                                           bool take_over,
                                           snaproll_error** error);
/** Makes the execution anew in the store `to` under the id `as`, or its own
 *  where that is empty: its history, its working state and all that is told of
 *  it, as last committed. The two stores may be one. O(records and what they
 *  hold). Errors: NOT_FOUND, EXISTS (the id `as` in `to`); INVALID_ARGUMENT (an
 *  empty `id`), PARSE, LIMIT (an id), READ_ONLY (`to`), CONFLICT (records left
 *  meanwhile). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_copy(const snaproll_store* store,
                                         const char* id, size_t id_size,
                                         snaproll_store* to, const char* as,
                                         size_t as_size,
                                         snaproll_error** error);
/** A new execution of the id `as` that goes on from that snapshot of another,
 *  NULL = from its working state as committed, and shares its records: O(1). It
 *  begins with a snapshot labelled `start`, has the rules for snapshots, the
 *  policy and the private paths of the other; its nodes have idempotency keys
 *  of their own. Errors: NOT_FOUND (the execution, the snapshot), EXISTS;
 *  INVALID_ARGUMENT (empty), PARSE, LIMIT (the id `as`). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_fork(snaproll_store* store, const char* id,
                                         size_t id_size,
                                         const snaproll_id* snapshot,
                                         const char* as, size_t as_size,
                                         snaproll_error** error);
/** Makes of `state`, which is of one version, that of the next: both are
 *  {"node_results", "state", "variables"}, as snaproll_snapshot_value gives it.
 *  `state` is the library's, and may be kept by snaproll_value_ref; *out
 *  becomes the library's, and so does *error. Where it can not, it returns a
 *  code below 0 and, to tell why, sets *error by snaproll_error_new. It may be
 *  called by any thread that opens or reads an execution, by several at once
 *  and more than once for one state. It calls nothing of the store or of its
 *  executions, and neither throws nor jumps. Since 0.1 */
typedef int32_t (*snaproll_migrate)(void* user_data,
                                    const snaproll_value* state,
                                    snaproll_value** out,
                                    snaproll_error** error);
/** Lets go of the data of a callback; by any thread. Since 0.1 */
typedef void (*snaproll_release)(void* user_data);

/** Tells that the patch makes of a state of version `to` - 1 of executions of
 *  that kind one of version `to`. Steps are chained. An execution that is
 *  opened with a greater schema than it was committed with is migrated, see
 *  snaproll_execution_open. The migration belongs to all handles of this file
 *  in this process, until the last of them and of its executions is gone, and
 *  is told before an execution is opened; nothing is written. A state without
 *  variables and node results is of every version. Errors: EXISTS (there is one
 *  of this kind and version), INVALID_ARGUMENT (`to` below 1), PARSE with
 *  offset (the kind is not UTF-8). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_set_migration(snaproll_store* store,
                                                  const char* kind,
                                                  size_t kind_size, int64_t to,
                                                  const snaproll_patch* patch,
                                                  snaproll_error** error);
/** As snaproll_store_set_migration, by a function. From then on `user_data` is
 *  the library's, which calls `release` (NULL = nothing to let go of) when the
 *  migration goes; where this fails, it stays the caller's. Errors: as there.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_store_set_migration_function(
    snaproll_store* store, const char* kind, size_t kind_size, int64_t to,
    snaproll_migrate migrate, void* user_data, snaproll_release release,
    snaproll_error** error);
/** Commits the working states of `count` executions, of one store in as few
 *  transactions as can be: statuses[i] is the status of executions[i]. Each may
 *  be there once. The first failure is what is returned and told, with its
 *  index at the beginning of the message ("executions[2]: ..."); the others are
 *  committed all the same. Errors: those of snaproll_execution_save;
 *  INVALID_ARGUMENT (no execution, or one that is there twice: nothing is
 *  committed, and all statuses are INVALID_ARGUMENT). Since 0.1 */
SNAPROLL_API int32_t
snaproll_store_commit_many(snaproll_execution* const* executions, size_t count,
                           int32_t* statuses, snaproll_error** error);

/** Proves the store, `quick`: the checksums of all rows and the file itself;
 *  else also that every chain is whole, every state can be rebuilt, every
 *  keyframe is the same as the replay beside it, and that counts agree. It goes
 *  on after a finding. The report as JSON: {executions, records, states,
 *  keyframes, findings}, the last an array of texts; it is empty where all is
 *  well. O(the file), and the states that are rebuilt. `cancel` may be NULL.
 *  The caller disposes *out. Errors: STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_check(const snaproll_store* store,
                                          bool quick, snaproll_cancel* cancel,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** Copies the whole store to a new file at `path`, while writers work; the
 *  executions of the copy have no owners. O(the file). What fails leaves no
 *  file. Errors: EXISTS, NOT_FOUND (no such directory), INVALID_ARGUMENT (a
 *  path that is empty, has a NUL or ends in /). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_backup(const snaproll_store* store,
                                           const char* path, size_t path_size,
                                           snaproll_error** error);
/** Removes what nothing needs any more and gives its pages back to the system.
 *  O(the file). `cancel` may be NULL. Errors: STOPPED (what was removed stays
 *  so). Since 0.1 */
SNAPROLL_API int32_t snaproll_store_compact(snaproll_store* store,
                                            snaproll_cancel* cancel,
                                            snaproll_error** error);
/** Figures, as a JSON object of whole numbers: executions, snapshots, records,
 *  record_bytes, keyframes, keyframe_bytes, blobs, blob_bytes (with their
 *  chunks), file_bytes, free_bytes, wal_bytes, longest_chain (records from a
 *  keyframe to a state), and since the store was opened by this process
 *  commits, transactions, syncs, bytes_written, busy_waits, conflicts. O(rows).
 *  The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_stats(const snaproll_store* store,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** The figures of snaproll_store_stats in Prometheus' text format:
 *  snaproll_store_*, labelled with the id of the store; those that count end in
 *  _total. The caller disposes *out. Since 0.1 */
SNAPROLL_API int32_t snaproll_store_stats_prometheus(
    const snaproll_store* store, snaproll_buf* out, snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
