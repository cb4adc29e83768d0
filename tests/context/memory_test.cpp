// Where memory runs out nothing is changed: each allocation of the ways of
// going back fails in turn.
#include "context/states.hpp"
#include "execution/execution_fixture.hpp"
#include "support/failing_memory.hpp"

namespace snaproll {
namespace {

using test::for_each_failure;
using test::in_full;
using test::IsOk;
using test::json;

// All that a failure must leave as it was.
struct Content {
  std::string state;
  std::optional<Id> position;
  uint64_t version;
  uint64_t next_sequence;
  size_t undos;
  size_t redos;

  explicit Content(const Context& context)
      : state(in_full(context.captured())),
        position(context.position()),
        version(context.version()),
        next_sequence(context.next_sequence()),
        undos(context.undo_count()),
        redos(context.redo_count()) {}
};

class Memory : public test::ExecutionTest {
 protected:
  // Enough variables that the paths of what differs need more room than the
  // stack has; messages that need memory of their own.
  void SetUp() override {
    ASSERT_THAT(run.set_edges({{"a", "b"}}), IsOk());
    for (int i = 0; i < 3000; ++i) set(i, "first");
    ASSERT_THAT(begin("before").finish(json("1")), IsOk());
    ASSERT_THAT(context().set_state(ExecutionState::failed(
                    "a message that needs memory of its own")),
                IsOk());
    target = *run.snapshot();
    for (int i = 0; i < 3000; i += 50) set(i, "second");
    StepOptions told;
    told.irreversible = true;
    for (const char* node : {"a", "b"}) {
      auto step = run.step_begin(node, told);
      set(node[0], "third");
      ASSERT_THAT(step->finish(json("1")), IsOk());
    }
    ASSERT_THAT(context().set_state(ExecutionState::failed(
                    "another one that needs memory of its own")),
                IsOk());
  }
  void set(int i, const char* text) {
    ASSERT_THAT(context().set_variable("variable" + std::to_string(i),
                                       *Value::text(text)),
                IsOk());
  }
  void expect_content(const Content& expected) {
    const Content now(context());
    EXPECT_EQ(now.state, expected.state);
    EXPECT_EQ(now.position, expected.position);
    EXPECT_EQ(now.version, expected.version);
    EXPECT_EQ(now.next_sequence, expected.next_sequence);
    EXPECT_EQ(now.undos, expected.undos);
    EXPECT_EQ(now.redos, expected.redos);
  }
  // `work` gives a Result; where it was done it is undone by `again`.
  template <typename Work, typename Again>
  void expect_whole_or_not_at_all(Work&& work, Again&& again) {
    bool done = false;
    std::optional<Content> before(context());
    const uint64_t version = before->version;
    for_each_failure(
        [&] {
          done = false;
          done = work();
        },
        [&] {
          EXPECT_FALSE(done);
          expect_content(*before);
        },
        [&] {
          EXPECT_TRUE(done);
          again();
          before.emplace(context());
        });
    EXPECT_TRUE(done);
    EXPECT_GE(context().version(), version);
  }

