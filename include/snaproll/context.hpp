// Context: the live, mutable state of one execution (rules C1 to C8).
//
// Reads see one consistent state; each write is one change and raises the
// version. A transaction is a context of its own, begun from another one: its
// commit makes all its changes one change, or fails with CONFLICT where the
// other one moved meanwhile.
//
// Thread word: internally synchronized.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/options.hpp"
#include "snaproll/snapshot.hpp"
#include "snaproll/state.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

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
  };
  Kind kind = Kind::kSet;
  std::string pointer;
  Value value;       ///< Of kSet and kAppend.
  std::string text;  ///< Of kAppendText.
};

/// What going back to an earlier state took back.
struct TakenBack {
  size_t nodes_removed = 0;      ///< Rule M9.
  size_t variables_changed = 0;  ///< Rule M10.
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
  /// The snapshot it was last captured as or set back to.
  std::optional<Id> position() const;
  /// All that a snapshot would capture now. O(1).
  CapturedState captured() const;
  const std::shared_ptr<const Environment>& environment() const noexcept;

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
  /// Rule S3: sets state, variables and node results to those of `snapshot` and
  /// nothing else, and makes it the position. `before` gets what was there.
  Status apply(const Snapshot& snapshot, CapturedState* before = nullptr);
  /// As `apply` of a bare state, with the position to take (none = keep), and
  /// counts what that takes back. Where memory runs out nothing is changed.
  Result<TakenBack> roll_back(const CapturedState& captured,
                              std::optional<Id> position);

  /// The JSON form of rule J1.
  Result<std::string> to_json(const Cancel* cancel = nullptr) const;
  /// Errors as `Snapshot::from_json`.
  static Result<Context> from_json(
      std::string_view json,
      std::shared_ptr<const Environment> environment = Environment::standard(),
      const Cancel* cancel = nullptr);

 private:
  struct Rep;
  explicit Context(std::shared_ptr<Rep> rep) noexcept;
  std::shared_ptr<Rep> rep_;
};

}  // namespace snaproll
