// Every row gives back what was put into it.
#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowsTest : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string place(const TestFolder& folder, const char* name) {
    return name[0] == ':' ? name : folder.path(name);
  }
  StoreReader& reader() {
    done_reading();
    auto made = store->read();
    EXPECT_THAT(made, IsOk());
    reader_ = *std::move(made);
    return *reader_;
  }
  Status write(Store::Member member) {
    reader_.reset();
    return store->commit(std::move(member), 2);
  }
  // One thread does not do anything else while it reads a store in memory.
  void done_reading() { reader_.reset(); }
  int64_t add_execution(const ExecutionRow& row) {
    reader_.reset();
    return insert(*store, row);
  }
  void add(const RecordRow& row) {
    reader_.reset();
    ASSERT_THAT(append(*store, row), IsOk());
  }
  Status put(RecordKey key, uint32_t part, bool last, const char* bytes) {
    reader_.reset();
    return put_keyframe(*store, key, part, last, bytes);
  }
  bool remove(RecordKey key) {
    auto removed = std::make_shared<bool>(false);
    EXPECT_THAT(write([=](StoreWriter& writer) -> Status {
                  SNAPROLL_TRY(*removed, writer.remove(key));
                  return {};
                }),
                IsOk());
    return *removed;
  }
  std::vector<uint64_t> seqs(const Result<std::vector<RecordHead>>& heads) {
    std::vector<uint64_t> all;
    EXPECT_THAT(heads, IsOk());
    if (!heads.ok()) return all;
    for (const RecordHead& head : *heads) all.push_back(head.key.seq);
    return all;
  }

  TestFolder folder;
  std::shared_ptr<Store> store = opened(place(folder, GetParam()));

 private:
  std::unique_ptr<StoreReader> reader_;
};

INSTANTIATE_TEST_SUITE_P(Places, RowsTest,
                         ::testing::Values("runs.db", ":memory:"),
                         [](const auto& each) {
                           return each.index == 0 ? "File" : "Memory";
                         });

void expect_same(const ExecutionRow& a, const ExecutionRow& b) {
  EXPECT_EQ(a.exec, b.exec);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.schema, b.schema);
  EXPECT_EQ(a.group, b.group);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.created_at, b.created_at);
  EXPECT_EQ(a.workflow_id, b.workflow_id);
  EXPECT_EQ(a.started_at, b.started_at);
  EXPECT_EQ(a.attributes, b.attributes);
  EXPECT_EQ(a.deleted, b.deleted);
  ASSERT_EQ(a.owner.has_value(), b.owner.has_value());
  if (!a.owner.has_value()) return;
  EXPECT_EQ(a.owner->name, b.owner->name);
  EXPECT_EQ(a.owner->process, b.owner->process);
  EXPECT_EQ(a.owner->handle, b.owner->handle);
  EXPECT_EQ(a.owner->since, b.owner->since);
}

void expect_same(const RecordHead& a, const RecordHead& b) {
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.commit_id, b.commit_id);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.base, b.base);
  EXPECT_EQ(a.base_commit, b.base_commit);
  EXPECT_EQ(a.created_at, b.created_at);
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.label, b.label);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.info, b.info);
  EXPECT_EQ(a.attempt, b.attempt);
  EXPECT_EQ(a.effect, b.effect);
  EXPECT_EQ(a.automatic, b.automatic);
  EXPECT_EQ(a.committed_at, b.committed_at);
}

ExecutionRow full_execution() {
  ExecutionRow row = execution_row("name \xc3\xa9");
  row.kind = "kind";
  row.schema = -7;
  row.group = id_of(1);
  row.state = 3;
  row.created_at = -5;
  row.workflow_id = "flow";
  row.started_at = INT64_MAX;
  row.attributes = {{"tenant", "one"}, {"user", ""}};
  row.owner = OwnerRow{"me", "{\"pid\":1}", id_of(2), 9};
  row.deleted = true;
  return row;
}

RecordRow full_record(int64_t exec) {
  RecordRow row = record_row(exec, 3, std::string("a\0b", 3));
  row.base = {exec + 5, 77};
  row.base_commit = id_of(5);
  row.created_at = -1;
  row.number = 12;
  row.label = "label";
  row.node = "node";
  row.info = "{}";
  row.attempt = std::string("\0\xff", 2);
  row.effect = true;
  row.automatic = true;
  row.committed_at = 44;
  row.codec = Codec::kZstd;
  return row;
}

