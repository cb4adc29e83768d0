// Commits whose outcome is not known when their call returns: what repeating
// them makes of it.
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "journal/erase.hpp"
#include "journal/home.hpp"
#include "journal/names.hpp"
#include "journal/record.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/store.hpp"
#include "support/matchers.hpp"
#include "support/store_dir.hpp"

namespace snaproll {
namespace {

using std::chrono::milliseconds;
using test::IsError;
using test::IsOk;

class UnknownTest : public ::testing::Test {
 protected:
  static Store open_store(const std::string& path) {
    StoreOptions options;
    options.durability = Durability::kNone;
    options.busy_timeout = 100'000'000;
    auto opened = Store::open(path, options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }
  Execution open(size_t maximum, const char* id = "run") {
    OpenOptions options;
    options.execution.auto_snapshot = false;
    options.execution.max_snapshots = maximum;
    auto opened = Execution::open(store, id, options);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }

  // Makes `commits` fail with UNKNOWN, and what it commits be made then: its
  // member is taken by a thread that is slow with one before it.
  using Slow = std::function<void(detail::StoreWriter&)>;
  void make_unknown(
      const std::function<Status()>& commits, const Slow& slow = [](auto&) {}) {
    const std::shared_ptr<detail::Store> rows = (*store.home())->rows;
    std::atomic<bool> queued{false};
    std::thread leads([&] {
      commit(*rows, [&](auto&) {
        while (!queued) std::this_thread::sleep_for(milliseconds(1));
      });
    });
    std::this_thread::sleep_for(milliseconds(20));
    std::thread is_slow([&] {
      commit(*rows, [&](detail::StoreWriter& writer) {
        std::this_thread::sleep_for(milliseconds(300));
        slow(writer);
      });
    });
    std::this_thread::sleep_for(milliseconds(20));
    std::thread waits([&] { EXPECT_THAT(commits(), IsError(Code::kUnknown)); });
    std::this_thread::sleep_for(milliseconds(20));
    queued = true;
    for (std::thread* thread : {&leads, &is_slow, &waits}) thread->join();
  }

  void expect_history(const Execution& run, size_t entries) {
    EXPECT_EQ(run.manager().count(), entries);
    EXPECT_EQ(run.manager().list().size(), entries);
    const auto report = store.check();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }

  test::StoreDir dir;
  Store store = open_store(dir / "runs.db");

 private:
  static void commit(detail::Store& rows, const Slow& work) {
    EXPECT_THAT(rows.commit(
                    [&](detail::StoreWriter& writer) -> Status {
                      work(writer);
                      return {};
                    },
                    2),
                IsOk());
  }
};

Status snapshot(Execution& run) {
  auto made = run.snapshot();
  return made.ok() ? Status() : Status(std::move(made).error());
}

TEST_F(UnknownTest, ASnapshotCountsOnceItIsKnownToBeMade) {
  {
    Execution run = open(10);
    make_unknown([&] { return snapshot(run); });
    EXPECT_EQ(run.manager().count(), 1u);
    ASSERT_THAT(run.save(), IsOk());
    expect_history(run, 2);
  }
  expect_history(open(10), 2);
}

TEST_F(UnknownTest, ASnapshotThatIsRepeatedIsASecondOneWithinTheMaximum) {
  Execution run = open(2);
  make_unknown([&] { return snapshot(run); });
  ASSERT_THAT(snapshot(run), IsOk());
  expect_history(run, 2);
  ASSERT_THAT(run.reload(), IsOk());
  expect_history(run, 2);
}

TEST_F(UnknownTest, AStepIsFinishedOnceHoweverOftenItIsRepeated) {
  Execution run = open(10);
  auto step = run.step_begin("a");
  ASSERT_THAT(step, IsOk());
  make_unknown([&] { return step->finish(Value::integer(1)); });
  EXPECT_FALSE(run.is_done("a"));
  ASSERT_THAT(step->finish(Value::integer(1)), IsOk());
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_TRUE(run.is_done("a"));
  EXPECT_EQ(run.attempts("a").size(), 1u);
  expect_history(run, 1);
}

TEST_F(UnknownTest, PruningKnowsWhatWasMadeMeanwhile) {
  for (const bool dry_run : {true, false}) {
    Execution run = open(10);
    ASSERT_THAT(snapshot(run), IsOk());
    const size_t before = run.manager().count();
    make_unknown([&] { return snapshot(run); });
    const auto report =
        run.manager().prune(dry_run, *Policy::parse("keep-last=1"));
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->snapshots.size(), before + 1);
    EXPECT_EQ(report->removed, before);
    const size_t left = dry_run ? before + 1 : 1;
    expect_history(run, left);
    ASSERT_THAT(snapshot(run), IsOk());
    expect_history(run, left + 1);
  }
}

// There is no other writer.
TEST_F(UnknownTest, BranchesAreMadeAfterwards) {
  Execution run = open(10);
  make_unknown([&] { return snapshot(run); });
  ASSERT_THAT(run.manager().create_branch(run.context(), "main"), IsOk());
  ASSERT_THAT(run.manager().rename_branch("main", "other"), IsOk());
  ASSERT_THAT(snapshot(run), IsOk());
  expect_history(run, 3);
}

// Then it was not made, and is not made later.
TEST_F(UnknownTest, NamesThatWereChangedBeforeItLeaveTheHandleOfUse) {
  Execution run = open(10);
  const Id first = run.manager().latest()->id();
  ASSERT_THAT(run.manager().tag(first, "t"), IsOk());
  make_unknown([&] { return snapshot(run); },
               [](detail::StoreWriter& writer) {
                 detail::NamesWrite write;
                 detail::NameRow row;
                 row.kind = static_cast<int32_t>(detail::NameKind::kTag);
                 row.name = "another";
                 row.seq = 2;
                 write.put.push_back(row);
                 EXPECT_THAT(detail::write_names(writer, 1, write, 0), IsOk());
               });
  ASSERT_THAT(snapshot(run), IsOk());
  ASSERT_THAT(run.save(), IsOk());
  expect_history(run, 2);
  EXPECT_EQ(run.manager().tags()->size(), 2u);
}

TEST_F(UnknownTest, ASnapshotThatIsHeldIsNotCleared) {
  Execution run = open(10);
  ASSERT_THAT(run.manager().hold(run.manager().latest()->id(), "h"), IsOk());
  make_unknown([&] { return snapshot(run); });
  EXPECT_THAT(run.clear(), IsError(Code::kHeld));
  expect_history(run, 2);
}

Status snapshot_group(Execution& one, Execution& other) {
  auto made = Execution::snapshot_group({&one, &other});
  return made.ok() ? Status() : Status(std::move(made).error());
}

TEST_F(UnknownTest, AGroupIsThereInEachOnceItIsKnownToBeMade) {
  Execution run = open(10);
  Execution other = open(10, "other");
  make_unknown([&] { return snapshot_group(run, other); });
  EXPECT_EQ(run.manager().groups()->size(), 0u);
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_EQ(run.manager().groups()->size(), 1u);
  ASSERT_THAT(run.snapshot(), IsOk());
  const Id group = (*run.manager().groups())[0].id;
  ASSERT_THAT(Execution::rollback_group({&run, &other}, group), IsOk());
  ASSERT_EQ(other.manager().groups()->size(), 1u);
  expect_history(run, 3);
  expect_history(other, 2);
}

TEST_F(UnknownTest, AGroupThatWentBackIsSettledInEach) {
  Execution run = open(10);
  Execution other = open(10, "other");
  const auto group = Execution::snapshot_group({&run, &other});
  ASSERT_THAT(group, IsOk());
  for (Execution* one : {&run, &other})
    ASSERT_THAT(one->context().set_variable_json("x", "1"), IsOk());
  make_unknown([&]() -> Status {
    auto made = Execution::rollback_group({&run, &other}, *group);
    return made.ok() ? Status() : Status(std::move(made).error());
  });
  for (Execution* one : {&run, &other}) {
    EXPECT_TRUE(one->context().variable("x").has_value());
    ASSERT_THAT(one->save(), IsOk());
    ASSERT_THAT(one->reload(), IsOk());
    EXPECT_TRUE(one->context().variable("x").has_value());
    expect_history(*one, 2);
  }
}

TEST_F(UnknownTest, AGroupThatWasNotMadeLeavesEachOfUse) {
  Execution run = open(10);
  Execution other = open(10, "other");
  for (Execution* one : {&run, &other})
    ASSERT_THAT(one->manager().tag(one->manager().latest()->id(), "t"), IsOk());
  make_unknown([&] { return snapshot_group(run, other); },
               [](detail::StoreWriter& writer) {
                 detail::NamesWrite write;
                 detail::NameRow row;
                 row.kind = static_cast<int32_t>(detail::NameKind::kTag);
                 row.name = "another";
                 row.seq = 2;
                 write.put.push_back(row);
                 EXPECT_THAT(detail::write_names(writer, 2, write, 0), IsOk());
               });
  for (Execution* one : {&run, &other}) {
    ASSERT_THAT(snapshot(*one), IsOk());
    ASSERT_THAT(one->reload(), IsOk());
    EXPECT_EQ(one->manager().groups()->size(), 0u);
    expect_history(*one, 2);
  }
}

// What stood in its way is gone when the first of them tries again.
TEST_F(UnknownTest, AGroupThatIsTriedAgainIsMadeInEach) {
  Execution run = open(10);
  Execution other = open(10, "other");
  for (Execution* one : {&run, &other})
    ASSERT_THAT(one->manager().tag(one->manager().latest()->id(), "t"), IsOk());
  const auto set_version = [](detail::StoreWriter& writer, uint64_t version) {
    detail::NameRow row;
    row.exec = 2;
    row.info = std::to_string(version);
    EXPECT_THAT(writer.put_name(row), IsOk());
  };
  make_unknown([&] { return snapshot_group(run, other); },
               [&](detail::StoreWriter& writer) { set_version(writer, 9); });
  ASSERT_THAT((*store.home())
                  ->rows->commit(
                      [&](detail::StoreWriter& writer) -> Status {
                        set_version(writer, 1);
                        return {};
                      },
                      1),
              IsOk());
  EXPECT_EQ(store.stats()->snapshots, 2u);
  ASSERT_THAT(other.save(), IsOk());
  EXPECT_EQ(store.stats()->snapshots, 4u);
  for (Execution* one : {&run, &other}) {
    ASSERT_THAT(snapshot(*one), IsOk());
    EXPECT_EQ(one->manager().groups()->size(), 1u);
    expect_history(*one, 3);
  }
}

TEST_F(UnknownTest, AnotherWriterOfOneMemberLeavesTheOthersOfUse) {
  Execution run = open(10);
  Execution other = open(10, "other");
  make_unknown([&] { return snapshot_group(run, other); },
               [](detail::StoreWriter& writer) {
                 const auto newest = writer.newest(2);
                 ASSERT_TRUE(newest.ok() && newest->has_value());
                 detail::RecordRow row = **newest;
                 ++row.key.seq;
                 row.commit_id.bytes[0] ^= 1;
                 row.kind = static_cast<int32_t>(detail::RecordKind::kOpen);
                 row.number.reset();
                 row.id.reset();
                 row.label.reset();
                 EXPECT_THAT(writer.append(row), IsOk());
               });
  ASSERT_THAT(snapshot(run), IsOk());
  EXPECT_EQ(run.manager().groups()->size(), 0u);
  EXPECT_THAT(other.save(), IsError(Code::kConflict));
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_EQ(run.manager().count(), 2u);
}

// It may be done after the call has returned, beneath a handle that does not
// know.
TEST_F(UnknownTest, AfterAnEraseOnlyAReloadGoesOn) {
  Execution run = open(10);
  const std::string secret = "\"sk-4f7a9c" + std::string(5000, 'x') + "\"";
  ASSERT_THAT(run.context().set_variable_json("key", secret), IsOk());
  ASSERT_THAT(run.snapshot(), IsOk());
  const auto home = *store.home();
  detail::EraseCall call;
  call.execution = "run";
  call.options.containing = "sk-4f7a9c";
  call.handle = (*home->rows->read())->execution("run")->value().owner->handle;
  make_unknown([&]() -> Status {
    const auto report = detail::erase(*home, call);
    return report.ok() ? Status() : Status(report.error());
  });
  ASSERT_THAT(run.context().append_text("/variables/key", "more"), IsOk());
  EXPECT_THAT(run.snapshot(), IsError(Code::kConflict));
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_EQ(run.context().variable("key")->to_json().substr(0, 11),
            "\"[erased]xx");
  ASSERT_THAT(run.snapshot(), IsOk());
  expect_history(run, 3);
  EXPECT_EQ(run.erasures()->size(), 1u);
}

}  // namespace
}  // namespace snaproll
