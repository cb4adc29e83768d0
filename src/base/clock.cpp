#include <ctime>

#include "snaproll/options.hpp"

namespace snaproll {
namespace {

Error not_manual() {
  return Error(Code::kInvalidArgument, "the system's clock can not be set")
      .with_hint("make a manual clock");
}

}  // namespace

Time Clock::now() noexcept {
  if (manual_) return now_.fetch_add(step_, std::memory_order_relaxed);
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<Time>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

Status Clock::set(Time now) {
  if (!manual_) return not_manual();
  if (now == kNoTime)
    return Error(Code::kInvalidArgument, "a clock needs a time");
  now_.store(now, std::memory_order_relaxed);
  return {};
}

Status Clock::advance(int64_t nanoseconds) {
  if (!manual_) return not_manual();
  Time now = now_.load(std::memory_order_relaxed);
  Time next = 0;
  do {
    if (__builtin_add_overflow(now, nanoseconds, &next) || next == kNoTime)
      return Error(Code::kRange, "the clock would leave the range of times");
  } while (!now_.compare_exchange_weak(now, next, std::memory_order_relaxed));
  return {};
}

std::shared_ptr<const Environment> Environment::standard() {
  static const std::shared_ptr<const Environment> environment =
      std::make_shared<const Environment>(Environment{
          std::make_shared<Clock>(), std::make_shared<IdSource>(), Limits{}});
  return environment;
}

}  // namespace snaproll
