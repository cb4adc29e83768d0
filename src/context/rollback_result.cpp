// Rollback results: their lists, and their JSON form (rules J1, M13).
#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "base/utf8.hpp"
#include "context/rollback_rep.hpp"
#include "snapshot/form.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/form_reader.hpp"
#include "value/text.hpp"
#include "value/unshared.hpp"

namespace snaproll {
namespace {

using detail::Entry;
using detail::Form;
using detail::FormWriter;

constexpr size_t kMax = std::numeric_limits<size_t>::max();
// Names that a summary shows of a list.
constexpr size_t kShownNames = 10;
// Bytes that it shows of the message of a state.
constexpr size_t kShownBytes = 60;

using Visit = std::function<void(std::string name, const Entry* before,
                                 const Entry* after)>;

// Visits the members that two objects do not share.
void for_each_difference(const Value& before, const Value& after,
                         const Visit& visit) {
  const detail::Ref left = detail::container_tree(before);
  const detail::Ref right = detail::container_tree(after);
  std::string storage;
  detail::for_each_change(
      left.get(), right.get(), [&](const Entry* old, const Entry* now) {
        visit(
            std::string(detail::name_of(old != nullptr ? *old : *now, storage)),
            old, now);
        return true;
      });
}

void add_line(std::string& out, const char* what,
              const std::vector<std::string>& names) {
  if (names.empty()) return;
  out += what;
  for (size_t i = 0; i < names.size() && i < kShownNames; ++i) {
    out += i == 0 ? ": " : ", ";
    out += detail::printable(names[i]);
  }
  if (names.size() > kShownNames)
    out += " and " + std::to_string(names.size() - kShownNames) + " more";
  out += '\n';
}

void add_state(std::string& out, const ExecutionState& state) {
  static const char* const words[] = {"Running", "Completed", "Failed",
                                      "Cancelled", "Paused"};
  out += words[static_cast<int>(state.kind)];
  if (state.message.empty()) return;
  const size_t shown = detail::safe_cut(
      state.message, std::min(state.message.size(), kShownBytes));
  out += " (";
  out += detail::printable(std::string_view(state.message).substr(0, shown));
  out += shown < state.message.size() ? "…)" : ")";
}

void add_state_line(std::string& out, const ExecutionState& before,
                    const ExecutionState& after) {
  if (before == after) return;
  out += "  state: ";
  add_state(out, before);
  out += " -> ";
  add_state(out, after);
  out += '\n';
}

std::string count_of(size_t count, const char* what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

}  // namespace

namespace detail {

RollbackResult rollback_result(CapturedState before, CapturedState after,
                               std::optional<Id> applied, Time now) {
  RollbackResult result;
  result.success = true;
  result.applied_snapshot_id = applied;
  const size_t nodes_before = before.node_results.size();
  const size_t nodes_after = after.node_results.size();
  if (nodes_before > nodes_after)
    result.nodes_removed = nodes_before - nodes_after;
  result.variables_changed = count_changed(before.variables, after.variables);
  result.rolled_back_at = now;
  result.before = std::move(before);
  result.after = std::move(after);
  return result;
}

RollbackResult failed_rollback(const Error& error, Time now) {
  RollbackResult result;
  result.error = error.message;
  result.code = error.code;
  result.rolled_back_at = now;
  return result;
}

}  // namespace detail

std::vector<std::string> RollbackResult::removed_nodes() const {
  std::vector<std::pair<int64_t, std::string>> removed;
  const auto visit = [&](std::string name, const Entry* old, const Entry* now) {
    if (old == nullptr || now != nullptr) return;
    const auto recorded = before.recorded.find(name);
    const auto number = recorded.value_or(Value()).as_int64();
    removed.emplace_back(number.ok() ? *number : 0, std::move(name));
  };
  for_each_difference(before.node_results, after.node_results, visit);
  std::sort(removed.rbegin(), removed.rend());
  std::vector<std::string> names;
  names.reserve(removed.size());
  for (auto& entry : removed) names.push_back(std::move(entry.second));
  return names;
}

VariableChanges RollbackResult::variables() const {
  VariableChanges changes;
  const auto visit = [&](std::string name, const Entry* old, const Entry* now) {
    if (old == nullptr) {
      changes.reappeared.push_back(std::move(name));
    } else if (now == nullptr) {
      changes.removed.push_back(std::move(name));
    } else if (!detail::entry_value(*old).equal(detail::entry_value(*now))) {
      changes.changed.push_back(std::move(name));
    }
  };
  for_each_difference(before.variables, after.variables, visit);
  return changes;
}

Result<Patch> RollbackResult::patch(const Cancel* cancel) const {
  SNAPROLL_TRY(const Value old, before.to_value());
  SNAPROLL_TRY(const Value now, after.to_value());
  return Patch::diff(old, now, cancel);
}

std::string RollbackResult::text() const {
  if (!success)
    return "not rolled back: " + detail::printable(error.value_or("")) + '\n';
  std::string out = planned ? "would be rolled back" : "rolled back";
  if (applied_snapshot_id.has_value())
    out += " to snapshot " + applied_snapshot_id->text();
  const std::vector<std::string> gone = removed_nodes();
  // Those that are gone, also where others came in their place; a result that
  // was read knows the difference of the counts alone.
  out += ": " + count_of(std::max(nodes_removed, gone.size()), "node result") +
         " removed, " + count_of(variables_changed, "variable") + " changed\n";
  const VariableChanges changes = variables();
  add_line(out, "  node results removed", gone);
  add_line(out, "  variables changed", changes.changed);
  add_line(out, "  variables removed", changes.removed);
  add_line(out, "  variables back again", changes.reappeared);
  add_state_line(out, before.state, after.state);
  std::vector<std::string> kept;
  kept.reserve(effects.size());
  for (const Effect& effect : effects) kept.push_back(effect.node);
  add_line(out, "  can not be taken back", kept);
  return out;
}

RollbackPlan RollbackPlan::with_effects(std::vector<Effect> effects) const {
  Data data = *data_;
  data.result.effects = std::move(effects);
  return RollbackPlan(std::move(data));
}

std::string RollbackResult::to_json() const {
  std::string out;
  FormWriter form(out);
  form.boolean("success", success);
  form.id("applied_snapshot_id", applied_snapshot_id);
  form.count("nodes_removed", nodes_removed);
  form.count("variables_changed", variables_changed);
  // The messages are this library's own, so they are UTF-8.
  if (!form.optional_text("error", error).ok()) out += "null";
  form.time("rolled_back_at", rolled_back_at);
  form.end();
  return out;
}

Result<RollbackResult> RollbackResult::from_json(std::string_view json) {
  static const std::vector<detail::FormLevel> levels = {
      {"",
       {"success", "applied_snapshot_id", "nodes_removed", "variables_changed",
        "error", "rolled_back_at"}}};
  SNAPROLL_TRY(Value value, detail::parse_form(json, levels, {}, nullptr));
  SNAPROLL_TRY(const Form form, Form::of(std::move(value), {}));
  RollbackResult result;
  SNAPROLL_TRY(result.success, form.boolean("success"));
  SNAPROLL_TRY(result.applied_snapshot_id,
               form.optional_id("applied_snapshot_id"));
  SNAPROLL_TRY(result.nodes_removed, form.count("nodes_removed", kMax));
  SNAPROLL_TRY(result.variables_changed, form.count("variables_changed", kMax));
  SNAPROLL_TRY(result.error, form.optional_text("error"));
  SNAPROLL_TRY(result.rolled_back_at, form.time("rolled_back_at"));
  return result;
}

}  // namespace snaproll
