// When a snapshot is due: the rules of SnapshotRules.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "manager/history.hpp"
#include "snaproll/context.hpp"
#include "snaproll/snapshot_rules.hpp"

namespace snaproll::detail {

/// A node that is about to run.
struct NodeToRun {
  std::string_view id;
  bool irreversible = false;
  size_t nodes_since_snapshot = 1;  // itself included
};

/// Whether some rule asks for a snapshot of `context` before `node`. The
/// clock is read, and the states are compared, where nothing else decides.
Result<bool> rules_ask(const SnapshotRules& rules, const History& history,
                       const Context& context, const NodeToRun& node);

/// As a JSON object, for a journal. Fails where a glob is no text.
Result<std::string> rules_to_json(const SnapshotRules& rules);
/// CORRUPT.
Result<SnapshotRules> rules_from_json(std::string_view json);

}  // namespace snaproll::detail
