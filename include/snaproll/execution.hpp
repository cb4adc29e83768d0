// Execution: the front door - one context and its history in one handle - and
// Step: one node being run in it.
//
// On a store each finished, failed or rolled-back step, each snapshot and each
// rollback is committed when its call returns: a delta, O(changes). What can
// not be committed fails as a store does (BUSY, IO, CORRUPT, READ_ONLY, LIMIT,
// CONFLICT, UNKNOWN, UNUSABLE) and changes nothing; that is not said again
// below. In memory none of it comes.
//
// Thread words: Execution is internally synchronized. A Step is used by one
// thread at a time; many steps of one execution may be open at once. Moving and
// dropping either is for one thread at a time.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "snaproll/context.hpp"
#include "snaproll/erase.hpp"
#include "snaproll/execution_types.hpp"
#include "snaproll/manager.hpp"
#include "snaproll/node_result.hpp"

namespace snaproll {

/// What an execution is made with. Since 0.1
struct ExecutionOptions {
  std::string workflow_id = "workflow";
  std::string execution_id;  ///< Empty = a fresh one.
  /// kUnlimited keeps all. Where unset: 10, on a store 1,000.
  std::optional<size_t> max_snapshots;
  bool auto_snapshot = true;
  size_t auto_snapshot_interval = 1;
  SnapshotRules snapshot_rules;  ///< When else snapshots are taken.
  std::shared_ptr<const Environment> environment = Environment::standard();
};

/// Whether an execution on a store may be made, has to be there, or is read.
/// Since 0.1
enum class OpenMode : int32_t {
  kOpenOrCreate = 0,
  kExisting = 1,  ///< NOT_FOUND where it is not there.
  kCreate = 2,    ///< EXISTS where it is there.
  kRead = 3,      ///< For reading: commits are READ_ONLY, no owner is asked.
};

/// How an execution on a store is opened. Since 0.1
struct OpenOptions {
  OpenMode mode = OpenMode::kOpenOrCreate;
  /// Of one that is made; the id is that of `open`. Of one that is there,
  /// `environment` and, where it is set, `max_snapshots` are taken.
  ExecutionOptions execution;
  std::string kind;  ///< What it is, in the application's words.
  /// The application's own version of the state; 0 = not told. One that is
  /// there and older is migrated, see Store::set_migration.
  int64_t schema = 0;
  /// What executions are looked up by (tenant, user, …).
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string owner;       ///< Who opens it: others are told so.
  bool take_over = false;  ///< Shut out a living owner.
  /// One labelled `start` where it is made, or was made and never committed.
  bool start_snapshot = true;
  bool save_steps = true;  ///< Commit each step at its end.
};

class Store;

/// What is told of a step before it runs. Since 0.1
struct StepOptions {
  bool irreversible = false;  ///< What it does can not be taken back.
};

class Step;

/// A context and its history, and what runs in them. Since 0.1
class Execution {
 public:
  /// An execution in memory. Errors: those of Context::create and of
  /// Manager::set_snapshot_rules.
  static Result<Execution> create(const ExecutionOptions& options = {});
  /// An execution in memory that goes on with `context` (its history is empty).
  /// Ids, clock and limits are those of the context; `options` tell how many
  /// snapshots are kept and when automatic ones are taken. Errors: those of
  /// Manager::set_snapshot_rules.
  static Result<Execution> adopt(Context context,
                                 const ExecutionOptions& options = {});

  /// Opens an execution on a store: all is as it was committed last. From then
  /// on each finished, failed or rolled-back step, each snapshot and each
  /// rollback is committed when its call returns; a call that can not commit
  /// fails and changes nothing.
  ///
  /// Where `options.schema` is greater than the version that it was committed
  /// as, its states are migrated: the working state in one commit before this
  /// returns (kRead: in memory alone), those of its history, of its pause
  /// record and of what can be undone when they are read, so that nothing
  /// brings an older shape back. Where it is 0, a writer has the version of the
  /// working state, and a reader each state as it was committed.
  ///
  /// Errors: NOT_FOUND, EXISTS (by the mode), NOT_FOUND (a migration is
  /// missing), those of a migration, OWNED (a living owner has it; the message
  /// tells whom), FORMAT (its version is newer than `options.schema`),
  /// INVALID_ARGUMENT (`schema` below 0), and of stores: BUSY, IO, CORRUPT,
  /// FORMAT, READ_ONLY, UNKNOWN, UNUSABLE.
  static Result<Execution> open(const Store& store, std::string_view id,
                                const OpenOptions& options = {});

