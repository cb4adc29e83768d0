// The VFS of the disk in memory. Locks and the shared memory of the log's index
// are as those of the system's VFS for Linux, between the connections of one
// process; so is what is synced: the first sync of a log or journal by each who
// opened it brings the folder to disk too, that of a database does not.
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "disk.hpp"

namespace snaproll::proof {

struct OpenFile {
  sqlite3_file base;
  std::shared_ptr<File> file;
  std::string name;  // empty: a temporary file
  bool remove_at_end = false;
  bool sync_folder = false;  // with its next sync
  int level = SQLITE_LOCK_NONE;
  unsigned shared = 0;  // bits of the index's locks
  unsigned exclusive = 0;
  bool mapped = false;
};

namespace {

OpenFile& opened(sqlite3_file* file) {
  return *std::launder(reinterpret_cast<OpenFile*>(file));
}

// The code of a failure, where `io` is that of EIO.
int code_of(Way way, int io) {
  switch (way) {
    case Way::kNone:
      return SQLITE_OK;
    case Way::kFull:
      return SQLITE_FULL;
    case Way::kBusy:
      return SQLITE_BUSY;
    default:
      return io;
  }
}

int begin(Operation operation, int io) {
  return code_of(disk().begin(operation), io);
}

int shm_unmap(sqlite3_file* file, int) {
  OpenFile& self = opened(file);
  self.shared = self.exclusive = 0;
  self.mapped = false;
  const bool used =
      std::any_of(self.file->open.begin(), self.file->open.end(),
                  [](const OpenFile* each) { return each->mapped; });
  if (!used) self.file->shared.clear();
  return SQLITE_OK;
}

int close(sqlite3_file* file) {
  OpenFile& self = opened(file);
  shm_unmap(file, 0);
  auto& open = self.file->open;
  open.erase(std::find(open.begin(), open.end(), &self));
  if (self.remove_at_end && disk().find(self.name) == self.file)
    disk().remove(self.name);
  --disk().open_handles;
  self.~OpenFile();
  return SQLITE_OK;
}

// A short read is the first half and then EIO: the system's VFS reads on until
// the end of the file or an error, so nothing else comes to SQLite.
int read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  const Way way = disk().begin(Operation::kRead);
  if (way == Way::kIo) return SQLITE_IOERR_READ;
  const std::string& bytes = opened(file).file->bytes;
  const auto from = std::min(static_cast<size_t>(at), bytes.size());
  size_t there = std::min(static_cast<size_t>(size), bytes.size() - from);
  if (way == Way::kShort) there /= 2;
  std::memcpy(out, bytes.data() + from, there);
  if (way == Way::kShort) return SQLITE_IOERR_READ;
  if (there == static_cast<size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0,
              static_cast<size_t>(size) - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* in, int size, sqlite3_int64 at) {
  const Way way = disk().begin(Operation::kWrite);
  if (way == Way::kIo) return SQLITE_IOERR_WRITE;
  const int whole = way == Way::kNone ? size : size / 2;
  disk().write(*opened(file).file, static_cast<const char*>(in),
               static_cast<uint64_t>(whole), static_cast<uint64_t>(at));
  return code_of(way, SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = begin(Operation::kTruncate, SQLITE_IOERR_TRUNCATE))
    return code;
  disk().truncate(*opened(file).file, static_cast<uint64_t>(size));
  return SQLITE_OK;
}

int sync(sqlite3_file* file, int) {
  if (const int code = begin(Operation::kSync, SQLITE_IOERR_FSYNC)) return code;
  OpenFile& self = opened(file);
  disk().sync(*self.file);
  if (self.sync_folder) disk().sync_folder();
  self.sync_folder = false;
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (const int code = begin(Operation::kSize, SQLITE_IOERR_FSTAT)) return code;
  *size = static_cast<sqlite3_int64>(opened(file).file->bytes.size());
  return SQLITE_OK;
}

bool another_has(const OpenFile& self, int level) {
  const auto& open = self.file->open;
  return std::any_of(open.begin(), open.end(), [&](const OpenFile* each) {
    return each != &self && each->level >= level;
  });
}

int lock(sqlite3_file* file, int level) {
  OpenFile& self = opened(file);
  if (self.level >= level) return SQLITE_OK;
  if (const int code = begin(Operation::kLock, SQLITE_IOERR_LOCK)) return code;
  if (level == SQLITE_LOCK_SHARED) {
    if (another_has(self, SQLITE_LOCK_PENDING)) return SQLITE_BUSY;
  } else {
    if (another_has(self, SQLITE_LOCK_RESERVED)) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      self.level = SQLITE_LOCK_PENDING;
      if (another_has(self, SQLITE_LOCK_SHARED)) return SQLITE_BUSY;
    }
  }
  self.level = level;
  return SQLITE_OK;
}

int unlock(sqlite3_file* file, int level) {
  opened(file).level = std::min(opened(file).level, level);
  return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* file, int* out) {
  OpenFile& self = opened(file);
  *out = self.level >= SQLITE_LOCK_RESERVED ||
         another_has(self, SQLITE_LOCK_RESERVED);
  return SQLITE_OK;
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  OpenFile& self = opened(file);
  switch (operation) {
    case SQLITE_FCNTL_HAS_MOVED:
      *static_cast<int*>(argument) =
          !self.name.empty() && disk().find(self.name) != self.file;
      return SQLITE_OK;
    case SQLITE_FCNTL_LOCKSTATE:
      *static_cast<int*>(argument) = self.level;
      return SQLITE_OK;
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
      *static_cast<int*>(argument) = 1;
      return SQLITE_OK;
    default:
      return SQLITE_NOTFOUND;
  }
}

int sector_size(sqlite3_file*) { return 4096; }
int device_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int shm_map(sqlite3_file* file, int page, int size, int extend,
            void volatile** out) {
  *out = nullptr;
  if (const int code = begin(Operation::kShmMap, SQLITE_IOERR_SHMMAP))
    return code;
  OpenFile& self = opened(file);
  self.mapped = true;
  auto& shared = self.file->shared;
  const auto wanted = static_cast<size_t>(page);
  if (wanted >= shared.size() && extend == 0) return SQLITE_OK;
  while (shared.size() <= wanted)
    shared.push_back(std::make_unique<char[]>(static_cast<size_t>(size)));
  *out = shared[wanted].get();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  OpenFile& self = opened(file);
  const unsigned mask = ((1U << count) - 1) << offset;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    self.shared &= ~mask;
    self.exclusive &= ~mask;
    return SQLITE_OK;
  }
  if (const int code = begin(Operation::kShmLock, SQLITE_IOERR_SHMLOCK))
    return code;
  const bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (const OpenFile* each : self.file->open) {
    const unsigned theirs = each->exclusive | (alone ? each->shared : 0);
    if (each != &self && (theirs & mask) != 0) return SQLITE_BUSY;
  }
  (alone ? self.exclusive : self.shared) |= mask;
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file*) {}
int fetch(sqlite3_file*, sqlite3_int64, int, void** out) {
  *out = nullptr;
  return SQLITE_OK;
}
int unfetch(sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; }

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

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
         int* out_flags) {
  file->pMethods = nullptr;
  const std::string path = name == nullptr ? "" : name;
  std::shared_ptr<File> found = path.empty() ? nullptr : disk().find(path);
  const bool makes = found == nullptr && (flags & SQLITE_OPEN_CREATE) != 0;
  const int code =
      begin(makes ? Operation::kCreate : Operation::kOpen, SQLITE_CANTOPEN);
  if (code != SQLITE_OK) return SQLITE_CANTOPEN;
  if (found == nullptr && !makes) return SQLITE_CANTOPEN;
  if (makes && path.empty()) {
    found = std::make_shared<File>();
  } else if (makes) {
    found = disk().create(path);
  }
  auto* self = new (file) OpenFile;
  self->base.pMethods = &kMethods;
  self->file = found;
  self->name = path;
  self->remove_at_end = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  self->sync_folder = (flags & SQLITE_OPEN_CREATE) != 0 &&
                      (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL |
                                SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  found->open.push_back(self);
  ++disk().open_handles;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int sync_folder) {
  if (const int code = begin(Operation::kDelete, SQLITE_IOERR_DELETE))
    return code;
  if (!disk().remove(name)) return SQLITE_IOERR_DELETE_NOENT;
  if (sync_folder != 0) disk().sync_folder();
  return SQLITE_OK;
}

// As the system's: an empty file does not exist.
int access(sqlite3_vfs*, const char* name, int flags, int* out) {
  *out = 0;
  if (const int code = begin(Operation::kAccess, SQLITE_IOERR_ACCESS))
    return code;
  const auto found = disk().find(name);
  *out = found != nullptr &&
         (flags != SQLITE_ACCESS_EXISTS || !found->bytes.empty());
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

}  // namespace

void register_memory_vfs() {
  static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
  vfs.pNext = nullptr;
  vfs.zName = "proof";
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile));
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_name;
  vfs.xSleep = sleep;
  sqlite3_vfs_register(&vfs, 1);
}

}  // namespace snaproll::proof
