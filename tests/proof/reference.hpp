// A workload that nothing went wrong in: what it did to the disk, and what has
// to be there after each of its operations.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "disk.hpp"
#include "power.hpp"
#include "script.hpp"
#include "world.hpp"

namespace snaproll::proof {

struct Reference {
  Disk begin;
  PowerState start{Disk()};  // as the trace numbers its files
  std::vector<Event> trace;
  std::vector<Operation> operations;
  std::vector<Acknowledged> acknowledged;
  // Before the first operation, and after each.
  std::vector<std::string> worlds;
  // What else may be there while that operation is under way, and after it.
  std::vector<std::set<std::string>> parts;

  // How many operations were acknowledged by the n-th event.
  size_t acknowledged_by(size_t events) const;
  // What may be there where `done` were acknowledged and the next was begun.
  bool allows(size_t done, const std::string& world) const;
};

// Throws std::runtime_error where the workload fails, or where what is read
// after an operation is not what the handles showed.
Reference run_reference(const Workload& workload, uint64_t seed,
                        Durability durability);

// Runs it on the disk, from `begin`.
void begin_with(const Disk& begin);

}  // namespace snaproll::proof
