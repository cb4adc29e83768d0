#include "manager/rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/glob.hpp"
#include "snaproll/pointer.hpp"
#include "snapshot/captured.hpp"
#include "value/edit.hpp"

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

Result<bool> rules_ask(const SnapshotRules& rules, const History& history,
                       const Context& context, const NodeToRun& node) {
  if (rules.at_least_nodes != 0 &&
      node.nodes_since_snapshot >= rules.at_least_nodes)
    return true;
  if (rules.before_irreversible && node.irreversible) return true;
  if (matches(rules.before, node.id)) return true;
  if (rules.at_least_time == 0 && rules.at_least_bytes == 0) return false;
  if (history.empty()) return true;
  SNAPROLL_TRY(const Snapshot newest, history.newest());
  if (rules.at_least_time != 0 &&
      is_old(newest, rules.at_least_time, context.environment()->now()))
    return true;
  if (rules.at_least_bytes == 0) return false;
  SNAPROLL_CHECK(newest.load());
  return changed_bytes(newest.captured(), context.captured(),
                       rules.at_least_bytes) >= rules.at_least_bytes;
}

namespace {

constexpr std::string_view kNodes = "at_least_nodes";
constexpr std::string_view kTime = "at_least_time";
constexpr std::string_view kBytes = "at_least_bytes";
constexpr std::string_view kBefore = "before";
constexpr std::string_view kIrreversible = "before_irreversible";
constexpr std::string_view kSkip = "skip_unchanged";

// Numbers go as they are in two's complement: what is larger than an int64_t
// comes back so.
Value number(uint64_t n) { return Value::integer(static_cast<int64_t>(n)); }

uint64_t number_in(const Value& object, std::string_view name) {
  const auto found = object.find(name).value_or(Value()).as_int64();
  return found.ok() ? static_cast<uint64_t>(*found) : 0;
}

bool flag_in(const Value& object, std::string_view name) {
  const auto found = object.find(name).value_or(Value()).as_bool();
  return found.ok() && *found;
}

}  // namespace

Result<std::string> rules_to_json(const SnapshotRules& rules) {
  Value object = Value::object();
  Value before = Value::array();
  for (const std::string& glob : rules.before) {
    SNAPROLL_TRY(const Value text, Value::text(glob));
    SNAPROLL_CHECK(pointer_append(before, "", text, {}));
  }
  const std::pair<std::string_view, Value> members[] = {
      {kNodes, number(rules.at_least_nodes)},
      {kTime, Value::integer(rules.at_least_time)},
      {kBytes, number(rules.at_least_bytes)},
      {kBefore, before},
      {kIrreversible, Value::boolean(rules.before_irreversible)},
      {kSkip, Value::boolean(rules.skip_unchanged)}};
  for (const auto& [name, value] : members)
    SNAPROLL_CHECK(member_set(object, name, value, {}));
  return object.to_json();
}

Result<SnapshotRules> rules_from_json(std::string_view json) {
  const auto object = Value::parse(json);
  if (!object.ok() || !object->is_object())
    return Error(Code::kCorrupt, "snapshot rules that can not be read");
  SnapshotRules rules;
  rules.at_least_nodes = static_cast<size_t>(number_in(*object, kNodes));
  rules.at_least_time = static_cast<int64_t>(number_in(*object, kTime));
  rules.at_least_bytes = number_in(*object, kBytes);
  rules.before_irreversible = flag_in(*object, kIrreversible);
  rules.skip_unchanged = flag_in(*object, kSkip);
  for (const Value& glob : object->find(kBefore).value_or(Value()).elements()) {
    SNAPROLL_TRY(std::string text, glob.as_text());
    rules.before.push_back(std::move(text));
  }
  return rules;
}

}  // namespace detail
}  // namespace snaproll
