// Transient values: in the live context, and in nothing that is captured.
#include <set>

#include "context/context_rep.hpp"
#include "context/states.hpp"
#include "snaproll/pointer.hpp"
#include "support/matchers.hpp"
#include "support/places.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using ::testing::Optional;

const PrivatePaths kPaths{
    {"/variables/token", "/variables/session/key",
     "/variables/users/*/password", "/node_results/login/result/Success/token",
     "/node_results/scratch"},
    {}};

class Transient : public test::PlacedContext {
 protected:
  void SetUp() override {
    make_context();
    ASSERT_THAT(context().set_private_paths(kPaths), IsOk());
    set("token", R"("hunter2")");
    set("session", R"({"key":"hunter2","id":7})");
    set("users", R"([{"name":"a","password":"hunter2"},{"name":"b"}])");
    set("plain", "1");
  }
  void set(std::string_view name, std::string_view text) {
    ASSERT_THAT(context().set_variable_json(name, text), IsOk());
  }
  Snapshot take() { return *context().take_snapshot(); }
  std::string captured() const {
    return const_cast<Transient*>(this)
        ->context()
        .captured()
        .variables.to_json();
  }
};

const char* const kKept =
    R"({"plain":1,"session":{"id":7},"users":[{"name":"a"},{"name":"b"}]})";

TEST_P(Transient, IsReadWhereItStands) {
  EXPECT_THAT(context().variable("token"), Optional(json(R"("hunter2")")));
  EXPECT_THAT(context().get("/variables/session/key"),
              IsOkAndHolds(json(R"("hunter2")")));
  EXPECT_THAT(context().live().get("/variables/users/0/password"),
              IsOkAndHolds(json(R"("hunter2")")));
}

TEST_P(Transient, IsInNothingThatIsCaptured) {
  EXPECT_EQ(captured(), kKept);
  EXPECT_EQ(take().variables().to_json(), kKept);
  const Value value = *context().value();
  EXPECT_EQ(value.find("variables")->to_json(), kKept);
  EXPECT_EQ(context().to_json()->find("hunter2"), std::string::npos);
  EXPECT_EQ(context().create_checkpoint()->variables.to_json(), kKept);
  ASSERT_THAT(context().pause(), IsOk());
  EXPECT_EQ(context().checkpoint()->variables.to_json(), kKept);
  EXPECT_EQ(context().to_json()->find("hunter2"), std::string::npos);
}

TEST_P(Transient, DoesNotChangeTheDigest) {
  const auto before = context().captured().digest();
  set("token", "2");
  const auto after = context().captured().digest();
  ASSERT_EQ(before.ok(), after.ok());
  if (before.ok()) {
    EXPECT_EQ(*before, *after);
  }
}

TEST_P(Transient, ElementsOfArraysBecomeNull) {
  ASSERT_THAT(
      context().set_private_paths({{"/variables/l/*", "/variables/m/1"}, {}}),
      IsOk());
  set("l", "[1,2]");
  set("m", "[1,2,3]");
  const Value variables = context().captured().variables;
  EXPECT_EQ(variables.find("l")->to_json(), "[null,null]");
  EXPECT_EQ(variables.find("m")->to_json(), "[1,null,3]");
}

TEST_P(Transient, StaysWhereAStateIsPutBack) {
  const Snapshot snapshot = take();
  set("token", R"("second")");
  set("plain", "2");
  set("session", R"({"key":"third","id":8})");
  const auto result =
      context().roll_back(snapshot.captured(), snapshot.id(), snapshot.id());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(context().variable("plain"), Optional(json("1")));
  EXPECT_THAT(context().variable("token"), Optional(json(R"("second")")));
  EXPECT_THAT(context().variable("session"),
              Optional(json(R"({"key":"third","id":7})")));
  EXPECT_THAT(context().get("/variables/users/0/password"),
              IsOkAndHolds(json(R"("hunter2")")));
  for (const CapturedState* side : {&result->before, &result->after})
    EXPECT_EQ(side->to_value()->to_json().find("hunter2"), std::string::npos);
  EXPECT_EQ(result->variables_changed, 2u);
}

TEST_P(Transient, GoesWhereItsContainerGoes) {
  set("users", "[]");
  ASSERT_THAT(context().remove_variable("session"), IsOk());
  const Snapshot snapshot = take();
  set("session", R"({"key":"hunter2","id":7})");
  set("users", R"([{"name":"a","password":"hunter2"}])");
  ASSERT_THAT(context().apply(snapshot), IsOk());
  EXPECT_EQ(context().variable("session"), std::nullopt);
  EXPECT_THAT(context().variable("users"), Optional(json("[]")));
  EXPECT_THAT(context().variable("token"), Optional(json(R"("hunter2")")));
}

