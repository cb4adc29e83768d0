// A small workflow host: runs the shell commands of a workflow file in an order
// that respects their dependencies and keeps the state of the run in an
// Execution, which takes a snapshot before each node. When a node fails, the
// state goes back to what it was before, and the node is tried again. It may go
// back further, to before the node that `back_to` names: what that means is
// shown first, then the `compensate` commands of the nodes that are taken back
// are run, the last node first; where one of them fails, the rollback is
// undone.
//
//   workflow_host <workflow.json> [<work folder>]    (build/run)
//   workflow_host --replay-wfcommons <run.json>
//   workflow_host --replay-agent <trajectory.json>
//
// The run is kept in the store runs.db of the work folder, under the id of the
// workflow, and each node is committed when it is done. Killed at any moment,
// even by the loss of power, the host goes on from the last finished node when
// it is started again; a run that has ended is begun anew. What is still to be
// compensated is on record as well: the host goes on with that. A command that
// was cut off runs again, also one of `compensate`.
//
// Commands run in the work folder. They find as shell variables SOURCE (the
// folder that the workflow names), ATTEMPT (1, 2, …), STEP_KEY (the same at
// each attempt at the node, so that what is irreversible is done once), and
// every number that an earlier command printed as a line `name=number`. A
// `compensate` command finds the numbers as they were before it went back.
//
// Exit code: 0 the workflow completed, 1 it did not, 2 bad input.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <snaproll/store.hpp>
#include <system_error>
#include <utility>

#include "print.hpp"
#include "replay.hpp"
#include "run.hpp"
#include "workflow.hpp"

namespace host {
namespace {

constexpr int kCompleted = 0;
constexpr int kFailed = 1;
constexpr int kBadInput = 2;

// One line, whatever stands in the names it mentions.
int complain(std::string line, int exit_code) {
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  std::fflush(stdout);
  std::fprintf(stderr, "workflow_host: %s\n", line.c_str());
  return exit_code;
}

// Goes into the work folder, where the commands run.
bool enter(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::filesystem::current_path(folder, failed);
  return !failed;
}

void print_end(const snaproll::Execution& execution, bool completed,
               const std::string& report) {
  const auto attempts = execution.attempts();
  const auto failed = std::count_if(
      attempts.begin(), attempts.end(), [](const snaproll::Attempt& attempt) {
        return attempt.outcome == snaproll::AttemptOutcome::kFailed ||
               attempt.outcome == snaproll::AttemptOutcome::kRolledBack;
      });
  const std::string told =
      count_of(execution.context().captured().node_results.size(),
               "node result") +
      ", " + count_of(attempts.size(), "attempt") + ", " +
      std::to_string(failed) + " failed";
  std::printf("\n%s  %s\n",
              in_color(completed ? Color::kGood : Color::kBad,
                       completed ? "completed" : "failed   ")
                  .c_str(),
              told.c_str());
  if (completed && !report.empty())
    std::printf("report     %s\n", report.c_str());
  print_timeline(execution.manager());
}

// The run as it was committed last, or a new one where that has ended.
snaproll::Result<snaproll::Execution> open_run(const std::string& id) {
  SNAPROLL_TRY(snaproll::Store store, snaproll::Store::open("runs.db"));
  snaproll::OpenOptions options;
  options.execution.workflow_id = id;
  options.execution.max_snapshots = snaproll::kUnlimited;
  options.kind = "workflow";
  options.owner = "workflow_host";
  options.start_snapshot = false;
  SNAPROLL_TRY(snaproll::Execution execution,
               snaproll::Execution::open(store, id, options));
  const auto state = execution.context().state().kind;
  if (state == snaproll::StateKind::kRunning) return execution;
  SNAPROLL_CHECK(execution.close());
  SNAPROLL_CHECK(store.remove(id));
  return snaproll::Execution::open(store, id, options);
}

int run_workflow(const std::string& path, const std::string& folder) {
  const auto workflow = read_workflow(path);
  if (!workflow.ok())
    return complain(in_file(path, workflow.error()), kBadInput);
  if (!enter(folder))
    return complain(folder + ": can not be used as work folder", kBadInput);
  setenv("SOURCE", workflow->source.c_str(), 1);

  auto execution = open_run(workflow->id);
  if (!execution.ok())
    return complain(in_file(path, execution.error()), kBadInput);
  std::printf("%s  %s in %s\n\n", in_color(Color::kBold, workflow->id).c_str(),
              count_of(workflow->nodes.size(), "node").c_str(), folder.c_str());
  const auto completed = Run(*workflow, *execution).run();
  if (!completed.ok()) return complain(completed.error().message, kFailed);
  print_end(*execution, *completed,
            workflow->report.empty() ? "" : folder + "/" + workflow->report);
  return *completed ? kCompleted : kFailed;
}

int replay(const std::string& kind, const std::string& path) {
  const auto done =
      kind == "--replay-agent" ? replay_agent(path) : replay_wfcommons(path);
  return done.ok() ? kCompleted
                   : complain(in_file(path, done.error()), kBadInput);
}

int main(const std::vector<std::string>& arguments) {
  const size_t count = arguments.size();
  const std::string first = count > 0 ? arguments[0] : "";
  if (count == 2 &&
      (first == "--replay-wfcommons" || first == "--replay-agent"))
    return replay(first, arguments[1]);
  if (count == 0 || count > 2 || first.empty() || first[0] == '-') {
    return complain(
        "usage: workflow_host <workflow.json> [<work folder>] |"
        " --replay-wfcommons <run.json> | --replay-agent <trajectory.json>",
        kBadInput);
  }
  return run_workflow(first, count == 2 ? arguments[1] : "build/run");
}

}  // namespace
}  // namespace host

int main(int count, char** arguments) {
  // A line is there as soon as its node is done, also in a file.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  return host::main(std::vector<std::string>(arguments + 1, arguments + count));
}
