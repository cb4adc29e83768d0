// Home: what all executions of one opened store share.
//
// Thread word: internally synchronized.
#pragma once

#include <memory>
#include <string>

#include "journal/migration.hpp"
#include "journal/state_cache.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

struct Home {
  Home(std::shared_ptr<Store> store, std::string where)
      : rows(std::move(store)),
        path(std::move(where)),
        cache(rows->options().memory_budget) {}

  const std::shared_ptr<Store> rows;
  const std::string path;
  StateCache cache;
  Migrations migrations;
};

// Two opens of one file have one home.
Result<std::shared_ptr<Home>> open_home(const std::string& path,
                                        const StoreOptions& options);

}  // namespace snaproll::detail
