// Commands that other packages bring: `snaproll foo-bar` runs the program
// snaproll-foo-bar, as git does.
#pragma once

#include <optional>
#include <string>

namespace snaproll::cli {

// The path of the program of a command: in the folder of this program, else on
// PATH. None where the word is not made of a-z, 0-9 and '-', or nothing that
// may be run has the name.
std::optional<std::string> external_program(const std::string& command);

// What to install for a command that is not there; empty where none is known.
std::string missing_hint(const std::string& command);

}  // namespace snaproll::cli
