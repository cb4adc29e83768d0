// One thread waits for the signals, which are blocked everywhere else: so what
// it does needs not be safe within a signal handler.
#include "interrupt.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <initializer_list>
#include <mutex>
#include <thread>

namespace snaproll::cli {
namespace {

struct Watch {
  std::mutex mutex;
  abi::Cancel cancel = abi::Cancel::make();
  bool stoppable = false;
  int signal = 0;         // that came
  std::string half_made;  // to be removed
};

// Never destroyed: its thread runs as long as the program.
Watch& watch() {
  static auto* const made = new Watch();  // NOLINT
  return *made;
}

[[noreturn]] void die_of(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  kill(getpid(), signal);
  _exit(128 + signal);
}

void remove_half_made(Watch& self) {
  if (!self.half_made.empty()) unlink(self.half_made.c_str());
}

void wait_for_signals(sigset_t set) {
  for (;;) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0) continue;
    Watch& self = watch();
    const std::lock_guard<std::mutex> lock(self.mutex);
    const bool first = self.signal == 0;
    self.signal = signal;
    if (self.stoppable && first) {
      self.cancel.trigger();
      continue;
    }
    remove_half_made(self);
    die_of(signal);
  }
}

bool is_ignored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 &&
         action.sa_handler == SIG_IGN;
}

}  // namespace

void watch_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) sigaddset(&set, signal);
  }
  watch();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(wait_for_signals, set).detach();
}

bool was_stopped() {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  return self.signal != 0;
}

void end_stopped() {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  remove_half_made(self);
  die_of(self.signal == 0 ? SIGINT : self.signal);
}

Stoppable::Stoppable() {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  self.stoppable = true;
}

Stoppable::~Stoppable() {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  self.stoppable = false;
}

const abi::Cancel* Stoppable::cancel() const noexcept {
  return &watch().cancel;
}

HalfMade::HalfMade(const std::string& path) {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  self.half_made = path;
}

HalfMade::~HalfMade() {
  Watch& self = watch();
  const std::lock_guard<std::mutex> lock(self.mutex);
  self.half_made.clear();
}

}  // namespace snaproll::cli
