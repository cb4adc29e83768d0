// Context: the live, mutable state of one execution (rules C1 to C8).
//
// Reads see one consistent state; each write is one change and raises the
// version. A transaction is a context of its own, begun from another one: its
// commit makes all its changes one change, or fails with CONFLICT where the
// other one moved meanwhile.
//
// Cost: what is found by name O(log n), by pointer O(path x log n). The first
// write to a place after a snapshot copies the nodes on the way to it, at most
// as many as the tree has levels; a write where nobody else holds them copies
// none. What is let go of is freed without the lock. Where some paths are
// transient (PrivatePaths), what captures the state or sets it back costs also
// what they match and what changed.
//
// Errors: every function with a Result is UNUSABLE where this is a transaction
// that has ended. A change whose state would be above Limits::state_bytes is
// LIMIT.
//
// The context of an execution on a store changes in memory; its writes wait for
// the commit that is under way, its reads do not.
//
// Thread word: internally synchronized. Moving and dropping one is for one
// thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/options.hpp"
#include "snaproll/patch.hpp"
#include "snaproll/private_paths.hpp"
#include "snaproll/rollback.hpp"
#include "snaproll/snapshot.hpp"
#include "snaproll/state.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

namespace detail {
class ContextChange;
struct ContextAccess;
class WriteLock;
}  // namespace detail

/// The record that `pause` leaves (rule C8). Immutable; copies share all of it.
/// Since 0.1
struct Checkpoint {
  Time timestamp = 0;
  /// An array of node ids, or an object whose member names are the ids (so that
  /// taking one is O(1)).
  Value nodes = Value::array();
  Value variables = Value::object();
  ExecutionState state;

  /// Ids of the nodes that had results; in byte order where a context made it.
  /// O(n).
  std::vector<std::string> completed_nodes() const;
  /// `{"timestamp", "completed_nodes", "variables", "state"}`. O(bytes).
  Result<std::string> to_json() const;
  /// Reads that form. Errors: those of Snapshot::from_json, but STOPPED.
  static Result<Checkpoint> from_json(std::string_view json,
                                      const Limits& limits = {});
};

/// One change of a list that `Context::update` makes at once. Since 0.1
struct Change {
  /// What it does; each as the function of that name.
  enum class Kind : int32_t {
    kSet = 0,
    kRemove = 1,
    kAppend = 2,
    kAppendText = 3,
    kTest = 4,
    kSplice = 5,
    kSpliceText = 6,
  };
  Kind kind = Kind::kSet;
  std::string pointer;
  Value value;         ///< Of kSet, kAppend, kTest; kSplice: an array.
  std::string text;    ///< Of kAppendText and kSpliceText.
  size_t at = 0;       ///< Of kSplice and kSpliceText.
  size_t removed = 0;  ///< Of the same.
};

/// The live state of one execution. Since 0.1
class Context {
 public:
  /// A running context of `workflow_id` (rule C2). INVALID_ARGUMENT where an id
  /// is empty, LIMIT where it is longer than the limit (255 bytes), PARSE where
  /// it is not UTF-8. An empty `execution_id` draws one.
  static Result<Context> create(
      std::string_view workflow_id, std::string_view execution_id = {},
      std::shared_ptr<const Environment> environment = Environment::standard());
  /// Rule C8: a new context that goes on from `checkpoint`. Errors: those of
  /// `create`, LIMIT (what it holds).
  static Result<Context> resume_from_checkpoint(
      const Checkpoint& checkpoint, std::string_view workflow_id,
      std::shared_ptr<const Environment> environment = Environment::standard());

  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  /// A context of its own with the same content (ids included), and nothing to
  /// undo. O(1), two allocations. Of a transaction that has ended, one that has
  /// ended.
  Context copy() const;

  /// Its execution id.
  std::string execution_id() const;
  /// Its workflow id.
  std::string workflow_id() const;
  /// When it started.
  Time started_at() const;
  /// When it completed; kNoTime = absent.
  Time completed_at() const;
  /// Its state.
  ExecutionState state() const;
  /// What `pause` or `create_checkpoint` left; null = absent.
  std::shared_ptr<const Checkpoint> checkpoint() const;
  /// Raised by each change of what the JSON form tells; taking a snapshot is
  /// none, and neither is a call that found nothing to change.
  uint64_t version() const;
  /// The number that the next recording of a node result takes (rule J8).
  uint64_t next_sequence() const;
  /// The snapshot it was last captured as or set back to.
  std::optional<Id> position() const;
  /// All that a snapshot would capture now: without transient values. O(1)
  /// where there are none, and then it allocates for a long message alone.
  CapturedState captured() const;
  /// All of it, transient values too. O(1); allocates for a long message alone.
  CapturedState live() const;
  /// What `captured` tells as one value: {"node_results", "state",
  /// "variables"}. O(1).
  Result<Value> value() const;
  /// Its clock, ids and limits. Lives as long as this.
  const std::shared_ptr<const Environment>& environment() const noexcept;

