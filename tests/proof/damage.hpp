// Stores that are damaged, one class of damage after the other.
#pragma once

#include <functional>
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
  std::string older_log;  // a log that was moved into `older` long ago
  std::string other_log;  // of the other store
};
Samples make_samples(uint64_t seed);

// Bytes between the pointers and the cells of a page: SQLite reads none of
// them, so that there one change stands for all ten.
std::set<size_t> unread_bytes(const std::string& store);

using TryCase = std::function<void(const std::function<Disk()>& make)>;

struct DamageClass {
  const char* name;
  // Calls `each` once a case, always in the same order.
  void (*make)(const Samples& samples, std::mt19937_64& random,
               const TryCase& each);
};
const std::vector<DamageClass>& damage_classes();

}  // namespace snaproll::proof
