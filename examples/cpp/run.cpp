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

std::string attempt_of(const std::string& node, uint32_t attempt) {
  return node + ", attempt " + std::to_string(attempt);
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

// Variables of the host itself.
bool is_own(const std::string& name) {
  return name == "log" || name == "progress" || name == "compensate";
}

}  // namespace

Run::Run(const Workflow& workflow, snaproll::Execution& execution)
    : workflow_(workflow), execution_(execution), state_(execution.context()) {
  for (const Node& node : workflow.nodes)
    width_ = std::max(width_, static_cast<int>(node.id.size()));
}

Result<bool> Run::run() {
  std::string reason;
  if (has_begun()) {
    std::printf("%sgoing on after %zu of %s\n", kIndent, done(),
                count_of(workflow_.nodes.size(), "node").c_str());
    SNAPROLL_TRY(reason, go_on());
  } else {
    SNAPROLL_CHECK(begin());
  }
  while (reason.empty() && done() < workflow_.nodes.size()) {
    const Node& node = workflow_.nodes[done()];
    SNAPROLL_TRY(Step step,
                 execution_.step_begin(node.id, {node.irreversible}));
    SNAPROLL_TRY(const CommandResult said, run_command_of(node, step));
    print_line(node, said);
    if (said.exit_code == 0) {
      SNAPROLL_CHECK(finish(said, step));
      continue;
    }
    SNAPROLL_TRY(reason, go_back(node, failure_of(said), step));
  }
  if (reason.empty()) {
    SNAPROLL_CHECK(end({snaproll::StateKind::kCompleted, {}}, "completed"));
  } else {
    SNAPROLL_CHECK(end(snaproll::ExecutionState::failed(reason), "failed"));
  }
  return reason.empty();
}

