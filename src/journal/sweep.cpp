#include "journal/sweep.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "journal/document.hpp"
#include "journal/keyframes.hpp"
#include "journal/owner.hpp"
#include "journal/replay.hpp"
#include "journal/sweeper.hpp"
#include "snaproll/options.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kBatch = 256;  // records that one transaction removes
constexpr size_t kPage = 100;   // executions that one read gets

Status check_cancel(const Cancel* cancel) {
  if (cancel != nullptr && cancel->triggered())
    return Error(Code::kStopped, "stopped while removing records");
  return {};
}

// Those with seq < `below`, newest first, `needed` aside.
Result<std::vector<RecordKey>> records_below(Home& home, int64_t exec,
                                             uint64_t below,
                                             const std::set<uint64_t>& needed) {
  std::vector<RecordKey> keys;
  SNAPROLL_TRY(const auto reader, home.rows->read());
  SNAPROLL_CHECK(reader->records(exec, 0, false, false,
                                 [&](RecordRow& row) -> Result<bool> {
                                   if (row.key.seq >= below) return false;
                                   if (needed.count(row.key.seq) == 0)
                                     keys.push_back(row.key);
                                   return true;
                                 }));
  std::reverse(keys.begin(), keys.end());
  return keys;
}

// Those of attempts that are on record leave that behind, but where the whole
// execution goes; `next_ticket` is told where it stays.
Status remove_all(Home& home, const std::vector<RecordKey>& keys,
                  std::optional<uint64_t> next_ticket, const Cancel* cancel) {
  for (size_t at = 0; at < keys.size(); at += kBatch) {
    SNAPROLL_CHECK(check_cancel(cancel));
    const size_t end = std::min(keys.size(), at + kBatch);
    const std::vector<RecordKey> batch(
        keys.begin() + static_cast<std::ptrdiff_t>(at),
        keys.begin() + static_cast<std::ptrdiff_t>(end));
    const Status status = home.rows->commit(
        [batch, next_ticket](StoreWriter& writer) -> Status {
          for (const RecordKey key : batch) {
            SNAPROLL_TRY(const auto head, writer.record_head(key));
            if (!head.has_value()) continue;
            SNAPROLL_TRY([[maybe_unused]] const bool removed,
                         next_ticket.has_value()
                             ? sweep_record(writer, *head, *next_ticket)
                             : writer.remove(key));
          }
          return {};
        },
        static_cast<int>(2 * batch.size()));
    if (!status.ok()) return status;
    for (const RecordKey key : batch) home.cache.remove(key);
  }
  return {};
}

// What the newest record of an execution says is needed.
struct Needs {
  uint64_t oldest = 0;  // of the history, or the working state
  uint64_t next_ticket = 0;
  std::set<uint64_t> others;
};

Result<Needs> needs_of(StoreReader& reader, int64_t exec) {
  Needs needs;
  SNAPROLL_TRY(auto newest, reader.newest(exec));
  if (!newest.has_value()) return needs;
  SNAPROLL_TRY(const ReadRecord read, decode_record(*std::move(newest)));
  const Head& head = read.body.head;
  needs.oldest = head.working;
  needs.next_ticket = head.next_ticket;
  for (const uint64_t seq :
       {head.working, head.checkpoint, head.moves, head.edges, head.rules})
    needs.others.insert(seq);
  if (head.moves != 0) {
    SNAPROLL_TRY(const ReadRecord moves,
                 read_record(reader, {exec, head.moves}));
    SNAPROLL_TRY(const MoveSeqs seqs,
                 decode_moves(moves.body.moves.value_or(std::string())));
    needs.others.insert(seqs.undo.begin(), seqs.undo.end());
    needs.others.insert(seqs.redo.begin(), seqs.redo.end());
  }
  if (head.history.count > 0) {
    RecordQuery query;
    query.exec = exec;
    query.floor = head.history.floor;
    query.skip = static_cast<size_t>(head.history.count - 1);
    query.limit = 1;
    SNAPROLL_TRY(const auto found, reader.history(query));
    if (!found.empty())
      needs.oldest = std::min(needs.oldest, found.front().key.seq);
  }
  return needs;
}

// Makes every record before this one superfluous for its state.
Status put_whole_keyframe(Home& home, RecordKey key, uint64_t next_sequence) {
  CapturedState state;
  {
    SNAPROLL_TRY(const auto reader, home.rows->read());
    SNAPROLL_TRY(state, replay(home, *reader, key));
    state.next_sequence = next_sequence;
  }
  SNAPROLL_TRY(KeyframeInWork work, KeyframeInWork::begin(key, 0, state));
  const auto parts = std::make_shared<std::vector<KeyframeInWork::Part>>();
  do {
    parts->push_back(*work.next(UINT64_MAX, home.rows->options().compress));
  } while (!work.written());
  // At once: another handle may be writing parts of one for the same record.
  return home.rows->commit(
      [parts](StoreWriter& writer) -> Status {
        SNAPROLL_CHECK(writer.remove_keyframe(parts->front().key));
        for (const KeyframeInWork::Part& part : *parts)
          SNAPROLL_CHECK(writer.put_keyframe(part.key, part.number, part.last,
                                             part.bytes));
        return {};
      },
      static_cast<int>(parts->size() + 1));
}

