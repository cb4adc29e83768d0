#include "journal/compaction.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/keyframes.hpp"
#include "journal/sweeper.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kBatch = 256;             // records that one step visits
constexpr uint64_t kStepBytes = 8u << 20;  // and folds

Status check_cancel(const Cancel* cancel) {
  if (cancel != nullptr && cancel->triggered())
    return Error(Code::kStopped, "stopped while removing records");
  return {};
}

// The oldest record whose state is needed, but for those that moves name; 0
// where none is.
Result<uint64_t> oldest_needed(StoreReader& reader, int64_t exec) {
  SNAPROLL_TRY(auto newest, reader.newest(exec));
  if (!newest.has_value()) return uint64_t{0};
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  const Head& head = read.body.head;
  if (head.history.count == 0) return head.working;
  RecordQuery query;
  query.exec = exec;
  query.floor = head.history.floor;
  query.below = head.history.floor + 1;
  query.limit = 1;
  SNAPROLL_TRY(auto found, reader.history(query));
  if (found.empty()) {
    query.below = head.history.next;
    query.skip = static_cast<size_t>(head.history.count - 1);
    SNAPROLL_TRY(found, reader.history(query));
  }
  if (found.empty()) return uint64_t{0};
  return std::min(head.working, found.front().key.seq);
}

// What one step visits, newest first, from `from` on down to `to`.
struct Pass {
  uint64_t from = SweepPlace::kNewest;
  uint64_t to = 1;
  bool ended = false;
  std::optional<uint64_t> last;  // where it did not come to all that was read
  std::vector<uint64_t> removed;
};

using Visit = std::function<Status(StoreWriter& writer, Pass& pass,
                                   const std::vector<RecordHead>& heads)>;

Status visit_some(StoreWriter& writer, int64_t exec, Pass& pass,
                  const Visit& visit) {
  pass.removed.clear();
  pass.last.reset();
  SNAPROLL_TRY(const auto heads,
               writer.heads_between(exec, pass.from, 1, kBatch));
  SNAPROLL_CHECK(visit(writer, pass, heads));
  if (heads.size() < kBatch && !pass.last.has_value()) {
    pass.ended = true;
    return {};
  }
  const uint64_t last = pass.last.value_or(heads.back().key.seq);
  pass.ended = last <= 1;
  if (!pass.ended) pass.from = last - 1;
  return {};
}

Result<std::vector<uint64_t>> visit_all(Work& work, int64_t exec, uint64_t from,
                                        const Visit& visit,
                                        const Cancel* cancel) {
  std::vector<uint64_t> removed;
  uint64_t next = from;
  for (bool ended = false; !ended;) {
    SNAPROLL_CHECK(check_cancel(cancel));
    const auto pass = std::make_shared<Pass>();
    pass->from = next;
    const Store::Member step = [pass, exec, visit](StoreWriter& writer) {
      return visit_some(writer, exec, *pass, visit);
    };
    SNAPROLL_CHECK(work.write(step));
    next = pass->from;
    ended = pass->ended;
    removed.insert(removed.end(), pass->removed.begin(), pass->removed.end());
  }
  return removed;
}

// Records below a keyframe that is at or below the oldest that is needed.
Result<std::vector<uint64_t>> remove_below(Work& work, int64_t exec,
                                           uint64_t keyframe,
                                           const Cancel* cancel) {
  const Visit visit = [exec](StoreWriter& writer, Pass& pass,
                             const std::vector<RecordHead>& heads) -> Status {
    SNAPROLL_TRY(const NeededRecords needed, needed_records(writer, exec));
    for (const RecordHead& head : heads) {
      if (needed.has(head)) continue;
      SNAPROLL_TRY(const bool gone,
                   sweep_record(writer, head, needed.next_ticket));
      if (gone) pass.removed.push_back(head.key.seq);
    }
    return {};
  };
  if (keyframe <= 1) return std::vector<uint64_t>();
  return visit_all(work, exec, keyframe - 1, visit, cancel);
}

