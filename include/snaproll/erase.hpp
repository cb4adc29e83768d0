// Erasing: taking one value out of everything that is kept of an execution.
//
// Thread word: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/cancel.hpp"
#include "snaproll/id.hpp"
#include "snaproll/time.hpp"

namespace snaproll {

/// What is taken out, and why. Exactly one of `pointer` and `containing` is
/// told. Since 0.1
struct EraseOptions {
  /// A place in each state: /variables/<name>… or /node_results/<node>….
  /// Members are removed; an element of an array becomes null, so that those
  /// behind it keep their places.
  std::optional<std::string> pointer;
  /// A text. Each string and name that holds it holds "[erased]" instead, each
  /// number that holds it becomes null. It is found in its escaped forms too,
  /// where a string is itself JSON. It stands in no message and no tombstone.
  std::optional<std::string> containing;
  std::string reason;      ///< For the tombstone; may be empty.
  bool take_over = false;  ///< Shuts out who has one of the executions open.
  bool dry_run = false;    ///< Only tells what would be done.
  const Cancel* cancel = nullptr;
};

/// What an erase did. Since 0.1
struct EraseReport {
  Id id;                 ///< Of the tombstone; nil of a dry run.
  bool dry_run = false;  ///< Nothing was done.
  uint64_t states = 0;   ///< That held it.
  uint64_t records = 0;  ///< That were written anew.
  uint64_t keyframes = 0;
  uint64_t names = 0;  ///< Tags, branches, holds, attributes, words of the row.
  /// Executions that held it, those that share records with the one that was
  /// told among them.
  std::vector<std::string> executions;
  /// Those whose id itself holds the text, which stays.
  std::vector<std::string> kept;
  /// Nothing reads it any more, but its bytes may still stand in the file or
  /// its log, since a reader was open: `compact` or the next open for writing
  /// goes on.
  bool pending = false;

  /// `{"dry_run", "executions", "id", "kept", "keyframes", "names", "pending",
  /// "records", "states"}`; id is null of a dry run.
  std::string to_json() const;
};

/// A tombstone: that something was taken out. Since 0.1
struct Erasure {
  Id id;  ///< The same in all executions of one call.
  Time at = 0;
  std::string reason;
  std::optional<std::string> pointer;  ///< None: by a text, which is not told.
  uint64_t states = 0;                 ///< Of this execution.
};

/// `[{"at", "id", "pointer", "reason", "states"}, …]`. Since 0.1
std::string to_json(const std::vector<Erasure>& erasures);

}  // namespace snaproll
