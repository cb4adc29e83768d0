// Connections for reading, made on demand and kept for the next reader.
//
// Thread word: internally synchronized; a lease is used by one thread.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

class ReaderPool {
 public:
  explicit ReaderPool(ConnectionSetup setup);

  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);
  // Closes those that nobody uses; those in use are closed when given back.
  void close();
  // In a forked child: nothing is closed, so no lock of the parent is touched.
  void forget() noexcept;

 private:
  static constexpr size_t kKept = 8;

  const ConnectionSetup setup_;
  struct stat opened_as_{};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  bool closed_ = false;
};

// A reader with a connection of its own; gives it back when it goes.
Result<std::unique_ptr<StoreReader>> make_reader(
    std::shared_ptr<ReaderPool> pool, std::shared_ptr<const Id> store);
// A reader on a connection that all share: holds `mutex` while it lives.
Result<std::unique_ptr<StoreReader>> make_reader(Connection& connection,
                                                 std::mutex& mutex,
                                                 const Id& store);

}  // namespace snaproll::detail
