#include "store/sqlite/sqlite_store.hpp"

#include <sqlite3.h>

#include "snaproll/options.hpp"
#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {

SqliteStore::SqliteStore(std::string path, const StoreOptions& options)
    : path_(std::move(path)), options_(options) {}

// In a forked child everything is the parent's: closing a file here would drop
// its locks. So it is left where it is.
SqliteStore::~SqliteStore() {
  if (fork_generation() == generation_) {
    static_cast<void>(SqliteStore::close());
    return;
  }
  static_cast<void>(committer_.release());
  static_cast<void>(writer_.release());
  if (pool_ != nullptr) pool_->forget();
}

Status SqliteStore::check_usable() const {
  if (fork_generation() != generation_)
    return Error(Code::kUnusable, "the store was opened before a fork")
        .with_hint("open it in this process");
  if (closed_.load(std::memory_order_acquire))
    return Error(Code::kUnusable, "the store is closed");
  if (counters_->sync_failed.load(std::memory_order_acquire))
    return Error(Code::kUnusable, "a sync of the store failed")
        .with_hint("open it again and check it");
  if (counters_->file_moved.load(std::memory_order_acquire))
    return not_in_its_place(path_);
  return {};
}

Status SqliteStore::check_writable() const {
  SNAPROLL_CHECK(check_usable());
  if (!read_only_) return {};
  return Error(Code::kReadOnly, "the store is open for reading only");
}

Result<std::unique_ptr<StoreReader>> SqliteStore::read() {
  SNAPROLL_CHECK(check_usable());
  if (in_memory()) return make_reader(*writer_, memory_mutex_, *id_);
  SNAPROLL_TRY(auto current, pool());
  return make_reader(std::move(current), id_);
}

Result<std::shared_ptr<ReaderPool>> SqliteStore::pool() {
  const std::lock_guard<std::mutex> lock(pool_mutex_);
  if (pool_access_ == Access::kImmutable && changed_underneath())
    SNAPROLL_CHECK(open_for_reading());
  return pool_;
}

Status SqliteStore::commit(Member member, int statements) {
  SNAPROLL_CHECK(check_writable());
  return committer_->commit(std::move(member), statements);
}

std::vector<Status> SqliteStore::commit_many(std::vector<Member> members) {
  const Status writable = check_writable();
  if (!writable.ok()) return std::vector<Status>(members.size(), writable);
  return committer_->commit_many(std::move(members));
}

// After a failed sync nothing is moved into the file: the log is what there is.
Status SqliteStore::close() {
  if (fork_generation() != generation_) return check_usable();
  if (closed_.exchange(true)) return {};
  {
    const std::lock_guard<std::mutex> lock(pool_mutex_);
    if (pool_ != nullptr) pool_->close();
  }
  if (committer_ == nullptr) return {};
  return committer_->end_with([this](Connection& connection) -> Status {
    Status status;
    // SQLite would remove the log by its name, and it is another file's now.
    const bool moved = !committer_->check_place().ok();
    if (counters_->sync_failed || moved) {
      sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                        1, nullptr);
    } else if (!in_memory()) {
      const auto emptied = connection.empty_log();
      if (!emptied.ok()) status = emptied.error();
    }
    connection.close();
    return status;
  });
}

Result<std::shared_ptr<Store>> open_sqlite_file(const StoreFile& file,
                                                const StoreOptions& options) {
  auto store = std::make_shared<SqliteStore>(file.path, options);
  SNAPROLL_CHECK(store->open());
  return std::shared_ptr<Store>(std::move(store));
}

Result<std::shared_ptr<Store>> open_sqlite_memory(const StoreOptions& options) {
  auto store = std::make_shared<SqliteStore>(std::string(), options);
  SNAPROLL_CHECK(store->open());
  return std::shared_ptr<Store>(std::move(store));
}

}  // namespace snaproll::detail
