// What policies cost: pruning a long history at once, and one snapshot with
// each that enters.
#include <algorithm>
#include <vector>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

constexpr Time kStart = 1'714'564'800'000'000'000;  // 2024-05-01T12:00:00Z
constexpr int64_t kMinute = 60'000'000'000;
constexpr const char* kFull =
    "keep-last=10 keep-within=2h keep-hourly=24 keep-daily=7 keep-weekly=4 "
    "keep-monthly=12 keep-yearly=3 keep-tagged keep-labelled keep-branches "
    "thin=log max-count=1000 max-age=365d max-bytes=64MiB";

class Minutes {
 public:
  explicit Minutes(const Store* store) : agent_(make(store), shape()) {}
  Manager& manager() { return agent_.execution().manager(); }
  Snapshot take() {
    agent_.step();
    return must(snapshot(), "snapshot");
  }
  // Nanoseconds of the processor of each snapshot alone.
  std::vector<double> times(size_t count) {
    std::vector<double> all;
    for (size_t i = 0; i < count; ++i) {
      agent_.step();
      all.push_back(times_of([&] { must(snapshot(), "snapshot"); }).processor);
    }
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  static Shape shape() {
    Shape shape;
    shape.variable_bytes = 100;
    shape.ring = 100;
    return shape;
  }
  Execution make(const Store* store) {
    OpenOptions options = plain_options();
    options.start_snapshot = false;
    Environment environment;
    environment.clock = clock_;
    environment.ids = std::make_shared<IdSource>();
    options.execution.environment =
        std::make_shared<const Environment>(environment);
    return store == nullptr
               ? must(Execution::create(options.execution), "create")
               : must(Execution::open(*store, "agent", options), "open");
  }
  Result<Snapshot> snapshot() {
    must(clock_->advance(kMinute), "clock");
    return agent_.execution().snapshot();
  }

  std::shared_ptr<Clock> clock_ = std::make_shared<Clock>(kStart, 0);
  Agent agent_;
};

void prune_all(bool twins) {
  constexpr size_t kCount = 100'000;
  Minutes run(nullptr);
  for (size_t i = 0; i < kCount; ++i) {
    const Snapshot taken = run.take();
    if (i % 5000 == 0) must(run.manager().tag(taken.id(), "keep"), "tag");
    if (twins && i == kCount / 2) must(run.manager().push_snapshot(taken), "");
  }
  size_t removed = 0;
  const Times time = times_of([&] {
    removed = must(run.manager().prune(false, must(Policy::parse(kFull), "")),
                   "prune")
                  .removed;
  });
  const std::string name =
      std::string("prune/100000_snapshots") + (twins ? "/one_twice" : "");
  shown({name + "/removed", static_cast<double>(removed), "snapshots"});
  at_most({name, time.processor / 1e9, "s of processor"}, 1);
  shown({name + "/clock", time.clock / 1e9, "s"});
}

double at_99(const std::vector<double>& sorted) {
  return sorted[sorted.size() * 99 / 100] / 1e3;
}

// Each snapshot that enters lets one of `held` others leave. On a store a
// commit is measured with it, so that without a policy is shown beside it.
void prune_with_commits(const Store* store, const std::string& name) {
  constexpr size_t kHeld = 10'000;
  Minutes run(store);
  for (size_t i = 0; i < kHeld; ++i) run.take();
  const auto without = run.times(2000);
  const Policy policy = must(
      Policy::parse("keep-last=10000 keep-daily=7 keep-tagged thin=log"), "");
  must(run.manager().set_policy(policy), "policy");
  must(run.manager().prune(false), "prune");
  const auto with = run.times(2000);
  shown({name + "/without", at_99(without), "us at p99"});
  shown({name + "/median", with[with.size() / 2] / 1e3, "us"});
  const Figure figure{name, at_99(with), "us at p99"};
  if (store == nullptr)
    at_most(figure, 200);
  else
    shown(figure);
}

}  // namespace

void pruning_figures() {
  prune_all(false);
  prune_all(true);
  prune_with_commits(nullptr, "prune/each_of_10000");
  const Scratch dir(false);
  const Store store = open_store(dir / "runs.db", Durability::kProcess, true);
  prune_with_commits(&store, "store/prune/each_of_10000");
}

}  // namespace snaproll::bench
