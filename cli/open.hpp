// Stores and executions as the commands need them, with errors for people.
#pragma once

#include <snaproll.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"

namespace snaproll::cli {

// Nothing is written, nothing made.
abi::Store open_to_read(const std::string& path);
// For writing; a file is made only where `create` says so.
abi::Store open_to_write(const std::string& path, bool create = false);

// The id of the execution that is meant: by its id, by a unique beginning or
// end of at least four characters, or by nothing where there is only one.
std::string find_execution(const abi::Store& store, const std::string& path,
                           const std::string& name);

// The version of the states that are read: each the one that it was committed
// as, or all that of the working state, as a writer has them.
enum class Version { kAsCommitted, kOfNow };

abi::Execution read_execution(const abi::Store& store, const std::string& id,
                              Version version = Version::kAsCommitted);
// As a writer, who owns it from now on.
abi::Execution write_execution(const abi::Store& store, const std::string& id,
                               bool take_over);

// Throws Failure where a living owner has it open for writing, so that nobody
// is asked in vain.
void check_owner(const abi::Store& store, const std::string& id);

// An execution that is only read, with its store. Where that is open for
// writing, names of its snapshots can be put and taken, beside a writer too.
struct Reading {
  explicit Reading(const Arguments& arguments,
                   Version version = Version::kAsCommitted);
  Reading(const Arguments& arguments, abi::Store opened,
          Version version = Version::kAsCommitted);

  abi::Store store;
  std::string id;
  abi::Execution execution;
  abi::Manager manager;
};

// "ada@machine", of who runs the program.
std::string who();

// What removes or moves asks first, unless --yes was said; `what` is the one
// that wants to be confirmed. Throws Failure.
void confirm(const Arguments& arguments, Terminal& terminal,
             const std::string& what, const std::string& question);

// Those of `names` that are alike, the most alike first, at most three.
std::vector<std::string> near(std::string_view name,
                              const std::vector<std::string>& names);

// In quotes.
std::string in_quotes(std::string_view text);

}  // namespace snaproll::cli