  /// Which of its values are never captured, and which are not shown. From then
  /// on; undo entries and the pause record that are there lose what is
  /// transient as well, snapshots do not. Kept with a durable execution: by its
  /// next commit. Errors of PrivatePaths::check. Since 0.1
  Status set_private_paths(PrivatePaths paths);
  /// What was told last. O(paths). Since 0.1
  PrivatePaths private_paths() const;

  /// Sets the state; the message counts for kFailed alone. Errors: PARSE (the
  /// message), LIMIT.
  Status set_state(ExecutionState state);
  /// Rule C6: sets completed_at to now where it is unset.
  Status mark_completed();
  /// Rule C7: sets Paused and takes a checkpoint, O(1).
  Status pause();
  /// Rule C7: turns Paused into Running. LIMIT (a byte more).
  Status resume();
  /// Rule C7: sets Cancelled and marks completed. LIMIT (some bytes more).
  Status cancel();
  /// Rule C8: keeps and gives back a checkpoint. O(1), one allocation.
  Result<Checkpoint> create_checkpoint();
  /// Rule C8: there is a checkpoint and the state is Paused.
  bool can_resume() const;

  /// Sets or replaces a variable (rule C4). Any UTF-8 name, the empty one too.
  /// Errors: PARSE with offset (name), LIMIT.
  Status set_variable(std::string_view name, Value value);
  /// As `set_variable` of the value read from `json`, before the lock is taken.
  /// From Value::kShareFrom bytes on it shares with the value that was there
  /// what is the same. Errors: also those of Value::parse.
  Status set_variable_json(std::string_view name, std::string_view json,
                           const Cancel* cancel = nullptr);
  /// The value of a variable, which is shared, not copied; nothing where it is
  /// absent.
  std::optional<Value> variable(std::string_view name) const;
  /// Removes a variable. NOT_FOUND with pointer where it is absent.
  Status remove_variable(std::string_view name);

  /// Sets or replaces the result of a node (rule C5), with the next sequence
  /// number (rule J8). Errors: INVALID_ARGUMENT (an empty id), PARSE with
  /// offset, LIMIT.
  Status record_node_result(std::string_view node, Value result);
  /// As `record_node_result` of the value read from `json`, as
  /// `set_variable_json` reads it. Errors: also those of Value::parse.
  Status record_node_result_json(std::string_view node, std::string_view json,
                                 const Cancel* cancel = nullptr);
  /// The result of a node, which is shared, not copied; nothing where it is
  /// absent.
  std::optional<Value> node_result(std::string_view node) const;
  /// Removes the result of a node and its sequence number. NOT_FOUND with
  /// pointer where it is absent.
  Status remove_node_result(std::string_view node);

  /// What stands at a JSON Pointer that starts with /variables, /node_results
  /// or /state. Errors: PARSE with offset, NOT_FOUND with pointer.
  Result<Value> get(std::string_view pointer) const;
  /// As pointer_set; a part as a whole (an object) and `/state` can be set too.
  /// Errors: as there, INVALID_ARGUMENT (a node's id, a state) with pointer.
  Status set(std::string_view pointer, Value value);
  /// As `set` of the value read from `json`, as `set_variable_json` reads it.
  /// Errors: also those of Value::parse.
  Status set_json(std::string_view pointer, std::string_view json,
                  const Cancel* cancel = nullptr);
  /// As pointer_remove. Errors: as there; TYPE for a part as a whole and for
  /// `/state`.
  Status remove(std::string_view pointer);
  /// As pointer_append. Errors: as there.
  Status append(std::string_view pointer, Value value);
  /// As pointer_append_text. Errors: as there.
  Status append_text(std::string_view pointer, std::string_view utf8);
  /// As pointer_splice. Errors: as there.
  Status splice(std::string_view pointer, size_t index, size_t removed,
                const std::vector<Value>& values);
  /// As pointer_splice_text. Errors: as there.
  Status splice_text(std::string_view pointer, size_t offset, size_t removed,
                     std::string_view utf8);
  /// Whether the value there is equivalent to `expected` (RFC 6902, 4.6).
  /// TEST_FAILED with pointer where it is not; PARSE, NOT_FOUND. Compares
  /// without the lock.
  Status test(std::string_view pointer, const Value& expected) const;
  /// All changes as one, or none; the error's message names the index of the
  /// failing one ("change 2: …"). A list of tests alone is no change. Errors:
  /// those of the single functions, INVALID_ARGUMENT (no such kind; a splice
  /// without an array).
  Status update(const std::vector<Change>& changes);

