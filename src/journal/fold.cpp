#include "journal/fold.hpp"

#include <algorithm>
#include <utility>

#include "journal/blobs.hpp"
#include "journal/compress.hpp"
#include "journal/document.hpp"
#include "journal/keyframes.hpp"
#include "journal/sweeper.hpp"
#include "patch/compact_reader.hpp"
#include "patch/operation.hpp"

namespace snaproll::detail {
namespace {

uint64_t bytes_of(const RecordHead& head) {
  return head.body_bytes + kRowBytes;
}

Result<Operations> operations_of(const ReadRecord& record) {
  if (!record.body.delta.has_value()) return Operations();
  auto patch = read_compact(*record.body.delta, stored_limits());
  if (!patch.ok()) return in_record(record.row.key, std::move(patch).error());
  return patch->operations();
}

bool names_blobs(const ReadRecord& record) {
  return record.body.delta.has_value() &&
         !named_blobs(*record.body.delta).empty();
}

}  // namespace

bool NeededRecords::has(const RecordHead& head) const {
  return head.key.seq == newest ||
         (head.number.has_value() && *head.number >= floor) ||
         std::binary_search(seqs.begin(), seqs.end(), head.key.seq);
}

Result<NeededRecords> needed_records(StoreReader& reader, int64_t exec) {
  NeededRecords needed;
  SNAPROLL_TRY(auto newest, reader.newest(exec));
  if (!newest.has_value()) return needed;
  needed.newest = newest->key.seq;
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  const Head& head = read.body.head;
  needed.floor = head.history.floor;
  needed.next_ticket = head.next_ticket;
  needed.seqs = {head.working, head.checkpoint, head.moves, head.edges,
                 head.rules};
  if (head.moves != 0) {
    SNAPROLL_TRY(const ReadRecord moves,
                 read_record(reader, {exec, head.moves}));
    SNAPROLL_TRY(const MoveSeqs seqs,
                 decode_moves(moves.body.moves.value_or(std::string())));
    for (const auto* list : {&seqs.undo, &seqs.redo})
      needed.seqs.insert(needed.seqs.end(), list->begin(), list->end());
  }
  std::sort(needed.seqs.begin(), needed.seqs.end());
  return needed;
}

// What is needed, and where more than one record builds on it.
Result<bool> Folder::stays(const RecordHead& head) {
  if (needed_.has(head)) return true;
  SNAPROLL_TRY(const auto children, writer_.children(head.key));
  return children.size() > 1 ||
         (children.size() == 1 && children.front().exec != exec_);
}

Status Folder::visit(const RecordHead& head) {
  if (std::count(removed_.begin(), removed_.end(), head.key.seq) > 0) return {};
  const bool bare = head.kind == static_cast<int32_t>(RecordKind::kAttempt);
  if (!needed_.has(head)) {
    if (bare) {
      SNAPROLL_TRY(const bool gone,
                   sweep_record(writer_, head, needed_.next_ticket));
      if (gone) removed_.push_back(head.key.seq);
      return {};
    }
    SNAPROLL_TRY(const auto children, writer_.children(head.key));
    if (children.empty()) return remove({head}, 0);
    const bool alone = children.size() == 1 && children.front().exec == exec_;
    if (alone) return {};  // it is folded into that one
  }
  SNAPROLL_TRY(Run run, run_below(head));
  return run.records.empty() ? Status() : fold(head, std::move(run));
}

// None where it has left, or only tells of an attempt any more.
Result<std::optional<RecordHead>> Folder::find_state(RecordKey key) {
  SNAPROLL_TRY(auto found, writer_.record_head(key));
  if (found.has_value() && !has_state(*found)) found.reset();
  return found;
}

// One whose keyframe alone has its state, for its base has left, is what the
// run begins at.
Result<Folder::Run> Folder::run_below(const RecordHead& head) {
  Run run;
  run.base = head.base;
  if (run.base.seq == 0) return run;
  SNAPROLL_TRY(auto below, find_state(run.base));
  for (uint64_t bytes = bytes_of(head);
       below.has_value() && run.base.exec == exec_ &&
       run.records.size() < limits_.records && bytes < limits_.bytes;) {
    SNAPROLL_TRY(const bool stays, this->stays(*below));
    if (stays) break;
    std::optional<RecordHead> next;
    if (below->base.seq != 0) {
      SNAPROLL_TRY(next, find_state(below->base));
      if (!next.has_value()) break;
    }
    bytes += bytes_of(*below);
    run.base = below->base;
    run.records.push_back(*std::move(below));
    below = std::move(next);
  }
  return run;
}

// Newest first, so that what had a record as its base is gone before it.
Status Folder::remove(const std::vector<RecordHead>& records, size_t from) {
  for (size_t i = from; i < records.size(); ++i) {
    SNAPROLL_TRY(const bool gone,
                 sweep_record(writer_, records[i], needed_.next_ticket));
    if (gone) removed_.push_back(records[i].key.seq);
  }
  return {};
}

Status Folder::fold(const RecordHead& head, Run run) {
  SNAPROLL_TRY(const bool keyed, writer_.has_keyframe(head.key));
  if (keyed) return remove(run.records, 0);  // no way leads through them
  size_t newest_keyed = run.records.size();
  for (size_t i = 0; i < run.records.size(); ++i) {
    SNAPROLL_TRY(const bool has, writer_.has_keyframe(run.records[i].key));
    if (!has) continue;
    newest_keyed = i;
    break;
  }
  return fold_into(head, std::move(run), newest_keyed);
}

Result<std::string> Folder::delta_of(const Run& run, const ReadRecord& into) {
  std::vector<ReadRecord> records;
  for (size_t i = run.records.size(); i-- > 0;) {
    SNAPROLL_TRY(ReadRecord record, read_record(writer_, run.records[i].key));
    records.push_back(std::move(record));
  }
  records.push_back(into);
  // Composed operations may tell what a later one replaces: that would keep a
  // blob that no state has.
  if (limits_.always ||
      std::any_of(records.begin(), records.end(), names_blobs))
    return shortest_delta(run.base, records);
  std::vector<Operations> all;
  for (const ReadRecord& record : records) {
    SNAPROLL_TRY(Operations operations, operations_of(record));
    all.push_back(std::move(operations));
  }
  Operations operations = composed(all);
  if (operations.empty()) return std::string();
  return PatchAccess::of(std::move(operations)).to_compact();
}

Result<std::string> Folder::shortest_delta(
    RecordKey base, const std::vector<ReadRecord>& records) {
  CapturedState before;
  if (base.seq != 0) {
    SNAPROLL_TRY(before, replay(home_, writer_, base));
  }
  SNAPROLL_TRY(Replay replayed, Replay::begin(before));
  for (const ReadRecord& record : records) {
    const Status done =
        replayed.apply(record.body.delta.value_or(std::string()));
    if (!done.ok()) return in_record(record.row.key, done.error());
  }
  SNAPROLL_TRY(const CapturedState after, replayed.state(0));
  return delta_between(before, after);
}

Status Folder::fold_into(const RecordHead& head, Run run, size_t keyed) {
  SNAPROLL_TRY(ReadRecord into, read_record(writer_, head.key));
  Head base;  // of what it is built on then; empty where that is nothing
  if (run.base.seq != 0) {
    SNAPROLL_TRY(const ReadRecord below, read_record(writer_, run.base));
    base = below.body.head;
    into.row.base_commit = below.row.commit_id;
    SNAPROLL_TRY(const bool has, writer_.has_keyframe(run.base));
    if (has) base.keyframe_path = base.path_bytes;
  }
  uint64_t freed = bytes_of(head);
  for (const RecordHead& record : run.records) freed += bytes_of(record);
  work_ += freed;
  if (keyed < run.records.size()) {
    const uint64_t known = std::min(base.keyframe_path, base.path_bytes);
    const uint64_t way = base.path_bytes - known + freed;
    if (keyframe_is_due(way, base.keyframe_bytes, into.body.head.keyframe_bytes,
                        false)) {
      // That keyframe stays, and nothing below it is on the way any more.
      SNAPROLL_CHECK(remove(run.records, keyed + 1));
      if (keyed == 0) return {};
      run.base = run.records[keyed].key;
      run.records.resize(keyed);
      return fold_into(head, std::move(run), keyed);
    }
  }
  SNAPROLL_TRY(std::string delta, delta_of(run, into));
  const uint64_t delta_bytes = delta.size() + kRowBytes;
  std::optional<std::string> told_delta;
  if (!delta.empty()) told_delta = std::move(delta);
  into.body.delta.swap(told_delta);
  into.row.base = run.base;
  if (run.base.seq == 0) into.row.base_commit = Id();
  Head& told = into.body.head;
  told.path_bytes = base.path_bytes + delta_bytes;
  told.keyframe_path = base.keyframe_path;
  told.keyframe_bytes = base.keyframe_bytes;
  pack_body(into.row, encode_body(into.body), home_.rows->options().compress);
  const uint64_t written = into.row.body.size() + kRowBytes;
  if (!limits_.always && freed - std::min(freed, written) < written) return {};
  SNAPROLL_CHECK(writer_.rewrite(into.row));
  return remove(run.records, 0);
}

}  // namespace snaproll::detail
