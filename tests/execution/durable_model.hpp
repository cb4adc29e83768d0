// Random operations on an execution: the same number does the same to two that
// are the same, on a store or in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "context/states.hpp"
#include "snaproll/execution.hpp"
#include "support/observed.hpp"

namespace snaproll::test {

// An execution with the steps of it that are open, by the number of the
// operation that began each; nothing stands for one that was lost.
struct Side {
  std::optional<Execution> run;
  Observe observe;
  std::map<uint64_t, std::optional<Step>> steps;
};

// What an operation did.
struct Did {
  std::string told;      // by its calls
  bool commits = false;  // as docs/durability.md has it: all that was done
  // A step that it began, of which nothing is on record where `commits` is not
  // set.
  std::string begun;  // its node; empty = none
  uint32_t attempt = 0;
  std::vector<Id> taken;  // snapshots
  // The operation that began the step which it ended; that the step was not
  // there to be ended any more.
  std::optional<uint64_t> ended;
  bool superseded = false;
};

class Operation {
 public:
  // `lost` tells that the step which is begun leaves nothing but its count.
  Operation(Side& side, uint64_t seed, uint64_t number, bool save_steps,
            bool lost);
  Did run();

 private:
  Execution& execution() { return *side_.run; }
  Context& context() { return side_.run->context(); }
  Manager& manager() { return side_.run->manager(); }
  size_t below(size_t bound) { return test::below(random_, bound); }
  bool draw() { return below(2) == 0; }

  void set_clock();
  // Appends what a call told to `did_`.
  template <typename T>
  bool tell(const char* verb, const Result<T>& result);
  void tell_back(const char* verb, const Result<RollbackResult>& result,
                 bool commits);
  bool tell_taken(const char* verb, const Result<Snapshot>& taken);
  std::string node();
  std::optional<Snapshot> any_snapshot();
  SnapshotInfo any_info();
  Selector any_selector();
  Snapshot foreign();

  void begin_step();
  void end_step();
  void run_step();
  void count_node();
  void take();
  void take_of_another();
  void push();
  void roll_back();
  void roll_another_back();
  void plan();
  void undo_or_redo();
  void lifecycle();
  void edges();
  void prune();
  void clear();
  void transaction();
  void settings();
  void set_by_hand();

  Side& side_;
  const uint64_t number_;
  const bool save_steps_;
  const bool lost_;
  Random random_;
  Did did_;
};

template <typename T>
bool Operation::tell(const char* verb, const Result<T>& result) {
  did_.told += verb;
  if (!result.ok()) {
    did_.told += ": " + std::to_string(static_cast<int>(result.error().code)) +
                 ' ' + result.error().message + result.error().pointer;
  }
  did_.told += '\n';
  return result.ok();
}

}  // namespace snaproll::test
