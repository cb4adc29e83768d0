// Deciding which snapshots of a history stay under a policy.
//
// 1. The newest is the one with the greatest time that is not after `now`; of
//    the same time, the later in the history is the newer. Those after `now`
//    stay and count for nothing.
// 2. A snapshot stays where any rule that keeps wants it. The newest, those
//    that are held, members of groups and heads of named branches stay in any
//    case, all others too where the policy has no such rule.
// 3. Then max-age, max-count and max-bytes remove from what stays, the oldest
//    first, but never those of "any case", nor tagged ones under keep-tagged.
//    What they may not remove counts for them.
//
// O(n) where the times are in order, else O(n log n). Allocates the answer, and
// an order where the times are in none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/policy.hpp"
#include "snaproll/time.hpp"

namespace snaproll::detail {

/// Why a snapshot stays or goes: a set of bits, the first ones those of
/// PolicyRule in its order.
using Reasons = uint32_t;

constexpr Reasons reason_of(PolicyRule rule) noexcept {
  return Reasons{1} << static_cast<unsigned>(rule);
}
inline constexpr Reasons kReasonNewest = Reasons{1} << kPolicyRules;
inline constexpr Reasons kReasonHeld = kReasonNewest << 1;
inline constexpr Reasons kReasonBranch = kReasonNewest << 2;  // a named one
inline constexpr Reasons kReasonFuture = kReasonNewest << 3;
/// The policy has no rule that keeps.
inline constexpr Reasons kReasonNoKeepRule = kReasonNewest << 4;
inline constexpr Reasons kReasonGroup = kReasonNewest << 5;

/// What a snapshot may be marked with, each as the reason for which it may
/// stay.
inline constexpr Reasons kMarkHeld = kReasonHeld;
inline constexpr Reasons kMarkGrouped = kReasonGroup;
inline constexpr Reasons kMarkTagged = reason_of(PolicyRule::kKeepTagged);
inline constexpr Reasons kMarkLabelled = reason_of(PolicyRule::kKeepLabelled);
/// The head of a branch that has a name, and of one that has none.
inline constexpr Reasons kMarkNamedHead = kReasonBranch;
inline constexpr Reasons kMarkLeaf = reason_of(PolicyRule::kKeepBranches);

/// What a policy looks at of a snapshot.
struct Candidate {
  Time created_at = 0;
  uint64_t bytes = 0;  // what max-bytes counts
  Reasons marks = 0;
};

/// The reasons for which a snapshot goes. One that goes without any of them is
/// wanted by no rule.
inline constexpr Reasons kReasonsToGo = reason_of(PolicyRule::kMaxCount) |
                                        reason_of(PolicyRule::kMaxAge) |
                                        reason_of(PolicyRule::kMaxBytes);

/// The words of `reasons`, separated by ", ": "keep-daily, held". Empty where
/// there are none.
std::string reason_words(Reasons reasons);

struct Verdict {
  bool stays = false;
  /// The rules that want it; and the one that removes it nevertheless.
  Reasons reasons = 0;

  bool operator==(const Verdict& other) const noexcept {
    return stays == other.stays && reasons == other.reasons;
  }
};

/// What max-bytes counts of the candidate at that index, in place of its
/// `bytes`: asked only of those that are counted.
using BytesOf = std::function<uint64_t(size_t)>;

/// One verdict a candidate, in their order: that of the history, the oldest
/// first.
std::vector<Verdict> decide(const Policy& policy,
                            const std::vector<Candidate>& candidates, Time now,
                            const BytesOf& bytes_of = nullptr);

}  // namespace snaproll::detail