  Execution(Execution&&) noexcept;
  Execution& operator=(Execution&&) noexcept;
  ~Execution();

  /// Its live state; lives as long as this handle or any step of it.
  Context& context() const noexcept;
  /// Its history; lives as long as this handle or any step of it.
  Manager& manager() const noexcept;

  /// Begins to run `node`: counts it and may take an automatic snapshot, as
  /// `Manager::on_node_execute`; an irreversible one is on record in the store
  /// before this returns. Where the node's result is recorded already the step
  /// is done at once and nothing is counted or taken. Errors: INVALID_ARGUMENT,
  /// PARSE, LIMIT (the id), READ_ONLY (opened for reading, and not done).
  Result<Step> step_begin(std::string_view node,
                          const StepOptions& options = {});
  /// A finished result (Success or Skipped in the base form, or any value that
  /// is not of the base form) is recorded for `node`. O(log n).
  bool is_done(std::string_view node) const;
  /// Nodes begun and not ended, in the order of their beginning. Throws
  /// Failure.
  std::vector<std::string> unfinished() const;
  /// All attempts at `node`, or at every node where it is empty; oldest first.
  /// The newest 1,000 of an execution are kept. O(those). Throws Failure.
  std::vector<Attempt> attempts(std::string_view node = {}) const;

  /// Takes one value out of all that is kept of it, its live state included: in
  /// a store as Store::erase, after a save. Steps that are open are given up:
  /// they are CONFLICT. Errors of Store::erase, and of `save`. Since 0.1
  Result<EraseReport> erase(const EraseOptions& options);
  /// As Store::erasures. Since 0.1
  Result<std::vector<Erasure>> erasures() const;

  /// Keeps bytes that are no JSON and gives their hash, 64 hex digits:
  /// {"$blob":"<hash>"} in the state then stands for them, and no read of the
  /// state, no diff and no list loads them. They are in the store with the
  /// commit that brings their hash into the state, in its transaction, so put
  /// them before; stored once, whoever puts them; and they leave with the last
  /// record that names them. In memory they stay as long as this handle.
  /// Errors: LIMIT (above 1 GiB), READ_ONLY, INVALID_ARGUMENT (a build without
  /// SQLite). O(bytes). Since 0.1
  Result<std::string> put_blob(std::string_view bytes);
  /// The bytes with that hash, put here or in the store. Errors:
  /// INVALID_ARGUMENT (no hash), NOT_FOUND, CORRUPT, UNUSABLE. O(bytes).
  /// Since 0.1
  Result<std::string> get_blob(std::string_view hash) const;

  /// As Manager::create_snapshot of its context.
  Result<Snapshot> snapshot(SnapshotInfo info = {});
  /// As Manager::history. Since 0.1
  Result<std::vector<FieldChange>> history(std::string_view pointer) const;
  /// As Manager::rollback, with the effects that it went back behind.
  /// O(changes).
  Result<RollbackResult> rollback();
  /// As Manager::rollback_to, with the effects.
  Result<RollbackResult> rollback_to(const Id& id);
  /// As Manager::rollback_n, with the effects.
  Result<RollbackResult> rollback_n(size_t steps);
  /// As Manager::switch_branch, with the effects. Since 0.1
  Result<RollbackResult> switch_branch(std::string_view name);

