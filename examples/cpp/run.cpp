#include "run.hpp"

#include <algorithm>
#include <cstdio>
#include <snaproll/pointer.hpp>

#include "print.hpp"

namespace host {
namespace {

using snaproll::Change;
using snaproll::Result;
using snaproll::Status;
using snaproll::Step;
using snaproll::Value;

Change set_variable(const std::string& name, Value value) {
  return {Change::Kind::kSet, "/variables/" + name, std::move(value), {}};
}

Result<Change> log_line(const std::string& line) {
  SNAPROLL_TRY(Value text, Value::text(line));
  return Change{Change::Kind::kAppend, "/variables/log", std::move(text), {}};
}

std::string attempt_of(const Step& step) {
  return step.node() + ", attempt " + std::to_string(step.attempt());
}

// The code and the last words of a command.
std::string failure_of(const CommandResult& said) {
  std::string message = "exit " + std::to_string(said.exit_code);
  return said.lines.empty() ? message : message + ": " + said.lines.back();
}

// What is recorded as the node's result; its duration is among the metrics.
Result<Value> output_of(const CommandResult& said) {
  Value output = Value::object();
  Value lines = Value::array();
  for (const std::string& line : said.lines) {
    SNAPROLL_TRY(Value text, Value::text(line));
    SNAPROLL_CHECK(snaproll::pointer_append(lines, "", std::move(text)));
  }
  SNAPROLL_CHECK(snaproll::pointer_set(output, "/lines", std::move(lines)));
  SNAPROLL_CHECK(snaproll::pointer_set(output, "/exit_code",
                                       Value::integer(said.exit_code)));
  return output;
}

bool is_number(const Value& variable) {
  return variable.kind() == snaproll::Kind::kInteger ||
         variable.kind() == snaproll::Kind::kDouble;
}

}  // namespace

Run::Run(const Workflow& workflow, snaproll::Execution& execution)
    : workflow_(workflow), execution_(execution), state_(execution.context()) {
  for (const Node& node : workflow.nodes)
    width_ = std::max(width_, static_cast<int>(node.id.size()));
}

Result<bool> Run::run() {
  if (has_begun()) {
    std::printf("%sgoing on after %zu of %s\n", kIndent, done(),
                count_of(workflow_.nodes.size(), "node").c_str());
  } else {
    SNAPROLL_CHECK(begin());
  }
  while (done() < workflow_.nodes.size()) {
    const Node& node = workflow_.nodes[done()];
    SNAPROLL_TRY(Step step,
                 execution_.step_begin(node.id, {node.irreversible}));
    SNAPROLL_TRY(const CommandResult said, run_command_of(node, step));
    print_line(node, said);
    if (said.exit_code == 0) {
      SNAPROLL_CHECK(finish(said, step));
      continue;
    }
    SNAPROLL_TRY(const std::string reason,
                 go_back(node, failure_of(said), step));
    if (reason.empty()) continue;
    SNAPROLL_CHECK(end(snaproll::ExecutionState::failed(reason), "failed"));
    return false;
  }
  SNAPROLL_CHECK(end({snaproll::StateKind::kCompleted, {}}, "completed"));
  return true;
}

Status Run::begin() {
  std::vector<snaproll::Edge> edges;
  for (const Node& node : workflow_.nodes)
    for (const std::string& need : node.depends_on)
      edges.push_back({need, node.id});
  SNAPROLL_CHECK(execution_.set_edges(edges));
  SNAPROLL_CHECK(state_.set_variable("log", Value::array()));
  SNAPROLL_CHECK(state_.set_variable_json(
      "progress", "{\"done\":0,\"node\":null,\"total\":" +
                      std::to_string(workflow_.nodes.size()) + "}"));
  snaproll::SnapshotInfo start;
  start.label = "start";
  SNAPROLL_CHECK(execution_.snapshot(start));
  return {};
}

// Runs the command and puts what it said into the variables, also where it
// failed: going back takes that out again.
Result<CommandResult> Run::run_command_of(const Node& node, const Step& step) {
  SNAPROLL_TRY(Value name, Value::text(node.id));
  SNAPROLL_TRY(Change begun, log_line(attempt_of(step) + ": begun"));
  SNAPROLL_CHECK(state_.update(
      {set_variable("progress/node", std::move(name)), std::move(begun)}));
  CommandResult said = run_command(script_of(node, step));
  std::vector<Change> changes;
  for (const auto& [variable, number] : said.numbers) {
    if (variable != "log" && variable != "progress")
      changes.push_back(set_variable(variable, number));
  }
  SNAPROLL_TRY(Change ended, log_line(attempt_of(step) + ": exit " +
                                      std::to_string(said.exit_code)));
  changes.push_back(std::move(ended));
  SNAPROLL_CHECK(state_.update(changes));
  return said;
}

std::string Run::script_of(const Node& node, const Step& step) const {
  return "ATTEMPT=" + std::to_string(step.attempt()) +
         "\nSTEP_KEY=" + step.idempotency_key() + '\n' + numbers() +
         node.command;
}

// The variables that commands find.
std::string Run::numbers() const {
  std::string script;
  state_.captured().variables.for_each(
      [&](std::string_view name, const Value& variable) {
        if (is_number(variable))
          script += std::string(name) + '=' + variable.to_json() + '\n';
        return true;
      });
  return script;
}

Status Run::finish(const CommandResult& said, Step& step) {
  SNAPROLL_TRY(Value output, output_of(said));
  const auto done_then = static_cast<int64_t>(done() + 1);
  SNAPROLL_CHECK(
      state_.set("/variables/progress/done", Value::integer(done_then)));
  return step.finish(std::move(output));
}

int64_t Run::failures(const std::string& node) const {
  const auto attempts = execution_.attempts(node);
  return std::count_if(attempts.begin(), attempts.end(), [](const auto& one) {
    return one.outcome == snaproll::AttemptOutcome::kFailed ||
           one.outcome == snaproll::AttemptOutcome::kRolledBack;
  });
}

// Goes back, so that the node can be tried again. Returns why it can not be, or
// nothing.
Result<std::string> Run::go_back(const Node& node, const std::string& failure,
                                 Step& step) {
  const bool again = failures(node.id) < node.retries;
  if (again && node.back_to.empty()) {
    SNAPROLL_TRY(const auto undone, step.rollback(failure));
    print_rollback(node.id, undone);
  } else {
    SNAPROLL_CHECK(step.fail(failure));
    if (!again) return attempt_of(step) + ": " + failure;
    SNAPROLL_TRY(const std::string problem, go_back_to(node.back_to));
    if (!problem.empty()) return attempt_of(step) + ": " + problem;
  }
  std::printf("%strying again, attempt %u of %lld\n", kIndent,
              step.attempt() + 1, static_cast<long long>(node.retries) + 1);
  SNAPROLL_TRY(Change told, log_line(attempt_of(step) + ": " + failure));
  SNAPROLL_CHECK(state_.update({told}));
  return std::string();
}

// Shows what going back to before `node` would do, does it, and compensates
// what was taken back. Where that fails the rollback is undone. Returns what
// failed, or nothing.
Result<std::string> Run::go_back_to(const std::string& node) {
  const auto snapshots = execution_.manager().list();
  const auto target =
      std::find_if(snapshots.begin(), snapshots.end(),
                   [&](const auto& s) { return s.trigger_node() == node; });
  SNAPROLL_TRY(const auto plan, execution_.plan_rollback_to(target->id()));
  print_preview(node, plan.result());
  const std::string before = numbers();
  SNAPROLL_TRY(const auto result, execution_.apply_plan(plan));
  print_rollback(node, result);
  const std::string problem = compensate(result, before);
  if (problem.empty()) return problem;
  SNAPROLL_CHECK(execution_.undo_rollback());
  std::printf("%srollback undone: %s, as before\n", kIndent,
              count_of(done(), "node result").c_str());
  return problem;
}

// Runs what takes back what the removed nodes did, the last one first. Returns
// what failed, or nothing.
std::string Run::compensate(const snaproll::RollbackResult& result,
                            const std::string& numbers) const {
  for (const std::string& id : result.removed_nodes()) {
    const auto& nodes = workflow_.nodes;
    const auto node = std::find_if(nodes.begin(), nodes.end(),
                                   [&](const Node& n) { return n.id == id; });
    if (node->compensate.empty()) continue;
    const CommandResult said = run_command(numbers + node->compensate);
    if (said.exit_code != 0) {
      const std::string problem =
          "compensating " + id + ": " + failure_of(said);
      std::printf("%s%s\n", kIndent, in_color(Color::kBad, problem).c_str());
      return problem;
    }
    const std::string words = said.lines.empty() ? "" : ": " + said.lines[0];
    std::printf("%scompensated %s%s\n", kIndent, id.c_str(),
                words.substr(0, kShownBytes).c_str());
  }
  return {};
}

Status Run::end(snaproll::ExecutionState state, const char* label) {
  SNAPROLL_CHECK(state_.set_state(std::move(state)));
  SNAPROLL_CHECK(state_.mark_completed());
  snaproll::SnapshotInfo info;
  info.label = label;
  SNAPROLL_CHECK(execution_.snapshot(info));
  return {};
}

// "  3/9  pack     ok      12 ms  archive_bytes=1234"
void Run::print_line(const Node& node, const CommandResult& said) const {
  std::string words;
  for (const auto& [name, number] : said.numbers)
    words += (words.empty() ? "" : "  ") + name + '=' + number.to_json();
  if (words.empty() && !said.lines.empty()) words = said.lines.front();
  if (said.exit_code != 0) words = failure_of(said);
  const bool good = said.exit_code == 0;
  if (!words.empty()) words = "  " + words.substr(0, kShownBytes);
  std::printf(
      "%3zu/%zu  %-*s  %s %5lld ms%s\n", done() + 1, workflow_.nodes.size(),
      width_, node.id.c_str(),
      in_color(good ? Color::kGood : Color::kBad, good ? "ok    " : "FAILED")
          .c_str(),
      static_cast<long long>(said.duration_ms), words.c_str());
}

}  // namespace host
