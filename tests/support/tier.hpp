// How much a test tries, and with which random numbers.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace snaproll::test {

// SNAPROLL_TIER, as tools/test sets it: short where it says nothing else.
inline bool is_short_tier() {
  const char* tier = std::getenv("SNAPROLL_TIER");
  const std::string told = tier == nullptr ? "" : tier;
  return told.empty() || told == "short";
}

// SNAPROLL_SEED, or a number of its own each time. A test that takes it prints
// it.
inline uint64_t seed_of_run() {
  const char* seed = std::getenv("SNAPROLL_SEED");
  return seed == nullptr ? std::random_device()()
                         : std::strtoull(seed, nullptr, 10);
}

}  // namespace snaproll::test
