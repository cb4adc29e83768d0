// What a rollback does: its result, in full, and a plan that shows the result
// before it is done.
//
// Thread words: RollbackResult, Selector and Effect are plain values;
// RollbackPlan is immutable - share freely.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/patch.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll {

/// An irreversible step that a rollback goes back behind: what it did outside
/// stays done. Since 0.1
struct Effect {
  std::string node;
  std::string idempotency_key;
  uint32_t attempt = 1;
  Time started_at = 0;
};

/// Names of variables by what a rollback did to them, in byte order. Since 0.1
struct VariableChanges {
  std::vector<std::string> changed;     ///< There before and after, not equal.
  std::vector<std::string> removed;     ///< There before alone.
  std::vector<std::string> reappeared;  ///< There after alone.
};

/// Rule M13. Filled on the failures of rule M12 as well. Since 0.1
struct RollbackResult {
  bool success = false;
  std::optional<Id> applied_snapshot_id;
  size_t nodes_removed = 0;
  size_t variables_changed = 0;
  std::optional<std::string> error;
  Time rolled_back_at = 0;

  // What follows is not part of the JSON form: empty in a result that was read
  // from it, and in a failure.

  /// The code of `error`: NOT_FOUND, INVALID_ARGUMENT (0 steps), RANGE (too
  /// many steps).
  std::optional<Code> code;
  /// Of a plan: nothing was done.
  bool planned = false;
  CapturedState before;
  CapturedState after;
  /// Irreversible steps that were gone back behind, the newest first. Known to
  /// an execution alone.
  std::vector<Effect> effects;

  /// Ids of the node results that are gone, the one recorded last first (so
  /// that a host can take them back in that order). O(changes x log changes).
  std::vector<std::string> removed_nodes() const;
  /// Names of the variables that changed. O(changes).
  VariableChanges variables() const;
  /// What turns the state before into the state after. O(changes). Errors:
  /// STOPPED.
  Result<Patch> patch(const Cancel* cancel = nullptr) const;
  /// A summary for people: a line for the whole, one for each list that is not
  /// empty, names cut off after the tenth.
  std::string text() const;

  /// The JSON form of rule J1.
  std::string to_json() const;
  /// Reads it. Errors: PARSE with offset, RANGE, LIMIT, and INVALID_ARGUMENT,
  /// PARSE and RANGE (an id, a time, a count), TYPE, NOT_FOUND, EXISTS with the
  /// JSON pointer of the member.
  static Result<RollbackResult> from_json(std::string_view json);
};

/// What a selective rollback takes back. Since 0.1
struct Selector {
  /// Names of variables, or globs: `*` stands for any run of characters, `?`
  /// for one, `\x` for x itself.
  std::vector<std::string> variables;
  /// Ids of nodes, or globs.
  std::vector<std::string> node_results;
  /// JSON Pointers that begin with /variables, /node_results or /state.
  std::vector<std::string> pointers;
  /// Nodes whose results, and those of all nodes downstream of them by the
  /// edges of the execution, are taken back, with the variables that only these
  /// nodes wrote. For executions alone.
  std::vector<std::string> downstream_of;
  bool state = false;  ///< The execution's state.
  /// Everything is taken back but what is named.
  bool everything_but = false;
  /// Names and globs that match nothing are no error.
  bool allow_nothing = false;

  /// Whether a text may stand in `variables` and `node_results`: PARSE with
  /// offset (not UTF-8, or a glob with a `\` at its end), LIMIT (a glob of more
  /// than 1,024 bytes).
  static Status check_name(std::string_view name);
  /// Whether a text may stand in `pointers`: PARSE with offset (it is none),
  /// NOT_FOUND (another beginning), INVALID_ARGUMENT (inside /state), both with
  /// pointer.
  static Status check_pointer(std::string_view pointer);
  /// Whether a text may stand in `downstream_of`: INVALID_ARGUMENT (empty),
  /// LIMIT, PARSE.
  static Status check_node(std::string_view node);
};

/// The full result of a rollback that was not done. Applied to its context it
/// does just that, once, while the context did not move. Since 0.1
class RollbackPlan {
 public:
  /// What applying it will give; rolled_back_at is when it was planned. Lives
  /// as long as this.
  const RollbackResult& result() const noexcept { return data_->result; }

  /// All of the snapshot is applied: it was planned without a selector.
  bool is_full() const noexcept { return data_->position.has_value(); }
  /// The same plan with other effects (an execution knows them). One
  /// allocation; the states are shared.
  RollbackPlan with_effects(std::vector<Effect> effects) const;

 private:
  friend class Context;
  struct Data {
    std::weak_ptr<const void> context;
    uint64_t version = 0;
    std::optional<Id> position;  // to take; none = keep
    RollbackResult result;
  };
  explicit RollbackPlan(Data data)
      : data_(std::make_shared<const Data>(std::move(data))) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace snaproll
