// Policy: which snapshots of a history stay, as one line of words.
//
//  keep-last=10 keep-daily=7 keep-tagged max-bytes=64MiB zone=+02:00
//
// docs/retention.md tells what each rule keeps.
//
// Thread word: immutable - share freely.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "snaproll/result.hpp"

namespace snaproll {

/// The rules a policy is made of, in the order of its canonical text. Since 0.1
enum class PolicyRule : uint8_t {
  kKeepLast,    ///< A count of snapshots.
  kKeepWithin,  ///< Nanoseconds back from the newest snapshot.
  kKeepHourly,  ///< A count of hours that have a snapshot; those below alike.
  kKeepDaily,
  kKeepWeekly,
  kKeepMonthly,
  kKeepYearly,
  kKeepTagged,  ///< No value, like those below.
  kKeepLabelled,
  kKeepBranches,
  kKeepNone,
  kThin,            ///< No value but "log".
  kMaxCount,        ///< A count of snapshots.
  kMaxAge,          ///< Nanoseconds back from the newest snapshot.
  kMaxBytes,        ///< Bytes.
  kExpireFinished,  ///< Nanoseconds.
  kExpireIdle,      ///< Nanoseconds.
};
/// How many there are. Since 0.1
inline constexpr size_t kPolicyRules =
    static_cast<size_t>(PolicyRule::kExpireIdle) + 1;

/// The word of a rule: "keep-last". Lives as long as the program. Since 0.1
std::string_view policy_rule_name(PolicyRule rule) noexcept;

/// Which snapshots stay. Immutable: copies are cheap, allocate nothing and may
/// be shared freely. Since 0.1
class Policy {
 public:
  /// Bytes that a text may have.
  static constexpr size_t kMaxText = 4096;

  /// Reads words that are separated by spaces, in any order. Errors:
  /// - INVALID_ARGUMENT: no rule at all, or keep-none beside a rule that keeps;
  /// - PARSE: an unknown word (the hint names the nearest), a rule twice, a
  ///   value that is missing, superfluous or not of its form, a control
  ///   character, not UTF-8;
  /// - RANGE: a value that is 0, negative or does not fit;
  /// - LIMIT: more than kMaxText bytes.
  /// All but LIMIT and "no rule" tell the byte offset. Since 0.1
  static Result<Policy> parse(std::string_view text);

  /// The canonical text: rules in the order of PolicyRule, each value with the
  /// unit that suits it, the zone before expire-... and only where it is not
  /// UTC. Reading it gives an equal policy. Since 0.1
  std::string text() const;

  /// Whether the policy has `rule`. Since 0.1
  bool has(PolicyRule rule) const noexcept { return number(rule) != 0; }
  /// The value of `rule` in its unit, 1 where the rule takes none; 0 where the
  /// policy does not have it. Nanoseconds fit an int64_t. Since 0.1
  uint64_t number(PolicyRule rule) const noexcept {
    return numbers_[static_cast<size_t>(rule)];
  }
  /// Seconds that the calendar of the policy is ahead of UTC (behind it where
  /// negative): less than a day. Since 0.1
  int32_t zone_seconds() const noexcept { return zone_; }
  /// Whether some rule says what to keep; without one every snapshot stays but
  /// for max-... rules. keep-none is such a rule. Since 0.1
  bool has_keep_rule() const noexcept;

  /// Whether both mean the same: have the same canonical text. Since 0.1
  bool operator==(const Policy& other) const noexcept {
    return numbers_ == other.numbers_ && zone_ == other.zone_;
  }
  bool operator!=(const Policy& other) const noexcept {
    return !(*this == other);
  }

 private:
  Policy() = default;

  std::array<uint64_t, kPolicyRules> numbers_{};  // 0 = not there
  int32_t zone_ = 0;
};

}  // namespace snaproll
