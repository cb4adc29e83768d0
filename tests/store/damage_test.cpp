// Files that are no stores, other stores, or damaged ones.
#include <sqlite3.h>

#include "base/hash.hpp"
#include "store/sqlite/schema.hpp"
#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DamageTest : public ::testing::Test {
 protected:
  // Runs statements on the file without this library.
  void alter(const std::string& statements) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, &message),
              SQLITE_OK)
        << message;
    sqlite3_free(message);
    sqlite3_close(db);
  }
  // A small store with a row of each kind, closed.
  void make_store() {
    auto store = opened(path);
    ExecutionRow row = execution_row("a");
    row.attributes = {{"tenant", "x"}};
    exec = insert(*store, row);
    for (uint64_t seq = 1; seq <= 3; ++seq) {
      RecordRow record = record_row(exec, seq, "body " + std::to_string(seq));
      record.label = "label";
      record.attempt = "attempt";
      record.effect = true;
      ASSERT_THAT(append(*store, record), IsOk());
    }
    ASSERT_THAT(append(*store, record_row(exec, 4, std::string(5000, 'x'))),
                IsOk());
    ASSERT_THAT(put_keyframe(*store, {exec, 2}, 0, true, "whole"), IsOk());
    ASSERT_THAT(store->close(), IsOk());
  }
  // All that can be read, or the first error.
  std::string everything(Store& store) {
    auto reader = store.read();
    if (!reader.ok()) return error(reader.error());
    auto rows = (*reader)->executions({}, 0, 99);
    if (!rows.ok()) return error(rows.error());
    std::string told;
    for (const ExecutionRow& row : *rows)
      told += row.name + std::to_string(row.last_seq) +
              std::to_string(row.attributes.size()) + '\n';
    told += told_records(**reader, exec);
    RecordQuery query;
    query.exec = exec;
    auto heads = (*reader)->history(query);
    if (!heads.ok()) return error(heads.error());
    for (const RecordHead& head : *heads) told += std::to_string(head.key.seq);
    auto parts = (*reader)->keyframe({exec, 2});
    if (!parts.ok()) return error(parts.error());
    for (const std::string& part : *parts) told += part;
    return told;
  }
  static std::string error(const Error& error) {
    return "error: " + error.message;
  }
  // "error…" where the file is refused, or a part of it.
  std::string read_all() {
    auto store = open_store(path, {});
    if (!store.ok()) return error(store.error());
    std::string told = everything(**store);
    if (told.find("error: ") != std::string::npos) return "error" + told;
    faulty = false;
    if (told == expected) return told;
    const auto faults = (*store)->check_file(false);
    EXPECT_THAT(faults, IsOk());
    faulty = !faults.ok() || !faults->empty();
    return told;
  }
  void remove_beside() {
    for (const char* beside : {"", "-wal", "-shm", "-journal"})
      unlink((path + beside).c_str());
  }

  TestFolder folder;
  std::string path = folder.path("runs.db");
  int64_t exec = 0;
  std::string expected;  // what is read of an undamaged file, once known
  bool faulty = false;   // as the whole check says, where that is not read
};

