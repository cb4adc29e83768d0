// The leaf's own checks: the structure of the file, as SQLite sees it, and the
// checksum of every row of every table.
#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kMostFaults = 1000;

using Faults = std::vector<std::string>;

Status check_structure(Connection& connection, bool quick, Faults& faults) {
  Statement statement(connection, quick ? Sql::kQuickCheck : Sql::kWholeCheck);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return {};
    const void* text = sqlite3_column_blob(statement.handle(), 0);
    const int size = sqlite3_column_bytes(statement.handle(), 0);
    std::string line(static_cast<const char*>(text), static_cast<size_t>(size));
    if (line != "ok") faults.push_back(std::move(line));
  }
}

using Test = Status (*)(Statement& statement, const Id& store);

Status test_record(Statement& statement, const Id& store) {
  RecordRow row;
  return rows::read_record(statement, store, row);
}

Status test_keyframe(Statement& statement, const Id& store) {
  rows::KeyframeRow row;
  return rows::read_keyframe(statement, store, true, row);
}

Status test_execution(Statement& statement, const Id& store) {
  auto row = rows::read_execution(statement, store);
  if (row.ok()) return {};
  return std::move(row).error();
}

Status test_attribute(Statement& statement, const Id& store) {
  RowReader reader(statement, rows::kAttribute, store);
  reader.test(3);
  return reader.status();
}

Status test_name(Statement& statement, const Id& store) {
  auto row = rows::read_name(statement, store);
  if (row.ok()) return {};
  return std::move(row).error();
}

constexpr struct {
  Sql every;
  Test test;
} kTables[] = {{Sql::kEveryExecution, test_execution},
               {Sql::kEveryAttribute, test_attribute},
               {Sql::kEveryRecord, test_record},
               {Sql::kEveryKeyframe, test_keyframe},
               {Sql::kEveryName, test_name}};

// What ends the rows early is a fault of the file as well.
void check_rows(Connection& connection, const Id& store, Sql every, Test test,
                Faults& faults) {
  Statement statement(connection, every);
  while (faults.size() < kMostFaults) {
    const auto found = statement.step();
    if (!found.ok()) faults.push_back(found.error().message);
    if (!found.ok() || !*found) return;
    const Status tested = test(statement, store);
    if (!tested.ok()) faults.push_back(tested.error().message);
  }
}

}  // namespace

Status find_faults(Connection& connection, const Id& store, bool quick,
                   Faults& faults) {
  Status structure = check_structure(connection, quick, faults);
  if (!structure.ok() && structure.error().code == Code::kBusy)
    return structure;
  if (!structure.ok()) faults.push_back(structure.error().message);
  for (const auto& table : kTables)
    check_rows(connection, store, table.every, table.test, faults);
  return {};
}

}  // namespace snaproll::detail
