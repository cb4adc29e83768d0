// All that can be read of a store, as text, and the seven invariants of a store
// that something happened to.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "snaproll/store.hpp"

namespace snaproll::proof {

// Every execution with its state, history, names, blobs and graph. INTERNAL
// where the graph has a cycle or a parent that is not there.
Result<std::string> read_world(const Store& store);

// Forks have times and ids of the system, which are not the same twice: the
// text without them. Those of a script begin in 2023.
std::string without_the_system(std::string world);

// What is looked at after a case. It is opened, with recovery, for writing.
struct Look {
  std::string path;
  // Whether that world may be there.
  std::function<bool(const std::string& world)> allowed;
  // For people: what is most likely there.
  std::string expected;
  // Files that may be left when it is closed, besides that at `path`.
  std::vector<std::string> others;
  // Whether a second open gives the same answer; that costs as much again.
  bool twice = true;
  // Then also whether a commit can be made, and is there.
  bool write = false;
  // The second look is for reading alone, so that nothing is repaired.
  bool second_reads_only = false;
};

// Empty where all invariants hold, else which does not, and why.
std::string broken_invariant(const Look& look);

// The error as one line.
std::string told(const Error& error);

// Options for all stores here: nobody else has them, so nobody waits.
StoreOptions store_options(Durability durability = Durability::kPower);

}  // namespace snaproll::proof
