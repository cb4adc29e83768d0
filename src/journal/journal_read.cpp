// Reading a history: entries by their place, id or what was told of them; a
// state when it is asked for.
#include <algorithm>
#include <utility>

#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/journal.hpp"
#include "journal/pending.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

constexpr size_t kPage = 1000;  // entries that one read gets at most

// The state of one record, kept from when it is first asked for.
class RecordState : public StoredState {
 public:
  RecordState(std::shared_ptr<Home> home,
              std::shared_ptr<const Migrator> migrator, const RecordHead& head)
      : home_(std::move(home)),
        migrator_(std::move(migrator)),
        key_(head.key),
        commit_id_(head.commit_id),
        schema_(head.schema),
        bytes_(head.body_bytes) {}
  RecordState(std::shared_ptr<Home> home, int64_t exec, CapturedState state)
      : home_(std::move(home)), key_{exec, 0}, state_(std::move(state)) {}

  // Before others can see it.
  void place(const Committed& record) noexcept {
    key_.seq = record.seq;
    bytes_ = record.body_bytes;
  }

  Result<const CapturedState*> get() override {
    const Lock lock(mutex_);
    if (!state_.has_value()) {
      uint64_t erases = 0;
      SNAPROLL_TRY(CapturedState state, read(erases));
      RecordHead record;
      record.key = key_;
      record.commit_id = commit_id_;
      record.schema = schema_;
      SNAPROLL_TRY(state_,
                   migrator_->migrate(erases, record, std::move(state)));
    }
    return &*state_;
  }
  uint64_t seq() const noexcept override { return key_.seq; }
  uint64_t stored_bytes() const noexcept override { return bytes_; }
  const void* home() const noexcept override { return home_.get(); }
  int64_t exec() const noexcept override { return key_.exec; }

 private:
  // As it was committed.
  Result<CapturedState> read(uint64_t& erases) const {
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(erases, erase_count(*reader));
    auto state = replay(*home_, *reader, key_);
    if (!state.ok()) return told(*reader, std::move(state).error());
    return state;
  }

  // A record that is not there was not needed any more.
  Error told(StoreReader& reader, Error error) const {
    if (error.code != Code::kCorrupt) return error;
    const auto head = reader.record_head(key_);
    if (!head.ok() || (head->has_value() && has_state(**head))) return error;
    return Error(Code::kNotFound,
                 "the state of this snapshot left the store after it left the "
                 "history");
  }

  const std::shared_ptr<Home> home_;
  const std::shared_ptr<const Migrator> migrator_;  // null = it has its state
  RecordKey key_;
  const Id commit_id_;
  const int64_t schema_ = 0;
  uint64_t bytes_ = 0;
  std::mutex mutex_;
  std::optional<CapturedState> state_;
};

}  // namespace

Result<Snapshot> Journal::snapshot_of(const RecordHead& head) const {
  auto data = decode_info(head);
  if (!data.ok()) return in_record(head.key, std::move(data).error());
  data->stored = std::make_shared<RecordState>(home_, migrator(), head);
  return Snapshot(*std::move(data));
}

Snapshot Journal::stored(const Snapshot& taken) const {
  Snapshot::Data data;
  data.id = taken.id();
  data.parent = taken.parent();
  data.created_at = taken.created_at();
  data.info = {taken.label(), taken.trigger_node(), taken.metadata()};
  data.stored = std::make_shared<RecordState>(home_, exec_, taken.captured());
  return Snapshot(std::move(data));
}

void Journal::place(const Snapshot& stored, const Committed& record) noexcept {
  static_cast<RecordState&>(*stored.stored()).place(record);
}

Result<CapturedState> Journal::state(RecordKey key) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return replay(*home_, *reader, key);
}

Result<std::optional<Snapshot>> Journal::find(const HistoryHead& head,
                                              const Id& id) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto found,
               reader->find(exec_, head.floor, head.next, id));
  if (!found.has_value()) return std::optional<Snapshot>();
  SNAPROLL_TRY(Snapshot snapshot, snapshot_of(*found));
  return std::optional<Snapshot>(std::move(snapshot));
}

Result<std::optional<uint64_t>> Journal::number_of(const HistoryHead& head,
                                                   const Id& id) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto found,
               reader->find(exec_, head.floor, head.next, id));
  return found.has_value() ? found->number : std::nullopt;
}

Result<std::vector<RecordHead>> Journal::nth_heads(StoreReader& reader,
                                                   const HistoryHead& head,
                                                   uint64_t n) const {
  RecordQuery query;
  query.exec = exec_;
  query.floor = head.floor;
  query.limit = 1;
  if (head.count == head.next - head.floor) {
    query.below = head.next - n;  // no gaps: the number is known
  } else {
    query.below = head.next;
    query.skip = static_cast<size_t>(n);
  }
  return reader.history(query);
}

