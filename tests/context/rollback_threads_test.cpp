// Many threads plan, apply, undo, redo, patch and select on one context while
// others read it.
#include <atomic>
#include <thread>

#include "context/states.hpp"
#include "snaproll/execution.hpp"

namespace snaproll {
namespace {

using test::IsOk;
using test::json;

constexpr int kRounds = 300;

// Either it was done, or nothing was.
template <typename T>
void expect_done_or(const Result<T>& result, Code code) {
  if (!result.ok()) {
    ASSERT_EQ(result.error().code, code) << result.error().message;
  }
}

// Both variables and the node result are always the same number.
void expect_whole(const CapturedState& state) {
  const auto a = state.variables.find("a");
  ASSERT_TRUE(a.has_value());
  ASSERT_EQ(a, state.variables.find("b"));
  ASSERT_EQ(a, state.node_results.find("n"));
}

Value numbers(int64_t i) {
  const std::string number = std::to_string(i);
  return json("{\"node_results\":{\"n\":" + number +
              "},\"state\":\"Running\",\"variables\":{\"a\":" + number +
              ",\"b\":" + number + "}}");
}

class RollbackThreads : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(
        context().apply_patch(*Patch::diff(*context().value(), numbers(0))),
        IsOk());
    context().clear_undo();  // no state without the numbers
    ASSERT_THAT(run.snapshot(), IsOk());
  }
  void TearDown() override {
    for (std::thread& thread : threads) thread.join();
    done = true;
    for (std::thread& thread : readers) thread.join();
    ASSERT_NO_FATAL_FAILURE(expect_whole(context().captured()));
    ASSERT_NO_FATAL_FAILURE(test::expect_numbered(context().captured()));
    EXPECT_LE(context().undo_count(), 100u);
  }
  Context& context() { return run.context(); }
  template <typename Work>
  void each(Work&& work) {
    threads.emplace_back([work] {
      for (int i = 1; i <= kRounds; ++i) work(i);
    });
  }
  template <typename Work>
  void meanwhile(Work&& work) {
    readers.emplace_back([this, work] {
      while (!done) work();
    });
  }
  void patch_whole(int64_t i) {
    const std::string number = std::to_string(i);
    const auto whole = Patch::from_json(
        "[[\"set\",\"/variables\",{\"a\":" + number + ",\"b\":" + number +
        "}],[\"set\",\"/node_results\",{\"n\":" + number + "}]]");
    ASSERT_THAT(whole, IsOk());
    ASSERT_THAT(context().apply_patch(*whole), IsOk());
  }
  void read_always() {
    meanwhile([this] {
      ASSERT_NO_FATAL_FAILURE(expect_whole(context().captured()));
      (void)context().undo_count();
      (void)context().redo_count();
      ASSERT_THAT(context().test("/state", json("\"Running\"")), IsOk());
    });
  }

  Execution run = *Execution::create();
  std::vector<std::thread> threads;
  std::vector<std::thread> readers;
  std::atomic<bool> done{false};
};

TEST_F(RollbackThreads, NobodySeesHalfOfAnything) {
  read_always();
  each([this](int i) { patch_whole(i); });
  each([this](int) {
    expect_done_or(context().undo_rollback(), Code::kNotFound);
  });
  each([this](int) {
    expect_done_or(context().redo_rollback(), Code::kNotFound);
  });
  each([this](int) {
    const auto plan = run.plan_rollback();
    ASSERT_THAT(plan, IsOk());
    ASSERT_NO_FATAL_FAILURE(expect_whole(plan->result().before));
    expect_done_or(run.apply_plan(*plan), Code::kConflict);
  });
  each([this](int) { ASSERT_THAT(run.snapshot(), IsOk()); });
  each([this](int i) {
    if (i % 50 == 0) context().clear_undo();
    const auto result = run.rollback_n(1 + static_cast<size_t>(i % 5));
    ASSERT_THAT(result, IsOk());
    if (!result->success) return;  // there are not so many snapshots yet
    ASSERT_NO_FATAL_FAILURE(expect_whole(result->before));
    ASSERT_NO_FATAL_FAILURE(expect_whole(result->after));
  });
}

TEST_F(RollbackThreads, SelectionsAndTransactionsAreWhole) {
  read_always();
  each([this](int i) { patch_whole(i); });
  each([this](int) {
    Selector selector;
    selector.variables = {"a", "b"};
    selector.node_results = {"*"};
    const auto plan = run.plan_rollback(&selector);
    ASSERT_THAT(plan, IsOk());
    expect_done_or(run.apply_plan(*plan), Code::kConflict);
  });
  each([this](int i) {
    Context change = context().begin();
    ASSERT_THAT(change.set_variable("a", Value::integer(-i)), IsOk());
    ASSERT_THAT(change.set_variable("b", Value::integer(-i)), IsOk());
    ASSERT_THAT(change.record_node_result("n", Value::integer(-i)), IsOk());
    expect_done_or(change.commit(), Code::kConflict);
  });
  each([this](int) { expect_done_or(run.undo_rollback(), Code::kNotFound); });
}

// One plan, many threads: it is applied once.
TEST_F(RollbackThreads, APlanIsAppliedOnceWhoeverTries) {
  patch_whole(7);
  for (int round = 0; round < 20; ++round) {
    const auto plan = run.plan_rollback();
    ASSERT_THAT(plan, IsOk());
    std::atomic<int> applied{0};
    std::vector<std::thread> all;
    for (int i = 0; i < 4; ++i) {
      all.emplace_back([&] {
        const auto result = run.apply_plan(*plan);
        expect_done_or(result, Code::kConflict);
        if (result.ok()) ++applied;
      });
    }
    for (std::thread& thread : all) thread.join();
    EXPECT_EQ(applied, 1);
  }
}

// Two threads, one undo each: never the same entry twice.
TEST_F(RollbackThreads, EachEntryIsUndoneOnce) {
  for (int i = 1; i <= 60; ++i) patch_whole(i);
  std::atomic<int> undone{0};
  const auto undo = [&](int) {
    if (context().undo_rollback().ok()) ++undone;
  };
  for (int i = 0; i < 3; ++i) each(undo);
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  EXPECT_EQ(undone, 60);
  EXPECT_EQ(context().redo_count(), 60u);
  EXPECT_EQ(context().variable("a"), json("0"));
}

TEST_F(RollbackThreads, StepsEdgesAndEffectsGoTogether) {
  read_always();
  each([this](int i) {
    StepOptions told;
    told.irreversible = i % 2 == 0;
    auto step = run.step_begin("s" + std::to_string(i), told);
    ASSERT_THAT(step, IsOk());
    if (i % 3 == 0) {
      ASSERT_THAT(step->rollback("m"), IsOk());
    } else {
      ASSERT_THAT(step->finish(json("1")), IsOk());
    }
  });
  each([this](int i) {
    ASSERT_THAT(
        run.add_edge({"s" + std::to_string(i), "s" + std::to_string(i + 1)}),
        IsOk());
    ASSERT_EQ(run.edges().size(), static_cast<size_t>(i));
  });
  each([this](int i) {
    Selector selector;
    selector.downstream_of = {"s" + std::to_string(i)};
    const auto plan = run.plan_rollback(&selector);
    if (!plan.ok()) return expect_done_or(plan, Code::kNotFound);
    expect_done_or(run.apply_plan(*plan), Code::kConflict);
  });
  each([this](int) { ASSERT_THAT(run.rollback(), IsOk()); });
}

}  // namespace
}  // namespace snaproll
