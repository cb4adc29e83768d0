// Stores and several processes: locks, forks, users and full disks.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "store/sqlite/sqlite_store_rep.hpp"
#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// Runs `body` in a child; what it returns is the exit code.
pid_t start_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  EXPECT_GT(child, 0);
  return child;
}

int exit_code(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

int run_child(const std::function<int()>& body) {
  return exit_code(start_child(body));
}

// The number of the first promise that does not hold; 0 = all do.
int first_false(std::initializer_list<bool> promises) {
  int number = 0;
  for (const bool holds : promises) {
    ++number;
    if (!holds) return number;
  }
  return 0;
}

template <typename T>
bool fails_with(const Result<T>& result, Code code) {
  return !result.ok() && result.error().code == code;
}

// A store with executions 1 to 9.
void make_store(const std::string& path) {
  auto store = opened(path);
  for (int64_t exec = 1; exec <= 9; ++exec)
    ASSERT_EQ(insert(*store, execution_row(std::to_string(exec))), exec);
}

class ProcessTest : public ::testing::Test {
 protected:
  void SetUp() override { make_store(path); }

  TestFolder folder;
  std::string path = folder.path("runs.db");
};

TEST_F(ProcessTest, AStoreThatAForkInheritedIsUnusable) {
  auto store = opened(path);
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  auto reader = store->read();
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(
      run_child([&] {
        const int code = first_false(
            {fails_with(store->check_usable(), Code::kUnusable),
             fails_with(append(*store, record_row(1, 2)), Code::kUnusable),
             fails_with(store->read(), Code::kUnusable),
             fails_with(store->backup(path + ".copy"), Code::kUnusable),
             fails_with(store->close(), Code::kUnusable)});
        reader->reset();
        store.reset();
        return code;
      }),
      0);
  EXPECT_THAT(append(*store, record_row(1, 2)), IsOk());
  EXPECT_THAT(told_records(**reader, 1), HasSubstr("1:"));
}

// Were a lock of the parent dropped by the child, another process could take
// the last connection for its own and remove the log.
TEST_F(ProcessTest, FreeingAnInheritedStoreLeavesTheLocksOfTheParent) {
  auto store = opened(path);
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  EXPECT_EQ(run_child([&] {
              store.reset();
              return 0;
            }),
            0);
  ASSERT_THAT(append(*store, record_row(1, 2)), IsOk());
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  EXPECT_EQ(run_child([&] {
              struct flock lock{};
              lock.l_type = F_WRLCK;
              return fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK
                         ? 0
                         : 1;
            }),
            0);
}

// The allocator of the sanitizer does not survive a fork beside threads that
// allocate, as that of the system does.
#ifndef __SANITIZE_ADDRESS__
TEST_F(ProcessTest, AForkWhileThreadsCommitLeavesTheChildUsable) {
  auto store = opened(path);
  std::atomic<bool> stop{false};
  std::thread committing([&] {
    for (uint64_t seq = 1; !stop; ++seq)
      EXPECT_THAT(append(*store, record_row(1, seq)), IsOk());
  });
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(run_child([&] {
                const bool unusable = fails_with(
                    append(*store, record_row(9, 1)), Code::kUnusable);
                store.reset();
                return unusable ? 0 : 1;
              }),
              0);
  stop = true;
  committing.join();
}
#endif

TEST_F(ProcessTest, AFileThatTheParentHasOpenIsNotOpenedInAChild) {
  auto store = opened(path);
  EXPECT_EQ(run_child([&] {
              return first_false(
                  {fails_with(open_store(path, {}), Code::kUnusable),
                   fails_with(open_store(path, reading()), Code::kUnusable),
                   open_store(folder.path("other.db"), {}).ok()});
            }),
            0);
}

TEST_F(ProcessTest, AWriterThatHoldsTheStoreMakesOthersBusyAfterTheirTime) {
  {
    auto store = opened(path);
  }
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = start_child([&] {
    sqlite3* db = nullptr;
    sqlite3_open(path.c_str(), &db);
    const int code =
        sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    char byte = 1;
    if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1)
      return 9;
    return code;
  });
  char byte = 1;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  StoreOptions options;
  options.busy_timeout = 200'000'000;
  const auto file = find_store_file(path, options);
  ASSERT_THAT(file, IsOk());
  SqliteStore store(file->path, options);
  ASSERT_THAT(store.open(), IsOk());
  const auto begun = std::chrono::steady_clock::now();
  const Status status = append(store, record_row(1, 1));
  const auto waited = std::chrono::steady_clock::now() - begun;
  ASSERT_THAT(status, IsError(Code::kBusy));
  EXPECT_EQ(status.error().native & 0xff, SQLITE_BUSY);
  EXPECT_THAT(status.error().message,
              HasSubstr("another writer holds the store, waited 200 ms"));
  EXPECT_GE(waited, milliseconds(200));
  EXPECT_LT(waited, milliseconds(1500));
  EXPECT_GT(store.counters().busy_waits, 10u);
  EXPECT_THAT(store.read(), IsOk()) << "readers do not wait";
  EXPECT_EQ(told_records(store, 1), "");
  ASSERT_EQ(write(done[1], &byte, 1), 1);
  EXPECT_EQ(exit_code(child), SQLITE_OK);
  EXPECT_THAT(append(store, record_row(1, 1)), IsOk());
}

