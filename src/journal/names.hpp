// What is told of an execution beside its records: rows of the table `name`.
//
// One row, of the kind kVersion, is raised by each write of those that name
// entries or tell which of them stay. Who
// takes entries out of a history tells the version that it knows, so that a
// hold which another process just put is never overlooked.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snaproll/result.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

enum class NameKind : int32_t {
  kVersion = 0,   // info: a number
  kTag = 1,       // info: its time, in nanoseconds
  kBranch = 2,    // of a head; the name is there once
  kHold = 3,      // info: its time, a blank, the reason
  kSelected = 4,  // no record; info: the name of the branch
  kPolicy = 5,    // no record; info: its text; of the store where exec is 0
  kGraft = 6,     // the entry has another parent; info: its record, or 0
  kPrivate = 8,   // no name, no record; info: private paths, JSON
  // No record, and no part of the version; see erase.hpp. A tombstone: its id;
  // info: JSON. Of the store: what was erased in it.
  kErasure = 9,
};

// Names of an execution, as they were at that version.
struct NamesRead {
  uint64_t version = 0;
  std::vector<NameRow> rows;  // without the version and tombstones
};

struct NamesWrite {
  // In place of a seq: the snapshot that the same commit makes.
  static constexpr uint64_t kEntering = ~uint64_t{0};

  std::vector<NameRow> removed;
  std::vector<NameRow> put;
  // HELD, and nothing is done, where it is another one.
  std::optional<uint64_t> expected;

  bool empty() const noexcept { return removed.empty() && put.empty(); }
  int statements() const noexcept {
    const size_t rows = removed.size() + put.size();
    return static_cast<int>(rows + (expected.has_value() ? 1 : 0) +
                            (empty() ? 0 : 1));
  }
};

// That of the private paths of an execution.
NameRow paths_row(int64_t exec, std::optional<std::string> json);

Result<uint64_t> names_version(StoreReader& reader, int64_t exec);
Result<NamesRead> read_names(StoreReader& reader, int64_t exec);
// Tests what is expected, then writes, and raises the version.
Status write_names(StoreWriter& writer, int64_t exec, const NamesWrite& write,
                   uint64_t entering);

}  // namespace snaproll::detail
