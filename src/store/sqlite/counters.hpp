// What a store counts while it is open.
//
// Thread word: atomics.
#pragma once

#include <atomic>
#include <cstdint>

namespace snaproll::detail {

struct Counters {
  std::atomic<uint64_t> commits{0};
  std::atomic<uint64_t> transactions{0};
  std::atomic<uint64_t> syncs{0};
  std::atomic<uint64_t> bytes_written{0};
  std::atomic<uint64_t> busy_waits{0};
  std::atomic<uint64_t> conflicts{0};
  // A sync failed: what the kernel had not written yet may be gone, and the
  // next sync would not say so. The store is unusable from here on.
  std::atomic<bool> sync_failed{false};
  // The file is not in its place any more; unusable from here on as well.
  std::atomic<bool> file_moved{false};
  // For tests: syncs that still succeed before all fail; negative = all do.
  std::atomic<int64_t> syncs_to_fail{-1};

  static void add(std::atomic<uint64_t>& counter, uint64_t by = 1) noexcept {
    counter.fetch_add(by, std::memory_order_relaxed);
  }
};

}  // namespace snaproll::detail
