// Micro benchmarks of values: <area>/<operation>/<size>.
#include <benchmark/benchmark.h>

#include <string>

#include "snaproll/pointer.hpp"
#include "snaproll/value.hpp"
#include "support/workload.hpp"
#include "value/edit.hpp"

namespace {

using snaproll::Limits;
using snaproll::Value;
using namespace snaproll::bench;

Value parsed(const std::string& json) { return *Value::parse(json); }

size_t size_of(const benchmark::State& state) {
  return static_cast<size_t>(state.range(0));
}

void value_get(benchmark::State& state) {
  const size_t size = size_of(state);
  const Value object = parsed(state_json(size));
  const std::vector<Pair> wanted = changes(size, 1'000, 0);
  size_t k = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(object.find(wanted[k++ % wanted.size()].name));
  }
}

// In place: nobody else refers to the object.
void value_set(benchmark::State& state) {
  const size_t size = size_of(state);
  Value object = parsed(state_json(size));
  const std::vector<Pair> inputs = changes(size, 1'000, 0);
  std::vector<Value> values;
  for (const Pair& input : inputs) values.push_back(parsed(input.json));
  size_t k = 0;
  for (auto _ : state) {
    const size_t i = k++ % inputs.size();
    benchmark::DoNotOptimize(snaproll::detail::member_set(
        object, inputs[i].name, values[i], Limits{}));
  }
}

// Each write copies its path: the version before is held.
void value_set_shared(benchmark::State& state) {
  const size_t size = size_of(state);
  Value object = parsed(state_json(size));
  Value held;
  const std::vector<Pair> inputs = changes(size, 1'000, 0);
  std::vector<Value> values;
  for (const Pair& input : inputs) values.push_back(parsed(input.json));
  size_t k = 0;
  for (auto _ : state) {
    held = object;
    const size_t i = k++ % inputs.size();
    benchmark::DoNotOptimize(snaproll::detail::member_set(
        object, inputs[i].name, values[i], Limits{}));
  }
}

// Counts what 10 changes made different.
void value_diff(benchmark::State& state) {
  const size_t size = size_of(state);
  const Value before = parsed(state_json(size));
  Value after = before;
  for (const Pair& change : changes(size, 10, 0)) {
    benchmark::DoNotOptimize(snaproll::detail::member_set_json(
        after, change.name, change.json, Limits{}, nullptr));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(snaproll::detail::count_changed(before, after));
  }
}

void value_append(benchmark::State& state) {
  const Value start = parsed(messages_json(size_of(state)));
  const Value next = parsed(message(0));
  Value list = start;
  for (auto _ : state) {
    // Of the size that is told, whatever the number of iterations.
    if (list.size() > 2 * start.size() + 1'000) list = start;
    benchmark::DoNotOptimize(snaproll::pointer_append(list, "", next));
  }
}

void value_parse(benchmark::State& state) {
  const std::string json = state_json(size_of(state));
  for (auto _ : state) benchmark::DoNotOptimize(Value::parse(json));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(json.size()));
}

void value_write(benchmark::State& state) {
  const std::string json = state_json(size_of(state));
  const Value value = parsed(json);
  for (auto _ : state) benchmark::DoNotOptimize(value.to_json());
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(json.size()));
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->RangeMultiplier(10)->Range(10, 1'000'000);
}

BENCHMARK(value_get)->Name("value/get")->Apply(sizes);
BENCHMARK(value_set)->Name("value/set")->Apply(sizes);
BENCHMARK(value_set_shared)->Name("value/set_shared")->Apply(sizes);
BENCHMARK(value_diff)->Name("value/diff")->Apply(sizes);
BENCHMARK(value_append)
    ->Name("value/append")
    ->RangeMultiplier(10)
    ->Range(10, 100'000);
BENCHMARK(value_parse)->Name("value/parse")->Apply(sizes);
BENCHMARK(value_write)->Name("value/write")->Apply(sizes);

}  // namespace
