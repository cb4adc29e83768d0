// The JSON forms of rollback results and summaries (rules J1, M13, M17).
#include <limits>

#include "snaproll/manager.hpp"
#include "snapshot/form.hpp"
#include "value/form_reader.hpp"

namespace snaproll {
namespace {

using detail::Form;
using detail::FormWriter;

constexpr size_t kMaxCount = std::numeric_limits<size_t>::max();

Result<Form> read_form(std::string_view json,
                       const std::vector<detail::FormLevel>& levels) {
  SNAPROLL_TRY(Value value, detail::parse_form(json, levels, {}, nullptr));
  return Form::of(std::move(value), {});
}

Result<std::optional<Time>> read_time(const Form& form, const char* name) {
  SNAPROLL_TRY(const Time time, form.optional_time(name));
  return time == kNoTime ? std::nullopt : std::optional<Time>(time);
}

}  // namespace

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
  SNAPROLL_TRY(const Form form, read_form(json, levels));
  RollbackResult result;
  SNAPROLL_TRY(result.success, form.boolean("success"));
  SNAPROLL_TRY(result.applied_snapshot_id,
               form.optional_id("applied_snapshot_id"));
  SNAPROLL_TRY(result.nodes_removed, form.count("nodes_removed", kMaxCount));
  SNAPROLL_TRY(result.variables_changed,
               form.count("variables_changed", kMaxCount));
  SNAPROLL_TRY(result.error, form.optional_text("error"));
  SNAPROLL_TRY(result.rolled_back_at, form.time("rolled_back_at"));
  return result;
}

std::string Summary::to_json() const {
  std::string out;
  FormWriter form(out);
  form.count("total_snapshots", total_snapshots);
  form.count("max_snapshots", max_snapshots);
  form.boolean("auto_snapshot_enabled", auto_snapshot_enabled);
  form.count("auto_snapshot_interval", auto_snapshot_interval);
  form.optional_time("oldest_snapshot", oldest_snapshot);
  form.optional_time("newest_snapshot", newest_snapshot);
  form.count("nodes_processed", nodes_processed);
  form.end();
  return out;
}

Result<Summary> Summary::from_json(std::string_view json) {
  static const std::vector<detail::FormLevel> levels = {
      {"",
       {"total_snapshots", "max_snapshots", "auto_snapshot_enabled",
        "auto_snapshot_interval", "oldest_snapshot", "newest_snapshot",
        "nodes_processed"}}};
  SNAPROLL_TRY(const Form form, read_form(json, levels));
  Summary summary;
  SNAPROLL_TRY(summary.total_snapshots,
               form.count("total_snapshots", kMaxCount));
  SNAPROLL_TRY(summary.max_snapshots, form.count("max_snapshots", kMaxCount));
  SNAPROLL_TRY(summary.auto_snapshot_enabled,
               form.boolean("auto_snapshot_enabled"));
  SNAPROLL_TRY(summary.auto_snapshot_interval,
               form.count("auto_snapshot_interval", kMaxCount));
  SNAPROLL_TRY(summary.oldest_snapshot, read_time(form, "oldest_snapshot"));
  SNAPROLL_TRY(summary.newest_snapshot, read_time(form, "newest_snapshot"));
  SNAPROLL_TRY(summary.nodes_processed,
               form.count("nodes_processed", kMaxCount));
  return summary;
}

}  // namespace snaproll
