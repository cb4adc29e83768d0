// The words that a policy is written with.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "snaproll/policy.hpp"

namespace snaproll::detail {

/// What stands behind the `=` of a word.
enum class ValueForm { kNone, kCount, kDuration, kSize, kLog, kZone };

struct PolicyWord {
  std::string_view name;
  ValueForm form;
  PolicyRule rule;  // of no meaning for the zone
};

/// All words, in the order of the canonical text: those of PolicyRule in its
/// order, and the zone between max-bytes and expire-finished.
inline constexpr std::array<PolicyWord, kPolicyRules + 1> kPolicyWords = {{
    {"keep-last", ValueForm::kCount, PolicyRule::kKeepLast},
    {"keep-within", ValueForm::kDuration, PolicyRule::kKeepWithin},
    {"keep-hourly", ValueForm::kCount, PolicyRule::kKeepHourly},
    {"keep-daily", ValueForm::kCount, PolicyRule::kKeepDaily},
    {"keep-weekly", ValueForm::kCount, PolicyRule::kKeepWeekly},
    {"keep-monthly", ValueForm::kCount, PolicyRule::kKeepMonthly},
    {"keep-yearly", ValueForm::kCount, PolicyRule::kKeepYearly},
    {"keep-tagged", ValueForm::kNone, PolicyRule::kKeepTagged},
    {"keep-labelled", ValueForm::kNone, PolicyRule::kKeepLabelled},
    {"keep-branches", ValueForm::kNone, PolicyRule::kKeepBranches},
    {"keep-none", ValueForm::kNone, PolicyRule::kKeepNone},
    {"thin", ValueForm::kLog, PolicyRule::kThin},
    {"max-count", ValueForm::kCount, PolicyRule::kMaxCount},
    {"max-age", ValueForm::kDuration, PolicyRule::kMaxAge},
    {"max-bytes", ValueForm::kSize, PolicyRule::kMaxBytes},
    {"zone", ValueForm::kZone, PolicyRule::kKeepLast},
    {"expire-finished", ValueForm::kDuration, PolicyRule::kExpireFinished},
    {"expire-idle", ValueForm::kDuration, PolicyRule::kExpireIdle},
}};

/// The index in kPolicyWords, if `name` is one of them.
std::optional<size_t> find_policy_word(std::string_view name) noexcept;

/// The known word with the fewest letters to insert, remove, replace or swap.
std::string_view nearest_policy_word(std::string_view name) noexcept;

}  // namespace snaproll::detail
