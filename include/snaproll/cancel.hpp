// Cancel: asks a long call on another thread to stop.
//
// Thread word: internally synchronized.
#pragma once

#include <atomic>

namespace snaproll {

/// Any thread may trigger it, at any time; the calls that were given it end
/// with Code::kStopped and change nothing. Internally synchronized. Since 0.1
class Cancel {
 public:
  /// Asks the calls that were given it to stop. It can not be taken back.
  void trigger() noexcept { stop_.store(true, std::memory_order_relaxed); }
  /// Whether it was triggered.
  bool triggered() const noexcept {
    return stop_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> stop_{false};
};

}  // namespace snaproll