  std::optional<Snapshot> target;
};

TEST_F(Memory, OfAPlanAndItsApplication) {
  std::optional<RollbackPlan> plan;
  const auto again = [&] { ASSERT_THAT(context().undo_rollback(), IsOk()); };
  expect_whole_or_not_at_all([&] { return context().plan(*target).ok(); },
                             [] {});
  expect_whole_or_not_at_all(
      [&] { return run.plan_rollback_to(target->id()).ok(); }, [] {});
  plan = *run.plan_rollback_to(target->id());
  expect_whole_or_not_at_all([&] { return run.apply_plan(*plan).ok(); }, again);
  EXPECT_EQ(in_full(context().captured()), in_full(target->captured()));
}

TEST_F(Memory, OfGoingBackWithTransientValues) {
  ASSERT_THAT(context().set_private_paths(
                  {{"/variables/variable100", "/variables/variable295*",
                    "/node_results/a"},
                   {}}),
              IsOk());
  const auto again = [&] { ASSERT_THAT(context().undo_rollback(), IsOk()); };
  expect_whole_or_not_at_all([&] { return run.rollback_to(target->id()).ok(); },
                             again);
  EXPECT_THAT(context().variable("variable100"),
              ::testing::Optional(json(R"("second")")));
  EXPECT_THAT(context().variable("variable200"),
              ::testing::Optional(json(R"("first")")));
  EXPECT_TRUE(context().node_result("a").has_value());
  EXPECT_EQ(context().captured().variables.find("variable100"), std::nullopt);
  expect_whole_or_not_at_all(
      [&] { return context().undo_rollback().ok(); },
      [&] { ASSERT_THAT(context().redo_rollback(), IsOk()); });
}

TEST_F(Memory, OfASelection) {
  Selector selector;
  selector.variables = {"variable1*", "variable2000"};
  selector.node_results = {"a"};
  selector.pointers = {"/variables/variable2050", "/node_results/b/result"};
  selector.downstream_of = {"b"};
  selector.state = true;
  selector.allow_nothing = true;
  std::optional<RollbackPlan> plan;
  expect_whole_or_not_at_all(
      [&] {
        auto made = run.plan_rollback_to(target->id(), &selector);
        if (made.ok()) plan = *std::move(made);
        return made.ok();
      },
      [] {});
  EXPECT_EQ(plan->result().removed_nodes().size(), 2u);
}

TEST_F(Memory, OfAPatch) {
  const auto patch = Patch::diff(*context().value(), *target->value());
  ASSERT_THAT(patch, IsOk());
  expect_whole_or_not_at_all(
      [&] { return context().apply_patch(*patch).ok(); },
      [&] { ASSERT_THAT(context().undo_rollback(), IsOk()); });
  EXPECT_EQ(test::canonical(context().captured()),
            test::canonical(target->captured()));
}

TEST_F(Memory, OfUndoAndRedo) {
  ASSERT_THAT(run.rollback_to(target->id()), IsOk());
  const auto redo = [&] { ASSERT_THAT(context().redo_rollback(), IsOk()); };
  const auto undo = [&] { ASSERT_THAT(context().undo_rollback(), IsOk()); };
  expect_whole_or_not_at_all([&] { return run.undo_rollback().ok(); }, redo);
  expect_whole_or_not_at_all([&] { return run.redo_rollback().ok(); }, undo);
  expect_whole_or_not_at_all([&] { return context().undo_rollback().ok(); },
                             redo);
  expect_whole_or_not_at_all([&] { return context().redo_rollback().ok(); },
                             undo);
}

TEST_F(Memory, OfARollback) {
  const auto again = [&] { ASSERT_THAT(context().undo_rollback(), IsOk()); };
  expect_whole_or_not_at_all([&] { return run.rollback_to(target->id()).ok(); },
                             again);
  again();
  expect_whole_or_not_at_all(
      [&] { return run.manager().rollback_to(context(), target->id()).ok(); },
      again);
  again();
  expect_whole_or_not_at_all([&] { return context().apply(*target).ok(); },
                             again);
}

TEST_F(Memory, OfAStepThatIsRolledBack) {
  Step step = begin("c");
  for (int i = 0; i < 3000; i += 20) set(i, "in the step");
  const Content before(context());
  for_each_failure([&] { (void)step.rollback("no disk"); },
                   [&] {
                     expect_content(before);
                     EXPECT_EQ(run.attempts("c")[0].outcome,
                               AttemptOutcome::kOpen);
                   },
                   [] { FAIL() << "it did without"; });
  EXPECT_EQ(run.attempts("c")[0].outcome, AttemptOutcome::kRolledBack);
}

TEST_F(Memory, OfACommit) {
  std::optional<Context> change;
  const auto begin_change = [&] {
    change = context().begin();
    ASSERT_THAT(change->apply(*target), IsOk());
  };
  begin_change();
  expect_whole_or_not_at_all([&] { return change->commit().ok(); },
                             begin_change);
  EXPECT_EQ(context().undo_count(), 1u);
}

TEST_F(Memory, OfAnUpdate) {
  std::vector<Change> changes(3);
  changes[0] = {Change::Kind::kSet, "/node_results/z", json("1"), {}};
  changes[1] = {Change::Kind::kSet,
                "/state",
                json(R"({"Failed":"a message that needs memory of its own"})"),
                {}};
  changes[2] = {Change::Kind::kRemove, "/variables/variable7", {}, {}};
  expect_whole_or_not_at_all([&] { return context().update(changes).ok(); },
                             [] { FAIL() << "it did without"; });
}

TEST_F(Memory, OfEdges) {
  std::vector<Edge> edges;
  for (int i = 0; i < 30; ++i)
    edges.push_back({"a node with a long name " + std::to_string(i),
                     "a node with a long name " + std::to_string(i + 1)});
  const std::vector<Edge> before = run.edges();
  for_each_failure([&] { (void)run.set_edges(edges); },
                   [&] { EXPECT_EQ(run.edges(), before); },
                   [] { FAIL() << "it did without"; });
  EXPECT_EQ(run.edges().size(), edges.size());
}

}  // namespace
}  // namespace snaproll
