// Group commit: who is with whom in a transaction, and what becomes of each.
#include <sys/wait.h>

#include <atomic>
#include <thread>

#include "store/sqlite/sqlite_store_rep.hpp"
#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

class CommitTest : public ::testing::Test {
 protected:
  std::shared_ptr<SqliteStore> open(StoreOptions options = {}) {
    const auto file = find_store_file(path, options);
    EXPECT_THAT(file, IsOk());
    auto store = std::make_shared<SqliteStore>(file->path, options);
    EXPECT_THAT(store->open(), IsOk());
    return store;
  }
  // Lets what commits after it wait until it is released.
  class Blocker {
   public:
    explicit Blocker(Store& store)
        : thread_([&] {
            EXPECT_THAT(store.commit(
                            [this](StoreWriter&) -> Status {
                              running_ = true;
                              while (!released_)
                                std::this_thread::sleep_for(milliseconds(1));
                              return {};
                            },
                            0),
                        IsOk());
          }) {
      while (!running_) std::this_thread::sleep_for(milliseconds(1));
    }
    ~Blocker() { release(); }
    void release() {
      released_ = true;
      if (thread_.joinable()) thread_.join();
    }

   private:
    std::atomic<bool> running_{false};
    std::atomic<bool> released_{false};
    std::thread thread_;
  };

  TestFolder folder;
  std::string path = folder.path("runs.db");
};

TEST_F(CommitTest, ALoneCommitOfOneStatementIsATransaction) {
  auto store = open();
  for (uint64_t seq = 1; seq <= 3; ++seq)
    ASSERT_THAT(append(*store, record_row(1, seq)), IsOk());
  EXPECT_EQ(store->counters().commits, 3u);
  EXPECT_EQ(store->counters().transactions, 3u);
}

TEST_F(CommitTest, ACommitAtPowerIsOneSync) {
  auto store = open();
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  const uint64_t before = store->counters().syncs;
  for (uint64_t seq = 2; seq <= 11; ++seq)
    ASSERT_THAT(append(*store, record_row(1, seq)), IsOk());
  EXPECT_EQ(store->counters().syncs - before, 10u);
  EXPECT_GT(store->counters().bytes_written, 10u * 4096);
}

TEST_F(CommitTest, ACommitAtProcessIsNoSync) {
  StoreOptions options;
  options.durability = Durability::kProcess;
  auto store = open(options);
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  const uint64_t before = store->counters().syncs;
  for (uint64_t seq = 2; seq <= 11; ++seq)
    ASSERT_THAT(append(*store, record_row(1, seq)), IsOk());
  EXPECT_EQ(store->counters().syncs, before);
}

TEST_F(CommitTest, AMemberThatFailsLeavesNothing) {
  auto store = open();
  const Status status = store->commit(
      [](StoreWriter& writer) -> Status {
        SNAPROLL_CHECK(writer.append(record_row(1, 1)));
        SNAPROLL_CHECK(writer.append(record_row(1, 2)));
        return Error(Code::kTestFailed, "no");
      },
      2);
  EXPECT_THAT(status, IsError(Code::kTestFailed));
  EXPECT_EQ(told_records(*store, 1), "");
  EXPECT_EQ(store->counters().commits, 0u);
}

TEST_F(CommitTest, AMemberThatThrowsLeavesNothing) {
  auto store = open();
  const auto member = [](StoreWriter& writer) -> Status {
    SNAPROLL_CHECK(writer.append(record_row(1, 1)));
    throw std::bad_alloc();
  };
  EXPECT_THROW(static_cast<void>(store->commit(member, 2)), std::bad_alloc);
  EXPECT_THROW(static_cast<void>(store->commit_many({member})), std::bad_alloc);
  EXPECT_EQ(told_records(*store, 1), "");
  EXPECT_THAT(append(*store, record_row(1, 1)), IsOk());
}

TEST_F(CommitTest, ACommitOfOneStatementMakesNoSecond) {
  auto store = open();
  EXPECT_THAT(
      store->commit(
          [](StoreWriter& writer) { return writer.remove_execution(1); }, 1),
      IsError(Code::kInternal));
}

