// What can not be committed is not done: nothing of it is to be seen, in memory
// or on the store, and the same call does it once it can.
#include <functional>
#include <ostream>
#include <thread>

#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::FileLock;
using test::IsError;
using test::IsOk;
using test::json;
using test::observed;
using test::same_seen;

template <typename T>
Status without_value(Result<T> result) {
  if (!result.ok()) return std::move(result).error();
  return {};
}

// What the verbs are given: all of it is made before the store is locked.
struct Given {
  Execution& run;
  Step& step;
  Id target;
  RollbackPlan plan;
  Snapshot foreign;
};

struct Verb {
  const char* name;
  std::function<Status(Given&)> call;
};
void PrintTo(const Verb& verb, std::ostream* out) { *out << verb.name; }

StepOptions irreversible() {
  StepOptions told;
  told.irreversible = true;
  return told;
}

const Verb kVerbs[] = {
    {"save", [](Given& g) { return g.run.save(); }},
    {"snapshot", [](Given& g) { return without_value(g.run.snapshot()); }},
    {"push", [](Given& g) { return g.run.manager().push_snapshot(g.foreign); }},
    {"begin_irreversible",
     [](Given& g) {
       return without_value(g.run.step_begin("pay", irreversible()));
     }},
    {"on_node_execute",
     [](Given& g) {
       return without_value(
           g.run.manager().on_node_execute(g.run.context(), "n"));
     }},
    {"finish", [](Given& g) { return g.step.finish(Value::integer(1)); }},
    {"fail", [](Given& g) { return g.step.fail("no"); }},
    {"roll_back_step",
     [](Given& g) { return without_value(g.step.rollback("no")); }},
    {"rollback", [](Given& g) { return without_value(g.run.rollback()); }},
    {"rollback_to",
     [](Given& g) { return without_value(g.run.rollback_to(g.target)); }},
    {"rollback_n", [](Given& g) { return without_value(g.run.rollback_n(2)); }},
    {"manager_rollback",
     [](Given& g) {
       return without_value(g.run.manager().rollback(g.run.context()));
     }},
    {"apply_plan",
     [](Given& g) { return without_value(g.run.apply_plan(g.plan)); }},
    {"undo", [](Given& g) { return without_value(g.run.undo_rollback()); }},
    {"clear", [](Given& g) { return g.run.clear(); }},
    {"prune",
     [](Given& g) {
       return without_value(g.run.manager().prune_before(
           g.run.manager().latest()->created_at() + 1));
     }},
};

class DurableFailures : public test::DurableRun,
                        public ::testing::WithParamInterface<Verb> {
 protected:
  void SetUp() override {
    options.execution.environment = environment;
    run = open();
    set(run, "x", "1");
    target = take(run).id();
    set(run, "x", "2");
    take(run);
    finish(run, "a");
    ASSERT_THAT(run.rollback_to(target), IsOk());
    set(run, "x", "3");  // not committed
    step.emplace(begin(run, "b"));
    run.manager().set_auto_snapshot(1);
  }
  Given given() {
    return {run, *step, target, *run.plan_rollback_to(target),
            *Snapshot::from_json(*run.manager().latest()->to_json())};
  }

  Execution run = detached();
  std::optional<Step> step;
  Id target;
};

INSTANTIATE_TEST_SUITE_P(Verbs, DurableFailures, ::testing::ValuesIn(kVerbs),
                         [](const ::testing::TestParamInfo<Verb>& verb) {
                           return verb.param.name;
                         });

TEST_P(DurableFailures, ABusyStoreLeavesEverythingAndTheCallCanBeRepeated) {
  Given g = given();
  const std::string before = observed(run);
  const uint64_t version = run.context().version();
  {
    const FileLock lock(dir / "runs.db");
    ASSERT_THAT(GetParam().call(g), IsError(Code::kBusy));
    EXPECT_TRUE(same_seen(observed(run), before));
    EXPECT_EQ(run.context().version(), version);
  }
  ASSERT_THAT(GetParam().call(g), IsOk());
  const Value after = *run.context().value();
  const size_t kept = run.manager().count();
  ASSERT_THAT(run.save(), IsOk());
  ASSERT_THAT(run.reload(), IsOk());
  EXPECT_EQ(*run.context().value(), after);
  EXPECT_EQ(run.manager().count(), kept);
}

TEST_P(DurableFailures, AnotherWriterLeavesEverything) {
  Given g = given();
  const Execution other = take_over();
  const std::string before = observed(run);
  ASSERT_THAT(GetParam().call(g), IsError(Code::kConflict));
  EXPECT_TRUE(same_seen(observed(run), before));
}

class DurableWaits : public test::DurableRun {};

// Its write comes after what could not be committed was taken back.
TEST_F(DurableWaits, WhoeverWritesMeanwhileWaitsAndLosesNothing) {
  store_options.busy_timeout = 300'000'000;
  Execution run = open();
  Step step = begin(run, "a");
  const FileLock lock(dir / "runs.db");
  std::thread finisher([&] {
    EXPECT_THAT(step.finish(Value::integer(1)), IsError(Code::kBusy));
  });
  while (!run.is_done("a")) std::this_thread::yield();
  EXPECT_THAT(run.context().set_variable_json("late", "true"), IsOk());
  EXPECT_FALSE(run.is_done("a"));
  finisher.join();
  EXPECT_FALSE(run.is_done("a"));
  EXPECT_EQ(run.context().variable("late"), json("true"));
}

// It could not tell the store that it went.
TEST_F(DurableWaits, AnOwnerThatWentWhileTheStoreWasBusyKeepsNothing) {
  Execution run = open();
  {
    const FileLock lock(dir / "runs.db");
    EXPECT_THAT(run.close(), IsError(Code::kBusy));
    run = detached();
  }
  ASSERT_TRUE(store().info("run")->owner.has_value());
  run = open();
  EXPECT_THAT(run.save(), IsOk());
}

TEST_F(DurableWaits, AnOwnerThatLivesKeepsAllOthersOut) {
  Execution run = open();
  EXPECT_THAT(Execution::open(store(), "run", options), IsError(Code::kOwned));
  EXPECT_THAT(store().remove("run"), IsError(Code::kOwned));
}

}  // namespace
}  // namespace snaproll
