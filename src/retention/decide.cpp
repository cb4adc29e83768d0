#include "retention/decide.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "retention/bucket.hpp"

namespace snaproll::detail {
namespace {

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
constexpr Time kFirstTime = std::numeric_limits<Time>::min();
constexpr Time kLastTime = std::numeric_limits<Time>::max();

// What max-... rules spare.
constexpr Reasons kUntouchable = kReasonNewest | kReasonHeld | kReasonGroup |
                                 kReasonBranch |
                                 reason_of(PolicyRule::kKeepTagged);

// Positions from the newest to the oldest.
class NewestFirst {
 public:
  explicit NewestFirst(const std::vector<Candidate>& candidates)
      : size_(candidates.size()) {
    const auto older = [](const Candidate& a, const Candidate& b) {
      return a.created_at < b.created_at;
    };
    if (std::is_sorted(candidates.begin(), candidates.end(), older)) return;
    sorted_.reserve(size_);
    for (size_t i = 0; i < size_; ++i)
      sorted_.emplace_back(candidates[i].created_at, i);
    std::sort(sorted_.begin(), sorted_.end());
  }

  size_t size() const noexcept { return size_; }
  size_t operator[](size_t rank) const noexcept {
    const size_t i = size_ - 1 - rank;
    return sorted_.empty() ? i : sorted_.data()[i].second;
  }

 private:
  size_t size_;
  std::vector<std::pair<Time, size_t>> sorted_;  // empty where in order
};

// The rules that want the newest snapshot of each bucket. They are asked from
// the newest to the oldest, so a time is in a new bucket where it lies before
// the last one; only then there is something to compute.
class BucketRules {
 public:
  BucketRules(const Policy& policy, Time newest)
      : frame_{policy.zone_seconds(), newest} {
    constexpr std::pair<PolicyRule, Bucket> kCalendar[] = {
        {PolicyRule::kKeepHourly, Bucket::kHour},
        {PolicyRule::kKeepDaily, Bucket::kDay},
        {PolicyRule::kKeepWeekly, Bucket::kWeek},
        {PolicyRule::kKeepMonthly, Bucket::kMonth},
        {PolicyRule::kKeepYearly, Bucket::kYear}};
    for (const auto& [rule, bucket] : kCalendar)
      if (policy.has(rule)) add(rule, bucket, policy.number(rule));
    if (policy.has(PolicyRule::kThin))
      add(PolicyRule::kThin, Bucket::kThin, kNoLimit);
  }

  Reasons wanting(Time time) { return time > latest_ ? 0 : enter(time); }

 private:
  struct Rule {
    Reasons reason;
    Bucket bucket;
    uint64_t left;
    Time last;  // the last moment of the buckets that are still to come
  };

  void add(PolicyRule rule, Bucket bucket, uint64_t count) {
    rules_[size_++] = {reason_of(rule), bucket, count, kLastTime};
  }

  Reasons enter(Time time) {
    Reasons reasons = 0;
    latest_ = kFirstTime;
    for (size_t i = 0; i < size_;) {
      Rule& rule = rules_[i];
      if (time <= rule.last) {
        reasons |= rule.reason;
        const Time begin = bucket_begin(rule.bucket, frame_, time);
        if (--rule.left == 0 || begin == kFirstTime) {
          rule = rules_[--size_];
          continue;
        }
        rule.last = begin - 1;
      }
      latest_ = std::max(latest_, rule.last);
      ++i;
    }
    return reasons;
  }

  BucketFrame frame_;
  std::array<Rule, 6> rules_{};
  size_t size_ = 0;          // those that want more
  Time latest_ = kLastTime;  // the greatest `last`
};

// The earliest time that is at most `age` before `newest`.
Time reach(Time newest, uint64_t age) noexcept {
  const uint64_t room =
      static_cast<uint64_t>(newest) - static_cast<uint64_t>(kFirstTime);
  return age > room ? kFirstTime : newest - static_cast<Time>(age);
}

// What the rules that keep say of one candidate after the other, the newest
// first.
class Keeping {
 public:
  Keeping(const Policy& policy, Time newest)
      : buckets_(policy, newest),
        last_left_(policy.number(PolicyRule::kKeepLast)),
        within_(policy.has(PolicyRule::kKeepWithin)
                    ? reach(newest, policy.number(PolicyRule::kKeepWithin))
                    : kLastTime),
        within_reason_(if_there(policy, PolicyRule::kKeepWithin)),
        marks_(kMarkHeld | kMarkGrouped | kMarkNamedHead |
               if_there(policy, PolicyRule::kKeepTagged) |
               if_there(policy, PolicyRule::kKeepLabelled) |
               if_there(policy, PolicyRule::kKeepBranches)),
        always_(policy.has_keep_rule() ? 0 : kReasonNoKeepRule) {}

  Reasons wanting(const Candidate& candidate) {
    Reasons reasons = always_ | (candidate.marks & marks_) |
                      buckets_.wanting(candidate.created_at);
    if (candidate.created_at >= within_) reasons |= within_reason_;
    if (last_left_ > 0) {
      --last_left_;
      reasons |= reason_of(PolicyRule::kKeepLast);
    }
    return reasons;
  }

 private:
  static Reasons if_there(const Policy& policy, PolicyRule rule) noexcept {
    return policy.has(rule) ? reason_of(rule) : 0;
  }

