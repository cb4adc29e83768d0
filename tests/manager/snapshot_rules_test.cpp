// When a manager takes snapshots beside every n-th node.
#include "snaproll/snapshot_rules.hpp"

#include "snaproll/manager.hpp"
#include "support/places.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsOk;
using test::IsOkAndHolds;
using test::json;
using test::kSecond;
using ::testing::ElementsAre;

class SnapshotRulesTest : public test::PlacedManager {
 protected:
  void SetUp() override { begin(kUnlimited, environment); }
  void set(const SnapshotRules& rules) {
    EXPECT_THAT(manager().set_snapshot_rules(rules), IsOk());
  }
  void write(std::string_view name, std::string_view text) {
    EXPECT_THAT(context().set_variable(name, json(text)), IsOk());
  }
  // Whether a snapshot was taken before that node.
  bool run(std::string_view node, bool irreversible = false) {
    const auto taken = manager().on_node_execute(context(), node, irreversible);
    EXPECT_THAT(taken, IsOk());
    if (!taken->has_value()) return false;
    EXPECT_TRUE((*taken)->metadata().is_auto);
    return true;
  }
  // Of how many nodes each had a snapshot before it.
  std::vector<bool> run_many(size_t nodes) {
    std::vector<bool> taken;
    for (size_t i = 0; i < nodes; ++i) taken.push_back(run("n"));
    return taken;
  }
  Snapshot take() {
    auto taken = manager().create_snapshot(context());
    EXPECT_THAT(taken, IsOk());
    return *std::move(taken);
  }
  void pass(int64_t seconds) {
    EXPECT_THAT(environment->clock->advance(seconds * kSecond), IsOk());
  }

  std::shared_ptr<const Environment> environment = fixed_environment();
};

SNAPROLL_EVERYWHERE(SnapshotRulesTest);

SnapshotRules at_least_nodes(size_t nodes) {
  SnapshotRules rules;
  rules.at_least_nodes = nodes;
  return rules;
}
SnapshotRules at_least_time(int64_t seconds) {
  SnapshotRules rules;
  rules.at_least_time = seconds * kSecond;
  return rules;
}
SnapshotRules at_least_bytes(uint64_t bytes) {
  SnapshotRules rules;
  rules.at_least_bytes = bytes;
  return rules;
}
SnapshotRules before(std::vector<std::string> globs) {
  SnapshotRules rules;
  rules.before = std::move(globs);
  return rules;
}
SnapshotRules skip_unchanged() {
  SnapshotRules rules;
  rules.skip_unchanged = true;
  return rules;
}

TEST_P(SnapshotRulesTest, AreOffUntilSet) {
  for (int i = 0; i < 100; ++i) {
    pass(1000);
    write("x", std::to_string(i));
    EXPECT_FALSE(run("deploy", true));
  }
  set(at_least_nodes(1));
  EXPECT_TRUE(run("n"));
  set({});
  EXPECT_FALSE(run("n"));
  EXPECT_EQ(manager().snapshot_rules().at_least_nodes, 0u);
}

TEST_P(SnapshotRulesTest, NodesCountFromTheBeginningAndTheLastSnapshot) {
  set(at_least_nodes(3));
  EXPECT_THAT(run_many(7),
              ElementsAre(false, false, true, false, false, true, false));
  EXPECT_FALSE(run("n"));
  take();  // by hand
  EXPECT_THAT(run_many(3), ElementsAre(false, false, true));
  EXPECT_THAT(manager().push_snapshot(take()), IsOk());
  EXPECT_THAT(run_many(3), ElementsAre(false, false, true));
  EXPECT_FALSE(run("n"));
  EXPECT_THAT(manager().clear(), IsOk());
  EXPECT_THAT(run_many(3), ElementsAre(false, false, true));
}

TEST_P(SnapshotRulesTest, NodesThatRanBeforeARuleWasSetCount) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(run("n"));
  set(at_least_nodes(6));
  EXPECT_TRUE(run("n"));
}

TEST_P(SnapshotRulesTest, NodesWithoutASnapshotKeptCountAllTheSame) {
  begin(0, environment);
  set(at_least_nodes(2));
  EXPECT_THAT(run_many(4), ElementsAre(false, true, false, true));
  EXPECT_EQ(manager().count(), 0u);
}

