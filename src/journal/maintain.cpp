// Taking out of a store what nothing needs any more, and new executions that
// share the records of others. None of this takes part in the commits of the
// executions themselves: writers go on meanwhile.
#include <algorithm>
#include <utility>

#include "base/check_id.hpp"
#include "base/random.hpp"
#include "base/utf8.hpp"
#include "journal/document.hpp"
#include "journal/erase_mark.hpp"
#include "journal/names.hpp"
#include "journal/owner.hpp"
#include "journal/replay.hpp"
#include "journal/snapshot_info.hpp"
#include "journal/sweep.hpp"
#include "snaproll/options.hpp"
#include "snaproll/store.hpp"

namespace snaproll {

using detail::ExecutionRow;
using detail::Home;
using detail::NameKind;
using detail::NameRow;
using detail::ReadRecord;
using detail::RecordBody;
using detail::RecordHead;
using detail::RecordKey;
using detail::RecordKind;
using detail::RecordRow;
using detail::StoreReader;
using detail::StoreWriter;

namespace {

Error no_execution(std::string_view name) {
  return Error(Code::kNotFound,
               "no execution '" + detail::printable(name) + "'");
}

Result<ExecutionRow> find_execution(StoreReader& reader,
                                    std::string_view name) {
  SNAPROLL_TRY(auto row, reader.execution(name));
  if (!row.has_value() || row->deleted) return no_execution(name);
  return *std::move(row);
}

Status check_holds(StoreReader& reader, int64_t exec) {
  SNAPROLL_TRY(const auto rows, reader.names(exec));
  for (const NameRow& row : rows) {
    const bool held = row.kind == static_cast<int32_t>(NameKind::kHold);
    if (!held && row.kind != static_cast<int32_t>(NameKind::kGroup)) continue;
    const std::string name = "'" + detail::printable(row.name) + "'";
    if (held)
      return Error(Code::kHeld, "a snapshot of it is held: " + name)
          .with_hint("release it first");
    return Error(Code::kHeld,
                 "a snapshot of it is a member of a group: " + name)
        .with_hint("remove the group first");
  }
  return {};
}

// Makes the row invisible and shuts its writer out, in one transaction. Where
// `expected` is not 0, only if that is the number of its newest record.
Result<int64_t> bury(Home& home, std::string_view name, bool take_over,
                     uint64_t expected) {
  struct Buried {
    std::string name;
    bool take_over;
    Id id;
    Time now;
    uint64_t expected = 0;
    int64_t exec = 0;
  };
  const auto environment = Environment::standard();
  const auto buried = std::make_shared<Buried>(
      Buried{std::string(name), take_over, detail::random_id(),
             environment->now(), expected});
  const Status status = home.rows->commit(
      [buried, &home](StoreWriter& writer) -> Status {
        SNAPROLL_TRY(ExecutionRow row, find_execution(writer, buried->name));
        if (!buried->take_over && detail::has_living_owner(row) &&
            !home.handles.is_gone(*row.owner))
          return detail::owned_by_another(row);
        if (buried->expected != 0 && row.last_seq != buried->expected)
          return Error(Code::kConflict, "the execution has moved on");
        SNAPROLL_CHECK(check_holds(writer, row.exec));
        RecordRow fence;
        fence.key = {row.exec, row.last_seq + 1};
        fence.commit_id = buried->id;
        fence.kind = static_cast<int32_t>(RecordKind::kOpen);
        fence.created_at = buried->now;
        fence.body = detail::encode_body({});
        SNAPROLL_CHECK(writer.append(fence));
        buried->exec = row.exec;
        row.name = detail::hidden_name(buried->id);
        row.deleted = true;
        row.owner.reset();
        return writer.update_execution(row, false);
      },
      2);
  if (!status.ok()) return status.error();
  home.cache.remove_all(buried->exec);
  return buried->exec;
}

struct Forked {
  std::string from;
  std::optional<Id> snapshot;
  std::string as;
  Time now = 0;
  Id open;
  Id commit;
  Id start;
};

// The record that a fork begins at.
Result<RecordKey> fork_point(StoreWriter& writer, const ExecutionRow& origin,
                             const detail::Head& head,
                             const std::optional<Id>& snapshot) {
  if (!snapshot.has_value()) return RecordKey{origin.exec, head.working};
  SNAPROLL_TRY(const auto found, writer.find(origin.exec, head.history.floor,
                                             head.history.next, *snapshot));
  if (found.has_value()) return found->key;
  return Error(Code::kNotFound, "Snapshot " + snapshot->text() + " not found");
}

Status copy_policy(StoreWriter& writer, int64_t from, int64_t to) {
  NameRow key;
  key.exec = from;
  key.kind = static_cast<int32_t>(NameKind::kPolicy);
  SNAPROLL_TRY(const auto policy, writer.name(key));
  if (!policy.has_value()) return {};
  detail::NamesWrite write;
  write.put.push_back(*policy);
  return detail::write_names(writer, to, write, 0);
}

Status copy_paths(StoreWriter& writer, int64_t from, int64_t to) {
  SNAPROLL_TRY(auto row, writer.name(detail::paths_row(from, std::nullopt)));
  if (!row.has_value()) return {};
  row->exec = to;
  return writer.put_name(*row);
}

Status write_fork(StoreWriter& writer, const Forked& told) {
  SNAPROLL_TRY(const ExecutionRow origin, find_execution(writer, told.from));
  SNAPROLL_TRY(auto newest, writer.newest(origin.exec));
  if (!newest.has_value())
    return Error(Code::kCorrupt, "an execution without a record");
  SNAPROLL_TRY(const ReadRecord read,
               detail::decode_record(*std::move(newest)));
  SNAPROLL_TRY(const RecordKey point,
               fork_point(writer, origin, read.body.head, told.snapshot));
  ExecutionRow row = origin;
  if (point.seq != 0) {
    SNAPROLL_TRY(const auto base, writer.record_head(point));
    if (base.has_value()) row.schema = base->schema;
  }
  row.name = told.as;
  row.owner.reset();
  row.created_at = row.started_at = told.now;
  SNAPROLL_CHECK(writer.insert_execution(row));

  RecordBody body;
  if (const uint64_t rules = read.body.head.rules; rules != 0) {
    SNAPROLL_TRY(const ReadRecord told_rules,
                 detail::read_record(writer, {origin.exec, rules}));
    body.rules = told_rules.body.rules;
    body.head.rules = 1;  // the record that follows
  }
  body.head.history.maximum = read.body.head.history.maximum;
  body.head.history.interval = read.body.head.history.interval;
  body.head.history.automatic = read.body.head.history.automatic;
  RecordRow open;
  open.key = {row.exec, 1};
  open.commit_id = told.open;
  open.kind = static_cast<int32_t>(RecordKind::kOpen);
  open.created_at = told.now;
  open.body = detail::encode_body(body);
  SNAPROLL_CHECK(writer.append(open));
  body.rules.reset();

  RecordRow start;
  start.key = {row.exec, 2};
  start.commit_id = told.commit;
  start.kind = static_cast<int32_t>(RecordKind::kSnapshot);
  start.created_at = told.now;
  start.schema = row.schema;
  Snapshot::Data data;
  data.id = told.start;
  data.parent = told.snapshot;
  data.info.label = "start";
  start.id = data.id;
  start.label = data.info.label;
  start.info = detail::encode_info(Snapshot(data));
  start.number = 0;
  detail::Head& head = body.head;
  head.history.next = 1;
  head.history.count = 1;
  head.working = 2;
  head.position = told.start;
  if (point.seq != 0) {
    SNAPROLL_TRY(const ReadRecord base, detail::read_record(writer, point));
    start.base = point;
    start.base_commit = base.row.commit_id;
    head.next_sequence = base.body.head.next_sequence;
    head.path_bytes = base.body.head.path_bytes;
    head.keyframe_path = base.body.head.keyframe_path;
    head.keyframe_bytes = base.body.head.keyframe_bytes;
  }
  if (head.history.maximum == 0) {
    start.kind = static_cast<int32_t>(RecordKind::kSave);
    start.number.reset();
    head.history.next = head.history.count = 0;
  }
  start.body = detail::encode_body(body);
  SNAPROLL_CHECK(writer.append(start));
  SNAPROLL_CHECK(copy_paths(writer, origin.exec, row.exec));
  return copy_policy(writer, origin.exec, row.exec);
}

}  // namespace

Status Store::remove(std::string_view execution, bool take_over) {
  return remove_at(execution, take_over, 0);
}

Status Store::remove_at(std::string_view execution, bool take_over,
                        uint64_t expected) {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(const int64_t exec, bury(*home, execution, take_over, expected));
  // It is gone. Rows that can not leave now do with the next compaction.
  static_cast<void>(detail::sweep_deleted(*home, exec, nullptr));
  return {};
}

Status Store::fork(std::string_view execution,
                   const std::optional<Id>& snapshot, std::string_view as) {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_CHECK(detail::check_id(as, "execution id", {}));
  const auto environment = Environment::standard();
  const auto told = std::make_shared<Forked>();
  told->from = execution;
  told->snapshot = snapshot;
  told->as = as;
  told->now = environment->now();
  told->open = detail::random_id();
  told->commit = detail::random_id();
  told->start = environment->next_id();
  return home->rows->commit(
      [told](StoreWriter& writer) { return write_fork(writer, *told); }, 5);
}

Status Store::compact(const Cancel* cancel) {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_CHECK(detail::sweep_all(home, cancel));
  SNAPROLL_TRY([[maybe_unused]] const bool emptied,
               detail::clean_file(*home->rows));
  return {};
}

}  // namespace snaproll
