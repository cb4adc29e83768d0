// Context: the live, mutable state of one execution (rules C1 to C8).
//
// Reads see one consistent state; each write is one change and raises the
// version. A transaction is a context of its own, begun from another one: its
// commit makes all its changes one change, or fails with CONFLICT where the
// other one moved meanwhile.
//
// Thread word: internally synchronized.
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

/// The record that `pause` leaves (rule C8). Immutable.
struct Checkpoint {
  Time timestamp = 0;
  /// An array of node ids, or an object whose member names are the ids (so that
  /// taking one is O(1)).
  Value nodes = Value::array();
  Value variables = Value::object();
  ExecutionState state;

  std::vector<std::string> completed_nodes() const;
  /// `{"timestamp", "completed_nodes", "variables", "state"}`.
  Result<std::string> to_json() const;
  static Result<Checkpoint> from_json(std::string_view json,
                                      const Limits& limits = {});
};

/// One change of a list that `Context::update` makes at once.
struct Change {
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

class Context {
 public:
  /// INVALID_ARGUMENT where an id is empty, LIMIT where it is longer than 255
  /// bytes, PARSE where it is not UTF-8. An empty `execution_id` draws one.
  static Result<Context> create(
      std::string_view workflow_id, std::string_view execution_id = {},
      std::shared_ptr<const Environment> environment = Environment::standard());
  /// Rule C8: a new context that goes on from `checkpoint`.
  static Result<Context> resume_from_checkpoint(
      const Checkpoint& checkpoint, std::string_view workflow_id,
      std::shared_ptr<const Environment> environment = Environment::standard());

  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  /// A context of its own with the same content (ids included). O(1).
  Context copy() const;

  std::string execution_id() const;
  std::string workflow_id() const;
  Time started_at() const;
  Time completed_at() const;  ///< kNoTime = absent.
  ExecutionState state() const;
  std::shared_ptr<const Checkpoint> checkpoint() const;  ///< Null = absent.
  /// Raised by each change of what the JSON form tells; taking a snapshot is
  /// none, and neither is a call that found nothing to change.
  uint64_t version() const;
  /// The number that the next recording of a node result takes (rule J8).
  uint64_t next_sequence() const;
  /// The snapshot it was last captured as or set back to.
  std::optional<Id> position() const;
  /// All that a snapshot would capture now: without transient values. O(1)
  /// where there are none.
  CapturedState captured() const;
  /// All of it, transient values too. O(1).
  CapturedState live() const;
  /// What `captured` tells as one value: {"node_results", "state",
  /// "variables"}. O(1).
  Result<Value> value() const;
  const std::shared_ptr<const Environment>& environment() const noexcept;

  /// Which of its values are never captured, and which are not shown. From then
  /// on; undo entries and the pause record that are there lose what is
  /// transient as well, snapshots do not. Kept with a durable execution: by its
  /// next commit. Errors of PrivatePaths::check. Since 0.1
  Status set_private_paths(PrivatePaths paths);
  PrivatePaths private_paths() const;

  Status set_state(ExecutionState state);
  Status mark_completed();
  Status pause();
  Status resume();
  Status cancel();
  Result<Checkpoint> create_checkpoint();
  bool can_resume() const;

  /// Any UTF-8 name, the empty one too. Errors: PARSE (name), LIMIT.
  Status set_variable(std::string_view name, Value value);
  /// Shares with the value that was there what is the same.
  Status set_variable_json(std::string_view name, std::string_view json,
                           const Cancel* cancel = nullptr);
  std::optional<Value> variable(std::string_view name) const;
  /// NOT_FOUND where it is absent.
  Status remove_variable(std::string_view name);

  Status record_node_result(std::string_view node, Value result);
  Status record_node_result_json(std::string_view node, std::string_view json,
                                 const Cancel* cancel = nullptr);
  std::optional<Value> node_result(std::string_view node) const;
  Status remove_node_result(std::string_view node);

