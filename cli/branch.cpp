// `branch`: lists, makes, renames and removes branches.
#include <optional>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "names.hpp"
#include "open.hpp"

namespace snaproll::cli {
namespace {

int list_branches(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const std::string json = reading.manager.branches();
  if (arguments.json) {
    JsonObject object;
    object.text("execution", reading.id).raw("branches", json);
    terminal.json(object.end());
    return kDone;
  }
  const Names names(reading.manager);
  const abi::Value branches = abi::Value::parse(json);
  Table table;
  for (size_t i = 0; i < branches.size(); ++i) {
    const abi::Value branch = branches.at(i);
    const snaproll_id head = abi::parse_id(text_of(branch, "head"));
    const bool selected = branch.find("selected").as_bool();
    const bool named = !is_null(branch, "name");
    table.add(
        {{selected ? "*" : "", Style::kGood},
         {named ? text_of(branch, "name") : "(no name)",
          named ? Style::kName : Style::kFaint},
         {'@' + std::to_string(names.number_of(head)), Style::kPlain, true},
         {names.short_id(head)}});
  }
  if (table.empty()) {
    terminal.line("no branches");
  } else {
    table.print(terminal);
  }
  return kDone;
}

// Where the branch is to be; none = where the working state goes on from.
std::optional<snaproll_id> head_of(const Arguments& arguments,
                                   const abi::Execution& execution) {
  if (arguments.snapshots.empty()) return std::nullopt;
  const abi::Manager manager = execution.manager();
  const Names names(manager);
  const Named named(names, execution, arguments.snapshots[0]);
  if (!named.is_now()) named.check_reachable(names);
  return named.id();
}

// What was done, for people.
std::string change(const Arguments& arguments, abi::Execution& execution) {
  abi::Manager manager = execution.manager();
  const std::string& name = arguments.name;
  if (arguments.remove) {
    manager.remove_branch(name);
    return "removed the branch " + in_quotes(name);
  }
  if (!arguments.to.empty()) {
    manager.rename_branch(name, arguments.to);
    return in_quotes(name) + " is " + in_quotes(arguments.to) + " now";
  }
  const std::optional<snaproll_id> head = head_of(arguments, execution);
  manager.create_branch(execution.context(), name,
                        head.has_value() ? &*head : nullptr);
  return "made the branch " + in_quotes(name);
}

}  // namespace

int run_branch(const Arguments& arguments, Terminal& terminal) {
  if (arguments.name.empty()) return list_branches(arguments, terminal);
  const abi::Store store = open_to_write(arguments.store);
  const std::string id =
      find_execution(store, arguments.store, arguments.execution);
  if (!arguments.take_over) check_owner(store, id);
  abi::Execution execution = write_execution(store, id, arguments.take_over);
  const std::string done = change(arguments, execution);
  const std::string json = execution.manager().branches();
  execution.close();
  if (arguments.json) {
    JsonObject object;
    terminal.json(object.text("execution", id).raw("branches", json).end());
  } else {
    terminal.line(done);
  }
  return kDone;
}

}  // namespace snaproll::cli
