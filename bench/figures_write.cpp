// Setting variables and appending.
#include <string>

#include "snaproll/context.hpp"
#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/figure.hpp"
#include "value/access.hpp"

namespace snaproll::bench {
namespace {

void set_variable(size_t variables) {
  constexpr size_t kBatch = 10'000;
  const ContextHandle context = state_of(variables);
  std::vector<double> times;
  for (size_t round = 0; round < 25; ++round) {
    const auto inputs = changes(variables, kBatch, round);
    times.push_back(time_of([&] { set_all(context, inputs); }) / kBatch);
  }
  shown({"set_variable/" + std::to_string(variables), median(times), "ns"});
}

// The first write after a snapshot, which copies the path to the variable.
void set_after_snapshot(size_t variables) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(10);
  std::vector<double> times;
  for (const Pair& change : changes(variables, 10'000, 0)) {
    snapshot(manager, context);
    times.push_back(time_of([&] { set(context, change.name, change.json); }));
  }
  shown(
      {"set_after_snapshot/" + std::to_string(variables), median(times), "ns"});
}

// Nodes made by the first write after a snapshot, less the new value itself.
void nodes_copied(size_t variables) {
  auto context = Context::create("bench");
  for (size_t i = 0; i < variables; ++i) {
    require(context->set_variable_json(name(i), object(i, 0)).ok());
  }
  const auto held = context->take_snapshot();
  const detail::Node* root = detail::ValueAccess::tree(held->variables());
  const auto [at, json] = changes(variables, 1, 1).front();
  const auto value = Value::parse(json);
  const uint64_t before = detail::tree_counters().nodes_allocated;
  require(context->set_variable(at, *value).ok());
  const uint64_t made = detail::tree_counters().nodes_allocated - before;
  at_most({"set_variable/nodes_copied/" + std::to_string(variables),
           static_cast<double>(made), "nodes"},
          root->height + 1.0);
}

constexpr size_t kMessages = 10'000;

// The whole text is given again with one message more, a snapshot each.
void append_by_whole_text() {
  constexpr size_t kRounds = 20;
  settle();
  const ContextHandle context = new_context();
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  std::vector<double> times;
  std::vector<double> bytes;
  set(context, "messages", messages_json(kMessages));
  for (size_t i = 1; i <= kRounds; ++i) {
    snapshot(manager, context);
    const std::string text = messages_json(kMessages + i);
    times.push_back(time_of([&] { set(context, "messages", text); }));
  }
  for (size_t i = 1; i <= kRounds; ++i) {
    snapshot(manager, context);
    const std::string text = messages_json(kMessages + kRounds + i);
    const MallocCounts counts =
        count_malloc([&] { set(context, "messages", text); });
    bytes.push_back(static_cast<double>(counts.live));
  }
  shown({"append/whole_text", median(times) / 1e3, "us"});
  at_most({"append/whole_text/held", largest(bytes), "B"}, 4 * kKilo);
}

void append_call() {
  settle();
  const ContextHandle context = new_context();
  const ManagerHandle manager = new_manager(10);
  std::vector<double> times;
  set(context, "messages", messages_json(kMessages));
  for (size_t i = 0; i < 2'000; ++i) {
    const std::string text = message(i);
    snapshot(manager, context);
    times.push_back(time_of([&] {
      must(snaproll_context_append(context.get(),
                                   SNAPROLL_Z("/variables/messages"),
                                   text.data(), text.size(), nullptr));
    }));
  }
  at_most({"append/call", median(times) / 1e3, "us"}, 5);
}

// 20 bytes are appended to a string of 1 MB, with a snapshot each, all kept.
void append_text() {
  constexpr size_t kRounds = 5'000;
  settle();
  const ContextHandle context = new_context();
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  set(context, "log", '"' + std::string(1'000'000, 'x') + '"');
  const auto append = [&] {
    must(snaproll_context_append_text(
        context.get(), SNAPROLL_Z("/variables/log"),
        SNAPROLL_Z("one more line, 20 b\n"), nullptr));
    snapshot(manager, context);
  };
  const double time = median_time(kRounds, 1, append);
  const MallocCounts counts = count_malloc([&] {
    for (size_t i = 0; i < kRounds; ++i) append();
  });
  at_most({"append_text", time / 1e3, "us"}, 5);
  at_most({"append_text/held", static_cast<double>(counts.live) / kRounds, "B"},
          8 * kKilo);
}

}  // namespace

void write_figures() {
  for (const size_t variables : {10u, 1'000u, 10'000u}) set_variable(variables);
  for (const size_t variables : {10u, 1'000u, 10'000u, 1'000'000u}) {
    set_after_snapshot(variables);
    nodes_copied(variables);
  }
  append_by_whole_text();
  append_call();
  append_text();
}

}  // namespace snaproll::bench
