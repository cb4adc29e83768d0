#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_rollback_plan_result(const snaproll_rollback_plan* plan,
                                      snaproll_rollback_result** out,
                                      snaproll_error** error) {
  return read_handle(plan, "plan", out, error, [](const RollbackPlan& self) {
    return std::make_shared<const RollbackResult>(self.result());
  });
}

int32_t snaproll_rollback_plan_ref(const snaproll_rollback_plan* plan,
                                   snaproll_rollback_plan** out,
                                   snaproll_error** error) {
  return read_handle(plan, "plan", out, error,
                     [](const RollbackPlan& self) { return self; });
}

void snaproll_rollback_plan_free(snaproll_rollback_plan* plan) {
  release(plan);
}
