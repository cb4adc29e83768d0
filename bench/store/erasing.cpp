// What taking a text out of a store costs: by where it stands, beside a check,
// which decodes every record as well.
#include <string>

#include "snaproll/pointer.hpp"
#include "store/store_bench.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kSteps = 10'000;
constexpr size_t kParts = 1'000;  // of the document, 1 kB each
constexpr const char* kText = "sk-4f7a9c";

// A document of 1 MB, which holds the text in so many of its parts.
Value document(size_t places) {
  std::string json = "[";
  for (size_t i = 0; i < kParts; ++i) {
    if (i > 0) json += ',';
    json += '"' + std::to_string(i) + std::string(1'000, 'd');
    if (i < places) json += kText;
    json += '"';
  }
  return must(Value::parse(json + "]"), "document");
}

// Each step is a commit.
Store make(const Scratch& dir, size_t places) {
  Store store = open_store(dir / "runs.db", Durability::kNone, true);
  Shape shape;
  shape.ring = 100;
  Agent agent(store, shape, plain_options());
  Execution& run = agent.execution();
  must(run.context().set_variable("document", document(places)), "document");
  for (size_t i = 0; i < kSteps; ++i) agent.step();
  must(run.close(), "close");
  return store;
}

void erasing(const char* name, size_t places) {
  const Scratch dir(false);
  Store store = make(dir, places);
  EraseOptions what;
  what.containing = kText;
  EraseReport report;
  const std::string begin = std::string("store/erasing/") + name + '/';
  const Times checked = times_of([&] { must(store.check(), "check"); });
  const Times erased =
      times_of([&] { report = must(store.erase(what), "erase"); });
  shown({begin + "states", static_cast<double>(report.states), "states"});
  shown({begin + "records", static_cast<double>(report.records), "records"});
  shown({begin + "keyframes", static_cast<double>(report.keyframes),
         "keyframes"});
  shown({begin + "ms", erased.processor / 1e6, "ms"});
  shown({begin + "check", checked.processor / 1e6, "ms"});
}

}  // namespace

void erasing_figures() {
  erasing("one_place", 1);
  erasing("all_places", kParts);
}

}  // namespace snaproll::bench
