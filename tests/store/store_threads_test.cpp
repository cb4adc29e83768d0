// Races on purpose: many threads on one store.
#include <atomic>
#include <thread>

#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

void run_threads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int i = 1; i <= count; ++i) threads.emplace_back(body, i);
  for (std::thread& thread : threads) thread.join();
}

class StoreThreadsTest : public ::testing::TestWithParam<bool> {
 protected:
  std::shared_ptr<Store> open() {
    return opened(GetParam() ? ":memory:" : folder.path("runs.db"));
  }
  TestFolder folder;
};

INSTANTIATE_TEST_SUITE_P(Places, StoreThreadsTest, ::testing::Bool());

TEST_P(StoreThreadsTest, EachOfManyCommitsIsMadeOnce) {
  constexpr int kThreads = 16;
  constexpr uint64_t kEach = 50;
  auto store = open();
  run_threads(kThreads, [&](int self) {
    for (uint64_t seq = 1; seq <= kEach; ++seq) {
      const bool fails = seq % 10 == 0;
      const Status status = store->commit(
          [=](StoreWriter& writer) -> Status {
            SNAPROLL_CHECK(writer.append(record_row(self, seq)));
            if (fails) return Error(Code::kTestFailed, "no");
            return {};
          },
          2);
      EXPECT_EQ(status.ok(), !fails);
      if (!fails) continue;
      EXPECT_THAT(append(*store, record_row(self, seq)), IsOk());
    }
  });
  const auto stats = store->stats();
  ASSERT_THAT(stats, IsOk());
  EXPECT_EQ(stats->commits, kThreads * kEach);
  EXPECT_EQ(stats->records, kThreads * kEach);
  EXPECT_LE(stats->transactions, stats->commits);
  EXPECT_THAT(store->check_file(false),
              IsOkAndHolds(std::vector<std::string>()));
}

TEST_P(StoreThreadsTest, ReadersSeeWholeCommits) {
  auto store = open();
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (uint64_t seq = 1; seq < 400; seq += 2)
      EXPECT_THAT(store->commit(
                      [seq](StoreWriter& rows) -> Status {
                        SNAPROLL_CHECK(rows.append(record_row(1, seq)));
                        return rows.append(record_row(1, seq + 1));
                      },
                      2),
                  IsOk());
    stop = true;
  });
  run_threads(4, [&](int) {
    while (!stop) {
      auto reader = store->read();
      ASSERT_THAT(reader, IsOk());
      auto newest = (*reader)->newest(1);
      ASSERT_THAT(newest, IsOk());
      EXPECT_EQ(newest->has_value() ? (*newest)->key.seq % 2 : 0, 0u);
    }
  });
  writer.join();
}

TEST_P(StoreThreadsTest, EverythingMayHappenWhileItCloses) {
  for (int round = 0; round < 10; ++round) {
    auto store = open();
    std::atomic<int> made{0};
    std::thread closing([&] {
      while (made < 20) std::this_thread::yield();
      EXPECT_THAT(store->close(), IsOk());
    });
    run_threads(4, [&](int self) {
      for (uint64_t seq = 1;; ++seq) {
        RecordRow row = record_row(self * 100 + round, seq);
        const Status status = append(*store, row);
        if (status.ok()) {
          ++made;
          continue;
        }
        EXPECT_THAT(status, IsError(Code::kUnusable));
        EXPECT_THAT(store->read(), IsError(Code::kUnusable));
        return;
      }
    });
    closing.join();
  }
}

TEST_P(StoreThreadsTest, VacuumAndManyCommitsAtOnceWaitTheirTurn) {
  auto store = open();
  run_threads(6, [&](int self) {
    for (uint64_t seq = 1; seq <= 20; ++seq) {
      if (self == 1) {
        EXPECT_THAT(store->vacuum(), IsOk());
      } else if (self == 2) {
        std::vector<Store::Member> members;
        for (int i = 0; i < 10; ++i)
          members.emplace_back([=](StoreWriter& writer) {
            return writer.append(record_row(100 + i, seq));
          });
        for (const Status& status : store->commit_many(std::move(members)))
          EXPECT_THAT(status, IsOk());
      } else {
        EXPECT_THAT(append(*store, record_row(self, seq)), IsOk());
      }
    }
  });
  EXPECT_EQ(store->stats()->records, 10u * 20 + 4 * 20);
}

TEST_P(StoreThreadsTest, OpeningAndClosingOneFileManyTimesAtOnceWorks) {
  if (GetParam()) return;
  run_threads(6, [&](int self) {
    for (uint64_t seq = 1; seq <= 20; ++seq) {
      auto store = open();
      ASSERT_NE(store, nullptr);
      EXPECT_THAT(append(*store, record_row(self, seq)), IsOk());
      EXPECT_THAT(store->close(), IsOk());
    }
  });
  EXPECT_EQ(open()->stats()->records, 120u);
}

}  // namespace
}  // namespace snaproll::test
