#include "store/sqlite/fork.hpp"

#include <pthread.h>

namespace snaproll::detail {

std::atomic<uint64_t> fork_count{0};

bool watch_forks() noexcept {
  static const bool watched =
      pthread_atfork(nullptr, nullptr, [] {
        fork_count.fetch_add(1, std::memory_order_relaxed);
      }) == 0;
  return watched;
}

}  // namespace snaproll::detail
