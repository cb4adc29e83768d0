#include "boundary.hpp"

namespace snaproll::capi {
namespace {

// Runs `change` on a copy of the rules, which takes their place where it is
// fine.
template <typename Change>
int32_t change_rules(snaproll_snapshot_rules* rules, snaproll_error** error,
                     Change&& change_copy) noexcept {
  return change(rules, "rules", error, [&](SnapshotRules& self) -> Status {
    SnapshotRules changed = self;
    SNAPROLL_CHECK(change_copy(changed));
    SNAPROLL_CHECK(changed.check());
    self = std::move(changed);
    return {};
  });
}

// A setter of one field.
template <typename Field>
int32_t set_rule(snaproll_snapshot_rules* rules, Field SnapshotRules::* field,
                 Field value, snaproll_error** error) noexcept {
  return change_rules(rules, error, [&](SnapshotRules& changed) -> Status {
    changed.*field = value;
    return {};
  });
}

Result<SnapshotRules> rules_of(const snaproll_snapshot_rules* rules) {
  SNAPROLL_TRY(const auto* told, live_or_null(rules, "rules"));
  return told != nullptr ? *told : SnapshotRules();
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_snapshot_rules_new(snaproll_snapshot_rules** out,
                                    snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_snapshot_rules>(SnapshotRules());
    return {};
  });
}

void snaproll_snapshot_rules_free(snaproll_snapshot_rules* rules) {
  release(rules);
}

int32_t snaproll_snapshot_rules_set_at_least_nodes(
    snaproll_snapshot_rules* rules, size_t nodes, snaproll_error** error) {
  return set_rule(rules, &SnapshotRules::at_least_nodes, nodes, error);
}

int32_t snaproll_snapshot_rules_set_at_least_time(
    snaproll_snapshot_rules* rules, int64_t nanoseconds,
    snaproll_error** error) {
  return set_rule(rules, &SnapshotRules::at_least_time, nanoseconds, error);
}

int32_t snaproll_snapshot_rules_set_at_least_bytes(
    snaproll_snapshot_rules* rules, uint64_t bytes, snaproll_error** error) {
  return set_rule(rules, &SnapshotRules::at_least_bytes, bytes, error);
}

int32_t snaproll_snapshot_rules_add_before(snaproll_snapshot_rules* rules,
                                           const char* glob, size_t glob_size,
                                           snaproll_error** error) {
  return change_rules(rules, error, [&](SnapshotRules& changed) -> Status {
    SNAPROLL_TRY(const auto given, text(glob, glob_size, "glob"));
    changed.before.emplace_back(given);
    return {};
  });
}

int32_t snaproll_snapshot_rules_set_before_irreversible(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error) {
  return set_rule(rules, &SnapshotRules::before_irreversible, on, error);
}

int32_t snaproll_snapshot_rules_set_skip_unchanged(
    snaproll_snapshot_rules* rules, bool on, snaproll_error** error) {
  return set_rule(rules, &SnapshotRules::skip_unchanged, on, error);
}

int32_t snaproll_manager_set_snapshot_rules(
    snaproll_manager* manager, const snaproll_snapshot_rules* rules,
    snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(SnapshotRules told, rules_of(rules));
    return self.set_snapshot_rules(std::move(told));
  });
}

int32_t snaproll_options_set_snapshot_rules(
    snaproll_options* options, const snaproll_snapshot_rules* rules,
    snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  SNAPROLL_TRY(self.snapshot_rules, rules_of(rules));
                  return {};
                });
}
