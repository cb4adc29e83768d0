// Taking a value out of a history in memory.
#include <utility>

#include "journal/document.hpp"
#include "journal/name_eraser.hpp"
#include "manager/history.hpp"

namespace snaproll::detail {
namespace {

Result<Snapshot> without_it(Eraser& eraser, const Snapshot& snapshot,
                            uint64_t& states) {
  SNAPROLL_CHECK(snapshot.load());
  SNAPROLL_TRY(CapturedState left, eraser.without(snapshot.captured()));
  Snapshot::Data data;
  data.info = {snapshot.label(), snapshot.trigger_node(), snapshot.metadata()};
  SNAPROLL_TRY(const bool told, eraser.take_from(data.info));
  const bool held = !same_roots(snapshot.captured(), left);
  if (!held && !told) return snapshot;
  if (held) ++states;
  data.id = snapshot.id();
  data.parent = snapshot.parent();
  data.created_at = snapshot.created_at();
  data.captured = std::move(left);
  return Snapshot(std::move(data));
}

}  // namespace

Result<History::Erased> History::without(Eraser& eraser) const {
  Erased made{*this, 0, 0};
  Status status;
  made.history.entries_.each_to_change([&](HistoryEntry& entry) {
    if (!status.ok()) return;
    auto left = without_it(eraser, *entry.snapshot, made.states);
    if (left.ok())
      entry.snapshot = *std::move(left);
    else
      status = left.error();
  });
  if (!status.ok()) return status.error();
  std::vector<NameRow> rows;
  for (const auto& [key, info] : names_.rows())
    rows.push_back(
        {0, static_cast<int32_t>(key.kind), key.name, key.number, info});
  if (!eraser.by_content()) return made;
  SNAPROLL_TRY(const auto names, names_without(eraser, rows));
  std::vector<NameChange> changes;
  for (const ErasedName& one : names) {
    const auto kind = static_cast<NameKind>(one.before.kind);
    changes.push_back({kind, one.before.name, one.before.seq, {}, true});
    changes.push_back(
        {kind, one.after.name, one.after.seq, one.after.info, false});
  }
  made.history.change_names(changes);
  made.names = names.size();
  return made;
}

}  // namespace snaproll::detail
