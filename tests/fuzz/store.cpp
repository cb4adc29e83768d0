// A whole store file: opened, read, checked, written to, closed. Input: the
// file as zeros.hpp packs it.
#include <unistd.h>

#include <cstdio>

#include "reading.hpp"
#include "zeros.hpp"

namespace snaproll::fuzz {
namespace {

constexpr size_t kMostFile = 512u << 10;

// A file of this process in memory, gone at the end.
class File {
 public:
  explicit File(std::string_view bytes)
      : path_("/dev/shm/snaproll-fuzz-" + std::to_string(getpid())) {
    remove();
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    require(file != nullptr, "a file can be made");
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }
  ~File() { remove(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() const {
    for (const char* end : {"", "-wal", "-shm", "-journal"})
      unlink((path_ + end).c_str());
  }
  std::string path_;
};

// Whether the file is sound; then all of it can be read.
bool read_file(const std::string& path) {
  StoreOptions options = quick_options();
  options.read_only = true;
  auto store = Store::open(path, options);
  if (!worked(store)) return false;
  const bool whole = read_all(*store);
  const bool sound = is_sound(*store);
  require(whole || !sound, "what a check lets pass can be read", first_unread);
  static_cast<void>(worked(store->close()));
  return sound;
}

void write_file(const std::string& path, bool sound) {
  {
    auto store = Store::open(path, quick_options());
    if (!worked(store)) return;
    const auto page = store->executions({}, 0, 2);
    if (worked(page) && !page->executions.empty())
      static_cast<void>(write_one(*store, page->executions.front().id));
    const bool wrote = write_one(*store, "of the fuzzer");
    require(wrote || !sound, "what a check lets pass can be written to");
    static_cast<void>(worked(store->close()));
    if (!wrote || !sound) return;
  }
  const auto again = require_ok(Store::open(path, quick_options()),
                                "what was written to can be opened");
  require(has_written(again, "of the fuzzer"),
          "what was acknowledged is there");
  require(is_sound(again), "what was written to stays sound");
}

}  // namespace
}  // namespace snaproll::fuzz

SNAPROLL_FUZZ_TARGET(store) {
  using namespace snaproll::fuzz;
  const File file(expand_zeros(Input(data, size).rest(), kMostFile));
  const bool sound = read_file(file.path());
  write_file(file.path(), sound);
  return 0;
}
