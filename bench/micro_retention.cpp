// Micro benchmarks of policies: <area>/<operation>/<size>.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <vector>

#include "retention/decide.hpp"

namespace {

using snaproll::Policy;
using snaproll::Time;
using namespace snaproll::detail;

constexpr std::string_view kAllRules =
    "keep-last=10 keep-within=2h keep-hourly=24 keep-daily=7 keep-weekly=4 "
    "keep-monthly=12 keep-yearly=3 keep-tagged keep-labelled keep-branches "
    "thin=log max-count=1000 max-age=90d max-bytes=64MiB zone=+02:00";

constexpr Time kBegin = 1714564800000000000;  // 2024-05-01T12:00:00Z

// About one a quarter of an hour, a few of them marked.
std::vector<Candidate> history(size_t size) {
  std::mt19937_64 random(1);
  std::vector<Candidate> out(size);
  Time time = kBegin;
  for (Candidate& candidate : out) {
    time += static_cast<Time>(random() % 1'800'000'000'000u);
    candidate.created_at = time;
    candidate.bytes = random() % 100'000;
    if (random() % 1'000 == 0) candidate.marks |= kMarkHeld;
    if (random() % 100 == 0) candidate.marks |= kMarkTagged;
    if (random() % 100 == 0) candidate.marks |= kMarkLabelled;
    if (random() % 100 == 0) candidate.marks |= kMarkLeaf;
  }
  return out;
}

void run(benchmark::State& state, std::string_view text,
         const std::vector<Candidate>& candidates) {
  const Policy policy = *Policy::parse(text);
  const Time now = candidates.back().created_at;
  for (auto _ : state)
    benchmark::DoNotOptimize(decide(policy, candidates, now));
}

void decide_all_rules(benchmark::State& state) {
  run(state, kAllRules, history(static_cast<size_t>(state.range(0))));
}

// Counts that last for the whole history.
void decide_unused_counts(benchmark::State& state) {
  run(state,
      "keep-hourly=1000000 keep-daily=1000000 keep-weekly=1000000 "
      "keep-monthly=1000000 keep-yearly=1000000 thin=log max-count=1000000",
      history(static_cast<size_t>(state.range(0))));
}

// Pushed in any order: the times are sorted first.
void decide_out_of_order(benchmark::State& state) {
  auto candidates = history(static_cast<size_t>(state.range(0)));
  const Time newest = candidates.back().created_at;
  std::shuffle(candidates.begin(), candidates.end(), std::mt19937_64(2));
  const Policy policy = *Policy::parse(kAllRules);
  for (auto _ : state)
    benchmark::DoNotOptimize(decide(policy, candidates, newest));
}

void policy_parse(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Policy::parse(kAllRules));
}

BENCHMARK(decide_all_rules)
    ->Name("retention/decide")
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000);
BENCHMARK(decide_unused_counts)
    ->Name("retention/decide_unused_counts")
    ->Arg(10'000)
    ->Arg(100'000);
BENCHMARK(decide_out_of_order)
    ->Name("retention/decide_out_of_order")
    ->Arg(10'000)
    ->Arg(100'000);
BENCHMARK(policy_parse)->Name("retention/parse");

}  // namespace
