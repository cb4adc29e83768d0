// Rows as bytes of an input: what a forger who makes right checksums could put
// into a store. Numbers and texts as journal/wire.hpp writes them.
#pragma once

#include <string>
#include <vector>

#include "journal/wire.hpp"
#include "store/store.hpp"

namespace snaproll::fuzz {

using namespace snaproll::detail;  // NOLINT: rows are an inner part

enum class RowKind : uint8_t { kExecution, kRecord, kKeyframe, kName };
constexpr uint64_t kRowKinds = 4;

// Commit ids follow from the number, so that a base is the one that it says.
inline Id commit_of(const RecordKey& key) {
  Id id;
  for (size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<uint8_t>(key.seq >> (8 * i));
    id.bytes[8 + i] = static_cast<uint8_t>(key.exec >> (8 * i));
  }
  return id;
}

struct AnyRow {
  RowKind kind = RowKind::kExecution;
  ExecutionRow execution;
  RecordRow record;
  RecordKey key;  // of a keyframe
  uint32_t part = 0;
  bool last = false;
  std::string bytes;
  NameRow name;
};

template <typename T, typename Read>
void read_optional(WireReader& reader, std::optional<T>& out, Read&& read) {
  if (reader.varint() % 2 == 1) out = T(read());
}

inline RecordRow read_record_row(WireReader& reader) {
  RecordRow row;
  row.key.exec = static_cast<int64_t>(reader.varint());
  row.key.seq = reader.varint();
  row.commit_id = commit_of(row.key);
  row.kind = static_cast<int32_t>(reader.varint() & 0xff);
  row.base.seq = reader.varint();
  row.base.exec = row.base.seq == 0 ? 0 : static_cast<int64_t>(reader.varint());
  if (row.base.seq != 0) row.base_commit = commit_of(row.base);
  row.created_at = reader.fixed();
  const auto number = [&] { return reader.varint(); };
  const auto text = [&] { return std::string(reader.text()); };
  read_optional(reader, row.committed_at, [&] { return reader.fixed(); });
  read_optional(reader, row.number, number);
  read_optional(reader, row.id, [&] { return reader.id(); });
  read_optional(reader, row.label, text);
  read_optional(reader, row.node, text);
  read_optional(reader, row.info, text);
  read_optional(reader, row.attempt, text);
  row.effect = reader.varint() % 2 == 1;
  row.automatic = reader.varint() % 2 == 1;
  row.schema = static_cast<int64_t>(reader.varint());
  row.codec = static_cast<Codec>(reader.varint() & 0xff);
  row.body = reader.text();
  return row;
}

inline AnyRow read_row(WireReader& reader) {
  AnyRow row;
  row.kind = static_cast<RowKind>(reader.varint() % kRowKinds);
  switch (row.kind) {
    case RowKind::kExecution:
      row.execution.name = reader.text();
      row.execution.kind = reader.text();
      row.execution.schema = static_cast<int64_t>(reader.varint());
      row.execution.state = static_cast<int32_t>(reader.varint() & 0xff);
      row.execution.workflow_id = reader.text();
      row.execution.started_at = reader.fixed();
      row.execution.deleted = reader.varint() % 2 == 1;
      break;
    case RowKind::kRecord:
      row.record = read_record_row(reader);
      break;
    case RowKind::kKeyframe:
      row.key.exec = static_cast<int64_t>(reader.varint());
      row.key.seq = reader.varint();
      row.part = static_cast<uint32_t>(reader.varint());
      row.last = reader.varint() % 2 == 1;
      row.bytes = reader.text();
      break;
    case RowKind::kName:
      row.name.exec = static_cast<int64_t>(reader.varint());
      row.name.kind = static_cast<int32_t>(reader.varint() & 0xff);
      row.name.name = reader.text();
      row.name.seq = reader.varint();
      read_optional(reader, row.name.info,
                    [&] { return std::string(reader.text()); });
  }
  return row;
}

template <typename T, typename Write>
void write_optional(std::string& out, const std::optional<T>& told,
                    Write&& write) {
  put_varint(out, told.has_value() ? 1 : 0);
  if (told.has_value()) write(out, *told);
}

inline void write_row(std::string& out, const ExecutionRow& row) {
  put_varint(out, static_cast<uint64_t>(RowKind::kExecution));
  put_text(out, row.name);
  put_text(out, row.kind);
  put_varint(out, static_cast<uint64_t>(row.schema));
  put_varint(out, static_cast<uint64_t>(row.state));
  put_text(out, row.workflow_id);
  put_fixed(out, row.started_at);
  put_varint(out, row.deleted ? 1 : 0);
}

inline void write_row(std::string& out, const RecordRow& row) {
  put_varint(out, static_cast<uint64_t>(RowKind::kRecord));
  put_varint(out, static_cast<uint64_t>(row.key.exec));
  put_varint(out, row.key.seq);
  put_varint(out, static_cast<uint64_t>(row.kind));
  put_varint(out, row.base.seq);
  if (row.base.seq != 0) put_varint(out, static_cast<uint64_t>(row.base.exec));
  put_fixed(out, row.created_at);
  write_optional(out, row.committed_at, put_fixed);
  write_optional(out, row.number, put_varint);
  write_optional(out, row.id, put_id);
  write_optional(out, row.label, put_text);
  write_optional(out, row.node, put_text);
  write_optional(out, row.info, put_text);
  write_optional(out, row.attempt, put_text);
  put_varint(out, row.effect ? 1 : 0);
  put_varint(out, row.automatic ? 1 : 0);
  put_varint(out, static_cast<uint64_t>(row.schema));
  put_varint(out, static_cast<uint64_t>(row.codec));
  put_text(out, row.body);
}

inline void write_row(std::string& out, const NameRow& row) {
  put_varint(out, static_cast<uint64_t>(RowKind::kName));
  put_varint(out, static_cast<uint64_t>(row.exec));
  put_varint(out, static_cast<uint64_t>(row.kind));
  put_text(out, row.name);
  put_varint(out, row.seq);
  write_optional(out, row.info, put_text);
}

inline void write_keyframe(std::string& out, const RecordKey& key,
                           uint32_t part, bool last, std::string_view bytes) {
  put_varint(out, static_cast<uint64_t>(RowKind::kKeyframe));
  put_varint(out, static_cast<uint64_t>(key.exec));
  put_varint(out, key.seq);
  put_varint(out, part);
  put_varint(out, last ? 1 : 0);
  put_text(out, bytes);
}

}  // namespace snaproll::fuzz
