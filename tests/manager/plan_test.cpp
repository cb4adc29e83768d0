// Plans of a manager: as its rollbacks, but not done.
#include "context/states.hpp"
#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::in_full;
using test::IsError;
using test::IsOk;
using test::json;
using ::testing::Optional;

class ManagerPlan : public test::PlacedManager {
 protected:
  void SetUp() override {
    begin(10, test::fixed_environment());
    for (int i = 1; i <= 3; ++i) {
      ASSERT_THAT(context().set_variable("v", Value::integer(i)), IsOk());
      ids.push_back(manager().create_snapshot(context())->id());
    }
    ASSERT_THAT(context().set_variable("v", Value::integer(4)), IsOk());
    ASSERT_THAT(context().set_variable("w", Value::integer(4)), IsOk());
  }
  void expect_fails(const Result<RollbackPlan>& plan, Code code,
                    const std::string& message) {
    EXPECT_THAT(plan, IsError(code));
    EXPECT_EQ(plan.error().message, message);
  }
  // What the plan shows is what the rollback then does.
  void expect_same(const Result<RollbackPlan>& plan,
                   const std::function<Result<RollbackResult>()>& rollback) {
    ASSERT_THAT(plan, IsOk());
    const auto done = rollback();
    ASSERT_THAT(done, IsOk());
    EXPECT_EQ(plan->result().to_json(), done->to_json());
    EXPECT_EQ(plan->result().text(), "would be " + done->text());
    EXPECT_EQ(in_full(plan->result().after), in_full(context().captured()));
    ASSERT_THAT(context().undo_rollback(), IsOk());
  }

  std::vector<Id> ids;
};

SNAPROLL_EVERYWHERE(ManagerPlan);

// M7
TEST_P(ManagerPlan, ShowsWhatTheRollbackDoes) {
  expect_same(manager().plan_rollback(context()),
              [&] { return manager().rollback(context()); });
  for (const Id& id : ids) {
    expect_same(manager().plan_rollback_to(context(), id),
                [&] { return manager().rollback_to(context(), id); });
  }
  for (size_t n = 1; n <= 3; ++n) {
    expect_same(manager().plan_rollback_n(context(), n),
                [&] { return manager().rollback_n(context(), n); });
  }
}

// M8
TEST_P(ManagerPlan, KeepsTheHistoryAsItIs) {
  const std::string before = manager().summary().to_json();
  const auto plan = manager().plan_rollback_n(context(), 3);
  ASSERT_THAT(plan, IsOk());
  ASSERT_THAT(context().apply_plan(*plan), IsOk());
  EXPECT_EQ(manager().summary().to_json(), before);
  EXPECT_THAT(context().variable("v"), Optional(json("1")));
}

// M12
TEST_P(ManagerPlan, FailsAsTheRollbackDoes) {
  const Id id = *Id::parse("01890A5D-AC96-774B-BCCE-B302099A8057");
  expect_fails(manager().plan_rollback_to(context(), id), Code::kNotFound,
               "Snapshot 01890a5d-ac96-774b-bcce-b302099a8057 not found");
  expect_fails(manager().plan_rollback_n(context(), 0), Code::kInvalidArgument,
               "Cannot rollback 0 steps");
  expect_fails(manager().plan_rollback_n(context(), 4), Code::kRange,
               "Cannot rollback 4 steps, only 3 snapshots available");
  EXPECT_THAT(manager().clear(), IsOk());
  expect_fails(manager().plan_rollback(context()), Code::kNotFound,
               "No snapshots available");
}

TEST_P(ManagerPlan, TakesASelector) {
  Selector selector;
  selector.variables = {"w"};
  for (const auto& plan :
       {manager().plan_rollback(context(), &selector),
        manager().plan_rollback_to(context(), ids[0], &selector),
        manager().plan_rollback_n(context(), 2, &selector)}) {
    ASSERT_THAT(plan, IsOk());
    EXPECT_EQ(plan->result().after.variables, json(R"({"v":4})"));
  }
  selector.variables = {"z"};
  EXPECT_THAT(manager().plan_rollback(context(), &selector),
              IsError(Code::kNotFound));
  selector = Selector();
  selector.downstream_of = {"n"};
  EXPECT_THAT(manager().plan_rollback(context(), &selector),
              IsError(Code::kInvalidArgument));
}

TEST_P(ManagerPlan, OfAnEndedTransactionIsUnusable) {
  Context ended = context().begin();
  ASSERT_THAT(ended.abort(), IsOk());
  EXPECT_THAT(manager().plan_rollback(ended), IsError(Code::kUnusable));
}

}  // namespace
}  // namespace snaproll