TEST_F(DamageTest, AnotherProgramsDatabaseIsNoStore) {
  alter("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  const std::string before = read_bytes(path);
  EXPECT_THAT(open_store(path, {}), IsError(Code::kFormat));
  EXPECT_EQ(read_bytes(path), before);
  alter("PRAGMA application_id = 5");
  EXPECT_THAT(open_store(path, {}), IsError(Code::kFormat));
}

TEST_F(DamageTest, ANewerFormatIsRefused) {
  make_store();
  alter("PRAGMA user_version = 2");
  const auto store = open_store(path, {});
  ASSERT_THAT(store, IsError(Code::kFormat));
  EXPECT_THAT(store.error().message, HasSubstr("newer"));
}

TEST_F(DamageTest, TablesThatAreNotOursAreRefused) {
  for (const char* change :
       {"CREATE TABLE more (a)", "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN SELECT 1; END",
        "CREATE INDEX i ON record (kind)", "DROP TABLE name",
        "DROP INDEX record_id", "ALTER TABLE record ADD COLUMN more",
        "DELETE FROM meta", "UPDATE meta SET created_at = 7",
        "INSERT INTO meta SELECT * FROM meta", "PRAGMA user_version = 0"}) {
    remove_beside();
    make_store();
    alter(change);
    EXPECT_THAT(open_store(path, {}), IsError(Code::kCorrupt)) << change;
    EXPECT_THAT(open_store(path, reading()), IsError(Code::kCorrupt)) << change;
  }
}

// Rewrites the feature words as a newer version would.
void set_features(const std::string& path, Id store, int64_t incompat,
                  int64_t ro_compat) {
  Checksum checksum("meta");
  checksum.add(bytes_of(store));
  checksum.add(bytes_of(store));
  for (const int64_t number :
       {int64_t{1}, incompat, ro_compat, int64_t{0}, int64_t{5}})
    checksum.add(number);
  const Checksum::Bytes bytes = checksum.finish();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  ASSERT_EQ(sqlite3_prepare_v2(db,
                               "UPDATE meta SET incompat = ?1, ro_compat = ?2,"
                               " created_at = 5, checksum = ?3",
                               -1, &statement, nullptr),
            SQLITE_OK);
  sqlite3_bind_int64(statement, 1, incompat);
  sqlite3_bind_int64(statement, 2, ro_compat);
  sqlite3_bind_blob(statement, 3, bytes.data(), static_cast<int>(bytes.size()),
                    SQLITE_STATIC);
  EXPECT_EQ(sqlite3_step(statement), SQLITE_DONE);
  sqlite3_finalize(statement);
  sqlite3_close(db);
}

TEST_F(DamageTest, AnUnknownFeatureIsRefusedOrOpenedForReading) {
  make_store();
  const Id id = opened(path)->id();
  set_features(path, id, 1, 0);
  EXPECT_THAT(open_store(path, {}), IsError(Code::kFormat));
  set_features(path, id, 0, 1);
  alter("CREATE TABLE newer (a)");
  auto store = opened(path);
  EXPECT_TRUE(store->read_only());
  EXPECT_THAT(told_records(*store, exec), HasSubstr("body 3"));
  EXPECT_THAT(append(*store, record_row(exec, 5)), IsError(Code::kReadOnly));
  store.reset();
  alter("CREATE VIEW v AS SELECT 1");
  EXPECT_THAT(open_store(path, {}), IsError(Code::kCorrupt));
}

TEST_F(DamageTest, AChangedRowIsCorruptAndNamed) {
  for (const char* change :
       {"UPDATE record SET body = 'other' WHERE seq = 2",
        "UPDATE record SET label = NULL WHERE seq = 2",
        "UPDATE record SET created_at = 21 WHERE seq = 2",
        "UPDATE record SET created_at = 2.5 WHERE seq = 2",
        "UPDATE record SET key_id = 5 WHERE seq = 2",
        "UPDATE record SET tag = x'00' WHERE seq = 2",
        "UPDATE record SET checksum = x'00' WHERE seq = 2",
        "UPDATE record SET body = '' WHERE seq = 2",
        "UPDATE record SET checksum = (SELECT checksum FROM record "
        "WHERE seq = 1) WHERE seq = 2"}) {
    remove_beside();
    make_store();
    alter(change);
    auto store = opened(path);
    auto reader = store->read();
    ASSERT_THAT(reader, IsOk());
    const auto row = (*reader)->record({exec, 2});
    ASSERT_THAT(row, IsError(Code::kCorrupt)) << change;
    EXPECT_THAT(row.error().message, HasSubstr("a row of record is damaged: "
                                               "exec 1, seq 2"));
    EXPECT_THAT((*reader)->record({exec, 1}), IsOk());
    const auto faults = store->check_file(false);
    ASSERT_THAT(faults, IsOk());
    EXPECT_THAT(*faults, Not(IsEmpty())) << change;
  }
}

TEST_F(DamageTest, AChangedHeadIsNoticedWithoutItsBody) {
  make_store();
  alter(
      "UPDATE record SET label = 'x' WHERE seq = 2;"
      "UPDATE record SET body = 'bodY 3' WHERE seq = 3");
  auto store = opened(path);
  auto reader = store->read();
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT((*reader)->record_head({exec, 2}), IsError(Code::kCorrupt));
  EXPECT_THAT((*reader)->record_head({exec, 3}), IsOk());
  EXPECT_THAT((*reader)->record({exec, 3}), IsError(Code::kCorrupt));
}

TEST_F(DamageTest, ARowOfAnotherStoreIsForeign) {
  make_store();
  const std::string other = folder.path("other.db");
  std::filesystem::rename(path, other);
  make_store();
  alter("ATTACH '" + other +
        "' AS o; DELETE FROM record WHERE seq = 2; "
        "INSERT INTO record SELECT * FROM o.record WHERE seq = 2");
  auto store = opened(path);
  auto reader = store->read();
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT((*reader)->record({exec, 2}), IsError(Code::kCorrupt));
}

TEST_F(DamageTest, ChangedRowsOfTheOtherTablesAreCorrupt) {
  make_store();
  alter("UPDATE attribute SET value = 'y'");
  {
    auto store = opened(path);
    auto reader = store->read();
    EXPECT_THAT((*reader)->execution("a"), IsError(Code::kCorrupt));
  }
  remove_beside();
  make_store();
  alter("UPDATE execution SET kind = 'y'");
  {
    auto store = opened(path);
    auto reader = store->read();
    EXPECT_THAT((*reader)->execution(exec), IsError(Code::kCorrupt));
    EXPECT_THAT((*reader)->executions({}, 0, 9), IsError(Code::kCorrupt));
  }
  remove_beside();
  make_store();
  alter("UPDATE keyframe SET body = x'00'");
  auto store = opened(path);
  auto reader = store->read();
  EXPECT_THAT((*reader)->keyframe({exec, 2}), IsError(Code::kCorrupt));
  EXPECT_THAT((*reader)->has_keyframe({exec, 2}), IsError(Code::kCorrupt));
}

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kStep = 7;  // five times slower
#else
constexpr size_t kStep = 1;
#endif

// Each byte of the file, one change each: what can be read is what was
// written, or an error; and what the whole check lets pass reads the same.
TEST_F(DamageTest, AFlippedByteIsNoticedOrHarmless) {
  make_store();
  const std::string whole = read_bytes(path);
  expected = read_all();
  ASSERT_THAT(expected, Not(HasSubstr("error")));
  size_t noticed = 0;
  std::mt19937_64 random(1);
  for (size_t at = 0; at < whole.size(); at += kStep) {
    // One place in the empty part of a page is as good as any other one.
    if (whole[at] == 0 && at % 16 != 0) continue;
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    remove_beside();
    write_bytes(path, bytes);
    const std::string told = read_all();
    if (told != expected) ++noticed;
    const bool silent = told.rfind("error", 0) != 0 && told != expected;
    EXPECT_TRUE(!silent || faulty) << "byte " << at << ": " << told;
  }
  EXPECT_GT(noticed, 2000 / kStep);
}

TEST_F(DamageTest, AFileCutOffAnywhereIsNoticedOrHarmless) {
  make_store();
  const std::string whole = read_bytes(path);
  expected = read_all();
  for (size_t size = 1; size < whole.size(); size += 509) {
    remove_beside();
    write_bytes(path, whole.substr(0, size));
    const std::string told = read_all();
    EXPECT_TRUE(told == expected || told.rfind("error", 0) == 0)
        << size << ": " << told;
  }
}

// What the log held behind the cut was acknowledged, but here the log itself
// lost it; what is before it is there.
TEST_F(DamageTest, ALogCutOffAnywhereGivesWholeCommits) {
  auto store = opened(path);
  exec = insert(*store, execution_row("a"));
  for (uint64_t seq = 1; seq <= 20; ++seq)
    ASSERT_THAT(append(*store, record_row(exec, seq)), IsOk());
  const std::string file = read_bytes(path);
  const std::string log = read_bytes(path + "-wal");
  ASSERT_FALSE(log.empty());
  store.reset();
  const std::string copy = folder.path("copy.db");
  for (size_t size = 0; size < log.size(); size += 997) {
    for (const char* beside : {"", "-wal", "-shm"})
      unlink((copy + beside).c_str());
    write_bytes(copy, file);
    write_bytes(copy + "-wal", log.substr(0, size));
    auto reopened = opened(copy);
    auto reader = reopened->read();
    ASSERT_THAT(reader, IsOk());
    uint64_t seq = 0;
    EXPECT_THAT((*reader)->records(exec, 0, false, true,
                                   [&](RecordRow& row) -> Result<bool> {
                                     EXPECT_EQ(row.key.seq, ++seq);
                                     return true;
                                   }),
                IsOk());
    reader->reset();
    EXPECT_THAT(reopened->check_file(false),
                IsOkAndHolds(std::vector<std::string>()));
  }
}

}  // namespace
}  // namespace snaproll::test
