// Running a workflow: the part of the host that keeps its state in Snaproll.
#pragma once

#include <cstdint>
#include <snaproll/execution.hpp>
#include <string>

#include "shell.hpp"
#include "workflow.hpp"

namespace host {

// Runs one workflow in one execution and prints what happens. Its variables are
// `log` (an array of lines), `progress` (an object) and the numbers that the
// commands print.
class Run {
 public:
  Run(const Workflow& workflow, snaproll::Execution& execution);

  // Whether the workflow completed.
  snaproll::Result<bool> run();

 private:
  // Nodes of the workflow, from its first, whose results are recorded.
  size_t done() const { return state_.captured().node_results.size(); }
  snaproll::Status begin();
  bool has_begun() const { return state_.variable("progress").has_value(); }
  // Attempts at the node that failed; those that were cut off are not among
  // them.
  int64_t failures(const std::string& node) const;
  snaproll::Result<CommandResult> run_command_of(const Node& node,
                                                 const snaproll::Step& step);
  std::string script_of(const Node& node, const snaproll::Step& step) const;
  std::string numbers() const;
  snaproll::Status finish(const CommandResult& said, snaproll::Step& step);
  snaproll::Result<std::string> go_back(const Node& node,
                                        const std::string& failure,
                                        snaproll::Step& step);
  snaproll::Result<std::string> go_back_to(const std::string& node);
  std::string compensate(const snaproll::RollbackResult& result,
                         const std::string& numbers) const;
  snaproll::Status end(snaproll::ExecutionState state, const char* label);
  void print_line(const Node& node, const CommandResult& said) const;

  const Workflow& workflow_;
  snaproll::Execution& execution_;
  snaproll::Context& state_;
  int width_ = 0;
};

}  // namespace host
