#include "store/sqlite/schema.hpp"

#include <bitset>
#include <iterator>
#include <optional>
#include <string>

#include "store/sqlite/rows.hpp"

namespace snaproll::detail {
namespace {

struct Object {
  const char* type;
  const char* name;
  const char* text;
};

// In the order of their making.
constexpr Object kObjects[] = {
    {"table", "meta",
     "CREATE TABLE meta (store BLOB NOT NULL, format INTEGER NOT NULL, "
     "incompat INTEGER NOT NULL, ro_compat INTEGER NOT NULL, "
     "compat INTEGER NOT NULL, created_at INTEGER NOT NULL, "
     "checksum BLOB NOT NULL)"},
    {"table", "execution",
     "CREATE TABLE execution (exec INTEGER PRIMARY KEY AUTOINCREMENT, "
     "name TEXT NOT NULL, kind TEXT NOT NULL, schema INTEGER NOT NULL, "
     "group_id BLOB, state INTEGER NOT NULL, created_at INTEGER NOT NULL, "
     "workflow_id TEXT NOT NULL, started_at INTEGER NOT NULL, "
     "owner_name TEXT, owner_process TEXT, owner_handle BLOB, "
     "owner_since INTEGER, deleted INTEGER NOT NULL, checksum BLOB NOT NULL)"},
    {"table", "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)"},
    {"index", "execution_name",
     "CREATE UNIQUE INDEX execution_name ON execution (name)"},
    {"index", "execution_state",
     "CREATE INDEX execution_state ON execution (state)"},
    {"table", "attribute",
     "CREATE TABLE attribute (exec INTEGER NOT NULL, name TEXT NOT NULL, "
     "value TEXT NOT NULL, checksum BLOB NOT NULL)"},
    {"index", "attribute_key",
     "CREATE UNIQUE INDEX attribute_key ON attribute (exec, name)"},
    {"index", "attribute_value",
     "CREATE INDEX attribute_value ON attribute (name, value, exec)"},
    {"table", "record",
     "CREATE TABLE record (exec INTEGER NOT NULL, seq INTEGER NOT NULL, "
     "commit_id BLOB NOT NULL, kind INTEGER NOT NULL, base_exec INTEGER, "
     "base INTEGER, base_commit BLOB, created_at INTEGER NOT NULL, "
     "number INTEGER, id BLOB, label TEXT, node TEXT, info TEXT, "
     "attempt BLOB, effect INTEGER, automatic INTEGER, "
     "committed_at INTEGER, group_id BLOB, schema INTEGER, codec INTEGER, "
     "dictionary INTEGER, key_id INTEGER, "
     "tag BLOB, checksum BLOB NOT NULL, body BLOB NOT NULL)"},
    {"index", "record_key",
     "CREATE UNIQUE INDEX record_key ON record (exec, seq)"},
    {"index", "record_id",
     "CREATE INDEX record_id ON record (id) WHERE id IS NOT NULL"},
    {"index", "record_number",
     "CREATE INDEX record_number ON record (exec, number) "
     "WHERE number IS NOT NULL"},
    {"index", "record_base",
     "CREATE INDEX record_base ON record (base_exec, base) "
     "WHERE base_exec IS NOT NULL"},
    {"index", "record_label",
     "CREATE INDEX record_label ON record (exec, label, number) "
     "WHERE label IS NOT NULL"},
    {"index", "record_effect",
     "CREATE INDEX record_effect ON record (exec, seq) "
     "WHERE effect IS NOT NULL"},
    {"index", "record_attempt",
     "CREATE INDEX record_attempt ON record (exec, node, seq) "
     "WHERE attempt IS NOT NULL"},
    {"table", "keyframe",
     "CREATE TABLE keyframe (exec INTEGER NOT NULL, seq INTEGER NOT NULL, "
     "part INTEGER NOT NULL, last INTEGER NOT NULL, checksum BLOB NOT NULL, "
     "body BLOB NOT NULL)"},
    {"index", "keyframe_key",
     "CREATE UNIQUE INDEX keyframe_key ON keyframe (exec, seq, part)"},
    {"index", "keyframe_whole",
     "CREATE INDEX keyframe_whole ON keyframe (exec, seq) WHERE last = 1"},
    {"table", "chunk",
     "CREATE TABLE chunk (chunk INTEGER PRIMARY KEY, hash BLOB NOT NULL, "
     "size INTEGER NOT NULL, codec INTEGER NOT NULL, checksum BLOB NOT NULL, "
     "body BLOB NOT NULL)"},
    {"index", "chunk_hash", "CREATE UNIQUE INDEX chunk_hash ON chunk (hash)"},
    {"table", "chunk_use",
     "CREATE TABLE chunk_use (chunk INTEGER PRIMARY KEY, "
     "uses INTEGER NOT NULL, checksum BLOB NOT NULL)"},
    {"table", "blob",
     "CREATE TABLE blob (blob INTEGER PRIMARY KEY, hash BLOB NOT NULL, "
     "size INTEGER NOT NULL, chunks INTEGER NOT NULL, codec INTEGER NOT NULL, "
     "checksum BLOB NOT NULL, body BLOB NOT NULL)"},
    {"index", "blob_hash", "CREATE UNIQUE INDEX blob_hash ON blob (hash)"},
    {"table", "blob_use",
     "CREATE TABLE blob_use (exec INTEGER NOT NULL, seq INTEGER NOT NULL, "
     "part INTEGER NOT NULL, blob INTEGER NOT NULL, checksum BLOB NOT NULL)"},
    {"index", "blob_use_key",
     "CREATE UNIQUE INDEX blob_use_key ON blob_use (exec, seq, part, blob)"},
    {"index", "blob_use_blob", "CREATE INDEX blob_use_blob ON blob_use (blob)"},
    {"table", "name",
     "CREATE TABLE name (exec INTEGER NOT NULL, kind INTEGER NOT NULL, "
     "name TEXT NOT NULL, seq INTEGER NOT NULL, info TEXT, "
     "checksum BLOB NOT NULL)"},
    {"index", "name_key",
     "CREATE UNIQUE INDEX name_key ON name (exec, kind, name, seq)"},
};

Error not_ours(const Connection& connection, const char* what) {
  return connection.error(Code::kFormat, what)
      .with_hint("a store is made by this library alone");
}

Error newer(const Connection& connection) {
  return connection
      .error(Code::kFormat, "the store was made by a newer version")
      .with_hint("use that version, or a newer one");
}

// Statements that run once are not among those of sql.hpp.
class OnceStatement {
 public:
  OnceStatement(Connection& connection, const char* text)
      : connection_(connection),
        code_(sqlite3_prepare_v3(connection.handle(), text, -1, 0, &statement_,
                                 nullptr)) {}
  ~OnceStatement() { sqlite3_finalize(statement_); }
  OnceStatement(const OnceStatement&) = delete;
  OnceStatement& operator=(const OnceStatement&) = delete;

