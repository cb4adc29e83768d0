#include "store/sqlite/rows.hpp"

#include <algorithm>

namespace snaproll::detail {
namespace {

constexpr size_t kHalf = 16;

Checksum::Bytes body_hash(std::string_view body) {
  Checksum checksum("body");
  checksum.add(body);
  return checksum.finish();
}

// Ends the checksum of all but the body, and puts both halves together.
Checksum::Bytes join(Checksum& head, int64_t body_bytes,
                     std::string_view body_half) {
  head.add(body_bytes);
  head.add(body_half);
  Checksum::Bytes bytes = head.finish();
  std::copy(body_half.begin(), body_half.end(), bytes.begin() + kHalf);
  return bytes;
}

std::string_view view(const Checksum::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RowBinder::RowBinder(Statement& statement, std::string_view table,
                     const Id& store)
    : statement_(statement), checksum_(table) {
  checksum_.add(bytes_of(store));
}

void RowBinder::integer(int64_t value) {
  statement_.integer(value);
  checksum_.add(value);
}

void RowBinder::text(std::string_view value) {
  statement_.text(value);
  checksum_.add(value);
}

void RowBinder::blob(std::string_view value) {
  statement_.blob(value);
  checksum_.add(value);
}

void RowBinder::none() {
  statement_.none();
  checksum_.add_none();
}

void RowBinder::optional_text(const std::optional<std::string>& value) {
  if (value.has_value())
    text(*value);
  else
    none();
}

void RowBinder::of_another_row(std::string_view value) { checksum_.add(value); }

void RowBinder::unused(int columns) {
  for (int i = 0; i < columns; ++i) checksum_.add_none();
}

void RowBinder::finish() {
  bytes_ = checksum_.finish();
  statement_.blob(view(bytes_));
}

void RowBinder::finish_with_body(std::string_view body) {
  const Checksum::Bytes hash = body_hash(body);
  bytes_ = join(checksum_, static_cast<int64_t>(body.size()),
                view(hash).substr(0, kHalf));
  statement_.blob(view(bytes_));
  statement_.blob(body);
}

std::string_view RowReader::raw(int column) {
  // The bytes first: asking for the size of a text could convert it.
  const void* bytes = sqlite3_column_blob(statement_.handle(), column);
  const int size = sqlite3_column_bytes(statement_.handle(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

void RowReader::add_columns(Checksum& checksum, int columns, int cleared) {
  checksum.add(bytes_of(store_));
  for (int i = 0; i < columns; ++i) {
    switch (i == cleared ? SQLITE_NULL
                         : sqlite3_column_type(statement_.handle(), i)) {
      case SQLITE_INTEGER:
        checksum.add(sqlite3_column_int64(statement_.handle(), i));
        break;
      case SQLITE_NULL:
        checksum.add_none();
        break;
      case SQLITE_FLOAT:  // no column holds one
        bad_ = true;
        break;
      default:
        checksum.add(raw(i));
    }
  }
}

void RowReader::test(int columns) {
  Checksum checksum(table_);
  add_columns(checksum, columns);
  if (!same_checksum(checksum.finish(), raw(columns))) bad_ = true;
}

void RowReader::test_head(int columns, const Checksum::Bytes* body) {
  const std::string_view stored = raw(columns);
  if (stored.size() != 2 * kHalf) {
    bad_ = true;
    return;
  }
  const std::string_view half =
      body != nullptr ? view(*body).substr(0, kHalf) : stored.substr(kHalf);
  Checksum checksum(table_);
  add_columns(checksum, columns);
  if (!same_checksum(join(checksum, integer(columns + 1), half), stored))
    bad_ = true;
}

void RowReader::test_without_body(int columns) { test_head(columns, nullptr); }

void RowReader::test_with_body(int columns) {
  const Checksum::Bytes hash = body_hash(raw(columns + 2));
  test_head(columns, &hash);
}

int64_t RowReader::integer(int column) {
  if (sqlite3_column_type(statement_.handle(), column) != SQLITE_INTEGER)
    bad_ = true;
  return sqlite3_column_int64(statement_.handle(), column);
}

bool RowReader::is_none(int column) const {
  return sqlite3_column_type(statement_.handle(), column) == SQLITE_NULL;
}

std::string_view RowReader::text(int column) {
  if (is_none(column)) bad_ = true;
  return raw(column);
}

Id RowReader::id(int column) {
  Id id;
  const std::string_view bytes = raw(column);
  if (bytes.size() == id.bytes.size())
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  else
    bad_ = true;
  return id;
}

std::optional<std::string> RowReader::optional_text(int column) {
  if (is_none(column)) return std::nullopt;
  return std::string(raw(column));
}

std::optional<Id> RowReader::optional_id(int column) {
  if (is_none(column)) return std::nullopt;
  return id(column);
}

Checksum::Bytes RowReader::checksum_without(int columns, int cleared) {
  Checksum checksum(table_);
  add_columns(checksum, columns, cleared);
  const std::string_view stored = raw(columns);
  return join(checksum, integer(columns + 1),
              stored.size() == 2 * kHalf ? stored.substr(kHalf) : stored);
}

Status RowReader::status() {
  const int code = sqlite3_errcode(statement_.connection().handle());
  if (code == SQLITE_NOMEM)
    return statement_.connection().error(code, "a row can not be read");
  if (!bad_) return {};
  // Before the bytes of the row can be trusted, they still tell where it is.
  const bool of_blobs = table_ == rows::kBlob || table_ == rows::kChunk ||
                        table_ == rows::kChunkUse;
  std::string where = "a row of " + std::string(table_) +
                      " is damaged: " + (of_blobs ? "number " : "exec ") +
                      std::to_string(integer(0));
  if (table_ == rows::kRecord || table_ == rows::kKeyframe ||
      table_ == rows::kBlobUse)
    where += ", seq " + std::to_string(integer(1));
  if (table_ == rows::kKeyframe)
    where += ", part " + std::to_string(integer(2));
  return statement_.connection().error(Code::kCorrupt, where);
}

}  // namespace snaproll::detail
