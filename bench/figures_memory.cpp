// What states and snapshots hold, in bytes of malloc.
#include <algorithm>
#include <string>

#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kEntries = 100'000;
// Allowed beside the text for an entry that is a cell of its own.
constexpr double kCell = 64;

// Bytes held by a state to the bytes of its JSON, cells allowed for.
void state(const char* how, const std::vector<size_t>& order) {
  const double json = static_cast<double>(state_json(order.size()).size());
  std::vector<Pair> inputs;
  for (const size_t i : order) inputs.push_back({name(i), object(i, 0)});
  settle();
  ContextHandle context;
  const MallocCounts counts = count_malloc([&] {
    context = new_context();
    set_all(context, inputs);
  });
  const double held = static_cast<double>(counts.live);
  const double cells = kCell * static_cast<double>(order.size());
  at_most({std::string("memory/objects/") + how, (held - cells) / json, "x"},
          2);
  shown(
      {std::string("memory/objects/") + how + "/with_cells", held / json, "x"});
}

// The same for an array given as one text.
void array(const char* what, const std::string& json) {
  settle();
  const ContextHandle context = new_context();
  const MallocCounts counts = count_malloc([&] { set(context, "list", json); });
  at_most({std::string("memory/array/") + what,
           static_cast<double>(counts.live) / static_cast<double>(json.size()),
           "x"},
          1.6);
}

// The same for an array that grew element by element.
void grown_array() {
  settle();
  const ContextHandle context = new_context();
  size_t json = 2;
  const MallocCounts counts = count_malloc([&] {
    set(context, "list", "[]");
    for (size_t i = 0; i < kEntries; ++i) {
      char text[16];
      const int size = std::snprintf(text, sizeof(text), "%u",
                                     static_cast<unsigned>(mix(i) % 1'000'000));
      must(snaproll_context_append(context.get(), SNAPROLL_Z("/variables/list"),
                                   text, static_cast<size_t>(size), nullptr));
      json += static_cast<size_t>(size) + 1;
    }
  });
  at_most({"memory/array/integers_appended",
           static_cast<double>(counts.live) / static_cast<double>(json), "x"},
          1.6);
}

// What one more snapshot holds after 10 changes of 10,000 variables.
void held_snapshot() {
  constexpr size_t kSnapshots = 100;
  const ContextHandle context = state_of(10'000);
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  snapshot(manager, context);
  std::vector<std::vector<Pair>> inputs;
  for (size_t i = 0; i < kSnapshots; ++i) {
    inputs.push_back(changes(10'000, 10, i));
  }
  const MallocCounts counts = count_malloc([&] {
    for (const auto& input : inputs) {
      set_all(context, input);
      snapshot(manager, context);
    }
  });
  at_most({"held_snapshot/10000", static_cast<double>(counts.live) / kSnapshots,
           "B"},
          12 * kKilo);
}

}  // namespace

void memory_figures() {
  std::vector<size_t> order(kEntries);
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  state("in_order", order);
  std::sort(order.begin(), order.end(),
            [](size_t a, size_t b) { return mix(a) < mix(b); });
  state("in_any_order", order);
  array("doubles", doubles_json(kEntries));
  array("integers", integers_json(kEntries));
  array("digits", digits_json(kEntries));
  grown_array();
  held_snapshot();
}

}  // namespace snaproll::bench
