// `remove`, a snapshot, and `delete`, an execution: neither comes back, so both
// ask.
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"

namespace snaproll::cli {

int run_remove(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const Names names(reading.manager);
  const Named named(names, reading.execution, arguments.snapshots[0]);
  if (named.is_now())
    throw Failure(kUsage, "`now` is the working state, no snapshot",
                  "name a snapshot; `snaproll log` lists them");
  named.check_reachable(names);
  if (!arguments.take_over) check_owner(reading.store, reading.id);
  confirm(arguments, terminal, "removing",
          "remove " + named.title() + " of " + in_quotes(reading.id) + "?");
  const abi::Store store = open_to_write(arguments.store);
  abi::Execution execution =
      write_execution(store, reading.id, arguments.take_over);
  execution.manager().remove(*named.id());
  execution.close();
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).id("removed", named.id());
    terminal.json(object.end());
  } else {
    terminal.line("removed " + named.title());
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
    if (!arguments.take_over) check_owner(store, id);
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