TEST_P(SnapshotRulesTest, TimeCountsFromTheNewestSnapshot) {
  set(at_least_time(60));
  EXPECT_TRUE(run("n"));  // nothing to go back to
  pass(59);
  EXPECT_FALSE(run("n"));
  pass(1);
  EXPECT_TRUE(run("n"));
  pass(30);
  take();
  pass(30);
  EXPECT_FALSE(run("n"));
  pass(30);
  EXPECT_TRUE(run("n"));
}

TEST_P(SnapshotRulesTest, TimeOfAnySnapshotIsComparedWithoutOverflow) {
  set(at_least_time(60));
  Snapshot::Data data;
  data.id = environment->next_id();
  data.created_at = kNoTime + 1;
  EXPECT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  EXPECT_TRUE(run("n"));
  data.created_at = std::numeric_limits<Time>::max();
  EXPECT_THAT(manager().push_snapshot(Snapshot(data)), IsOk());
  EXPECT_FALSE(run("n"));
}

TEST_P(SnapshotRulesTest, TheClockIsReadWhereTimeDecidesAlone) {
  const auto ticking = fixed_environment(1);
  begin(kUnlimited, ticking);
  take();
  SnapshotRules rules = at_least_time(60);
  rules.before = {"n"};
  set(rules);
  const Time now = ticking->now();
  EXPECT_FALSE(run("other"));
  EXPECT_EQ(ticking->now(), now + 2);
  EXPECT_TRUE(run("n"));  // taking it reads the clock
  if (GetParam() == test::Place::kMemory) {
    EXPECT_EQ(ticking->now(), now + 4);
  }
}

TEST_P(SnapshotRulesTest, BytesCountWhatDiffersFromTheNewestSnapshot) {
  set(at_least_bytes(100));
  EXPECT_TRUE(run("n"));                         // nothing to go back to
  write("x", '"' + std::string(94, 'x') + '"');  // 100 with its name
  EXPECT_TRUE(run("n"));
  EXPECT_FALSE(run("n"));
  write("y", '"' + std::string(93, 'y') + '"');
  EXPECT_FALSE(run("n"));
  EXPECT_THAT(context().set_state(ExecutionState::failed("")), IsOk());
  EXPECT_TRUE(run("n"));  // {"Failed":""} is longer than "Running"
  EXPECT_THAT(context().record_node_result("n", json("[1,2,3]")), IsOk());
  EXPECT_FALSE(run("n"));
  set(at_least_bytes(11));
  EXPECT_TRUE(run("n"));  // "n":[1,2,3]
}

TEST_P(SnapshotRulesTest, BytesThatWereTakenBackAreNoChange) {
  set(at_least_bytes(10));
  write("x", "1");
  EXPECT_TRUE(run("n"));
  write("y", "\"a long text that counts\"");
  EXPECT_THAT(context().remove_variable("y"), IsOk());
  EXPECT_FALSE(run("n"));
}

TEST_P(SnapshotRulesTest, NodesAreNamedByGlobs) {
  set(before({"deploy/*", "exact", "v?", "a[0]"}));
  EXPECT_TRUE(run("deploy/eu/1"));
  EXPECT_FALSE(run("deploy"));
  EXPECT_TRUE(run("exact"));
  EXPECT_FALSE(run("exactly"));
  EXPECT_TRUE(run("v\xc3\xa9"));
  EXPECT_FALSE(run("v10"));
  EXPECT_TRUE(run("a[0]"));
  EXPECT_FALSE(run("a0"));
  EXPECT_EQ(manager().latest()->trigger_node(), "a[0]");
}

TEST_P(SnapshotRulesTest, StepsMarkedIrreversibleAreToldApart) {
  SnapshotRules rules;
  rules.before_irreversible = true;
  set(rules);
  EXPECT_FALSE(run("n"));
  EXPECT_TRUE(run("n", true));
}

TEST_P(SnapshotRulesTest, AnyRuleIsEnoughAndRuleM4StaysAsItIs) {
  SnapshotRules rules = at_least_nodes(3);
  rules.before = {"risky"};
  set(rules);
  manager().set_auto_snapshot(5);
  std::vector<size_t> taken;
  for (size_t i = 1; i <= 12; ++i) {
    if (run(i == 7 ? "risky" : "n")) taken.push_back(i);
  }
  // 3 by the nodes, 5 by M4, 7 by its name, 10 by M4 and by the nodes.
  EXPECT_THAT(taken, ElementsAre(3u, 5u, 7u, 10u));
  EXPECT_EQ(manager().summary().nodes_processed, 12u);
  EXPECT_EQ(manager().summary().auto_snapshot_interval, 5u);
}

