// Taking snapshots, and finding them again by id.
#include <string>

#include "snaproll/manager.hpp"
#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kSamples = 201;
constexpr size_t kBatch = 1000;

// Median nanoseconds of create_snapshot in C, id and clock included, with a
// history that is full, so that the oldest leaves at each.
double snapshot_time(size_t variables) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(10);
  for (size_t i = 0; i < 100; ++i) snapshot(manager, context);
  const double time =
      median_time(kSamples, kBatch, [&] { snapshot(manager, context); });
  const MallocCounts counts = count_malloc([&] {
    for (size_t i = 0; i < kBatch; ++i) snapshot(manager, context);
  });
  const std::string size = std::to_string(variables);
  at_most({"snapshot/" + size, time, "ns"}, 400);
  at_most({"snapshot/allocations/" + size,
           static_cast<double>(counts.calls) / kBatch, "calls"},
          3);
  return time;
}

void look_up(size_t snapshots) {
  auto context = Context::create("bench");
  Manager manager(kUnlimited);
  std::vector<Id> ids;
  for (size_t i = 0; i < snapshots; ++i) {
    ids.push_back(manager.create_snapshot(*context)->id());
  }
  std::vector<Id> wanted;
  for (size_t k = 0; k < kBatch; ++k) wanted.push_back(ids[mix(k) % snapshots]);
  size_t k = 0;
  size_t found = 0;
  const double time = median_time(kSamples, kBatch, [&] {
    found += manager.get(wanted[k++ % kBatch]).has_value() ? 1u : 0u;
  });
  require(found == kSamples * kBatch);
  at_most({"look_up/" + std::to_string(snapshots), time, "ns"}, 40);
}

}  // namespace

void snapshot_figures() {
  const double small = snapshot_time(10);
  snapshot_time(1'000);
  snapshot_time(100'000);
  const double large = snapshot_time(1'000'000);
  at_most({"snapshot/1000000 to snapshot/10", large / small, "x"}, 1.5);
}

void look_up_figures() {
  look_up(1'000);
  look_up(100'000);
}

}  // namespace snaproll::bench
