// Policies of a store, and executions that leave by them.
#include <utility>

#include "base/utf8.hpp"
#include "journal/home.hpp"
#include "journal/names.hpp"
#include "journal/owner.hpp"
#include "snaproll/options.hpp"
#include "snaproll/state.hpp"
#include "snaproll/store.hpp"
#include "snapshot/form.hpp"

namespace snaproll {

using detail::ExecutionRow;
using detail::NameKind;
using detail::NameRow;
using detail::StoreReader;

namespace {

constexpr size_t kPage = 100;  // executions that one read gets

NameRow policy_key(int64_t exec) {
  NameRow key;
  key.exec = exec;
  key.kind = static_cast<int32_t>(NameKind::kPolicy);
  return key;
}

Result<std::optional<Policy>> read_policy(StoreReader& reader, int64_t exec) {
  SNAPROLL_TRY(const auto row, reader.name(policy_key(exec)));
  if (!row.has_value()) return std::optional<Policy>();
  const auto policy = Policy::parse(row->info.value_or(std::string()));
  if (!policy.ok())
    return Error(Code::kCorrupt, "a policy of the store can not be read");
  return std::optional<Policy>(*policy);
}

bool is_finished(int32_t state) {
  const auto kind = static_cast<StateKind>(state);
  return kind == StateKind::kCompleted || kind == StateKind::kFailed ||
         kind == StateKind::kCancelled;
}

// Times may be as far apart as an int64_t does not hold.
bool is_older(Time time, Time now, uint64_t age) {
  return now >= time &&
         static_cast<uint64_t>(now) - static_cast<uint64_t>(time) >= age;
}

// The rule that lets it go; none where it stays.
std::optional<PolicyRule> expired(const Policy& policy, const ExecutionRow& row,
                                  Time now) {
  for (const PolicyRule rule :
       {PolicyRule::kExpireFinished, PolicyRule::kExpireIdle}) {
    if (!policy.has(rule)) continue;
    if (rule == PolicyRule::kExpireFinished && !is_finished(row.state))
      continue;
    if (is_older(row.last_commit, now, policy.number(rule))) return rule;
  }
  return std::nullopt;
}

struct Found {
  ExpiredExecution told;
  uint64_t last_seq = 0;
};

// Of one page; `cursor` goes on to the next, and is 0 after the last.
Result<std::vector<Found>> find_expired(StoreReader& reader, Time now,
                                        int64_t& cursor) {
  std::vector<Found> found;
  SNAPROLL_TRY(const auto of_store, read_policy(reader, 0));
  SNAPROLL_TRY(const auto rows, reader.executions({}, cursor, kPage));
  for (const ExecutionRow& row : rows) {
    SNAPROLL_TRY(auto policy, read_policy(reader, row.exec));
    if (!policy.has_value()) policy = of_store;
    if (!policy.has_value()) continue;
    const auto rule = expired(*policy, row, now);
    if (!rule.has_value()) continue;
    Found one;
    one.told.id = row.name;
    one.told.last_commit = row.last_commit;
    one.told.reason = std::string(policy_rule_name(*rule));
    one.last_seq = row.last_seq;
    if (detail::has_living_owner(row)) one.told.reason = "owned";
    SNAPROLL_TRY(const auto names, reader.names(row.exec));
    for (const NameRow& name : names) {
      if (name.kind == static_cast<int32_t>(NameKind::kHold))
        one.told.reason = "held";
      else if (name.kind == static_cast<int32_t>(NameKind::kGroup) &&
               one.told.reason != "held")
        one.told.reason = "group";
    }
    found.push_back(std::move(one));
  }
  cursor = rows.size() < kPage ? 0 : rows.back().exec;
  return found;
}

bool may_go(const ExpiredExecution& one) {
  return one.reason != "owned" && one.reason != "held" && one.reason != "group";
}

}  // namespace

Status Store::set_policy(const std::optional<Policy>& policy) {
  SNAPROLL_TRY(const auto home, this->home());
  const auto write = std::make_shared<detail::NamesWrite>();
  NameRow row = policy_key(0);
  if (policy.has_value()) row.info = policy->text();
  (policy.has_value() ? write->put : write->removed).push_back(row);
  return home->rows->commit(
      [write](detail::StoreWriter& writer) {
        return detail::write_names(writer, 0, *write, 0);
      },
      write->statements());
}

Result<std::optional<Policy>> Store::policy() const {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(const auto reader, home->rows->read());
  return read_policy(*reader, 0);
}

Result<ExpireReport> Store::expire(bool dry_run, Time now,
                                   const Cancel* cancel) {
  SNAPROLL_TRY(const auto home, this->home());
  if (now == kNoTime) now = Environment::standard()->now();
  ExpireReport report;
  int64_t cursor = 0;
  do {
    if (cancel != nullptr && cancel->triggered())
      return Error(Code::kStopped, "stopped while removing executions");
    std::vector<Found> found;
    {
      SNAPROLL_TRY(const auto reader, home->rows->read());
      SNAPROLL_TRY(found, find_expired(*reader, now, cursor));
    }
    for (Found& one : found) {
      ExpiredExecution& told = one.told;
      told.removed = may_go(told);
      if (told.removed && !dry_run) {
        const Status done = remove_at(told.id, false, one.last_seq);
        const Code code = done.ok() ? Code::kInternal : done.error().code;
        if (code == Code::kConflict || code == Code::kOwned ||
            code == Code::kNotFound || code == Code::kHeld) {
          told.removed = false;
          told.reason = "busy";
        } else if (!done.ok()) {
          return done.error();
        }
      }
      if (told.removed) ++report.removed;
      report.executions.push_back(std::move(told));
    }
  } while (cursor != 0);
  return report;
}

std::string ExpireReport::to_json() const {
  std::string out;
  detail::FormWriter form(out);
  form.count("removed", removed);
  form.begin("executions");
  out += '[';
  for (const ExpiredExecution& one : executions) {
    if (&one != executions.data()) out += ',';
    detail::FormWriter of(out);
    static_cast<void>(of.text("id", one.id));  // of the store: valid text
    of.time("last_commit", one.last_commit);
    of.boolean("removed", one.removed);
    static_cast<void>(of.text("reason", one.reason));
    of.end();
  }
  out += ']';
  form.end();
  return out;
}

}  // namespace snaproll
