// Undo and redo of rollbacks, applied plans and applied patches.
#include "context/states.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::Optional;

std::shared_ptr<const Environment> environment_of(size_t undo_limit) {
  Environment environment = *test::fixed_environment();
  environment.undo_limit = undo_limit;
  return std::make_shared<const Environment>(environment);
}

class Undo : public test::PlacedManager {
 protected:
  void SetUp() override { begin(10, environment_of(100)); }
  void set(std::string_view text) {
    ASSERT_THAT(context().set_variable_json("v", text), IsOk());
  }
  void expect(std::string_view text, size_t undos, size_t redos) {
    EXPECT_THAT(context().variable("v"), Optional(json(text)));
    EXPECT_EQ(context().undo_count(), undos);
    EXPECT_EQ(context().redo_count(), redos);
  }
  void patch(std::string_view text) {
    ASSERT_THAT(context().apply_patch(*Patch::from_json(text)), IsOk());
  }
  void start(size_t limit) {
    begin(10, environment_of(limit));
    set("0");
  }
  // Patches v to 1, 2, …, n.
  void count_to(int n) {
    for (int i = 1; i <= n; ++i)
      patch("[[\"set\",\"/variables/v\"," + std::to_string(i) + "]]");
  }
};

SNAPROLL_EVERYWHERE(Undo);

TEST_P(Undo, TakesARollbackBackAndRedoDoesItAgain) {
  set("1");
  const Id first = manager().create_snapshot(context())->id();
  set("2");
  const Id second = manager().create_snapshot(context())->id();
  ASSERT_THAT(context().record_node_result("n", json("1")), IsOk());
  const std::string before = in_full(context().captured());
  ASSERT_TRUE(manager().rollback_to(context(), first)->success);
  expect("1", 1, 0);
  const std::string after = in_full(context().captured());

  const auto undone = context().undo_rollback();
  ASSERT_THAT(undone, IsOk());
  EXPECT_TRUE(undone->success);
  EXPECT_EQ(undone->applied_snapshot_id, std::nullopt);
  EXPECT_EQ(undone->nodes_removed, 0u);
  EXPECT_EQ(undone->variables_changed, 1u);
  EXPECT_EQ(in_full(undone->before), after);
  EXPECT_EQ(in_full(undone->after), before);
  EXPECT_EQ(in_full(context().captured()), before);
  EXPECT_EQ(context().position(), second);
  expect("2", 0, 1);

  const auto redone = context().redo_rollback();
  ASSERT_THAT(redone, IsOk());
  EXPECT_EQ(redone->nodes_removed, 1u);
  EXPECT_EQ(in_full(redone->before), before);
  EXPECT_EQ(in_full(context().captured()), after);
  EXPECT_EQ(context().position(), first);
  expect("1", 1, 0);
}

TEST_P(Undo, IsAChange) {
  set("1");
  patch(R"([["set","/variables/v",2]])");
  const uint64_t version = context().version();
  ASSERT_THAT(context().undo_rollback(), IsOk());
  EXPECT_EQ(context().version(), version + 1);
  ASSERT_THAT(context().redo_rollback(), IsOk());
  EXPECT_EQ(context().version(), version + 2);
}

TEST_P(Undo, WithNothingToTakeIsAnError) {
  const auto undone = context().undo_rollback();
  EXPECT_THAT(undone, IsError(Code::kNotFound));
  EXPECT_EQ(undone.error().message, "there is no rollback to undo");
  const auto redone = context().redo_rollback();
  EXPECT_THAT(redone, IsError(Code::kNotFound));
  EXPECT_EQ(redone.error().message, "there is no undone rollback to redo");
  EXPECT_EQ(context().version(), 0u);
  set("1");
  EXPECT_THAT(context().undo_rollback(), IsError(Code::kNotFound));
}

