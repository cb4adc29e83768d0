#include "store/sqlite/reader_pool.hpp"

#include "store/sqlite/fork.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/store_file.hpp"

namespace snaproll::detail {
namespace {

void end_transaction(Connection& connection) noexcept {
  if (connection.in_transaction())
    Statement(connection, Sql::kCommit).step_code();
}

class PooledReader final : public Reading<StoreReader> {
 public:
  PooledReader(std::unique_ptr<Connection> connection,
               std::shared_ptr<ReaderPool> pool,
               std::shared_ptr<const Id> store)
      : Reading(*connection, *store),
        connection_(std::move(connection)),
        pool_(std::move(pool)),
        store_(std::move(store)) {}
  ~PooledReader() override {
    if (fork_generation() != generation_) {
      static_cast<void>(connection_.release());  // the parent's
      return;
    }
    end_transaction(*connection_);
    pool_->give_back(std::move(connection_));
  }
  PooledReader(const PooledReader&) = delete;
  PooledReader& operator=(const PooledReader&) = delete;

 private:
  std::unique_ptr<Connection> connection_;
  std::shared_ptr<ReaderPool> pool_;
  std::shared_ptr<const Id> store_;
  uint64_t generation_ = fork_generation();
};

class SharedReader final : public Reading<StoreReader> {
 public:
  SharedReader(Connection& connection, std::unique_lock<std::mutex> lock,
               const Id& store)
      : Reading(connection, store), lock_(std::move(lock)) {}

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace

ReaderPool::ReaderPool(ConnectionSetup setup) : setup_(std::move(setup)) {
  stat(setup_.path.c_str(), &opened_as_);
}

Result<std::unique_ptr<Connection>> ReaderPool::take() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  // It is opened by its name, and has to be the same file.
  struct stat now{};
  if (stat(setup_.path.c_str(), &now) != 0 || now.st_ino != opened_as_.st_ino ||
      now.st_dev != opened_as_.st_dev)
    return not_in_its_place(setup_.path);
  return Connection::open(setup_);
}

// One whose transaction could not be ended, for want of memory, is closed.
void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
  if (connection->in_transaction()) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!closed_ && idle_.size() < kKept) idle_.push_back(std::move(connection));
}

void ReaderPool::close() {
  std::vector<std::unique_ptr<Connection>> idle;
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  idle.swap(idle_);
}

void ReaderPool::forget() noexcept {
  for (auto& connection : idle_) static_cast<void>(connection.release());
  idle_.clear();
}

Result<std::unique_ptr<StoreReader>> make_reader(
    std::shared_ptr<ReaderPool> pool, std::shared_ptr<const Id> store) {
  SNAPROLL_TRY(auto connection, pool->take());
  SNAPROLL_CHECK(connection->run(Sql::kBegin));
  return std::unique_ptr<StoreReader>(std::make_unique<PooledReader>(
      std::move(connection), std::move(pool), std::move(store)));
}

Result<std::unique_ptr<StoreReader>> make_reader(Connection& connection,
                                                 std::mutex& mutex,
                                                 const Id& store) {
  return std::unique_ptr<StoreReader>(std::make_unique<SharedReader>(
      connection, std::unique_lock<std::mutex>(mutex), store));
}

}  // namespace snaproll::detail
