// Snapshot: an immutable capture of a context (rules S1 to S5).
//
// Cheap to copy (a reference count). Taking one costs one allocation whatever
// the state holds: it refers to the roots of the persistent trees.
//
// The state of one that comes from a store is read when it is first asked for,
// and kept from then on: `load` says what fails; what needs the state and gives
// no Result throws Failure.
//
// Thread word: immutable - share freely; CapturedState and what is told of a
// snapshot are plain values.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "snaproll/id.hpp"
#include "snaproll/options.hpp"
#include "snaproll/state.hpp"
#include "snaproll/time.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

/// What a snapshot captures of a context, and nothing else. `recorded` maps the
/// id of each node result to the sequence number of its recording (rule J8).
/// Copies share all of it. Since 0.1
struct CapturedState {
  ExecutionState state;
  Value variables = Value::object();
  Value node_results = Value::object();
  Value recorded = Value::object();
  uint64_t next_sequence = 0;

  /// Bytes of the canonical JSON of the three parts. O(1), and the message of a
  /// failed state.
  uint64_t json_size() const;
  /// Ids of the node results in the order of their recording. O(n log n).
  std::vector<std::string> nodes_in_order() const;
  /// The value at a pointer that starts with /state, /variables or
  /// /node_results. Errors and cost of `pointer_get`.
  Result<Value> get(std::string_view pointer) const;

  /// All of it as one value: {"node_results", "state", "variables"}. O(1), some
  /// small allocations. Errors: PARSE, LIMIT (the message of a failed state).
  Result<Value> to_value() const;
  /// SHA-256 of the canonical JSON of that value, in hexadecimal: what
  /// `sha256sum` says of it. O(bytes of that JSON), in constant memory.
  /// INTERNAL in a build without stores.
  Result<std::string> digest() const;
  /// The state that such a value tells, as what became of this one: node
  /// results that are in both keep the number of their recording. O(changes).
  /// Errors: TYPE, NOT_FOUND, INVALID_ARGUMENT with pointer, LIMIT.
  Result<CapturedState> with_value(const Value& value,
                                   const Limits& limits = {}) const;
};

/// What is told beside label and node; `custom` is an object. Since 0.1
struct SnapshotMetadata {
  std::optional<std::string> reason;
  std::optional<std::string> created_by;
  bool is_auto = false;
  Value custom = Value::object();
};

/// What is told of a snapshot when it is taken. Since 0.1
struct SnapshotInfo {
  std::optional<std::string> label;
  std::optional<std::string> trigger_node;
  SnapshotMetadata metadata;
};

/// The state of a snapshot that is in a store; read when it is first asked for.
/// Internally synchronized. Since 0.1
class StoredState {
 public:
  virtual ~StoredState() = default;
  /// Lives as long as this. Reads the store at the first call. Errors: of
  /// reading a store (CORRUPT, IO, …) and of migrations.
  virtual Result<const CapturedState*> get() = 0;
  /// Its place in the history of its execution.
  virtual uint64_t seq() const noexcept = 0;
  /// Bytes that its record takes in the store.
  virtual uint64_t stored_bytes() const noexcept = 0;
  /// Tells which store it is in.
  virtual const void* home() const noexcept = 0;
  /// Tells which execution of that store it is of.
  virtual int64_t exec() const noexcept = 0;
};

/// A captured state with its id, its time and what was told of it. Since 0.1
class Snapshot {
 public:
  /// What a snapshot is made of.
  struct Data {
    Id id;
    std::optional<Id> parent;  ///< What the context was last taken or set to.
    Time created_at = 0;
    SnapshotInfo info;
    CapturedState captured;               ///< Where `stored` is null.
    std::shared_ptr<StoredState> stored;  ///< Null = it is not in a store.
  };

  /// For the library itself and for tests: nothing is checked. One allocation.
  explicit Snapshot(Data data)
      : data_(std::make_shared<const Data>(std::move(data))) {}

  /// Its id.
  const Id& id() const noexcept { return data_->id; }
  /// The snapshot that its context was last taken or set to; in a history
  /// Manager::parent tells what is there of it.
  const std::optional<Id>& parent() const noexcept { return data_->parent; }
  /// When it was taken.
  Time created_at() const noexcept { return data_->created_at; }
  /// Its label.
  const std::optional<std::string>& label() const noexcept {
    return data_->info.label;
  }
  /// The node that triggered it.
  const std::optional<std::string>& trigger_node() const noexcept {
    return data_->info.trigger_node;
  }
  /// What else was told of it.
  const SnapshotMetadata& metadata() const noexcept {
    return data_->info.metadata;
  }
  /// Reads the state from the store, where that was not done yet; else nothing.
  /// Errors: of reading a store (CORRUPT, IO, BUSY, FORMAT, UNUSABLE) and of
  /// migrations. What follows does so itself, and throws Failure where it can
  /// not be read.
  Status load() const;
  /// All that it captured; lives as long as this. Throws Failure.
  const CapturedState& captured() const {
    return data_->stored == nullptr ? data_->captured : stored_captured();
  }
  /// The captured state. Throws Failure.
  const ExecutionState& state() const { return captured().state; }
  /// The captured variables, an object. Throws Failure.
  const Value& variables() const { return captured().variables; }
  /// The captured node results, an object. Throws Failure.
  const Value& node_results() const { return captured().node_results; }
  /// As CapturedState::to_value. Errors: also those of `load`.
  Result<Value> value() const;
  /// What a snapshot of a store is there; null for another.
  const std::shared_ptr<StoredState>& stored() const noexcept {
    return data_->stored;
  }

  /// Number of node results (rule S4). O(1). Throws Failure.
  size_t completed_node_count() const { return node_results().size(); }
  /// Number of variables (rule S4). O(1). Throws Failure.
  size_t variable_count() const { return variables().size(); }

  /// The JSON form of rule J1. O(bytes). Errors: STOPPED, those of `load`.
  Result<std::string> to_json(const Cancel* cancel = nullptr) const;
  /// Reads it. O(bytes). Errors: PARSE with offset, RANGE, LIMIT, STOPPED, and
  /// INVALID_ARGUMENT, PARSE and RANGE (an id, a time), TYPE, NOT_FOUND,
  /// EXISTS, LIMIT with the JSON pointer of the member.
  static Result<Snapshot> from_json(std::string_view json,
                                    const Limits& limits = {},
                                    const Cancel* cancel = nullptr);

 private:
  const CapturedState& stored_captured() const;

  std::shared_ptr<const Data> data_;
};

}  // namespace snaproll
