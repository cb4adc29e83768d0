// The JSON form of summaries (rules J1, M17).
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
