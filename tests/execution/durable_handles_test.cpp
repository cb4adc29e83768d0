// Handles of one execution that others have moved on, or that let go of it.
#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::FileLock;
using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DurableHandles : public test::DurableRun {
 protected:
  static std::vector<std::string> labels(const Execution& run) {
    std::vector<std::string> found;
    for (const Snapshot& snapshot : run.manager().list())
      found.push_back(snapshot.label().value_or("-"));
    return found;
  }
  static void take_labelled(Execution& run, const std::string& label) {
    SnapshotInfo info;
    info.label = label;
    take(run, info);
  }
};

TEST_F(DurableHandles, StepsOpenAtAReloadAreGivenUp) {
  Execution run = open();
  Step reversible = begin(run, "a");
  Step irreversible = begin(run, "pay", true);
  ASSERT_THAT(run.reload(), IsOk());
  Step again = begin(run, "a");
  EXPECT_THAT(reversible.finish(Value()), IsError(Code::kConflict));
  EXPECT_THAT(irreversible.fail("x"), IsError(Code::kConflict));
  EXPECT_THAT(irreversible.rollback("x"), IsError(Code::kConflict));
  EXPECT_THAT(run.unfinished(), ElementsAre("pay", "a"));
  EXPECT_THAT(again.finish(Value()), IsOk());
  EXPECT_FALSE(run.is_done("pay"));
}

// As two processes have them that were told one seed.
TEST_F(DurableHandles, EqualSeedsMakeNoWriterTakeAnothersCommitForItsOwn) {
  for (int drawn = 0; drawn < 4; ++drawn) {
    options.execution.environment = test::fixed_environment();
    Execution first = open();
    options.execution.environment = test::fixed_environment();
    for (int i = 0; i < drawn; ++i)
      static_cast<void>(options.execution.environment->next_id());
    Execution second = take_over();
    set(first, "x", "1");
    EXPECT_THAT(first.save(), IsError(Code::kConflict)) << drawn;
    ASSERT_THAT(second.close(), IsOk());
    ASSERT_THAT(store().remove("run"), IsOk());
  }
}

TEST_F(DurableHandles, EqualSeedsLetNoHandleReleaseAnotherOne) {
  Execution first = open();
  options.execution.environment = test::fixed_environment();
  const Execution second = take_over();
  ASSERT_THAT(first.close(), IsOk());
  EXPECT_THAT(Execution::open(store(), "run", options), IsError(Code::kOwned));
}

TEST_F(DurableHandles, AReloadThatFailedLeavesAStaleWriterStale) {
  Execution first = open();
  set(first, "x", "1");
  ASSERT_THAT(first.save(), IsOk());
  Execution second = take_over();
  set(second, "x", "2");
  ASSERT_THAT(second.save(), IsOk());
  ASSERT_THAT(first.save(), IsError(Code::kConflict));
  {
    const FileLock lock(dir / "runs.db");
    ASSERT_THAT(first.reload(true), IsError(Code::kBusy));
  }
  EXPECT_THAT(first.save(), IsError(Code::kConflict));
  ASSERT_THAT(first.reload(true), IsOk());
  EXPECT_EQ(first.context().variable("x"), json("2"));
}

