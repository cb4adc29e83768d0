// The C ABI for benchmarks: handles that free themselves, and calls that must
// succeed.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "snaproll.h"
#include "support/counting_malloc.hpp"
#include "support/workload.hpp"

namespace snaproll::bench {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};
using ContextHandle =
    std::unique_ptr<snaproll_context, Freer<snaproll_context_free>>;
using ManagerHandle =
    std::unique_ptr<snaproll_manager, Freer<snaproll_manager_free>>;
using SnapshotHandle =
    std::unique_ptr<snaproll_snapshot, Freer<snaproll_snapshot_free>>;
using ValueHandle = std::unique_ptr<snaproll_value, Freer<snaproll_value_free>>;

// Ends the program where a call failed: a benchmark of a failing call lies.
inline void must(int32_t status) {
  if (status == SNAPROLL_OK) return;
  std::fprintf(stderr, "benchmark: a call failed with %s\n",
               snaproll_code_name(status));
  std::abort();
}
inline void require(bool held) { must(held ? SNAPROLL_OK : SNAPROLL_INTERNAL); }

inline ContextHandle new_context() {
  snaproll_context* context = nullptr;
  must(snaproll_context_new(SNAPROLL_Z("bench"), nullptr, &context, nullptr));
  return ContextHandle(context);
}

inline ManagerHandle new_manager(size_t maximum) {
  snaproll_manager* manager = nullptr;
  must(snaproll_manager_new(maximum, nullptr, &manager, nullptr));
  return ManagerHandle(manager);
}

inline ValueHandle parse_value(std::string_view json) {
  snaproll_value* value = nullptr;
  must(snaproll_value_parse(json.data(), json.size(), nullptr, nullptr, &value,
                            nullptr));
  return ValueHandle(value);
}

inline void set(const ContextHandle& context, std::string_view name,
                std::string_view json) {
  must(snaproll_context_set_variable(context.get(), name.data(), name.size(),
                                     json.data(), json.size(), nullptr));
}

inline void set_all(const ContextHandle& context,
                    const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) set(context, pair.name, pair.json);
}

inline snaproll_id snapshot(const ManagerHandle& manager,
                            const ContextHandle& context) {
  snaproll_id id;
  must(snaproll_manager_create_snapshot(manager.get(), context.get(), nullptr,
                                        &id, nullptr));
  return id;
}

inline void rollback(const ManagerHandle& manager,
                     const ContextHandle& context) {
  must(snaproll_manager_rollback(manager.get(), context.get(), nullptr,
                                 nullptr));
}

// Makes calls until all is freed of what earlier ones dropped: a large state is
// freed piece by piece by the calls that follow, and no measurement is to find
// what another one left.
inline void settle() {
  const ContextHandle context = new_context();
  const std::string json = object(0, 0);
  for (;;) {
    const MallocCounts counts =
        count_malloc([&] { set(context, "any", json); });
    if (counts.live >= 0) break;
  }
}

// A context with variables 0 to count - 1 in round 0, set one by one.
inline ContextHandle state_of(size_t count) {
  settle();
  ContextHandle context = new_context();
  for (size_t i = 0; i < count; ++i) set(context, name(i), object(i, 0));
  return context;
}

// What one run of an agent leaves behind: each step sets three variables of its
// own, appends a message, records a result and takes a snapshot. All are kept.
struct Run {
  ContextHandle context;
  ManagerHandle manager;
};
inline Run agent_run(const std::vector<AgentStep>& steps) {
  Run run{new_context(), new_manager(SNAPROLL_UNLIMITED)};
  set(run.context, "messages", "[]");
  for (const AgentStep& step : steps) {
    for (const Pair& pair : step.variables) {
      set(run.context, pair.name, pair.json);
    }
    must(snaproll_context_append(
        run.context.get(), SNAPROLL_Z("/variables/messages"),
        step.message.data(), step.message.size(), nullptr));
    must(snaproll_context_record_node_result(
        run.context.get(), step.node.data(), step.node.size(),
        step.node_result.data(), step.node_result.size(), nullptr));
    snapshot(run.manager, run.context);
  }
  return run;
}

}  // namespace snaproll::bench
