// Rows as sets: lists and their filters, chains, keyframes, removal, figures.
#include "rows_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowSetsTest : public RowsTest {};

INSTANTIATE_TEST_SUITE_P(Places, RowSetsTest,
                         ::testing::Values("runs.db", ":memory:"),
                         [](const auto& each) {
                           return each.index == 0 ? "File" : "Memory";
                         });

TEST_P(RowSetsTest, TheHistoryIsFilteredAndPaged) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 9; ++seq) {
    RecordRow row = record_row(exec, seq);
    if (seq % 2 == 0) row.label = "even";
    if (seq % 3 == 0) row.node = "three";
    row.automatic = seq > 5;
    if (seq == 5) row.number.reset();
    add(row);
  }
  add(record_row(exec + 1, 1));
  RecordQuery query;
  query.exec = exec;
  EXPECT_THAT(seqs(reader().history(query)),
              ElementsAre(9, 8, 7, 6, 4, 3, 2, 1));
  query.floor = 3;
  query.below = 8;
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(7, 6, 4, 3));
  query.skip = 1;
  query.limit = 2;
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(6, 4));
  query = {};
  query.exec = exec;
  query.label = "even";
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(8, 6, 4, 2));
  query.node = "three";
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(6));
  query.label.reset();
  query.automatic = false;
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(3));
  query = {};
  query.exec = exec;
  query.from = 20;
  query.until = 40;
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(3, 2));
}

TEST_P(RowSetsTest, FindTellsTheNewestOfSeveralWithOneId) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    RecordRow row = record_row(exec, seq);
    row.id = id_of(42);
    add(row);
  }
  EXPECT_EQ((*reader().find(exec, 0, 100, id_of(42)))->key.seq, 3u);
  EXPECT_FALSE((*reader().find(exec, 4, 100, id_of(42))).has_value());
  EXPECT_FALSE((*reader().find(exec + 1, 0, 100, id_of(42))).has_value());
}

TEST_P(RowSetsTest, RecordsAreVisitedInEitherOrderUntilToldToStop) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 4; ++seq) add(record_row(exec, seq));
  for (const bool newest_first : {false, true}) {
    std::vector<uint64_t> visited;
    StoreReader& rows = reader();
    ASSERT_THAT(
        rows.records(exec, 2, newest_first, newest_first,
                     [&](RecordRow& row) -> Result<bool> {
                       EXPECT_EQ(row.body, newest_first ? "body" : "");
                       EXPECT_EQ(row.body_bytes, 4u);
                       // A visitor may read meanwhile.
                       EXPECT_THAT(rows.record(row.key), IsOk());
                       EXPECT_THAT(
                           rows.records(exec, 1, newest_first, newest_first,
                                        [](RecordRow&) { return true; }),
                           IsOk());
                       visited.push_back(row.key.seq);
                       return visited.size() < 2;
                     }),
        IsOk());
    EXPECT_THAT(visited, newest_first ? ElementsAre(4, 3) : ElementsAre(2, 3));
  }
}

TEST_P(RowSetsTest, AttemptsAreToldNewestFirst) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 4; ++seq) {
    RecordRow row = record_row(exec, seq);
    if (seq != 2) row.attempt = "tried";
    row.effect = seq == 3;
    add(row);
  }
  EXPECT_THAT(seqs(reader().attempts(exec, 9, false)), ElementsAre(4, 3, 1));
  EXPECT_THAT(seqs(reader().attempts(exec, 2, false)), ElementsAre(4, 3));
  EXPECT_THAT(seqs(reader().attempts(exec, 9, true)), ElementsAre(3));
}

TEST_P(RowSetsTest, ChildrenAreFoundWhereverTheyAre) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) add(record_row(exec, seq));
  RecordRow far = record_row(exec, 4);
  far.base.seq = 1;
  add(far);
  RecordRow foreign = record_row(exec + 1, 1);
  foreign.base = {exec, 1};
  foreign.base_commit = id_of(1001);
  add(foreign);
  EXPECT_THAT(*reader().children({exec, 1}),
              ElementsAre(RecordKey{exec, 2}, RecordKey{exec, 4},
                          RecordKey{exec + 1, 1}));
  EXPECT_THAT(*reader().children({exec, 3}), IsEmpty());
}

