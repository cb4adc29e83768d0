// How one value changed from snapshot to snapshot.
#include "snaproll/field_history.hpp"

#include "snaproll/execution.hpp"
#include "support/matchers.hpp"
#include "value/model.hpp"
#include "value/node.hpp"

namespace snaproll {
namespace {

using test::fixed_environment;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using test::json;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;

std::string text_of(const std::optional<Value>& value) {
  return value.has_value() ? value->to_json() : "-";
}

class FieldHistoryTest : public ::testing::Test {
 protected:
  void write(std::string_view pointer, std::string_view text) {
    EXPECT_THAT(context.set(pointer, json(text)), IsOk());
  }
  Snapshot take() {
    auto taken = manager.create_snapshot(context);
    EXPECT_THAT(taken, IsOk());
    return *std::move(taken);
  }
  std::vector<FieldChange> history(std::string_view pointer) {
    auto changes = manager.history(pointer);
    EXPECT_THAT(changes, IsOk());
    return *std::move(changes);
  }
  // "before>after" of each change, newest first.
  std::vector<std::string> told(std::string_view pointer) {
    std::vector<std::string> all;
    for (const FieldChange& change : history(pointer))
      all.push_back(text_of(change.before) + '>' + text_of(change.after));
    return all;
  }

  std::shared_ptr<const Environment> environment = fixed_environment(1);
  Context context = *Context::create("flow", "run", environment);
  Manager manager{kUnlimited, environment};
};

TEST_F(FieldHistoryTest, ListsEachSnapshotInWhichTheValueChanged) {
  take();
  write("/variables/x", "1");
  const Snapshot one = take();
  write("/variables/other", "1");
  take();
  write("/variables/x", "{\"y\":2}");
  const Snapshot two = take();
  EXPECT_THAT(context.remove("/variables/x"), IsOk());
  const Snapshot gone = take();
  const auto changes = history("/variables/x");
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].snapshot.id(), gone.id());
  EXPECT_EQ(changes[1].snapshot.id(), two.id());
  EXPECT_EQ(changes[2].snapshot.id(), one.id());
  EXPECT_THAT(told("/variables/x"),
              ElementsAre("{\"y\":2}>-", "1>{\"y\":2}", "->1"));
  EXPECT_THAT(told("/variables/x/y"), ElementsAre("2>-", "->2"));
}

TEST_F(FieldHistoryTest, TheOldestSnapshotChangesFromNothing) {
  write("/variables/x", "null");
  take();
  EXPECT_THAT(told("/variables/x"), ElementsAre("->null"));
  EXPECT_THAT(told("/variables/y"), IsEmpty());
  EXPECT_THAT(told("/variables"), ElementsAre("->{\"x\":null}"));
}

TEST_F(FieldHistoryTest, FollowsStatesAndResultsToo) {
  take();
  EXPECT_THAT(context.set_state(ExecutionState::failed("one")), IsOk());
  EXPECT_THAT(context.record_node_result("n", json("[1]")), IsOk());
  take();
  EXPECT_THAT(context.set_state(ExecutionState::failed("two")), IsOk());
  take();
  EXPECT_THAT(told("/state"),
              ElementsAre(R"({"Failed":"one"}>{"Failed":"two"})",
                          R"("Running">{"Failed":"one"})", R"(->"Running")"));
  EXPECT_THAT(told("/state/Failed"),
              ElementsAre(R"("one">"two")", R"(->"one")"));
  EXPECT_THAT(told("/node_results/n/0"), ElementsAre("->1"));
}

TEST_F(FieldHistoryTest, ComparesByCanonicalBytes) {
  write("/variables/x", "1");
  take();
  write("/variables/x", "1.0");
  take();
  write("/variables/x", "{\"a\":1,\"b\":2}");
  take();
  write("/variables/x", "{\"b\":2,\"a\":1}");
  take();
  EXPECT_THAT(told("/variables/x"),
              ElementsAre("1.0>{\"a\":1,\"b\":2}", "1>1.0", "->1"));
}

TEST_F(FieldHistoryTest, ReadsPointersAsGetDoes) {
  write("/variables/a~1b", "{\"~\":[1,2]}");
  take();
  EXPECT_THAT(told("/variables/a~1b/~0/1"), ElementsAre("->2"));
  EXPECT_THAT(told("/variables/a~1b/~0/01"), IsEmpty());
  EXPECT_THAT(told("/variables/a~1b/~0/-"), IsEmpty());
  EXPECT_THAT(manager.history("variables/x"), IsErrorAtOffset(Code::kParse, 0));
  EXPECT_THAT(manager.history("/variables/~2"),
              IsErrorAtOffset(Code::kParse, 11));
  for (const char* pointer : {"", "/x", "/variable", "/variablesx"}) {
    const auto none = manager.history(pointer);
    ASSERT_THAT(none, IsError(Code::kNotFound)) << pointer;
    EXPECT_EQ(none.error().hint,
              "begin with /variables, /node_results or /state");
    EXPECT_EQ(none.error().pointer,
              manager.latest()->captured().get(pointer).error().pointer);
  }
}

