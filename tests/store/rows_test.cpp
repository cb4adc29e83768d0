// Every row gives back what was put into it.
#include "rows_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::ElementsAre;

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
  EXPECT_EQ(a.schema, b.schema);
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
  row.schema = 7;
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

}  // namespace
}  // namespace snaproll::test