TEST_F(DurableHandles, AReloadThatReadHalfLeavesAStaleWriterStale) {
  Execution first = open();
  Execution second = take_over();
  ASSERT_THAT(second.add_edge({"a", "b"}), IsOk());
  ASSERT_THAT(second.save(), IsOk());
  set(second, "x", "1");
  take(second);
  {
    // The edges are read behind the state.
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((dir / "runs.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db,
                           "UPDATE record SET body = x'00' WHERE seq = (SELECT "
                           "max(seq) FROM record WHERE kind = 3) - 1",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    EXPECT_EQ(sqlite3_changes(db), 1);
    sqlite3_close(db);
  }
  EXPECT_THAT(first.reload(true), IsError(Code::kCorrupt));
  EXPECT_THAT(first.save(), IsError(Code::kConflict));
  EXPECT_EQ(first.context().variable("x"), std::nullopt);
  options.mode = OpenMode::kRead;
  EXPECT_THAT(Execution::open(store(), "run", options),
              IsError(Code::kCorrupt));
}

TEST_F(DurableHandles, ACloseThatFailedCanBeRepeated) {
  Execution run = open();
  {
    const FileLock lock(dir / "runs.db");
    EXPECT_THAT(run.close(), IsError(Code::kBusy));
    EXPECT_THAT(run.save(), IsError(Code::kUnusable));
  }
  EXPECT_THAT(Execution::open(store(), "run", options), IsError(Code::kOwned));
  EXPECT_THAT(run.close(), IsOk());
  EXPECT_THAT(run.close(), IsOk());
  EXPECT_THAT(Execution::open(store(), "run", options), IsOk());
}

TEST_F(DurableHandles, DroppingOneAfterACloseThatFailedLetsGoOfIt) {
  std::optional<Execution> run(open());
  {
    const FileLock lock(dir / "runs.db");
    EXPECT_THAT(run->close(), IsError(Code::kBusy));
  }
  run.reset();
  EXPECT_THAT(Execution::open(store(), "run", options), IsOk());
}

// What a handle shows is of one moment, whatever other writers do.
TEST_F(DurableHandles, AReaderSeesTheHistoryThatItOpened) {
  Execution writer = open();
  for (const char* label : {"a", "b", "c"}) take_labelled(writer, label);
  const Id b = writer.manager().list()[1].id();
  options.mode = OpenMode::kRead;
  Execution reader = open();
  take_labelled(writer, "d");
  ASSERT_THAT(writer.manager().push_snapshot(*writer.manager().get(b)), IsOk());
  EXPECT_THAT(labels(reader), ElementsAre("c", "b", "a"));
  EXPECT_EQ(reader.manager().count(), 3u);
  EXPECT_EQ(reader.manager().latest()->label(), "c");
  EXPECT_EQ(reader.manager().find_nth_newest(3)->label(), "a");
  EXPECT_EQ(reader.manager().get(writer.manager().list()[1].id()),
            std::nullopt);
  EXPECT_EQ(reader.manager().get(b)->label(), "b");
  SnapshotFilter filter;
  filter.after = b;
  EXPECT_EQ(reader.manager().list(filter)->size(), 1u);
  ASSERT_THAT(reader.reload(), IsOk());
  EXPECT_THAT(labels(reader), ElementsAre("b", "d", "c", "b", "a"));
  EXPECT_EQ(reader.manager().get(b)->parent(),
            writer.manager().get(b)->parent());
}

TEST_F(DurableHandles, AReaderOfAHistoryWithGapsSeesItsOwnEntries) {
  Execution writer = open();
  for (const char* label : {"a", "b", "c", "d"}) {
    ASSERT_THAT(environment->clock->advance(label[0] == 'c' ? -10 : 10),
                IsOk());
    take_labelled(writer, label);
  }
  // c, which is in the middle.
  EXPECT_THAT(writer.manager().prune_before(
                  writer.manager().list()[1].created_at() + 1),
              IsOkAndHolds(2u));
  ASSERT_THAT(labels(writer), ElementsAre("d", "b"));
  options.mode = OpenMode::kRead;
  const Execution reader = open();
  take_labelled(writer, "e");
  EXPECT_THAT(labels(reader), ElementsAre("d", "b"));
  EXPECT_EQ(reader.manager().find_nth_newest(1)->label(), "d");
  EXPECT_EQ(reader.manager().find_nth_newest(2)->label(), "b");
  EXPECT_EQ(reader.manager().summary().oldest_snapshot,
            writer.manager().summary().oldest_snapshot);
}

}  // namespace
}  // namespace snaproll
