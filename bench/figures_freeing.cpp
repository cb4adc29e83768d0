// Dropping the last reference to a state of a million variables: the longest
// call, the one that drops and those after it, which free the rest.
#include <string>

#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kVariables = 1'000'000;

struct Drop {
  double longest = 0;    // nanoseconds
  double processor = 0;  // of the processor alone
  size_t calls = 0;      // until all was freed
};

Drop drop_once() {
  ContextHandle context = state_of(kVariables);
  const ContextHandle other = new_context();
  const std::string json = object(0, 1);
  Drop drop;
  // All is freed when a call frees no more than it takes.
  start_counting();
  const auto measure = [&drop](auto&& call) {
    const Times times = times_of(call);
    drop.longest = std::max(drop.longest, times.clock);
    drop.processor = std::max(drop.processor, times.processor);
  };
  measure([&] { context.reset(); });
  for (int64_t before = 0; counted().live < before; ++drop.calls) {
    before = counted().live;
    measure([&] { set(other, "next", json); });
  }
  stop_counting();
  return drop;
}

}  // namespace

void freeing_figures() {
  std::vector<double> longest;
  std::vector<double> processor;
  Drop drop;
  for (size_t i = 0; i < 5; ++i) {
    drop = drop_once();
    longest.push_back(drop.longest / 1e6);
    processor.push_back(drop.processor / 1e6);
  }
  at_most({"freeing/1000000/longest_call", median(longest), "ms"}, 1);
  shown({"freeing/1000000/longest_call/processor", median(processor), "ms"});
  shown({"freeing/1000000/calls", static_cast<double>(drop.calls), "calls"});
}

}  // namespace snaproll::bench
