// Policies against a model that is slow and written another way. The seed is
// SNAPROLL_SEED, else fixed.
#include <gmock/gmock.h>

#include <algorithm>

#include "retention/naive_decide.hpp"
#include "value/model.hpp"

namespace snaproll {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using detail::Candidate;
using detail::Reasons;

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
    mark(detail::kMarkGrouped, 20);
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
    const auto expected = NaiveDecide(read, all, now).verdicts();
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