TEST_F(CommitTest, WhoeverWaitsIsCommittedTogether) {
  auto store = open();
  std::vector<std::thread> threads;
  std::atomic<int> done{0};
  {
    Blocker blocker(*store);
    for (int i = 1; i <= 16; ++i)
      threads.emplace_back([&, i] {
        const Status status = store->commit(
            [i](StoreWriter& writer) -> Status {
              SNAPROLL_CHECK(writer.append(record_row(i, 1)));
              if (i == 7) return Error(Code::kTestFailed, "seven");
              return {};
            },
            1);
        if (i == 7)
          EXPECT_THAT(status, IsError(Code::kTestFailed));
        else
          EXPECT_THAT(status, IsOk());
        ++done;
      });
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(done, 0);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store->counters().commits, 16u);
  EXPECT_EQ(store->counters().transactions, 2u) << "the blocker's, and theirs";
  for (int i = 1; i <= 16; ++i)
    EXPECT_EQ(told_records(*store, i).empty(), i == 7) << i;
}

TEST_F(CommitTest, AMemberWhoseTimeIsUpLeavesTheQueue) {
  StoreOptions options;
  options.busy_timeout = 20'000'000;
  auto store = open(options);
  {
    Blocker blocker(*store);
    const Status status = append(*store, record_row(1, 1));
    ASSERT_THAT(status, IsError(Code::kBusy));
    EXPECT_THAT(status.error().message, HasSubstr("waited 20 ms"));
  }
  EXPECT_EQ(told_records(*store, 1), "");
  EXPECT_THAT(append(*store, record_row(1, 1)), IsOk());
}

TEST_F(CommitTest, AMemberThatIsTakenWhenItsTimeIsUpIsUnknown) {
  StoreOptions options;
  options.busy_timeout = 300'000'000;
  auto store = open(options);
  Blocker blocker(*store);
  std::thread slow([&] {
    EXPECT_THAT(store->commit(
                    [](StoreWriter& writer) -> Status {
                      std::this_thread::sleep_for(milliseconds(600));
                      return writer.append(record_row(2, 1));
                    },
                    1),
                IsOk());
  });
  std::this_thread::sleep_for(milliseconds(50));
  Status status;
  std::thread waits([&] {
    status = store->commit(
        [](StoreWriter& writer) { return writer.append(record_row(1, 1)); }, 1);
  });
  std::this_thread::sleep_for(milliseconds(50));
  blocker.release();
  waits.join();
  EXPECT_THAT(status, IsError(Code::kUnknown));
  slow.join();
  EXPECT_THAT(append(*store, record_row(1, 1)), IsOk()) << "tells it was made";
}

TEST_F(CommitTest, ManyMembersHaveEachTheirOwnOutcome) {
  auto store = open();
  std::vector<Store::Member> members;
  for (int i = 0; i < 600; ++i)
    members.emplace_back([i](StoreWriter& writer) -> Status {
      SNAPROLL_CHECK(writer.append(record_row(i + 1, 1)));
      if (i % 100 == 99) return Error(Code::kTestFailed, "no");
      return {};
    });
  const auto all = store->commit_many(std::move(members));
  ASSERT_EQ(all.size(), 600u);
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i].ok(), i % 100 != 99) << i;
  EXPECT_EQ(store->counters().commits, 594u);
  EXPECT_EQ(store->counters().transactions, 3u);
  EXPECT_EQ(store->stats()->records, 594u);
}