  /// What `rollback` would do, to all or to what the selector names; see
  /// Context::plan. Where the selector names nodes in `downstream_of`,
  /// NOT_FOUND for one that has neither an edge nor a result. O(changes).
  Result<RollbackPlan> plan_rollback(const Selector* selector = nullptr) const;
  /// As `plan_rollback`, to the snapshot with that id. NOT_FOUND.
  Result<RollbackPlan> plan_rollback_to(
      const Id& id, const Selector* selector = nullptr) const;
  /// As `plan_rollback`, to the n-th newest snapshot. INVALID_ARGUMENT (0
  /// steps), RANGE (too many).
  Result<RollbackPlan> plan_rollback_n(
      size_t steps, const Selector* selector = nullptr) const;
  /// As Context::apply_plan. The effects of steps that were begun since it was
  /// planned are told as well.
  Result<RollbackResult> apply_plan(const RollbackPlan& plan);
  /// As Context::undo_rollback, with the effects.
  Result<RollbackResult> undo_rollback();
  /// As Context::redo_rollback, with the effects.
  Result<RollbackResult> redo_rollback();
  /// Drops all snapshots, as Manager::clear, and all that could be undone.
  /// HELD.
  Status clear();

  /// It is on a store.
  bool is_durable() const noexcept;
  /// Commits the working state as it is, outside the history. Nothing in
  /// memory. UNUSABLE where it was closed.
  Status save();
  /// Goes on from what is committed, as a writer again: after a CONFLICT, after
  /// `close`, or to drop what is not committed. Steps that are open are given
  /// up. Costs what `open` does. Nothing in memory. OWNED where another owner
  /// lives, unless it is taken over; NOT_FOUND where it was deleted.
  Status reload(bool take_over = false);
  /// Gives it up: the store tells no owner any more, and commits are UNUSABLE.
  /// Dropping the last handle does the same. Twice is fine. Nothing in memory.
  Status close();
  /// Commits the working states of many executions, of one store in as few
  /// transactions as can be. One outcome each, in their order; one that is
  /// there twice is committed once.
  static std::vector<Status> save_many(const std::vector<Execution*>& all);

  // Groups: snapshots of several executions (a run and the runs that it
  // started) that are taken and gone back to together or not at all. They are
  // all on one store, and it is one transaction, or all in memory. What each of
  // them fails with is the error of the whole, which names the execution; then
  // nothing is changed in any. INVALID_ARGUMENT: none, one of them twice, or
  // not in one place.

  /// Takes a snapshot of each, as `snapshot` (but also where nothing changed),
  /// and gives the id of the group. INVALID_ARGUMENT: one of them keeps no
  /// snapshots. Since 0.1
  static Result<Id> snapshot_group(const std::vector<Execution*>& all,
                                   const SnapshotInfo& info = {});
  /// Sets each back to its snapshot of the group, as `rollback_to`; the results
  /// in their order. NOT_FOUND: one of them has no such group;
  /// INVALID_ARGUMENT: there are not as many as it was taken of. Since 0.1
  static Result<std::vector<RollbackResult>> rollback_group(
      const std::vector<Execution*>& all, const Id& group);

  /// Adds an edge of the workflow. Edges belong to the execution, are in no
  /// snapshot and not changed by a rollback; on a store the next commit keeps
  /// them. Errors: INVALID_ARGUMENT (an edge that closes a cycle, which the
  /// message names; an empty id), PARSE, LIMIT. What nodes write is noted while
  /// there are edges: tell them before the steps. O(edges).
  Status add_edge(const Edge& edge);
  /// All edges at once, or none. Errors: those of `add_edge`, of an id with the
  /// pointer /index/0 or /index/1. O(edges x log edges).
  Status set_edges(const std::vector<Edge>& edges);
  /// All edges, in byte order. O(edges).
  std::vector<Edge> edges() const;

  /// What becomes of the state where the function of a step fails: the failure
  /// is recorded, or the state goes back.
  enum class OnError : int32_t { kFail = 0, kRollback = 1 };
  /// Runs `function` (`Result<Value>()`) as the node, once: returns its
  /// recorded result where there is one. Where it fails, throws, or returns
  /// what can not be recorded, the state is rolled back, or the failure
  /// recorded, and its error returned (an exception goes on). It runs without a
  /// lock and may use the execution. Errors: those of `step_begin`, of
  /// `function`, and of the ends of a Step.
  template <typename Function>
  Result<Value> step(std::string_view node, Function&& function,
                     OnError on_error = OnError::kRollback,
                     const StepOptions& options = {});

