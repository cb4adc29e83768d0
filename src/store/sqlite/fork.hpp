// Tells a forked child from its parent.
#pragma once

#include <atomic>
#include <cstdint>

namespace snaproll::detail {

extern std::atomic<uint64_t> fork_count;

// How many forks this process descends from, as far as it can tell; what was
// made at another number was inherited. Lock-free.
inline uint64_t fork_generation() noexcept {
  return fork_count.load(std::memory_order_relaxed);
}

// Forks count from the first call on. False where there is no memory for it.
bool watch_forks() noexcept;

}  // namespace snaproll::detail
