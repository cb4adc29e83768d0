// Writing blobs: what rows name, and what leaves with the last name.
#include <utility>

#include "store/sqlite/writer.hpp"

namespace snaproll::detail {
namespace {

using rows::BlobUse;
using rows::ChunkUse;

// The number in the only row; 0 = there is none.
Result<int64_t> only_number(Statement& statement) {
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return int64_t{0};
  return int64_t{sqlite3_column_int64(statement.handle(), 0)};
}

Result<int64_t> number_of(Connection& connection, Sql which,
                          const BlobHash& hash) {
  Statement statement(connection, which);
  statement.blob(rows::hash_view(hash));
  return only_number(statement);
}

// What leaves is not tested: a row that is damaged stays, so that a check tells
// of it, and keeps no commit from going on.
bool is_damaged(const Status& read) {
  return !read.ok() && read.error().code == Code::kCorrupt;
}

}  // namespace

// Chunks ----------------------------------------------------------------------

Status Writer::count_chunk(int64_t number, int64_t more) {
  ChunkUse use{number, 0};
  {
    Statement statement(reads_.connection(), Sql::kChunkUse);
    statement.integer(number);
    SNAPROLL_TRY(const bool found, statement.step());
    if (found) {
      Status read = rows::read_chunk_use(statement, reads_.store(), use);
      if (more < 0 && is_damaged(read)) return {};
      SNAPROLL_CHECK(std::move(read));
    }
  }
  use.uses += more;
  if (use.uses > 0) {
    Statement statement(reads_.connection(), Sql::kPutChunkUse);
    RowBinder binder(statement, rows::kChunkUse, reads_.store());
    rows::bind_chunk_use(binder, use);
    return write(statement);
  }
  for (const Sql which : {Sql::kRemoveChunkUse, Sql::kRemoveChunk}) {
    Statement statement(reads_.connection(), which);
    statement.integer(number);
    SNAPROLL_CHECK(write(statement));
  }
  removed_ = true;
  return {};
}

Result<int64_t> Writer::use_chunk(const BlobHash& hash) {
  SNAPROLL_CHECK(begin_writes(2));
  SNAPROLL_TRY(const int64_t number,
               number_of(reads_.connection(), Sql::kChunkByHash, hash));
  if (number != 0) SNAPROLL_CHECK(count_chunk(number, 1));
  return number;
}

Result<int64_t> Writer::put_chunk(const ChunkRow& row) {
  SNAPROLL_CHECK(begin_writes(2));
  SNAPROLL_TRY(const int64_t number,
               reads_.connection().number(Sql::kNextChunk));
  {
    Statement statement(reads_.connection(), Sql::kPutChunk);
    RowBinder binder(statement, rows::kChunk, reads_.store());
    rows::bind_chunk(binder, number, row);
    SNAPROLL_CHECK(write(statement));
  }
  bytes_ += row.body.size();
  SNAPROLL_CHECK(count_chunk(number, 1));
  return number;
}

// Blobs -----------------------------------------------------------------------

Status Writer::put_blob(const BlobRow& row) {
  SNAPROLL_CHECK(begin_writes(2));
  SNAPROLL_TRY(const int64_t number,
               reads_.connection().number(Sql::kNextBlob));
  const std::string body = rows::body_of(row);
  Statement statement(reads_.connection(), Sql::kPutBlob);
  RowBinder binder(statement, rows::kBlob, reads_.store());
  rows::bind_blob(binder, number, row, body);
  SNAPROLL_CHECK(write(statement));
  bytes_ += body.size();
  loose_.insert(number);
  return {};
}

Status Writer::name_blobs(RecordKey key, int64_t part,
                          const std::vector<BlobHash>& blobs) {
  for (const BlobHash& hash : blobs) {
    SNAPROLL_TRY(const int64_t number,
                 number_of(reads_.connection(), Sql::kBlobNumber, hash));
    if (number == 0) continue;
    Statement statement(reads_.connection(), Sql::kPutBlobUse);
    RowBinder binder(statement, rows::kBlobUse, reads_.store());
    rows::bind_blob_use(binder, {key, part, number});
    SNAPROLL_CHECK(write(statement));
  }
  return {};
}

Status Writer::unname_blobs(RecordKey key, Names which) {
  const int64_t first = which == Names::kKeyframe ? 0 : BlobUse::kOfRecord;
  const int64_t last = which == Names::kRecord ? BlobUse::kOfRecord : INT64_MAX;
  const auto bind = [&](Statement& statement) {
    statement.integer(key.exec);
    statement.integer(static_cast<int64_t>(key.seq));
    statement.integer(first);
    statement.integer(last);
  };
  bool any = false;
  {
    Statement statement(reads_.connection(), Sql::kBlobUses);
    bind(statement);
    for (;; any = true) {
      SNAPROLL_TRY(const bool found, statement.step());
      if (!found) break;
      BlobUse use;
      const Status read = rows::read_blob_use(statement, reads_.store(), use);
      if (!is_damaged(read)) SNAPROLL_CHECK(read);
      loose_.insert(use.blob);
    }
  }
  if (!any) return {};
  Statement statement(reads_.connection(), Sql::kRemoveBlobUses);
  bind(statement);
  return write(statement);
}

Status Writer::end_member() {
  for (const int64_t number : loose_) {
    Statement statement(reads_.connection(), Sql::kIsBlobUsed);
    statement.integer(number);
    SNAPROLL_TRY(const bool used, statement.step());
    if (!used) SNAPROLL_CHECK(remove_blob(number));
  }
  loose_.clear();
  return {};
}

Status Writer::remove_blob(int64_t number) {
  BlobRow row;
  {
    Statement statement(reads_.connection(), Sql::kBlobByNumber);
    statement.integer(number);
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return {};
    Status read = rows::read_blob(statement, reads_.store(), number, row);
    if (is_damaged(read)) return {};
    SNAPROLL_CHECK(std::move(read));
  }
  for (const int64_t chunk : row.chunks) SNAPROLL_CHECK(count_chunk(chunk, -1));
  Statement statement(reads_.connection(), Sql::kRemoveBlob);
  statement.integer(number);
  removed_ = true;
  return write(statement);
}

}  // namespace snaproll::detail
