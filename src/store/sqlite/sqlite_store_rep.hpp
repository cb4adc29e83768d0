// The inside of sqlite_store.hpp.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/committer.hpp"
#include "store/sqlite/counters.hpp"
#include "store/sqlite/fork.hpp"
#include "store/sqlite/reader_pool.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace snaproll::detail {

class SqliteStore final : public Store {
 public:
  // An empty path is a database in memory.
  SqliteStore(std::string path, const StoreOptions& options);
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  Status open();

  const Id& id() const noexcept override { return *id_; }
  const void* file() const noexcept override { return this; }
  bool read_only() const noexcept override { return read_only_; }
  const StoreOptions& options() const noexcept override { return options_; }
  Status check_usable() const override;

  Result<std::unique_ptr<StoreReader>> read() override;
  Status commit(Member member, int statements) override;
  std::vector<Status> commit_many(std::vector<Member> members) override;

  Status backup(const std::string& path) override;
  Result<bool> vacuum() override;
  Result<std::vector<std::string>> check_file(bool quick) override;
  Result<StoreStats> stats() override;
  Status close() override;

  // For tests: what it counts, and lets fail.
  Counters& counters() noexcept { return *counters_; }

 private:
  using Use = std::function<Status(Connection& connection)>;

  bool in_memory() const noexcept { return path_.empty(); }
  ConnectionSetup setup(Access access) const;

  Status open_for_writing();
  Status open_for_reading();
  Status take_meta(Connection& connection);
  Status open_pool(Access access);
  // Where nobody can write beside it, whether somebody did nevertheless.
  bool changed_underneath() const;
  // Whether there is a file beside it that somebody who writes has.
  bool is_in_use() const;
  // The pool for what is read now.
  Result<std::shared_ptr<ReaderPool>> pool();

  Status check_writable() const;
  // One consistent view, on a connection of the pool.
  Status with_reader(const Use& use);
  Status copy_into(const std::string& path);

  const std::string path_;
  const StoreOptions options_;
  const std::shared_ptr<Counters> counters_ = std::make_shared<Counters>();
  const uint64_t generation_ = fork_generation();
  std::shared_ptr<const Id> id_;
  bool read_only_ = false;
  std::atomic<bool> closed_{false};

  std::unique_ptr<Connection> writer_;
  std::unique_ptr<Committer> committer_;
  std::mutex memory_mutex_;  // of writer_, where it is a database in memory

  std::mutex pool_mutex_;  // of these five
  std::shared_ptr<ReaderPool> pool_;
  Access pool_access_ = Access::kRead;
  struct stat opened_as_{};
  bool was_in_use_ = false;
  bool has_log_ = false;
};

// Fills in what the rows tell of a store.
Status count_rows(Connection& connection, StoreStats& stats);
// What is wrong with the file, a line each.
Status find_faults(Connection& connection, const Id& store, bool quick,
                   std::vector<std::string>& faults);

}  // namespace snaproll::detail
