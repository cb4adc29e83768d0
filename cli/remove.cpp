// `prune` and `delete`: what is removed does not come back, so both ask.
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

void confirm(const Arguments& arguments, Terminal& terminal,
             const std::string& what, const std::string& question) {
  if (arguments.yes) return;
  if (!terminal.can_ask())
    throw Failure(kUsage, what + " wants to be confirmed",
                  "there is no terminal to ask at: say --yes");
  if (!terminal.ask(question))
    throw Failure(kRefused, "nothing was changed", "");
}

size_t count_before(const abi::Manager& manager, int64_t time) {
  abi::SnapshotFilter filter = abi::SnapshotFilter::make();
  filter.set_until(time);
  return manager.list(filter).count();
}

}  // namespace

int run_prune(const Arguments& arguments, Terminal& terminal) {
  const int64_t time = parse_time(arguments.before);
  const Reading reading(arguments);
  size_t removed = count_before(reading.manager, time);
  if (!arguments.dry_run && removed > 0) {
    confirm(arguments, terminal, "pruning",
            "remove " + counted(removed, "snapshot") + " of " +
                in_quotes(reading.id) + " from before " + abi::time_text(time) +
                "?");
    const abi::Store store = open_to_write(arguments.store);
    abi::Execution execution =
        write_execution(store, reading.id, arguments.take_over);
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

int run_delete(const Arguments& arguments, Terminal& terminal) {
  const std::string& id = arguments.execution;
  {
    const abi::Store store = open_to_read(arguments.store);
    // A part of an id is not enough here.
    if (const std::string found = find_execution(store, arguments.store, id);
        found != id)
      throw Failure(kNotFound,
                    "there is no execution " + in_quotes(id) + " in " +
                        in_quotes(arguments.store),
                    "to delete " + in_quotes(found) + " write all of its id");
  }
  confirm(arguments, terminal, "deleting",
          "delete " + in_quotes(id) + " with its history?");
  abi::Store store = open_to_write(arguments.store);
  store.remove(id, arguments.take_over);
  if (arguments.json) {
    JsonObject object;
    terminal.json(object.text("deleted", id).end());
  } else {
    terminal.line("deleted " + in_quotes(id));
  }
  return kDone;
}

}  // namespace snaproll::cli
