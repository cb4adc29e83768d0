// What a file gives back when most snapshots leave from its middle, and what
// that writes.
#include <algorithm>
#include <set>
#include <vector>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kSteps = 10'000;
constexpr Time kStart = 1'714'564'800'000'000'000;  // 2024-05-01T12:00:00Z
constexpr int64_t kMinute = 60'000'000'000;
constexpr const char* kPolicy = "keep-last=78 thin=log";  // about 100

struct Made {
  uint64_t rows = 0;  // bytes of records and keyframes
  uint64_t file = 0;  // without pages that hold nothing
  uint64_t compacted = 0;
  uint64_t chain = 0;
  uint64_t written = 0;  // by commits
  uint64_t folded = 0;   // by pruning
  std::vector<size_t> kept;
};

uint64_t rows_of(const StoreStats& stats) {
  return stats.record_bytes + stats.keyframe_bytes;
}

OpenOptions minute_options(bool save_steps) {
  OpenOptions options = plain_options();
  options.save_steps = save_steps;
  options.start_snapshot = false;
  Environment environment;
  environment.clock = std::make_shared<Clock>(kStart, 0);
  environment.ids = std::make_shared<IdSource>();
  options.execution.environment =
      std::make_shared<const Environment>(environment);
  return options;
}

// A step a minute, each of `steps` with a snapshot; where none are told each
// has one, and they are thinned: by commits from the first on, or at the end.
Made run(const Shape& shape, const std::set<size_t>& steps, bool by_commits) {
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  const bool all = steps.empty();
  Store store = open_store(path, Durability::kNone, false);
  Made made;
  {
    const OpenOptions options = minute_options(all);
    Agent agent(store, shape, options);
    Manager& manager = agent.execution().manager();
    const Policy policy = must(Policy::parse(kPolicy), "policy");
    if (by_commits) must(manager.set_policy(policy), "policy");
    for (size_t i = 0; i < kSteps; ++i) {
      must(options.execution.environment->clock->set(
               kStart + static_cast<Time>(i) * kMinute),
           "clock");
      agent.step();
      if (all || steps.count(i) > 0)
        must(agent.execution().snapshot(), "snapshot");
    }
    const StoreStats before = must(store.stats(), "stats");
    made.written = before.bytes_written;
    if (all) must(manager.prune(false, policy), "prune");
    const StoreStats stats = must(store.stats(), "stats");
    made.folded = stats.bytes_written - before.bytes_written;
    made.rows = rows_of(stats);
    made.chain = stats.longest_chain;
    for (const Snapshot& one : manager.list())
      made.kept.push_back(
          static_cast<size_t>((one.created_at() - kStart) / kMinute));
    must(agent.execution().close(), "close");
  }
  must(store.close(), "close");
  store = open_store(path, Durability::kNone, false);
  const StoreStats closed = must(store.stats(), "stats");
  made.file = closed.file_bytes - closed.free_bytes;
  must(store.close(), "close");
  store = open_store(path, Durability::kNone, false);
  must(store.compact(), "compact");
  must(store.close(), "close");
  made.compacted = file_bytes(path);
  return made;
}

double by(uint64_t a, uint64_t b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

void thinning(const std::string& name, const Shape& shape) {
  const Made at_end = run(shape, {}, false);
  const Made by_commits = run(shape, {}, true);
  const Made only = run(
      shape, std::set<size_t>(at_end.kept.begin(), at_end.kept.end()), false);
  const std::string begin = "store/thinning/" + name + '/';
  shown({begin + "kept", static_cast<double>(at_end.kept.size()), "snapshots"});
  shown({begin + "rows", by(at_end.rows, 1), "bytes"});
  shown({begin + "file", by(at_end.file, 1), "bytes"});
  shown({begin + "file_compacted", by(at_end.compacted, 1), "bytes"});
  shown({begin + "file_only_ever", by(only.file, 1), "bytes"});
  shown({begin + "longest_chain", by(at_end.chain, 1), "records"});
  at_most({begin + "rows_by_only_ever", by(at_end.rows, only.rows), "times"},
          2.5);
  at_most({begin + "file_by_only_ever", by(at_end.file, only.file), "times"},
          2.5);
  at_most({begin + "compacted_by_only_ever", by(at_end.compacted, only.file),
           "times"},
          1.3);
  at_most({begin + "written_by_committed", by(at_end.folded, at_end.written),
           "times"},
          0.5);
  at_most({begin + "by_commits/rows_by_only_ever",
           by(by_commits.rows, only.rows), "times"},
          2.5);
  at_most({begin + "by_commits/file_by_only_ever",
           by(by_commits.file, only.file), "times"},
          2.5);
  at_most({begin + "by_commits/compacted_by_only_ever",
           by(by_commits.compacted, only.file), "times"},
          1.3);
  // With the pages that records were taken out of.
  shown({begin + "by_commits/written_more",
         by(by_commits.written, at_end.written) - 1, "times"});
}

}  // namespace

void thinning_figures() {
  Shape grows;
  grows.variable_bytes = 100;
  thinning("grows", grows);
  Shape stays = grows;
  stays.ring = 100;
  thinning("stays", stays);
}

}  // namespace snaproll::bench
