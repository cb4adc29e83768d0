// The thread word of Execution: internally synchronized, many steps open.
#include <atomic>
#include <thread>

#include "snaproll/execution.hpp"
#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsOk;

constexpr int kNodes = 150;

TEST(ExecutionThreads, ManyRunStepsAtOnce) {
  Execution run = *Execution::create();
  std::atomic<bool> done{false};
  std::thread watcher([&] {
    while (!done) {
      for (const Attempt& attempt : run.attempts())
        ASSERT_EQ(attempt.ended_at == kNoTime,
                  attempt.outcome == AttemptOutcome::kOpen);
      ASSERT_LE(run.unfinished().size(), 4u);
    }
  });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&run, t] {
      for (int i = 0; i < kNodes; ++i) {
        const std::string node = std::to_string(t) + '-' + std::to_string(i);
        auto step = run.step_begin(node);
        ASSERT_THAT(step, IsOk());
        ASSERT_THAT(run.context().set_variable(node, Value()), IsOk());
        ASSERT_THAT(i % 3 == 0 ? step->fail("x") : step->finish(Value()),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done = true;
  watcher.join();
  EXPECT_EQ(run.context().captured().node_results.size(), 4u * kNodes);
  EXPECT_EQ(run.manager().summary().nodes_processed, 4u * kNodes);
  EXPECT_TRUE(run.unfinished().empty());
}

// Of all that begin one node at a time, at most one ends it.
TEST(ExecutionThreads, OneAttemptAtANodeWins) {
  Execution run = *Execution::create();
  for (int round = 0; round < 50; ++round) {
    const std::string node = "n" + std::to_string(round);
    std::atomic<int> finished{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&] {
        auto step = run.step_begin(node);
        ASSERT_THAT(step, IsOk());
        if (step->done()) return;
        const auto status = step->finish(Value());
        if (status.ok()) {
          ++finished;
        } else {
          ASSERT_EQ(status.error().code, Code::kConflict);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(finished, 1);
    ASSERT_TRUE(run.is_done(node));
  }
}

}  // namespace
}  // namespace snaproll
