// `prune`: what stays is told by a policy or by a time; what leaves does not
// come back, so it asks. `policy` tells and sets what stays.
#include <optional>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "marks.hpp"
#include "names.hpp"
#include "open.hpp"
#include "progress.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

size_t count_before(const abi::Manager& manager, int64_t time) {
  abi::SnapshotFilter filter = abi::SnapshotFilter::make();
  filter.set_until(time);
  const Marks marks(manager);
  const abi::SnapshotList list = manager.list(filter);
  size_t count = 0;
  for (const snaproll_id& id : list.ids())
    if (!marks.keeps(abi::to_string(id))) ++count;
  return count;
}

// The execution that is pruned, as its writer.
abi::Execution to_prune(const Arguments& arguments, const abi::Store& store,
                        const std::string& id) {
  return write_execution(store, id, arguments.take_over);
}

std::string question(const Reading& reading, size_t count,
                     const std::string& which) {
  return "remove " + counted(count, "snapshot") + " of " +
         in_quotes(reading.id) + which + "?";
}

int prune_by_time(const Arguments& arguments, Terminal& terminal) {
  const int64_t time = parse_time(arguments.before);
  const Reading reading(arguments);
  size_t removed = count_before(reading.manager, time);
  if (!arguments.dry_run && removed > 0) {
    if (!arguments.take_over) check_owner(reading.store, reading.id);
    confirm(arguments, terminal, "pruning",
            question(reading, removed, " from before " + abi::time_text(time)));
    const abi::Store store = open_to_write(arguments.store);
    abi::Execution execution = to_prune(arguments, store, reading.id);
    removed = execution.manager().prune_before(time);
    execution.close();
  }
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).time("before", time);
    object.number("removed", removed).boolean("planned", arguments.dry_run);
    terminal.json(object.end());
  } else {
    terminal.line(counted(removed, "snapshot") +
                  (arguments.dry_run ? " would be removed" : " removed"));
  }
  return kDone;
}

std::optional<std::string> policy_of(const Arguments& arguments) {
  if (arguments.policy.empty()) return std::nullopt;
  return arguments.policy;
}

std::string prune(abi::Manager manager, const Arguments& arguments,
                  Terminal& terminal, bool dry_run) {
  const Stoppable stoppable;
  const Progress progress(terminal, "pruning");
  return manager.prune(dry_run, policy_of(arguments), stoppable.cancel());
}

// A line a snapshot: whether it stays, why, and the bytes of its record.
void print_snapshots(Terminal& terminal, const Names& names,
                     const abi::Value& snapshots) {
  Table table;
  for (size_t i = 0; i < snapshots.size(); ++i) {
    const abi::Value one = snapshots.at(i);
    const snaproll_id id = abi::parse_id(text_of(one, "id"));
    const bool stays = one.find("stays").as_bool();
    const auto bytes = static_cast<uint64_t>(number_of(one, "bytes"));
    table.add({{'@' + std::to_string(names.number_of(id)), Style::kPlain, true},
               {names.short_id(id), Style::kName},
               {short_time(text_of(one, "created_at"))},
               {stays ? "stays" : "leaves", stays ? Style::kGood : Style::kBad},
               {bytes_text(bytes), Style::kPlain, true},
               {text_of(one, "reasons")}});
  }
  table.print(terminal);
}

void print_report(Terminal& terminal, const Names& names,
                  const std::string& json, bool planned) {
  const abi::Value report = abi::Value::parse(json);
  const auto figure = [&](const char* name) {
    return static_cast<uint64_t>(number_of(report, name));
  };
  print_snapshots(terminal, names, report.find("snapshots"));
  std::string text = counted(figure("removed"), "snapshot") +
                     (planned ? " would be removed, " : " removed, ") +
                     bytes_text(figure("bytes_freed")) + " freed";
  if (!is_null(report, "bytes_compactable"))
    text += "; `compact` would free " +
            bytes_text(figure("bytes_compactable")) + " more";
  terminal.line(text);
}

int prune_by_policy(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments, open_to_write(arguments.store));
  const Names names(reading.manager);  // numbers of before
  std::string report =
      prune(reading.execution.manager(), arguments, terminal, true);
  const auto removed =
      static_cast<size_t>(number_of(abi::Value::parse(report), "removed"));
  if (!arguments.dry_run && removed > 0) {
    if (!arguments.take_over) check_owner(reading.store, reading.id);
    if (!arguments.yes && !arguments.json && terminal.can_ask())
      print_report(terminal, names, report, true);
    confirm(arguments, terminal, "pruning", question(reading, removed, ""));
    abi::Execution execution = to_prune(arguments, reading.store, reading.id);
    report = prune(execution.manager(), arguments, terminal, false);
    execution.close();
  }
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id);
    object.boolean("planned", arguments.dry_run).raw("report", report);
    terminal.json(object.end());
  } else {
    print_report(terminal, names, report, arguments.dry_run);
  }
  return kDone;
}

}  // namespace

int run_prune(const Arguments& arguments, Terminal& terminal) {
  return arguments.before.empty() ? prune_by_policy(arguments, terminal)
                                  : prune_by_time(arguments, terminal);
}

int run_policy(const Arguments& arguments, Terminal& terminal) {
  const bool sets = !arguments.policy.empty() || arguments.none;
  const Reading reading(arguments, sets ? open_to_write(arguments.store)
                                        : open_to_read(arguments.store));
  abi::Manager manager = reading.execution.manager();
  if (sets) manager.set_policy(policy_of(arguments));
  const std::optional<std::string> policy = manager.policy();
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).text_or_null("policy", policy);
    terminal.json(object.end());
  } else {
    terminal.line(policy.value_or("no policy"));
  }
  return kDone;
}

}  // namespace snaproll::cli
