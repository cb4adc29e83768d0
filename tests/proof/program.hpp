// What the proof programs share: their arguments, their last line, and a word
// on the case that is under way where one crashes or hangs.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

namespace snaproll::proof {

struct Arguments {
  uint64_t seed = 0;
  std::string only;                 // --case: one workload, or class of cases
  std::optional<uint64_t> at;       // --at: one case of it
  std::optional<uint64_t> variant;  // --variant: of the cases at that place
  uint64_t divide = 1;              // --one-of N; --quick: 50
  std::string control;              // --control
  bool talks = false;               // --verbose

  static Arguments read(int count, char** texts);
};

// Counts cases of one item, and tells the violations.
class Tally {
 public:
  Tally(std::string item, const Arguments& arguments, std::string program);

  // Before each case. `where` replays it; it is told too where the case crashes
  // or takes longer than two seconds.
  void begin(const std::string& where);
  // After it: `broken` is empty where all is well. `what` counts.
  void end(const std::string& broken);
  // It was no case: nothing happened in it.
  void skip();
  void violation(const std::string& broken);

  uint64_t cases() const { return cases_; }
  uint64_t violations() const { return violations_; }
  // The last line; gives the exit code.
  int finish(const std::string& what) const;

 private:
  const std::string item_;
  const std::string program_;
  std::string program_control_;
  const uint64_t seed_;
  std::string where_;
  uint64_t cases_ = 0;
  uint64_t violations_ = 0;
  int64_t began_ = 0;
};

}  // namespace snaproll::proof
