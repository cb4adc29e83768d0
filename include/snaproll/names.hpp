// What is told of a history beside its snapshots: tags, holds, branches,
// groups.
//
// Thread word: plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "snaproll/id.hpp"
#include "snaproll/time.hpp"

namespace snaproll {

/// A name of a snapshot. Since 0.1
struct Tag {
  std::string name;
  Id snapshot;
  Time at = 0;  ///< When it was put.
};

/// Keeps a snapshot from leaving. Since 0.1
struct Hold {
  std::string name;
  Id snapshot;
  std::string reason;
  Time at = 0;
};

/// A snapshot without children, or one that a branch names. Since 0.1
struct Branch {
  std::optional<std::string> name;
  Id head;
  bool selected = false;  ///< The one that new snapshots at its head move.
};

/// What a history has of a group: one snapshot of each of several executions,
/// taken in one call. Since 0.1
struct Group {
  Id id;        ///< The same in each of them.
  Id snapshot;  ///< The one of this history.
  std::optional<std::string> label;
  Time at = 0;         ///< When it was taken.
  size_t members = 0;  ///< How many executions it was taken of.
};

}  // namespace snaproll
