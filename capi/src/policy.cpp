#include "snaproll/policy.hpp"

#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// None where it is NULL.
Result<std::optional<Policy>> policy_or_none(const char* data, size_t size) {
  SNAPROLL_TRY(const auto given, text(data, size, "policy"));
  if (data == nullptr) return std::optional<Policy>();
  SNAPROLL_TRY(const Policy read, Policy::parse(given));
  return std::optional<Policy>(read);
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_policy_text(const char* policy, size_t policy_size,
                             snaproll_buf* out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(policy, policy_size, "policy"));
    SNAPROLL_TRY(const Policy read, Policy::parse(given));
    give(out, read.text());
    return {};
  });
}

int32_t snaproll_manager_set_policy(snaproll_manager* manager,
                                    const char* policy, size_t policy_size,
                                    snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const auto given, policy_or_none(policy, policy_size));
    return self.set_policy(given);
  });
}

int32_t snaproll_manager_policy(const snaproll_manager* manager,
                                snaproll_buf* out, bool* present,
                                snaproll_error** error) {
  return guard(error, [&]() -> Status {
    clear(present);
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_CHECK(output(present, "present"));
    SNAPROLL_TRY(const auto* self, live(manager, "manager"));
    SNAPROLL_TRY(const auto found, self->policy());
    if (found.has_value()) give(out, found->text());
    *present = found.has_value();
    return {};
  });
}

int32_t snaproll_manager_prune(snaproll_manager* manager, const char* policy,
                               size_t policy_size, bool dry_run,
                               snaproll_cancel* cancel, snaproll_buf* out,
                               snaproll_error** error) {
  return read_text(
      manager, "manager", out, error,
      [&](Manager& self) -> Result<std::string> {
        SNAPROLL_TRY(const auto with, policy_or_none(policy, policy_size));
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        SNAPROLL_TRY(const auto report, self.prune(dry_run, with, stop));
        return report.to_json();
      });
}