TEST_P(Undo, KeepsTheLastHundred) {
  set("0");
  count_to(150);
  expect("150", 100, 0);
  for (int i = 149; i >= 50; --i) {
    ASSERT_THAT(context().undo_rollback(), IsOk());
    expect(std::to_string(i), static_cast<size_t>(i - 50),
           static_cast<size_t>(150 - i));
  }
  EXPECT_THAT(context().undo_rollback(), IsError(Code::kNotFound));
  for (int i = 51; i <= 150; ++i) {
    ASSERT_THAT(context().redo_rollback(), IsOk());
    expect(std::to_string(i), static_cast<size_t>(i - 50),
           static_cast<size_t>(150 - i));
  }
  EXPECT_THAT(context().redo_rollback(), IsError(Code::kNotFound));
}

TEST_P(Undo, OfOneIsTheLastAlone) {
  start(1);
  count_to(3);
  expect("3", 1, 0);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  expect("2", 0, 1);
  ASSERT_THAT(context().redo_rollback(), IsOk());
  expect("3", 1, 0);
  count_to(1);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  expect("3", 0, 1);
}

TEST_P(Undo, OfNoneIsOff) {
  start(0);
  count_to(3);
  expect("3", 0, 0);
  EXPECT_THAT(context().undo_rollback(), IsError(Code::kNotFound));
  EXPECT_THAT(context().redo_rollback(), IsError(Code::kNotFound));
  context().clear_undo();
  ASSERT_THAT(manager().create_snapshot(context()), IsOk());
  set("9");
  EXPECT_TRUE(manager().rollback(context())->success);
  expect("3", 0, 0);
}

TEST_P(Undo, AnyOtherChangeClearsRedo) {
  using Edit = std::function<Status(Context&)>;
  const std::vector<Edit> edits = {
      [](Context& c) { return c.set_variable("z", Value()); },
      [](Context& c) { return c.remove_variable("v"); },
      [](Context& c) { return c.record_node_result("z", Value()); },
      [](Context& c) { return c.remove_node_result("n"); },
      [](Context& c) { return c.set("/variables/z", Value()); },
      [](Context& c) { return c.splice("/variables/l", 0, 0, {Value()}); },
      [](Context& c) { return c.splice_text("/variables/t", 0, 0, "x"); },
      [](Context& c) { return c.append("/variables/l", Value()); },
      [](Context& c) { return c.append_text("/variables/t", "x"); },
      [](Context& c) { return c.set_state({StateKind::kPaused, {}}); },
      [](Context& c) { return c.pause(); },
      [](Context& c) { return c.cancel(); },
      [](Context& c) { return c.mark_completed(); },
      [](Context& c) {
        return c.update({{Change::Kind::kSet, "/variables/z", {}, {}}});
      },
      [](Context& c) {
        return c.apply_patch(
            *Patch::from_json(R"([["set","/state","Paused"]])"));
      },
      [](Context& c) -> Status {
        auto back = c.roll_back(CapturedState(), std::nullopt, std::nullopt);
        return back.ok() ? Status() : Status(std::move(back).error());
      },
      [](Context& c) {
        Context change = c.begin();
        EXPECT_THAT(change.set_variable("z", Value()), IsOk());
        return change.commit();
      }};
  for (size_t i = 0; i < edits.size(); ++i) {
    SCOPED_TRACE(i);
    start(100);
    ASSERT_THAT(context().record_node_result("n", Value()), IsOk());
    ASSERT_THAT(context().set_variable("l", Value::array()), IsOk());
    ASSERT_THAT(context().set_variable("t", json("\"\"")), IsOk());
    count_to(2);
    ASSERT_THAT(context().undo_rollback(), IsOk());
    ASSERT_EQ(context().redo_count(), 1u);
    ASSERT_THAT(edits[i](context()), IsOk());
    EXPECT_EQ(context().redo_count(), 0u);
    EXPECT_THAT(context().redo_rollback(), IsError(Code::kNotFound));
  }
}

