#include "journal/sweep.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "journal/compaction.hpp"
#include "journal/owner.hpp"
#include "journal/record.hpp"
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

// Newest first.
Result<std::vector<RecordKey>> all_records(Home& home, int64_t exec) {
  std::vector<RecordKey> keys;
  SNAPROLL_TRY(const auto reader, home.rows->read());
  SNAPROLL_CHECK(reader->records(exec, 0, true, false,
                                 [&](RecordRow& row) -> Result<bool> {
                                   keys.push_back(row.key);
                                   return true;
                                 }));
  return keys;
}

Status remove_all(Home& home, const std::vector<RecordKey>& keys,
                  const Cancel* cancel) {
  for (size_t at = 0; at < keys.size(); at += kBatch) {
    SNAPROLL_CHECK(check_cancel(cancel));
    const size_t end = std::min(keys.size(), at + kBatch);
    const std::vector<RecordKey> batch(
        keys.begin() + static_cast<std::ptrdiff_t>(at),
        keys.begin() + static_cast<std::ptrdiff_t>(end));
    const Status status = home.rows->commit(
        [batch](StoreWriter& writer) -> Status {
          for (const RecordKey key : batch) {
            SNAPROLL_TRY([[maybe_unused]] const bool removed,
                         writer.remove(key));
          }
          return {};
        },
        static_cast<int>(2 * batch.size()));
    if (!status.ok()) return status;
    for (const RecordKey key : batch) home.cache.remove(key);
  }
  return {};
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
  SNAPROLL_TRY(const auto keys, all_records(home, exec));
  SNAPROLL_CHECK(remove_all(home, keys, cancel));
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

Status sweep_all(const std::shared_ptr<Home>& home, const Cancel* cancel) {
  for (const bool deleted : {true, false}) {
    for (int64_t cursor = 0;;) {
      SNAPROLL_CHECK(check_cancel(cancel));
      std::vector<ExecutionRow> rows;
      {
        SNAPROLL_TRY(const auto reader, home->rows->read());
        SNAPROLL_TRY(rows, deleted ? reader->deleted_executions(cursor, kPage)
                                   : reader->executions({}, cursor, kPage));
      }
      for (const ExecutionRow& row : rows) {
        cursor = row.exec;
        // Somebody is making it.
        if (deleted && has_living_owner(row)) continue;
        OwnTransactions work(*home->rows);
        SNAPROLL_CHECK(deleted ? sweep_deleted(*home, row.exec, cancel)
                               : compact_records(work, home, row.exec, cancel));
      }
      if (rows.size() < kPage) break;
    }
  }
  return {};
}

}  // namespace snaproll::detail
