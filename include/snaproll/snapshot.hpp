// Snapshot: an immutable capture of a context (rules S1 to S5).
//
// Cheap to copy (a reference count). Taking one costs the same whatever the
// state holds: it refers to the roots of the persistent trees.
//
// Thread word: immutable - share freely.
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
struct CapturedState {
  ExecutionState state;
  Value variables = Value::object();
  Value node_results = Value::object();
  Value recorded = Value::object();
  uint64_t next_sequence = 0;

  /// Bytes of the canonical JSON of the three parts.
  uint64_t json_size() const;
  /// Ids of the node results in the order of their recording.
  std::vector<std::string> nodes_in_order() const;
  /// The value at a pointer that starts with /state, /variables or
  /// /node_results. Errors of `pointer_get`.
  Result<Value> get(std::string_view pointer) const;

  /// All of it as one value: {"node_results", "state", "variables"}. O(1).
  Result<Value> to_value() const;
  /// SHA-256 of the canonical JSON of that value, in hexadecimal: what
  /// `sha256sum` says of it. INTERNAL in a build without stores.
  Result<std::string> digest() const;
  /// The state that such a value tells, as what became of this one: node
  /// results that are in both keep the number of their recording. O(changes).
  /// Errors: TYPE, NOT_FOUND, INVALID_ARGUMENT with pointer, LIMIT.
  Result<CapturedState> with_value(const Value& value,
                                   const Limits& limits = {}) const;
};

struct SnapshotMetadata {
  std::optional<std::string> reason;
  std::optional<std::string> created_by;
  bool is_auto = false;
  Value custom = Value::object();
};

/// What is told of a snapshot when it is taken.
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
  /// Lives as long as this. Errors: of reading a store (CORRUPT, IO, …).
  virtual Result<const CapturedState*> get() = 0;
  /// Its place in the history of its execution.
  virtual uint64_t seq() const noexcept = 0;
  /// Bytes that its record takes in the store.
  virtual uint64_t stored_bytes() const noexcept = 0;
  /// Tell which store it is in, and which execution of it.
  virtual const void* home() const noexcept = 0;
  virtual int64_t exec() const noexcept = 0;
};

class Snapshot {
 public:
  struct Data {
    Id id;
    std::optional<Id> parent;  ///< What the context was last taken or set to.
    Time created_at = 0;
    SnapshotInfo info;
    CapturedState captured;               ///< Where `stored` is null.
    std::shared_ptr<StoredState> stored;  ///< Null = it is not in a store.
  };

  explicit Snapshot(Data data)
      : data_(std::make_shared<const Data>(std::move(data))) {}

  const Id& id() const noexcept { return data_->id; }
  const std::optional<Id>& parent() const noexcept { return data_->parent; }
  Time created_at() const noexcept { return data_->created_at; }
  const std::optional<std::string>& label() const noexcept {
    return data_->info.label;
  }
  const std::optional<std::string>& trigger_node() const noexcept {
    return data_->info.trigger_node;
  }
  const SnapshotMetadata& metadata() const noexcept {
    return data_->info.metadata;
  }
  /// Reads the state from the store, where that was not done yet. What follows
  /// does so itself, and throws Failure where it can not be read.
  Status load() const;
  const CapturedState& captured() const {
    return data_->stored == nullptr ? data_->captured : stored_captured();
  }
  const ExecutionState& state() const { return captured().state; }
  const Value& variables() const { return captured().variables; }
  const Value& node_results() const { return captured().node_results; }
  /// As CapturedState::to_value.
  Result<Value> value() const;
  /// What a snapshot of a store is there; null for another.
  const std::shared_ptr<StoredState>& stored() const noexcept {
    return data_->stored;
  }

  /// Rule S4. O(1).
  size_t completed_node_count() const { return node_results().size(); }
  size_t variable_count() const { return variables().size(); }

  /// The JSON form of rule J1.
  Result<std::string> to_json(const Cancel* cancel = nullptr) const;
  /// Reads it. Errors: PARSE, RANGE, LIMIT, STOPPED, and INVALID_ARGUMENT,
  /// TYPE, NOT_FOUND, EXISTS with the JSON pointer of the member.
  static Result<Snapshot> from_json(std::string_view json,
                                    const Limits& limits = {},
                                    const Cancel* cancel = nullptr);

 private:
  const CapturedState& stored_captured() const;

  std::shared_ptr<const Data> data_;
};

}  // namespace snaproll