// Takes up a run that was killed while it went back, or before it did. Returns
// why it can not go on, or nothing.
Result<std::string> Run::go_on() {
  if (const auto noted = state_.variable("compensate")) {
    const auto next = noted->find("nodes").value_or(Value()).at(0);
    const auto id = next.value_or(Value()).as_text();
    if (id.ok() && state_.node_result(*id).has_value()) {
      // Where its result is there again, the rollback was undone.
      SNAPROLL_CHECK(state_.remove_variable("compensate"));
    } else {
      SNAPROLL_TRY(std::string problem, compensate());
      if (!problem.empty()) return problem;
    }
  }
  if (done() == 0) return std::string();
  const Node& last = workflow_.nodes[done() - 1];
  if (execution_.is_done(last.id)) return std::string();
  const snaproll::Attempt failed = execution_.attempts(last.id).back();
  return after_failure(last, failed.number, failed.error);
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
  SNAPROLL_TRY(Change begun,
               log_line(attempt_of(node.id, step.attempt()) + ": begun"));
  SNAPROLL_CHECK(state_.update(
      {set_variable("progress/node", std::move(name)), std::move(begun)}));
  CommandResult said = run_command(script_of(node, step));
  std::vector<Change> changes;
  for (const auto& [variable, number] : said.numbers) {
    if (!is_own(variable)) changes.push_back(set_variable(variable, number));
  }
  SNAPROLL_TRY(Change ended,
               log_line(attempt_of(node.id, step.attempt()) + ": exit " +
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
  if (failures(node.id) < node.retries && node.back_to.empty()) {
    SNAPROLL_TRY(const auto undone, step.rollback(failure));
    print_rollback(node.id, undone);
    SNAPROLL_CHECK(try_again(node, step.attempt(), failure));
    return std::string();
  }
  SNAPROLL_CHECK(step.fail(failure));
  return after_failure(node, step.attempt(), failure);
}

// The same, where the failure is recorded.
Result<std::string> Run::after_failure(const Node& node, uint32_t attempt,
                                       const std::string& failure) {
  std::string problem = failure;
  if (failures(node.id) <= node.retries && !node.back_to.empty()) {
    SNAPROLL_TRY(problem, go_back_to(node.back_to));
  }
  if (!problem.empty()) return attempt_of(node.id, attempt) + ": " + problem;
  SNAPROLL_CHECK(try_again(node, attempt, failure));
  return std::string();
}

Status Run::try_again(const Node& node, uint32_t attempt,
                      const std::string& failure) {
  std::printf("%strying again, attempt %u of %lld\n", kIndent, attempt + 1,
              static_cast<long long>(node.retries) + 1);
  SNAPROLL_TRY(Change told,
               log_line(attempt_of(node.id, attempt) + ": " + failure));
  return state_.update({told});
}

// Shows what going back to before `node` would do, does it, and compensates
// what was taken back. What is to be compensated is noted in a variable that
// stays, so it is committed with the rollback. Returns what failed, or nothing.
Result<std::string> Run::go_back_to(const std::string& node) {
  const auto snapshots = execution_.manager().list();
  const auto target =
      std::find_if(snapshots.begin(), snapshots.end(),
                   [&](const auto& s) { return s.trigger_node() == node; });
  SNAPROLL_TRY(const auto all, execution_.plan_rollback_to(target->id()));
  SNAPROLL_CHECK(note_compensations(all.result().removed_nodes()));
  snaproll::Selector selector;
  selector.everything_but = true;
  selector.variables = {"compensate"};
  SNAPROLL_TRY(const auto plan,
               execution_.plan_rollback_to(target->id(), &selector));
  print_preview(node, plan.result());
  SNAPROLL_TRY(const auto result, execution_.apply_plan(plan));
  print_rollback(node, result);
  return compensate();
}

const Node& Run::node_of(const std::string& id) const {
  return *std::find_if(workflow_.nodes.begin(), workflow_.nodes.end(),
                       [&](const Node& node) { return node.id == id; });
}

Status Run::note_compensations(const std::vector<std::string>& removed) {
  Value nodes = Value::array();
  for (const std::string& id : removed) {
    if (node_of(id).compensate.empty()) continue;
    SNAPROLL_TRY(Value text, Value::text(id));
    SNAPROLL_CHECK(snaproll::pointer_append(nodes, "", std::move(text)));
  }
  SNAPROLL_TRY(Value found, Value::text(numbers()));
  Value note = Value::object();
  SNAPROLL_CHECK(snaproll::pointer_set(note, "/nodes", std::move(nodes)));
  SNAPROLL_CHECK(snaproll::pointer_set(note, "/numbers", std::move(found)));
  return state_.set_variable("compensate", std::move(note));
}

// Runs what takes back what the removed nodes did, the last one first; each is
// on record when it is done. Where one fails the rollback is undone. Returns
// what failed, or nothing.
Result<std::string> Run::compensate() {
  SNAPROLL_TRY(const Value note, state_.get("/variables/compensate"));
  SNAPROLL_TRY(const std::string found,
               note.find("numbers").value_or(Value()).as_text());
  std::string problem;
  for (const Value& node : note.find("nodes").value_or(Value()).elements()) {
    SNAPROLL_TRY(const std::string id, node.as_text());
    problem = compensate_node(id, found);
    if (!problem.empty()) break;
    SNAPROLL_CHECK(state_.remove("/variables/compensate/nodes/0"));
    SNAPROLL_CHECK(execution_.save());
  }
  if (!problem.empty()) SNAPROLL_CHECK(execution_.undo_rollback());
  SNAPROLL_CHECK(state_.remove_variable("compensate"));
  if (problem.empty()) return problem;
  std::printf("%srollback undone: %s, as before\n", kIndent,
              count_of(done(), "node result").c_str());
  return problem;
}

std::string Run::compensate_node(const std::string& id,
                                 const std::string& numbers) const {
  const CommandResult said = run_command(numbers + node_of(id).compensate);
  if (said.exit_code != 0) {
    std::string problem = "compensating " + id + ": " + failure_of(said);
    std::printf("%s%s\n", kIndent, in_color(Color::kBad, problem).c_str());
    return problem;
  }
  const std::string words = said.lines.empty() ? "" : ": " + said.lines[0];
  std::printf("%scompensated %s%s\n", kIndent, id.c_str(),
              words.substr(0, kShownBytes).c_str());
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
