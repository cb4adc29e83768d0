// Going back, after 10 changes.
#include <string>

#include "snaproll/manager.hpp"
#include "support/capi.hpp"
#include "support/figure.hpp"
#include "value/access.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kChanges = 10;

void rollback_time(size_t variables, double goal) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(10);
  snapshot(manager, context);
  std::vector<double> times;
  for (size_t round = 0; round < 1'001; ++round) {
    set_all(context, changes(variables, kChanges, round));
    times.push_back(time_of([&] { rollback(manager, context); }));
  }
  at_most({"rollback/" + std::to_string(variables), median(times) / 1e3, "us"},
          goal);
}

// By id, to the oldest of many snapshots.
void rollback_to_time(size_t variables, size_t snapshots) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  const snaproll_id wanted = snapshot(manager, context);
  for (size_t i = 1; i < snapshots; ++i) snapshot(manager, context);
  std::vector<double> times;
  for (size_t round = 0; round < 1'001; ++round) {
    set_all(context, changes(variables, kChanges, round));
    times.push_back(time_of([&] {
      must(snaproll_manager_rollback_to(manager.get(), context.get(), &wanted,
                                        nullptr, nullptr));
    }));
  }
  at_most({"rollback_to/" + std::to_string(snapshots) + "_held",
           median(times) / 1e3, "us"},
          20);
}

void nodes_visited(size_t variables) {
  auto context = Context::create("bench");
  for (size_t i = 0; i < variables; ++i) {
    require(context->set_variable_json(name(i), object(i, 0)).ok());
  }
  Manager manager(10);
  const auto held = manager.create_snapshot(*context);
  for (const Pair& change : changes(variables, kChanges, 0)) {
    require(context->set_variable_json(change.name, change.json).ok());
  }
  const uint64_t before = detail::tree_counters().nodes_visited;
  const auto result = manager.rollback(*context);
  require(result.ok() && result->variables_changed == kChanges);
  const double visited =
      static_cast<double>(detail::tree_counters().nodes_visited - before);
  const double depth =
      detail::ValueAccess::tree(held->variables())->height + 1.0;
  // Two paths for each change: one of the state left, one of the state taken.
  at_most(
      {"rollback/nodes_visited/" + std::to_string(variables), visited, "nodes"},
      2 * kChanges * depth);
}

}  // namespace

void rollback_figures() {
  rollback_time(10, 3);
  rollback_time(1'000, 8);
  rollback_time(100'000, 20);
  rollback_to_time(100'000, 100'000);
  nodes_visited(1'000);
  nodes_visited(100'000);
}

}  // namespace snaproll::bench
