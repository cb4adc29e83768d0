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

// That of a history, or of a store.
template <typename Handle>
int32_t read_policy(const Handle* of, const char* argument, snaproll_buf* out,
                    bool* present, snaproll_error** error) noexcept {
  return guard(error, [&]() -> Status {
    clear(present);
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_CHECK(output(present, "present"));
    SNAPROLL_TRY(const auto* self, live(of, argument));
    SNAPROLL_TRY(const auto found, self->policy());
    if (found.has_value()) give(out, found->text());
    *present = found.has_value();
    return {};
  });
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
  return read_policy(manager, "manager", out, present, error);
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

int32_t snaproll_manager_usage(const snaproll_manager* manager,
                               const snaproll_id* ids, size_t count,
                               snaproll_cancel* cancel, snaproll_buf* out,
                               snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [&](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto* stop,
                                  live_or_null(cancel, "cancel"));
                     if (ids == nullptr && count > 0)
                       return bad_argument("ids", "NULL");
                     std::vector<Id> told(count);
                     for (size_t i = 0; i < count; ++i) told[i] = id_of(ids[i]);
                     SNAPROLL_TRY(const Usage usage, self.usage(told, stop));
                     return usage.to_json();
                   });
}

int32_t snaproll_store_set_policy(snaproll_store* store, const char* policy,
                                  size_t policy_size, snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto given, policy_or_none(policy, policy_size));
    return self.set_policy(given);
  });
}

int32_t snaproll_store_policy(const snaproll_store* store, snaproll_buf* out,
                              bool* present, snaproll_error** error) {
  return read_policy(store, "store", out, present, error);
}

int32_t snaproll_store_expire(snaproll_store* store, bool dry_run, int64_t now,
                              snaproll_cancel* cancel, snaproll_buf* out,
                              snaproll_error** error) {
  return read_text(
      store, "store", out, error, [&](Store& self) -> Result<std::string> {
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        SNAPROLL_TRY(const auto report, self.expire(dry_run, now, stop));
        return report.to_json();
      });
}