 private:
  friend class Step;
  struct Rep;
  class Together;
  Result<RollbackPlan> plan(Result<Snapshot> target,
                            const Selector* selector) const;
  Result<RollbackResult> roll_back(const Result<Snapshot>& target);
  Result<RollbackResult> move(
      const Snapshot* target,
      const std::function<Result<RollbackResult>()>& change,
      std::string_view select = {});
  Result<RollbackResult> roll_back(const Result<Snapshot>& target,
                                   std::string_view select);
  explicit Execution(std::shared_ptr<Rep> rep) noexcept;
  static void save_of_store(detail::Store& rows,
                            const std::vector<Execution*>& all,
                            const std::vector<size_t>& indexes,
                            std::vector<Status>& outcomes);
  friend class Importer;
  static Result<Execution> open_journal(
      std::shared_ptr<detail::Journal> journal, const OpenOptions& options,
      bool created);
  // Ends a step whose function failed, unless it is ended or superseded. A
  // message that can not be recorded is recorded as far as it can be.
  static Status end_failed(Step& step, std::string_view message,
                           OnError on_error);
  std::shared_ptr<Rep> rep_;
};

/// One attempt at a node. Dropped without an end it stays unfinished. Since 0.1
class Step {
 public:
  Step(Step&&) noexcept;
  Step& operator=(Step&&) noexcept;
  ~Step();

  /// The node; lives as long as this.
  const std::string& node() const noexcept;
  /// The result was recorded before: skip the work and read `result`.
  bool done() const noexcept;
  /// The recorded output (of a Success the value inside). NOT_FOUND where the
  /// node is not done.
  Result<Value> result() const;
  /// A UUID: the same on retry and after a rollback, another in another
  /// execution. Lives as long as this.
  const std::string& idempotency_key() const noexcept;
  /// Number of this attempt at the node, from 1; of a step that is done, that
  /// of the last one, 0 where its result came of no step.
  uint32_t attempt() const noexcept;
  /// The automatic snapshot taken at the beginning, if any.
  const std::optional<Id>& snapshot_id() const noexcept;

  /// Records `output` as the node's result, in the base form. Errors of all
  /// three ends: UNUSABLE (ended before, or done), CONFLICT (a newer attempt at
  /// this node was begun, or a reload or an erase gave it up), LIMIT. While
  /// there are edges O(changes since it began), else as
  /// Context::record_node_result.
  Status finish(Value output, std::optional<Metrics> metrics = std::nullopt);
  /// Records a failure; the rest of the state stays as it is. Errors: also
  /// PARSE (the message).
  Status fail(std::string_view message);
  /// Sets the state back to what it was when the step began, also where no
  /// snapshot was kept then; the attempt stays on record. O(changes). Errors:
  /// also PARSE (the message).
  Result<RollbackResult> rollback(std::string_view message);

 private:
  friend class Execution;
  struct Rep;
  explicit Step(std::unique_ptr<Rep> rep) noexcept;
  std::unique_ptr<Rep> rep_;
};

template <typename Function>
Result<Value> Execution::step(std::string_view node, Function&& function,
                              OnError on_error, const StepOptions& options) {
  auto begun = step_begin(node, options);
  if (!begun.ok()) return std::move(begun).error();
  Step& step = *begun;
  if (step.done()) return step.result();
  Result<Value> output = Value();
  try {
    output = std::forward<Function>(function)();
  } catch (const std::exception& exception) {
    static_cast<void>(end_failed(step, exception.what(), on_error));
    throw;
  } catch (...) {
    static_cast<void>(end_failed(step, "an unknown exception", on_error));
    throw;
  }
  if (output.ok()) {
    Status finished = step.finish(*output);
    if (finished.ok()) return output;
    output = std::move(finished).error();
  }
  SNAPROLL_CHECK(end_failed(step, output.error().message, on_error));
  return output;
}

}  // namespace snaproll
