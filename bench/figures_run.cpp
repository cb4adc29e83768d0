// Whole runs: an agent that keeps every snapshot, and a long run that keeps 10.
#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

void agent() {
  const auto steps = agent_steps(1'000);
  std::vector<double> times;
  std::vector<double> processor;
  for (size_t i = 0; i < 7; ++i) {
    settle();
    Run run;
    const Times taken = times_of([&] { run = agent_run(steps); });
    times.push_back(taken.clock);
    processor.push_back(taken.processor);
  }
  at_most({"agent_run/time", median(times) / 1e6, "ms"}, 30);
  shown({"agent_run/time/processor", median(processor) / 1e6, "ms"});
  const auto peak = [](const std::vector<AgentStep>& input) {
    settle();
    Run run;
    const MallocCounts counts = count_malloc([&] { run = agent_run(input); });
    return static_cast<double>(counts.peak);
  };
  const double once = peak(steps);
  const double twice = peak(agent_steps(2'000));
  at_most({"agent_run/peak", once / kMiB, "MiB"}, 10);
  // Linear would be 2; the trees grow by a logarithm.
  at_most({"agent_run/peak of 2000 to 1000 steps", twice / once, "x"}, 2.3);
}

void long_run() {
  constexpr size_t kVariables = 1'000;
  constexpr size_t kSteps = 100'000;
  const auto inputs = changes(kVariables, kSteps, 0);
  std::vector<std::string> nodes;
  for (size_t i = 0; i < 1'000; ++i) nodes.push_back(node(i));
  std::vector<double> times;
  std::vector<double> processor;
  for (size_t i = 0; i < 3; ++i) {
    const ContextHandle context = state_of(kVariables);
    const ManagerHandle manager = new_manager(10);
    must(snaproll_manager_set_auto_snapshot(manager.get(), 5, nullptr));
    const Times taken = times_of([&] {
      for (size_t step = 0; step < kSteps; ++step) {
        set(context, inputs[step].name, inputs[step].json);
        const std::string& at = nodes[step % nodes.size()];
        must(snaproll_manager_on_node_execute(manager.get(), context.get(),
                                              at.data(), at.size(), nullptr,
                                              nullptr, nullptr));
      }
    });
    times.push_back(taken.clock);
    processor.push_back(taken.processor);
  }
  at_most({"long_run", median(times) / 1e9, "s"}, 0.35);
  shown({"long_run/processor", median(processor) / 1e9, "s"});
}

}  // namespace

void run_figures() {
  agent();
  long_run();
}

}  // namespace snaproll::bench
