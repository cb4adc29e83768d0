// The changes of one place through the snapshots of a history.
#include "snaproll/field_history.hpp"

#include <algorithm>
#include <utility>

#include "snaproll/manager.hpp"
#include "snapshot/captured.hpp"
#include "value/trail.hpp"

namespace snaproll {
namespace {

using detail::Part;

// The part of a state that a pointer begins with; a state becomes a value only
// where it is not that of the snapshot before.
class PartOf {
 public:
  explicit PartOf(Part part) : part_(part) {}

  // Lives until the next call.
  Result<const Value*> operator()(const CapturedState& captured) {
    if (part_ == Part::kVariables) return &captured.variables;
    if (part_ == Part::kNodeResults) return &captured.node_results;
    if (!state_.has_value() || *state_ != captured.state) {
      SNAPROLL_TRY(value_, captured.state.to_value());
      state_ = captured.state;
    }
    return &value_;
  }

 private:
  const Part part_;
  std::optional<ExecutionState> state_;
  Value value_;
};

}  // namespace

Result<std::vector<FieldChange>> Manager::history(
    std::string_view pointer) const {
  SNAPROLL_TRY(const detail::StatePlace place, detail::locate(pointer));
  SNAPROLL_TRY(std::vector<detail::Token> tokens,
               detail::split_pointer(pointer));
  tokens.erase(tokens.begin());
  detail::Trail trail(std::move(tokens));
  PartOf part(place.part);
  std::vector<FieldChange> changes;
  std::optional<Value> before;
  const std::vector<Snapshot> snapshots = list();
  for (auto at = snapshots.rbegin(); at != snapshots.rend(); ++at) {
    SNAPROLL_CHECK(at->load());
    SNAPROLL_TRY(const Value* root, part(at->captured()));
    if (!trail.next(*root)) continue;
    std::optional<Value> after = trail.value();
    changes.push_back({*at, std::move(before), after});
    before = std::move(after);
  }
  std::reverse(changes.begin(), changes.end());
  return changes;
}

}  // namespace snaproll