TEST_P(RowSetsTest, AKeyframeIsThereOnceItIsWhole) {
  const RecordKey key{1, 5};
  add(record_row(1, 5));
  ASSERT_THAT(put(key, 0, false, "one"), IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(false));
  EXPECT_THAT(*reader().keyframe(key), IsEmpty());
  EXPECT_THAT(reader().newest_keyframe(1, 9), IsOkAndHolds(0u));
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.put_keyframe(key, 1, true, "", {});
              }),
              IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(true));
  EXPECT_THAT(*reader().keyframe(key), ElementsAre("one", ""));
  EXPECT_THAT(reader().newest_keyframe(1, 9), IsOkAndHolds(5u));
  EXPECT_THAT(reader().newest_keyframe(1, 4), IsOkAndHolds(0u));
  ASSERT_THAT(
      write([=](StoreWriter& writer) { return writer.remove_keyframe(key); }),
      IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(false));
}

TEST_P(RowSetsTest, AKeyframeOfARecordThatLeftIsNotWritten) {
  const RecordKey key{1, 5};
  ASSERT_THAT(put(key, 0, true, "one"), IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(false));
  done_reading();
  EXPECT_EQ(store->stats()->keyframe_bytes, 0u);
}

// As one that was made before its record was changed for another one.
TEST_P(RowSetsTest, AKeyframeOfAnotherCommitIsCorrupt) {
  const RecordKey key{1, 5};
  RecordRow row = record_row(1, 5);
  add(row);
  ASSERT_THAT(put(key, 0, true, "one"), IsOk());
  row.commit_id = id_of(4711);
  ASSERT_THAT(write([=](StoreWriter& writer) { return writer.rewrite(row); }),
              IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsError(Code::kCorrupt));
  EXPECT_THAT(reader().keyframe(key), IsError(Code::kCorrupt));
  EXPECT_THAT(reader().newest_keyframe(1, 9), IsError(Code::kCorrupt));
  done_reading();
  const auto faults = store->check_file(true);
  ASSERT_THAT(faults, IsOk());
  EXPECT_EQ(faults->size(), 1u);
}

TEST_P(RowSetsTest, APartOfAKeyframeIsNotWrittenWithoutTheOneBeforeIt) {
  add(record_row(1, 5));
  ASSERT_THAT(put({1, 5}, 0, false, "one"), IsOk());
  ASSERT_THAT(put({1, 5}, 2, true, "three"), IsOk());
  EXPECT_THAT(reader().has_keyframe({1, 5}), IsOkAndHolds(false));
  EXPECT_EQ(reader().keyframe_parts({1, 5})->count, 1u);
}

TEST_P(RowSetsTest, AWholeKeyframeIsNotTouched) {
  add(record_row(1, 5));
  ASSERT_THAT(put({1, 5}, 0, false, "one"), IsOk());
  ASSERT_THAT(put({1, 5}, 1, true, "two"), IsOk());
  ASSERT_THAT(put({1, 5}, 0, false, "other"), IsOk());
  ASSERT_THAT(put({1, 5}, 2, true, "more"), IsOk());
  EXPECT_THAT(reader().keyframe({1, 5}),
              IsOkAndHolds(std::vector<std::string>({"one", "two"})));
}

TEST_P(RowSetsTest, TheNewestRecordAndBasesAreNotRemoved) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) add(record_row(exec, seq));
  RecordRow far = record_row(exec, 4);
  far.base.seq = 1;
  add(far);
  EXPECT_FALSE(remove({exec, 4})) << "the newest";
  EXPECT_FALSE(remove({exec, 1})) << "base of 2 and 4";
  EXPECT_FALSE(remove({exec, 2})) << "base of 3";
  EXPECT_TRUE(remove({exec, 3})) << "a leaf";
  EXPECT_FALSE(remove({exec, 3})) << "gone";
  EXPECT_TRUE(remove({exec, 2}));
  EXPECT_FALSE(remove({exec, 1})) << "base of 4";
}