// Makes every record before this one superfluous for its state, which was read
// after so many erases; where there was one since, it is left.
Status put_whole_keyframe(Work& work, const CapturedState& state, RecordKey key,
                          uint64_t erases, bool compressed) {
  SNAPROLL_TRY(WholeKeyframe made, whole_keyframe(key, state, compressed));
  const auto parts = std::make_shared<const WholeKeyframe>(std::move(made));
  const Store::Member put = [parts, erases](StoreWriter& writer) -> Status {
    SNAPROLL_TRY(const uint64_t now, erase_count(writer));
    return now == erases ? put_whole(writer, *parts) : Status();
  };
  return work.write(put);
}

struct Bottom {
  uint64_t oldest = 0;
  uint64_t keyframe = 0;  // the newest one at or below it
  uint64_t before = 0;    // bytes of the records below it
};

Result<Bottom> bottom_of(Work& work, int64_t exec) {
  Bottom bottom;
  const Work::Reading look = [&](StoreReader& reader) -> Status {
    SNAPROLL_TRY(bottom.oldest, oldest_needed(reader, exec));
    if (bottom.oldest <= 1) return {};
    SNAPROLL_TRY(bottom.keyframe, reader.newest_keyframe(exec, bottom.oldest));
    return reader.records(exec, 0, false, false,
                          [&](RecordRow& row) -> Result<bool> {
                            if (row.key.seq >= bottom.oldest) return false;
                            bottom.before += row.body_bytes + kRowBytes;
                            return true;
                          });
  };
  SNAPROLL_CHECK(work.read(look));
  return bottom;
}

}  // namespace

Status OwnTransactions::read(const Reading& reading) {
  SNAPROLL_TRY(const auto reader, rows_.read());
  return reading(*reader);
}

Status OwnTransactions::write(const Store::Member& member) {
  constexpr int kMany = 2;  // a transaction, whatever it does
  return rows_.commit(member, kMany);
}

Result<std::vector<uint64_t>> fold_records(Work& work,
                                           const std::shared_ptr<Home>& home,
                                           int64_t exec,
                                           const FoldLimits& limits,
                                           const Cancel* cancel) {
  const Visit visit = [home, exec, limits](
                          StoreWriter& writer, Pass& pass,
                          const std::vector<RecordHead>& heads) -> Status {
    SNAPROLL_TRY(const NeededRecords needed, needed_records(writer, exec));
    Folder folder(*home, writer, exec, needed, limits);
    for (const RecordHead& head : heads) {
      SNAPROLL_CHECK(folder.visit(head));
      if (folder.work() < kStepBytes) continue;
      pass.last = head.key.seq;
      break;
    }
    pass.removed = folder.removed();
    return {};
  };
  SNAPROLL_TRY(auto removed,
               visit_all(work, exec, SweepPlace::kNewest, visit, cancel));
  SNAPROLL_TRY(const Bottom bottom, bottom_of(work, exec));
  SNAPROLL_TRY(const auto below,
               remove_below(work, exec, bottom.keyframe, cancel));
  removed.insert(removed.end(), below.begin(), below.end());
  return removed;
}

Status compact_records(Work& work, const std::shared_ptr<Home>& home,
                       int64_t exec, const Cancel* cancel) {
  SNAPROLL_TRY(auto removed, fold_records(work, home, exec,
                                          FoldLimits::of_compaction(), cancel));
  SNAPROLL_TRY(const Bottom bottom, bottom_of(work, exec));
  if (bottom.oldest > 1 && bottom.keyframe != bottom.oldest) {
    const RecordKey key{exec, bottom.oldest};
    CapturedState state;
    uint64_t erases = 0;
    const Work::Reading read_state = [&](StoreReader& reader) -> Status {
      SNAPROLL_TRY(erases, erase_count(reader));
      SNAPROLL_TRY(const ReadRecord record, read_record(reader, key));
      SNAPROLL_TRY(state, replay(*home, reader, key));
      state.next_sequence = record.body.head.next_sequence;
      return {};
    };
    SNAPROLL_CHECK(work.read(read_state));
    if (state.json_size() < bottom.before) {
      SNAPROLL_CHECK(put_whole_keyframe(work, state, key, erases,
                                        home->rows->options().compress));
      SNAPROLL_TRY(const auto below,
                   remove_below(work, exec, bottom.oldest, cancel));
      removed.insert(removed.end(), below.begin(), below.end());
    }
  }
  for (const uint64_t seq : removed) home->cache.remove({exec, seq});
  return {};
}

}  // namespace snaproll::detail
