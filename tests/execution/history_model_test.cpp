// Histories - trees, names, policies, folding - against a naive model of them,
// in memory and on stores that are closed, crash, are compacted and read
// beside. The seed is SNAPROLL_SEED, else a new one each time; what fails is
// shortened as far as it goes.
#include <gtest/gtest.h>

#include <cstdio>
#include <numeric>

#include "execution/history_run.hpp"
#include "support/proof.hpp"
#include "support/tier.hpp"

namespace snaproll {
namespace {

using test::HistoryRun;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kRuns = 30;
#else
constexpr int kRuns = 1250;
#endif
constexpr int kParts = 8;

using Operations = std::vector<uint64_t>;

Operations operations_of(uint64_t seed) {
  test::Random random(seed);
  Operations all(test::below(random, 50) == 0 ? 400
                                              : 10 + test::below(random, 60));
  for (uint64_t& one : all) one = random();
  return all;
}

// Leaves out what it fails without, more and more of it.
Operations shortened(uint64_t seed, Operations failing) {
  for (size_t part = failing.size() / 2; part > 0; part /= 2) {
    for (size_t at = 0; at < failing.size();) {
      Operations fewer(failing);
      const size_t end = std::min(fewer.size(), at + part);
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                  fewer.begin() + static_cast<std::ptrdiff_t>(end));
      if (HistoryRun(seed).run(fewer).empty())
        at += part;
      else
        failing = std::move(fewer);
    }
  }
  return failing;
}

// How many operations it did.
size_t expect_the_same(uint64_t seed) {
  const Operations all = operations_of(seed);
  if (HistoryRun(seed).run(all).empty()) return all.size();
  const Operations few = shortened(seed, all);
  HistoryRun again(seed);
  const std::string failure = again.run(few);
  ADD_FAILURE() << "SNAPROLL_SEED=" << seed << ", " << few.size() << " of "
                << all.size() << " operations:\n"
                << again.log() << failure;
  return 0;
}

class HistoryModel : public ::testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Parts, HistoryModel, ::testing::Range(0, kParts));

// Told a seed, each part does that one run.
TEST_P(HistoryModel, IsTheSameAsANaiveOne) {
  const bool told = std::getenv("SNAPROLL_SEED") != nullptr;
  const uint64_t seed = test::seed_of_run();
  test::Proof proof("B11", seed, "operations on histories and a naive model");
  size_t operations = 0;
  for (int i = 0; i < (told ? 1 : kRuns) && !HasFailure(); ++i)
    operations += expect_the_same(seed + static_cast<uint64_t>(i));
  if (!HasFailure()) proof.tell(operations);
}

}  // namespace
}  // namespace snaproll
