// A workflow as the host reads it from a file: nodes with shell commands, and
// an order that respects what they depend on.
#pragma once

#include <snaproll/result.hpp>
#include <string>
#include <vector>

namespace host {

struct Node {
  std::string id;
  std::string command;
  // Run when the recorded result is taken back; may be empty.
  std::string compensate;
  std::vector<std::string> depends_on;
  bool irreversible = false;
  int64_t retries = 0;  // how often it may be tried again
  // Where it is set: a failure goes back to before that node, not just to
  // before this one.
  std::string back_to;
};

struct Workflow {
  std::string id;
  std::string source;  // folder that the commands read, made absolute
  std::string report;  // file in the work folder, told at the end; may be empty
  std::vector<Node> nodes;  // in the order in which they run
};

snaproll::Result<std::string> read_file(const std::string& path);

// Reads and checks a workflow file. Errors carry the offset or the pointer of
// the place.
snaproll::Result<Workflow> read_workflow(const std::string& path);

// An order of 0 … needs.size() - 1 in which each comes after its needs, else as
// they stand. CONFLICT where there is none: the message names a cycle.
snaproll::Result<std::vector<size_t>> order_of(
    const std::vector<std::vector<size_t>>& needs,
    const std::vector<std::string>& names);

// "file: at byte 17: message", in one line.
std::string in_file(const std::string& path, const snaproll::Error& error);

}  // namespace host
