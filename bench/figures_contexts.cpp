// A million contexts of ten small variables, in a process of its own, so that
// what it holds can be read from the system as well.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kContexts = 1'000'000;
constexpr double kGoal = 2.5e9;

double resident_bytes() {
  long total = 0;
  long resident = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  require(file != nullptr &&
          std::fscanf(file, "%ld %ld", &total, &resident) == 2);
  std::fclose(file);
  return static_cast<double>(resident) *
         static_cast<double>(sysconf(_SC_PAGESIZE));
}

void fill(const ContextHandle& context, size_t i) {
  const std::string number = std::to_string(i);
  set(context, "attempt", "1");
  set(context, "cost", "0.25");
  set(context, "done", "false");
  set(context, "error", "null");
  set(context, "host", "\"worker-" + std::to_string(i % 100) + "\"");
  set(context, "item", number);
  set(context, "next", "\"review\"");
  set(context, "owner", "\"user-" + number + "\"");
  set(context, "state", "\"waiting\"");
  set(context, "total", "12");
}

void measure() {
  std::vector<ContextHandle> contexts(kContexts);
  const double before = resident_bytes();
  start_counting();
  const auto start = Watch::now();
  for (size_t i = 0; i < kContexts; ++i) {
    contexts[i] = new_context();
    fill(contexts[i], i);
  }
  const double time = nanoseconds_since(start);
  const MallocCounts counts = stop_counting();
  at_most(
      {"contexts/1000000/malloc", static_cast<double>(counts.live) / 1e9, "GB"},
      kGoal / 1e9);
  at_most(
      {"contexts/1000000/resident", (resident_bytes() - before) / 1e9, "GB"},
      kGoal / 1e9);
  shown({"contexts/1000000/time", time / 1e9, "s"});
}

}  // namespace

void contexts_figures() {
  const pid_t child = fork();
  if (child == 0) {
    measure();
    _exit(0);  // the system takes the memory back faster than we do
  }
  int status = 0;
  require(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

}  // namespace snaproll::bench
