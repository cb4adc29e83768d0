// A disk in memory: files, their locks, and what power would take from them.
//
// SQLite reaches it through the VFS of memory_vfs.cpp, the library's own calls
// of the system through system_calls.cpp: all paths below kFolder are here.
// There is one disk at a time (`disk()`); a case begins with a copy of one that
// was prepared.
//
// Every operation is counted. A fault names the number of an operation, and
// makes that one fail, or all from then on. A trace keeps what changed the
// disk, so that power.hpp can tell what a loss of power leaves of it.
//
// Thread word: used by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snaproll::proof {

inline constexpr std::string_view kFolder = "/proof";
inline constexpr const char* kStore = "/proof/runs.db";
inline constexpr const char* kCopy = "/proof/copy.db";
inline constexpr const char* kOther = "/proof/other.db";

struct OpenFile;

struct File {
  std::string bytes;
  uint64_t number = 0;  // as an inode
  // While it is open:
  std::vector<OpenFile*> open;
  std::vector<std::unique_ptr<char[]>> shared;  // of the log's index
};

enum class Operation : uint8_t {
  kOpen,
  kRead,
  kWrite,
  kTruncate,
  kSync,
  kSize,
  kLock,
  kShmMap,
  kShmLock,
  kDelete,
  kAccess,
  kLook,    // stat and its kin
  kCreate,  // open that makes a file
};
const char* name_of(Operation operation) noexcept;

enum class Way : uint8_t {
  kNone,
  kIo,     // EIO
  kFull,   // ENOSPC, with the first half written
  kHalf,   // EIO, with the first half written
  kShort,  // fewer bytes than were asked for
  kBusy,   // somebody else has the lock
};
const char* name_of(Way way) noexcept;
// Whether an operation can fail like that.
bool applies(Way way, Operation operation) noexcept;

// What fails, and when.
struct Fault {
  uint64_t at = 0;  // the number of the operation, from 1; 0 = nothing fails
  Way way = Way::kNone;
  bool from_then_on = false;
};

struct Event {
  enum class Kind : uint8_t {
    kCreate,
    kRemove,
    kWrite,
    kTruncate,
    kSync,
    kSyncFolder,
  };
  Kind kind;
  uint64_t file = 0;
  uint64_t at = 0;    // of kWrite; the size of kTruncate
  std::string bytes;  // of kWrite; the name of kCreate and kRemove
};

class Disk {
 public:
  Disk() = default;
  // A copy has the files, and nobody has them open.
  Disk(const Disk& other);
  Disk& operator=(const Disk& other);

  std::shared_ptr<File> find(const std::string& name) const;
  std::shared_ptr<File> create(const std::string& name);
  void put(const std::string& name, std::string bytes);
  bool remove(const std::string& name);
  const std::map<std::string, std::shared_ptr<File>>& files() const {
    return files_;
  }

  void write(File& file, const char* bytes, uint64_t size, uint64_t at);
  void truncate(File& file, uint64_t size);
  void sync(File& file);
  void sync_folder();

  // Counts the operation, and tells how it fails.
  Way begin(Operation operation);
  // Counts from 0 again.
  void arm(const Fault& fault);
  uint64_t fired() const { return fired_; }
  uint64_t count() const { return count_; }

  // While they are told to, kept: the kinds of the operations, the changes.
  std::vector<Operation>* operations = nullptr;
  std::vector<Event>* trace = nullptr;
  // Descriptors and files that are open; 0 where nothing leaks.
  int64_t open_handles = 0;

 private:
  std::map<std::string, std::shared_ptr<File>> files_;
  Fault fault_;
  uint64_t count_ = 0;
  uint64_t fired_ = 0;
};

Disk& disk();
// SQLite's default from here on.
void register_memory_vfs();

inline bool is_ours(std::string_view path) {
  return path.substr(0, kFolder.size()) == kFolder;
}

}  // namespace snaproll::proof
