// SQLite as it is compiled in: the version, and what holds before the first
// PRAGMA.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

static_assert(SQLITE_VERSION_NUMBER >= 3051003,
              "older versions can lose data in WAL mode");

struct Database {
  sqlite3* db = nullptr;
  explicit Database(const std::string& path) {
    EXPECT_EQ(
        sqlite3_open_v2(path.c_str(), &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr),
        SQLITE_OK);
  }
  ~Database() { sqlite3_close(db); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  int run(const char* sql) const {
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  }
};

TEST(SqliteBuild, IsTheVersionOfItsHeader) {
  EXPECT_EQ(sqlite3_libversion_number(), SQLITE_VERSION_NUMBER);
  EXPECT_STREQ(sqlite3_sourceid(), SQLITE_SOURCE_ID);
}

TEST(SqliteBuild, HasTheOptionsOfTheBuild) {
  for (const char* option :
       {"THREADSAFE=2", "DQS=0", "OMIT_LOAD_EXTENSION", "MAX_MMAP_SIZE=0",
        "DEFAULT_SYNCHRONOUS=2", "DEFAULT_WAL_SYNCHRONOUS=2",
        "DEFAULT_MEMSTATUS=0", "DEFAULT_FILE_PERMISSIONS=0600",
        "OMIT_SHARED_CACHE", "OMIT_DEPRECATED", "MAX_LENGTH=2147483647",
        "MAX_EXPR_DEPTH=100", "ENABLE_DBSTAT_VTAB"})
    EXPECT_TRUE(sqlite3_compileoption_used(option)) << option;
}

TEST(SqliteBuild, ANewFileIsItsOwnersAlone) {
  std::string folder = "/dev/shm/snaproll-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/new.db";
  const mode_t before = umask(0);
  {
    const Database file(path);
    EXPECT_EQ(file.run("PRAGMA journal_mode=WAL; CREATE TABLE t(x)"),
              SQLITE_OK);
    for (const char* suffix : {"", "-wal", "-shm"}) {
      struct stat found{};
      EXPECT_EQ(stat((path + suffix).c_str(), &found), 0) << suffix;
      EXPECT_EQ(found.st_mode & 0777, 0600U) << suffix;
    }
  }
  umask(before);
  EXPECT_EQ(unlink(path.c_str()), 0);
  EXPECT_EQ(rmdir(folder.c_str()), 0);
}

TEST(SqliteBuild, TakesNoDoubleQuotesForText) {
  const Database memory(":memory:");
  EXPECT_EQ(memory.run("SELECT \"text\""), SQLITE_ERROR);
  EXPECT_STREQ(sqlite3_errmsg(memory.db),
               "no such column: \"text\" - should this be a string literal in "
               "single-quotes?");
  EXPECT_EQ(memory.run("SELECT 'text'"), SQLITE_OK);
}

TEST(SqliteBuild, TrustsNoSchema) {
  const Database memory(":memory:");
  int trusted = -1;
  EXPECT_EQ(sqlite3_db_config(memory.db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, -1,
                              &trusted),
            SQLITE_OK);
  EXPECT_EQ(trusted, 0);
}

}  // namespace