TEST_P(Transient, StaysThroughUndoAndRedo) {
  const Snapshot snapshot = take();
  set("plain", "2");
  ASSERT_THAT(context().apply(snapshot), IsOk());
  set("token", R"("later")");
  const auto undone = context().undo_rollback();
  ASSERT_THAT(undone, IsOk());
  EXPECT_THAT(context().variable("plain"), Optional(json("2")));
  EXPECT_THAT(context().variable("token"), Optional(json(R"("later")")));
  ASSERT_THAT(context().redo_rollback(), IsOk());
  EXPECT_THAT(context().variable("plain"), Optional(json("1")));
  EXPECT_THAT(context().variable("token"), Optional(json(R"("later")")));
  EXPECT_EQ(captured(), kKept);
}

TEST_P(Transient, IsNotPlanned) {
  const Snapshot snapshot = take();
  set("plain", "2");
  set("token", R"("later")");
  auto plan = context().plan(snapshot);
  ASSERT_THAT(plan, IsOk());
  const auto patch = plan->result().patch();
  ASSERT_THAT(patch, IsOk());
  EXPECT_EQ(patch->to_text(), "~ /variables/plain: 2 -> 1\n");
  ASSERT_THAT(context().apply_plan(*plan), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json(R"("later")")));
  Selector selector;
  selector.variables = {"token"};
  EXPECT_THAT(context().plan(snapshot, &selector), IsError(Code::kNotFound));
}

TEST_P(Transient, IsWrittenByPatchesAsByEdits) {
  const auto patch = Patch::from_json(
      R"([["set","/variables/token","new"],["set","/variables/plain",3]])");
  ASSERT_THAT(patch, IsOk());
  ASSERT_THAT(context().apply_patch(*patch), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json(R"("new")")));
  EXPECT_THAT(context().get("/variables/session/key"),
              IsOkAndHolds(json(R"("hunter2")")));
  ASSERT_THAT(context().undo_rollback(), IsOk());
  EXPECT_THAT(context().variable("plain"), Optional(json("1")));
  EXPECT_THAT(context().variable("token"), Optional(json(R"("new")")));
}

TEST_P(Transient, GoesThroughTransactions) {
  Context change = context().begin();
  ASSERT_THAT(change.set_variable("token", json("1")), IsOk());
  EXPECT_EQ(change.captured().variables.find("token"), std::nullopt);
  ASSERT_THAT(change.commit(), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json("1")));

  const Snapshot snapshot = take();
  Context back = context().begin();
  ASSERT_THAT(back.set_variable("plain", json("5")), IsOk());
  ASSERT_THAT(back.apply(snapshot), IsOk());
  ASSERT_THAT(back.set_variable("token", json("2")), IsOk());
  ASSERT_THAT(back.commit(), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json("2")));
  EXPECT_EQ(captured(), kKept);

  Context dropped = context().begin();
  ASSERT_THAT(dropped.set_variable("token", json("3")), IsOk());
  ASSERT_THAT(dropped.abort(), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json("2")));
}

TEST_P(Transient, PathsGoThroughTransactions) {
  Context change = context().begin();
  EXPECT_EQ(change.private_paths(), kPaths);
  const PrivatePaths other{{"/variables/plain"}, {"/variables/token"}};
  ASSERT_THAT(change.set_private_paths(other), IsOk());
  EXPECT_EQ(context().private_paths(), kPaths);
  ASSERT_THAT(change.commit(), IsOk());
  EXPECT_EQ(context().private_paths(), other);
  EXPECT_EQ(context().captured().variables.find("plain"), std::nullopt);
}

TEST_P(Transient, IsCopiedWithTheContext) {
  const Context copy = context().copy();
  EXPECT_THAT(copy.variable("token"), Optional(json(R"("hunter2")")));
  EXPECT_EQ(copy.captured().variables.to_json(), kKept);
}