Error Journal::missing_entry(StoreReader& reader) const {
  const auto newest = reader.newest(exec_);
  const Lock lock(mutex_);
  if (newest.ok() && newest->has_value() && (*newest)->key.seq != newest_)
    return Error(Code::kConflict, "another writer changed the history")
        .with_hint("reload it");
  return {Code::kCorrupt, "an entry of the history is missing"};
}

Result<std::optional<Snapshot>> Journal::nth_newest(const HistoryHead& head,
                                                    size_t n) const {
  if (n >= head.count) return std::optional<Snapshot>();
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto found, nth_heads(*reader, head, n));
  if (found.empty()) return missing_entry(*reader);
  SNAPROLL_TRY(Snapshot snapshot, snapshot_of(found.front()));
  return std::optional<Snapshot>(std::move(snapshot));
}

Result<uint64_t> Journal::floor_for(const HistoryHead& head,
                                    uint64_t keep) const {
  if (keep >= head.count) return head.floor;
  if (keep == 0) return head.next;
  if (head.count == head.next - head.floor) return head.next - keep;
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(const auto found, nth_heads(*reader, head, keep - 1));
  if (found.empty() || !found.front().number.has_value())
    return missing_entry(*reader);
  return *found.front().number;
}

Result<std::vector<Snapshot>> Journal::list(const HistoryHead& head,
                                            RecordQuery query) const {
  query.exec = exec_;
  query.floor = head.floor;
  query.below = std::min(query.below, head.next);
  const size_t most = query.limit;
  std::vector<Snapshot> snapshots;
  while (snapshots.size() < most) {
    query.limit = std::min(kPage, most - snapshots.size());
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(const auto heads, reader->history(query));
    for (const RecordHead& one : heads) {
      SNAPROLL_TRY(Snapshot snapshot, snapshot_of(one));
      snapshots.push_back(std::move(snapshot));
    }
    if (heads.size() < query.limit) break;
    query.below = heads.back().number.value_or(0);
    query.skip = 0;
  }
  return snapshots;
}

Result<std::vector<std::pair<uint64_t, uint64_t>>> Journal::older_than(
    const HistoryHead& head, Time time) const {
  std::vector<std::pair<uint64_t, uint64_t>> found;
  RecordQuery query;
  query.exec = exec_;
  query.floor = head.floor;
  query.below = head.next;
  query.until = time;
  query.limit = kPage;
  for (;;) {
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(const auto heads, reader->history(query));
    for (const RecordHead& one : heads)
      found.emplace_back(one.key.seq, one.number.value_or(0));
    if (heads.size() < query.limit) break;
    query.below = heads.back().number.value_or(0);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

Result<std::vector<AttemptNote>> Journal::attempts(size_t limit) const {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_TRY(auto heads, reader->attempts(exec_, limit, false));
  if (heads.size() == limit && !heads.empty()) {
    const uint64_t oldest = heads.back().key.seq;
    SNAPROLL_TRY(auto effects, reader->attempts(exec_, SIZE_MAX, true));
    SNAPROLL_TRY(auto newest, reader->newest_attempts(exec_, oldest));
    for (auto* more : {&effects, &newest})
      for (RecordHead& head : *more)
        if (head.key.seq < oldest) heads.push_back(std::move(head));
  }
  std::sort(heads.begin(), heads.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });
  std::vector<AttemptNote> notes;
  uint64_t last = 0;
  for (const RecordHead& head : heads) {
    if (std::exchange(last, head.key.seq) == head.key.seq) continue;
    auto note = decode_attempt(head.attempt.value_or(std::string()),
                               head.node.value_or(std::string()));
    if (!note.ok()) return in_record(head.key, std::move(note).error());
    note->attempt.irreversible = head.effect;
    notes.push_back(*std::move(note));
  }
  return notes;
}

Result<std::vector<Journal::Written>> Journal::writes(
    uint64_t from_sequence) const {
  std::vector<Written> found;
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_CHECK(reader->records(
      exec_, 0, true, true, [&](RecordRow& row) -> Result<bool> {
        if (!row.attempt.has_value()) return true;
        const std::string node = row.node.value_or(std::string());
        SNAPROLL_TRY(const AttemptNote note,
                     decode_attempt(*row.attempt, node));
        if (note.attempt.outcome != AttemptOutcome::kOpen &&
            note.sequence < from_sequence)
          return false;
        SNAPROLL_TRY(ReadRecord read, decode_record(std::move(row)));
        if (read.body.writes.has_value())
          found.push_back({node, note.sequence, *std::move(read.body.writes)});
        return true;
      }));
  std::reverse(found.begin(), found.end());
  return found;
}

Result<std::string> Journal::blob(const BlobHash& hash) const {
  {
    const Lock lock(mutex_);
    if (closed_) return Error(Code::kUnusable, "this execution is closed");
  }
  if (const auto waiting = blobs_->find(hash)) return *waiting;
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  return read_blob(*reader, hash);
}

}  // namespace snaproll::detail