TEST_P(RowsTest, AnExecutionGivesBackAllThatWasPut) {
  ExecutionRow full = full_execution();
  full.exec = add_execution(full);
  ExecutionRow bare = execution_row("bare");
  bare.exec = add_execution(bare);
  StoreReader& rows = reader();
  expect_same(**rows.execution(full.name), full);
  expect_same(**rows.execution(full.exec), full);
  expect_same(**rows.execution("bare"), bare);
  EXPECT_FALSE((*rows.execution("BARE")).has_value());
  EXPECT_FALSE((*rows.execution(int64_t{99})).has_value());
}

TEST_P(RowsTest, ARewrittenExecutionGivesBackTheNewRow) {
  ExecutionRow row = full_execution();
  row.exec = add_execution(row);
  ExecutionRow bare = execution_row("bare");
  bare.exec = row.exec;
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.update_execution(bare, true);
              }),
              IsOk());
  expect_same(**reader().execution(row.exec), bare);
  row.name = "again";
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.update_execution(row, false);
              }),
              IsOk());
  row.attributes.clear();
  expect_same(**reader().execution(row.exec), row);
}

TEST_P(RowsTest, NamesOfExecutionsAreTakenOnce) {
  add_execution(execution_row("a"));
  ExecutionRow b = execution_row("b");
  b.exec = add_execution(b);
  auto row = std::make_shared<ExecutionRow>(execution_row("a"));
  EXPECT_THAT(
      write([=](StoreWriter& writer) { return writer.insert_execution(*row); }),
      IsError(Code::kExists));
  b.name = "a";
  EXPECT_THAT(write([=](StoreWriter& writer) {
                return writer.update_execution(b, false);
              }),
              IsError(Code::kExists));
  b.exec = 99;
  b.name = "c";
  EXPECT_THAT(write([=](StoreWriter& writer) {
                return writer.update_execution(b, false);
              }),
              IsError(Code::kNotFound));
}

TEST_P(RowsTest, TheNumberOfARemovedExecutionIsNotGivenAgain) {
  const int64_t exec = add_execution(full_execution());
  ASSERT_THAT(
      write([=](StoreWriter& writer) { return writer.remove_execution(exec); }),
      IsOk());
  EXPECT_FALSE((*reader().execution(exec)).has_value());
  EXPECT_GT(add_execution(full_execution()), exec);
}

TEST_P(RowsTest, ARecordGivesBackAllThatWasPut) {
  const int64_t exec = add_execution(execution_row("a"));
  RecordRow bare;
  bare.key = {exec, 1};
  bare.commit_id = id_of(1);
  const RecordRow next = record_row(exec, 2);
  const RecordRow full = full_record(exec);
  for (const RecordRow& row : {bare, next, full}) {
    add(row);
    StoreReader& rows = reader();
    const auto back = rows.record(row.key);
    ASSERT_THAT(back, IsOk());
    expect_same(**back, row);
    EXPECT_EQ((*back)->body, row.body);
    EXPECT_EQ((*back)->codec, row.codec);
    EXPECT_EQ((*back)->body_bytes, row.body.size());
    expect_same(**rows.record_head(row.key), row);
    EXPECT_EQ((*rows.record_head(row.key))->body_bytes, row.body.size());
    expect_same(**rows.newest(exec), row);
  }
  EXPECT_FALSE((*reader().record({exec, 4})).has_value());
  EXPECT_FALSE((*reader().record({exec, UINT64_MAX})).has_value());
}

TEST_P(RowsTest, ARewrittenRecordGivesBackTheNewRow) {
  const int64_t exec = add_execution(execution_row("a"));
  const RecordRow full = full_record(exec);
  add(full);
  RecordRow other = record_row(exec, 3, "other");
  ASSERT_THAT(write([=](StoreWriter& writer) { return writer.rewrite(other); }),
              IsOk());
  expect_same(**reader().record(other.key), other);
  other.key.seq = 4;
  EXPECT_THAT(write([=](StoreWriter& writer) { return writer.rewrite(other); }),
              IsError(Code::kNotFound));
}

TEST_P(RowsTest, ARecordThatIsTakenIsAConflictUnlessItIsTheSameCommit) {
  const int64_t exec = add_execution(execution_row("a"));
  add(record_row(exec, 1));
  add(record_row(exec, 1, "the body does not count"));
  RecordRow other = record_row(exec, 1);
  other.commit_id = id_of(7);
  const Status status = append(*store, other);
  ASSERT_THAT(status, IsError(Code::kConflict));
  EXPECT_EQ(status.error().hint, "reload()");
  EXPECT_EQ((*reader().record({exec, 1}))->body, "body");
  done_reading();
  EXPECT_EQ(store->stats()->conflicts, 1u);
}