TEST_P(RowSetsTest, ABaseOfRecordsWithWholeKeyframesIsRemovedWithItsOwn) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) add(record_row(exec, seq));
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.put_keyframe({exec, 1}, 0, true, "one", {});
              }),
              IsOk());
  ASSERT_THAT(put({exec, 2}, 0, false, "half"), IsOk());
  EXPECT_FALSE(remove({exec, 1}));
  ASSERT_THAT(put({exec, 2}, 1, true, "whole"), IsOk());
  EXPECT_TRUE(remove({exec, 1}));
  EXPECT_THAT(reader().has_keyframe({exec, 1}), IsOkAndHolds(false));
}

TEST_P(RowSetsTest, ExecutionsAreFilteredAndPaged) {
  for (int i = 1; i <= 6; ++i) {
    ExecutionRow row = execution_row("e" + std::to_string(i));
    row.state = i % 2;
    row.kind = i > 3 ? "late" : "early";
    row.attributes = {{"tenant", i % 3 == 0 ? "x" : "y"},
                      {"user", std::to_string(i)}};
    if (i == 4) row.owner = OwnerRow{"", "{}", id_of(1), 0};
    row.deleted = i == 5;
    const int64_t exec = add_execution(row);
    RecordRow record = record_row(exec, 1);
    record.created_at = i;
    if (i != 6) add(record);
  }
  const auto names = [&](const ExecutionFilter& filter, int64_t cursor = 0,
                         size_t limit = 99) {
    std::string told;
    auto rows = reader().executions(filter, cursor, limit);
    EXPECT_THAT(rows, IsOk());
    for (const ExecutionRow& row : *rows) told += row.name;
    return told;
  };
  ExecutionFilter filter;
  EXPECT_EQ(names(filter), "e6e4e3e2e1");
  EXPECT_EQ(names(filter, 0, 2), "e6e4");
  EXPECT_EQ(names(filter, 4, 2), "e3e2");
  filter.state = 1;
  EXPECT_EQ(names(filter), "e3e1");
  filter.kind = "late";
  EXPECT_EQ(names(filter), "");
  filter.state.reset();
  EXPECT_EQ(names(filter), "e6e4");
  filter.owned = true;
  EXPECT_EQ(names(filter), "e4");
  filter.owned = false;
  EXPECT_EQ(names(filter), "e6");
  filter = {};
  filter.committed_from = 2;
  filter.committed_until = 4;
  EXPECT_EQ(names(filter), "e3e2");
  filter = {};
  filter.attributes = {{"tenant", "y"}};
  EXPECT_EQ(names(filter), "e4e2e1");
  filter.attributes.emplace_back("user", "2");
  EXPECT_EQ(names(filter), "e2");
  filter.state = 1;
  EXPECT_EQ(names(filter), "");
}

TEST_P(RowSetsTest, FiguresCountTheRows) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 6; ++seq) {
    RecordRow row = record_row(exec, seq, "12345");
    if (seq == 6) row.base.seq = 2;
    if (seq == 3) row.number.reset();
    add(row);
  }
  ASSERT_THAT(put({exec, 5}, 0, true, "1234567"), IsOk());
  const auto stats = store->stats();
  ASSERT_THAT(stats, IsOk());
  EXPECT_EQ(stats->executions, 1u);
  EXPECT_EQ(stats->records, 6u);
  EXPECT_EQ(stats->record_bytes, 30u);
  EXPECT_EQ(stats->keyframes, 1u);
  EXPECT_EQ(stats->keyframe_bytes, 7u);
  EXPECT_EQ(stats->longest_chain, 3u) << "1 2 3 4, then the keyframe";
  EXPECT_EQ(stats->commits, 8u);
  EXPECT_EQ(stats->transactions, 8u);
  EXPECT_GT(stats->file_bytes, 0u);
}

}  // namespace
}  // namespace snaproll::test
