// What a policy decides, written another way than in src: sets and texts of
// dates instead of a walk. It tells the truth slowly.
#pragma once

#include <algorithm>
#include <list>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "retention/histories.hpp"

namespace snaproll::test {

class NaiveDecide {
 public:
  NaiveDecide(const Policy& policy,
              const std::vector<detail::Candidate>& candidates, Time now)
      : policy_(policy), all_(candidates), reasons_(candidates.size(), 0) {
    for (size_t i = 0; i < all_.size(); ++i) {
      if (all_[i].created_at > now) {
        reasons_[i] = detail::kReasonFuture;
      } else {
        oldest_first_.push_back(i);
      }
    }
    std::stable_sort(oldest_first_.begin(), oldest_first_.end(),
                     [&](size_t a, size_t b) {
                       return all_[a].created_at < all_[b].created_at;
                     });
  }

  std::vector<detail::Verdict> verdicts() {
    if (!oldest_first_.empty()) {
      newest_ = all_[oldest_first_.back()].created_at;
      keep();
    }
    std::vector<detail::Verdict> out;
    for (const detail::Reasons reasons : reasons_)
      out.push_back({reasons != 0, reasons});
    if (!oldest_first_.empty()) remove(out);
    return out;
  }

 private:
  uint64_t number(PolicyRule rule) const { return policy_.number(rule); }
  bool marked(size_t i, detail::Reasons mark) const {
    return (all_[i].marks & mark) != 0;
  }
  Time age(size_t i) const { return newest_ - all_[i].created_at; }

  template <typename F>
  void want(PolicyRule rule, F wants) {
    if (!policy_.has(rule)) return;
    for (const size_t i : oldest_first_)
      if (wants(i)) reasons_[i] |= detail::reason_of(rule);
  }

  // The newest of each of the last n keys, which are in the order of time.
  template <typename F>
  void want_newest(PolicyRule rule, F key) {
    if (!policy_.has(rule)) return;
    std::map<std::string, size_t> newest;
    for (const size_t i : oldest_first_) newest[key(i)] = i;
    while (newest.size() > number(rule)) newest.erase(newest.begin());
    for (const auto& entry : newest)
      reasons_[entry.second] |= detail::reason_of(rule);
  }

  std::string text(Time time) const {
    return time_text(time + policy_.zone_seconds() * kSecond);
  }
  std::string monday(size_t i) const {
    // 1970-01-05 was one.
    Time time = all_[i].created_at + policy_.zone_seconds() * kSecond -
                at("1970-01-05");
    Time week = 7 * kDay;
    while (time < 0) time += 1000 * week;
    return text(all_[i].created_at - time % week).substr(0, 10);
  }

  void keep() {
    const size_t count = oldest_first_.size();
    for (size_t k = 0; k < count; ++k) {
      if (count - k <= number(PolicyRule::kKeepLast))
        reasons_[oldest_first_[k]] |= detail::reason_of(PolicyRule::kKeepLast);
    }
    want(PolicyRule::kKeepWithin, [&](size_t i) {
      return age(i) <= static_cast<Time>(number(PolicyRule::kKeepWithin));
    });
    const auto prefix = [&](size_t length) {
      return [this, length](size_t i) {
        return text(all_[i].created_at).substr(0, length);
      };
    };
    want_newest(PolicyRule::kKeepHourly, prefix(13));
    want_newest(PolicyRule::kKeepDaily, prefix(10));
    want_newest(PolicyRule::kKeepWeekly, [&](size_t i) { return monday(i); });
    want_newest(PolicyRule::kKeepMonthly, prefix(7));
    want_newest(PolicyRule::kKeepYearly, prefix(4));
    want(PolicyRule::kKeepTagged,
         [&](size_t i) { return marked(i, detail::kMarkTagged); });
    want(PolicyRule::kKeepLabelled,
         [&](size_t i) { return marked(i, detail::kMarkLabelled); });
    want(PolicyRule::kKeepBranches,
         [&](size_t i) { return marked(i, detail::kMarkLeaf); });
    thin();
    for (const size_t i : oldest_first_) {
      if (marked(i, detail::kMarkHeld)) reasons_[i] |= detail::kReasonHeld;
      if (marked(i, detail::kMarkGrouped)) reasons_[i] |= detail::kReasonGroup;
      if (marked(i, detail::kMarkNamedHead))
        reasons_[i] |= detail::kReasonBranch;
      if (!policy_.has_keep_rule()) reasons_[i] |= detail::kReasonNoKeepRule;
    }
    reasons_[oldest_first_.back()] |= detail::kReasonNewest;
  }

  void thin() {
    if (!policy_.has(PolicyRule::kThin)) return;
    std::map<Time, size_t> newest;
    for (const size_t i : oldest_first_) {
      const Time time = all_[i].created_at;
      Time begin = time;
      for (Time width = 2; width < (Time{1} << 60); width *= 2) {
        const Time here = time - (time % width + width) % width;
        if (newest_ - here >= 2 * width) begin = here;
      }
      newest[begin] = i;
    }
    for (const auto& entry : newest)
      reasons_[entry.second] |= detail::reason_of(PolicyRule::kThin);
  }

  // One after the other, as long as there is too much.
  void remove(std::vector<detail::Verdict>& out) const {
    std::list<size_t> left;
    for (const size_t i : oldest_first_)
      if (out[i].stays) left.push_back(i);
    const auto may_go = [&](size_t i) {
      return !marked(i, detail::kMarkHeld) &&
             !marked(i, detail::kMarkGrouped) &&
             !marked(i, detail::kMarkNamedHead) && i != oldest_first_.back() &&
             !(marked(i, detail::kMarkTagged) &&
               policy_.has(PolicyRule::kKeepTagged));
    };
    const auto while_too_much = [&](PolicyRule rule, auto too_much) {
      for (auto at = left.begin(); policy_.has(rule) && at != left.end();) {
        if (!too_much(*at)) return;
        if (!may_go(*at)) {
          ++at;
          continue;
        }
        out[*at].stays = false;
        out[*at].reasons |= detail::reason_of(rule);
        at = left.erase(at);
      }
    };
    while_too_much(PolicyRule::kMaxAge, [&](size_t i) {
      return age(i) > static_cast<Time>(number(PolicyRule::kMaxAge));
    });
    while_too_much(PolicyRule::kMaxCount, [&](size_t) {
      return left.size() > number(PolicyRule::kMaxCount);
    });
    while_too_much(PolicyRule::kMaxBytes, [&](size_t) {
      return std::accumulate(left.begin(), left.end(), uint64_t{0},
                             [&](uint64_t sum, size_t i) {
                               return sum + all_[i].bytes;
                             }) > number(PolicyRule::kMaxBytes);
    });
  }

  const Policy& policy_;
  const std::vector<detail::Candidate>& all_;
  std::vector<detail::Reasons> reasons_;
  std::vector<size_t> oldest_first_;  // without those of the future
  Time newest_ = 0;
};

}  // namespace snaproll::test
