// The store in a file of SQLite, or in a database in memory.
//
// Thread word: internally synchronized.
#pragma once

#include <memory>
#include <string>

#include "store/sqlite/store_file.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

// Opens a file that find_store_file found.
Result<std::shared_ptr<Store>> open_sqlite_file(const StoreFile& file,
                                                const StoreOptions& options);
// A new database in memory, which goes with the store.
Result<std::shared_ptr<Store>> open_sqlite_memory(const StoreOptions& options);

}  // namespace snaproll::detail