  Result<bool> step() {
    if (code_ == SQLITE_OK) code_ = sqlite3_step(statement_);
    const int code = code_;
    if (code == SQLITE_ROW || code == SQLITE_DONE) code_ = SQLITE_OK;
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return connection_.error(code, "the tables can not be read");
  }
  sqlite3_stmt* handle() const { return statement_; }
  std::string_view text(int column) const {
    const auto* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
  }

 private:
  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  int code_;
};

// The object of the schema that a row tells; none where there is none such.
std::optional<size_t> known_object(const OnceStatement& row) {
  for (size_t i = 0; i < std::size(kObjects); ++i)
    if (row.text(0) == kObjects[i].type && row.text(1) == kObjects[i].name &&
        row.text(2) == kObjects[i].text)
      return i;
  return std::nullopt;
}

// In any order: VACUUM makes another one. An unknown feature may bring tables
// and indexes of its own, nothing else.
Status compare_schema(Connection& connection, bool more_allowed) {
  OnceStatement objects(connection,
                        "SELECT type, name, sql FROM sqlite_schema");
  std::bitset<std::size(kObjects)> seen;
  for (;;) {
    SNAPROLL_TRY(const bool row, objects.step());
    if (!row) break;
    const auto known = known_object(objects);
    const bool more = objects.text(0) == "table" || objects.text(0) == "index";
    const bool fits = known.has_value() ? !seen[*known] : more_allowed && more;
    if (!fits)
      return connection.error(Code::kCorrupt,
                              "the tables are not those of a store");
    if (known.has_value()) seen.set(*known);
  }
  if (!seen.all())
    return connection.error(Code::kCorrupt, "a table of the store is missing");
  return {};
}

Status insert_meta(Connection& connection, const Id& store, Time now) {
  Statement statement(connection, Sql::kInsertMeta);
  RowBinder binder(statement, rows::kMeta, store);
  binder.blob(bytes_of(store));
  binder.integer(kFormat);
  binder.integer(kIncompat);
  binder.integer(kRoCompat);
  binder.integer(kCompat);
  binder.integer(now);
  binder.finish();
  return statement.run();
}

Status make_everything(Connection& connection, const Id& store, Time now) {
  for (const Object& object : kObjects)
    if (std::string_view(object.name) != "sqlite_sequence")
      SNAPROLL_CHECK(connection.execute(object.text));
  SNAPROLL_CHECK(insert_meta(connection, store, now));
  return connection.execute(
      "PRAGMA application_id=0x536e6170; PRAGMA user_version=1");
}

// Within a transaction: another process may make the store meanwhile.
Result<FileState> look_within(Connection& connection) {
  SNAPROLL_TRY(const int64_t application,
               connection.execute_for_number("PRAGMA application_id"));
  SNAPROLL_TRY(const int64_t format,
               connection.execute_for_number("PRAGMA user_version"));
  if (application == kApplicationId) {
    if (format > kFormat) return newer(connection);
    if (format == kFormat) return FileState::kStore;
    return connection.error(Code::kCorrupt, "the store has no format");
  }
  SNAPROLL_TRY(
      const int64_t objects,
      connection.execute_for_number("SELECT count(*) FROM sqlite_schema"));
  SNAPROLL_TRY(const int64_t pages,
               connection.execute_for_number("PRAGMA page_count"));
  if (application == 0 && format == 0 && objects == 0 && pages <= 1)
    return FileState::kEmpty;
  return not_ours(connection, "this is another program's SQLite database");
}

}  // namespace

Result<FileState> look_at(Connection& connection) {
  if (connection.in_transaction()) return look_within(connection);
  SNAPROLL_CHECK(connection.run(Sql::kBegin));
  Result<FileState> state = look_within(connection);
  Status ended = connection.run(Sql::kRollback);
  if (state.ok() && !ended.ok()) return std::move(ended).error();
  return state;
}

Status create_schema(Connection& connection, const Id& store, Time now) {
  int reserved = 8;
  sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES,
                       &reserved);
  SNAPROLL_CHECK(connection.execute(
      "PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL"));
  SNAPROLL_CHECK(connection.run(Sql::kBeginImmediate));
  Status made;
  auto state = look_at(connection);
  if (!state.ok())
    made = std::move(state).error();
  else if (*state == FileState::kEmpty)
    made = make_everything(connection, store, now);
  if (made.ok()) made = connection.run(Sql::kCommit);
  if (!made.ok() && connection.in_transaction())
    static_cast<void>(connection.run(Sql::kRollback));
  return made;
}

Result<Meta> read_meta(Connection& connection) {
  Statement statement(connection, Sql::kMeta);
  SNAPROLL_TRY(const bool row, statement.step());
  if (!row) return connection.error(Code::kCorrupt, "the store has no id");
  Meta meta;
  RowReader reader(statement, rows::kMeta, meta.store);
  meta.store = reader.id(0);
  reader.test(6);
  const int64_t format = reader.integer(1);
  meta.incompat = reader.integer(2);
  meta.ro_compat = reader.integer(3);
  meta.compat = reader.integer(4);
  meta.created_at = reader.integer(5);
  if (!reader.status().ok())
    return connection.error(Code::kCorrupt, "the row of meta is damaged");
  if (format != kFormat || (meta.incompat & ~kIncompat) != 0)
    return newer(connection);
  SNAPROLL_TRY(const bool second, statement.step());
  if (second) return connection.error(Code::kCorrupt, "the store has two ids");
  const bool unknown =
      (meta.ro_compat & ~kRoCompat) != 0 || (meta.compat & ~kCompat) != 0;
  SNAPROLL_CHECK(compare_schema(connection, unknown));
  return meta;
}

}  // namespace snaproll::detail
