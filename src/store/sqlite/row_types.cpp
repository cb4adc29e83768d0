// The rows of each table, column by column.
#include <limits>

#include "store/sqlite/rows.hpp"

namespace snaproll::detail::rows {
namespace {

// Columns before the checksum.
constexpr int kExecutionColumns = 14;
constexpr int kRecordColumns = 23;
constexpr int kNameColumns = 5;
constexpr int kKeyframeColumns = 5;  // with the commit_id of its record

// Between `committed_at` and `schema`, and between `codec` and the checksum.
constexpr int kUnusedBeforeSchema = 1;
constexpr int kUnusedAfterCodec = 3;

constexpr auto kMost =
    static_cast<uint64_t>(std::numeric_limits<int64_t>::max());

int64_t as_column(uint64_t value) { return static_cast<int64_t>(value); }

bool is_previous(RecordKey base, RecordKey key) {
  return base.exec == key.exec && base.seq + 1 == key.seq;
}

void bind_base(RowBinder& binder, const RecordRow& row) {
  if (row.base.seq == 0) {
    binder.none();
    binder.none();
    binder.none();
    return;
  }
  if (is_previous(row.base, row.key))
    binder.none();
  else
    binder.integer(row.base.exec);
  binder.integer(as_column(row.base.seq));
  binder.blob(bytes_of(row.base_commit));
}

void read_base(RowReader& reader, RecordHead& head) {
  if (reader.is_none(5)) return;
  head.base.seq = static_cast<uint64_t>(reader.integer(5));
  head.base.exec = reader.is_none(4) ? head.key.exec : reader.integer(4);
  head.base_commit = reader.id(6);
}

void read_columns(RowReader& reader, RecordHead& head) {
  head.key = {reader.integer(0), static_cast<uint64_t>(reader.integer(1))};
  head.commit_id = reader.id(2);
  head.kind = static_cast<int32_t>(reader.integer(3));
  read_base(reader, head);
  head.created_at = reader.integer(7);
  if (!reader.is_none(8))
    head.number = static_cast<uint64_t>(reader.integer(8));
  head.id = reader.optional_id(9);
  head.label = reader.optional_text(10);
  head.node = reader.optional_text(11);
  head.info = reader.optional_text(12);
  head.attempt = reader.optional_text(13);
  head.effect = !reader.is_none(14);
  head.automatic = !reader.is_none(15) && reader.integer(15) != 0;
  if (!reader.is_none(16)) head.committed_at = reader.integer(16);
  if (!reader.is_none(18)) head.schema = reader.integer(18);
  head.body_bytes = static_cast<uint64_t>(reader.integer(24));
}

void bind_owner(RowBinder& binder, const std::optional<OwnerRow>& owner) {
  if (!owner.has_value()) {
    for (int i = 0; i < 4; ++i) binder.none();
    return;
  }
  binder.text(owner->name);
  binder.text(owner->process);
  binder.blob(bytes_of(owner->handle));
  binder.integer(owner->since);
}

std::optional<OwnerRow> read_owner(RowReader& reader) {
  if (reader.is_none(11)) return std::nullopt;
  OwnerRow owner;
  owner.name = std::string(reader.text(9));
  owner.process = std::string(reader.text(10));
  owner.handle = reader.id(11);
  owner.since = reader.integer(12);
  return owner;
}

}  // namespace

void bind_execution(RowBinder& binder, const ExecutionRow& row) {
  binder.integer(row.exec);
  binder.text(row.name);
  binder.text(row.kind);
  binder.integer(row.schema);
  if (row.group.has_value())
    binder.blob(bytes_of(*row.group));
  else
    binder.none();
  binder.integer(row.state);
  binder.integer(row.created_at);
  binder.text(row.workflow_id);
  binder.integer(row.started_at);
  bind_owner(binder, row.owner);
  binder.integer(row.deleted ? 1 : 0);
  binder.finish();
}

Result<ExecutionRow> read_execution(Statement& statement, const Id& store) {
  RowReader reader(statement, kExecution, store);
  reader.test(kExecutionColumns);
  ExecutionRow row;
  row.exec = reader.integer(0);
  row.name = std::string(reader.text(1));
  row.kind = std::string(reader.text(2));
  row.schema = reader.integer(3);
  row.group = reader.optional_id(4);
  row.state = static_cast<int32_t>(reader.integer(5));
  row.created_at = reader.integer(6);
  row.workflow_id = std::string(reader.text(7));
  row.started_at = reader.integer(8);
  row.owner = read_owner(reader);
  row.deleted = reader.integer(13) != 0;
  SNAPROLL_CHECK(reader.status());
  return row;
}

Status check_record(const Connection& connection, const RecordRow& row) {
  const bool fits = row.key.seq <= kMost && row.base.seq <= kMost &&
                    row.number.value_or(0) <= kMost;
  if (fits) return {};
  return connection.error(Code::kLimit, "a number of a record is too big");
}

void bind_record(RowBinder& binder, const RecordRow& row) {
  binder.integer(row.key.exec);
  binder.integer(as_column(row.key.seq));
  binder.blob(bytes_of(row.commit_id));
  binder.integer(row.kind);
  bind_base(binder, row);
  binder.integer(row.created_at);
  if (row.number.has_value())
    binder.integer(as_column(*row.number));
  else
    binder.none();
  if (row.id.has_value())
    binder.blob(bytes_of(*row.id));
  else
    binder.none();
  binder.optional_text(row.label);
  binder.optional_text(row.node);
  binder.optional_text(row.info);
  if (row.attempt.has_value())
    binder.blob(*row.attempt);
  else
    binder.none();
  if (row.effect)
    binder.integer(1);
  else
    binder.none();
  binder.integer(row.automatic ? 1 : 0);
  if (row.committed_at.has_value())
    binder.integer(*row.committed_at);
  else
    binder.none();
  binder.unused(kUnusedBeforeSchema);
  if (row.schema != 0)
    binder.integer(row.schema);
  else
    binder.none();
  binder.integer(static_cast<int64_t>(row.codec));
  binder.unused(kUnusedAfterCodec);
  binder.finish_with_body(row.body);
}

Status read_head(Statement& statement, const Id& store, RecordHead& head) {
  RowReader reader(statement, kRecord, store);
  reader.test_without_body(kRecordColumns);
  read_columns(reader, head);
  return reader.status();
}

Status read_record(Statement& statement, const Id& store, RecordRow& row) {
  RowReader reader(statement, kRecord, store);
  reader.test_with_body(kRecordColumns);
  read_columns(reader, row);
  row.codec = static_cast<Codec>(reader.integer(19));
  row.body = std::string(reader.text(25));
  return reader.status();
}

void bind_name(RowBinder& binder, const NameRow& row) {
  binder.integer(row.exec);
  binder.integer(row.kind);
  binder.text(row.name);
  binder.integer(as_column(row.seq));
  binder.optional_text(row.info);
  binder.finish();
}

Result<NameRow> read_name(Statement& statement, const Id& store) {
  RowReader reader(statement, kName, store);
  reader.test(kNameColumns);
  NameRow row;
  row.exec = reader.integer(0);
  row.kind = static_cast<int32_t>(reader.integer(1));
  row.name = std::string(reader.text(2));
  row.seq = static_cast<uint64_t>(reader.integer(3));
  row.info = reader.optional_text(4);
  SNAPROLL_CHECK(reader.status());
  return row;
}

Status read_keyframe(Statement& statement, const Id& store, bool body,
                     KeyframeRow& row) {
  RowReader reader(statement, kKeyframe, store);
  if (body)
    reader.test_with_body(kKeyframeColumns);
  else
    reader.test_without_body(kKeyframeColumns);
  row.key = {reader.integer(0), static_cast<uint64_t>(reader.integer(1))};
  row.part = reader.integer(2);
  row.last = reader.integer(3) != 0;
  if (body) row.body = std::string(reader.text(7));
  return reader.status();
}

}  // namespace snaproll::detail::rows
