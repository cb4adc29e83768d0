// Erasing while others write and read, in the middle of things, and killed.
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "execution/erase_fixture.hpp"
#include "journal/compaction.hpp"
#include "journal/home.hpp"
#include "support/child.hpp"

namespace snaproll {
namespace {

using test::erase_text;
using test::fill;
using test::IsError;
using test::IsOk;
using test::observed;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class EraseRaces : public test::EraseFixture {};

// Lets something happen after a state was read, before it is written.
class Interrupted final : public detail::Work {
 public:
  Interrupted(Store& store, std::function<void()> between)
      : own_(*(*store.home())->rows), between_(std::move(between)) {}
  Status read(const Reading& reading) override { return own_.read(reading); }
  Status write(const detail::Store::Member& member) override {
    between_();
    return own_.write(member);
  }

 private:
  detail::OwnTransactions own_;
  std::function<void()> between_;
};

TEST_F(EraseRaces, ACompactionThatReadBeforeItBringsNothingBack) {
  const std::string secret = "sk-4f7a9c";
  options.execution.max_snapshots = 2;
  Execution run = open();
  set(run, "key", "\"" + secret + "\"");
  for (int i = 0; i < 40; ++i) {
    set(run, "d",
        "\"" + std::string(900, static_cast<char>('a' + i % 20)) + "\"");
    // What a fork needs is not folded.
    ASSERT_THAT(store().fork("run", take(run).id(), "f" + std::to_string(i)),
                IsOk());
  }
  ASSERT_THAT(run.close(), IsOk());
  run = detached();
  close_store();
  int writes = 0;
  int at = 1;
  for (;; ++at) {
    // Before each of its writes in turn.
    std::filesystem::copy_file(
        dir / "runs.db", dir / "copy.db",
        std::filesystem::copy_options::overwrite_existing);
    auto copy = Store::open(dir / "copy.db", store_options);
    ASSERT_THAT(copy, IsOk());
    writes = 0;
    Interrupted work(*copy, [&] {
      if (++writes == at) {
        ASSERT_THAT(copy->erase(erase_text(secret)), IsOk());
      }
    });
    const auto home = copy->home();
    ASSERT_THAT(detail::compact_records(work, *home, 1, nullptr), IsOk());
    if (writes < at) break;
    auto read = copy->check();
    ASSERT_THAT(read, IsOk());
    EXPECT_THAT(read->findings, IsEmpty());
    ASSERT_THAT(copy->close(), IsOk());
    std::ifstream in(dir / "copy.db", std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    EXPECT_EQ(bytes.str().find(secret), std::string::npos) << at;
  }
  EXPECT_GT(at, 2);
}

// The parts that are there go, and those to come make none that is half old.
TEST_F(EraseRaces, InTheMiddleOfAKeyframeThatIsBeingWritten) {
  const std::string secret = "sk-4f7a9c";
  options.execution.max_snapshots = 1000;
  bool middle = false;
  for (int at = 6; at < 20; at += 3) {
    std::filesystem::remove(dir / "runs.db");
    Execution run = open();
    set(run, "key", "\"" + secret + "\"");
    for (int i = 0; i < 30; ++i) {
      for (int part = 0; part < 3; ++part)
        set(run, "d" + std::to_string((i * 3 + part) % 10),
            "\"" + std::string(60'000, static_cast<char>('a' + i % 26)) + "\"");
      take(run);
      if (i != at) continue;
      {
        const auto home = store().home();
        const auto reader = (*home)->rows->read();
        for (uint64_t seq = 1; seq < 60; ++seq) {
          const auto parts = (*reader)->keyframe_parts({1, seq});
          middle = middle || (parts->count > 0 && !parts->whole);
        }
      }
      ASSERT_THAT(run.erase(erase_text(secret)), IsOk());
      EXPECT_EQ(files().find(secret), std::string::npos);
      if (at % 2 == 0) reopen(run);
    }
    expect_whole();
    EXPECT_GT(store().stats()->keyframes, 0u);
    EXPECT_EQ(files().find(secret), std::string::npos);
    const std::string before = test::observed_history(run.manager());
    reopen(run);
    EXPECT_TRUE(test::same_seen(test::observed_history(run.manager()), before));
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
  }
  EXPECT_TRUE(middle);
}

// Killed at any time, it is done or not, and the next open finishes it.
TEST_F(EraseRaces, AKilledEraseIsDoneOrNotAtAll) {
  const std::string secret = "sk-4f7a9c";
  {
    Execution run = open();
    fill(run, secret);
    ASSERT_THAT(run.close(), IsOk());
  }
  close_store();
  const std::filesystem::path kept = dir / "kept.db";
  std::filesystem::rename(dir / "runs.db", kept);
  int done = 0;
  int undone = 0;
  constexpr int kKills = 60;
  // Later and later; on a busy machine until it came to its end once.
  std::chrono::microseconds wait{0};
  for (int i = 0; i < kKills || done == 0; ++i) {
    ASSERT_LT(wait, std::chrono::seconds(20));
    for (const char* const suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(std::string(dir / "runs.db") + suffix);
    std::filesystem::copy_file(kept, dir / "runs.db");
    const pid_t child = test::start_child([&] {
      auto opened = Store::open(dir / "runs.db", store_options);
      if (!opened.ok()) return 1;
      return opened->erase(erase_text(secret)).ok() ? 0 : 1;
    });
    std::this_thread::sleep_for(wait);
    wait = i < kKills ? std::chrono::microseconds(500 * i) : 2 * wait;
    kill(child, SIGKILL);
    test::exit_code(child);
    Execution run = open();
    const auto erasures = run.erasures();
    ASSERT_THAT(erasures, IsOk());
    if (erasures->empty()) {
      ++undone;
      EXPECT_THAT(observed(run), HasSubstr(secret));
    } else {
      ++done;
      EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
      std::ifstream in(dir / "runs.db", std::ios::binary);
      std::ifstream log(std::string(dir / "runs.db") + "-wal",
                        std::ios::binary);
      std::ostringstream bytes;
      bytes << in.rdbuf() << log.rdbuf();
      EXPECT_EQ(bytes.str().find(secret), std::string::npos) << i;
    }
    expect_whole();
    ASSERT_THAT(run.close(), IsOk());
    run = detached();
    close_store();
  }
  EXPECT_GT(done, 0);
  EXPECT_GT(undone, 0);
}

// Another process that has it open is shut out, and writes nothing back.
TEST_F(EraseRaces, AWriterElsewhereThatIsShutOutWritesNothingBack) {
  const std::string secret = "sk-4f7a9c";
  struct Told {
    std::atomic<int> at{0};
  };
  test::Shared<Told> told;
  const pid_t child = test::start_child([&] {
    auto opened = Store::open(dir / "runs.db", store_options);
    auto run = Execution::open(*opened, "run", options);
    if (!run.ok()) return 2;
    fill(*run, secret);
    told->at = 1;
    while (told->at != 2) std::this_thread::yield();
    if (!run->context().set_variable_json("more", "\"" + secret + "\"").ok())
      return 3;
    const auto taken = run->snapshot({});
    if (taken.ok() || taken.error().code != Code::kConflict) return 4;
    // What needs no turn of its own: names, pruning.
    const Snapshot newest = run->manager().list().front();
    static_cast<void>(run->manager().tag(newest.id(), "t"));
    static_cast<void>(run->manager().remove(newest.id()));
    static_cast<void>(run->save());
    static_cast<void>(opened->compact());
    static_cast<void>(run->close());
    return 0;
  });
  while (told->at != 1 && !test::has_ended(child)) std::this_thread::yield();
  EXPECT_THAT(store().erase(erase_text(secret)), IsError(Code::kOwned));
  EraseOptions over = erase_text(secret);
  over.take_over = true;
  ASSERT_THAT(store().erase(over), IsOk());
  EXPECT_EQ(files().find(secret), std::string::npos);
  told->at = 2;
  EXPECT_EQ(test::exit_code(child), 0);
  Execution run = open();
  EXPECT_THAT(observed(run), Not(HasSubstr(secret)));
  EXPECT_EQ(names_of(run).find(secret), std::string::npos);
  EXPECT_EQ(files().find(secret), std::string::npos);
  expect_whole();
}

// Others read and write the same store meanwhile.
TEST_F(EraseRaces, ThreadsGoOnWithOtherExecutionsAndWithReading) {
  const std::string secret = "sk-4f7a9c";
  store_options.busy_timeout = 60'000'000'000;
  for (const bool in_file : {true, false}) {
    auto opened =
        Store::open(in_file ? (dir / "runs.db") : ":memory:", store_options);
    ASSERT_THAT(opened, IsOk());
    auto run = Execution::open(*opened, "run", options);
    auto other = Execution::open(*opened, "other", options);
    ASSERT_THAT(run, IsOk());
    ASSERT_THAT(other, IsOk());
    fill(*run, secret);
    OpenOptions reading = options;
    reading.mode = OpenMode::kRead;
    auto reader = Execution::open(*opened, "run", reading);
    ASSERT_THAT(reader, IsOk());
    std::atomic<bool> ended{false};
    std::mutex mutex;
    std::vector<std::string> faults;
    const auto expect_ok = [&](const char* what, const auto& result) {
      if (result.ok()) return;
      const std::lock_guard<std::mutex> lock(mutex);
      faults.push_back(std::string(what) + ": " + result.error().message);
    };
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      for (int i = 0; !ended; ++i) {
        expect_ok("set",
                  other->context().set_variable_json("i", std::to_string(i)));
        expect_ok("snapshot", other->snapshot({}));
      }
    });
    threads.emplace_back([&] {
      while (!ended) {
        for (const Snapshot& snapshot : reader->manager().list())
          expect_ok("load", snapshot.load());
        expect_ok("reload", reader->reload());
      }
    });
    threads.emplace_back([&] {
      while (!ended) {
        const auto newest = run->manager().find_newest();
        expect_ok("newest", newest);
        if (newest.ok()) expect_ok("load newest", newest->load());
        static_cast<void>(run->attempts());
        expect_ok("erasures", run->erasures());
      }
    });
    ASSERT_THAT(run->erase(erase_text(secret)), IsOk());
    for (int i = 0; i < 20; ++i) {
      ASSERT_THAT(run->context().set_variable_json("x", "\"" + secret + "\""),
                  IsOk());
      ASSERT_THAT(run->snapshot({}), IsOk());
      ASSERT_THAT(run->erase(erase_text(secret)), IsOk());
    }
    ended = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(faults, IsEmpty());
    EXPECT_THAT(observed(*run), Not(HasSubstr(secret)));
    auto report = opened->check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, IsEmpty());
  }
}

TEST_F(EraseRaces, WhereTheStoreCanNotBeWrittenNothingIsDone) {
  const std::string secret = "sk-4f7a9c";
  Execution run = open();
  fill(run, secret);
  const std::string before = observed(run);
  {
    const test::FileLock lock(dir / "runs.db");
    EXPECT_THAT(run.erase(erase_text(secret)), IsError(Code::kBusy));
    EXPECT_EQ(observed(run), before);
  }
  StoreOptions reading = store_options;
  reading.read_only = true;
  auto reader = Store::open(dir / "runs.db", reading);
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(reader->erase(erase_text(secret)), IsError(Code::kReadOnly));
  OpenOptions told = options;
  told.mode = OpenMode::kRead;
  auto looked = Execution::open(*reader, "run", told);
  ASSERT_THAT(looked, IsOk());
  EXPECT_THAT(looked->erase(erase_text(secret)), IsError(Code::kReadOnly));
  ASSERT_THAT(run.erase(erase_text(secret)), IsOk());
  ASSERT_THAT(run.close(), IsOk());
  EXPECT_THAT(run.erase(erase_text("a")), IsError(Code::kUnusable));
}

TEST_F(EraseRaces, ACompactionGoesOnOnceTheReaderIsGone) {
  const std::string secret = "sk-4f7a9c";
  Execution run = open();
  fill(run, secret);
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open((dir / "runs.db").c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM record", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  for (const std::string& what : {secret, std::string("refused")}) {
    auto report = run.erase(erase_text(what));
    ASSERT_THAT(report, IsOk());
    EXPECT_TRUE(report->pending);
  }
  ASSERT_THAT(store().compact(), IsOk());  // the reader is there still
  ASSERT_EQ(sqlite3_close(reader), SQLITE_OK);
  ASSERT_THAT(store().compact(), IsOk());
  for (const std::string& what : {secret, std::string("refused")})
    EXPECT_EQ(files().find(what), std::string::npos);
  take(run);
  expect_whole();
}

}  // namespace
}  // namespace snaproll
