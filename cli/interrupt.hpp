// SIGINT, SIGTERM and SIGHUP. At any moment they end the program at once, which
// loses nothing that was committed, and remove files that are half made; within
// a Stoppable work is asked to stop first, and a second signal ends it. Either
// way the program ends by the signal, so that shells see it.
#pragma once

#include <snaproll.hpp>
#include <string>

namespace snaproll::cli {

// Called once, before there is a second thread.
void watch_signals();

// Whether a signal came.
bool was_stopped();

// Ends the program by the signal that came.
[[noreturn]] void end_stopped();

// While it lives a signal triggers the cancel instead of ending the program.
class Stoppable {
 public:
  Stoppable();
  ~Stoppable();
  Stoppable(const Stoppable&) = delete;
  Stoppable& operator=(const Stoppable&) = delete;
  const abi::Cancel* cancel() const noexcept;
};

// While it lives, a file that is removed where the program ends by a signal.
class HalfMade {
 public:
  explicit HalfMade(const std::string& path);
  ~HalfMade();
  HalfMade(const HalfMade&) = delete;
  HalfMade& operator=(const HalfMade&) = delete;
};

}  // namespace snaproll::cli
