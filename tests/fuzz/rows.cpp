// A store of any rows, each with a right checksum: opened, read, checked,
// written to. Input: rows as rows_form.hpp has them.
#include "journal/home.hpp"
#include "reading.hpp"
#include "rows_form.hpp"

namespace snaproll::fuzz {
namespace {

constexpr size_t kMostRows = 64;

Status put(StoreWriter& writer, AnyRow& row) {
  switch (row.kind) {
    case RowKind::kExecution:
      return writer.insert_execution(row.execution);
    case RowKind::kRecord:
      return writer.append(row.record);
    case RowKind::kKeyframe:
      return writer.put_keyframe(row.key, row.part, row.last, row.bytes, {});
    case RowKind::kName:
      return writer.put_name(row.name);
  }
  return {};
}

// What the library itself never writes may be refused here.
void fill(snaproll::Store& store, std::string_view bytes) {
  const auto home = require_ok(store.home(), "a store that is open has a home");
  WireReader reader(bytes);
  for (size_t i = 0; i < kMostRows && reader.ok() && !reader.at_end(); ++i) {
    const auto row = std::make_shared<AnyRow>(read_row(reader));
    static_cast<void>(home->rows->commit(
        [row](StoreWriter& writer) { return put(writer, *row); }, 2));
  }
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(rows) {
  using namespace snaproll::fuzz;
  auto store = require_ok(snaproll::Store::open(":memory:", quick_options()),
                          "a store opens");
  fill(store, Input(data, size).rest());
  // Who makes right checksums can write names, edges and rules that can not be
  // read; a check does not look at these.
  static_cast<void>(read_all(store));
  const bool sound = is_sound(store);
  const auto page = require_ok(store.executions({}, 0, 2), "a list is told");
  if (page.executions.empty()) return 0;
  const std::string id = page.executions.front().id;
  const bool wrote = write_one(store, id);
  if (wrote) require(has_written(store, id), "what was acknowledged is there");
  if (wrote && sound)
    require(is_sound(store), "what was written to stays sound");
  static_cast<void>(worked(store.compact()));
  if (sound) require(is_sound(store), "what was compacted stays sound");
  return 0;
}
