// What a busy writer does to an execution: a stream of operations that a seed
// and the state alone decide, so that the same stream, done to an execution in
// memory, tells what the one on a store has to be.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "snaproll/execution.hpp"

namespace snaproll::test {

inline constexpr int kExecutions = 4;

// How one of them is worked on.
struct Work {
  const char* id;
  size_t maximum;    // of snapshots
  bool automatic;    // a snapshot before each node
  size_t bytes;      // of a value; the state has about a hundred of them
  size_t most_kept;  // snapshots above which a prune may come
  size_t pruned_to;  // snapshots that a prune leaves
};
const Work& work_of(int execution);

// Each call commits once, at its end, or not at all; all that an operation does
// is done inside of such calls. One that is not OK ends the operation.
using Gate = std::function<Status(const std::function<Status()>& commit)>;

// The operation of that number.
Status do_operation(Execution& run, const Work& work, uint64_t seed,
                    uint64_t number, const Gate& gate);

// All that a commit can change, but times and ids.
std::string fingerprint(const Execution& run);

}  // namespace snaproll::test
