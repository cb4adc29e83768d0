// What rollbacks of a manager would do.
#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

namespace {

// A plan: `body(manager, context, selector)` gives a Result<RollbackPlan>.
template <typename Body>
int32_t plan(const snaproll_manager* manager, const snaproll_context* context,
             const snaproll_selector* selector, snaproll_rollback_plan** out,
             snaproll_error** error, Body&& body) noexcept {
  return read_handle(manager, "manager", out, error,
                     [&](const Manager& self) -> Result<RollbackPlan> {
                       SNAPROLL_TRY(const auto* of, live(context, "context"));
                       SNAPROLL_TRY(const auto* only,
                                    live_or_null(selector, "selector"));
                       return body(self, *of, only);
                     });
}

}  // namespace

int32_t snaproll_manager_plan_rollback(const snaproll_manager* manager,
                                       const snaproll_context* context,
                                       const snaproll_selector* selector,
                                       snaproll_rollback_plan** out,
                                       snaproll_error** error) {
  return plan(manager, context, selector, out, error,
              [](const Manager& self, const Context& of, const Selector* only) {
                return self.plan_rollback(of, only);
              });
}

int32_t snaproll_manager_plan_rollback_to(const snaproll_manager* manager,
                                          const snaproll_context* context,
                                          const snaproll_id* id,
                                          const snaproll_selector* selector,
                                          snaproll_rollback_plan** out,
                                          snaproll_error** error) {
  return plan(manager, context, selector, out, error,
              [&](const Manager& self, const Context& of,
                  const Selector* only) -> Result<RollbackPlan> {
                if (id == nullptr) return bad_argument("id", "NULL");
                return self.plan_rollback_to(of, id_of(*id), only);
              });
}

int32_t snaproll_manager_plan_rollback_n(const snaproll_manager* manager,
                                         const snaproll_context* context,
                                         size_t steps,
                                         const snaproll_selector* selector,
                                         snaproll_rollback_plan** out,
                                         snaproll_error** error) {
  return plan(
      manager, context, selector, out, error,
      [&](const Manager& self, const Context& of, const Selector* only) {
        return self.plan_rollback_n(of, steps, only);
      });
}
