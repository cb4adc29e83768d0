#include "store/sqlite/store_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "base/utf8.hpp"

namespace snaproll::detail {
namespace {

Code code_of(int system) {
  switch (system) {
    case ENOENT:
    case ENOTDIR:
      return Code::kNotFound;
    case EEXIST:
      return Code::kExists;
    case EROFS:
      return Code::kReadOnly;
    case ENOMEM:
      return Code::kNoMemory;
    case ENAMETOOLONG:
    case ELOOP:
      return Code::kInvalidArgument;
    default:
      return Code::kIo;
  }
}

Error failed(const std::string& path, const char* doing, int system) {
  return {code_of(system), printable(path) + ": " + doing + ": " +
                               std::generic_category().message(system)};
}

Error refused(const std::string& path, const char* what) {
  return {Code::kInvalidArgument, printable(path) + " " + what};
}

// Closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Result<std::string> absolute(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos)
    return Error(Code::kInvalidArgument, "a store needs the path of a file");
  const size_t slash = path.rfind('/');
  const std::string name =
      slash == std::string::npos ? path : path.substr(slash + 1);
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  if (folder.empty()) folder = "/";
  if (name.empty() || name == "." || name == "..")
    return refused(path, "is a directory");
  const std::unique_ptr<char, void (*)(void*)> real(
      realpath(folder.c_str(), nullptr), std::free);
  if (real == nullptr) return failed(path, "its folder can not be used", errno);
  folder = real.get();
  return (folder == "/" ? folder : folder + "/") + name;
}

Result<StoreFile> look(const std::string& path, const struct stat& status) {
  if (S_ISLNK(status.st_mode))
    return Error(refused(path, "is a symbolic link"))
        .with_hint("open the file that it points to");
  if (S_ISDIR(status.st_mode)) return refused(path, "is a directory");
  if (!S_ISREG(status.st_mode)) return refused(path, "is no regular file");
  // SQLite takes such a file for an empty one.
  if (status.st_size == 1)
    return Error(Code::kFormat, printable(path) + " is no store");
  return StoreFile{path, status.st_dev, status.st_ino};
}

}  // namespace

// Nobody has the new file open, so closing it here drops no lock.
Result<StoreFile> make_file(const std::string& path, uint32_t mode) {
  SNAPROLL_TRY(const std::string full, absolute(path));
  const Descriptor made(open(
      full.c_str(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (made.number() < 0) return failed(full, "can not be made", errno);
  struct stat status{};
  if (fchmod(made.number(), static_cast<mode_t>(mode)) != 0 ||
      fstat(made.number(), &status) != 0) {
    return failed(full, "can not be made", errno);
  }
  return look(full, status);
}

Result<StoreFile> find_store_file(const std::string& path,
                                  const StoreOptions& options) {
  SNAPROLL_TRY(const std::string full, absolute(path));
  struct stat status{};
  if (lstat(full.c_str(), &status) == 0) return look(full, status);
  if (errno != ENOENT) return failed(full, "can not be looked at", errno);
  if (options.read_only || !options.create)
    return failed(full, "there is no store", ENOENT);
  auto made = make_file(full, options.file_mode);
  if (made.ok() || made.error().code != Code::kExists) return made;
  if (lstat(full.c_str(), &status) == 0) return look(full, status);
  return failed(full, "can not be looked at", errno);
}

Status sync_file(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  for (const std::string& each : {path, folder}) {
    const Descriptor opened(open(each.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.number() < 0 || fsync(opened.number()) != 0)
      return failed(each, "can not be brought to disk", errno);
  }
  return {};
}

Error not_in_its_place(const std::string& path) {
  return Error(
             Code::kUnusable,
             printable(path) +
                 ": the file was removed, moved or replaced while it was open")
      .with_hint(
          "what was acknowledged is in the file that was opened: close all "
          "handles of the store, put it back and open it again");
}

uint64_t file_bytes(const std::string& path) noexcept {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return 0;
  return static_cast<uint64_t>(status.st_size);
}

}  // namespace snaproll::detail
