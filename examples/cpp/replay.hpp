// Replaying recorded runs: their tasks and steps become steps of an execution.
#pragma once

#include <snaproll/result.hpp>
#include <string>

namespace host {

// A run of a scientific workflow in the WfCommons format: each task is a node
// whose result is its execution record; time is that of the record.
snaproll::Status replay_wfcommons(const std::string& path);

// A trajectory of SWE-agent: `messages` grows by the entries of its history,
// each step is a node. In the middle it goes back two steps, and on again.
snaproll::Status replay_agent(const std::string& path);

}  // namespace host
