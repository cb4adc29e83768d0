// Opens stores. A process has one Store for a file, whoever opens it and by
// whatever name: SQLite's locks are the process's, not the connection's. Each
// open gives a handle of its own on it, and closing the last one closes the
// file. The options of the first open stand.
#include "store/store.hpp"

#ifdef SNAPROLL_WITH_SQLITE
#include <pthread.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/utf8.hpp"
#include "store/sqlite/fork.hpp"
#include "store/sqlite/sqlite_store.hpp"
#endif

namespace snaproll::detail {

#ifdef SNAPROLL_WITH_SQLITE
namespace {

// What names an open file. Whoever only reads has a Store of its own.
struct FileKey {
  dev_t device;
  ino_t inode;
  bool read_only;
  friend bool operator<(const FileKey& a, const FileKey& b) noexcept {
    return std::tie(a.device, a.inode, a.read_only) <
           std::tie(b.device, b.inode, b.read_only);
  }
};

struct OpenFile {
  std::string path;
  std::shared_ptr<Store> store;
  size_t handles = 0;
};

struct Registry {
  std::mutex mutex;
  std::map<FileKey, OpenFile> files;
  // Those that a parent of this process had open when it forked. What SQLite
  // knows of their locks is the parent's, so they can not be opened here.
  std::set<FileKey> inherited;
  uint64_t generation = fork_generation();
};

// Never destroyed: handles may be freed by what ends after it.
Registry& registry() {
  static Registry* const made = new Registry;
  return *made;
}

// No fork happens while the registry changes.
bool hold_registry_over_forks() noexcept {
  static const bool held =
      pthread_atfork([] { registry().mutex.lock(); },
                     [] { registry().mutex.unlock(); },
                     [] { registry().mutex.unlock(); }) == 0;
  return held;
}

// With the mutex held. Handles keep what is theirs; they leave it untouched.
void notice_fork(Registry& all) {
  if (all.generation == fork_generation()) return;
  for (const auto& [key, file] : all.files) all.inherited.insert(key);
  all.files.clear();
  all.generation = fork_generation();
}

// The log beside a file goes by its name: two files of one name would have one.
Status check_moved(const Registry& all, const StoreFile& file) {
  for (const auto& [key, open] : all.files)
    if (open.path == file.path &&
        (key.device != file.device || key.inode != file.inode))
      return Error(Code::kUnusable,
                   printable(file.path) +
                       ": another file was opened there before, and is in use")
          .with_hint("close its handles first");
  return {};
}

Status close_one(const FileKey& key) {
  std::shared_ptr<Store> last;
  {
    Registry& all = registry();
    const std::lock_guard<std::mutex> lock(all.mutex);
    const auto found = all.files.find(key);
    if (found == all.files.end() || --found->second.handles > 0) return {};
    last = std::move(found->second.store);
    all.files.erase(found);
  }
  return last->close();
}

// One open. Closing it ends this handle alone.
class StoreHandle final : public Store {
 public:
  StoreHandle(const FileKey& key, std::shared_ptr<Store> store)
      : key_(key), store_(std::move(store)) {}
  ~StoreHandle() override { static_cast<void>(StoreHandle::close()); }
  StoreHandle(const StoreHandle&) = delete;
  StoreHandle& operator=(const StoreHandle&) = delete;

  const Id& id() const noexcept override { return store_->id(); }
  const void* file() const noexcept override { return store_->file(); }
  bool read_only() const noexcept override { return store_->read_only(); }
  const StoreOptions& options() const noexcept override {
    return store_->options();
  }
  Status check_usable() const override {
    if (closed_.load(std::memory_order_acquire))
      return Error(Code::kUnusable, "the store is closed");
    return store_->check_usable();
  }
  Result<std::unique_ptr<StoreReader>> read() override {
    SNAPROLL_CHECK(check_usable());
    return store_->read();
  }
  Status commit(Member member, int statements) override {
    SNAPROLL_CHECK(check_usable());
    return store_->commit(std::move(member), statements);
  }
  std::vector<Status> commit_many(std::vector<Member> members) override {
    const Status usable = check_usable();
    if (!usable.ok()) return std::vector<Status>(members.size(), usable);
    return store_->commit_many(std::move(members));
  }
  Status backup(const std::string& path) override {
    SNAPROLL_CHECK(check_usable());
    return store_->backup(path);
  }
  Result<bool> vacuum() override {
    SNAPROLL_CHECK(check_usable());
    return store_->vacuum();
  }
  Result<std::vector<std::string>> check_file(bool quick) override {
    SNAPROLL_CHECK(check_usable());
    return store_->check_file(quick);
  }
  Result<StoreStats> stats() override {
    SNAPROLL_CHECK(check_usable());
    return store_->stats();
  }
  Status close() override {
    if (fork_generation() != generation_) return store_->check_usable();
    if (closed_.exchange(true)) return {};
    return close_one(key_);
  }

 private:
  const FileKey key_;
  const std::shared_ptr<Store> store_;
  const uint64_t generation_ = fork_generation();
  std::atomic<bool> closed_{false};
};

Result<std::shared_ptr<Store>> open_file(const std::string& path,
                                         const StoreOptions& options) {
  if (!hold_registry_over_forks()) return Error(Code::kNoMemory, "no memory");
  Registry& all = registry();
  const std::lock_guard<std::mutex> lock(all.mutex);
  notice_fork(all);
  SNAPROLL_TRY(const StoreFile file, find_store_file(path, options));
  const FileKey key{file.device, file.inode, options.read_only};
  for (const bool reads : {false, true})
    if (all.inherited.count({file.device, file.inode, reads}) > 0)
      return Error(Code::kUnusable,
                   printable(file.path) +
                       " was open when this process was forked")
          .with_hint("open stores after the fork, or start a new program");
  SNAPROLL_CHECK(check_moved(all, file));
  auto found = all.files.find(key);
  if (found == all.files.end()) {
    SNAPROLL_TRY(auto store, open_sqlite_file(file, options));
    found =
        all.files.emplace(key, OpenFile{file.path, std::move(store), 0}).first;
  }
  auto handle = std::make_shared<StoreHandle>(key, found->second.store);
  ++found->second.handles;
  return std::shared_ptr<Store>(std::move(handle));
}

}  // namespace

Result<std::shared_ptr<Store>> open_store(const std::string& path,
                                          const StoreOptions& options) {
  if (!watch_forks()) return Error(Code::kNoMemory, "no memory");
  if (path == ":memory:") return open_sqlite_memory(options);
  return open_file(path, options);
}

#else

Result<std::shared_ptr<Store>> open_store(const std::string&,
                                          const StoreOptions&) {
  return Error(Code::kInvalidArgument, "this build has no stores")
      .with_hint("build with SNAPROLL_WITH_SQLITE=ON");
}

#endif

}  // namespace snaproll::detail
