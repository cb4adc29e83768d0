// Opening: what was committed last, as a context takes it over.
#include <utility>

#include "journal/checkpoint_section.hpp"
#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/journal.hpp"
#include "journal/pending.hpp"
#include "journal/replay.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

// A move of which a record has the state.
class MoveOnRecord final : public MoveSource {
 public:
  MoveOnRecord(std::shared_ptr<Home> home,
               std::shared_ptr<const Migrator> migrator, RecordKey key)
      : home_(std::move(home)), migrator_(std::move(migrator)), key_(key) {}

  Result<Move> load() const override {
    Move move;
    RecordHead head;
    uint64_t erases = 0;
    SNAPROLL_CHECK(read(move, head, erases));
    SNAPROLL_TRY(move.state,
                 migrator_->migrate(erases, head, std::move(move.state)));
    return move;
  }

 private:
  Status read(Move& move, RecordHead& head, uint64_t& erases) const {
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(erases, erase_count(*reader));
    SNAPROLL_TRY(ReadRecord record, read_record(*reader, key_));
    if (!has_state(record.row))
      return in_record(key_, Error(Code::kNotFound, "its state has left")
                                 .with_hint("reload the execution"));
    SNAPROLL_TRY(move.state, replay(*home_, *reader, key_));
    move.position = record.body.head.position;
    head = std::move(record.row);
    return {};
  }

  const std::shared_ptr<Home> home_;
  const std::shared_ptr<const Migrator> migrator_;
  const RecordKey key_;
};

}  // namespace

Status Journal::load_newest(StoreReader& reader) {
  SNAPROLL_TRY(auto newest, reader.newest(exec_));
  if (!newest.has_value())
    return Error(Code::kCorrupt, "an execution without a record");
  if (!options_.read_only && newest->key.seq != newest_) {
    stale_ = true;
    return Error(Code::kConflict, "another writer opened this execution")
        .with_hint("reload it");
  }
  newest_ = newest->key.seq;
  SNAPROLL_TRY(erases_, erase_count(reader));
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  head_ = read.body.head;
  working_ = Base();
  if (head_.working == 0) return {};
  const RecordKey key{exec_, head_.working};
  SNAPROLL_TRY(const ReadRecord working, read_record(reader, key));
  working_.key = key;
  working_.commit_id = working.row.commit_id;
  working_.path = working.body.head.path_bytes;
  working_.keyframe_path = working.body.head.keyframe_path;
  working_.keyframe_bytes = working.body.head.keyframe_bytes;
  working_.position = working.body.head.position;
  working_.schema = working.row.schema;
  SNAPROLL_TRY(working_.state,
               replay(*home_, reader, key, {exec_, head_.keyframe.seq}));
  SNAPROLL_TRY(const bool keyed, reader.has_keyframe(key));
  if (keyed) {
    working_.keyframe_path = working_.path;
    working_.keyframe_bytes = working_.state.json_size();
  }
  return {};
}

// Where that is not possible, another keyframe is begun in time.
void Journal::resume_keyframe(StoreReader& reader) {
  keyframe_.reset();
  const KeyframePlace& place = head_.keyframe;
  if (place.seq == 0 || options_.read_only) return;
  const RecordKey key{exec_, place.seq};
  const auto parts = reader.keyframe_parts(key);
  if (!parts.ok() || parts->whole || parts->count != place.parts) return;
  const auto record = read_record(reader, key);
  if (!record.ok() || !has_state(record->row)) return;
  const auto state = replay(*home_, reader, key);
  if (!state.ok()) return;
  auto resumed =
      KeyframeInWork::resume(key, record->body.head.path_bytes, *state, place);
  if (!resumed.ok()) return;
  keyframe_.emplace(*std::move(resumed));
  if (place.ahead != 0) keyframe_->add_to_line(working_.key.seq);
}

Status Journal::restore_checkpoint(StoreReader& reader, Restored& restored) {
  checkpoint_ = nullptr;
  if (head_.checkpoint == 0) return {};
  const RecordKey key{exec_, head_.checkpoint};
  SNAPROLL_TRY(ReadRecord read, read_record(reader, key));
  SNAPROLL_TRY(CapturedState state, replay(*home_, reader, key));
  auto checkpoint =
      decode_checkpoint(read.body.checkpoint.value_or(std::string()), state);
  if (!checkpoint.ok()) return in_record(key, std::move(checkpoint).error());
  checkpoint_ = std::make_shared<const Checkpoint>(*std::move(checkpoint));
  restored.image.checkpoint = checkpoint_;
  restored.checkpoint_record = std::move(read.row);
  restored.checkpoint_state = std::move(state);
  return {};
}

