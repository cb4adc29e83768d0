// What the leader of a group does: transactions, and what is due after them.
#include <algorithm>

#include "store/sqlite/committer.hpp"
#include "store/sqlite/native_error.hpp"
#include "store/sqlite/store_file.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kGroupBytes = 4u << 20;

// Pages of the write-ahead log that are moved into the file at a time. The
// log stays about this long; 512 pages take a millisecond and two syncs.
constexpr int kFrames = 512;
// From here on readers that overlap keep the log from beginning anew; they
// are waited for a little.
constexpr int kTooManyFrames = 8 * kFrames;
constexpr int64_t kWaitForReaders = 2'000'000;

// Free pages that a file may keep for what comes next: few, or a quarter.
constexpr int64_t kFewPages = 64;

}  // namespace

Committer::Committer(Connection& connection, const Id& store,
                     Counters& counters, std::mutex* connection_mutex)
    : connection_(connection),
      counters_(counters),
      connection_mutex_(connection_mutex),
      writer_(connection, store, counters),
      checkpoint_at_(kFrames) {
  sqlite3_wal_hook(connection.handle(), count_frames, this);
  // Prepared now, so that they are there when there is no memory.
  for (const Sql each : {Sql::kRollback, Sql::kRollbackTo, Sql::kRelease})
    const Statement prepared(connection, each);
}

std::unique_lock<std::mutex> Committer::hold_connection() {
  if (connection_mutex_ == nullptr) return {};
  return std::unique_lock<std::mutex>(*connection_mutex_);
}

int Committer::count_frames(void* self, sqlite3*, const char*, int frames) {
  static_cast<Committer*>(self)->frames_ = frames;
  return SQLITE_OK;
}

// Transactions ----------------------------------------------------------------

Status Committer::commit_alone(const Store::Member& member, int statements) {
  const auto hold = hold_connection();
  SNAPROLL_CHECK(check_place());
  Status status = statements == 1 && !pages_due_ ? run_in_one_statement(member)
                                                 : run_in_transaction(member);
  checkpoint();
  return status;
}

Status Committer::run_in_one_statement(const Store::Member& member) {
  writer_.begin_member(false);
  Status status = member(writer_);
  if (!status.ok()) return outcome(std::move(status), writer_.failure());
  return acknowledge(1);
}

Status Committer::run_in_transaction(const Store::Member& member) {
  SNAPROLL_CHECK(begin());
  writer_.begin_member(true);
  Status status;
  try {
    status = member(writer_);
    if (status.ok()) status = writer_.end_member();
  } catch (...) {
    roll_back();
    throw;
  }
  if (status.ok()) return end(1);
  roll_back();
  return status;
}

void Committer::run_group(Group& group, bool take_more) {
  Status told;
  try {
    const auto hold = hold_connection();
    told = run_members(group, take_more);
  } catch (...) {
    roll_back();
    for (const auto& waiting : group)
      waiting->thrown = std::current_exception();
  }
  tell(group, told);
  checkpoint();
}

Status Committer::run_members(Group& group, bool take_more) {
  SNAPROLL_CHECK(check_place());
  SNAPROLL_CHECK(begin());
  uint64_t done = 0;
  size_t bytes = 0;
  for (size_t i = 0; i < group.size(); ++i) {
    Waiting& waiting = *group[i];
    if (!run_member(waiting))
      return Error(waiting.status.error()).with_hint("repeat the commit");
    if (waiting.status.ok() && !waiting.thrown) ++done;
    bytes += writer_.take_bytes();
    const bool last = i + 1 == group.size();
    if (!take_more || !last || group.size() == group.capacity() ||
        bytes >= kGroupBytes)
      continue;
    if (auto next = take_next()) group.push_back(std::move(next));
  }
  if (done > 0) return end(done);
  roll_back();
  return {};
}

// False where SQLite gave up the whole transaction, which includes those
// before it.
bool Committer::run_member(Waiting& waiting) {
  writer_.begin_member(true);
  try {
    waiting.status = run_in_savepoint(waiting.member);
  } catch (...) {
    waiting.thrown = std::current_exception();
    if (!undo_member()) roll_back();
  }
  if (connection_.in_transaction()) return true;
  if (waiting.status.ok())
    waiting.status = connection_.error(Code::kNoMemory, "no memory");
  return false;
}

