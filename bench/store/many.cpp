// 10,000 executions that are open at once: what the process holds for them.
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

// Pages of this process that are in memory, in bytes.
double resident() {
  long pages = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
  if (file != nullptr) std::fclose(file);
  return static_cast<double>(pages) *
         static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

// Each has run ten steps, with a snapshot each.
void many_figures() {
  constexpr size_t kExecutions = 10000;
  const Scratch dir(false);
  const Store store = open_store(dir / "runs.db", Durability::kNone, true);
  const double before = resident();
  std::vector<std::unique_ptr<Agent>> agents;
  Shape shape;
  shape.ring = 5;
  for (size_t i = 0; i < kExecutions; ++i) {
    agents.push_back(std::make_unique<Agent>(store, shape, plain_options(),
                                             "agent-" + std::to_string(i)));
    for (int k = 0; k < 10; ++k) {
      agents.back()->step();
      must(agents.back()->execution().snapshot(), "snapshot");
    }
  }
  uint64_t states = 0;
  for (const auto& agent : agents)
    states += agent->execution().context().captured().json_size();
  shown({"store/many/states", static_cast<double>(states) / kMiB, "MiB"});
  at_most({"store/many/held", (resident() - before) / kMiB, "MiB"}, 256);
}

}  // namespace snaproll::bench
