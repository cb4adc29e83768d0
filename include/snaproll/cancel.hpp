// Cancel: asks a long call on another thread to stop.
#pragma once

#include <atomic>

namespace snaproll {

/// Any thread may trigger it, at any time; the calls that were given it end
/// with Code::kStopped and change nothing. Internally synchronized. Since 0.1
class Cancel {
 public:
  void trigger() noexcept { stop_.store(true, std::memory_order_relaxed); }
  bool triggered() const noexcept {
    return stop_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> stop_{false};
};

}  // namespace snaproll
