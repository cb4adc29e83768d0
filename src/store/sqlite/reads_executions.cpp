#include <algorithm>
#include <limits>

#include "store/sqlite/reads.hpp"

namespace snaproll::detail {
namespace {

using Attributes = std::vector<std::pair<std::string, std::string>>;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

bool has_all(const Attributes& row, const Attributes& asked) {
  return std::all_of(asked.begin(), asked.end(), [&](const auto& each) {
    return std::find(row.begin(), row.end(), each) != row.end();
  });
}

// The index that leaves the fewest rows to look at.
Sql statement_for(const ExecutionFilter& filter) {
  if (!filter.attributes.empty()) return Sql::kExecutionsByAttribute;
  if (filter.state.has_value()) return Sql::kExecutionsByState;
  return Sql::kExecutions;
}

void bind_time(Statement& statement, Time time) {
  if (time == kNoTime)
    statement.none();
  else
    statement.integer(time);
}

void bind_filter(Statement& statement, const ExecutionFilter& filter,
                 int64_t cursor) {
  statement.integer(cursor == 0 ? kMost : cursor);
  if (filter.state.has_value())
    statement.integer(*filter.state);
  else
    statement.none();
  if (filter.kind.has_value())
    statement.text(*filter.kind);
  else
    statement.none();
  if (filter.owned.has_value())
    statement.integer(*filter.owned ? 1 : 0);
  else
    statement.none();
  bind_time(statement, filter.committed_from);
  bind_time(statement, filter.committed_until);
  if (filter.attributes.empty()) return;
  statement.text(filter.attributes.front().first);
  statement.text(filter.attributes.front().second);
}

}  // namespace

Result<std::optional<ExecutionRow>> Reads::execution(std::string_view name) {
  Statement statement(connection_, Sql::kExecutionByName);
  statement.text(name);
  return one_execution(statement);
}

Result<std::optional<ExecutionRow>> Reads::execution(int64_t exec) {
  Statement statement(connection_, Sql::kExecutionById);
  statement.integer(exec);
  return one_execution(statement);
}

Result<std::optional<ExecutionRow>> Reads::one_execution(Statement& statement) {
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<ExecutionRow>();
  SNAPROLL_TRY(ExecutionRow row, rows::read_execution(statement, store_));
  SNAPROLL_CHECK(add_attributes(row));
  SNAPROLL_CHECK(add_newest(row));
  return std::optional<ExecutionRow>(std::move(row));
}

Status Reads::add_attributes(ExecutionRow& row) {
  Statement statement(connection_, Sql::kAttributes);
  statement.integer(row.exec);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return {};
    RowReader reader(statement, rows::kAttribute, store_);
    reader.test(3);
    row.attributes.emplace_back(reader.text(1), reader.text(2));
    SNAPROLL_CHECK(reader.status());
  }
}

// Where the newest record is damaged, its time is not known; whoever reads it
// is told.
Status Reads::add_newest(ExecutionRow& row) {
  Statement statement(connection_, Sql::kNewestHead);
  statement.integer(row.exec);
  auto head = one_head(statement);
  if (!head.ok() && head.error().code == Code::kCorrupt) return {};
  if (!head.ok()) return std::move(head).error();
  if (!head->has_value()) return {};
  row.last_seq = (*head)->key.seq;
  row.last_commit = (*head)->committed_at.value_or((*head)->created_at);
  return {};
}

Result<std::vector<ExecutionRow>> Reads::deleted_executions(int64_t cursor,
                                                            size_t limit) {
  std::vector<ExecutionRow> all;
  Statement statement(connection_, Sql::kDeletedExecutions);
  statement.integer(cursor == 0 ? kMost : cursor);
  statement.integer(static_cast<int64_t>(std::min<size_t>(limit, kMost)));
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return all;
    SNAPROLL_TRY(ExecutionRow row, rows::read_execution(statement, store_));
    all.push_back(std::move(row));
  }
}

Result<std::vector<ExecutionRow>> Reads::executions(
    const ExecutionFilter& filter, int64_t cursor, size_t limit) {
  std::vector<ExecutionRow> all;
  Statement statement(connection_, statement_for(filter));
  bind_filter(statement, filter, cursor);
  while (all.size() < limit) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) break;
    SNAPROLL_TRY(ExecutionRow row, rows::read_execution(statement, store_));
    SNAPROLL_CHECK(add_attributes(row));
    if (!has_all(row.attributes, filter.attributes)) continue;
    SNAPROLL_CHECK(add_newest(row));
    all.push_back(std::move(row));
  }
  return all;
}

}  // namespace snaproll::detail