TEST_F(FieldHistoryTest, IsOfTheSnapshotsThatAreThere) {
  EXPECT_THAT(told("/variables/x"), IsEmpty());
  manager = Manager(2, environment);
  for (int i = 0; i < 5; ++i) {
    write("/variables/x", std::to_string(i));
    take();
  }
  EXPECT_THAT(told("/variables/x"), ElementsAre("3>4", "->3"));
  write("/variables/x", "9");  // in no snapshot
  EXPECT_THAT(told("/variables/x"), ElementsAre("3>4", "->3"));
}

TEST_F(FieldHistoryTest, FollowsTheOrderOfEntry) {
  write("/variables/x", "1");
  const Snapshot one = take();
  write("/variables/x", "2");
  take();
  EXPECT_THAT(manager.push_snapshot(one), IsOk());
  EXPECT_THAT(told("/variables/x"), ElementsAre("2>1", "1>2", "->1"));
}

TEST_F(FieldHistoryTest, ExecutionsHaveIt) {
  const Execution run = *Execution::create();
  EXPECT_THAT(run.context().set_variable("x", json("1")), IsOk());
  ASSERT_THAT(run.manager().create_snapshot(run.context()), IsOk());
  const auto changes = run.history("/variables/x");
  ASSERT_THAT(changes, IsOk());
  EXPECT_EQ(changes->size(), 1u);
  EXPECT_THAT(run.history("x"), IsErrorAtOffset(Code::kParse, 0));
}

// No state is rebuilt: 10,000 snapshots of which 10 changed the value.
TEST_F(FieldHistoryTest, VisitsThePathAndNoMore) {
  for (int i = 0; i < 10000; ++i) {
    write("/variables/v" + std::to_string(i % 1000), std::to_string(i));
    if (i % 1000 == 0) write("/variables/x", std::to_string(i));
    take();
  }
  const uint64_t visited = detail::tree_counters().nodes_visited;
  EXPECT_EQ(history("/variables/x").size(), 10u);
  constexpr uint64_t kDepth = 4;
  EXPECT_LE(detail::tree_counters().nodes_visited - visited, 10000 * kDepth);
  // A part that never changes is looked at once.
  const uint64_t before = detail::tree_counters().nodes_visited;
  EXPECT_THAT(history("/node_results/n"), IsEmpty());
  EXPECT_EQ(history("/state").size(), 1u);
  EXPECT_LE(detail::tree_counters().nodes_visited - before, kDepth);
}

TEST_F(FieldHistoryTest, AgreesWithReadingEachSnapshot) {
  SCOPED_TRACE("SNAPROLL_SEED=" + std::to_string(test::seed()));
  test::Random random(test::seed());
  const std::vector<std::string> pointers = {
      "/variables",       "/variables/a", "/variables/a/b",
      "/variables/a/b/0", "/state",       "/state/Failed"};
  for (int round = 0; round < 2000; ++round) {
    const std::string& at = pointers[test::below(random, 4)];
    switch (test::below(random, 5)) {
      case 0:
        (void)context.remove(at).ok();
        break;
      case 1:
        (void)context
            .set_state(test::below(random, 2) == 0
                           ? ExecutionState{}
                           : ExecutionState::failed("message"))
            .ok();
        break;
      default:
        (void)context
            .set(at, json(R"({"a":{"b":[1]},"b":[)" +
                          std::to_string(test::below(random, 3)) + "]}"))
            .ok();
    }
    take();
  }
  const std::vector<Snapshot> snapshots = manager.list();
  for (const std::string& pointer : pointers) {
    std::vector<std::string> expected;
    std::string before = "-";
    for (auto at = snapshots.rbegin(); at != snapshots.rend(); ++at) {
      const auto read = at->captured().get(pointer);
      const std::string now = read.ok() ? read->to_json() : "-";
      if (now != before) expected.insert(expected.begin(), before + '>' + now);
      before = now;
    }
    EXPECT_EQ(told(pointer), expected) << pointer;
  }
}

TEST_F(FieldHistoryTest, BisectFindsTheFirstChangeThatSatisfies) {
  for (int i = 0; i < 100; ++i) {
    write("/variables/x", std::to_string(i));
    take();
  }
  const auto changes = history("/variables/x");
  for (int limit = 0; limit < 100; ++limit) {
    int calls = 0;
    const auto found = bisect(changes, [&](const std::optional<Value>& x) {
      ++calls;
      return *x->as_int64() >= limit;
    });
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(text_of(found->after), std::to_string(limit));
    EXPECT_LE(calls, 7);
  }
  const auto never = [](const std::optional<Value>&) { return false; };
  EXPECT_FALSE(bisect(changes, never).has_value());
  EXPECT_FALSE(bisect({}, never).has_value());
}

TEST_F(FieldHistoryTest, BisectGivesWhatIsGoneAsNothing) {
  write("/variables/x", "1");
  take();
  EXPECT_THAT(context.remove("/variables/x"), IsOk());
  const Snapshot gone = take();
  const auto found =
      bisect(history("/variables/x"),
             [](const std::optional<Value>& x) { return !x.has_value(); });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->snapshot.id(), gone.id());
}

}  // namespace
}  // namespace snaproll
