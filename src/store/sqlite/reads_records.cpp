#include <algorithm>
#include <limits>

#include "store/sqlite/reads.hpp"

namespace snaproll::detail {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// What is asked for may be beyond what a column can hold.
int64_t clamp(uint64_t number) {
  return static_cast<int64_t>(
      std::min<uint64_t>(number, static_cast<uint64_t>(kMost)));
}

void bind_key(Statement& statement, RecordKey key) {
  statement.integer(key.exec);
  statement.integer(clamp(key.seq));
}

void bind_query(Statement& statement, const RecordQuery& query) {
  statement.integer(query.exec);
  statement.integer(clamp(query.floor));
  statement.integer(clamp(query.below));
  statement.integer(query.from);  // "no time" is the smallest there is
  statement.integer(query.until == kNoTime ? kMost : query.until - 1);
  if (query.node.has_value())
    statement.text(*query.node);
  else
    statement.none();
  if (query.automatic.has_value())
    statement.integer(*query.automatic ? 1 : 0);
  else
    statement.none();
  statement.integer(clamp(query.limit));
  statement.integer(clamp(query.skip));
  if (query.label.has_value()) statement.text(*query.label);
}

Sql statement_of_records(bool newest_first, bool bodies) {
  if (bodies) return newest_first ? Sql::kRecordsDown : Sql::kRecordsUp;
  return newest_first ? Sql::kHeadsDown : Sql::kHeadsUp;
}

}  // namespace

Result<std::optional<RecordHead>> Reads::one_head(Statement& statement) {
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<RecordHead>();
  RecordHead head;
  SNAPROLL_CHECK(rows::read_head(statement, store_, head));
  return std::optional<RecordHead>(std::move(head));
}

Result<std::optional<RecordRow>> Reads::one_record(Statement& statement) {
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<RecordRow>();
  RecordRow row;
  SNAPROLL_CHECK(rows::read_record(statement, store_, row));
  return std::optional<RecordRow>(std::move(row));
}

Status Reads::all_heads(Statement& statement, std::vector<RecordHead>& heads) {
  for (;;) {
    SNAPROLL_TRY(auto head, one_head(statement));
    if (!head.has_value()) return {};
    heads.push_back(*std::move(head));
  }
}

Result<std::optional<RecordRow>> Reads::newest(int64_t exec) {
  Statement statement(connection_, Sql::kNewest);
  statement.integer(exec);
  return one_record(statement);
}

Result<std::optional<RecordRow>> Reads::record(RecordKey key) {
  Statement statement(connection_, Sql::kRecord);
  bind_key(statement, key);
  return one_record(statement);
}

Result<std::optional<RecordHead>> Reads::record_head(RecordKey key) {
  Statement statement(connection_, Sql::kRecordHead);
  bind_key(statement, key);
  return one_head(statement);
}

Result<std::optional<RecordHead>> Reads::find(int64_t exec, uint64_t floor,
                                              uint64_t below, const Id& id) {
  Statement statement(connection_, Sql::kFind);
  statement.integer(exec);
  statement.integer(clamp(floor));
  statement.integer(clamp(below));
  statement.blob(bytes_of(id));
  return one_head(statement);
}

Result<std::vector<RecordHead>> Reads::history(const RecordQuery& query) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, query.label.has_value()
                                       ? Sql::kHistoryOfLabel
                                       : Sql::kHistory);
  bind_query(statement, query);
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<std::vector<RecordHead>> Reads::find_between(const RecordQuery& query,
                                                    const Id& first,
                                                    const Id& last) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, Sql::kFindPrefix);
  statement.integer(query.exec);
  statement.integer(clamp(query.floor));
  statement.integer(clamp(query.below));
  statement.blob(bytes_of(first));
  statement.blob(bytes_of(last));
  statement.integer(clamp(query.limit));
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<uint64_t> Reads::stored_bytes(int64_t exec, uint64_t each) {
  uint64_t bytes = 0;
  for (const Sql which : {Sql::kRecordBytes, Sql::kKeyframeBytes}) {
    Statement statement(connection_, which);
    statement.integer(exec);
    statement.integer(clamp(each));
    SNAPROLL_TRY(const bool found, statement.step());
    if (found)
      bytes +=
          static_cast<uint64_t>(sqlite3_column_int64(statement.handle(), 0));
  }
  return bytes;
}

Result<std::vector<NameRow>> Reads::names(int64_t exec) {
  std::vector<NameRow> found;
  Statement statement(connection_, Sql::kNames);
  statement.integer(exec);
  for (;;) {
    SNAPROLL_TRY(const bool more, statement.step());
    if (!more) return found;
    SNAPROLL_TRY(NameRow row, rows::read_name(statement, store_));
    found.push_back(std::move(row));
  }
}

