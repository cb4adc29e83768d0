// `policy`, which snapshots stay, and `expire`, which executions go: those do
// not come back, so it asks.
#include "policy.hpp"

#include "commands.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "open.hpp"
#include "progress.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

// Sets the policy of a manager or of a store where one was told, and tells it.
template <typename Of>
std::optional<std::string> tell(const Arguments& arguments, Of& of) {
  if (arguments.none || !arguments.policy.empty())
    of.set_policy(policy_of(arguments));
  return of.policy();
}

abi::Store open_for(const Arguments& arguments) {
  return arguments.none || !arguments.policy.empty()
             ? open_to_write(arguments.store)
             : open_to_read(arguments.store);
}

void print(const Arguments& arguments, Terminal& terminal, JsonObject object,
           const std::optional<std::string>& policy) {
  if (arguments.json) {
    terminal.json(object.text_or_null("policy", policy).end());
  } else {
    terminal.line(policy.value_or("no policy"));
  }
}

std::string expire(abi::Store& store, Terminal& terminal, bool dry_run) {
  const Stoppable stoppable;
  const Progress progress(terminal, "looking");
  return store.expire(dry_run, SNAPROLL_NO_TIME, stoppable.cancel());
}

size_t removed_in(const std::string& report) {
  return static_cast<size_t>(number_of(abi::Value::parse(report), "removed"));
}

void print_report(Terminal& terminal, const std::string& json, bool planned) {
  const abi::Value executions = abi::Value::parse(json).find("executions");
  Table table;
  for (size_t i = 0; i < executions.size(); ++i) {
    const abi::Value one = executions.at(i);
    const bool goes = one.find("removed").as_bool();
    table.add({{text_of(one, "id"), Style::kName},
               {short_time(text_of(one, "last_commit"))},
               {goes ? "goes" : "stays", goes ? Style::kBad : Style::kGood},
               {text_of(one, "reason")}});
  }
  if (!table.empty()) table.print(terminal);
  terminal.line(counted(removed_in(json), "execution") +
                (planned ? " would be deleted" : " deleted"));
}

}  // namespace

std::optional<std::string> policy_of(const Arguments& arguments) {
  if (arguments.policy.empty()) return std::nullopt;
  try {
    return abi::policy_text(arguments.policy);
  } catch (const abi::Error& error) {
    throw Failure(kUsage, error.what(), error.hint);
  }
}

int run_policy(const Arguments& arguments, Terminal& terminal) {
  JsonObject object;
  if (arguments.of_store) {
    abi::Store store = open_for(arguments);
    print(arguments, terminal, object, tell(arguments, store));
    return kDone;
  }
  Reading reading(arguments, open_for(arguments));
  object.text("execution", reading.id);
  print(arguments, terminal, object, tell(arguments, reading.manager));
  return kDone;
}

int run_expire(const Arguments& arguments, Terminal& terminal) {
  abi::Store store = arguments.dry_run ? open_to_read(arguments.store)
                                       : open_to_write(arguments.store);
  std::string report = expire(store, terminal, true);
  const size_t removed = removed_in(report);
  if (!arguments.dry_run && removed > 0) {
    if (!arguments.yes && !arguments.json && terminal.can_ask())
      print_report(terminal, report, true);
    confirm(arguments, terminal, "expiring",
            "delete " + counted(removed, "execution") + "?");
    report = expire(store, terminal, false);
  }
  if (arguments.json) {
    JsonObject object;
    object.boolean("planned", arguments.dry_run).raw("report", report);
    terminal.json(object.end());
  } else {
    print_report(terminal, report, arguments.dry_run);
  }
  return kDone;
}

}  // namespace snaproll::cli