  /// By JSON Pointer, starting with /variables, /node_results or /state. Errors
  /// as in pointer.hpp; `/state` can be set and read, not removed.
  Result<Value> get(std::string_view pointer) const;
  Status set(std::string_view pointer, Value value);
  Status set_json(std::string_view pointer, std::string_view json,
                  const Cancel* cancel = nullptr);
  Status remove(std::string_view pointer);
  Status append(std::string_view pointer, Value value);
  Status append_text(std::string_view pointer, std::string_view utf8);
  /// As pointer_splice and pointer_splice_text.
  Status splice(std::string_view pointer, size_t index, size_t removed,
                const std::vector<Value>& values);
  Status splice_text(std::string_view pointer, size_t offset, size_t removed,
                     std::string_view utf8);
  /// TEST_FAILED where another value stands there (RFC 6902, 4.6).
  Status test(std::string_view pointer, const Value& expected) const;
  /// All changes as one, or none; the error's message names the index of the
  /// failing one ("change 2: …").
  Status update(const std::vector<Change>& changes);

  /// A transaction: a context with the content of this one, whose `commit`
  /// brings its changes back.
  Context begin() const;
  /// Makes the changes of this transaction one change of the context that it
  /// was begun from. CONFLICT where that one moved since (nothing changes and
  /// the transaction stays open for reading); INVALID_ARGUMENT where this is no
  /// transaction. Afterwards this context is ended: further calls are UNUSABLE,
  /// and those that can not fail find an empty state.
  Status commit();
  /// Ends this transaction; its changes are gone.
  Status abort();
  /// UNUSABLE where this is a transaction that has ended.
  Status check_usable() const;

  /// Captures the state as a new snapshot and makes it the position.
  Result<Snapshot> take_snapshot(SnapshotInfo info = {});
  /// Whether the state is the same as that of `snapshot` (the sequence numbers
  /// of node results aside); if so, that snapshot becomes the position. Since
  /// 0.1
  Result<bool> capture_unchanged(const Snapshot& snapshot);
  /// Rule S3: sets state, variables and node results to those of `snapshot` and
  /// nothing else, and makes it the position. `before` gets what was there.
  Status apply(const Snapshot& snapshot, CapturedState* before = nullptr);
  /// Adds to a result before the change is made; may not call the context.
  using Complete = std::function<void(RollbackResult& result)>;
  /// As `apply` of a bare state, with the position to take (none = keep), and
  /// tells in full what it did; `applied` is told as the id of the snapshot.
  /// Where memory runs out nothing is changed. Since 0.1
  Result<RollbackResult> roll_back(const CapturedState& captured,
                                   std::optional<Id> position,
                                   std::optional<Id> applied,
                                   const Complete& complete = {});
  /// All operations of the patch as one change, or none; its pointers begin
  /// with /variables, /node_results or /state. One that only tests is no
  /// change. Errors: of Patch::apply, and TYPE, NOT_FOUND, INVALID_ARGUMENT
  /// where it leaves no state behind.
  Status apply_patch(const Patch& patch);

  /// More that a selective plan takes back: given the state as it is, appends
  /// names of variables and ids of nodes.
  using MoreToSelect = std::function<Status(const CapturedState& now,
                                            std::vector<std::string>& variables,
                                            std::vector<std::string>& nodes)>;
  /// What going back to `target` would do: to all of it, or to what the
  /// selector names. Nothing is changed. Errors: NOT_FOUND (a name, glob or
  /// pointer that matches nothing; an element or member whose surroundings are
  /// gone), PARSE and LIMIT (names, globs, pointers), INVALID_ARGUMENT (a
  /// selector that names nothing). Since 0.1
  Result<RollbackPlan> plan(const Snapshot& target,
                            const Selector* selector = nullptr,
                            const MoreToSelect& more = {}) const;
  /// Does what was planned. CONFLICT where this context moved since (also by
  /// this plan), INVALID_ARGUMENT where it is the plan of another context.
  Result<RollbackResult> apply_plan(const RollbackPlan& plan);

  /// Takes the last rollback, applied plan or applied patch back: the state
  /// from before it. What was done since goes to the redo list. NOT_FOUND where
  /// there is none.
  Result<RollbackResult> undo_rollback(const Complete& complete = {});
  /// Takes the last undo back. NOT_FOUND where there is none, or where the
  /// context changed since.
  Result<RollbackResult> redo_rollback(const Complete& complete = {});
  size_t undo_count() const;
  size_t redo_count() const;
  /// Forgets all that could be undone or redone.
  void clear_undo();

  /// The JSON form of rule J1.
  Result<std::string> to_json(const Cancel* cancel = nullptr) const;
  /// Errors as `Snapshot::from_json`.
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
