// Running a workflow: the part of the host that keeps its state in Snaproll.
#pragma once

#include <cstdint>
#include <snaproll/execution.hpp>
#include <string>
#include <vector>

#include "shell.hpp"
#include "workflow.hpp"

namespace host {

// Runs one workflow in one execution and prints what happens. Its variables are
// `log` (an array of lines), `progress` (an object), the numbers that the
// commands print, and while it goes back `compensate`: the nodes that are still
// to be compensated, and the numbers that these commands find.
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
  snaproll::Result<std::string> go_on();
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
  snaproll::Result<std::string> after_failure(const Node& node,
                                              uint32_t attempt,
                                              const std::string& failure);
  snaproll::Status try_again(const Node& node, uint32_t attempt,
                             const std::string& failure);
  snaproll::Result<std::string> go_back_to(const std::string& node);
  const Node& node_of(const std::string& id) const;
  snaproll::Status note_compensations(const std::vector<std::string>& removed);
  snaproll::Result<std::string> compensate();
  std::string compensate_node(const std::string& id,
                              const std::string& numbers) const;
  snaproll::Status end(snaproll::ExecutionState state, const char* label);
  void print_line(const Node& node, const CommandResult& said) const;

  const Workflow& workflow_;
  snaproll::Execution& execution_;
  snaproll::Context& state_;
  int width_ = 0;
};

}  // namespace host
