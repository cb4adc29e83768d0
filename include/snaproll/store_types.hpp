// What is told of stores and of the executions in them: options, filters,
// summaries, figures.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/result.hpp"
#include "snaproll/time.hpp"

namespace snaproll {

/// What an acknowledged commit survives. Since 0.1
enum class Durability : int32_t {
  kPower = 0,    ///< Loss of power and crash of the system: a sync a commit.
  kProcess = 1,  ///< Death of the process; the last commits may be lost with
                 ///< the power, none in part.
  kNone = 2,     ///< Nothing: after a crash of the system the file may be lost.
};

/// How a store is opened; the options of the first to open a file hold.
/// Since 0.1
struct StoreOptions {
  Durability durability = Durability::kPower;
  bool create = true;         ///< Make the file where there is none.
  bool read_only = false;     ///< Nothing is ever written, nor created.
  uint32_t file_mode = 0600;  ///< Of a file that is made.
  int64_t busy_timeout = 5'000'000'000;  ///< Nanoseconds to wait for others.
  uint64_t memory_budget = 256u << 20;   ///< For states that can be re-read.
  bool compress = true;  ///< Records from 512 bytes, where zstd is built in.
};

/// Which executions a list tells. Since 0.1
struct ExecutionFilter {
  std::optional<int32_t> state;  ///< A StateKind.
  std::optional<std::string> kind;
  /// Each of these attributes has this value.
  std::vector<std::pair<std::string, std::string>> attributes;
  Time committed_from = kNoTime;   ///< Last commit at or after, where set.
  Time committed_until = kNoTime;  ///< Last commit before, where set.
  std::optional<bool> owned;       ///< Whether a living owner has it.
};

/// Who has an execution open for writing. Since 0.1
struct OwnerInfo {
  std::string name;     ///< As it was told; may be empty.
  std::string process;  ///< For people: "process 4711 on host".
  Time since = 0;
  bool lives = true;  ///< As far as can be told from here.
};

/// What is told of an execution. Since 0.1
struct ExecutionInfo {
  std::string id;
  std::string kind;
  int64_t schema = 0;
  int32_t state = 0;  ///< A StateKind, of the last commit.
  std::string workflow_id;
  Time started_at = 0;
  Time created_at = 0;  ///< In this store.
  Time last_commit = kNoTime;
  uint64_t commits = 0;  ///< The number of its newest record.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::optional<OwnerInfo> owner;
};

/// An execution that a policy lets go of. Since 0.1
struct ExpiredExecution {
  std::string id;
  Time last_commit = kNoTime;
  bool removed = false;
  /// "expire-idle"; why it stays: "owned", "held", "group", "busy".
  std::string reason;
};

/// What expiring did, or would do. Since 0.1
struct ExpireReport {
  std::vector<ExpiredExecution> executions;  ///< Newest first.
  size_t removed = 0;

  /// `{"removed", "executions": [{"id", "last_commit", "removed", "reason"},
  /// …]}`.
  std::string to_json() const;
};

/// What a check found. Since 0.1
struct CheckReport {
  uint64_t executions = 0;
  uint64_t records = 0;
  uint64_t states = 0;     ///< That were rebuilt.
  uint64_t keyframes = 0;  ///< That were compared.
  /// One a finding, for people; none = all is well.
  std::vector<std::string> findings;
};

/// Figures of a store; those below `commits` count since it was opened by this
/// process. Since 0.1
struct StoreStats {
  uint64_t executions = 0;
  uint64_t snapshots = 0;  ///< Entries of all histories.
  uint64_t records = 0;
  uint64_t record_bytes = 0;
  uint64_t keyframes = 0;
  uint64_t keyframe_bytes = 0;
  uint64_t blobs = 0;
  uint64_t blob_bytes = 0;  ///< Of blobs and their chunks, as they are stored.
  uint64_t file_bytes = 0;
  uint64_t free_bytes = 0;  ///< Of pages of the file that hold nothing.
  uint64_t wal_bytes = 0;
  uint64_t longest_chain = 0;  ///< Records from a keyframe to a state.
  uint64_t commits = 0;
  uint64_t transactions = 0;  ///< Commits are made in groups.
  uint64_t syncs = 0;
  uint64_t bytes_written = 0;
  uint64_t busy_waits = 0;
  uint64_t conflicts = 0;
};

}  // namespace snaproll