TEST_F(CommitTest, AFailedSyncEndsTheStore) {
  auto store = open();
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  store->counters().syncs_to_fail = 0;
  const Status status = append(*store, record_row(1, 2));
  ASSERT_THAT(status, IsError(Code::kUnknown));
  EXPECT_EQ(status.error().native, SQLITE_IOERR_FSYNC);
  store->counters().syncs_to_fail = -1;
  EXPECT_THAT(append(*store, record_row(1, 3)), IsError(Code::kUnusable));
  EXPECT_THAT(store->read(), IsError(Code::kUnusable));
  EXPECT_THAT(store->close(), IsOk());
  store = open();
  EXPECT_THAT(append(*store, record_row(1, 2)), IsOk());
  EXPECT_THAT(store->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(CommitTest, AFailedSyncOfAGroupIsUnknownToEachOfIt) {
  auto store = open();
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  store->counters().syncs_to_fail = 0;
  const auto all = store->commit_many(
      {[](StoreWriter& writer) { return writer.append(record_row(1, 2)); },
       [](StoreWriter&) -> Status { return Error(Code::kTestFailed, "own"); }});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0], IsError(Code::kUnknown));
  EXPECT_THAT(all[1], IsError(Code::kTestFailed));
  EXPECT_THAT(store->check_usable(), IsError(Code::kUnusable));
}

TEST_F(CommitTest, AFailedSyncOfACheckpointEndsTheStore) {
  StoreOptions options;
  options.durability = Durability::kProcess;
  auto store = open(options);
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  store->counters().syncs_to_fail = 0;
  EXPECT_THAT(append(*store, record_row(1, 2, std::string(4u << 20, 'x'))),
              IsOk());
  EXPECT_THAT(store->check_usable(), IsError(Code::kUnusable));
  store->counters().syncs_to_fail = -1;
  store.reset();
  EXPECT_THAT(told_records(*open(), 1), HasSubstr("2:"));
}

TEST_F(CommitTest, TheLogStaysBounded) {
  StoreOptions options;
  options.durability = Durability::kNone;
  auto store = open(options);
  for (uint64_t seq = 1; seq <= 5000; ++seq)
    ASSERT_THAT(append(*store, record_row(1, seq, std::string(1800, 'x'))),
                IsOk());
  EXPECT_LT(store->stats()->wal_bytes, 4u << 20);
}

TEST_F(CommitTest, PrunedPagesReturnByThemselves) {
  auto store = open();
  constexpr uint64_t kRecords = 2000;
  for (uint64_t seq = 1; seq <= kRecords; ++seq) {
    RecordRow row = record_row(1, seq, std::string(3000, 'x'));
    row.base = {};
    row.base_commit = {};
    ASSERT_THAT(append(*store, row), IsOk());
  }
  const uint64_t before = store->stats()->file_bytes;
  for (uint64_t seq = 1; seq < kRecords; ++seq)
    ASSERT_THAT(store->commit(
                    [seq](StoreWriter& writer) -> Status {
                      SNAPROLL_TRY(const bool removed, writer.remove({1, seq}));
                      EXPECT_TRUE(removed);
                      return {};
                    },
                    2),
                IsOk());
  for (uint64_t seq = 1; seq <= 50; ++seq)
    ASSERT_THAT(append(*store, record_row(2, seq)), IsOk());
  EXPECT_LT(store->stats()->file_bytes, before / 5);
  EXPECT_THAT(store->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(CommitTest, VacuumLeavesNoUnusedPages) {
  auto store = open();
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  ASSERT_THAT(put_keyframe(*store, {1, 1}, 0, true, std::string(1u << 20, 'x')),
              IsOk());
  ASSERT_THAT(
      store->commit(
          [](StoreWriter& writer) { return writer.remove_keyframe({1, 1}); },
          2),
      IsOk());
  ASSERT_THAT(append(*store, record_row(1, 1)), IsOk());
  EXPECT_GT(store->stats()->free_bytes, 0u);
  EXPECT_THAT(store->vacuum(), IsOk());
  EXPECT_EQ(store->stats()->free_bytes, 0u);
  EXPECT_LT(std::filesystem::file_size(path), 200u << 10);
  EXPECT_THAT(told_records(*store, 1), HasSubstr(":body"));
  store.reset();
  EXPECT_THAT(told_records(*opened(path), 1), HasSubstr(":body"));
}

}  // namespace
}  // namespace snaproll::test