  BucketRules buckets_;
  uint64_t last_left_;
  Time within_;
  Reasons within_reason_;
  Reasons marks_;  // those that keep
  Reasons always_;
};

uint64_t add_up_to_limit(uint64_t a, uint64_t b) noexcept {
  return a > kNoLimit - b ? kNoLimit : a + b;
}

// Removing the oldest until a limit holds leaves the newest that fit, so one
// walk from the newest to the oldest decides. What may not be removed is
// counted before.
class Limits {
 public:
  Limits(const Policy& policy, const std::vector<Candidate>& candidates,
         const BytesOf& bytes_of, Time newest)
      : candidates_(candidates),
        bytes_of_(bytes_of),
        max_count_(limit(policy, PolicyRule::kMaxCount)),
        max_bytes_(limit(policy, PolicyRule::kMaxBytes)),
        age_(policy.has(PolicyRule::kMaxAge)
                 ? reach(newest, policy.number(PolicyRule::kMaxAge))
                 : kFirstTime) {}

  void count_untouchable(size_t i) { add(i); }

  // The rule that removes it, or 0.
  Reasons removing(size_t i) {
    if (candidates_[i].created_at < age_) return reason_of(PolicyRule::kMaxAge);
    const bool too_many = count_ >= max_count_;
    add(i);
    if (too_many) return reason_of(PolicyRule::kMaxCount);
    return bytes_ > max_bytes_ ? reason_of(PolicyRule::kMaxBytes) : 0;
  }

 private:
  static uint64_t limit(const Policy& policy, PolicyRule rule) noexcept {
    return policy.has(rule) ? policy.number(rule) : kNoLimit;
  }
  void add(size_t i) {
    ++count_;
    if (max_bytes_ == kNoLimit) return;
    bytes_ = add_up_to_limit(bytes_,
                             bytes_of_ ? bytes_of_(i) : candidates_[i].bytes);
  }

  const std::vector<Candidate>& candidates_;
  const BytesOf& bytes_of_;
  uint64_t max_count_;
  uint64_t max_bytes_;
  Time age_;
  uint64_t count_ = 0;
  uint64_t bytes_ = 0;
};

bool has_limit(const Policy& policy) noexcept {
  return policy.has(PolicyRule::kMaxCount) || policy.has(PolicyRule::kMaxAge) ||
         policy.has(PolicyRule::kMaxBytes);
}

// The candidates and their verdicts, walked from the newest to the oldest. By
// pointers: checks of the bounds take half of the time.
class Decision {
 public:
  Decision(const std::vector<Candidate>& candidates,
           std::vector<Verdict>& verdicts)
      : order_(candidates),
        candidates_(candidates.data()),
        verdicts_(verdicts.data()) {}

  // Decides of those after `now`, and tells the time of the newest other one.
  std::optional<Time> skip_future(Time now) {
    for (; newest_ < order_.size(); ++newest_) {
      const size_t i = order_[newest_];
      if (candidates_[i].created_at <= now) return candidates_[i].created_at;
      verdicts_[i] = {true, kReasonFuture};
    }
    return std::nullopt;
  }

  void keep(Keeping keeping, Limits& limits) {
    Reasons also = kReasonNewest;
    for (size_t rank = newest_; rank < order_.size(); ++rank) {
      const size_t i = order_[rank];
      const Reasons reasons = keeping.wanting(candidates_[i]) | also;
      also = 0;
      verdicts_[i] = {reasons != 0, reasons};
      if ((reasons & kUntouchable) != 0) limits.count_untouchable(i);
    }
  }

  void remove(Limits& limits) {
    for (size_t rank = newest_; rank < order_.size(); ++rank) {
      const size_t i = order_[rank];
      Verdict& verdict = verdicts_[i];
      if (!verdict.stays || (verdict.reasons & kUntouchable) != 0) continue;
      const Reasons removing = limits.removing(i);
      verdict.stays = removing == 0;
      verdict.reasons |= removing;
    }
  }

 private:
  NewestFirst order_;
  const Candidate* candidates_;
  Verdict* verdicts_;
  size_t newest_ = 0;  // its rank in the order
};

}  // namespace

std::vector<Verdict> decide(const Policy& policy,
                            const std::vector<Candidate>& candidates, Time now,
                            const BytesOf& bytes_of) {
  std::vector<Verdict> verdicts(candidates.size());
  Decision decision(candidates, verdicts);
  const std::optional<Time> newest = decision.skip_future(now);
  if (!newest) return verdicts;
  Limits limits(policy, candidates, bytes_of, *newest);
  decision.keep(Keeping(policy, *newest), limits);
  if (has_limit(policy)) decision.remove(limits);
  return verdicts;
}

std::string reason_words(Reasons reasons) {
  constexpr std::array<std::string_view, 6> kBesides = {
      "newest", "held", "branch", "future", "no keep rule", "group"};
  std::string out;
  for (unsigned bit = 0; bit < kPolicyRules + kBesides.size(); ++bit) {
    if ((reasons >> bit & 1u) == 0) continue;
    if (!out.empty()) out += ", ";
    out += bit < kPolicyRules ? policy_rule_name(static_cast<PolicyRule>(bit))
                              : kBesides[bit - kPolicyRules];
  }
  return out;
}

}  // namespace snaproll::detail
