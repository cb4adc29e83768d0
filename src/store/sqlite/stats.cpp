// Figures that the rows tell.
#include <algorithm>
#include <map>

#include "store/sqlite/sqlite_store_rep.hpp"

namespace snaproll::detail {
namespace {

uint64_t count_at(Statement& statement, int column) {
  return static_cast<uint64_t>(
      sqlite3_column_int64(statement.handle(), column));
}

// Lengths of chains: records that are read for a state, the one that has a
// keyframe or no base left out. Most bases are the record before, whose length
// is at hand; those that are not are remembered, so that it costs memory for
// these alone.
class Chains {
 public:
  explicit Chains(Connection& connection) : connection_(connection) {}

  Result<uint64_t> longest() {
    uint64_t most = 0;
    Statement statement(connection_, Sql::kBases);
    RecordKey last;
    uint64_t length = 0;
    for (;;) {
      SNAPROLL_TRY(const bool found, statement.step());
      if (!found) return most;
      const Link link = read(statement);
      if (link.start) {
        length = 0;
      } else if (link.base == last) {
        ++length;
      } else {
        SNAPROLL_TRY(const uint64_t below, length_of(link.base));
        length = below + 1;
      }
      last = link.key;
      most = std::max(most, length);
    }
  }

 private:
  struct Link {
    RecordKey key;
    RecordKey base;
    bool start = true;
  };

  static Link read(Statement& statement) {
    Link link;
    sqlite3_stmt* row = statement.handle();
    link.key = {sqlite3_column_int64(row, 0), count_at(statement, 1)};
    const bool based = sqlite3_column_type(row, 3) != SQLITE_NULL;
    const bool elsewhere = sqlite3_column_type(row, 2) != SQLITE_NULL;
    link.base = {elsewhere ? sqlite3_column_int64(row, 2) : link.key.exec,
                 count_at(statement, 3)};
    link.start = !based || sqlite3_column_int(row, 4) != 0;
    return link;
  }

  // Down to a start, or to what is known already. A base is older than what
  // stands on it; a file that says otherwise is damaged.
  Result<uint64_t> length_of(RecordKey key) {
    std::vector<RecordKey> way;
    uint64_t length = 0;
    for (;;) {
      const auto known = known_.find(key);
      if (known != known_.end()) {
        length = known->second;
        break;
      }
      way.push_back(key);
      Statement statement(connection_, Sql::kBaseOf);
      statement.integer(key.exec);
      statement.integer(static_cast<int64_t>(key.seq));
      SNAPROLL_TRY(const bool found, statement.step());
      const Link link = found ? read(statement) : Link{};
      if (link.start) break;
      if (way.size() > kMostLinks)
        return connection_.error(Code::kCorrupt, "a chain has no end");
      key = link.base;
    }
    if (known_.find(key) == known_.end()) length = 0;
    return remember(way, key, length);
  }

  // `key` ends the way and has this length.
  uint64_t remember(const std::vector<RecordKey>& way, RecordKey key,
                    uint64_t length) {
    for (auto each = way.rbegin(); each != way.rend(); ++each)
      if (!(*each == key)) ++length;
    if (!way.empty()) known_[way.front()] = length;
    return length;
  }

  static constexpr size_t kMostLinks = 100'000'000;

  Connection& connection_;
  std::map<RecordKey, uint64_t> known_;
};

}  // namespace

Status count_rows(Connection& connection, StoreStats& stats) {
  SNAPROLL_TRY(const int64_t executions,
               connection.number(Sql::kCountExecutions));
  stats.executions = static_cast<uint64_t>(executions);
  {
    Statement statement(connection, Sql::kCountRecords);
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return connection.error(Code::kCorrupt, "a count has no row");
    stats.records = count_at(statement, 0);
    stats.record_bytes = count_at(statement, 1);
  }
  {
    Statement statement(connection, Sql::kCountKeyframes);
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return connection.error(Code::kCorrupt, "a count has no row");
    stats.keyframes = count_at(statement, 0);
    stats.keyframe_bytes = count_at(statement, 1);
  }
  {
    Statement statement(connection, Sql::kCountBlobs);
    SNAPROLL_TRY(const bool found, statement.step());
    if (!found) return connection.error(Code::kCorrupt, "a count has no row");
    stats.blobs = count_at(statement, 0);
    stats.blob_bytes = count_at(statement, 1);
  }
  SNAPROLL_TRY(stats.longest_chain, Chains(connection).longest());
  SNAPROLL_TRY(const int64_t pages, connection.number(Sql::kPages));
  SNAPROLL_TRY(const int64_t unused, connection.number(Sql::kFreePages));
  constexpr uint64_t kPageBytes = 4096;
  stats.file_bytes = static_cast<uint64_t>(pages) * kPageBytes;
  stats.free_bytes = static_cast<uint64_t>(unused) * kPageBytes;
  return {};
}

}  // namespace snaproll::detail
