// How the program ends, and what it throws to end.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace snaproll::cli {

// Documented in docs/cli.md, the manual and --help: never renumbered.
enum ExitCode : int {
  kDone = 0,
  kFindings = 1,   // `check` found faults; `diff --exit-code`: they differ
  kUsage = 2,      // wrong words, options or values
  kNotFound = 3,   // no such file, execution, snapshot, value
  kAmbiguous = 4,  // a name that stands for several things
  kConflict = 5,   // owned, busy, moved meanwhile, there already
  kCorrupt = 6,    // damaged, no store, of a newer version, no export
  kAccess = 7,     // may not be read or written, input and output failed
  kRefused = 8,    // not confirmed
  kInternal = 9,   // no memory, or a bug
};

// For one of enum snaproll_code.
ExitCode exit_code_of(int32_t status);

// What ends a command: one line, what else is to be known (a line each), and
// what to do.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode exit_code, const std::string& message, std::string advice,
          std::vector<std::string> lines = {})
      : std::runtime_error(message),
        code(exit_code),
        hint(std::move(advice)),
        notes(std::move(lines)) {}

  ExitCode code;
  std::string hint;
  std::vector<std::string> notes;
};

}  // namespace snaproll::cli
