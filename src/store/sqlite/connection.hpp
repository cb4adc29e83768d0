// One connection of SQLite, opened hardened, with its statements prepared once.
//
// Thread word: used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "snaproll/id.hpp"
#include "snaproll/result.hpp"
#include "snaproll/store_types.hpp"
#include "store/sqlite/counters.hpp"
#include "store/sqlite/sql.hpp"

namespace snaproll::detail {

enum class Access : uint8_t {
  kWrite,      // of a file
  kRead,       // of a file
  kImmutable,  // of a file that nobody writes, in a place for reading only
  kMemory,     // a database of its own
};

struct ConnectionSetup {
  std::string path;  // absolute
  Access access = Access::kWrite;
  Durability durability = Durability::kPower;
  int64_t busy_timeout = 0;
  std::shared_ptr<Counters> counters;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const ConnectionSetup& setup);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const noexcept { return db_; }
  const ConnectionSetup& setup() const noexcept { return setup_; }
  bool in_transaction() const noexcept {
    return sqlite3_get_autocommit(db_) == 0;
  }

  // A statement without parameters and without rows that matter.
  Status run(Sql which);
  // The one integer that a statement without parameters yields.
  Result<int64_t> number(Sql which);
  // Constant text that runs once; what it yields is left.
  Status execute(const char* text);
  Result<int64_t> execute_for_number(const char* text);
  Result<std::string> execute_for_text(const char* text);
  // Moves the whole write-ahead log into the file, where no reader needs it,
  // and makes it empty.
  Result<bool> empty_log();
  // Whether the file was removed, or another one is in its place.
  bool has_moved() const noexcept;
  // Before its end; nothing can be done with it afterwards.
  void close() noexcept;

  // What `code` of SQLite means while `doing` something with this file.
  Error error(int code, std::string_view doing) const;
  // An error of ours about this file.
  Error error(Code code, std::string_view what) const;

  // ATTACH is refused but while a copy or a vacuum runs.
  void allow_attach(bool allow) noexcept { attach_allowed_ = allow; }

  // Waits a little for others, where SQLite itself does not.
  void wait() { wait_for_others(this, 0); }

 private:
  friend class Statement;
  friend class BusyLimit;
  explicit Connection(const ConnectionSetup& setup)
      : setup_(setup), wait_(setup.busy_timeout) {}

  Status open_handle();
  Status harden();
  Status configure();
  void set_limits() noexcept;
  static int wait_for_others(void* self, int waits);
  static int authorize(void* self, int action, const char*, const char*,
                       const char*, const char*);

  ConnectionSetup setup_;
  sqlite3* db_ = nullptr;
  std::array<sqlite3_stmt*, kSqlCount> statements_{};
  std::bitset<kSqlCount> in_use_;
  bool attach_allowed_ = false;
  int64_t wait_ = 0;  // nanoseconds, for others
  std::chrono::steady_clock::time_point deadline_;
};

// While it lives, others are waited for less.
class BusyLimit {
 public:
  BusyLimit(Connection& connection, int64_t nanoseconds)
      : connection_(connection) {
    connection.wait_ = std::min(nanoseconds, connection.setup_.busy_timeout);
  }
  ~BusyLimit() { connection_.wait_ = connection_.setup_.busy_timeout; }
  BusyLimit(const BusyLimit&) = delete;
  BusyLimit& operator=(const BusyLimit&) = delete;

 private:
  Connection& connection_;
};

// One use of a prepared statement, from binding to reset. Parameters are bound
// in their order and must outlive the last step; what goes wrong with one is
// told by the step.
class Statement {
 public:
  Statement(Connection& connection, Sql which);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void integer(int64_t value) noexcept;
  void text(std::string_view value) noexcept;
  void blob(std::string_view value) noexcept;
  void none() noexcept;

  // SQLITE_ROW, SQLITE_DONE or the code of an error.
  int step_code() noexcept;
  Result<bool> step();  // whether there is a row
  Status run();         // to the end
  // Rows that the last run changed.
  int changes() const noexcept { return sqlite3_changes(connection_.db_); }

  sqlite3_stmt* handle() const noexcept { return statement_; }
  Connection& connection() const noexcept { return connection_; }

 private:
  void check(int code) noexcept {
    if (code != SQLITE_OK && code_ == SQLITE_OK) code_ = code;
  }

  Connection& connection_;
  size_t which_;
  sqlite3_stmt* statement_ = nullptr;
  bool cached_ = false;
  int next_ = 1;
  int code_ = SQLITE_OK;
};

inline std::string_view bytes_of(const Id& id) noexcept {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace snaproll::detail
