#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "escape.hpp"

namespace snaproll::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirst{500};
constexpr std::chrono::milliseconds kNext{200};
constexpr int kBarColumns = 30;

void show(const std::string& text) {
  const std::string line = "\r" + text + "\033[K";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace

Progress::Progress(const Terminal& terminal, std::string what, uint64_t total)
    : Progress(terminal, std::move(what), total, nullptr) {}

Progress::Progress(const Terminal& terminal, std::string what, uint64_t total,
                   std::function<uint64_t()> done)
    : what_(std::move(what)), total_(total), ask_(std::move(done)) {
  if (terminal.shows_progress()) thread_ = std::thread([this] { run(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

std::string Progress::picture(double seconds) {
  const uint64_t done = ask_ ? ask_() : done_.load(std::memory_order_relaxed);
  std::string text = escaped(what_) + ' ';
  if (total_ > 0) {
    const double part =
        std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
    const int full = static_cast<int>(part * kBarColumns);
    text += '[' + std::string(static_cast<size_t>(full), '#') +
            std::string(static_cast<size_t>(kBarColumns - full), '.') + "] " +
            std::to_string(static_cast<int>(part * 100)) + " %, ";
  }
  return text + std::to_string(static_cast<int>(seconds)) + " s";
}

void Progress::run() {
  const auto begin = Clock::now();
  bool shown = false;
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ended_.wait_for(lock, shown ? kNext : kFirst, [&] { return end_; })) {
    const std::chrono::duration<double> passed = Clock::now() - begin;
    show(picture(passed.count()));
    shown = true;
  }
  if (shown) show("");
}

}  // namespace snaproll::cli