TEST_P(Undo, WhatChangesNothingKeepsRedo) {
  set("0");
  count_to(2);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  const auto taken = manager().create_snapshot(context());
  ASSERT_THAT(taken, IsOk());
  ASSERT_THAT(context().begin().commit(), IsOk());
  EXPECT_FALSE(context().remove_variable("z").ok());
  EXPECT_THAT(context().resume(), IsOk());
  EXPECT_THAT(context().update({}), IsOk());
  EXPECT_THAT(context().plan(*taken), IsOk());
  EXPECT_FALSE(manager().rollback_n(context(), 2)->success);
  expect("1", 1, 1);
  ASSERT_THAT(context().redo_rollback(), IsOk());
  expect("2", 2, 0);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  EXPECT_EQ(context().position(), taken->id());
}

TEST_P(Undo, AfterOtherChangesTakesThemAwayAndRedoBringsThemBack) {
  set("0");
  count_to(1);
  set("9");
  ASSERT_THAT(context().undo_rollback(), IsOk());
  expect("0", 0, 1);
  ASSERT_THAT(context().redo_rollback(), IsOk());
  expect("9", 1, 0);
}

TEST_P(Undo, EntriesAreNeverInTheHistory) {
  set("1");
  const Id id = manager().create_snapshot(context())->id();
  set("2");
  const std::string summary = manager().summary().to_json();
  ASSERT_TRUE(manager().rollback(context())->success);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  ASSERT_THAT(context().redo_rollback(), IsOk());
  EXPECT_EQ(manager().count(), 1u);
  EXPECT_EQ(manager().list().size(), 1u);
  EXPECT_EQ(manager().latest()->id(), id);
  EXPECT_EQ(manager().summary().to_json(), summary);
  EXPECT_FALSE(manager().rollback_n(context(), 2)->success);
  // Nor does dropping the history drop them.
  EXPECT_THAT(manager().clear(), IsOk());
  expect("1", 1, 0);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  expect("2", 0, 1);
}

TEST_P(Undo, ATransactionOfSeveralIsOneEntry) {
  set("0");
  const auto target = context().take_snapshot();
  set("1");
  const auto position = context().position();
  Context change = context().begin();
  ASSERT_THAT(
      change.apply_patch(*Patch::from_json(R"([["set","/variables/v",5]])")),
      IsOk());
  ASSERT_THAT(change.apply(*target), IsOk());
  ASSERT_THAT(change.undo_rollback(), IsOk());
  EXPECT_EQ(change.undo_count(), 1u);
  ASSERT_THAT(change.set_variable("v", json("7")), IsOk());
  ASSERT_THAT(change.commit(), IsOk());
  expect("7", 1, 0);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  expect("1", 0, 1);
  EXPECT_EQ(context().position(), position);
  // One that set nothing back is no entry.
  Context plain = context().begin();
  ASSERT_THAT(plain.set_variable("v", json("8")), IsOk());
  ASSERT_THAT(plain.commit(), IsOk());
  expect("8", 0, 0);
}

TEST_P(Undo, ATransactionAndACopyBeginWithoutEntries) {
  set("0");
  count_to(2);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  for (Context* other :
       {new Context(context().copy()), new Context(context().begin())}) {
    const std::unique_ptr<Context> owned(other);
    EXPECT_EQ(other->undo_count(), 0u);
    EXPECT_EQ(other->redo_count(), 0u);
    EXPECT_THAT(other->undo_rollback(), IsError(Code::kNotFound));
  }
  expect("1", 1, 1);
}

TEST_P(Undo, IsForgottenWhenTold) {
  set("0");
  count_to(2);
  ASSERT_THAT(context().undo_rollback(), IsOk());
  context().clear_undo();
  expect("1", 0, 0);
  EXPECT_THAT(context().undo_rollback(), IsError(Code::kNotFound));
  EXPECT_THAT(context().redo_rollback(), IsError(Code::kNotFound));
  count_to(1);
  expect("1", 1, 0);
}

TEST_P(Undo, OfAnEndedTransactionIsUnusable) {
  set("0");
  Context change = context().begin();
  ASSERT_THAT(
      change.apply_patch(*Patch::from_json(R"([["set","/variables/v",5]])")),
      IsOk());
  ASSERT_THAT(change.commit(), IsOk());
  EXPECT_THAT(change.undo_rollback(), IsError(Code::kUnusable));
  EXPECT_THAT(change.redo_rollback(), IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll
