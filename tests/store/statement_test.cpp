// The connections themselves: what they are allowed, and what not.
#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "store_fixture.hpp"

namespace snaproll::test {
namespace {

class StatementTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> open(Access access) {
    auto made = Connection::open(
        {path, access, Durability::kPower, 0, std::make_shared<Counters>()});
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }
  int64_t number(Connection& connection, const char* text) {
    auto value = connection.execute_for_number(text);
    EXPECT_THAT(value, IsOk());
    return value.ok() ? *value : -1;
  }

  TestFolder folder;
  std::string path = folder.path("runs.db");
};

TEST_F(StatementTest, EveryStatementIsWithinTheLimits) {
  {
    opened(path);
  }
  const auto connection = open(Access::kRead);
  for (size_t i = 0; i < kSqlCount; ++i) {
    const auto which = static_cast<Sql>(i);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v3(connection->handle(), sql_text(which), -1, 0,
                                 &statement, nullptr),
              SQLITE_OK)
        << sql_text(which) << sqlite3_errmsg(connection->handle());
    sqlite3_finalize(statement);
  }
}

TEST_F(StatementTest, AFileIsMadeAsTheFormatSays) {
  {
    opened(path);
  }
  const auto connection = open(Access::kWrite);
  EXPECT_EQ(number(*connection, "PRAGMA page_size"), 4096);
  EXPECT_EQ(number(*connection, "PRAGMA auto_vacuum"), 2);
  EXPECT_EQ(number(*connection, "PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(number(*connection, "PRAGMA user_version"), kFormat);
  EXPECT_EQ(read_bytes(path)[20], 8) << "bytes left free in each page";
  EXPECT_THAT(connection->execute_for_text("PRAGMA journal_mode"),
              IsOkAndHolds("wal"));
}

TEST_F(StatementTest, ConnectionsAreHardened) {
  {
    opened(path);
  }
  for (const Access access : {Access::kWrite, Access::kRead}) {
    const auto connection = open(access);
    EXPECT_EQ(number(*connection, "PRAGMA trusted_schema"), 0);
    EXPECT_EQ(number(*connection, "PRAGMA cell_size_check"), 1);
    EXPECT_EQ(number(*connection, "PRAGMA mmap_size"), 0);
    EXPECT_EQ(number(*connection, "PRAGMA secure_delete"),
              access == Access::kWrite ? 1 : 0);
    for (const int option :
         {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_ENABLE_TRIGGER,
          SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
      int on = -1;
      sqlite3_db_config(connection->handle(), option, -1, &on);
      EXPECT_EQ(on, option == SQLITE_DBCONFIG_DEFENSIVE ? 1 : 0);
    }
    EXPECT_THAT(connection->execute("ATTACH ':memory:' AS other"),
                IsError(Code::kFormat));
    EXPECT_THAT(connection->execute("CREATE TEMP VIEW v AS SELECT 1"),
                IsError(Code::kFormat));
    EXPECT_THAT(connection->execute("SELECT load_extension('x')"),
                IsError(Code::kCorrupt))
        << "no such function";
    EXPECT_THAT(connection->execute("PRAGMA writable_schema=1; DELETE FROM "
                                    "sqlite_schema"),
                ::testing::Not(IsOk()));
  }
}

TEST_F(StatementTest, DurabilityIsNamedByWhatSurvives) {
  {
    opened(path);
  }
  const std::pair<Durability, int64_t> levels[] = {{Durability::kPower, 2},
                                                   {Durability::kProcess, 1},
                                                   {Durability::kNone, 0}};
  for (const auto& [durability, level] : levels) {
    const auto connection = *Connection::open(
        {path, Access::kWrite, durability, 0, std::make_shared<Counters>()});
    EXPECT_EQ(number(*connection, "PRAGMA synchronous"), level);
  }
}

}  // namespace
}  // namespace snaproll::test
