// Effects crossed: irreversible steps that a rollback goes back behind.
#include "execution/execution_fixture.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using test::ExecutionTest;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EffectsTest : public ExecutionTest {
 protected:
  Step irreversible(std::string_view node) {
    StepOptions told;
    told.irreversible = true;
    auto step = run.step_begin(node, told);
    EXPECT_THAT(step, IsOk());
    return *std::move(step);
  }
  void pay(std::string_view node) {
    ASSERT_THAT(irreversible(node).finish(json("1")), IsOk());
  }
  void work(std::string_view node) {
    ASSERT_THAT(begin(node).finish(json("1")), IsOk());
  }
  Id take() { return run.snapshot()->id(); }
  static std::vector<std::string> nodes(const RollbackResult& result) {
    std::vector<std::string> names;
    for (const Effect& effect : result.effects) names.push_back(effect.node);
    return names;
  }
  // Of a rollback to a snapshot, which the plan shows too.
  std::vector<std::string> crossed(const Id& id) {
    const auto plan = run.plan_rollback_to(id);
    EXPECT_THAT(plan, IsOk());
    const auto done = run.rollback_to(id);
    EXPECT_THAT(done, IsOk());
    EXPECT_EQ(nodes(plan->result()), nodes(*done));
    return nodes(*done);
  }
  std::vector<std::string> crossed_by(const Id& id, const Selector& selector) {
    const auto plan = run.plan_rollback_to(id, &selector);
    EXPECT_THAT(plan, IsOk());
    const auto done = run.apply_plan(*plan);
    EXPECT_THAT(done, IsOk());
    EXPECT_EQ(nodes(plan->result()), nodes(*done));
    return nodes(*done);
  }
};

SNAPROLL_EVERYWHERE(EffectsTest);

TEST_P(EffectsTest, TellWhatAHostNeedsToNameThem) {
  const Id id = take();
  Step step = irreversible("pay");
  ASSERT_THAT(step.finish(json("1")), IsOk());
  const auto result = run.rollback_to(id);
  ASSERT_THAT(result, IsOk());
  ASSERT_EQ(result->effects.size(), 1u);
  const Effect& effect = result->effects[0];
  EXPECT_EQ(effect.node, "pay");
  EXPECT_EQ(effect.idempotency_key, step.idempotency_key());
  EXPECT_EQ(effect.attempt, 1u);
  EXPECT_EQ(effect.started_at, run.attempts("pay")[0].started_at);
}

TEST_P(EffectsTest, AreThoseAfterTheTargetNewestFirst) {
  pay("before");
  const Id id = take();
  pay("one");
  work("reversible");
  pay("two");
  EXPECT_THAT(crossed(id), ElementsAre("two", "one"));
}

TEST_P(EffectsTest, OfTheStepThatTheTargetWasTakenForAreCrossed) {
  Step step = irreversible("pay");
  const Id id = *step.snapshot_id();
  ASSERT_THAT(step.finish(json("1")), IsOk());
  EXPECT_THAT(crossed(id), ElementsAre("pay"));
}

TEST_P(EffectsTest, CountHoweverTheStepEnded) {
  const Id id = take();
  ASSERT_THAT(irreversible("failed").fail("m"), IsOk());
  const auto back = irreversible("back").rollback("m");
  ASSERT_THAT(back, IsOk());
  EXPECT_THAT(nodes(*back), ElementsAre("back"));
  const Step open = irreversible("open");
  EXPECT_THAT(crossed(id), ElementsAre("open", "back", "failed"));
}

TEST_P(EffectsTest, BeforeTheTargetAreNotCrossedHoweverTheStepEnded) {
  pay("finished");
  ASSERT_THAT(irreversible("failed").fail("m"), IsOk());
  ASSERT_THAT(irreversible("back").rollback("m"), IsOk());
  const Id id = take();
  work("later");
  EXPECT_THAT(crossed(id), IsEmpty());
}

TEST_P(EffectsTest, OfAStepThatIsOpenAreCrossedByEveryTarget) {
  const Step open = irreversible("open");
  const Id id = take();
  EXPECT_THAT(crossed(id), ElementsAre("open"));
}

TEST_P(EffectsTest, OfAStepThatEndsBehindTheTargetAreCrossed) {
  Step step = irreversible("pay");
  const Id id = take();
  ASSERT_THAT(step.rollback("m"), IsOk());
  EXPECT_THAT(crossed(id), ElementsAre("pay"));
}

// Its attempt was given up when the next one began; what it did lies before
// all that came after that.
TEST_P(EffectsTest, OfAnAttemptThatWasGivenUpLieBehindTheNextOne) {
  for (const bool again : {true, false}) {
    const std::string node = again ? "pay" : "post";
    {
      const Step lost = irreversible(node);
    }
    Step second = again ? irreversible(node) : begin(node);
    ASSERT_THAT(second.finish(json("1")), IsOk());
    const Id id = take();
    work("later" + node);
    EXPECT_THAT(crossed(id), IsEmpty()) << node;
  }
}

TEST_P(EffectsTest, OfAnAttemptThatWasGivenUpAreCrossedByTargetsBeforeIt) {
  const Id id = take();
  {
    const Step lost = irreversible("pay");
  }
  ASSERT_THAT(begin("pay").finish(json("1")), IsOk());
  EXPECT_THAT(crossed(id), ElementsAre("pay"));
}

