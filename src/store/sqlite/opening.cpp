// How a store is opened: made, read, and where neither SQLite nor we may write
// beside the file.
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>

#include "base/random.hpp"
#include "snaproll/options.hpp"
#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {
namespace {

// Versions before can damage a file in WAL mode where two connections write
// and checkpoint at the same time. The bundled one is newer.
constexpr int kSafeWalVersion = 3051003;

// SQLite itself does not wait for others where the mode changes.
Result<std::string> set_journal(Connection& connection, bool wal) {
  using Clock = std::chrono::steady_clock;
  const auto deadline =
      Clock::now() + std::chrono::nanoseconds(connection.setup().busy_timeout);
  for (;;) {
    auto mode = connection.execute_for_text(wal ? "PRAGMA journal_mode=WAL"
                                                : "PRAGMA journal_mode=DELETE");
    if (mode.ok() || mode.error().code != Code::kBusy ||
        Clock::now() >= deadline)
      return mode;
    connection.wait();
  }
}

Status choose_journal(Connection& connection) {
  if (connection.setup().access == Access::kMemory) return {};
  const bool wal = sqlite3_libversion_number() >= kSafeWalVersion;
  SNAPROLL_TRY(const std::string mode, set_journal(connection, wal));
  if (mode == (wal ? "wal" : "delete")) return {};
  return connection
      .error(Code::kIo,
             "the file system has not what a store "
             "needs to be shared")
      .with_hint("put it on a local disk");
}

bool can_not_write_beside(const Error& error) {
  const int primary = error.native & 0xff;
  return primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY;
}

// By the header of the file, which is read through SQLite's own descriptor:
// closing another one would give up the locks of this process.
bool has_log(Connection& connection) {
  constexpr sqlite3_int64 kReadVersion = 19;
  constexpr unsigned char kLog = 2;
  sqlite3_file* file = nullptr;
  sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER,
                       &file);
  unsigned char version = 0;
  return file != nullptr && file->pMethods != nullptr &&
         file->pMethods->xRead(file, &version, 1, kReadVersion) == SQLITE_OK &&
         version == kLog;
}

}  // namespace

ConnectionSetup SqliteStore::setup(Access access) const {
  return {path_, access, options_.durability, options_.busy_timeout, counters_};
}

Status SqliteStore::open() {
  if (!watch_forks()) return Error(Code::kNoMemory, "no memory");
  if (options_.read_only && !in_memory()) return open_for_reading();
  return open_for_writing();
}

Status SqliteStore::take_meta(Connection& connection) {
  SNAPROLL_TRY(const Meta meta, read_meta(connection));
  if (id_ == nullptr)
    id_ = std::make_shared<const Id>(meta.store);
  else if (*id_ != meta.store)
    return connection.error(Code::kUnusable, "another store is in its place");
  read_only_ = options_.read_only || (meta.ro_compat & ~kRoCompat) != 0;
  return {};
}

Status SqliteStore::open_for_writing() {
  SNAPROLL_TRY(writer_, Connection::open(setup(in_memory() ? Access::kMemory
                                                           : Access::kWrite)));
  if (sqlite3_db_readonly(writer_->handle(), "main") == 1)
    return writer_->error(Code::kReadOnly, "the file may only be read")
        .with_hint("open it with read_only");
  SNAPROLL_TRY(const FileState state, look_at(*writer_));
  if (state == FileState::kEmpty) {
    if (!options_.create)
      return writer_->error(Code::kNotFound, "the file is empty");
    SNAPROLL_CHECK(create_schema(*writer_, random_id(),
                                 Environment::standard()->clock->now()));
  }
  SNAPROLL_CHECK(take_meta(*writer_));
  if (read_only_) {
    writer_.reset();
    return open_for_reading();
  }
  SNAPROLL_CHECK(choose_journal(*writer_));
  committer_ = std::make_unique<Committer>(
      *writer_, *id_, *counters_, in_memory() ? &memory_mutex_ : nullptr);
  if (!in_memory()) pool_ = std::make_shared<ReaderPool>(setup(Access::kRead));
  return {};
}

// Who writes with a log has files beside the store. Where there are none nobody
// has it open: it is read as it is, and none are made. (SQLite would make them,
// and leave them there.) What is read later looks for a writer first: see
// pool().
// In a folder that we may not write to, SQLite can not make these files. Where
// none of them holds anything, nobody writes.
Status SqliteStore::open_for_reading() {
  if (!is_in_use()) {
    SNAPROLL_CHECK(open_pool(Access::kImmutable));
    if (has_log_) return {};
  }
  Status opened = open_pool(Access::kRead);
  if (opened.ok() || !can_not_write_beside(opened.error())) return opened;
  if (file_bytes(path_ + "-wal") == 0 && file_bytes(path_ + "-journal") == 0)
    return open_pool(Access::kImmutable);
  return Error(Code::kReadOnly,
               opened.error().message +
                   "; its last commits can not be read without writing beside")
      .with_hint(
          "open it once where its folder may be written, or copy it "
          "together with its -wal");
}

Status SqliteStore::open_pool(Access access) {
  stat(path_.c_str(), &opened_as_);
  was_in_use_ = is_in_use();
  auto pool = std::make_shared<ReaderPool>(setup(access));
  SNAPROLL_TRY(auto connection, pool->take());
  SNAPROLL_TRY(const FileState state, look_at(*connection));
  if (state == FileState::kEmpty)
    return connection->error(Code::kNotFound, "the file is empty");
  SNAPROLL_CHECK(take_meta(*connection));
  has_log_ = has_log(*connection);
  pool->give_back(std::move(connection));
  pool_ = std::move(pool);
  pool_access_ = access;
  return {};
}

bool SqliteStore::is_in_use() const {
  for (const char* end : {"-wal", "-shm", "-journal"})
    if (access((path_ + end).c_str(), F_OK) == 0) return true;
  return false;
}

bool SqliteStore::changed_underneath() const {
  struct stat now{};
  if (stat(path_.c_str(), &now) != 0) return true;
  return now.st_size != opened_as_.st_size || now.st_ino != opened_as_.st_ino ||
         now.st_mtim.tv_sec != opened_as_.st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != opened_as_.st_mtim.tv_nsec ||
         file_bytes(path_ + "-wal") != 0 || (!was_in_use_ && is_in_use());
}

}  // namespace snaproll::detail