TEST_P(RowsTest, ANumberBelowTheNewestIsTakenEvenWhereItsRecordHasLeft) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    RecordRow row = record_row(exec, seq);
    row.base = {};
    row.base_commit = {};
    add(row);
  }
  ASSERT_TRUE(remove({exec, 2}));
  RecordRow stale = record_row(exec, 2);
  stale.commit_id = id_of(7);
  EXPECT_THAT(append(*store, stale), IsError(Code::kConflict));
}

TEST_P(RowsTest, NumbersThatNoColumnHoldsAreRefused) {
  EXPECT_THAT(append(*store, record_row(1, UINT64_MAX)), IsError(Code::kLimit));
}

TEST_P(RowsTest, AHiddenRecordIsOutOfTheHistoryOnly) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) add(record_row(exec, seq));
  ASSERT_THAT(
      write([=](StoreWriter& writer) { return writer.hide({exec, 2}); }),
      IsOk());
  RecordQuery query;
  query.exec = exec;
  EXPECT_THAT(seqs(reader().history(query)), ElementsAre(3, 1));
  EXPECT_FALSE((*reader().find(exec, 0, 100, id_of(2))).has_value());
  RecordRow hidden = record_row(exec, 2);
  hidden.number.reset();
  expect_same(**reader().record({exec, 2}), hidden);
  EXPECT_THAT(
      write([=](StoreWriter& writer) { return writer.hide({exec, 2}); }),
      IsOk());
  EXPECT_THAT(
      write([=](StoreWriter& writer) { return writer.hide({exec, 9}); }),
      IsError(Code::kNotFound));
}

TEST_P(RowsTest, TheHistoryIsFilteredAndPaged) {
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

TEST_P(RowsTest, FindTellsTheNewestOfSeveralWithOneId) {
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

TEST_P(RowsTest, RecordsAreVisitedInEitherOrderUntilToldToStop) {
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

TEST_P(RowsTest, AttemptsAreToldNewestFirst) {
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

TEST_P(RowsTest, ChildrenAreFoundWhereverTheyAre) {
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

TEST_P(RowsTest, AKeyframeIsThereOnceItIsWhole) {
  const RecordKey key{1, 5};
  add(record_row(1, 5));
  ASSERT_THAT(put(key, 0, false, "one"), IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(false));
  EXPECT_THAT(*reader().keyframe(key), IsEmpty());
  EXPECT_THAT(reader().newest_keyframe(1, 9), IsOkAndHolds(0u));
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.put_keyframe(key, 1, true, "");
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

TEST_P(RowsTest, AKeyframeOfARecordThatLeftIsNotWritten) {
  const RecordKey key{1, 5};
  ASSERT_THAT(put(key, 0, true, "one"), IsOk());
  EXPECT_THAT(reader().has_keyframe(key), IsOkAndHolds(false));
  done_reading();
  EXPECT_EQ(store->stats()->keyframe_bytes, 0u);
}

// As one that was made before its record was changed for another one.
TEST_P(RowsTest, AKeyframeOfAnotherCommitIsCorrupt) {
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

TEST_P(RowsTest, AKeyframeWithoutAPartIsCorrupt) {
  add(record_row(1, 5));
  ASSERT_THAT(put({1, 5}, 0, false, "one"), IsOk());
  ASSERT_THAT(put({1, 5}, 2, true, "three"), IsOk());
  EXPECT_THAT(reader().keyframe({1, 5}), IsError(Code::kCorrupt));
}

TEST_P(RowsTest, TheNewestRecordAndBasesAreNotRemoved) {
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

TEST_P(RowsTest, ABaseOfRecordsWithWholeKeyframesIsRemovedWithItsOwn) {
  const int64_t exec = add_execution(execution_row("a"));
  for (uint64_t seq = 1; seq <= 3; ++seq) add(record_row(exec, seq));
  ASSERT_THAT(write([=](StoreWriter& writer) {
                return writer.put_keyframe({exec, 1}, 0, true, "one");
              }),
              IsOk());
  ASSERT_THAT(put({exec, 2}, 0, false, "half"), IsOk());
  EXPECT_FALSE(remove({exec, 1}));
  ASSERT_THAT(put({exec, 2}, 1, true, "whole"), IsOk());
  EXPECT_TRUE(remove({exec, 1}));
  EXPECT_THAT(reader().has_keyframe({exec, 1}), IsOkAndHolds(false));
}

TEST_P(RowsTest, ExecutionsAreFilteredAndPaged) {
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

TEST_P(RowsTest, FiguresCountTheRows) {
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