Status sweep_one(Home& home, int64_t exec, const Cancel* cancel) {
  Needs needs;
  uint64_t keyframe = 0;
  uint64_t before = 0;  // bytes of the records before the oldest
  uint64_t next_sequence = 0;
  {
    SNAPROLL_TRY(const auto reader, home.rows->read());
    SNAPROLL_TRY(needs, needs_of(*reader, exec));
    if (needs.oldest <= 1) return {};
    SNAPROLL_TRY(keyframe, reader->newest_keyframe(exec, needs.oldest));
    SNAPROLL_TRY(const ReadRecord oldest,
                 read_record(*reader, {exec, needs.oldest}));
    next_sequence = oldest.body.head.next_sequence;
    SNAPROLL_CHECK(reader->records(exec, 0, false, false,
                                   [&](RecordRow& row) -> Result<bool> {
                                     before += row.body_bytes + kRowBytes;
                                     return row.key.seq + 1 < needs.oldest;
                                   }));
  }
  if (keyframe != needs.oldest) {
    CapturedState state;
    {
      SNAPROLL_TRY(const auto reader, home.rows->read());
      SNAPROLL_TRY(state, replay(home, *reader, {exec, needs.oldest}));
    }
    if (state.json_size() < before) {
      SNAPROLL_CHECK(
          put_whole_keyframe(home, {exec, needs.oldest}, next_sequence));
      keyframe = needs.oldest;
    }
  }
  if (keyframe <= 1) return {};
  SNAPROLL_TRY(const auto keys,
               records_below(home, exec, keyframe, needs.others));
  return remove_all(home, keys, needs.next_ticket, cancel);
}

// The newest record of an execution is never removed, so what it is based on
// could not be: one that is based on nothing has to stand there. It shuts out
// who still writes to it, too.
Status put_fence(Home& home, int64_t exec) {
  const auto environment = Environment::standard();
  const auto fence = std::make_shared<RecordRow>();
  fence->commit_id = random_id();
  fence->kind = static_cast<int32_t>(RecordKind::kOpen);
  fence->created_at = environment->now();
  fence->body = encode_body({});
  return home.rows->commit(
      [exec, fence](StoreWriter& writer) -> Status {
        SNAPROLL_TRY(const auto newest, writer.newest(exec));
        if (!newest.has_value() || newest->base.seq == 0) return {};
        fence->key = {exec, newest->key.seq + 1};
        return writer.append(*fence);
      },
      1);
}

}  // namespace

std::string hidden_name(const Id& id) { return "\x7f" + id.text(); }

Status sweep_deleted(Home& home, int64_t exec, const Cancel* cancel) {
  SNAPROLL_CHECK(put_fence(home, exec));
  SNAPROLL_TRY(const auto keys, records_below(home, exec, UINT64_MAX, {}));
  SNAPROLL_CHECK(remove_all(home, keys, std::nullopt, cancel));
  // The newest one goes with the row, unless others are left.
  const Status status = home.rows->commit(
      [exec](StoreWriter& writer) -> Status {
        std::vector<RecordKey> left;
        SNAPROLL_CHECK(writer.records(exec, 0, true, false,
                                      [&](RecordRow& row) -> Result<bool> {
                                        left.push_back(row.key);
                                        return left.size() < 2;
                                      }));
        if (left.size() > 1) return {};
        SNAPROLL_CHECK(writer.remove_execution(exec));
        if (left.empty()) return {};
        SNAPROLL_TRY(const bool removed, writer.remove(left.front()));
        if (removed) return {};
        // A fork begins there: nothing of this is done.
        return Error(Code::kHeld, "a fork needs this record");
      },
      4);
  const bool held = !status.ok() && status.error().code == Code::kHeld;
  return held ? Status() : status;
}

Status sweep_all(Home& home, const Cancel* cancel) {
  for (const bool deleted : {true, false}) {
    for (int64_t cursor = 0;;) {
      SNAPROLL_CHECK(check_cancel(cancel));
      std::vector<ExecutionRow> rows;
      {
        SNAPROLL_TRY(const auto reader, home.rows->read());
        SNAPROLL_TRY(rows, deleted ? reader->deleted_executions(cursor, kPage)
                                   : reader->executions({}, cursor, kPage));
      }
      for (const ExecutionRow& row : rows) {
        cursor = row.exec;
        // Somebody is making it.
        if (deleted && has_living_owner(row)) continue;
        SNAPROLL_CHECK(deleted ? sweep_deleted(home, row.exec, cancel)
                               : sweep_one(home, row.exec, cancel));
      }
      if (rows.size() < kPage) break;
    }
  }
  return {};
}

}  // namespace snaproll::detail
