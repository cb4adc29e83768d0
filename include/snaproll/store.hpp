// Store: where executions live when they outlive their process - one SQLite
// file, or memory.
//
// Every function with a Result reads or writes the store and may be BUSY, IO,
// CORRUPT, FORMAT (a record of a newer version, or compressed where this build
// can not read that) or UNUSABLE (closed, a sync failed, the file was moved,
// after a fork); what writes also READ_ONLY, LIMIT and UNKNOWN. That is not
// said again below. No cost depends on the other executions of the store, where
// nothing is said of them.
//
// Thread word: internally synchronized. After a fork a store is UNUSABLE in the
// child, and dropping it there touches no file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snaproll/cancel.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/id.hpp"
#include "snaproll/patch.hpp"
#include "snaproll/policy.hpp"
#include "snaproll/result.hpp"
#include "snaproll/store_types.hpp"

namespace snaproll {

namespace detail {
struct Home;
}

/// A page of a list. Since 0.1
struct ExecutionPage {
  std::vector<ExecutionInfo> executions;
  int64_t next = 0;  ///< The cursor of the next page; 0 = this is the last.
};

class Store;

/// Makes a state of one version of the one before: the value of
/// CapturedState::to_value, {"node_results", "state", "variables"}. Gives an
/// error back, or throws, where it can not; the error's code stays, an
/// exception is INVALID_ARGUMENT. It may be called by any thread that opens or
/// reads an execution, more than once for one state, and calls nothing of the
/// store or of its executions. Since 0.1
using MigrationFunction = std::function<Result<Value>(const Value& state)>;

/// The lines of an export, one after the other. Each is a JSON object. `full`:
/// a header, the context and each snapshot, oldest first, in the forms of rule
/// J1. Else the bundle: a header, records and keyframes, as Importer reads
/// them. Names of snapshots are lines of both. Bounded memory: some lines, and
/// one state of a `full` export. Used by one thread at a time. Since 0.1
class Exporter {
 public:
  /// Begins at what is committed now. Errors: NOT_FOUND; INVALID_ARGUMENT,
  /// PARSE, LIMIT (the id).
  static Result<Exporter> begin(const Store& store, std::string_view execution,
                                bool full);
  Exporter(Exporter&&) noexcept;
  Exporter& operator=(Exporter&&) noexcept;
  ~Exporter();
  /// The next line without its end; nothing after the last one. CONFLICT where
  /// records that were to be told left meanwhile.
  Result<std::optional<std::string>> next();

 private:
  struct Rep;
  explicit Exporter(std::unique_ptr<Rep> rep) noexcept;
  std::unique_ptr<Rep> rep_;
};

/// Makes an execution of the lines of an export, of either form. It is there
/// when `finish` has returned, whole; dropped before, nothing of it stays. Used
/// by one thread at a time. Since 0.1
class Importer {
 public:
  /// `as` is its id; where it is empty, the one that the export tells. Nothing
  /// is written yet. Errors: PARSE, LIMIT (the id), READ_ONLY.
  static Result<Importer> begin(const Store& store, std::string_view as = {});
  Importer(Importer&&) noexcept;
  Importer& operator=(Importer&&) noexcept;
  ~Importer();
  /// The next line. Errors tell the number of the line: PARSE, RANGE, TYPE,
  /// NOT_FOUND, FORMAT, LIMIT, EXISTS (the id), INVALID_ARGUMENT. After one the
  /// import is UNUSABLE.
  Status add(std::string_view line);
  /// Gives back the id. A bundle is checked as a whole before. INVALID_ARGUMENT
  /// where lines are missing, LIMIT where there are more snapshots than the
  /// first line says are kept, EXISTS where the id was taken meanwhile, CORRUPT
  /// where the records do not fit together, UNUSABLE where it ended or failed
  /// before.
  Result<std::string> finish();

 private:
  struct Rep;
  explicit Importer(std::unique_ptr<Rep> rep) noexcept;
  std::unique_ptr<Rep> rep_;
};

/// A handle of a store; it and its executions keep the file open. Since 0.1
class Store {
 public:
  /// Opens the file, or makes it; ":memory:" is a store of its own that goes
  /// with its last handle. Two opens of one file by one process share all but
  /// their handles; the options of the first hold (one for reading alone and
  /// one for writing are two). Errors: NOT_FOUND (no such file or directory),
  /// INVALID_ARGUMENT (a path that is empty, has a NUL, or is a directory, a
  /// symbolic link or no regular file; a build without stores), FORMAT (no
  /// store, or one of a newer version), CORRUPT, READ_ONLY, IO, BUSY, UNUSABLE
  /// (it was open when this process was forked, or the file that is open is not
  /// at its place any more).
  static Result<Store> open(const std::string& path,
                            const StoreOptions& options = {});

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// The path that it was opened at; lives as long as this.
  const std::string& path() const noexcept;
  /// Tells it from all other stores; a backup has the same.
  Id id() const noexcept;
  /// Whether nothing can be written to it.
  bool is_read_only() const noexcept;
  /// Closes this handle: further calls are UNUSABLE. The last one to go, be it
  /// this, another handle or an execution, flushes and lets go of the file, and
  /// only here an error of that is told. Dropping the handle does the same, and
  /// loses nothing that was acknowledged.
  Status close();

