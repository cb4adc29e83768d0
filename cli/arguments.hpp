// What was asked for on the command line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "terminal.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace snaproll::cli {

struct Arguments {
  std::string store;      // a path
  std::string execution;  // an id, or a unique part of it; "" = the only one
  bool json = false;

  std::vector<std::string> snapshots;  // names
  std::string pointer;
  std::string path;  // of another file
  std::string as;    // id of an execution that is made

  // Filters.
  size_t limit = 0;  // 0 = all
  std::string since;
  std::string until;
  std::string state;
  std::string kind;
  std::vector<std::string> attributes;
  bool owned = false;
  bool not_owned = false;
  std::string label;
  std::string node;
  bool automatic = false;
  bool manual = false;

  std::string name;  // of a branch, a tag or a hold
  std::string to;    // another name for it
  bool remove = false;
  bool unique = false;
  std::string snapshot;  // the name of one, where another name follows
  std::string policy;
  bool of_store = false;
  bool none = false;  // no policy
  bool graph = false;

  bool full = false;
  bool canonical = false;
  bool reveal = false;
  bool exit_code = false;
  bool prometheus = false;
  bool quick = false;
  bool create = false;

  bool dry_run = false;
  bool yes = false;
  bool take_over = false;
  std::string reason;
  std::string containing;  // "-"
  bool all = false;        // executions
  std::string before;
  int64_t version = 0;               // of the state
  std::vector<std::string> patches;  // paths
};

// A command: what it does with the arguments; the number the program ends with.
using Run = int (*)(const Arguments&, Terminal&);

// The program's commands and options. `run` becomes that of the command that
// was given.
std::unique_ptr<CLI::App> make_app(Arguments& arguments, Run& run);

}  // namespace snaproll::cli
