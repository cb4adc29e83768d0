// An export from outside: what is taken is whole, can be read, and exported
// again. Input: its lines.
#include "reading.hpp"

namespace snaproll::fuzz {
namespace {

// Whether it was taken whole; its lines again, in the form of the first.
bool import(Store& store, std::string_view lines, std::string_view as) {
  auto importer = require_ok(Importer::begin(store, as), "an import begins");
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (!worked(importer.add(line))) return false;
  }
  return worked(importer.finish());
}

std::string exported(const Store& store, std::string_view id, bool full) {
  auto exporter =
      require_ok(Exporter::begin(store, id, full), "what is there is exported");
  std::string lines;
  for (;;) {
    auto line = require_ok(exporter.next(), "an export comes to its end");
    if (!line.has_value()) return lines;
    lines += *line + '\n';
  }
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(import) {
  using namespace snaproll::fuzz;
  using snaproll::Store;
  auto store =
      require_ok(Store::open(":memory:", quick_options()), "a store opens");
  const std::string_view lines = Input(data, size).rest();
  if (!import(store, lines, "taken")) {
    const auto left = require_ok(store.executions(), "a store tells its list");
    require(left.executions.empty(), "of what is refused nothing stays");
    require(is_sound(store), "what refused an import is sound");
    return 0;
  }
  require(is_sound(store), "what took an import is sound");
  require(read_all(store), "what was imported can be read");
  require(import(store, exported(store, "taken", false), "again"),
          "what was exported can be imported");
  require(import(store, exported(store, "taken", true), "in full"),
          "a full export can be imported");
  require(write_one(store, "taken"), "what was imported can be written to");
  require(is_sound(store), "what was written to stays sound");
  return 0;
}