TEST_P(SnapshotRulesTest, TellWhatIsNoRule) {
  set(at_least_nodes(4));
  SnapshotRules rules;
  rules.at_least_time = -1;
  EXPECT_THAT(manager().set_snapshot_rules(rules),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(manager().set_snapshot_rules(before({std::string(1025, 'x')})),
              IsError(Code::kLimit));
  const Status bad = manager().set_snapshot_rules(before({"a", "b\\"}));
  EXPECT_THAT(bad, test::IsErrorAtOffset(Code::kParse, 1));
  EXPECT_EQ(bad.error().message,
            "before 1: the glob ends with a single backslash");
  EXPECT_EQ(manager().snapshot_rules().at_least_nodes, 4u);
}

TEST_P(SnapshotRulesTest, AreCopiedWithTheManager) {
  set(at_least_nodes(3));
  EXPECT_FALSE(run("n"));
  Manager other = manager().copy().copy();
  EXPECT_THAT(other.on_node_execute(context(), "n"),
              IsOkAndHolds(std::nullopt));
  EXPECT_TRUE(other.on_node_execute(context(), "n")->has_value());
  EXPECT_EQ(manager().count(), 0u);
}

TEST_P(SnapshotRulesTest, AnUnchangedStateGivesBackTheNewestSnapshot) {
  set(skip_unchanged());
  write("x", "[1,2,3]");
  const Snapshot first = take();
  EXPECT_EQ(take().id(), first.id());
  EXPECT_EQ(manager().count(), 1u);
  write("x", "4");
  const Snapshot second = take();
  EXPECT_NE(second.id(), first.id());
  write("x", "[1,2,3]");  // as in the first, which is not the newest
  EXPECT_NE(take().id(), first.id());
  EXPECT_EQ(manager().count(), 3u);
}

TEST_P(SnapshotRulesTest, StateVariablesAndResultsAreWhatIsUnchanged) {
  set(skip_unchanged());
  EXPECT_THAT(context().record_node_result("n", json("1")), IsOk());
  const Id first = take().id();
  // Recorded once more: another sequence number, the same state.
  EXPECT_THAT(context().record_node_result("n", json("1")), IsOk());
  EXPECT_THAT(context().mark_completed(), IsOk());
  EXPECT_EQ(take().id(), first);
  EXPECT_THAT(context().record_node_result("m", json("1")), IsOk());
  EXPECT_NE(take().id(), first);
  EXPECT_THAT(context().set_state({StateKind::kPaused, {}}), IsOk());
  EXPECT_NE(take().id(), first);
  EXPECT_EQ(manager().count(), 3u);
}

TEST_P(SnapshotRulesTest, ASkippedSnapshotDrawsNothingAndMovesThePosition) {
  set(skip_unchanged());
  const Snapshot first = take();
  Context other = *Context::create("flow", "other", environment);
  const uint64_t version = other.version();
  ASSERT_THAT(manager().create_snapshot(other), IsOk());
  EXPECT_EQ(manager().count(), 1u);
  EXPECT_EQ(other.position(), first.id());
  EXPECT_EQ(other.version(), version);
}

TEST_P(SnapshotRulesTest, NodesCountWhereASnapshotWasSkipped) {
  SnapshotRules rules = skip_unchanged();
  rules.at_least_nodes = 2;
  set(rules);
  EXPECT_THAT(run_many(2), ElementsAre(false, true));
  const Id first = manager().latest()->id();
  // Due at each node, as none has entered since; the newest comes back.
  EXPECT_THAT(run_many(4), ElementsAre(false, true, true, true));
  EXPECT_EQ(manager().latest()->id(), first);
  write("x", "1");
  EXPECT_TRUE(run("n"));
  EXPECT_NE(manager().latest()->id(), first);
  EXPECT_FALSE(run("n"));
  EXPECT_EQ(manager().summary().nodes_processed, 8u);
}

TEST_P(SnapshotRulesTest, AnEndedTransactionIsNotCaptured) {
  set(skip_unchanged());
  take();
  Context transaction = context().begin();
  EXPECT_THAT(transaction.abort(), IsOk());
  EXPECT_THAT(manager().create_snapshot(transaction), IsError(Code::kUnusable));
  EXPECT_THAT(manager().on_node_execute(transaction, "n"), IsOk());
  manager().set_auto_snapshot(1);
  EXPECT_THAT(manager().on_node_execute(transaction, "n"),
              IsError(Code::kUnusable));
  EXPECT_EQ(manager().summary().nodes_processed, 1u);
}

}  // namespace
}  // namespace snaproll
