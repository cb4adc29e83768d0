// Copies, vacuum, checks and figures of a store.
#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/sqlite_store_rep.hpp"
#include "store/sqlite/writer.hpp"

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

// Rows that are damaged stay as they are: a check of the copy tells them.
Result<std::vector<ExecutionRow>> owned_rows(Connection& connection,
                                             const Id& store) {
  std::vector<ExecutionRow> owned;
  Statement statement(connection, Sql::kEveryExecution);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return owned;
    auto row = rows::read_execution(statement, store);
    if (row.ok() && row->owner.has_value()) owned.push_back(*std::move(row));
  }
}

// Nobody has the executions of a copy. What fails here, or is killed, leaves no
// copy, so its journal needs no file.
Status release_owners(const std::string& path, const Id& store) {
  ConnectionSetup setup;
  setup.path = path;
  setup.durability = Durability::kNone;
  setup.counters = std::make_shared<Counters>();
  SNAPROLL_TRY(const auto connection, Connection::open(setup));
  SNAPROLL_CHECK(connection->execute("PRAGMA journal_mode=MEMORY"));
  SNAPROLL_CHECK(connection->run(Sql::kBeginImmediate));
  SNAPROLL_TRY(auto owned, owned_rows(*connection, store));
  Writer writer(*connection, store, *setup.counters);
  writer.begin_member(true);
  for (ExecutionRow& row : owned) {
    row.owner.reset();
    SNAPROLL_CHECK(writer.update_execution(row, false));
  }
  return connection->run(Sql::kCommit);
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
  if (copied.ok()) copied = release_owners(made.path, *id_);
  if (copied.ok()) copied = sync_file(made.path);
  if (!copied.ok()) {
    unlink(made.path.c_str());
    // SQLite leaves it where it could not roll back: the next copy of this name
    // would take it for its own.
    unlink((made.path + "-journal").c_str());
  }
  return copied;
}

Result<bool> SqliteStore::vacuum() {
  constexpr int64_t kWaitForReaders = 100'000'000;
  SNAPROLL_CHECK(check_writable());
  bool emptied = true;
  const auto rewrite = [&](Connection& connection) -> Status {
    const AttachAllowed allowed(connection);
    SNAPROLL_CHECK(connection.execute("VACUUM"));
    if (in_memory()) return {};
    const BusyLimit limit(connection, kWaitForReaders);
    SNAPROLL_TRY(emptied, connection.empty_log());
    return {};
  };
  SNAPROLL_CHECK(committer_->exclusively(rewrite));
  return emptied;
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