  /// A transaction: a context with the content of this one, whose `commit`
  /// brings its changes back. O(1), two allocations.
  Context begin() const;
  /// Makes the changes of this transaction one change of the context that it
  /// was begun from. O(1). CONFLICT where that one moved since (nothing changes
  /// and the transaction stays open); INVALID_ARGUMENT where this is no
  /// transaction; UNUSABLE where either has ended. Afterwards this context is
  /// ended: further calls are UNUSABLE, and those that can not fail find an
  /// empty state.
  Status commit();
  /// Ends this transaction; its changes are gone. INVALID_ARGUMENT where this
  /// is no transaction.
  Status abort();
  /// UNUSABLE where this is a transaction that has ended.
  Status check_usable() const;

  /// Captures the state as a new snapshot and makes it the position. One
  /// allocation, whatever the state holds. LIMIT, PARSE, TYPE with the pointer
  /// of what `info` tells.
  Result<Snapshot> take_snapshot(SnapshotInfo info = {});
  /// Whether the state is the same as that of `snapshot` (the sequence numbers
  /// of node results aside); if so, that snapshot becomes the position. O(what
  /// they do not share), without the lock; a context that moved meanwhile
  /// counts as changed. Since 0.1
  Result<bool> capture_unchanged(const Snapshot& snapshot);
  /// Rule S3: sets state, variables and node results to those of `snapshot` and
  /// nothing else, and makes it the position; it can be undone. O(1). `before`
  /// gets what was there. LIMIT (where the snapshot is of another context).
  Status apply(const Snapshot& snapshot, CapturedState* before = nullptr);
  /// Adds to a result before the change is made; may not call the context.
  using Complete = std::function<void(RollbackResult& result)>;
  /// As `apply` of a bare state, with the position to take (none = keep), and
  /// tells in full what it did; `applied` is told as the id of the snapshot.
  /// O(changes), counted without the lock where nobody writes meanwhile. Where
  /// memory runs out nothing is changed. LIMIT. Since 0.1
  Result<RollbackResult> roll_back(const CapturedState& captured,
                                   std::optional<Id> position,
                                   std::optional<Id> applied,
                                   const Complete& complete = {});
  /// All operations of the patch as one change, which can be undone, or none;
  /// its pointers begin with /variables, /node_results or /state. One that only
  /// tests is no change. Errors: of Patch::apply, and TYPE, NOT_FOUND,
  /// INVALID_ARGUMENT with pointer where it leaves no state behind.
  /// O(operations x path x log n).
  Status apply_patch(const Patch& patch);

  /// More that a selective plan takes back: given the state as it is, appends
  /// names of variables and ids of nodes.
  using MoreToSelect = std::function<Status(const CapturedState& now,
                                            std::vector<std::string>& variables,
                                            std::vector<std::string>& nodes)>;
  /// What going back to `target` would do: to all of it, or to what the
  /// selector names. Nothing is changed. O(changes). Errors: NOT_FOUND (a name,
  /// glob or pointer that matches nothing; an element or member whose
  /// surroundings are gone), TYPE (its surroundings are a scalar), PARSE and
  /// LIMIT (names, globs, pointers), INVALID_ARGUMENT (a selector that names
  /// nothing; `downstream_of` without `more`). Since 0.1
  Result<RollbackPlan> plan(const Snapshot& target,
                            const Selector* selector = nullptr,
                            const MoreToSelect& more = {}) const;
  /// Does what was planned; it can be undone. O(1). CONFLICT where this context
  /// moved since (also by this plan), INVALID_ARGUMENT where it is the plan of
  /// another context.
  Result<RollbackResult> apply_plan(const RollbackPlan& plan);

  /// Takes the last rollback, applied snapshot, plan or patch back: the state
  /// from before it. What was done since goes to the redo list. O(changes).
  /// NOT_FOUND where there is none; on a store also errors of reading it.
  Result<RollbackResult> undo_rollback(const Complete& complete = {});
  /// Takes the last undo back. O(changes). NOT_FOUND where there is none, or
  /// where the context changed since; on a store also errors of reading it.
  Result<RollbackResult> redo_rollback(const Complete& complete = {});
  /// How many can be undone.
  size_t undo_count() const;
  /// How many can be redone; 0 where the context changed since the last undo.
  size_t redo_count() const;
  /// Forgets all that could be undone or redone.
  void clear_undo();

  /// The JSON form of rule J1, of a copy: others may write meanwhile. O(bytes).
  /// STOPPED.
  Result<std::string> to_json(const Cancel* cancel = nullptr) const;
  /// Reads it. Errors as `Snapshot::from_json`.
  static Result<Context> from_json(
      std::string_view json,
      std::shared_ptr<const Environment> environment = Environment::standard(),
      const Cancel* cancel = nullptr);

 private:
  friend class detail::ContextChange;
  friend struct detail::ContextAccess;
  friend class detail::WriteLock;
  struct Rep;
  explicit Context(std::shared_ptr<Rep> rep) noexcept;
  std::shared_ptr<Rep> rep_;
};

}  // namespace snaproll
