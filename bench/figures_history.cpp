// Fields followed through a history, and what rules for snapshots cost a node.
#include <string>

#include "support/capi.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

struct FreeHistory {
  void operator()(snaproll_field_history* history) const {
    snaproll_field_history_free(history);
  }
};
using HistoryHandle = std::unique_ptr<snaproll_field_history, FreeHistory>;

HistoryHandle history_of(const ManagerHandle& manager,
                         const std::string& pointer, size_t expected) {
  snaproll_field_history* made = nullptr;
  must(snaproll_manager_history(manager.get(), pointer.data(), pointer.size(),
                                &made, nullptr));
  HistoryHandle history(made);
  size_t count = 0;
  must(snaproll_field_history_count(made, &count, nullptr));
  require(count == expected);
  return history;
}

// A pointer over many snapshots, each with one other variable changed; the
// value itself changes `times`.
void history_time(size_t variables, size_t snapshots, size_t times) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  set(context, "followed", object(0, 0));
  snapshot(manager, context);
  const std::vector<Pair> all = changes(variables, snapshots, 0);
  for (size_t i = 1; i < snapshots; ++i) {
    set(context, all[i].name, all[i].json);
    if (i % (snapshots / times) == 0) set(context, "followed", object(i, 1));
    snapshot(manager, context);
  }
  std::vector<double> measured;
  for (size_t round = 0; round < 21; ++round) {
    HistoryHandle history;
    measured.push_back(time_of(
        [&] { history = history_of(manager, "/variables/followed", times); }));
  }
  at_most(
      {"history/" + std::to_string(snapshots) + "_snapshots_of_" +
           std::to_string(variables) + "/" + std::to_string(times) + "_times",
       median(measured) / 1e6, "ms"},
      10);
}

// A node with a rule for bytes that is not due, 10 variables having changed.
void rule_time(size_t variables) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(10);
  snaproll_snapshot_rules* rules = nullptr;
  must(snaproll_snapshot_rules_new(&rules, nullptr));
  must(snaproll_snapshot_rules_set_at_least_bytes(rules, 1 << 30, nullptr));
  must(snaproll_manager_set_snapshot_rules(manager.get(), rules, nullptr));
  snaproll_snapshot_rules_free(rules);
  snapshot(manager, context);
  set_all(context, changes(variables, 10, 0));
  const double time = median_time(101, 100, [&] {
    bool taken = true;
    must(snaproll_manager_on_node_execute(manager.get(), context.get(),
                                          SNAPROLL_Z("node"), nullptr, &taken,
                                          nullptr));
    require(!taken);
  });
  shown({"rule_of_bytes/10_changes_of_" + std::to_string(variables), time / 1e3,
         "us"});
}

}  // namespace

void history_figures() {
  history_time(1'000, 10'000, 10);
  history_time(100'000, 10'000, 10);
  history_time(1'000, 10'000, 10'000);
  rule_time(100'000);
}

}  // namespace snaproll::bench