  /// What is told of executions; no state is read. O(page), where the filter
  /// rejects few. `cursor` is 0, or `next` of the page before; newest first.
  Result<ExecutionPage> executions(const ExecutionFilter& filter = {},
                                   int64_t cursor = 0,
                                   size_t limit = 100) const;
  /// What is told of one execution; its state is not read. NOT_FOUND.
  Result<ExecutionInfo> info(std::string_view execution) const;
  /// Whether there is an execution of that id.
  Result<bool> exists(std::string_view execution) const;
  /// Removes it with its history; records that forks share stay for them. Who
  /// has it open is shut out. NOT_FOUND; OWNED while an owner lives, unless
  /// `take_over`; HELD where a snapshot of it is held or a member of a group.
  /// O(records).
  Status remove(std::string_view execution, bool take_over = false);
  /// Makes it anew in another store, or under another id in this one (the same
  /// where `as` is empty): its history, its working state and all that is told
  /// of it. EXISTS, NOT_FOUND, CONFLICT (records left meanwhile). O(records and
  /// what they hold), bounded memory.
  Status copy(std::string_view execution, const Store& to,
              std::string_view as) const;
  /// A new execution that goes on from a snapshot of another (or from its
  /// working state as committed, where none is told), and shares its records:
  /// O(1). It begins with a snapshot labelled `start`, has the rules for
  /// snapshots, the policy and the private paths of the other; its nodes have
  /// idempotency keys of their own. NOT_FOUND, EXISTS; INVALID_ARGUMENT, PARSE,
  /// LIMIT (the id `as`).
  Status fork(std::string_view execution, const std::optional<Id>& snapshot,
              std::string_view as);

  /// Tells how a state of version `to` - 1 of the executions of this `kind`
  /// becomes one of version `to`: by a patch of the value of
  /// CapturedState::to_value, or by a function. Steps are chained. It belongs
  /// to all handles of this file in this process, until the last of them and of
  /// its executions is gone, and is told before an execution is opened with
  /// OpenOptions::schema. Nothing is written. A state without variables and
  /// node results is of every version. Errors: EXISTS (there is one of this
  /// kind and version), INVALID_ARGUMENT (`to` below 1, no function), PARSE
  /// (the kind is not UTF-8), UNUSABLE. Since 0.1
  Status set_migration(std::string_view kind, int64_t to, Patch patch);
  Status set_migration(std::string_view kind, int64_t to,
                       MigrationFunction function);

  /// Proves the store: `quick` the checksums of all rows and the file itself;
  /// else also that every chain is whole, every state can be rebuilt and every
  /// keyframe is the same as the replay beside it, and that counts agree. Goes
  /// on after a finding. O(the file), and the states that are rebuilt. STOPPED.
  Result<CheckReport> check(bool quick = false,
                            const Cancel* cancel = nullptr) const;
  /// A copy of the whole store, taken while writers work; its executions have
  /// no owners. What fails leaves no file. O(the file). EXISTS, NOT_FOUND (no
  /// such directory), INVALID_ARGUMENT (the path).
  Status backup(const std::string& path) const;
  /// Removes what nothing needs any more and gives its pages back to the
  /// system. O(the file). STOPPED (what was removed stays so).
  Status compact(const Cancel* cancel = nullptr);
  /// Figures of it. O(rows).
  Result<StoreStats> stats() const;

  /// The policy of executions without one of their own, from when they are
  /// opened next; none = there is none. Since 0.1
  Status set_policy(const std::optional<Policy>& policy);
  /// What was set last; none where there is none. Since 0.1
  Result<std::optional<Policy>> policy() const;
  /// Removes executions by expire-finished and expire-idle of their policy:
  /// those that are Completed, Failed or Cancelled, and all, whose last commit
  /// is so long before `now` (kNoTime: the clock). One that a living owner has,
  /// or with a snapshot that is held or a member of a group, stays. `dry_run`
  /// removes nothing. On an error, STOPPED too, some may have gone.
  /// O(executions). Since 0.1
  Result<ExpireReport> expire(bool dry_run, Time now = kNoTime,
                              const Cancel* cancel = nullptr);

  /// Takes one value out of all that is kept of an execution, or of all
  /// executions where none is told: every record, keyframe and name, those of
  /// the executions that share records with it as well. Then the file is
  /// rewritten and its log emptied, so that its bytes are gone; what others
  /// copied, exported or backed up is out of reach. One transaction, during
  /// which nobody else commits: on an error nothing was done. Errors: NOT_FOUND
  /// (nothing holds it, or there is no such execution), OWNED (one of them is
  /// open for writing: close it, or erase through its handle), INVALID_ARGUMENT
  /// and PARSE (what is told), TYPE (a part without which a node result is
  /// none), CORRUPT, STOPPED, READ_ONLY, BUSY, IO. O(records + what they hold).
  /// Since 0.1
  Result<EraseReport> erase(const EraseOptions& options,
                            std::string_view execution = {});
  /// That something was taken out of an execution: newest first. NOT_FOUND.
  /// Since 0.1
  Result<std::vector<Erasure>> erasures(std::string_view execution) const;

  /// The bytes that an execution of this store put; see Execution::put_blob.
  /// Errors: INVALID_ARGUMENT (no hash), NOT_FOUND, CORRUPT. O(bytes).
  /// Since 0.1
  Result<std::string> get_blob(std::string_view hash) const;

  /// UNUSABLE where it is closed. For the library itself.
  Result<std::shared_ptr<detail::Home>> home() const;

 private:
  explicit Store(std::shared_ptr<detail::Home> home) noexcept;
  // Where its newest record has that number, if it is not 0; else CONFLICT.
  Status remove_at(std::string_view execution, bool take_over,
                   uint64_t expected);
  std::shared_ptr<detail::Home> home_;  // atomic; null = closed
  std::string path_;
  Id id_;
  bool read_only_;
};

}  // namespace snaproll
