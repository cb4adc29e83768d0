// The rows of blobs and of their chunks, column by column, and reading them.
#include <algorithm>

#include "store/sqlite/reads.hpp"
#include "store/sqlite/rows.hpp"

namespace snaproll::detail {
namespace rows {
namespace {

// Columns before the checksum.
constexpr int kBlobColumns = 5;
constexpr int kChunkColumns = 4;
constexpr int kChunkUseColumns = 2;
constexpr int kBlobUseColumns = 4;

// The numbers of chunks: each as the distance to the one before, which is
// mostly 1, in 7 bits a byte, its sign in the lowest bit.
std::string encode_chunks(const std::vector<int64_t>& chunks) {
  std::string out;
  int64_t last = 0;
  for (const int64_t chunk : chunks) {
    const int64_t step = chunk - last;
    auto left = static_cast<uint64_t>(step < 0 ? -step : step) << 1u |
                (step < 0 ? 1u : 0u);
    for (; left >= 0x80; left >>= 7u)
      out += static_cast<char>(0x80u | (left & 0x7fu));
    out += static_cast<char>(left);
    last = chunk;
  }
  return out;
}

// False where there are not `count` of them.
bool decode_chunks(std::string_view bytes, int64_t count,
                   std::vector<int64_t>& chunks) {
  constexpr unsigned kMostBits = 56;  // above what a file can have
  int64_t last = 0;
  uint64_t number = 0;
  unsigned shift = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (shift >= kMostBits) return false;
    number |= static_cast<uint64_t>(byte & 0x7fu) << shift;
    shift += 7;
    if ((byte & 0x80u) != 0) continue;
    const auto step = static_cast<int64_t>(number >> 1u);
    last += (number & 1u) != 0 ? -step : step;
    chunks.push_back(last);
    number = 0;
    shift = 0;
  }
  return shift == 0 && static_cast<int64_t>(chunks.size()) == count;
}

Error bad_row(std::string_view table, int64_t number) {
  return Error(Code::kCorrupt,
               "a row of '" + std::string(table) +
                   "' can not be read: " + std::to_string(number));
}

}  // namespace

bool read_hash(std::string_view bytes, BlobHash& hash) {
  if (bytes.size() != hash.size()) return false;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return true;
}

std::string_view hash_view(const BlobHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

void bind_blob(RowBinder& binder, int64_t number, const BlobRow& row,
               std::string_view body) {
  binder.integer(number);
  binder.blob(hash_view(row.hash));
  binder.integer(static_cast<int64_t>(row.size));
  binder.integer(static_cast<int64_t>(row.chunks.size()));
  binder.integer(static_cast<int64_t>(row.codec));
  binder.finish_with_body(body);
}

std::string body_of(const BlobRow& row) {
  return row.chunks.empty() ? row.body : encode_chunks(row.chunks);
}

Status read_blob(Statement& statement, const Id& store, int64_t& number,
                 BlobRow& row) {
  RowReader reader(statement, kBlob, store);
  reader.test_with_body(kBlobColumns);
  number = reader.integer(0);
  const bool hashed = read_hash(reader.text(1), row.hash);
  row.size = static_cast<uint64_t>(reader.integer(2));
  const int64_t chunks = reader.integer(3);
  row.codec = static_cast<Codec>(reader.integer(4));
  row.body = std::string(reader.text(7));
  SNAPROLL_CHECK(reader.status());
  if (!hashed) return bad_row(kBlob, number);
  if (chunks == 0) return {};
  if (!decode_chunks(row.body, chunks, row.chunks))
    return bad_row(kBlob, number);
  row.body.clear();
  return {};
}

void bind_chunk(RowBinder& binder, int64_t number, const ChunkRow& row) {
  binder.integer(number);
  binder.blob(hash_view(row.hash));
  binder.integer(static_cast<int64_t>(row.size));
  binder.integer(static_cast<int64_t>(row.codec));
  binder.finish_with_body(row.body);
}

Status read_chunk(Statement& statement, const Id& store, ChunkRow& row) {
  RowReader reader(statement, kChunk, store);
  reader.test_with_body(kChunkColumns);
  const bool hashed = read_hash(reader.text(1), row.hash);
  row.size = static_cast<uint64_t>(reader.integer(2));
  row.codec = static_cast<Codec>(reader.integer(3));
  row.body = std::string(reader.text(6));
  SNAPROLL_CHECK(reader.status());
  if (!hashed) return bad_row(kChunk, reader.integer(0));
  return {};
}

void bind_chunk_use(RowBinder& binder, const ChunkUse& use) {
  binder.integer(use.chunk);
  binder.integer(use.uses);
  binder.finish();
}

Status read_chunk_use(Statement& statement, const Id& store, ChunkUse& use) {
  RowReader reader(statement, kChunkUse, store);
  reader.test(kChunkUseColumns);
  use = {reader.integer(0), reader.integer(1)};
  return reader.status();
}

void bind_blob_use(RowBinder& binder, const BlobUse& use) {
  binder.integer(use.key.exec);
  binder.integer(static_cast<int64_t>(use.key.seq));
  binder.integer(use.part);
  binder.integer(use.blob);
  binder.finish();
}

Status read_blob_use(Statement& statement, const Id& store, BlobUse& use) {
  RowReader reader(statement, kBlobUse, store);
  reader.test(kBlobUseColumns);
  use.key = {reader.integer(0), static_cast<uint64_t>(reader.integer(1))};
  use.part = reader.integer(2);
  use.blob = reader.integer(3);
  return reader.status();
}

}  // namespace rows

Result<std::vector<BlobHash>> Reads::blobs_of(RecordKey key) {
  Statement statement(connection_, Sql::kNamedBlobs);
  statement.integer(key.exec);
  statement.integer(static_cast<int64_t>(key.seq));
  std::vector<BlobHash> found;
  for (;;) {
    SNAPROLL_TRY(const bool more, statement.step());
    if (!more) return found;
    const void* bytes = sqlite3_column_blob(statement.handle(), 0);
    const int size = sqlite3_column_bytes(statement.handle(), 0);
    BlobHash hash;
    if (rows::read_hash(
            {static_cast<const char*>(bytes), static_cast<size_t>(size)}, hash))
      found.push_back(hash);
  }
}

Result<std::optional<BlobRow>> Reads::blob(const BlobHash& hash) {
  Statement statement(connection_, Sql::kBlob);
  statement.blob(rows::hash_view(hash));
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<BlobRow>();
  BlobRow row;
  int64_t number = 0;
  SNAPROLL_CHECK(rows::read_blob(statement, store_, number, row));
  return std::optional<BlobRow>(std::move(row));
}

Result<std::optional<ChunkRow>> Reads::chunk(int64_t number) {
  Statement statement(connection_, Sql::kChunk);
  statement.integer(number);
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<ChunkRow>();
  ChunkRow row;
  SNAPROLL_CHECK(rows::read_chunk(statement, store_, row));
  return std::optional<ChunkRow>(std::move(row));
}

}  // namespace snaproll::detail
