// What a commit costs beside a bare insert of the same bytes, in turns.
#include <algorithm>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

void against_bare(const char* name, Durability durability,
                  const char* synchronous, double goal) {
  constexpr size_t kRounds = 2000;
  const Scratch dir(true);
  Shape shape;
  Store store = open_store(dir / "runs.db", durability, false);
  Agent agent(store, shape, plain_options());
  BareTable bare(dir / "bare.db", synchronous);
  const std::string body(2100, 'x');
  std::vector<double> ours;
  std::vector<double> theirs;
  const auto before = must(store.stats(), "stats");
  for (size_t i = 0; i < kRounds; ++i) {
    agent.change();
    Step step = must(agent.execution().step_begin("node-" + std::to_string(i)),
                     "begin");
    const Value result = must(Value::text(std::string(1000, 'r')), "result");
    ours.push_back(time_of([&] { must(step.finish(result), "finish"); }));
    theirs.push_back(time_of([&] { bare.insert(body); }));
  }
  const auto after = must(store.stats(), "stats");
  const std::string prefix = std::string("store/commit/") + name;
  const double mine = median(ours);
  const double base = median(theirs);
  shown({prefix + "_p50", mine / 1e3, "us"});
  shown({prefix + "_bare_p50", base / 1e3, "us"});
  at_most({prefix + "_by_bare", mine / base, "times"}, goal);
  shown({prefix + "_longest", largest(ours) / 1e6, "ms"});
  at_most(
      {prefix + "_syncs",
       static_cast<double>(after.syncs - before.syncs) / kRounds, "a commit"},
      durability == Durability::kPower ? 1.01 : 0.01);
}

// The longest commit of many with a large state, where keyframes are due.
void longest(const char* name, size_t document, size_t steps) {
  const Scratch dir(true);
  Shape shape;
  shape.ring = 100;
  shape.message_bytes = 20000;
  shape.document_bytes = document;
  Store store = open_store(dir / "runs.db", Durability::kProcess, true);
  Agent agent(store, shape, plain_options());
  std::vector<double> times;
  for (size_t i = 0; i < steps; ++i)
    times.push_back(time_of([&] { agent.step(); }));
  at_most({name, largest(times) / 1e6, "ms"}, 15);
}

}  // namespace

void commit_figures() {
  against_bare("power", Durability::kPower, "FULL", 1.25);
  against_bare("process", Durability::kProcess, "NORMAL", 2);
  longest("store/commit/longest_1MB", 1 << 20, 1000);
  longest("store/commit/longest_100MB", 100 << 20, 6000);
}

}  // namespace snaproll::bench
