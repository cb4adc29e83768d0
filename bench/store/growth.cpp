// How much a file grows for what was changed: the closed file after n steps,
// less the closed file before them, by the canonical bytes of the values set.
#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

struct Growth {
  double ratio;          // bytes of the file by bytes set
  double per_step_over;  // bytes a step beyond `times` that
};

double grown(const Shape& shape, size_t steps, bool compress, double& set) {
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  uint64_t before = 0;
  uint64_t bytes = 0;
  {
    Store store = open_store(path, Durability::kNone, compress);
    {
      const Agent agent(store, shape, plain_options());
    }
    must(store.close(), "close");
    before = file_bytes(path);
  }
  {
    Store store = open_store(path, Durability::kNone, compress);
    {
      Agent agent(store, shape, plain_options());
      for (size_t i = 0; i < steps; ++i) bytes += agent.step();
    }
    must(store.close(), "close");
  }
  set = static_cast<double>(bytes);
  return static_cast<double>(file_bytes(path) - before);
}

// Where `plain` is told, that many bytes a step are free.
void growth(const char* name, const Shape& shape, size_t steps, bool compress,
            double goal, double free_bytes) {
  double set = 0;
  const double bytes = grown(shape, steps, compress, set);
  const double free = free_bytes * static_cast<double>(steps);
  at_most({name, (bytes - free) / set, "bytes a byte set"}, goal);
}

}  // namespace

void growth_figures() {
  constexpr size_t kSteps = 10000;
  Shape grows;
  growth("store/growth/grows", grows, kSteps, false, 1.6, 0);
  growth("store/growth/grows_zstd", grows, kSteps, true, 0.9, 0);
  Shape stays;
  stays.ring = 100;
  growth("store/growth/stays", stays, kSteps, false, 2.5, 200);
  growth("store/growth/stays_zstd", stays, kSteps, true, 1.2, 0);
  for (const size_t bytes : {50, 500, 2100, 5000, 100000}) {
    Shape any;
    any.ring = 100;
    any.variable_bytes = any.message_bytes = any.result_bytes = bytes / 5 + 1;
    const std::string name = "store/growth/record_" + std::to_string(bytes);
    growth(name.c_str(), any, bytes > 10000 ? 2000 : kSteps, false, 3.2, 200);
  }
  Shape document;
  document.document_bytes = 1 << 20;
  double set = 0;
  const Scratch dir(false);
  const std::string path = dir / "runs.db";
  {
    Store store = open_store(path, Durability::kNone, true);
    {
      Agent agent(store, document, plain_options());
      for (size_t i = 0; i < 1000; ++i)
        set += static_cast<double>(agent.step());
    }
    must(store.close(), "close");
  }
  at_most({"store/document_1MB_1000_steps",
           static_cast<double>(file_bytes(path)) / 1e6, "MB"},
          5);
}

}  // namespace snaproll::bench
