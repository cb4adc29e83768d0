// Opening: the row of an execution, and its owner.
#include <new>
#include <utility>

#include "base/check_id.hpp"
#include "base/random.hpp"
#include "base/utf8.hpp"
#include "journal/journal.hpp"
#include "journal/owner.hpp"
#include "journal/pending.hpp"
#include "journal/process.hpp"
#include "journal/replay.hpp"

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

std::string quoted(std::string_view name) {
  return "'" + printable(name) + "'";
}

Error not_found(std::string_view name) {
  return Error(Code::kNotFound, "no execution " + quoted(name))
      .with_hint("open it with a mode that creates");
}

}  // namespace

Journal::Journal(std::shared_ptr<Home> home, const JournalOptions& options,
                 std::shared_ptr<const Environment> environment)
    : home_(std::move(home)),
      environment_(std::move(environment)),
      options_(options) {
  if (home_->rows->read_only()) options_.read_only = true;
}

Result<std::shared_ptr<Journal>> Journal::open(
    std::shared_ptr<Home> home, std::string_view name,
    const JournalOptions& options,
    std::shared_ptr<const Environment> environment, bool& created) {
  SNAPROLL_CHECK(check_id(name, "execution id", environment->limits));
  std::shared_ptr<Journal> journal(
      new Journal(std::move(home), options, std::move(environment)));
  SNAPROLL_CHECK(journal->open_row(name, created));
  return journal;
}

Journal::~Journal() {
  try {
    static_cast<void>(close());
  } catch (const std::bad_alloc&) {
    released_ = false;  // its owner stays on record, as one that is gone
  }
  home_->handles.remove(handle_);
}

Status Journal::open_row(std::string_view name, bool& created) {
  created = false;
  {
    SNAPROLL_TRY(const auto reader, home_->rows->read());
    SNAPROLL_TRY(auto row, reader->execution(name));
    const bool there = row.has_value() && !row->deleted;
    if (there && !options_.existing) {
      return Error(Code::kExists, "execution " + quoted(name) + " is there")
          .with_hint("open it, or take another id");
    }
    if (!there && (!options_.create || options_.read_only))
      return not_found(name);
    if (there) {
      SNAPROLL_CHECK(check_version(row->kind, row->schema, options_.schema));
      row_ = *std::move(row);
      exec_ = row_.exec;
      set_migrator();
      if (options_.read_only) return {};
    }
  }
  if (exec_ == 0) {
    SNAPROLL_CHECK(create_row(name));
    created = true;
    return {};
  }
  SNAPROLL_CHECK(try_migration());
  const Lock lock(mutex_);
  return claim(options_.take_over);
}

Status Journal::create_row(std::string_view name) {
  SNAPROLL_CHECK(
      check_id(options_.workflow_id, "workflow id", environment_->limits));
  struct Made {
    ExecutionRow row;
    RecordRow record;
  };
  const auto made = std::make_shared<Made>();
  handle_ = random_id();
  ExecutionRow& row = made->row;
  row.name = name;
  row.deleted = options_.hidden;
  row.kind = options_.kind;
  row.schema = options_.schema;
  row.workflow_id = options_.workflow_id;
  row.attributes = options_.attributes;
  row.started_at = row.created_at = environment_->now();
  row.owner = OwnerRow{options_.owner, this_process(), handle_, row.created_at};
  RecordRow& record = made->record;
  record.commit_id = random_id();
  record.kind = static_cast<int32_t>(RecordKind::kOpen);
  record.created_at = row.created_at;
  RecordBody body;
  body.head.history = options_.history;
  if (!options_.rules.empty()) {
    body.rules = options_.rules;
    body.head.rules = 1;
  }
  record.body = encode_body(body);
  const auto insert = [made](StoreWriter& writer) -> Status {
    SNAPROLL_CHECK(writer.insert_execution(made->row));
    made->record.key = {made->row.exec, 1};
    return writer.append(made->record);
  };
  NewHandle owner(home_->handles, handle_);
  SNAPROLL_CHECK(home_->rows->commit(insert, 2));
  owner.keep();
  row_ = made->row;
  exec_ = row_.exec;
  set_migrator();
  newest_ = 1;
  return {};
}

// Under the lock. Owner and fence in one transaction.
Status Journal::claim(bool take_over) {
  struct Claimed {
    OwnerRow owner;
    Id commit_id;
    ExecutionRow row;
    uint64_t seq = 0;
  };
  const auto claimed = std::make_shared<Claimed>();
  claimed->owner = {options_.owner, this_process(), random_id(),
                    environment_->now()};
  claimed->commit_id = random_id();
  const auto claim_row =
      [claimed, take_over, exec = exec_, mine = handle_, home = home_,
       schema = options_.schema](StoreWriter& writer) -> Status {
    SNAPROLL_TRY(auto row, writer.execution(exec));
    if (!row.has_value() || row->deleted)
      return Error(Code::kNotFound, "the execution was deleted");
    const bool its_own =
        row->owner.has_value() &&
        (row->owner->handle == mine || home->handles.is_gone(*row->owner));
    if (!take_over && !its_own && has_living_owner(*row))
      return owned_by_another(*row);
    SNAPROLL_CHECK(check_version(row->kind, row->schema, schema));
    SNAPROLL_TRY(claimed->seq, append_fence(writer, exec, claimed->commit_id,
                                            claimed->owner.since));
    row->owner = claimed->owner;
    claimed->row = *std::move(row);
    return writer.update_execution(claimed->row, false);
  };
  NewHandle owner(home_->handles, claimed->owner.handle);
  SNAPROLL_CHECK(home_->rows->commit(claim_row, 2));
  owner.keep();
  home_->handles.remove(handle_);
  handle_ = claimed->owner.handle;
  row_ = claimed->row;
  set_migrator();
  newest_ = claimed->seq;
  stale_ = true;
  closed_ = released_ = false;
  unknown_ = nullptr;
  unknown_with_ = nullptr;
  return {};
}

Status Journal::reopen(bool take_over) {
  const Lock lock(mutex_);
  SNAPROLL_CHECK(home_->rows->check_usable());
  if (options_.read_only) return {};
  return claim(take_over);
}

Status Journal::publish(std::string_view name, std::string_view workflow_id,
                        Time started_at) {
  const Lock lock(mutex_);
  SNAPROLL_CHECK(check_writable());
  const auto row = std::make_shared<ExecutionRow>(row_);
  row->name = name;
  row->deleted = false;
  row->workflow_id = workflow_id;
  row->started_at = started_at;
  Status status = home_->rows->commit(
      [row](StoreWriter& writer) {
        return writer.update_execution(*row, false);
      },
      2);
  if (status.ok()) row_ = *row;
  return status;
}

Status Journal::close() {
  const Lock lock(mutex_);
  closed_ = true;
  if (released_ || options_.read_only || exec_ == 0) return {};
  if (!home_->rows->check_usable().ok()) return {};
  const int64_t exec = exec_;
  const Id handle = handle_;
  Status status = home_->rows->commit(
      [exec, handle](StoreWriter& writer) -> Status {
        SNAPROLL_TRY(auto row, writer.execution(exec));
        if (!row.has_value() || !row->owner.has_value() ||
            row->owner->handle != handle)
          return {};
        row->owner.reset();
        return writer.update_execution(*row, false);
      },
      2);
  released_ = status.ok();
  if (released_) home_->handles.remove(handle_);
  return status;
}

ExecutionRow Journal::row() const {
  const Lock lock(mutex_);
  return row_;
}

}  // namespace snaproll::detail
