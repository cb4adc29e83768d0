// Rows of statements: bound with a checksum over what is bound, and read with
// the checksum tested. A checksum covers the store's id, the name of the table
// and every column before it, in the order of the table.
//
// The checksum of a row with a body is two halves of 16 bytes: of all else
// with the second half, and of the body alone. So a row can be tested without
// its body.
//
// Thread word: as Statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "snaproll/id.hpp"
#include "snaproll/result.hpp"
#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Binds the columns of a row, and their checksum after them.
class RowBinder {
 public:
  RowBinder(Statement& statement, std::string_view table, const Id& store);

  void integer(int64_t value);
  void text(std::string_view value);
  void blob(std::string_view value);
  void none();
  void optional_text(const std::optional<std::string>& value);
  // For the checksum alone: a column of another row.
  void of_another_row(std::string_view value);
  // A column that this version leaves NULL, and no statement binds.
  void unused(int columns);

  void finish();
  void finish_with_body(std::string_view body);

 private:
  Statement& statement_;
  Checksum checksum_;
  Checksum::Bytes bytes_{};  // until the statement ran
};

// Reads the columns of the row that a statement stands on. What has a wrong
// type makes the row bad, and so does its checksum.
class RowReader {
 public:
  RowReader(Statement& statement, std::string_view table, const Id& store)
      : statement_(statement), table_(table), store_(store) {}

  // Tests the `columns` columns from 0 on against the checksum after them.
  void test(int columns);
  // The same, with length(body) after the checksum, and the body after it
  // where it is read.
  void test_without_body(int columns);
  void test_with_body(int columns);

  int64_t integer(int column);
  bool is_none(int column) const;
  std::string_view text(int column);  // until the next step
  Id id(int column);
  std::optional<std::string> optional_text(int column);
  std::optional<Id> optional_id(int column);

  // The checksum of the same row, with NULL in one column.
  Checksum::Bytes checksum_without(int columns, int cleared);

  // CORRUPT, naming the row, where anything was not as it should be.
  Status status();

 private:
  void add_columns(Checksum& checksum, int columns, int cleared = -1);
  void test_head(int columns, const Checksum::Bytes* body);
  std::string_view raw(int column);

  Statement& statement_;
  std::string_view table_;
  const Id& store_;
  bool bad_ = false;
};

namespace rows {

inline constexpr std::string_view kExecution = "execution";
inline constexpr std::string_view kAttribute = "attribute";
inline constexpr std::string_view kRecord = "record";
inline constexpr std::string_view kKeyframe = "keyframe";
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kBlob = "blob";
inline constexpr std::string_view kChunk = "chunk";
inline constexpr std::string_view kChunkUse = "chunk_use";
inline constexpr std::string_view kBlobUse = "blob_use";
inline constexpr std::string_view kMeta = "meta";

void bind_execution(RowBinder& binder, const ExecutionRow& row);
Result<ExecutionRow> read_execution(Statement& statement, const Id& store);

// Sizes and numbers that no column can hold: LIMIT.
Status check_record(const Connection& connection, const RecordRow& row);
void bind_record(RowBinder& binder, const RecordRow& row);
Status read_head(Statement& statement, const Id& store, RecordHead& head);
Status read_record(Statement& statement, const Id& store, RecordRow& row);

void bind_name(RowBinder& binder, const NameRow& row);
Result<NameRow> read_name(Statement& statement, const Id& store);

struct KeyframeRow {
  RecordKey key;
  int64_t part = 0;
  bool last = false;
  std::string body;
};
Status read_keyframe(Statement& statement, const Id& store, bool body,
                     KeyframeRow& row);

// Those of blob_rows.cpp.
bool read_hash(std::string_view bytes, BlobHash& hash);  // false: it is none
std::string_view hash_view(const BlobHash& hash);
// `body` is what `body_of` gave.
std::string body_of(const BlobRow& row);
void bind_blob(RowBinder& binder, int64_t number, const BlobRow& row,
               std::string_view body);
Status read_blob(Statement& statement, const Id& store, int64_t& number,
                 BlobRow& row);
void bind_chunk(RowBinder& binder, int64_t number, const ChunkRow& row);
Status read_chunk(Statement& statement, const Id& store, ChunkRow& row);
// How many blobs have a chunk, each time that it stands in one.
struct ChunkUse {
  int64_t chunk = 0;
  int64_t uses = 0;
};
void bind_chunk_use(RowBinder& binder, const ChunkUse& use);
Status read_chunk_use(Statement& statement, const Id& store, ChunkUse& use);
// `part` is kOfRecord, or the part of a keyframe that names the blob.
struct BlobUse {
  static constexpr int64_t kOfRecord = -1;
  RecordKey key;
  int64_t part = kOfRecord;
  int64_t blob = 0;
};
void bind_blob_use(RowBinder& binder, const BlobUse& use);
Status read_blob_use(Statement& statement, const Id& store, BlobUse& use);

}  // namespace rows
}  // namespace snaproll::detail