Status Committer::run_in_savepoint(const Store::Member& member) {
  SNAPROLL_CHECK(connection_.run(Sql::kSavepoint));
  Status status = member(writer_);
  if (status.ok()) status = writer_.end_member();
  if (status.ok()) return connection_.run(Sql::kRelease);
  if (!connection_.in_transaction()) return status;
  if (!undo_member()) roll_back();
  return status;
}

// False where it could not be undone: then all is rolled back, or what it
// wrote would be committed with the others.
bool Committer::undo_member() noexcept {
  return Statement(connection_, Sql::kRollbackTo).step_code() == SQLITE_DONE &&
         Statement(connection_, Sql::kRelease).step_code() == SQLITE_DONE;
}

Status Committer::end(uint64_t commits) {
  give_pages_back();
  int code = SQLITE_OK;
  {
    Statement statement(connection_, Sql::kCommit);
    code = statement.step_code();
  }
  if (code != SQLITE_DONE) {
    Status status = outcome(connection_.error(code, "a commit failed"), code);
    roll_back();
    return status;
  }
  return acknowledge(commits);
}

// A transaction whose rollback had no memory is still open.
Status Committer::begin() {
  roll_back();
  if (connection_.in_transaction())
    return connection_.error(SQLITE_NOMEM, "a transaction can not be ended");
  return connection_.run(Sql::kBeginImmediate);
}

void Committer::roll_back() noexcept {
  if (!connection_.in_transaction()) return;
  Statement(connection_, Sql::kRollback).step_code();
}

// A failed sync leaves open what is on the disk, for this commit and for all
// that come after it. No code of SQLite: nothing was written.
Status Committer::outcome(Status status, int code) {
  if (code == SQLITE_OK) return status;
  const bool lost = counters_.sync_failed.load(std::memory_order_acquire);
  if (!lost && !outcome_unknown(code)) return status;
  counters_.sync_failed.store(true, std::memory_order_release);
  Error error =
      connection_.error(code, "whether a commit was made is not known");
  error.code = Code::kUnknown;
  error.hint = "open the store again, check it, and repeat the commit";
  return error;
}

// SQLite goes on with the file that it has open, which nobody finds by its
// name. A log that is left beside another file would be taken for that one's.
Status Committer::check_place() {
  if (!connection_.has_moved()) return {};
  if (!counters_.file_moved.exchange(true, std::memory_order_acq_rel)) {
    const BusyLimit limit(connection_, kWaitForReaders);
    static_cast<void>(connection_.empty_log());
  }
  return not_in_its_place(connection_.setup().path);
}

Status Committer::acknowledge(uint64_t commits) {
  Status there = check_place();
  if (there.ok()) {
    count(commits);
    return there;
  }
  Error error = std::move(there).error();
  error.code = Code::kUnknown;
  return error;
}

// What is due after a transaction ---------------------------------------------

void Committer::count(uint64_t commits) {
  Counters::add(counters_.commits, commits);
  Counters::add(counters_.transactions);
  if (writer_.take_removed()) pages_due_ = true;
}

// A little with each commit, within its transaction; more would make it wait.
void Committer::give_pages_back() {
  if (writer_.take_removed()) pages_due_ = true;
  if (!pages_due_) return;
  const auto free = connection_.number(Sql::kFreePages);
  const auto pages = connection_.number(Sql::kPages);
  pages_due_ = free.ok() && pages.ok() &&
               *free > std::max(kFewPages, *pages / 4) &&
               connection_.run(Sql::kVacuumSome).ok();
}

// What fails here has failed no commit: the log still has everything. A sync
// that failed is noticed by the VFS.
void Committer::checkpoint() {
  if (frames_ < kFrames) checkpoint_at_ = kFrames;
  if (frames_ < checkpoint_at_) return;
  checkpoint_at_ = frames_ + kFrames;
  const bool wait = frames_ > kTooManyFrames;
  const BusyLimit limit(connection_, kWaitForReaders);
  sqlite3_wal_checkpoint_v2(
      connection_.handle(), "main",
      wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr,
      nullptr);
}

}  // namespace snaproll::detail
