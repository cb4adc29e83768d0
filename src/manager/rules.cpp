#include "manager/rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/glob.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {

Status SnapshotRules::check() const {
  if (at_least_time < 0)
    return Error(Code::kInvalidArgument, "at_least_time is below 0");
  for (size_t i = 0; i < before.size(); ++i) {
    auto checked = detail::check_glob(before[i]);
    if (checked.ok()) continue;
    Error error = std::move(checked).error();
    error.message.insert(0, "before " + std::to_string(i) + ": ");
    return error;
  }
  return {};
}

namespace detail {
namespace {

bool is_old(const Snapshot& newest, int64_t age, Time now) {
  // Times may be as far apart as an int64_t does not hold.
  return now >= newest.created_at() &&
         static_cast<uint64_t>(now) -
                 static_cast<uint64_t>(newest.created_at()) >=
             static_cast<uint64_t>(age);
}

bool matches(const std::vector<std::string>& globs, std::string_view id) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return glob_match(glob, id);
  });
}

}  // namespace

bool rules_ask(const SnapshotRules& rules, const History& history,
               const Context& context, const NodeToRun& node) {
  if (rules.at_least_nodes != 0 &&
      node.nodes_since_snapshot >= rules.at_least_nodes)
    return true;
  if (rules.before_irreversible && node.irreversible) return true;
  if (matches(rules.before, node.id)) return true;
  if (rules.at_least_time == 0 && rules.at_least_bytes == 0) return false;
  if (history.empty()) return true;
  const Snapshot& newest = history.newest();
  if (rules.at_least_time != 0 &&
      is_old(newest, rules.at_least_time, context.environment()->now()))
    return true;
  return rules.at_least_bytes != 0 &&
         changed_bytes(newest.captured(), context.captured(),
                       rules.at_least_bytes) >= rules.at_least_bytes;
}

}  // namespace detail
}  // namespace snaproll
