// The front of a store: opening, closing, and what is told of executions.
#include "snaproll/store.hpp"

#include <utility>

#include "base/utf8.hpp"
#include "journal/home.hpp"
#include "journal/process.hpp"
#include "journal/replay.hpp"

namespace snaproll {
namespace {

ExecutionInfo info_of(detail::ExecutionRow row) {
  ExecutionInfo info;
  info.id = std::move(row.name);
  info.kind = std::move(row.kind);
  info.schema = row.schema;
  info.state = row.state;
  info.workflow_id = std::move(row.workflow_id);
  info.started_at = row.started_at;
  info.created_at = row.created_at;
  info.last_commit = row.last_commit;
  info.commits = row.last_seq;
  info.attributes = std::move(row.attributes);
  if (row.owner.has_value()) {
    OwnerInfo owner;
    owner.name = std::move(row.owner->name);
    owner.process = detail::describe_process(row.owner->process);
    owner.since = row.owner->since;
    owner.lives = detail::may_live(row.owner->process);
    info.owner = std::move(owner);
  }
  return info;
}

}  // namespace

Store::Store(std::shared_ptr<detail::Home> home) noexcept
    : home_(std::move(home)),
      path_(home_->path),
      id_(home_->rows->id()),
      read_only_(home_->rows->read_only()) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& path,
                          const StoreOptions& options) {
  SNAPROLL_TRY(auto home, detail::open_home(path, options));
  return Store(std::move(home));
}

const std::string& Store::path() const noexcept { return path_; }
Id Store::id() const noexcept { return id_; }
bool Store::is_read_only() const noexcept { return read_only_; }

Result<std::shared_ptr<detail::Home>> Store::home() const {
  auto home = std::atomic_load(&home_);
  if (home != nullptr) return home;
  return Error(Code::kUnusable, "this store is closed").with_hint("open it");
}

Status Store::close() {
  const auto home =
      std::atomic_exchange(&home_, std::shared_ptr<detail::Home>());
  if (home == nullptr) return {};
  constexpr long kAlone = 1;
  if (home.use_count() > kAlone) return {};  // the last one closes the file
  return home->rows->close();
}

Result<ExecutionPage> Store::executions(const ExecutionFilter& filter,
                                        int64_t cursor, size_t limit) const {
  SNAPROLL_TRY(const auto home, this->home());
  ExecutionPage page;
  // The rows tell of owners, not whether they live: those of the dead are
  // nobody's.
  ExecutionFilter of_rows = filter;
  if (!filter.owned.value_or(true)) of_rows.owned.reset();
  while (page.executions.size() < limit) {
    const size_t wanted = limit - page.executions.size();
    SNAPROLL_TRY(const auto reader, home->rows->read());
    SNAPROLL_TRY(auto rows, reader->executions(of_rows, cursor, wanted));
    const bool last = rows.size() < wanted;
    for (detail::ExecutionRow& row : rows) {
      cursor = row.exec;
      ExecutionInfo info = info_of(std::move(row));
      const bool owned = info.owner.has_value() && info.owner->lives;
      if (filter.owned.value_or(owned) == owned)
        page.executions.push_back(std::move(info));
    }
    page.next = last ? 0 : cursor;
    if (last) break;
  }
  return page;
}

Result<ExecutionInfo> Store::info(std::string_view execution) const {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(const auto reader, home->rows->read());
  SNAPROLL_TRY(auto row, reader->execution(execution));
  if (row.has_value() && !row->deleted) return info_of(*std::move(row));
  return Error(Code::kNotFound,
               "no execution '" + detail::printable(execution) + "'");
}

Result<bool> Store::exists(std::string_view execution) const {
  auto found = info(execution);
  if (found.ok()) return true;
  if (found.error().code == Code::kNotFound) return false;
  return std::move(found).error();
}

namespace {

// Entries of one history. A record that left it may still be there: the newest
// one tells how many have not. None where it is damaged: `check` tells that.
Result<uint64_t> count_entries(detail::StoreReader& reader, int64_t exec) {
  auto newest = reader.newest(exec);
  if (newest.ok() && !newest->has_value()) return uint64_t{0};
  Result<detail::ReadRecord> read =
      newest.ok() ? detail::decode_record(**std::move(newest))
                  : Result<detail::ReadRecord>(std::move(newest).error());
  if (read.ok()) return read->body.head.history.count;
  if (read.error().code == Code::kCorrupt) return uint64_t{0};
  return std::move(read).error();
}

Result<uint64_t> count_snapshots(detail::Store& rows) {
  constexpr size_t kPage = 256;
  uint64_t count = 0;
  for (int64_t cursor = 0;;) {
    SNAPROLL_TRY(const auto reader, rows.read());
    SNAPROLL_TRY(const auto page, reader->executions({}, cursor, kPage));
    for (const detail::ExecutionRow& row : page) {
      cursor = row.exec;
      SNAPROLL_TRY(const uint64_t entries, count_entries(*reader, row.exec));
      count += entries;
    }
    if (page.size() < kPage) return count;
  }
}

}  // namespace

Result<StoreStats> Store::stats() const {
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(StoreStats stats, home->rows->stats());
  SNAPROLL_TRY(stats.snapshots, count_snapshots(*home->rows));
  return stats;
}

Status Store::backup(const std::string& path) const {
  SNAPROLL_TRY(const auto home, this->home());
  return home->rows->backup(path);
}

}  // namespace snaproll
