#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_cancel_new(snaproll_cancel** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_cancel>(std::make_shared<Cancel>());
    return {};
  });
}

int32_t snaproll_cancel_trigger(snaproll_cancel* cancel,
                                snaproll_error** error) {
  return change(cancel, "cancel", error, [&](Cancel& self) -> Status {
    self.trigger();
    return {};
  });
}

void snaproll_cancel_free(snaproll_cancel* cancel) { release(cancel); }
