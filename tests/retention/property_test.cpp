// Policies against a model that is slow and written another way: sets and
// texts of dates instead of a walk. The seed is SNAPROLL_SEED, else fixed.
#include <gmock/gmock.h>

#include <algorithm>
#include <list>
#include <map>
#include <numeric>
#include <set>

#include "retention/histories.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using detail::Candidate;
using detail::reason_of;
using detail::Reasons;
using detail::Verdict;

class Model {
 public:
  Model(const Policy& policy, const std::vector<Candidate>& candidates,
        Time now)
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

  std::vector<Verdict> verdicts() {
    if (!oldest_first_.empty()) {
      newest_ = all_[oldest_first_.back()].created_at;
      keep();
    }
    std::vector<Verdict> out;
    for (const Reasons reasons : reasons_)
      out.push_back({reasons != 0, reasons});
    if (!oldest_first_.empty()) remove(out);
    return out;
  }

 private:
  uint64_t number(PolicyRule rule) const { return policy_.number(rule); }
  bool marked(size_t i, Reasons mark) const {
    return (all_[i].marks & mark) != 0;
  }
  Time age(size_t i) const { return newest_ - all_[i].created_at; }

  template <typename F>
  void want(PolicyRule rule, F wants) {
    if (!policy_.has(rule)) return;
    for (const size_t i : oldest_first_)
      if (wants(i)) reasons_[i] |= reason_of(rule);
  }

  // The newest of each of the last n keys, which are in the order of time.
  template <typename F>
  void want_newest(PolicyRule rule, F key) {
    if (!policy_.has(rule)) return;
    std::map<std::string, size_t> newest;
    for (const size_t i : oldest_first_) newest[key(i)] = i;
    while (newest.size() > number(rule)) newest.erase(newest.begin());
    for (const auto& entry : newest) reasons_[entry.second] |= reason_of(rule);
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
        reasons_[oldest_first_[k]] |= reason_of(PolicyRule::kKeepLast);
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
      reasons_[entry.second] |= reason_of(PolicyRule::kThin);
  }

  // One after the other, as long as there is too much.
  void remove(std::vector<Verdict>& out) const {
    std::list<size_t> left;
    for (const size_t i : oldest_first_)
      if (out[i].stays) left.push_back(i);
    const auto may_go = [&](size_t i) {
      return !marked(i, detail::kMarkHeld) &&
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
        out[*at].reasons |= reason_of(rule);
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
  const std::vector<Candidate>& all_;
  std::vector<Reasons> reasons_;
  std::vector<size_t> oldest_first_;  // without those of the future
  Time newest_ = 0;
};

std::string random_keep_rules(Random& random) {
  std::string text;
  const auto maybe = [&](const std::string& word) {
    if (below(random, 4) == 0) text += word + " ";
  };
  const auto count = [&](size_t limit) {
    return std::to_string(1 + below(random, limit));
  };
  maybe("keep-last=" + count(6));
  maybe("keep-within=" + count(100) + "h");
  for (const char* rule : {"hourly", "daily", "weekly", "monthly", "yearly"})
    maybe(std::string("keep-") + rule + "=" + count(8));
  for (const char* rule : {"keep-tagged", "keep-labelled", "keep-branches"})
    maybe(rule);
  maybe("thin=log");
  return text;
}

std::string random_policy(Random& random) {
  std::string text = random_keep_rules(random);
  const auto maybe = [&](const std::string& word) {
    if (below(random, 4) == 0) text += word + " ";
  };
  maybe("max-count=" + std::to_string(1 + below(random, 30)));
  maybe("max-age=" + std::to_string(1 + below(random, 2000)) + "h");
  maybe("max-bytes=" + std::to_string(1 + below(random, 2000)));
  if (text.empty()) text = "keep-none ";
  if (below(random, 2) == 0) {
    const size_t minutes = 10 + below(random, 50);
    text += std::string("zone=") + (below(random, 2) == 0 ? "+" : "-") + "1" +
            std::to_string(below(random, 4)) + ":" + std::to_string(minutes);
  }
  return text;
}

std::vector<Candidate> random_history(Random& random) {
  static const Time kBegins[] = {at("2023-12-20"), at("1969-11-20"),
                                 at("1700-01-01"), at("2200-02-20")};
  std::vector<Candidate> out;
  Time time = kBegins[below(random, 4)];
  const bool in_order = below(random, 2) == 0;
  const Time step = below(random, 3) == 0 ? 30 * kDay : 10 * kHour;
  for (size_t n = below(random, 60); n > 0; --n) {
    // Whole hours, so that some are equal and some at boundaries.
    const Time ahead =
        static_cast<Time>(random() % static_cast<uint64_t>(step));
    time += ahead / kHour * kHour - (in_order ? 0 : step / 3);
    Candidate candidate = taken(time, below(random, 100));
    const auto mark = [&](Reasons bit, size_t one_in) {
      if (below(random, one_in) == 0) candidate.marks |= bit;
    };
    mark(detail::kMarkHeld, 20);
    mark(detail::kMarkTagged, 10);
    mark(detail::kMarkLabelled, 10);
    mark(detail::kMarkNamedHead, 20);
    mark(detail::kMarkLeaf, 10);
    out.push_back(candidate);
  }
  return out;
}

Time random_now(Random& random, const std::vector<Candidate>& all) {
  if (all.empty() || below(random, 2) == 0) return kLater;
  return all[below(random, all.size())].created_at;
}

TEST(DecideProperty, VerdictsAreThoseOfTheModel) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_policy(random);
    SCOPED_TRACE("case " + std::to_string(i) + ": " + text);
    const Policy read = policy(text);
    const auto all = random_history(random);
    const Time now = random_now(random, all);
    const auto verdicts = detail::decide(read, all, now);
    const auto expected = Model(read, all, now).verdicts();
    ASSERT_EQ(verdicts.size(), expected.size());
    for (size_t k = 0; k < expected.size(); ++k) {
      ASSERT_EQ(verdicts[k].stays, expected[k].stays) << k;
      ASSERT_EQ(detail::reason_words(verdicts[k].reasons),
                detail::reason_words(expected[k].reasons))
          << k;
    }
  }
}

// Without max-... rules and flags that change, pruning after every snapshot
// leaves what pruning once at the end leaves.
TEST(DecideProperty, PruningOftenLeavesWhatPruningOnceLeaves) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random_keep_rules(random);
    if (text.empty()) continue;
    SCOPED_TRACE("case " + std::to_string(i) + ": " + text);
    const Policy read = policy(text);
    auto all = random_history(random);
    std::stable_sort(all.begin(), all.end(),
                     [](const Candidate& a, const Candidate& b) {
                       return a.created_at < b.created_at;
                     });
    std::vector<Candidate> often;
    for (const Candidate& candidate : all) {
      often.push_back(candidate);
      often = pruned(read, often);
    }
    ASSERT_EQ(times_of(often), times_of(pruned(read, all)));
  }
}

// What was decided once stays decided: nothing more goes a second time.
TEST(DecideProperty, PruningTwiceIsPruningOnce) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(seed()));
  Random random(seed());
  for (int i = 0; i < 5000; ++i) {
    const std::string text = random_policy(random);
    SCOPED_TRACE("case " + std::to_string(i) + ": " + text);
    const Policy read = policy(text);
    const auto all = random_history(random);
    const Time now = random_now(random, all);
    const auto once = pruned(read, all, now);
    ASSERT_EQ(times_of(pruned(read, once, now)), times_of(once));
  }
}

}  // namespace
}  // namespace snaproll
