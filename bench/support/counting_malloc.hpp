// Counts what malloc does for the whole program, libraries included: this file
// takes the place of malloc, and operator new stands on it.
//
// Bytes are those of malloc's chunks (what the program really holds), not of
// the requests. While counting is off a call costs one branch more. One thread
// at a time counts; calls of all threads are counted.
#pragma once

#include <cstdint>

namespace snaproll::bench {

struct MallocCounts {
  uint64_t calls = 0;  // that gave memory
  uint64_t frees = 0;  // that took memory back
  int64_t live = 0;    // bytes newly held; negative where more was freed
  int64_t peak = 0;    // the most that `live` was
};

// Begins to count from zero.
void start_counting();
// The counts since start_counting.
MallocCounts counted();
// Ends counting.
MallocCounts stop_counting();

template <typename Work>
MallocCounts count_malloc(Work&& work) {
  start_counting();
  work();
  return stop_counting();
}

}  // namespace snaproll::bench
