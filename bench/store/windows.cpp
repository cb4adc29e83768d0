// Histories that leave: a rolling window, and retries from one snapshot.
#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

struct Written {
  uint64_t bytes = 0;  // by the process, to all files
  uint64_t file = 0;
  uint64_t state = 0;
};

// 10,000 steps that change three variables and one of 100 node results, with a
// snapshot each.
Written window(size_t keep) {
  constexpr size_t kSteps = 10000;
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  Written written;
  Shape shape;
  shape.ring = 100;
  shape.message_bytes = 1;
  shape.document_bytes = 1 << 20;
  Store store = open_store(path, Durability::kNone, false);
  {
    OpenOptions options = plain_options();
    options.execution.max_snapshots = keep;
    Agent agent(store, shape, options);
    const auto before = must(store.stats(), "stats");
    for (size_t i = 0; i < kSteps; ++i) {
      agent.step();
      must(agent.execution().snapshot(), "snapshot");
    }
    written.bytes =
        must(store.stats(), "stats").bytes_written - before.bytes_written;
    written.state = agent.execution().context().captured().json_size();
  }
  must(store.close(), "close");
  written.file = file_bytes(path);
  return written;
}

uint64_t tried(bool from_one) {
  constexpr size_t kSteps = 1000;
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  Shape shape;
  shape.document_bytes = 1 << 20;
  Store store = open_store(path, Durability::kNone, false);
  {
    Agent agent(store, shape, plain_options());
    const Snapshot start = must(agent.execution().snapshot(), "snapshot");
    for (size_t i = 0; i < kSteps; ++i) {
      agent.step();
      if (from_one) must(agent.execution().rollback_to(start.id()), "rollback");
    }
  }
  must(store.close(), "close");
  return file_bytes(path) - shape.document_bytes;
}

}  // namespace

void window_figures() {
  const Written kept = window(kUnlimited);
  const Written few = window(10);
  at_most({"store/window/written_by_unlimited",
           static_cast<double>(few.bytes) / static_cast<double>(kept.bytes),
           "times"},
          2);
  at_most(
      {"store/window/file_by_state",
       static_cast<double>(few.file) / static_cast<double>(few.state), "times"},
      4);
  at_most({"store/retries_by_line",
           static_cast<double>(tried(true)) / static_cast<double>(tried(false)),
           "times"},
          1.5);
}

}  // namespace snaproll::bench
