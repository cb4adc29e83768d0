// SnapshotRules: when a manager takes snapshots by itself, beside every n-th
// node (rule M4).
//
// A snapshot is taken before a node where rule M4 says so or any of the rules
// here does. They look at the history as it is, so a snapshot that was taken by
// hand or pushed counts like any other.
//
// Thread word: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "snaproll/result.hpp"

namespace snaproll {

/// Each rule is off until set. Since 0.1
struct SnapshotRules {
  /// At least so many nodes, this one included, since a snapshot entered the
  /// history (since the manager was made or cleared, where none did).
  size_t at_least_nodes = 0;
  /// The newest snapshot is at least so many nanoseconds old. Without a
  /// snapshot it is time at once: there is nothing yet to go back to.
  int64_t at_least_time = 0;
  /// State, variables and node results differ from the newest snapshot in at
  /// least so many bytes of canonical JSON: members that are new or gone count
  /// whole, strings by what is between their common beginning and end. Elements
  /// that moved within an array count as far as the two states do not share
  /// them, which they do less after a reopen. Without a snapshot it is due at
  /// once. Costs O(what differs, up to that many bytes) a node.
  uint64_t at_least_bytes = 0;
  /// Before nodes whose id one of these globs matches: `*` stands for any run
  /// of characters, `?` for one, `\x` for the character x; nothing else is
  /// special.
  std::vector<std::string> before;
  /// Before steps that are marked as irreversible.
  bool before_irreversible = false;
  /// A snapshot of a state that is the same as that of the newest one gives
  /// back that one: nothing enters, and what was told of it (a label) is not
  /// kept. This goes for snapshots that are taken by hand too. State,
  /// variables and node results are compared, by pointer first.
  bool skip_unchanged = false;

  /// INVALID_ARGUMENT (a time below 0); PARSE, LIMIT (a glob of more than 1,024
  /// bytes): the message names the index of the glob.
  Status check() const;
};

}  // namespace snaproll
