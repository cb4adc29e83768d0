// Home: what all executions of one opened store share.
//
// Thread word: internally synchronized.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "journal/migration.hpp"
#include "journal/process.hpp"
#include "journal/state_cache.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// The handles that own executions, of this process and store. An owner of this
// process that is not among them is gone, though the row names it still: the
// disk was full, or the store unusable, when it was closed.
//
// Thread word: internally synchronized.
class OpenHandles {
 public:
  void add(const Id& handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    handles_.insert(handle);
  }
  void remove(const Id& handle) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    handles_.erase(handle);
  }
  bool is_gone(const OwnerRow& owner) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return handles_.count(owner.handle) == 0 && owner.process == this_process();
  }

 private:
  mutable std::mutex mutex_;
  std::set<Id> handles_;
};

// A handle that a commit makes an owner: forgotten again unless it is kept.
class NewHandle {
 public:
  NewHandle(OpenHandles& handles, const Id& handle)
      : handles_(handles), handle_(handle) {
    handles_.add(handle_);
  }
  ~NewHandle() {
    if (!kept_) handles_.remove(handle_);
  }
  NewHandle(const NewHandle&) = delete;
  NewHandle& operator=(const NewHandle&) = delete;

  void keep() noexcept { kept_ = true; }

 private:
  OpenHandles& handles_;
  const Id handle_;
  bool kept_ = false;
};

struct Home {
  Home(std::shared_ptr<Store> store, std::string where)
      : rows(std::move(store)),
        path(std::move(where)),
        cache(rows->options().memory_budget) {}

  const std::shared_ptr<Store> rows;
  const std::string path;
  StateCache cache;
  Migrations migrations;
  OpenHandles handles;
};

// Two opens of one file have one home.
Result<std::shared_ptr<Home>> open_home(const std::string& path,
                                        const StoreOptions& options);

}  // namespace snaproll::detail
