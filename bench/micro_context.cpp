// Micro benchmarks of contexts and managers, through the C ABI:
// <area>/<operation>/<size>.
#include <benchmark/benchmark.h>

#include <string>

#include "support/capi.hpp"

namespace {

using namespace snaproll::bench;

size_t size_of(const benchmark::State& state) {
  return static_cast<size_t>(state.range(0));
}

void context_get(benchmark::State& state) {
  const size_t size = size_of(state);
  const ContextHandle context = state_of(size);
  const std::vector<Pair> wanted = changes(size, 1'000, 0);
  size_t k = 0;
  for (auto _ : state) {
    const std::string& name = wanted[k++ % wanted.size()].name;
    snaproll_buf buffer;
    must(snaproll_context_get_variable(context.get(), name.data(), name.size(),
                                       &buffer, nullptr));
    snaproll_buf_dispose(&buffer);
  }
}

void context_set(benchmark::State& state) {
  const size_t size = size_of(state);
  const ContextHandle context = state_of(size);
  const std::vector<Pair> inputs = changes(size, 1'000, 0);
  size_t k = 0;
  for (auto _ : state) {
    const Pair& input = inputs[k++ % inputs.size()];
    set(context, input.name, input.json);
  }
}

// A snapshot and the first write after it.
void context_snapshot_set(benchmark::State& state) {
  const size_t size = size_of(state);
  const ContextHandle context = state_of(size);
  const ManagerHandle manager = new_manager(10);
  const std::vector<Pair> inputs = changes(size, 1'000, 0);
  size_t k = 0;
  for (auto _ : state) {
    snapshot(manager, context);
    const Pair& input = inputs[k++ % inputs.size()];
    set(context, input.name, input.json);
  }
}

void manager_snapshot(benchmark::State& state) {
  const ContextHandle context = state_of(size_of(state));
  const ManagerHandle manager = new_manager(10);
  for (auto _ : state) snapshot(manager, context);
}

// 10 changes and the rollback of them.
void manager_rollback(benchmark::State& state) {
  const size_t size = size_of(state);
  const ContextHandle context = state_of(size);
  const ManagerHandle manager = new_manager(10);
  snapshot(manager, context);
  const std::vector<Pair> inputs = changes(size, 10, 0);
  for (auto _ : state) {
    set_all(context, inputs);
    rollback(manager, context);
  }
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->RangeMultiplier(10)->Range(10, 1'000'000);
}

BENCHMARK(context_get)->Name("context/get")->Apply(sizes);
BENCHMARK(context_set)->Name("context/set")->Apply(sizes);
BENCHMARK(context_snapshot_set)->Name("context/snapshot_set")->Apply(sizes);
BENCHMARK(manager_snapshot)->Name("manager/snapshot")->Apply(sizes);
BENCHMARK(manager_rollback)->Name("manager/rollback_10")->Apply(sizes);

}  // namespace
