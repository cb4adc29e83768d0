// PrivatePaths: places of a state that are kept out of what is stored, and
// places that are stored but not shown.
//
// A path is a JSON Pointer below /variables or /node_results in which `*`
// stands for any run of characters of one token, none too:
//
//  /variables/session/token
//  /variables/users/*/password
//  /node_results/login-*
//
// A `*` that is meant as it stands is written ~2, as ~ is ~0 and / is ~1.
// Elements of arrays are told by their index, or all by `*`.
//
// Thread word: plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snaproll/patch.hpp"
#include "snaproll/value.hpp"

namespace snaproll {

/// Both lists of paths. Since 0.1
struct PrivatePaths {
  /// Paths of both lists together.
  static constexpr size_t kMaxPaths = 1000;
  /// Bytes of one path.
  static constexpr size_t kMaxPath = 1024;

  /// What stays in the live context alone: it is in no snapshot, record, undo
  /// entry, pause record, patch, digest, JSON form or export.
  std::vector<std::string> transient;
  /// What is stored, and shown as "***".
  std::vector<std::string> secret;

  /// Whether no path is told.
  bool empty() const noexcept { return transient.empty() && secret.empty(); }
  friend bool operator==(const PrivatePaths& a, const PrivatePaths& b) {
    return a.transient == b.transient && a.secret == b.secret;
  }
  friend bool operator!=(const PrivatePaths& a, const PrivatePaths& b) {
    return !(a == b);
  }

  /// Errors with the pointer of the path ("/secret/2"): INVALID_ARGUMENT (it is
  /// no such path), PARSE (not UTF-8), LIMIT (too long); LIMIT alone (too
  /// many). O(bytes of all paths).
  Status check() const;
  /// `{"secret":[…],"transient":[…]}`. PARSE (a path that is not UTF-8).
  Result<std::string> to_json() const;
  /// Either list may be missing. Errors: those of `check`, PARSE, RANGE, LIMIT
  /// (of JSON), TYPE, and INVALID_ARGUMENT for any other member.
  static Result<PrivatePaths> from_json(std::string_view json);
};

/// `value`, which stands at `pointer` in a state ("" = it is the whole of one),
/// with "***" for all that a path of either list names. Errors: those of
/// `check`, PARSE (the pointer). O(members where a path has a `*`, x depth).
/// Since 0.1
Result<Value> masked(const Value& value, const PrivatePaths& paths,
                     std::string_view pointer = {});
/// A patch of whole states, with its values masked alike: to be shown, not to
/// be applied. It tells what changed, not to what. Errors: those of `check`.
/// O(what the patch holds). Since 0.1
Result<Patch> masked(const Patch& patch, const PrivatePaths& paths);

}  // namespace snaproll