// Each of two processes appends as the next what it believes to be the next.
TEST_F(ProcessTest, OfTwoProcessesOneWinsEachNumber) {
  constexpr uint64_t kLast = 500;
  std::vector<pid_t> children;
  for (uint64_t self = 1; self <= 2; ++self)
    children.push_back(start_child([&, self] {
      auto store = open_store(path, {});
      if (!store.ok()) return 1;
      for (uint64_t seq = 1; seq <= kLast; ++seq) {
        RecordRow row = record_row(1, seq);
        row.commit_id = id_of(self * 10000 + seq);
        const Status status = append(**store, row);
        if (!status.ok() && status.error().code != Code::kConflict) return 2;
        auto reader = (*store)->read();
        if (!reader.ok()) return 3;
        const auto there = (*reader)->record_head({1, seq});
        if (!there.ok() || !there->has_value()) return 4;
        // Acknowledged is what is there, and nothing else is.
        if (((*there)->commit_id == row.commit_id) != status.ok()) return 5;
      }
      return 0;
    }));
  for (const pid_t child : children) EXPECT_EQ(exit_code(child), 0);
  auto store = opened(path);
  EXPECT_EQ(store->stats()->records, kLast);
  EXPECT_THAT(store->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(ProcessTest, ManyProcessesMakeOneStoreOfAnEmptyFile) {
  path = folder.path("empty.db");
  std::vector<pid_t> children;
  for (int self = 1; self <= 8; ++self)
    children.push_back(start_child([&, self] {
      auto store = open_store(path, {});
      if (!store.ok()) return 1;
      const int64_t exec = insert(**store, execution_row(std::to_string(self)));
      return append(**store, record_row(exec, 1)).ok() ? 0 : 2;
    }));
  for (const pid_t child : children) EXPECT_EQ(exit_code(child), 0);
  EXPECT_EQ(opened(path)->stats()->records, 8u);
}

TEST_F(ProcessTest, ABackupIsTakenWhileAWriterWrites) {
  auto store = opened(path);
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (uint64_t seq = 1; !stop; ++seq)
      EXPECT_THAT(append(*store, record_row(1, seq, std::string(2000, 'x'))),
                  IsOk());
  });
  for (int i = 0; i < 5; ++i) {
    const std::string copy = folder.path("copy" + std::to_string(i));
    std::this_thread::sleep_for(milliseconds(20));
    EXPECT_THAT(store->backup(copy), IsOk());
    EXPECT_THAT(store->backup(copy), IsError(Code::kExists));
    struct stat status{};
    ASSERT_EQ(stat(copy.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600u);
    auto copied = opened(copy, reading());
    EXPECT_EQ(copied->id(), store->id());
    EXPECT_THAT(copied->check_file(false),
                IsOkAndHolds(std::vector<std::string>()));
    auto reader = copied->read();
    const auto newest = (*reader)->newest(1);
    ASSERT_THAT(newest, IsOk());
    reader->reset();
    EXPECT_EQ(copied->stats()->records, (*newest)->key.seq);
  }
  stop = true;
  writer.join();
  EXPECT_THAT(store->backup(folder.path("no/copy")), IsError(Code::kNotFound));
  EXPECT_THAT(store->backup(path), IsError(Code::kExists));
}

// As nobody: root may write anywhere.
pid_t start_as_nobody(const std::function<int()>& body) {
  return start_child([&] {
    if (setgid(65534) != 0 || setuid(65534) != 0) return 99;
    if (geteuid() == 0) return 98;
    return body();
  });
}

int as_nobody(const std::function<int()>& body) {
  return exit_code(start_as_nobody(body));
}

TEST_F(ProcessTest, AFileThatMayOnlyBeReadIsRead) {
  {
    auto store = opened(path);
    ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  }
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  EXPECT_EQ(
      as_nobody([&] {
        auto store = open_store(path, reading());
        if (!store.ok()) return 50;
        return first_false(
            {(*store)->read_only(),
             told_records(**store, 1).find(":body") != std::string::npos,
             fails_with(append(**store, record_row(1, 2)), Code::kReadOnly),
             (*store)->stats().ok(), (*store)->check_file(false)->empty(),
             fails_with(open_store(path, {}), Code::kReadOnly),
             fails_with(open_store(folder.path("new.db"), {}), Code::kIo)});
      }),
      0);
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  EXPECT_EQ(as_nobody([&] {
              return fails_with(open_store(path, reading()), Code::kIo) ||
                             fails_with(open_store(path, reading()),
                                        Code::kReadOnly)
                         ? 0
                         : 1;
            }),
            0);
}

TEST_F(ProcessTest, ALogThatCanNotBeReadWithoutWritingIsToldOf) {
  const std::string copy = folder.path("copy.db");
  {
    auto store = opened(path);
    ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
    write_bytes(copy, read_bytes(path));
    write_bytes(copy + "-wal", read_bytes(path + "-wal"));
  }
  ASSERT_EQ(chmod(copy.c_str(), 0444), 0);
  ASSERT_EQ(chmod((copy + "-wal").c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  EXPECT_EQ(as_nobody([&] {
              const auto store = open_store(copy, reading());
              if (!fails_with(store, Code::kReadOnly)) return 1;
              return store.error().hint.empty() ? 2 : 0;
            }),
            0);
}

// What changes beneath one that nobody should write is noticed.
TEST_F(ProcessTest, AReaderInAClosedFolderSeesALaterWriter) {
  {
    auto store = opened(path);
    ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  }
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  int go[2];
  int come[2];
  ASSERT_EQ(pipe(go), 0);
  ASSERT_EQ(pipe(come), 0);
  const pid_t reader = start_as_nobody([&] {
    auto store = open_store(path, reading());
    if (!store.ok()) return 50;
    char byte = 1;
    const std::string before = told_records(**store, 1);
    if (write(come[1], &byte, 1) != 1) return 51;
    if (read(go[0], &byte, 1) != 1) return 52;
    const std::string after = told_records(**store, 1);
    return first_false({before.find("2:") == std::string::npos,
                        after.find("\n2:") != std::string::npos});
  });
  close(come[1]);  // where the reader ends, there is nothing to wait for
  char byte = 0;
  if (read(come[0], &byte, 1) == 1) {
    {
      auto store = opened(path);
      EXPECT_THAT(append(*store, record_row(1, 2)), IsOk());
    }
    EXPECT_EQ(write(go[1], &byte, 1), 1);
  }
  EXPECT_EQ(exit_code(reader), 0);
}

// A disk of its own, for root alone.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& where) : where_(where) {
    mkdir(where.c_str(), 0700);
    mounted_ = mount("tmpfs", where.c_str(), "tmpfs", 0, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(where_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::string where_;
  bool mounted_ = false;
};

uint64_t newest_seq(StoreReader& reader, int64_t exec) {
  const auto newest = reader.newest(exec);
  EXPECT_THAT(newest, IsOk());
  return newest.ok() && newest->has_value() ? (*newest)->key.seq : 0;
}

TEST_F(ProcessTest, AFullDiskKeepsWhatWasAcknowledged) {
  const SmallDisk disk(folder.path("disk"));
  ASSERT_TRUE(disk.mounted());
  path = folder.path("disk/runs.db");
  make_store(path);
  for (const int statements : {1, 2}) {
    auto store = opened(path);
    const auto exec = static_cast<int64_t>(statements);
    uint64_t acknowledged = 0;
    Status status;
    for (uint64_t seq = 1; status.ok() && seq < 2000; ++seq) {
      status = store->commit(
          [=](StoreWriter& writer) {
            return writer.append(record_row(exec, seq, std::string(3000, 'x')));
          },
          statements);
      if (status.ok()) acknowledged = seq;
    }
    ASSERT_THAT(status, IsError(Code::kIo));
    EXPECT_THAT(status.error().message, HasSubstr("the disk is full"));
    EXPECT_THAT(store->check_usable(), IsOk());
    auto reader = store->read();
    ASSERT_THAT(reader, IsOk());
    EXPECT_EQ(newest_seq(**reader, exec), acknowledged);
    reader->reset();
    store.reset();
    store = opened(path);
    EXPECT_THAT(store->check_file(false),
                IsOkAndHolds(std::vector<std::string>()));
    reader = store->read();
    EXPECT_EQ(newest_seq(**reader, exec), acknowledged);
    EXPECT_TRUE(acknowledged > 30 || statements > 1);
  }
  EXPECT_THAT(opened(path)->backup(folder.path("disk/copy.db")),
              IsError(Code::kIo));
  EXPECT_FALSE(std::filesystem::exists(folder.path("disk/copy.db")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("disk/copy.db-journal")));
}

}  // namespace
}  // namespace snaproll::test