TEST_P(EffectsTest, HaveEachKeyOnceByTheNewestAttempt) {
  const Id id = take();
  ASSERT_THAT(irreversible("pay").fail("m"), IsOk());
  ASSERT_THAT(irreversible("pay").rollback("m"), IsOk());
  pay("pay");
  const auto result = run.rollback_to(id);
  ASSERT_THAT(result, IsOk());
  ASSERT_EQ(result->effects.size(), 1u);
  EXPECT_EQ(result->effects[0].attempt, 3u);
}

TEST_P(EffectsTest, OfASelectiveRollbackAreThoseWhoseResultIsTaken) {
  const Id id = take();
  pay("one");
  pay("two");
  ASSERT_THAT(context().set_variable("v", json("1")), IsOk());
  ASSERT_THAT(irreversible("back").rollback("m"), IsOk());
  Selector variables;
  variables.variables = {"*"};
  variables.allow_nothing = true;
  EXPECT_THAT(crossed_by(id, variables), IsEmpty());
  Selector node;
  node.node_results = {"one"};
  EXPECT_THAT(crossed_by(id, node), ElementsAre("one"));
}

TEST_P(EffectsTest, OfOpenStepsAreNotCrossedByASelectiveRollback) {
  const Id id = take();
  ASSERT_THAT(context().set_variable("v", json("1")), IsOk());
  const Step open = irreversible("open");
  Selector selector;
  selector.variables = {"v"};
  EXPECT_THAT(crossed_by(id, selector), IsEmpty());
}

TEST_P(EffectsTest, OfOpenStepsAreNotCrossedByUndoAndRedo) {
  const Step open = irreversible("open");
  ASSERT_THAT(run.rollback(), IsOk());
  EXPECT_THAT(nodes(*run.undo_rollback()), IsEmpty());
  EXPECT_THAT(nodes(*run.redo_rollback()), IsEmpty());
}

TEST_P(EffectsTest, OfAnUndoAreThoseThatRanSinceTheRollback) {
  const Id id = take();
  pay("old");
  EXPECT_THAT(crossed(id), ElementsAre("old"));
  pay("new");
  EXPECT_THAT(nodes(*run.undo_rollback()), ElementsAre("new"));
  EXPECT_THAT(nodes(*run.redo_rollback()), ElementsAre("old"));
}

// S3: what its numbers are says nothing of this execution.
TEST_P(EffectsTest, OfAForeignSnapshotAreThoseWhoseResultIsTaken) {
  Execution other = make(options());
  for (int i = 0; i < 20; ++i)
    ASSERT_THAT(other.context().record_node_result("n", json("1")), IsOk());
  const auto foreign = other.snapshot();
  ASSERT_THAT(foreign, IsOk());
  pay("pay");
  const Step open = irreversible("open");
  EXPECT_THAT(run.manager().push_snapshot(*foreign), IsOk());
  EXPECT_THAT(crossed(foreign->id()), ElementsAre("open", "pay"));
  const auto text = foreign->to_json();
  const auto read = Snapshot::from_json(*text);
  ASSERT_THAT(run.undo_rollback(), IsOk());
  EXPECT_THAT(run.manager().push_snapshot(*read), IsOk());
  EXPECT_THAT(crossed(read->id()), ElementsAre("open", "pay"));
}

TEST_P(EffectsTest, OfAFailedRollbackAreNone) {
  pay("pay");
  EXPECT_THAT(run.clear(), IsOk());
  const auto result = run.rollback();
  ASSERT_THAT(result, IsOk());
  EXPECT_FALSE(result->success);
  EXPECT_THAT(result->effects, IsEmpty());
}

TEST_P(EffectsTest, OfStepsBegunSinceThePlanAreInTheResult) {
  const Id id = take();
  run.manager().disable_auto_snapshot();
  const auto plan = run.plan_rollback_to(id);
  ASSERT_THAT(plan, IsOk());
  const Step open = irreversible("open");
  const auto done = run.apply_plan(*plan);
  ASSERT_THAT(done, IsOk());
  EXPECT_THAT(nodes(*done), ElementsAre("open"));
}

TEST_P(EffectsTest, OfAForkHaveOtherKeys) {
  const Id id = take();
  pay("pay");
  ExecutionOptions other = options();
  other.execution_id = "fork";
  Execution fork = make(other);
  const auto key = fork.step_begin("pay")->idempotency_key();
  EXPECT_NE(run.rollback_to(id)->effects[0].idempotency_key, key);
}

// Cost: by what is crossed, not by all that ever ran.
TEST_P(EffectsTest, CostNothingWhereTheyLieBeforeTheTarget) {
  const auto visits = [&](int steps) {
    Execution many = make(options());
    StepOptions told;
    told.irreversible = true;
    for (int i = 0; i < steps; ++i) {
      auto step = many.step_begin("n" + std::to_string(i), told);
      EXPECT_THAT(step->finish(json("1")), IsOk());
    }
    EXPECT_THAT(many.snapshot(), IsOk());
    EXPECT_THAT(many.context().set_variable("v", json("1")), IsOk());
    const uint64_t before = detail::tree_counters().nodes_visited;
    EXPECT_TRUE(many.rollback()->effects.empty());
    return detail::tree_counters().nodes_visited - before;
  };
  const uint64_t few = visits(10);
  EXPECT_LE(visits(1000), few + 10);
}

}  // namespace
}  // namespace snaproll