TEST_P(Transient, ResultsAreLeftOutWithTheirNumbers) {
  ASSERT_THAT(context().record_node_result("scratch", json(R"("hunter2")")),
              IsOk());
  ASSERT_THAT(
      context().record_node_result(
          "login", json(R"({"result":{"Success":{"token":"hunter2","u":1}}})")),
      IsOk());
  const CapturedState state = context().captured();
  EXPECT_EQ(state.node_results.to_json(),
            R"({"login":{"result":{"Success":{"u":1}}}})");
  test::expect_numbered(state);
  const Snapshot snapshot = take();
  ASSERT_THAT(context().set_variable("plain", json("2")), IsOk());
  ASSERT_THAT(context().apply(snapshot), IsOk());
  EXPECT_THAT(context().node_result("scratch"), Optional(json(R"("hunter2")")));
  test::expect_numbered(context().live());
  EXPECT_EQ(context().live().nodes_in_order(),
            (std::vector<std::string>{"scratch", "login"}));
}

TEST_P(Transient, OnlyMakesNoSnapshotOfItsOwn) {
  const Snapshot snapshot = take();
  set("token", "2");
  EXPECT_THAT(context().capture_unchanged(snapshot), IsOkAndHolds(true));
  set("plain", "2");
  EXPECT_THAT(context().capture_unchanged(snapshot), IsOkAndHolds(false));
}

TEST_P(Transient, SameRootsGiveTheSameRoots) {
  const CapturedState first = context().captured();
  const CapturedState second = context().captured();
  const auto same = [](const Value& a, const Value& b) {
    return detail::ValueAccess::identical(a, b);
  };
  EXPECT_TRUE(same(first.variables, second.variables));
  EXPECT_TRUE(same(first.node_results, second.node_results));
  EXPECT_TRUE(same(first.recorded, second.recorded));
  // Also of a state that was put back.
  const Snapshot snapshot = take();
  set("plain", "2");
  ASSERT_THAT(context().apply(snapshot), IsOk());
  EXPECT_TRUE(
      same(context().captured().variables, snapshot.captured().variables));
}

TEST_P(Transient, IsTakenOutOfWhatCouldBeUndone) {
  make_context();
  set("token", R"("hunter2")");
  const Snapshot snapshot = take();
  set("plain", "1");
  ASSERT_THAT(context().apply(snapshot), IsOk());
  ASSERT_THAT(context().pause(), IsOk());
  ASSERT_THAT(context().set_private_paths(kPaths), IsOk());
  EXPECT_EQ(context().to_json()->find("hunter2"), std::string::npos);
  EXPECT_EQ(context().checkpoint()->to_json()->find("hunter2"),
            std::string::npos);
  EXPECT_EQ(context().redo_count(), 0u);
  const auto undone = context().undo_rollback();
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->after.variables.to_json(), R"({"plain":1})");
}

// It has the value; what is put back of it has not.
TEST_P(Transient, OfASnapshotFromBeforeIsNotPutBack) {
  make_context();
  set("token", R"("old")");
  const Snapshot snapshot = take();
  ASSERT_THAT(context().set_private_paths(kPaths), IsOk());
  set("token", R"("new")");
  ASSERT_THAT(context().apply(snapshot), IsOk());
  EXPECT_THAT(context().variable("token"), Optional(json(R"("new")")));
  ASSERT_THAT(context().remove_variable("token"), IsOk());
  ASSERT_THAT(context().apply(snapshot), IsOk());
  EXPECT_EQ(context().variable("token"), std::nullopt);
}

// Erasing takes out what is kept; this is not.
TEST(TransientErase, LiveValuesStayAndPathsLoseTheText) {
  Execution run = *Execution::create();
  ASSERT_THAT(run.context().set_private_paths(
                  {{"/variables/token"}, {"/variables/hunter2"}}),
              IsOk());
  ASSERT_THAT(run.context().set_variable("token", json(R"("hunter2")")),
              IsOk());
  ASSERT_THAT(run.context().set_variable("plain", json(R"("hunter2")")),
              IsOk());
  EraseOptions told;
  told.containing = "hunter2";
  ASSERT_THAT(run.erase(told), IsOk());
  EXPECT_THAT(run.context().variable("plain"), Optional(json(R"("[erased]")")));
  EXPECT_THAT(run.context().variable("token"), Optional(json(R"("hunter2")")));
  EXPECT_EQ(run.context().private_paths().secret,
            std::vector<std::string>{"/variables/[erased]"});
}

TEST_P(Transient, PathsAreRefusedAndThenAreAsBefore) {
  EXPECT_THAT(context().set_private_paths({{"/variables/a", "/state"}, {}}),
              IsErrorAt(Code::kInvalidArgument, "/transient/1"));
  EXPECT_EQ(context().private_paths(), kPaths);
  EXPECT_EQ(captured(), kKept);
}

