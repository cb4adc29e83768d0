// What pruning a history did, or would do.
//
// Thread word: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snaproll/id.hpp"
#include "snaproll/time.hpp"

namespace snaproll {

/// What a policy says of one snapshot. Since 0.1
struct PrunedSnapshot {
  Id id;
  Time created_at = 0;
  bool stays = false;
  /// The rules that want it, and what removes it nevertheless: "keep-daily,
  /// max-count". Empty where no rule wants it.
  std::string reasons;
  /// What its record takes in the store; in memory, what only it holds.
  uint64_t bytes = 0;
};

/// What some snapshots of a history take. Since 0.1
struct Usage {
  /// All that they are made of, what they share with others too: in memory,
  /// bytes of values; on a store, of the records and keyframes that their
  /// states are read from.
  uint64_t total = 0;
  /// The part of it that is theirs alone: in memory, values that nothing else
  /// holds; on a store, their own records.
  uint64_t alone = 0;
  /// What would be given back if they left, and nothing else. On a store others
  /// may be written anew then, so that it can be less than `alone`, or more.
  uint64_t freed = 0;

  /// What others have a part in.
  uint64_t shared() const noexcept { return total - alone; }
  /// `{"total", "alone", "shared", "freed"}`.
  std::string to_json() const;
};

/// What pruning did, or would do. Since 0.1
struct PruneReport {
  std::vector<PrunedSnapshot> snapshots;  ///< All, newest first.
  size_t removed = 0;
  /// Bytes of records and keyframes that this gives back; in memory, of values.
  uint64_t bytes_freed = 0;
  /// Of a dry run on a store: those that `Store::compact` gives back then.
  std::optional<uint64_t> bytes_compactable;

  /// `{"removed", "bytes_freed", "bytes_compactable", "snapshots": [{"id",
  /// "created_at", "stays", "reasons", "bytes"}, …]}`.
  std::string to_json() const;
};

}  // namespace snaproll