Result<std::optional<NameRow>> Reads::name(const NameRow& key) {
  Statement statement(connection_, Sql::kNameInfo);
  statement.integer(key.exec);
  statement.integer(key.kind);
  statement.text(key.name);
  statement.integer(clamp(key.seq));
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return std::optional<NameRow>();
  SNAPROLL_TRY(NameRow row, rows::read_name(statement, store_));
  return std::optional<NameRow>(std::move(row));
}

Status Reads::records(int64_t exec, uint64_t from, bool newest_first,
                      bool bodies, const StoreReader::Visit& visit) {
  Statement statement(connection_, statement_of_records(newest_first, bodies));
  statement.integer(exec);
  statement.integer(clamp(from));
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return {};
    RecordRow row;
    SNAPROLL_CHECK(bodies ? rows::read_record(statement, store_, row)
                          : rows::read_head(statement, store_, row));
    SNAPROLL_TRY(const bool more, visit(row));
    if (!more) return {};
  }
}

Result<std::vector<RecordHead>> Reads::attempts(int64_t exec, size_t limit,
                                                bool effects) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, effects ? Sql::kEffects : Sql::kAttempts);
  statement.integer(exec);
  statement.integer(clamp(limit));
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<std::vector<RecordHead>> Reads::node_attempts(int64_t exec,
                                                     std::string_view node,
                                                     uint64_t from,
                                                     size_t limit) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, Sql::kNodeAttempts);
  statement.integer(exec);
  statement.text(node);
  statement.integer(clamp(from));
  statement.integer(clamp(limit));
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<std::vector<RecordHead>> Reads::newest_attempts(int64_t exec,
                                                       uint64_t below) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, Sql::kNewestAttempts);
  statement.integer(exec);
  statement.integer(clamp(below));
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<std::vector<RecordHead>> Reads::heads_between(int64_t exec,
                                                     uint64_t from, uint64_t to,
                                                     size_t limit) {
  std::vector<RecordHead> heads;
  Statement statement(connection_, Sql::kHeadsBetween);
  statement.integer(exec);
  statement.integer(clamp(from));
  statement.integer(clamp(to));
  statement.integer(clamp(limit));
  SNAPROLL_CHECK(all_heads(statement, heads));
  return heads;
}

Result<std::vector<RecordKey>> Reads::children(RecordKey key) {
  std::vector<RecordHead> heads;
  for (const Sql which : {Sql::kNext, Sql::kOthersOnBase}) {
    Statement statement(connection_, which);
    bind_key(statement, key);
    SNAPROLL_CHECK(all_heads(statement, heads));
  }
  std::vector<RecordKey> keys;
  keys.reserve(heads.size());
  for (const RecordHead& head : heads) keys.push_back(head.key);
  return keys;
}

Result<uint64_t> Reads::newest_keyframe(int64_t exec, uint64_t at) {
  Statement statement(connection_, Sql::kNewestKeyframe);
  bind_key(statement, {exec, at});
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return uint64_t{0};
  rows::KeyframeRow row;
  SNAPROLL_CHECK(rows::read_keyframe(statement, store_, false, row));
  return row.key.seq;
}

Result<bool> Reads::has_keyframe(RecordKey key) {
  Statement statement(connection_, Sql::kKeyframeWhole);
  bind_key(statement, key);
  SNAPROLL_TRY(const bool found, statement.step());
  if (!found) return false;
  rows::KeyframeRow row;
  SNAPROLL_CHECK(rows::read_keyframe(statement, store_, false, row));
  return true;
}

Result<KeyframeParts> Reads::keyframe_parts(RecordKey key) {
  KeyframeParts parts;
  Statement statement(connection_, Sql::kKeyframeParts);
  bind_key(statement, key);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return parts;
    const auto part = sqlite3_column_int64(statement.handle(), 0);
    if (part != static_cast<int64_t>(parts.count)) return parts;
    ++parts.count;
    parts.whole = sqlite3_column_int64(statement.handle(), 1) != 0;
    if (parts.whole) return parts;
  }
}

Result<std::vector<std::string>> Reads::keyframe(RecordKey key) {
  std::vector<std::string> parts;
  SNAPROLL_TRY(const bool whole, has_keyframe(key));
  if (!whole) return parts;
  Statement statement(connection_, Sql::kKeyframe);
  bind_key(statement, key);
  for (;;) {
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) break;
    rows::KeyframeRow row;
    SNAPROLL_CHECK(rows::read_keyframe(statement, store_, true, row));
    const bool next = row.part == static_cast<int64_t>(parts.size());
    parts.push_back(std::move(row.body));
    if (next && row.last) return parts;
    if (!next || row.last) break;
  }
  return connection_.error(Code::kCorrupt,
                           "a part of a keyframe is missing: exec " +
                               std::to_string(key.exec) + ", seq " +
                               std::to_string(key.seq));
}

}  // namespace snaproll::detail
