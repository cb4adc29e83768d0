#include "file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "exit_code.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kBufferBytes = 1 << 16;

[[noreturn]] void fail(const std::string& path, int error) {
  const ExitCode code = error == ENOENT   ? kNotFound
                        : error == EEXIST ? kConflict
                                          : kAccess;
  throw Failure(code,
                '"' + path + "\": " + std::generic_category().message(error),
                error == EEXIST ? "name a file that is not there" : "");
}

}  // namespace

NewFile::NewFile(const std::string& path)
    : path_(path),
      descriptor_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                       S_IRUSR | S_IWUSR)) {
  if (descriptor_ < 0) fail(path_, errno);
  half_made_ = std::make_unique<HalfMade>(path_);
}

NewFile::~NewFile() {
  close(descriptor_);
  if (!kept_) unlink(path_.c_str());
}

void NewFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) flush();
}

void NewFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_, errno);
    left.remove_prefix(static_cast<size_t>(written));
  }
  bytes_ += buffer_.size();
  buffer_.clear();
}

void NewFile::keep() {
  flush();
  // A pipe or a device can not be synced, and need not be.
  if (fsync(descriptor_) != 0 && errno != EINVAL) fail(path_, errno);
  kept_ = true;
}

LineReader::LineReader(const std::string& path)
    : path_(path),
      descriptor_(path == "-" ? STDIN_FILENO
                              : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(path_, errno);
  struct stat found{};
  if (fstat(descriptor_, &found) == 0 && S_ISREG(found.st_mode))
    total_ = static_cast<uint64_t>(found.st_size);
}

LineReader::~LineReader() {
  if (descriptor_ != STDIN_FILENO) close(descriptor_);
}

bool LineReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kBufferBytes);
  ssize_t got = 0;
  do {
    got = read(descriptor_, buffer_.data() + before, kBufferBytes);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(before + static_cast<size_t>(got > 0 ? got : 0));
  if (got < 0) fail(path_, error);
  bytes_ += static_cast<uint64_t>(got);
  return got > 0;
}

bool LineReader::next(std::string& line) {
  size_t looked = 0;  // bytes behind at_ without a line end
  for (;;) {
    const size_t end = buffer_.find('\n', at_ + looked);
    if (end != std::string::npos) {
      line.assign(buffer_, at_, end - at_);
      at_ = end + 1;
      return true;
    }
    looked = buffer_.size() - at_;
    if (fill()) continue;
    if (looked == 0) return false;
    line.assign(buffer_, at_, looked);
    at_ = buffer_.size();
    return true;
  }
}

}  // namespace snaproll::cli
