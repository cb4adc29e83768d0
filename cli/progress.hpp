// Progress of long work, on standard error where that is a terminal: a bar
// where it is known how much there is to do, else the time. It shows after half
// a second, and is gone when the work is done.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "terminal.hpp"

namespace snaproll::cli {

class Progress {
 public:
  // `what` for people ("checking"); `total` 0 = not known.
  Progress(const Terminal& terminal, std::string what, uint64_t total = 0);
  // Asks `done` how much is done, on a thread of its own.
  Progress(const Terminal& terminal, std::string what, uint64_t total,
           std::function<uint64_t()> done);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void add(uint64_t done) noexcept {
    done_.fetch_add(done, std::memory_order_relaxed);
  }

 private:
  void run();
  std::string picture(double seconds);

  const std::string what_;
  const uint64_t total_;
  const std::function<uint64_t()> ask_;
  std::atomic<uint64_t> done_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace snaproll::cli
