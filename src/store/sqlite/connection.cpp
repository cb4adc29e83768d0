#include "store/sqlite/connection.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <thread>
#include <utility>

#include "base/random.hpp"
#include "base/utf8.hpp"
#include "store/sqlite/counting_vfs.hpp"
#include "store/sqlite/native_error.hpp"

namespace snaproll::detail {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

// As a URI: only there SQLite can be told that nobody writes.
std::string immutable_uri(std::string_view path) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && std::strchr("%?#", c) == nullptr) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri + "?immutable=1";
}

const char* synchronous(Durability durability) noexcept {
  switch (durability) {
    case Durability::kPower:
      return "PRAGMA synchronous=FULL";
    case Durability::kProcess:
      return "PRAGMA synchronous=NORMAL";
    case Durability::kNone:
      break;
  }
  return "PRAGMA synchronous=OFF";
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(
    const ConnectionSetup& setup) {
  std::unique_ptr<Connection> connection(new Connection(setup));
  SNAPROLL_CHECK(connection->open_handle());
  SNAPROLL_CHECK(connection->harden());
  SNAPROLL_CHECK(connection->configure());
  return connection;
}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  for (sqlite3_stmt*& statement : statements_)
    sqlite3_finalize(std::exchange(statement, nullptr));
  sqlite3_close(std::exchange(db_, nullptr));
}

Status Connection::open_handle() {
  const bool memory = setup_.access == Access::kMemory;
  const char* vfs = memory ? nullptr : counting_vfs();
  if (!memory && vfs == nullptr)
    return error(SQLITE_NOMEM, "can not be opened");
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  std::string name = memory ? ":memory:" : setup_.path;
  if (setup_.access == Access::kImmutable) {
    name = immutable_uri(setup_.path);
    flags |= SQLITE_OPEN_URI;
  }
  // The file is there already: who opens it makes it, with its mode.
  flags |= setup_.access == Access::kWrite ? SQLITE_OPEN_READWRITE
           : memory ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                    : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(name.c_str(), &db_, flags, vfs);
  if (code != SQLITE_OK) return error(code, "can not be opened");
  sqlite3_busy_handler(db_, wait_for_others, this);
  if (!memory) count_files_of(db_, setup_.counters.get());
  return {};
}

Status Connection::harden() {
  constexpr struct {
    int option;
    int on;
  } kOptions[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}};
  for (const auto& each : kOptions) {
    const int code = sqlite3_db_config(db_, each.option, each.on, nullptr);
    if (code != SQLITE_OK) return error(code, "can not be opened safely");
  }
  set_limits();
  const int code = sqlite3_set_authorizer(db_, authorize, this);
  if (code != SQLITE_OK) return error(code, "can not be opened safely");
  return execute(
      "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; "
      "PRAGMA mmap_size=0");
}

// What the statements of sql.cpp need, and little more. VACUUM attaches one.
void Connection::set_limits() noexcept {
  constexpr struct {
    int limit;
    int value;
  } kLimits[] = {{SQLITE_LIMIT_LENGTH, 2147483647},
                 {SQLITE_LIMIT_SQL_LENGTH, 100000},
                 {SQLITE_LIMIT_COLUMN, 100},
                 {SQLITE_LIMIT_EXPR_DEPTH, 30},
                 {SQLITE_LIMIT_COMPOUND_SELECT, 3},
                 {SQLITE_LIMIT_VDBE_OP, 25000},
                 {SQLITE_LIMIT_FUNCTION_ARG, 8},
                 {SQLITE_LIMIT_ATTACHED, 1},
                 {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
                 {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
                 {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
                 {SQLITE_LIMIT_WORKER_THREADS, 0}};
  for (const auto& each : kLimits) sqlite3_limit(db_, each.limit, each.value);
}

Status Connection::configure() {
  if (setup_.access == Access::kRead || setup_.access == Access::kImmutable)
    return execute("PRAGMA query_only=ON; PRAGMA cache_size=-2048");
  SNAPROLL_CHECK(
      execute("PRAGMA secure_delete=ON; PRAGMA cache_size=-8192; "
              "PRAGMA wal_autocheckpoint=0; "
              "PRAGMA journal_size_limit=16777216"));
  return execute(synchronous(setup_.durability));
}

Status Connection::run(Sql which) { return Statement(*this, which).run(); }

Result<int64_t> Connection::number(Sql which) {
  Statement statement(*this, which);
  SNAPROLL_TRY(const bool row, statement.step());
  if (!row) return error(Code::kCorrupt, "a count has no row");
  return sqlite3_column_int64(statement.handle(), 0);
}

Status Connection::execute(const char* text) {
  const int code = sqlite3_exec(db_, text, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code, "can not be used");
  return {};
}

Result<std::string> Connection::execute_for_text(const char* text) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(db_, text, -1, 0, &statement, nullptr);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  std::string value;
  if (code == SQLITE_ROW) {
    const void* bytes = sqlite3_column_blob(statement, 0);
    const int size = sqlite3_column_bytes(statement, 0);
    if (bytes != nullptr)
      value.assign(static_cast<const char*>(bytes), static_cast<size_t>(size));
  }
  // What the statement has to commit is committed when it ends, after its row.
  const int ended = sqlite3_finalize(statement);
  if (code == SQLITE_ROW && ended != SQLITE_OK) code = ended;
  if (code == SQLITE_ROW || code == SQLITE_DONE) return value;
  return error(code, "can not be read");
}

Result<int64_t> Connection::execute_for_number(const char* text) {
  SNAPROLL_TRY(const std::string digits, execute_for_text(text));
  int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Result<bool> Connection::empty_log() {
  const int code = sqlite3_wal_checkpoint_v2(
      db_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code == SQLITE_OK) return true;
  if ((code & 0xff) == SQLITE_BUSY) return false;
  return error(code, "its log can not be moved into the file");
}

bool Connection::has_moved() const noexcept {
  if (setup_.access == Access::kMemory) return false;
  int moved = 0;
  return sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
             SQLITE_OK &&
         moved != 0;
}

Error Connection::error(int code, std::string_view doing) const {
  return native_error(setup_.path, doing, code,
                      db_ != nullptr ? sqlite3_system_errno(db_) : 0,
                      setup_.busy_timeout);
}

Error Connection::error(Code code, std::string_view what) const {
  return {code, printable(setup_.path) + ": " + std::string(what)};
}

// Random, so that no writer is starved by the rhythm of another one.
int Connection::wait_for_others(void* self, int waits) {
  auto& connection = *static_cast<Connection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (waits == 0) connection.deadline_ = now + nanoseconds(connection.wait_);
  if (now >= connection.deadline_) return 0;
  if (connection.setup_.counters != nullptr)
    Counters::add(connection.setup_.counters->busy_waits);
  const nanoseconds sleep =
      microseconds(50 + static_cast<int64_t>(random_bits() % 1951));
  std::this_thread::sleep_for(
      std::min<nanoseconds>(sleep, connection.deadline_ - now));
  return 1;
}

int Connection::authorize(void* self, int action, const char*, const char*,
                          const char*, const char*) {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return static_cast<Connection*>(self)->attach_allowed_ ? SQLITE_OK
                                                             : SQLITE_DENY;
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_TEMP_VIEW:
    case SQLITE_CREATE_VTABLE:
      return SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

}  // namespace snaproll::detail