TEST_P(Transient, TellingTheSamePathsIsNoChange) {
  const uint64_t version = context().version();
  ASSERT_THAT(context().set_private_paths(kPaths), IsOk());
  EXPECT_EQ(context().version(), version);
  ASSERT_THAT(context().set_private_paths({}), IsOk());
  EXPECT_GT(context().version(), version);
  EXPECT_THAT(context().captured().variables.find("token"),
              Optional(json(R"("hunter2")")));
}

SNAPROLL_EVERYWHERE(Transient);

// By the paths and by what changed, not by what there is.
TEST(TransientCost, FollowsThePathsAndWhatChanged) {
  constexpr size_t kMembers = 20000;
  Context context = *Context::create("flow", "run", fixed_environment());
  for (size_t i = 0; i < kMembers; ++i) {
    const std::string name = "variable" + std::to_string(i);
    ASSERT_THAT(context.set_variable(
                    name, json(R"({"key":"hunter2","text":"a long text that )"
                               R"(is no part of the node around it"})")),
                IsOk());
  }
  const auto visited = [](const auto& work) {
    const uint64_t before = detail::tree_counters().nodes_visited;
    work();
    return detail::tree_counters().nodes_visited - before;
  };
  const auto capture = [&] { static_cast<void>(context.captured()); };
  const auto levels =
      detail::ValueAccess::tree(context.captured().variables)->height + 1u;
  ASSERT_THAT(context.set_private_paths({{"/variables/variable7/key"}, {}}),
              IsOk());
  EXPECT_LE(visited(capture), 20 * levels);
  EXPECT_EQ(visited(capture), 0u);

  ASSERT_THAT(context.set_private_paths({{"/variables/*/key"}, {}}), IsOk());
  capture();
  EXPECT_EQ(visited(capture), 0u);
  ASSERT_THAT(context.set("/variables/variable9/key", json("1")), IsOk());
  EXPECT_LE(visited(capture), 40 * levels);
}

// What a state is without what paths name, found the long way.
Value naive(const Value& value, const detail::PathPlaces& at) {
  if (!value.is_object() && !value.is_array()) return value;
  Value made = value.is_object() ? Value::object() : Value::array();
  size_t index = 0;
  value.for_each([&](std::string_view name, const Value& inner) {
    const std::string token =
        value.is_object() ? std::string(name) : std::to_string(index++);
    const auto to = detail::step(at, token);
    if (value.is_object() && !to.ends) {
      EXPECT_THAT(detail::member_set(made, name, naive(inner, to), {}), IsOk());
    } else if (value.is_array()) {
      EXPECT_THAT(
          pointer_append(made, "", to.ends ? Value() : naive(inner, to)),
          IsOk());
    }
    return true;
  });
  return made;
}

TEST(TransientModel, IsLeftOutOfRandomStatesWhateverCameBefore) {
  const std::vector<std::string> paths = {
      "/variables/v1*",    "/variables/*/a",   "/variables/v7/*/*",
      "/variables/*/1",    "/node_results/n1", "/node_results/n1*",
      "/node_results/*/b", "/variables/*/*/c"};
  for (uint64_t seed = 0; seed < 60; ++seed) {
    test::Random random(seed);
    std::vector<std::string> some;
    for (const std::string& path : paths)
      if (test::below(random, 2) == 0) some.push_back(path);
    detail::PathSet set;
    ASSERT_THAT(set.add(some, "transient"), IsOk());
    Context context = *Context::create("flow", "run", fixed_environment());
    ASSERT_THAT(context.set_private_paths({some, {}}), IsOk());
    std::vector<Snapshot> taken;
    for (int n = 0; n < 60; ++n) {
      ASSERT_NO_FATAL_FAILURE(test::random_changes(context, random, 5));
      const CapturedState live = context.live();
      const CapturedState captured = context.captured();
      EXPECT_EQ(captured.variables,
                naive(live.variables, detail::step(set.root(), "variables")));
      EXPECT_EQ(
          captured.node_results,
          naive(live.node_results, detail::step(set.root(), "node_results")));
      test::expect_numbered(captured);
      test::expect_numbered(live);
      taken.push_back(*context.take_snapshot());
      if (test::below(random, 4) != 0) continue;
      const Snapshot& to = taken[test::below(random, taken.size())];
      ASSERT_THAT(context.apply(to), IsOk());
      EXPECT_EQ(test::canonical(context.captured()),
                test::canonical(to.captured()));
      test::expect_numbered(context.live());
      ASSERT_FALSE(HasFailure()) << "seed " << seed << ", step " << n;
    }
  }
}

}  // namespace
}  // namespace snaproll
