// snaproll.hpp, the wrapper for C++: patches, plans, selective rollback, undo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <snaproll.hpp>
#include <string>

#include "wrapper.hpp"

namespace snaproll::abi {
namespace {

using test::error_of;
using test::fixed_options;
using testing::HasSubstr;

TEST(WrapperGoingBack, APatchIsReadAppliedAndInverted) {
  const Value before = Value::parse(R"({"a":[1,2]})");
  const Patch patch = Patch::from_json(R"([{"op":"remove","path":"/a/0"}])");
  const Value after = patch.apply(before);
  EXPECT_EQ(after.to_json(), R"({"a":[2]})");
  EXPECT_TRUE(patch.invert(before).apply(after).same(before));
  const Patch diff = Patch::diff(before, after);
  EXPECT_EQ(diff.to_compact(), R"([["splice","/a",0,1,[]]])");
  EXPECT_EQ(diff.ref().to_json(), patch.to_json());
  EXPECT_EQ(diff.to_text(), "~ /a: at 0, 1 element removed\n");
  const Patch both = diff.compose(Patch::from_json(R"([["append","/a",[3]]])"));
  EXPECT_EQ(both.size(), 2u);
  EXPECT_EQ(both.apply(before).to_json(), R"({"a":[2,3]})");
}

TEST(WrapperGoingBack, APatchThatFailsTellsItsOperationAndPlace) {
  const Patch patch = Patch::from_json(R"([["test","/a",2]])");
  const Error error =
      error_of([&] { patch.apply(Value::parse(R"({"a":1})")); });
  EXPECT_EQ(error.code, SNAPROLL_TEST_FAILED);
  EXPECT_STREQ(error.what(),
               "operation 0: another value stands at this pointer");
  EXPECT_EQ(error.pointer, "/a");
  EXPECT_EQ(error_of([] { Patch::from_json("[1]"); }).pointer, "/0");
}

TEST(WrapperGoingBack, ACancelStopsADiff) {
  const Value value = Value::new_null();
  const Cancel cancel = Cancel::make();
  cancel.trigger();
  EXPECT_EQ(error_of([&] { Patch::diff(value, value, &cancel); }).code,
            SNAPROLL_STOPPED);
}

TEST(WrapperGoingBack, ValuesAndContextsAreSplicedAndTested) {
  const Value value = Value::parse(R"({"a":[1,2],"t":"abc"})");
  EXPECT_EQ(value.splice("/a", 0, 1, Value::parse("[0]")).to_json(),
            R"({"a":[0,2],"t":"abc"})");
  EXPECT_EQ(value.splice_text("/t", 1, 1, "").to_json(),
            R"({"a":[1,2],"t":"ac"})");
  value.test("/a/0", Value::parse("1.0"));
  EXPECT_EQ(error_of([&] { value.test("/a/0", Value::new_null()); }).code,
            SNAPROLL_TEST_FAILED);
  EXPECT_TRUE(value.get_at("/a/0").equivalent(Value::parse("1e0")));
  Context context("flow");
  context.set_variable_value("v", value);
  context.splice("/variables/v/a", 2, 0, "[3]");
  context.splice_text("/variables/v/t", 0, 3, "xyz");
  context.test("/variables/v/t", R"("xyz")");
  EXPECT_EQ(error_of([&] { context.test("/variables/v/t", "1"); }).pointer,
            "/variables/v/t");
  EXPECT_EQ(context.get_variable("v"), R"({"a":[1,2,3],"t":"xyz"})");
}

TEST(WrapperGoingBack, SnapshotsAndContextsAreComparedAndPatched) {
  Context context("flow");
  context.set_variable_int64("n", 1);
  const Snapshot first = context.take_snapshot();
  context.set_variable_int64("n", 2);
  const Snapshot second = context.take_snapshot();
  const Patch there = first.diff(second);
  EXPECT_EQ(there.to_compact(), R"([["set","/variables/n",2]])");
  EXPECT_EQ(context.diff(first).to_compact(), there.to_compact());
  EXPECT_TRUE(second.value().same(context.value()));
  context.apply_patch(second.diff(first));
  EXPECT_TRUE(context.value().same(first.value()));
  EXPECT_EQ(context.undo_count(), 1u);
}

TEST(WrapperGoingBack, APlanIsLookedAtAppliedAndUndone) {
  Context context("flow");
  Manager manager;
  context.set_variable_int64("n", 1);
  const snaproll_id id = manager.create_snapshot(context);
  context.set_variable_int64("n", 2);
  context.set_variable_int64("new", 1);
  context.record_node_result("a", "1");
  context.pause();
  const RollbackPlan plan = manager.plan_rollback(context);
  const RollbackResult seen = plan.ref().result();
  EXPECT_EQ(seen.removed_nodes(), R"(["a"])");
  EXPECT_EQ(seen.changed_variables(), R"(["n"])");
  EXPECT_EQ(seen.removed_variables(), R"(["new"])");
  EXPECT_EQ(seen.reappeared_variables(), "[]");
  EXPECT_EQ(seen.effects(), "[]");
  EXPECT_EQ(seen.state_before(), R"("Paused")");
  EXPECT_EQ(seen.state_after(), R"("Running")");
  EXPECT_EQ(seen.patch().size(), 4u);
  EXPECT_THAT(seen.text(), HasSubstr("node results removed: a\n"));
  EXPECT_EQ(context.get_variable_int64("n"), 2);
  EXPECT_EQ(context.apply_plan(plan).nodes_removed(), 1u);
  EXPECT_EQ(error_of([&] { context.apply_plan(plan); }).code,
            SNAPROLL_CONFLICT);
  EXPECT_EQ(context.undo_rollback().reappeared_variables(), R"(["new"])");
  EXPECT_EQ(context.redo_count(), 1u);
  EXPECT_EQ(context.redo_rollback().removed_variables(), R"(["new"])");
  context.clear_undo();
  EXPECT_EQ(error_of([&] { context.undo_rollback(); }).code,
            SNAPROLL_NOT_FOUND);
  EXPECT_EQ(manager.plan_rollback_to(context, id).result().changed_variables(),
            manager.plan_rollback_n(context, 1).result().changed_variables());
}

TEST(WrapperGoingBack, AnUndoLimitIsAnOption) {
  Options options = fixed_options();
  options.set_undo_limit(0);
  Context context("flow", &options);
  context.apply_patch(Patch::from_json(R"([["add","/variables/n",1]])"));
  EXPECT_EQ(context.undo_count(), 0u);
}

TEST(WrapperGoingBack, ASelectorNamesWhatIsTakenBack) {
  Context context("flow");
  Manager manager;
  context.set_variable_int64("kept", 1);
  context.record_node_result("kept", "1");
  manager.create_snapshot(context);
  for (const char* name : {"a/1", "a/2", "b"})
    context.set_variable_int64(name, 1);
  context.record_node_result("n", "1");
  context.pause();
  Selector selector = Selector::make();
  selector.add_variable("a/*");
  selector.add_node_result("n");
  selector.add_pointer("/variables/b");
  const auto patch = [&] {
    return manager.plan_rollback(context, &selector)
        .result()
        .patch()
        .to_compact();
  };
  EXPECT_EQ(patch(),
            R"([["remove","/node_results/n"],["remove","/variables/a~11"],)"
            R"(["remove","/variables/a~12"],["remove","/variables/b"]])");
  selector.set_everything_but(true);
  EXPECT_EQ(patch(), R"([["set","/state","Running"]])");
  selector.set_state(true);
  EXPECT_EQ(patch(), "[]");
  selector.add_variable("nobody");
  EXPECT_EQ(error_of(patch).code, SNAPROLL_NOT_FOUND);
  selector.set_allow_nothing(true);
  EXPECT_EQ(patch(), "[]");
}

TEST(WrapperGoingBack, AnExecutionKnowsWhatIsDownstreamAndItsEffects) {
  Execution run;
  run.set_edges(R"([["fetch","parse"]])");
  run.add_edge("parse", "mail");
  EXPECT_EQ(run.edges(), R"([["fetch","parse"],["parse","mail"]])");
  EXPECT_EQ(error_of([&] { run.add_edge("mail", "fetch"); }).code,
            SNAPROLL_INVALID_ARGUMENT);
  const snaproll_id begin = run.snapshot();
  StepOptions told = StepOptions::make();
  told.set_irreversible(true);
  for (const char* node : {"fetch", "other", "parse"})
    run.step(node, [] { return std::string("1"); });
  run.step_begin("mail", &told).finish("1");
  Selector selector = Selector::make();
  selector.add_downstream_of("parse");
  const RollbackPlan plan = run.plan_rollback_to(begin, &selector);
  EXPECT_EQ(plan.result().removed_nodes(), R"(["mail","parse"])");
  EXPECT_THAT(plan.result().effects(), HasSubstr(R"("node":"mail")"));
  EXPECT_EQ(run.apply_plan(plan).nodes_removed(), 2u);
  EXPECT_TRUE(run.is_done("other"));
  EXPECT_FALSE(run.is_done("parse"));
  run.undo_rollback();
  EXPECT_TRUE(run.is_done("parse"));
  EXPECT_EQ(run.redo_rollback().removed_nodes(), R"(["mail","parse"])");
  EXPECT_EQ(run.plan_rollback_n(5).result().removed_nodes(),
            R"(["other","fetch"])");
  run.clear();
  EXPECT_EQ(error_of([&] { run.plan_rollback(); }).code, SNAPROLL_NOT_FOUND);
}

}  // namespace
}  // namespace snaproll::abi
