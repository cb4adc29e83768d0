#include "store/sqlite/writer.hpp"

#include <string>

namespace snaproll::detail {
namespace {

constexpr int kRecordColumns = 23;
constexpr int kNumberColumn = 8;

std::string named(RecordKey key) {
  return "exec " + std::to_string(key.exec) + ", seq " +
         std::to_string(key.seq);
}

}  // namespace

Status Writer::begin_writes(int count) {
  if (writes_left_ < 0) return {};
  if (count <= writes_left_) {
    writes_left_ -= count;
    return {};
  }
  return Error(Code::kInternal, "a commit of one statement made more than one");
}

Status Writer::write(Statement& statement) {
  Status status = statement.run();
  if (!status.ok()) failure_ = status.error().native;
  return status;
}

Error Writer::no_record(RecordKey key) const {
  return reads_.connection().error(Code::kNotFound,
                                   "there is no record: " + named(key));
}

// Executions ------------------------------------------------------------------

Status Writer::insert_execution(ExecutionRow& row) {
  SNAPROLL_CHECK(begin_writes(2));
  SNAPROLL_TRY(row.exec, reads_.connection().number(Sql::kNextExecution));
  {
    Statement statement(reads_.connection(), Sql::kInsertExecution);
    RowBinder binder(statement, rows::kExecution, reads_.store());
    rows::bind_execution(binder, row);
    SNAPROLL_CHECK(write(statement));
    if (statement.changes() == 0)
      return Error(Code::kExists, "the execution is there already")
          .with_hint("open it");
  }
  return insert_attributes(row);
}

Status Writer::insert_attributes(const ExecutionRow& row) {
  for (const auto& [name, value] : row.attributes) {
    Statement statement(reads_.connection(), Sql::kInsertAttribute);
    RowBinder binder(statement, rows::kAttribute, reads_.store());
    binder.integer(row.exec);
    binder.text(name);
    binder.text(value);
    binder.finish();
    Status written = write(statement);
    if (!written.ok() && failure_ == SQLITE_CONSTRAINT_UNIQUE)
      return Error(Code::kInvalidArgument, "an attribute is there twice");
    SNAPROLL_CHECK(std::move(written));
  }
  return {};
}

Status Writer::update_execution(const ExecutionRow& row, bool attributes) {
  SNAPROLL_CHECK(begin_writes(attributes ? 2 : 1));
  {
    Statement statement(reads_.connection(), Sql::kUpdateExecution);
    RowBinder binder(statement, rows::kExecution, reads_.store());
    rows::bind_execution(binder, row);
    Status written = write(statement);
    if (!written.ok() && failure_ == SQLITE_CONSTRAINT_UNIQUE)
      return Error(Code::kExists, "another execution has this name");
    SNAPROLL_CHECK(std::move(written));
    if (statement.changes() == 0)
      return Error(Code::kNotFound, "the execution is not in the store");
  }
  if (!attributes) return {};
  {
    Statement statement(reads_.connection(), Sql::kRemoveAttributes);
    statement.integer(row.exec);
    SNAPROLL_CHECK(write(statement));
  }
  return insert_attributes(row);
}

Status Writer::remove_execution(int64_t exec) {
  SNAPROLL_CHECK(begin_writes(3));
  for (const Sql which :
       {Sql::kRemoveAttributes, Sql::kRemoveNames, Sql::kRemoveExecution}) {
    Statement statement(reads_.connection(), which);
    statement.integer(exec);
    SNAPROLL_CHECK(write(statement));
  }
  removed_ = true;
  return {};
}

// Records ---------------------------------------------------------------------

Status Writer::append(const RecordRow& row) {
  SNAPROLL_CHECK(begin_writes(row.blobs.empty() ? 1 : 2));
  SNAPROLL_CHECK(rows::check_record(reads_.connection(), row));
  {
    Statement statement(reads_.connection(), Sql::kAppend);
    RowBinder binder(statement, rows::kRecord, reads_.store());
    rows::bind_record(binder, row);
    SNAPROLL_CHECK(write(statement));
    bytes_ += row.body.size();
    if (statement.changes() == 1)
      return name_blobs(row.key, rows::BlobUse::kOfRecord, row.blobs);
  }
  return append_conflict(row);
}

// The place is taken: by this very commit, whose outcome was not known, or by
// another one.
Status Writer::append_conflict(const RecordRow& row) {
  SNAPROLL_TRY(const auto there, reads_.record_head(row.key));
  if (there.has_value() && there->commit_id == row.commit_id) return {};
  Counters::add(counters_.conflicts);
  return Error(Code::kConflict, "another writer has committed to the execution")
      .with_hint("reload()");
}

Status Writer::keep(const RecordRow& row) {
  SNAPROLL_CHECK(begin_writes(2));
  SNAPROLL_CHECK(rows::check_record(reads_.connection(), row));
  {
    Statement statement(reads_.connection(), Sql::kKeep);
    RowBinder binder(statement, rows::kRecord, reads_.store());
    rows::bind_record(binder, row);
    SNAPROLL_CHECK(write(statement));
  }
  bytes_ += row.body.size();
  return name_blobs(row.key, rows::BlobUse::kOfRecord, row.blobs);
}

Status Writer::rewrite(const RecordRow& row) {
  SNAPROLL_CHECK(begin_writes(3));
  SNAPROLL_CHECK(rows::check_record(reads_.connection(), row));
  {
    Statement statement(reads_.connection(), Sql::kRewrite);
    RowBinder binder(statement, rows::kRecord, reads_.store());
    rows::bind_record(binder, row);
    SNAPROLL_CHECK(write(statement));
    if (statement.changes() == 0) return no_record(row.key);
  }
  bytes_ += row.body.size();
  SNAPROLL_CHECK(unname_blobs(row.key, Names::kRecord));
  return name_blobs(row.key, rows::BlobUse::kOfRecord, row.blobs);
}

Status Writer::hide(RecordKey key) {
  SNAPROLL_CHECK(begin_writes(1));
  Checksum::Bytes checksum;
  {
    Statement statement(reads_.connection(), Sql::kRecordHead);
    statement.integer(key.exec);
    statement.integer(static_cast<int64_t>(key.seq));
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return no_record(key);
    RowReader reader(statement, rows::kRecord, reads_.store());
    reader.test_without_body(kRecordColumns);
    SNAPROLL_CHECK(reader.status());
    if (reader.is_none(kNumberColumn)) return {};
    checksum = reader.checksum_without(kRecordColumns, kNumberColumn);
  }
  Statement statement(reads_.connection(), Sql::kHide);
  statement.integer(key.exec);
  statement.integer(static_cast<int64_t>(key.seq));
  statement.blob(
      {reinterpret_cast<const char*>(checksum.data()), checksum.size()});
  return write(statement);
}

Status Writer::write_of_key(Sql which, RecordKey key, bool& changed) {
  Statement statement(reads_.connection(), which);
  statement.integer(key.exec);
  statement.integer(static_cast<int64_t>(key.seq));
  SNAPROLL_CHECK(write(statement));
  changed = statement.changes() > 0;
  return {};
}

Result<bool> Writer::remove(RecordKey key) {
  SNAPROLL_CHECK(begin_writes(2));
  bool removed = false;
  SNAPROLL_CHECK(write_of_key(Sql::kRemove, key, removed));
  if (!removed) return false;
  removed_ = true;
  bool keyframe = false;
  SNAPROLL_CHECK(write_of_key(Sql::kRemoveKeyframe, key, keyframe));
  SNAPROLL_CHECK(unname_blobs(key, Names::kBoth));
  return true;
}

// Keyframes -------------------------------------------------------------------

Status Writer::put_keyframe(RecordKey key, uint32_t part, bool last,
                            std::string_view bytes,
                            const std::vector<BlobHash>& blobs) {
  SNAPROLL_CHECK(begin_writes(blobs.empty() ? 1 : 2));
  SNAPROLL_TRY(const auto record, reads_.record_head(key));
  if (!record.has_value()) return {};
  // A whole keyframe is never touched, and none is whole without its parts:
  // where parts end depends on who writes them.
  SNAPROLL_TRY(const KeyframeParts there, reads_.keyframe_parts(key));
  if (there.whole || part > there.count) return {};
  {
    Statement statement(reads_.connection(), Sql::kPutKeyframe);
    RowBinder binder(statement, rows::kKeyframe, reads_.store());
    binder.integer(key.exec);
    binder.integer(static_cast<int64_t>(key.seq));
    binder.integer(part);
    binder.integer(last ? 1 : 0);
    binder.of_another_row(bytes_of(record->commit_id));
    binder.finish_with_body(bytes);
    bytes_ += bytes.size();
    SNAPROLL_CHECK(write(statement));
  }
  return name_blobs(key, part, blobs);
}

Status Writer::remove_keyframe(RecordKey key) {
  SNAPROLL_CHECK(begin_writes(2));
  bool removed = false;
  SNAPROLL_CHECK(write_of_key(Sql::kRemoveKeyframe, key, removed));
  removed_ = removed_ || removed;
  return unname_blobs(key, Names::kKeyframe);
}

// Names -----------------------------------------------------------------------

Status Writer::put_name(const NameRow& row) {
  SNAPROLL_CHECK(begin_writes(1));
  Statement statement(reads_.connection(), Sql::kPutName);
  RowBinder binder(statement, rows::kName, reads_.store());
  rows::bind_name(binder, row);
  return write(statement);
}

Status Writer::remove_name(const NameRow& key) {
  SNAPROLL_CHECK(begin_writes(1));
  Statement statement(reads_.connection(), Sql::kRemoveName);
  statement.integer(key.exec);
  statement.integer(key.kind);
  statement.text(key.name);
  statement.integer(static_cast<int64_t>(key.seq));
  return write(statement);
}

Status Writer::remove_names(int64_t exec) {
  SNAPROLL_CHECK(begin_writes(1));
  Statement statement(reads_.connection(), Sql::kRemoveNames);
  statement.integer(exec);
  return write(statement);
}

}  // namespace snaproll::detail
