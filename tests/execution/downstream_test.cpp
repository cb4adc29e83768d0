// Dependency-aware rollback: a node and all that is downstream of it, with the
// variables that only these nodes wrote.
#include "execution/execution_fixture.hpp"

namespace snaproll {
namespace {

using test::ExecutionTest;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Downstream : public ExecutionTest {
 protected:
  // A diamond, and a branch of its own.
  void SetUp() override {
    ASSERT_THAT(run.set_edges({{"a", "b"},
                               {"a", "c"},
                               {"b", "d"},
                               {"c", "d"},
                               {"other", "more"}}),
                IsOk());
    ASSERT_THAT(context().set_variable("host", json("0")), IsOk());
    target = run.snapshot()->id();
  }
  void set(std::string_view name, std::string_view text = "1") {
    ASSERT_THAT(context().set_variable_json(name, text), IsOk());
  }
  // Runs a node that sets its variable.
  void work(const std::string& node, std::string_view variable = {}) {
    Step step = begin(node);
    set(variable.empty() ? "of " + node : std::string(variable),
        '"' + node + '"');
    ASSERT_THAT(step.finish(json("1")), IsOk());
  }
  void work_all() {
    for (const char* node : {"a", "b", "other", "c", "more", "d"})
      ASSERT_NO_FATAL_FAILURE(work(node));
  }
  RollbackResult undo(std::vector<std::string> nodes) {
    Selector selector;
    selector.downstream_of = std::move(nodes);
    return undo(selector);
  }
  RollbackResult undo(const Selector& selector) {
    const auto plan = run.plan_rollback_to(target, &selector);
    EXPECT_THAT(plan, IsOk());
    if (!plan.ok()) return {};
    auto done = run.apply_plan(*plan);
    EXPECT_THAT(done, IsOk());
    return *std::move(done);
  }
  std::vector<std::string> left() {
    return context().captured().variables.names();
  }

  Id target;
};

SNAPROLL_EVERYWHERE(Downstream);

TEST_P(Downstream, TakesANodeAndAllBelowItWithTheirVariables) {
  work_all();
  const RollbackResult result = undo({"b"});
  EXPECT_THAT(result.removed_nodes(), ElementsAre("d", "b"));
  EXPECT_THAT(result.variables().removed, ElementsAre("of b", "of d"));
  EXPECT_THAT(left(),
              ElementsAre("host", "of a", "of c", "of more", "of other"));
  EXPECT_THAT(context().captured().nodes_in_order(),
              ElementsAre("a", "other", "c", "more"));
  EXPECT_FALSE(begin("d").done());
  EXPECT_TRUE(begin("c").done());
}

TEST_P(Downstream, ADiamondIsTakenOnce) {
  work_all();
  EXPECT_THAT(undo({"a", "c", "a"}).removed_nodes(),
              ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(left(), ElementsAre("host", "of more", "of other"));
}

TEST_P(Downstream, IndependentBranchesStay) {
  work_all();
  const RollbackResult result = undo({"other"});
  EXPECT_THAT(result.removed_nodes(), ElementsAre("more", "other"));
  EXPECT_THAT(left(), ElementsAre("host", "of a", "of b", "of c", "of d"));
}

TEST_P(Downstream, KeepsWhatTheHostWroteBetweenSteps) {
  work("b");
  set("host", "5");
  set("later", "6");
  EXPECT_THAT(undo({"b"}).variables().removed, ElementsAre("of b"));
  EXPECT_THAT(left(), ElementsAre("host", "later"));
  EXPECT_EQ(context().variable("host"), json("5"));
}

TEST_P(Downstream, KeepsWhatAnotherNodeWroteToo) {
  work("b", "shared");
  work("other", "shared");
  EXPECT_THAT(undo({"b"}).variables().removed, IsEmpty());
  EXPECT_THAT(left(), ElementsAre("host", "shared"));
  // Where both go, it goes.
  EXPECT_THAT(undo({"b", "other"}).variables().removed, ElementsAre("shared"));
}

// The rule for overlapping steps: what changed while several ran was written
// by all of them.
TEST_P(Downstream, StepsThatOverlapWroteWhatChangedMeanwhile) {
  Step b = begin("b");
  set("before");
  Step other = begin("other");
  set("meanwhile");
  ASSERT_THAT(b.finish(json("1")), IsOk());
  set("after");
  ASSERT_THAT(other.finish(json("1")), IsOk());
  EXPECT_THAT(undo({"b"}).variables().removed, ElementsAre("before"));
  EXPECT_THAT(left(), ElementsAre("after", "host", "meanwhile"));
  // Now b did not run, and the other one alone did.
  EXPECT_THAT(undo({"other"}).variables().removed,
              ElementsAre("after", "meanwhile"));
}

TEST_P(Downstream, WhatAFailedAttemptWroteIsItsNodes) {
  {
    Step first = begin("b");
    set("first");
    ASSERT_THAT(first.fail("no disk"), IsOk());
  }
  {
    Step second = begin("b");
    set("second");
    ASSERT_THAT(second.finish(json("1")), IsOk());
  }
  EXPECT_THAT(undo({"b"}).variables().removed, ElementsAre("first", "second"));
}

TEST_P(Downstream, WhatAnAttemptThatWasRolledBackWroteIsNobodys) {
  {
    Step first = begin("b");
    set("x");
    ASSERT_THAT(first.rollback("no disk"), IsOk());
  }
  work("b", "y");
  set("x", "2");
  EXPECT_THAT(undo({"b"}).variables().removed, ElementsAre("y"));
  EXPECT_EQ(context().variable("x"), json("2"));
}

TEST_P(Downstream, CountsOnlyWhatWasWrittenSinceTheTarget) {
  work("b", "x");
  work("other", "y");
  target = run.snapshot()->id();
  ASSERT_THAT(context().remove_node_result("b"), IsOk());
  Step again = begin("b");
  set("y", "2");
  ASSERT_THAT(again.finish(json("2")), IsOk());
  set("x", "9");
  const RollbackResult result = undo({"b"});
  EXPECT_THAT(result.variables().changed, ElementsAre("y"));
  EXPECT_EQ(context().variable("y"), json("\"other\""));
  EXPECT_EQ(context().variable("x"), json("9"));
}

TEST_P(Downstream, NodesThatWereUndoneWroteNothing) {
  work("other", "x");
  ASSERT_TRUE(run.rollback_to(target)->success);
  work("b", "x");
  EXPECT_THAT(undo({"b"}).variables().removed, ElementsAre("x"));
}

TEST_P(Downstream, ChangedVariablesComeBack) {
  Step step = begin("b");
  set("host", "7");
  ASSERT_THAT(context().set_variable("new", json("1")), IsOk());
  ASSERT_THAT(step.finish(json("1")), IsOk());
  const RollbackResult result = undo({"b"});
  EXPECT_THAT(result.variables().changed, ElementsAre("host"));
  EXPECT_EQ(context().variable("host"), json("0"));
}

TEST_P(Downstream, GoesTogetherWithOtherNames) {
  work_all();
  Selector selector;
  selector.downstream_of = {"d"};
  selector.variables = {"of more"};
  selector.node_results = {"more"};
  EXPECT_THAT(undo(selector).removed_nodes(), ElementsAre("d", "more"));
  EXPECT_THAT(left(), ElementsAre("host", "of a", "of b", "of c", "of other"));
}

TEST_P(Downstream, EverythingButKeepsABranch) {
  work_all();
  Selector selector;
  selector.downstream_of = {"other"};
  selector.everything_but = true;
  undo(selector);
  EXPECT_THAT(left(), ElementsAre("host", "of more", "of other"));
  EXPECT_THAT(context().captured().nodes_in_order(),
              ElementsAre("other", "more"));
}

TEST_P(Downstream, UnknownNodesAreErrors) {
  work("a");
  const auto plan = [&](const std::string& node) {
    Selector selector;
    selector.downstream_of = {"a", node};
    selector.allow_nothing = true;
    return run.plan_rollback_to(target, &selector);
  };
  const auto unknown = plan("z");
  EXPECT_THAT(unknown, IsError(Code::kNotFound));
  EXPECT_EQ(unknown.error().message, "no node 'z' has an edge or a result");
  EXPECT_THAT(plan(""), IsError(Code::kNotFound));
  EXPECT_EQ(plan("z\n").error().message,
            "no node 'z?' has an edge or a result");
  EXPECT_THAT(plan(std::string("z\xff")), IsError(Code::kParse));
  // An edge or a result is enough.
  EXPECT_THAT(plan("d"), IsOk());
  ASSERT_THAT(context().record_node_result("alone", json("1")), IsOk());
  EXPECT_THAT(plan("alone"), IsOk());
}

TEST_P(Downstream, WithoutEdgesIsTheNodeAlone) {
  Execution plain = make(options());
  const Id id = plain.snapshot()->id();
  ASSERT_THAT(plain.step_begin("n")->finish(json("1")), IsOk());
  ASSERT_THAT(plain.step_begin("m")->finish(json("1")), IsOk());
  Selector selector;
  selector.downstream_of = {"n"};
  const auto plan = plain.plan_rollback_to(id, &selector);
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->result().removed_nodes(), ElementsAre("n"));
}

TEST_P(Downstream, FailsAsRollbacksDo) {
  Selector selector;
  selector.downstream_of = {"a"};
  EXPECT_THAT(run.clear(), IsOk());
  const auto none = run.plan_rollback(&selector);
  EXPECT_THAT(none, IsError(Code::kNotFound));
  EXPECT_EQ(none.error().message, "No snapshots available");
  EXPECT_THAT(run.plan_rollback_n(0, &selector),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.plan_rollback_n(1, &selector), IsError(Code::kRange));
  EXPECT_THAT(run.plan_rollback_to(target, &selector),
              IsError(Code::kNotFound));
}

TEST_P(Downstream, PlansConflictLikeOthers) {
  work_all();
  Selector selector;
  selector.downstream_of = {"b"};
  const auto plan = run.plan_rollback_to(target, &selector);
  ASSERT_THAT(plan, IsOk());
  set("host", "3");
  EXPECT_THAT(run.apply_plan(*plan), IsError(Code::kConflict));
  EXPECT_EQ(left().size(), 7u);
}

}  // namespace
}  // namespace snaproll
