// 64 threads that commit, each to an execution of its own.
#include <thread>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kThreads = 64;
constexpr size_t kCommits = 200;  // of each thread

void threads() {
  const Scratch dir(true);
  Store store = open_store(dir / "runs.db", Durability::kPower, false);
  std::vector<std::unique_ptr<Agent>> agents;
  Shape shape;
  for (size_t i = 0; i < kThreads; ++i) {
    agents.push_back(std::make_unique<Agent>(store, shape, plain_options(),
                                             "agent-" + std::to_string(i)));
  }
  const auto before = must(store.stats(), "stats");
  const double ours = time_of([&] {
    std::vector<std::thread> all;
    for (auto& agent : agents) {
      all.emplace_back([&agent] {
        for (size_t k = 0; k < kCommits; ++k) agent->step();
      });
    }
    for (std::thread& thread : all) thread.join();
  });
  const auto after = must(store.stats(), "stats");
  BareTable bare(dir / "bare.db", "FULL");
  const std::string body(2100, 'x');
  const double theirs = time_of([&] {
    for (size_t k = 0; k < kCommits; ++k) {
      bare.begin();
      for (size_t i = 0; i < kThreads; ++i) bare.insert(body);
      bare.commit();
    }
  });
  const double commits = kThreads * kCommits;
  shown({"store/group/commits", commits / ours * 1e9, "a second"});
  shown({"store/group/bare_rows_by_64", commits / theirs * 1e9, "a second"});
  at_least({"store/group/by_bare", theirs / ours, "times"}, 0.5);
  at_most(
      {"store/group/syncs",
       static_cast<double>(after.syncs - before.syncs) / commits, "a commit"},
      0.1);
}

}  // namespace

void group_figures() { threads(); }

}  // namespace snaproll::bench
