// Stores that are damaged, one class of damage after the other.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "disk.hpp"

namespace snaproll::proof {

inline constexpr size_t kPage = 4096;

// A closed store with every kind of row, and what to damage it with.
struct Samples {
  std::string whole;
  std::string world;  // all that is read of it
  std::string older;  // the same store before its last commits
  std::string other;  // another store, with executions of the same names
  // Logs that were moved into these two long ago, and the files that they were
  // the logs of.
  std::string older_log;
  std::string older_base;
  std::string other_log;
  std::string other_base;
};
Samples make_samples(uint64_t seed);

// Bytes between the pointers and the cells of a page, of which SQLite reads
// none: there some are changed together.
std::set<size_t> unread_bytes(const std::string& store);

// A damaged store. `also`: another one that its parts may be of.
struct Damaged {
  Disk disk;
  std::optional<Disk> also;
};
using TryCase = std::function<void(const std::function<Damaged()>& make)>;

struct DamageClass {
  const char* name;
  // Calls `each` once a case, always in the same order.
  void (*make)(const Samples& samples, std::mt19937_64& random,
               const TryCase& each);
};
const std::vector<DamageClass>& damage_classes();

}  // namespace snaproll::proof
