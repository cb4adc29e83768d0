#include "store/sqlite/connection.hpp"

namespace snaproll::detail {

// A statement that is in the middle of its rows already is prepared once more,
// for this use alone.
Statement::Statement(Connection& connection, Sql which)
    : connection_(connection), which_(static_cast<size_t>(which)) {
  cached_ = !connection.in_use_[which_];
  if (cached_) {
    connection.in_use_[which_] = true;
    statement_ = connection.statements_[which_];
    if (statement_ != nullptr) return;
  }
  check(sqlite3_prepare_v3(connection.db_, sql_text(which), -1,
                           cached_ ? SQLITE_PREPARE_PERSISTENT : 0, &statement_,
                           nullptr));
  if (cached_) connection.statements_[which_] = statement_;
}

Statement::~Statement() {
  if (!cached_) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  connection_.in_use_[which_] = false;
}

void Statement::integer(int64_t value) noexcept {
  check(sqlite3_bind_int64(statement_, next_++, value));
}

void Statement::text(std::string_view value) noexcept {
  check(sqlite3_bind_text64(statement_, next_++,
                            value.data() != nullptr ? value.data() : "",
                            value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::blob(std::string_view value) noexcept {
  check(sqlite3_bind_blob64(statement_, next_++,
                            value.data() != nullptr ? value.data() : "",
                            value.size(), SQLITE_STATIC));
}

void Statement::none() noexcept {
  check(sqlite3_bind_null(statement_, next_++));
}

int Statement::step_code() noexcept {
  return code_ != SQLITE_OK ? code_ : sqlite3_step(statement_);
}

Result<bool> Statement::step() {
  const int code = step_code();
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_.error(code, "a statement failed");
}

Status Statement::run() {
  int code = step_code();
  while (code == SQLITE_ROW) code = sqlite3_step(statement_);
  if (code == SQLITE_DONE) return {};
  return connection_.error(code, "a statement failed");
}

}  // namespace snaproll::detail
