// The leaf's own checks: the structure of the file, as SQLite sees it, and the
// checksum of every row of every table.
#include <map>

#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kMostFaults = 1000;

using Faults = std::vector<std::string>;

Status check_structure(Connection& connection, bool quick, Faults& faults) {
  Statement statement(connection, quick ? Sql::kQuickCheck : Sql::kWholeCheck);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return {};
    const void* text = sqlite3_column_blob(statement.handle(), 0);
    const int size = sqlite3_column_bytes(statement.handle(), 0);
    std::string line(static_cast<const char*>(text), static_cast<size_t>(size));
    if (line != "ok") faults.push_back(std::move(line));
  }
}

using Test = Status (*)(Statement& statement, const Id& store);

Status test_record(Statement& statement, const Id& store) {
  RecordRow row;
  return rows::read_record(statement, store, row);
}

Status test_keyframe(Statement& statement, const Id& store) {
  rows::KeyframeRow row;
  return rows::read_keyframe(statement, store, true, row);
}

Status test_execution(Statement& statement, const Id& store) {
  auto row = rows::read_execution(statement, store);
  if (row.ok()) return {};
  return std::move(row).error();
}

Status test_attribute(Statement& statement, const Id& store) {
  RowReader reader(statement, rows::kAttribute, store);
  reader.test(3);
  return reader.status();
}

Status test_name(Statement& statement, const Id& store) {
  auto row = rows::read_name(statement, store);
  if (row.ok()) return {};
  return std::move(row).error();
}

Status test_blob(Statement& statement, const Id& store) {
  int64_t number = 0;
  BlobRow row;
  return rows::read_blob(statement, store, number, row);
}

Status test_chunk(Statement& statement, const Id& store) {
  ChunkRow row;
  return rows::read_chunk(statement, store, row);
}

Status test_chunk_use(Statement& statement, const Id& store) {
  rows::ChunkUse use;
  return rows::read_chunk_use(statement, store, use);
}

Status test_blob_use(Statement& statement, const Id& store) {
  rows::BlobUse use;
  return rows::read_blob_use(statement, store, use);
}

constexpr struct {
  Sql every;
  Test test;
} kTables[] = {{Sql::kEveryExecution, test_execution},
               {Sql::kEveryAttribute, test_attribute},
               {Sql::kEveryRecord, test_record},
               {Sql::kEveryKeyframe, test_keyframe},
               {Sql::kEveryName, test_name},
               {Sql::kEveryBlob, test_blob},
               {Sql::kEveryChunk, test_chunk},
               {Sql::kEveryChunkUse, test_chunk_use},
               {Sql::kEveryBlobUse, test_blob_use}};

// What ends the rows early is a fault of the file as well.
void check_rows(Connection& connection, const Id& store, Sql every, Test test,
                Faults& faults) {
  Statement statement(connection, every);
  while (faults.size() < kMostFaults) {
    const auto found = statement.step();
    if (!found.ok()) faults.push_back(found.error().message);
    if (!found.ok() || !*found) return;
    const Status tested = test(statement, store);
    if (!tested.ok()) faults.push_back(tested.error().message);
  }
}

// Each number that a statement gives is one.
void find_numbers(Connection& connection, Sql which, const char* what,
                  Faults& faults) {
  Statement statement(connection, which);
  while (faults.size() < kMostFaults) {
    const auto found = statement.step();
    if (!found.ok()) faults.push_back(found.error().message);
    if (!found.ok() || !*found) return;
    faults.push_back(
        what + std::to_string(sqlite3_column_int64(statement.handle(), 0)));
  }
}

// Blobs are there as long as a row names them, chunks as often as blobs have
// them.
void check_blobs(Connection& connection, const Id& store, Faults& faults) {
  find_numbers(connection, Sql::kUnusedBlobs,
               "what names a blob does not fit: blob ", faults);
  find_numbers(connection, Sql::kUnusedChunks, "a chunk is not counted: chunk ",
               faults);
  std::map<int64_t, int64_t> uses;
  Statement blobs(connection, Sql::kEveryBlob);
  for (;;) {
    const auto found = blobs.step();
    if (!found.ok() || !*found) break;  // a fault that is told already
    int64_t number = 0;
    BlobRow row;
    if (!rows::read_blob(blobs, store, number, row).ok()) return;
    for (const int64_t chunk : row.chunks) ++uses[chunk];
  }
  Statement counted(connection, Sql::kEveryChunkUse);
  for (;;) {
    const auto found = counted.step();
    if (!found.ok() || !*found) break;
    rows::ChunkUse use;
    if (!rows::read_chunk_use(counted, store, use).ok()) return;
    const auto wanted = uses.find(use.chunk);
    if (wanted == uses.end() || wanted->second != use.uses) {
      faults.push_back("a chunk is counted wrongly: chunk " +
                       std::to_string(use.chunk));
    } else {
      uses.erase(wanted);
    }
  }
  for (const auto& left : uses)
    faults.push_back("a chunk is missing: chunk " + std::to_string(left.first));
}

}  // namespace

Status find_faults(Connection& connection, const Id& store, bool quick,
                   Faults& faults) {
  Status structure = check_structure(connection, quick, faults);
  if (!structure.ok() && structure.error().code == Code::kBusy)
    return structure;
  if (!structure.ok()) faults.push_back(structure.error().message);
  for (const auto& table : kTables)
    check_rows(connection, store, table.every, table.test, faults);
  check_blobs(connection, store, faults);
  return {};
}

}  // namespace snaproll::detail
