// Copies, vacuum, checks and figures of a store.
#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {
namespace {

// SQLite attaches the database that it copies into.
class AttachAllowed {
 public:
  explicit AttachAllowed(Connection& connection) : connection_(connection) {
    connection.allow_attach(true);
  }
  ~AttachAllowed() { connection_.allow_attach(false); }
  AttachAllowed(const AttachAllowed&) = delete;
  AttachAllowed& operator=(const AttachAllowed&) = delete;

 private:
  Connection& connection_;
};

Status vacuum_into(Connection& connection, const std::string& path) {
  const AttachAllowed allowed(connection);
  Statement statement(connection, Sql::kVacuumInto);
  statement.text(path);
  return statement.run();
}

}  // namespace

Status SqliteStore::with_reader(const Use& use) {
  SNAPROLL_CHECK(check_usable());
  if (in_memory()) {
    const std::lock_guard<std::mutex> lock(memory_mutex_);
    return use(*writer_);
  }
  SNAPROLL_TRY(const auto current, pool());
  SNAPROLL_TRY(auto connection, current->take());
  SNAPROLL_CHECK(connection->run(Sql::kBegin));
  Status status = use(*connection);
  Statement(*connection, Sql::kCommit).step_code();
  current->give_back(std::move(connection));
  return status;
}

Status SqliteStore::copy_into(const std::string& path) {
  if (in_memory()) {
    const std::lock_guard<std::mutex> lock(memory_mutex_);
    return vacuum_into(*writer_, path);
  }
  SNAPROLL_TRY([[maybe_unused]] const auto current, pool());
  SNAPROLL_TRY(const auto connection, Connection::open(setup(pool_access_)));
  SNAPROLL_CHECK(connection->execute("PRAGMA query_only=OFF"));
  return vacuum_into(*connection, path);
}

// SQLite copies into an empty file too, so it is made first: with its mode,
// and only where there is none.
Status SqliteStore::backup(const std::string& path) {
  SNAPROLL_CHECK(check_usable());
  SNAPROLL_TRY(const StoreFile made, make_file(path, options_.file_mode));
  Status copied = copy_into(made.path);
  if (copied.ok()) copied = sync_file(made.path);
  if (!copied.ok()) unlink(made.path.c_str());
  return copied;
}

Status SqliteStore::vacuum() {
  SNAPROLL_CHECK(check_writable());
  return committer_->exclusively([this](Connection& connection) -> Status {
    const AttachAllowed allowed(connection);
    SNAPROLL_CHECK(connection.execute("VACUUM"));
    if (in_memory()) return {};
    return connection.empty_log();
  });
}

Result<std::vector<std::string>> SqliteStore::check_file(bool quick) {
  std::vector<std::string> faults;
  SNAPROLL_CHECK(with_reader([&](Connection& connection) {
    return find_faults(connection, *id_, quick, faults);
  }));
  return faults;
}

Result<StoreStats> SqliteStore::stats() {
  StoreStats stats;
  SNAPROLL_CHECK(with_reader(
      [&](Connection& connection) { return count_rows(connection, stats); }));
  if (!in_memory()) stats.wal_bytes = file_bytes(path_ + "-wal");
  stats.commits = counters_->commits;
  stats.transactions = counters_->transactions;
  stats.syncs = counters_->syncs;
  stats.bytes_written = counters_->bytes_written;
  stats.busy_waits = counters_->busy_waits;
  stats.conflicts = counters_->conflicts;
  return stats;
}

}  // namespace snaproll::detail
