// What it takes to open and to look: the last state, an older one, lists.
#include <filesystem>

#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

// An execution of so many steps with a snapshot each, whose state stays at 1.5
// MB.
void make(const std::string& path, size_t steps) {
  Shape shape;
  shape.ring = 200;
  shape.document_bytes = 1150000;
  Store store = open_store(path, Durability::kNone, true);
  {
    Agent agent(store, shape, plain_options());
    for (size_t i = 0; i < steps; ++i) {
      agent.step();
      must(agent.execution().snapshot(), "snapshot");
    }
  }
  must(store.close(), "close");
}

void open_last(size_t steps) {
  constexpr size_t kOpens = 9;
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  make(path, steps);
  std::vector<double> opened;
  std::vector<double> older;
  for (size_t i = 0; i < kOpens; ++i) {
    double look = 0;
    opened.push_back(
        time_of([&] {
          const Store store = open_store(path, Durability::kPower, true);
          OpenOptions options = plain_options();
          options.mode = OpenMode::kRead;
          const Execution run =
              must(Execution::open(store, "agent", options), "open");
          const Snapshot snapshot = must(
              run.manager().find_nth_newest(1 + i * steps / kOpens), "find");
          look = time_of([&] { must(snapshot.load(), "load"); });
          older.push_back(look);
        }) -
        look);
  }
  const std::string name = "store/open/" + std::to_string(steps);
  at_most({name + "_steps", median(opened) / 1e6, "ms"}, 6);
  at_most({name + "_any_snapshot", largest(older) / 1e6, "ms"}, 10);
}

void list_pages() {
  constexpr size_t kEntries = 100000;
  const Scratch dir(false);
  Store store = open_store(dir / "runs.db", Durability::kNone, true);
  Execution run = must(Execution::open(store, "long", plain_options()), "open");
  for (size_t i = 0; i < kEntries; ++i) {
    must(run.context().set_variable("i",
                                    Value::integer(static_cast<int64_t>(i))),
         "set");
    must(run.snapshot(), "snapshot");
  }
  SnapshotFilter filter;
  filter.limit = 100;
  std::vector<double> times;
  for (int i = 0; i < 50; ++i) {
    times.push_back(time_of([&] {
      const auto page = must(run.manager().list(filter), "list");
      filter.after = page.back().id();
    }));
  }
  at_most({"store/list/100_of_100000", median(times) / 1e6, "ms"}, 2);
}

void execution_pages() {
  constexpr size_t kExecutions = 100000;
  const Scratch dir(false);
  Store store = open_store(dir / "runs.db", Durability::kNone, true);
  OpenOptions options = plain_options();
  options.start_snapshot = false;
  options.attributes = {{"tenant", "a"}};
  for (size_t i = 0; i < kExecutions; ++i)
    must(Execution::open(store, "run-" + std::to_string(i), options), "open");
  std::vector<double> times;
  int64_t cursor = 0;
  for (int i = 0; i < 50; ++i) {
    times.push_back(time_of([&] {
      cursor = must(store.executions({}, cursor, 100), "executions").next;
    }));
  }
  at_most({"store/executions/100_of_100000", median(times) / 1e6, "ms"}, 5);
}

double open_time(const std::string& path) {
  std::vector<double> times;
  for (int i = 0; i < 15; ++i) {
    times.push_back(time_of([&] {
      const Store store = open_store(path, Durability::kPower, false);
      OpenOptions options = plain_options();
      options.mode = OpenMode::kRead;
      must(Execution::open(store, "agent-0", options), "open");
    }));
  }
  return median(times);
}

// Files of about 10 MB and 1 GB, the same execution opened in both.
void file_sizes() {
  const Scratch dir(false);
  double times[2] = {};
  for (const bool big : {false, true}) {
    const std::string path = dir / (big ? "big.db" : "small.db");
    Store store = open_store(path, Durability::kNone, false);
    for (size_t i = 0; i < (big ? 100u : 1u); ++i) {
      Shape shape;
      shape.ring = 100;
      Agent agent(store, shape, plain_options(), "agent-" + std::to_string(i));
      for (int k = 0; k < 2200; ++k) agent.step();
    }
    must(store.close(), "close");
    times[big ? 1 : 0] = open_time(path);
    shown({big ? "store/open/big_file" : "store/open/small_file",
           static_cast<double>(file_bytes(path)) / 1e6, "MB"});
  }
  at_most({"store/open/big_by_small", times[1] / times[0], "times"}, 1.5);
}

}  // namespace

void open_figures() {
  open_last(1000);
  open_last(10000);
  list_pages();
  execution_pages();
  file_sizes();
}

}  // namespace snaproll::bench
