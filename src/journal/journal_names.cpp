// Names beside the records, and the index of a history that they need.
#include <algorithm>
#include <set>
#include <utility>

#include "journal/document.hpp"
#include "journal/journal.hpp"
#include "journal/keyframes.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

constexpr size_t kPage = 1000;

Result<EntryRead> entry_of(const RecordHead& head) {
  EntryRead entry;
  entry.number = head.number.value_or(0);
  entry.seq = head.key.seq;
  entry.created_at = head.created_at;
  entry.labelled = head.label.has_value();
  entry.bytes = head.body_bytes;
  auto data = decode_info(head);
  if (!data.ok()) return in_record(head.key, std::move(data).error());
  entry.id = data->id;
  const bool pushed = head.committed_at.has_value();
  if (!pushed) entry.parent = data->parent;
  return entry;
}

// That each of them is in the history still.
Status check_named(StoreWriter& writer, int64_t exec, const NamesWrite& write) {
  SNAPROLL_TRY(auto newest, writer.newest(exec));
  if (!newest.has_value())
    return Error(Code::kNotFound, "the execution was deleted");
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  for (const NameRow& row : write.put) {
    if (row.seq == 0) continue;
    SNAPROLL_TRY(const auto head, writer.record_head({exec, row.seq}));
    const bool there = head.has_value() && head->number.has_value() &&
                       *head->number >= read.body.head.history.floor;
    if (!there)
      return Error(Code::kNotFound, "the snapshot has left the history");
  }
  return {};
}

}  // namespace

Result<std::vector<EntryRead>> Journal::entries(const HistoryHead& head) const {
  std::vector<EntryRead> entries;
  RecordQuery query;
  query.exec = exec_;
  query.floor = head.floor;
  query.below = head.next;
  query.limit = kPage;
  for (;;) {
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(const auto heads, reader->history(query));
    for (const RecordHead& one : heads) {
      SNAPROLL_TRY(const EntryRead entry, entry_of(one));
      entries.push_back(entry);
    }
    if (heads.size() < query.limit) break;
    query.below = heads.back().number.value_or(0);
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

Result<Snapshot> Journal::entry_at(uint64_t seq) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto head, reader->record_head({exec_, seq}));
  if (!head.has_value() || !head->number.has_value())
    return missing_entry(*reader);
  return snapshot_of(*head);
}

Result<std::vector<Snapshot>> Journal::find_between(const HistoryHead& head,
                                                    const Id& first,
                                                    const Id& last,
                                                    size_t limit) const {
  RecordQuery query;
  query.exec = exec_;
  query.floor = head.floor;
  query.below = head.next;
  query.limit = limit;
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto heads, reader->find_between(query, first, last));
  std::vector<Snapshot> found;
  for (const RecordHead& one : heads) {
    SNAPROLL_TRY(Snapshot snapshot, snapshot_of(one));
    found.push_back(std::move(snapshot));
  }
  return found;
}

Result<NamesRead> Journal::names() const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return read_names(*reader, exec_);
}

Result<uint64_t> Journal::names_version() const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return detail::names_version(*reader, exec_);
}

Result<std::optional<std::string>> Journal::store_policy() const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  NameRow key;
  key.kind = static_cast<int32_t>(NameKind::kPolicy);
  SNAPROLL_TRY(auto row, reader->name(key));
  return row.has_value() ? std::move(row->info) : std::optional<std::string>();
}

Status Journal::write_names(const NamesWrite& write, bool owned) {
  const Lock lock(mutex_);
  if (owned) SNAPROLL_CHECK(check_writable());
  SNAPROLL_CHECK(home_->rows->check_usable());
  if (home_->rows->read_only())
    return Error(Code::kReadOnly, "this store was opened for reading");
  const auto told = std::make_shared<const NamesWrite>(write);
  const uint64_t newest = owned ? newest_ : 0;
  Status status = home_->rows->commit(
      [told, newest, exec = exec_](StoreWriter& writer) -> Status {
        if (newest != 0) {
          SNAPROLL_TRY(const auto there, writer.newest(exec));
          if (!there.has_value() || there->key.seq != newest)
            return Error(Code::kConflict,
                         "another writer opened or changed this execution")
                .with_hint("reload it");
        }
        SNAPROLL_CHECK(check_named(writer, exec, *told));
        return detail::write_names(writer, exec, *told, 0);
      },
      write.statements() + 1);
  if (owned && !status.ok() && status.error().code == Code::kConflict)
    stale_ = true;
  return status;
}

Result<uint64_t> Journal::bytes_below(const std::vector<uint64_t>& seqs) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  std::set<RecordKey> seen;
  uint64_t bytes = 0;
  for (const uint64_t seq : seqs) {
    for (RecordKey key{exec_, seq}; key.seq != 0 && seen.insert(key).second;) {
      SNAPROLL_TRY(const auto head, reader->record_head(key));
      if (!head.has_value()) break;
      bytes += head->body_bytes + kRowBytes;
      SNAPROLL_TRY(const bool keyed, reader->has_keyframe(key));
      key = head->base;
      if (!keyed) continue;
      SNAPROLL_TRY(const auto parts, reader->keyframe(head->key));
      for (const std::string& part : parts) bytes += part.size() + kRowBytes;
      break;
    }
  }
  return bytes;
}

}  // namespace snaproll::detail
