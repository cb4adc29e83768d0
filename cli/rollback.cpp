// `rollback`, and `switch`, which goes to the head of a branch: they show what
// they would do, ask, do it.
#include <optional>
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "marks.hpp"
#include "names.hpp"
#include "open.hpp"

namespace snaproll::cli {
namespace {

struct Target {
  snaproll_id id;
  std::string title;
};

Target target_of(const Arguments& arguments, const Reading& reading) {
  if (arguments.snapshots[0] == "now")
    throw Failure(kUsage, "`now` is the working state: nothing to go back to",
                  "name a snapshot; `snaproll log` lists them");
  const Names names(reading.manager);
  const Named named(names, reading.execution, arguments.snapshots[0]);
  named.check_reachable(names);
  return {*named.id(), named.title()};
}

std::string result_json(const std::string& execution, const Target& target,
                        const abi::RollbackResult& result, bool planned,
                        const std::optional<snaproll_id>& snapshot) {
  JsonObject object;
  object.text("execution", execution).id("target", target.id);
  object.boolean("planned", planned);
  object.raw("result", result.to_json());
  object.raw("removed_nodes", result.removed_nodes());
  object.raw("changed_variables", result.changed_variables());
  object.raw("removed_variables", result.removed_variables());
  object.raw("reappeared_variables", result.reappeared_variables());
  object.raw("effects", result.effects());
  object.raw("state_before", result.state_before());
  object.raw("state_after", result.state_after());
  return object.id("snapshot", snapshot).end();
}

void print(const Arguments& arguments, Terminal& terminal,
           const std::string& execution, const Target& target,
           const abi::RollbackResult& result, bool planned,
           const std::optional<snaproll_id>& snapshot) {
  if (arguments.json) {
    terminal.json(result_json(execution, target, result, planned, snapshot));
  } else {
    terminal.lines(result.text());
  }
}

void ask(const Arguments& arguments, Terminal& terminal, const std::string& id,
         const Target& target, const abi::RollbackResult& planned) {
  if (!arguments.yes && !arguments.json && terminal.can_ask())
    terminal.lines(planned.text());
  confirm(arguments, terminal, "a rollback",
          "roll " + in_quotes(id) + " back to " + target.title + "?");
}

[[noreturn]] void fail_moved() {
  throw Failure(kConflict, "the execution moved meanwhile; nothing was done",
                "look at it again");
}

// Told in the history: a snapshot of the state that was gone back to.
std::optional<snaproll_id> tell_reason(const Arguments& arguments,
                                       abi::Execution& execution,
                                       const Target& target) {
  if (arguments.reason.empty()) return std::nullopt;
  abi::SnapshotOptions told = abi::SnapshotOptions::make();
  told.set_label("rollback");
  told.set_reason(arguments.reason);
  told.set_created_by(who());
  told.set_custom("rolled_back_to", json_text(abi::to_string(target.id)));
  return execution.snapshot(&told);
}

// The head of the branch of that name. Throws Failure: NOT_FOUND.
snaproll_id head_of(const abi::Manager& manager, const std::string& branch) {
  const Marks marks(manager);
  const std::optional<snaproll_id> head = marks.head(branch);
  if (head.has_value()) return *head;
  const auto alike = near(branch, marks.branches());
  throw Failure(kNotFound, "there is no branch " + in_quotes(branch),
                alike.empty() ? "`snaproll branch` lists them"
                              : "did you mean " + in_quotes(alike[0]) + "?");
}

// Shows what going to the target would do, asks, and has `move` do it.
template <typename Move>
int go(const Arguments& arguments, Terminal& terminal, const Reading& reading,
       const Target& target, Move&& move) {
  const abi::RollbackPlan plan = reading.execution.plan_rollback_to(target.id);
  if (arguments.dry_run) {
    print(arguments, terminal, reading.id, target, plan.result(), true, {});
    return kDone;
  }
  if (!arguments.take_over) check_owner(reading.store, reading.id);
  ask(arguments, terminal, reading.id, target, plan.result());
  const abi::Store store = open_to_write(arguments.store);
  abi::Execution execution =
      write_execution(store, reading.id, arguments.take_over);
  // What was confirmed is what is done.
  if (execution.context().digest() != reading.execution.context().digest())
    fail_moved();
  const abi::RollbackResult result = move(execution);
  const auto snapshot = tell_reason(arguments, execution, target);
  execution.close();
  print(arguments, terminal, reading.id, target, result, false, snapshot);
  return kDone;
}

}  // namespace

int run_rollback(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments, Version::kOfNow);
  const Target target = target_of(arguments, reading);
  return go(arguments, terminal, reading, target,
            [&](abi::Execution& run) { return run.rollback_to(target.id); });
}

int run_switch(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments, Version::kOfNow);
  const snaproll_id head = head_of(reading.manager, arguments.name);
  const Names names(reading.manager);
  const Target target = {head, '@' + std::to_string(names.number_of(head)) +
                                   ' ' + names.short_id(head) + ", branch " +
                                   in_quotes(arguments.name)};
  return go(arguments, terminal, reading, target, [&](abi::Execution& run) {
    const snaproll_id now = head_of(run.manager(), arguments.name);
    if (abi::to_string(now) != abi::to_string(head)) fail_moved();
    return run.switch_branch(arguments.name);
  });
}

}  // namespace snaproll::cli
