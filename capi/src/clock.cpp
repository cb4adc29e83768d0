#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_clock_new_manual(int64_t start, int64_t step,
                                  snaproll_clock** out,
                                  snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    if (start == SNAPROLL_NO_TIME) return bad_argument("start", "no time");
    *out = make<snaproll_clock>(std::make_shared<Clock>(start, step));
    return {};
  });
}

int32_t snaproll_clock_now(snaproll_clock* clock, int64_t* out,
                           snaproll_error** error) {
  return read(clock, "clock", out, error,
              [](Clock& self) { return self.now(); });
}

int32_t snaproll_clock_set(snaproll_clock* clock, int64_t now,
                           snaproll_error** error) {
  return change(clock, "clock", error,
                [&](Clock& self) -> Status { return self.set(now); });
}

int32_t snaproll_clock_advance(snaproll_clock* clock, int64_t nanoseconds,
                               snaproll_error** error) {
  return change(clock, "clock", error, [&](Clock& self) -> Status {
    return self.advance(nanoseconds);
  });
}

void snaproll_clock_free(snaproll_clock* clock) { release(clock); }
