// What a test tells of the cases that it tried: the line that tools/proof
// reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace snaproll::test {

// Tells, when it goes, how many cases of an item of docs/testing.md were tried
// with a seed. Whoever fails ends before it is told any.
class Proof {
 public:
  Proof(const char* item, uint64_t seed, const char* what)
      : item_(item), seed_(seed), what_(what) {}
  ~Proof() {
    if (cases_ == 0) return;
    const std::chrono::duration<double> took = Clock::now() - begun_;
    std::printf(
        "PROOF {\"item\": \"%s\", \"cases\": %llu, \"violations\": 0, "
        "\"seed\": %llu, \"seconds\": %.1f, \"what\": \"%s\"}\n",
        item_, static_cast<unsigned long long>(cases_),
        static_cast<unsigned long long>(seed_), took.count(), what_);
  }
  Proof(const Proof&) = delete;
  Proof& operator=(const Proof&) = delete;

  void tell(uint64_t cases) { cases_ = cases; }

 private:
  using Clock = std::chrono::steady_clock;

  const char* const item_;
  const uint64_t seed_;
  const char* const what_;
  const Clock::time_point begun_ = Clock::now();
  uint64_t cases_ = 0;
};

}  // namespace snaproll::test
