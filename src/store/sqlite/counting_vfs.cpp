// A file of this VFS is a CountedFile with the file of the system's VFS behind
// it, in the memory that SQLite has for both. The connection hands its counters
// to the file of the database; a write-ahead log or journal takes them over
// from there when it is opened.
#include "store/sqlite/counting_vfs.hpp"

#include <new>

namespace snaproll::detail {
namespace {

// The number of our own file control; those below 100 are SQLite's.
constexpr int kSetCounters = 0x536e61;

struct CountedFile {
  sqlite3_file base;
  Counters* counters;
};
static_assert(sizeof(CountedFile) % alignof(void*) == 0);

CountedFile* counted(sqlite3_file* file) noexcept {
  return reinterpret_cast<CountedFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) noexcept {
  return reinterpret_cast<sqlite3_file*>(counted(file) + 1);
}

int close(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}
int read(sqlite3_file* file, void* out, int bytes, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), out, bytes, at);
}
int write(sqlite3_file* file, const void* in, int bytes, sqlite3_int64 at) {
  if (Counters* counters = counted(file)->counters)
    Counters::add(counters->bytes_written, static_cast<uint64_t>(bytes));
  return real(file)->pMethods->xWrite(real(file), in, bytes, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}

bool fails_for_a_test(Counters& counters) noexcept {
  const int64_t left = counters.syncs_to_fail.load(std::memory_order_relaxed);
  if (left > 0) counters.syncs_to_fail.fetch_sub(1, std::memory_order_relaxed);
  return left == 0;
}

int sync(sqlite3_file* file, int flags) {
  Counters* counters = counted(file)->counters;
  if (counters == nullptr)
    return real(file)->pMethods->xSync(real(file), flags);
  Counters::add(counters->syncs);
  const int code = fails_for_a_test(*counters)
                       ? SQLITE_IOERR_FSYNC
                       : real(file)->pMethods->xSync(real(file), flags);
  if (code != SQLITE_OK)
    counters->sync_failed.store(true, std::memory_order_release);
  return code;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  if (operation == kSetCounters) {
    counted(file)->counters = static_cast<Counters*>(argument);
    return SQLITE_OK;
  }
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int device_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shm_map(sqlite3_file* file, int page, int size, int extend,
            void volatile** out) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}
int fetch(sqlite3_file* file, sqlite3_int64 at, int bytes, void** out) {
  return real(file)->pMethods->xFetch(real(file), at, bytes, out);
}
int unfetch(sqlite3_file* file, sqlite3_int64 at, void* page) {
  return real(file)->pMethods->xUnfetch(real(file), at, page);
}

// One of version 3 has all methods; the system's files of Linux are such.
constexpr sqlite3_io_methods kMethods = {3,
                                         close,
                                         read,
                                         write,
                                         truncate,
                                         sync,
                                         file_size,
                                         lock,
                                         unlock,
                                         check_reserved_lock,
                                         file_control,
                                         sector_size,
                                         device_characteristics,
                                         shm_map,
                                         shm_lock,
                                         shm_barrier,
                                         shm_unmap,
                                         fetch,
                                         unfetch};

sqlite3_vfs* system_vfs = nullptr;

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
         int* out_flags) {
  CountedFile* opened = new (file) CountedFile{{nullptr}, nullptr};
  const int code =
      system_vfs->xOpen(system_vfs, name, real(file), flags, out_flags);
  const sqlite3_io_methods* methods = real(file)->pMethods;
  if (methods == nullptr) return code;
  if (methods->iVersion < 3) {  // no such file on Linux
    methods->xClose(real(file));
    return SQLITE_CANTOPEN;
  }
  opened->base.pMethods = &kMethods;
  if ((flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0)
    opened->counters = counted(sqlite3_database_file_object(name))->counters;
  return code;
}

// All but opening is the system's own.
const char* make_vfs() noexcept {
  static sqlite3_vfs vfs;
  system_vfs = sqlite3_vfs_find(nullptr);
  if (system_vfs == nullptr) return nullptr;
  vfs = *system_vfs;
  vfs.pNext = nullptr;
  vfs.zName = "snaproll";
  vfs.szOsFile += static_cast<int>(sizeof(CountedFile));
  vfs.xOpen = open;
  return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? vfs.zName : nullptr;
}

}  // namespace

const char* counting_vfs() noexcept {
  static const char* const name = make_vfs();
  return name;
}

void count_files_of(sqlite3* db, Counters* counters) noexcept {
  sqlite3_file_control(db, "main", kSetCounters, counters);
}

}  // namespace snaproll::detail
