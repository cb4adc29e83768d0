// A VFS between SQLite and the one of the system that counts syncs and bytes
// written, and notices a sync that failed.
#pragma once

#include <sqlite3.h>

#include "store/sqlite/counters.hpp"

namespace snaproll::detail {

// Its name, to open connections with; registered at the first call. nullptr
// where there is no memory for it.
const char* counting_vfs() noexcept;

// What the files of this connection are counted in; from its opening to its
// closing.
void count_files_of(sqlite3* db, Counters* counters) noexcept;

}  // namespace snaproll::detail
