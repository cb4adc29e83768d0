// `tag`, `hold` and `release`: names of snapshots. They can be put and taken
// while a living owner works.
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

// The execution and the snapshot whose name is changed.
struct Naming {
  explicit Naming(const Arguments& arguments)
      : reading(arguments, open_to_write(arguments.store)),
        manager(reading.execution.manager()),
        names(manager),
        named(names, reading.execution, arguments.snapshots[0]) {
    if (named.is_now())
      throw Failure(kUsage, "`now` is the working state, no snapshot",
                    "name a snapshot; `snaproll log` lists them");
    named.check_reachable(names);
    if (arguments.name.empty())
      throw Failure(kUsage, "a name is missing", "--help tells more");
  }

  Reading reading;
  abi::Manager manager;
  Names names;
  Named named;
};

void print_done(const Arguments& arguments, Terminal& terminal,
                const Naming& naming, const char* done) {
  if (arguments.json) {
    JsonObject object;
    object.text("execution", naming.reading.id);
    object.id("snapshot", naming.named.id()).text("name", arguments.name);
    terminal.json(object.boolean("there", !arguments.remove).end());
  } else {
    terminal.line(naming.named.title() + ' ' + done + ' ' +
                  in_quotes(arguments.name));
  }
}

// Tags or holds: the library's list.
void print_list(const Arguments& arguments, Terminal& terminal,
                const Reading& reading, const char* what,
                const std::string& json) {
  if (arguments.json) {
    JsonObject object;
    terminal.json(object.text("execution", reading.id).raw(what, json).end());
    return;
  }
  const Names names(reading.manager);
  const abi::Value list = abi::Value::parse(json);
  Table table;
  for (size_t i = 0; i < list.size(); ++i) {
    const abi::Value one = list.at(i);
    const snaproll_id id = abi::parse_id(text_of(one, "snapshot"));
    const bool held = one.size() == 4;
    table.add({{text_of(one, "name"), Style::kName},
               {'@' + std::to_string(names.number_of(id)), Style::kPlain, true},
               {names.short_id(id)},
               {short_time(text_of(one, "at"))},
               {held ? text_of(one, "reason") : ""}});
  }
  if (table.empty()) {
    terminal.line(std::string("no ") + what);
  } else {
    table.print(terminal);
  }
}

}  // namespace

int run_tag(const Arguments& arguments, Terminal& terminal) {
  if (arguments.snapshots.empty()) {
    const Reading reading(arguments);
    print_list(arguments, terminal, reading, "tags", reading.manager.tags());
    return kDone;
  }
  Naming naming(arguments);
  if (arguments.remove) {
    naming.manager.untag(*naming.named.id(), arguments.name);
  } else {
    naming.manager.tag(*naming.named.id(), arguments.name, arguments.unique);
  }
  print_done(arguments, terminal, naming,
             arguments.remove ? "is no longer tagged" : "is tagged");
  return kDone;
}

int run_hold(const Arguments& arguments, Terminal& terminal) {
  if (arguments.snapshots.empty()) {
    const Reading reading(arguments);
    print_list(arguments, terminal, reading, "holds", reading.manager.holds());
    return kDone;
  }
  Naming naming(arguments);
  naming.manager.hold(*naming.named.id(), arguments.name, arguments.reason);
  print_done(arguments, terminal, naming, "is held by");
  return kDone;
}

int run_release(const Arguments& arguments, Terminal& terminal) {
  Arguments told = arguments;
  told.remove = true;
  Naming naming(told);
  naming.manager.release(*naming.named.id(), told.name);
  print_done(told, terminal, naming, "is no longer held by");
  return kDone;
}

}  // namespace snaproll::cli
