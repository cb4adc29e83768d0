// The calls of the system that the library itself makes for files, linked in
// their place (--wrap): below kFolder they go to the disk in memory, all others
// to the system.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <map>

#include "disk.hpp"

namespace snaproll::proof {
namespace {

constexpr int kFirst = 1 << 20;  // descriptors of ours

std::map<int, std::string>& descriptors() {
  static std::map<int, std::string> all;
  return all;
}

// 0, or -1 with errno.
int begin(Operation operation) {
  switch (disk().begin(operation)) {
    case Way::kNone:
      return 0;
    case Way::kFull:
      errno = ENOSPC;
      return -1;
    default:
      errno = EIO;
      return -1;
  }
}

int fail(int error) {
  errno = error;
  return -1;
}

int open_ours(const std::string& path, int flags) {
  const bool makes = (flags & O_CREAT) != 0;
  if (begin(makes ? Operation::kCreate : Operation::kOpen) != 0) return -1;
  const bool folder = path == kFolder || path == std::string(kFolder) + '/';
  const bool there = folder || disk().find(path) != nullptr;
  if (makes && there && (flags & O_EXCL) != 0) return fail(EEXIST);
  if (!makes && !there) return fail(ENOENT);
  if (!there) disk().create(path);
  static int next = kFirst;
  descriptors()[++next] = folder ? "" : path;
  ++disk().open_handles;
  return next;
}

int look_at(const std::string& path, struct stat* out) {
  const auto file = disk().find(path);
  if (file == nullptr) return fail(ENOENT);
  std::memset(out, 0, sizeof *out);
  out->st_mode = S_IFREG | 0600;
  out->st_dev = 4711;
  out->st_ino = file->number;
  out->st_size = static_cast<off_t>(file->bytes.size());
  return 0;
}

}  // namespace
}  // namespace snaproll::proof

using namespace snaproll::proof;  // NOLINT: the names below are the linker's

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
int __real_open(const char* path, int flags, ...);
int __real_close(int descriptor);
int __real_fsync(int descriptor);
int __real_fchmod(int descriptor, mode_t mode);
int __real_fstat(int descriptor, struct stat* out);
int __real_stat(const char* path, struct stat* out);
int __real_lstat(const char* path, struct stat* out);
int __real_access(const char* path, int mode);
int __real_unlink(const char* path);
char* __real_realpath(const char* path, char* out);

int __wrap_open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  return is_ours(path) ? open_ours(path, flags)
                       : __real_open(path, flags, mode);
}

int __wrap_close(int descriptor) {
  if (descriptor < kFirst) return __real_close(descriptor);
  descriptors().erase(descriptor);
  --disk().open_handles;
  return 0;
}

int __wrap_fsync(int descriptor) {
  if (descriptor < kFirst) return __real_fsync(descriptor);
  if (begin(Operation::kSync) != 0) return -1;
  const std::string& path = descriptors()[descriptor];
  if (path.empty()) {
    disk().sync_folder();
  } else if (const auto file = disk().find(path)) {
    disk().sync(*file);
  }
  return 0;
}

int __wrap_fchmod(int descriptor, mode_t mode) {
  if (descriptor < kFirst) return __real_fchmod(descriptor, mode);
  return begin(Operation::kLook);
}

int __wrap_fstat(int descriptor, struct stat* out) {
  if (descriptor < kFirst) return __real_fstat(descriptor, out);
  if (begin(Operation::kLook) != 0) return -1;
  return look_at(descriptors()[descriptor], out);
}

int __wrap_stat(const char* path, struct stat* out) {
  if (!is_ours(path)) return __real_stat(path, out);
  return begin(Operation::kLook) != 0 ? -1 : look_at(path, out);
}

int __wrap_lstat(const char* path, struct stat* out) {
  if (!is_ours(path)) return __real_lstat(path, out);
  return begin(Operation::kLook) != 0 ? -1 : look_at(path, out);
}

int __wrap_access(const char* path, int mode) {
  if (!is_ours(path)) return __real_access(path, mode);
  if (begin(Operation::kAccess) != 0) return -1;
  return disk().find(path) != nullptr ? 0 : fail(ENOENT);
}

int __wrap_unlink(const char* path) {
  if (!is_ours(path)) return __real_unlink(path);
  if (begin(Operation::kDelete) != 0) return -1;
  return disk().remove(path) ? 0 : fail(ENOENT);
}

char* __wrap_realpath(const char* path, char* out) {
  if (!is_ours(path)) return __real_realpath(path, out);
  if (begin(Operation::kLook) != 0) return nullptr;
  return strdup(kFolder.data());
}
// NOLINTEND(bugprone-reserved-identifier)
}