Status Journal::restore_paths(StoreReader& reader, ContextImage& image) {
  paths_ = nullptr;
  SNAPROLL_TRY(const auto row, reader.name(paths_row(exec_, std::nullopt)));
  if (!row.has_value()) return {};
  auto paths = PrivatePaths::from_json(row->info.value_or(std::string()));
  if (!paths.ok())
    return Error(Code::kCorrupt,
                 "the private paths can not be read: " + paths.error().message);
  if (!paths->empty())
    paths_ = std::make_shared<const PrivatePaths>(*std::move(paths));
  image.paths = paths_;
  return {};
}

bool Journal::has_paths(
    const std::shared_ptr<const PrivatePaths>& paths) const {
  const Lock lock(mutex_);
  return paths_ == paths;
}

// O(moves); their states are read when they are asked for.
Result<MovesImage> Journal::restore_moves(StoreReader& reader,
                                          ContextImage& image) {
  MovesImage moves;
  move_seqs_.clear();
  image.redo_holds = head_.redo_holds;
  if (head_.moves == 0) return moves;
  const RecordKey key{exec_, head_.moves};
  SNAPROLL_TRY(const ReadRecord read, read_record(reader, key));
  sections_.moves = read.body.moves.value_or(std::string());
  SNAPROLL_TRY(const MoveSeqs seqs, decode_moves(sections_.moves));
  uint64_t serial = 0;
  for (const auto* list : {&seqs.undo, &seqs.redo}) {
    if (list == &seqs.redo && !head_.redo_holds) break;
    for (const uint64_t seq : *list) {
      Move move;
      move.source = std::make_shared<const MoveOnRecord>(home_, migrator(),
                                                         RecordKey{exec_, seq});
      move.serial = ++serial;
      move_seqs_.emplace(move.serial, seq);
      (list == &seqs.undo ? moves.undo : moves.redo).push_back(std::move(move));
    }
  }
  return moves;
}

// Where it fails, nothing may be committed: what is in memory is not what the
// next record would be built on.
Result<Restored> Journal::restore() {
  const Lock lock(mutex_);
  auto restored = restore_all();
  if (restored.ok()) {
    Status migrated = migrate(*restored);
    if (!migrated.ok()) restored = std::move(migrated).error();
  }
  if (!restored.ok() && !options_.read_only) stale_ = true;
  return restored;
}

// Whether a commit has to know more than the newest record tells.
Result<bool> Journal::is_named(StoreReader& reader) const {
  SNAPROLL_TRY(const uint64_t version, detail::names_version(reader, exec_));
  if (version > 0) return true;
  SNAPROLL_TRY(const uint64_t of_store, detail::names_version(reader, 0));
  return of_store > 0;
}

Result<Restored> Journal::restore_all() {
  SNAPROLL_TRY(const auto reader, home_->rows->read());
  SNAPROLL_CHECK(load_newest(*reader));
  Restored restored;
  ContextImage& image = restored.image;
  image.execution_id = row_.name;
  image.workflow_id = row_.workflow_id;
  image.started_at = row_.started_at;
  image.completed_at = head_.completed_at;
  image.captured = working_.state;
  image.position = head_.position;
  SNAPROLL_CHECK(restore_checkpoint(*reader, restored));
  SNAPROLL_CHECK(restore_paths(*reader, image));
  sections_ = Sections();
  SNAPROLL_TRY(image.moves, restore_moves(*reader, image));
  for (const bool rules : {false, true}) {
    const uint64_t seq = rules ? head_.rules : head_.edges;
    if (seq == 0) continue;
    SNAPROLL_TRY(ReadRecord read, read_record(*reader, {exec_, seq}));
    (rules ? sections_.rules : sections_.edges) =
        (rules ? read.body.rules : read.body.edges).value_or(std::string());
  }
  restored.edges = sections_.edges;
  restored.rules = sections_.rules;
  resume_keyframe(*reader);
  SNAPROLL_CHECK(begin_sweep(*reader));
  known_moves_ = ContextAccess::kAllMoves;
  SNAPROLL_TRY(restored.named, is_named(*reader));
  restored.head = head_;
  stale_ = false;
  return restored;
}

}  // namespace snaproll::detail
