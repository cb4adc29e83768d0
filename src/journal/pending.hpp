// What one commit of a journal writes, and what it makes of the journal.
//
// Thread word: made by one thread, then read only until it is accepted.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "journal/journal.hpp"

namespace snaproll::detail {

// CONFLICT.
Error stale_writer();

struct Journal::Pending {
  // Rows, in the order of their seq; the first is the compare-and-swap.
  std::vector<RecordRow> rows;
  NewBlobs blobs;  // that they name
  bool compress = false;
  std::optional<KeyframeInWork::Part> keyframe;
  std::vector<RecordKey> hidden;
  NamesWrite names;
  std::optional<NameRow> paths_row;  // where they changed
  std::shared_ptr<Sweeper::Step> sweep;
  std::optional<ExecutionRow> execution;

  // What the journal is afterwards.
  Head head;
  Base working;
  std::shared_ptr<const Checkpoint> checkpoint;
  std::shared_ptr<const PrivatePaths> paths;
  uint64_t known_moves = 0;
  std::unordered_map<uint64_t, uint64_t> move_seqs;
  std::vector<std::pair<uint64_t, CapturedState>> states;  // of rows, by seq
  std::vector<std::pair<uint64_t, uint64_t>> lines;        // (base, seq)
  Sections sections;

  // At most 1 where it is one write.
  int statements() const noexcept {
    const bool names_blobs =
        std::any_of(rows.begin(), rows.end(),
                    [](const RecordRow& row) { return !row.blobs.empty(); });
    return static_cast<int>(rows.size() + hidden.size()) +
           (names_blobs ? 1 : 0) + (keyframe.has_value() ? 2 : 0) +
           (execution.has_value() ? 1 : 0) + (paths_row.has_value() ? 1 : 0) +
           (sweep != nullptr ? 1 : 0) + names.statements();
  }
  Status write(StoreWriter& writer) const;
  Result<bool> has_written_names(StoreReader& reader) const;
};

// Commits of several journals of one store that are made together or not at
// all.
struct Journal::Together {
  std::vector<std::shared_ptr<const Pending>> members;

  int statements() const noexcept;
  // Nothing where `own`, which is one of them, is there already: then all are.
  // `failed` gets the one that can not be made.
  Status write(StoreWriter& writer, const Pending& own, size_t& failed) const;
  // Which member is to be run for it.
  static Store::Member member_of(
      const std::shared_ptr<const Together>& together,
      const std::shared_ptr<const Pending>& own,
      const std::shared_ptr<std::atomic<size_t>>& failed);
};

}  // namespace snaproll::detail
