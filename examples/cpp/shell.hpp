// Running a shell command and taking apart what it prints.
#pragma once

#include <cstdint>
#include <map>
#include <snaproll/value.hpp>
#include <string>
#include <vector>

namespace host {

struct CommandResult {
  int exit_code = 0;               // 128 + n where signal n ended it
  std::vector<std::string> lines;  // the first ones, valid UTF-8, no controls
  size_t line_count = 0;
  std::map<std::string, snaproll::Value> numbers;  // of lines `name=number`
  int64_t duration_ms = 0;
};

// Runs `command` by /bin/sh in the current folder, without input, its two
// outputs as one.
CommandResult run_command(const std::string& command);

}  // namespace host
