// Edges of the workflow: a graph without cycles that no rollback changes.
#include "execution/execution_fixture.hpp"

namespace snaproll {
namespace {

using test::ExecutionTest;
using test::IsError;
using test::IsErrorAtOffset;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EdgesTest : public ExecutionTest {
 protected:
  void expect_cycle(const Status& status, const std::string& cycle) {
    EXPECT_THAT(status, IsError(Code::kInvalidArgument));
    EXPECT_EQ(status.error().message, "the edges form a cycle: " + cycle);
  }
  static std::vector<Edge> chain(const std::vector<std::string>& nodes) {
    std::vector<Edge> edges;
    for (size_t i = 0; i + 1 < nodes.size(); ++i)
      edges.push_back({nodes[i], nodes[i + 1]});
    return edges;
  }
};

SNAPROLL_EVERYWHERE(EdgesTest);

TEST_P(EdgesTest, AreListedInByteOrder) {
  EXPECT_THAT(run.edges(), IsEmpty());
  for (const Edge& edge :
       {Edge{"b", "a"}, Edge{"a", "z"}, Edge{"B", "a"}, Edge{"b", "C"}})
    EXPECT_THAT(run.add_edge(edge), IsOk());
  EXPECT_THAT(run.edges(), ElementsAre(Edge{"B", "a"}, Edge{"a", "z"},
                                       Edge{"b", "C"}, Edge{"b", "a"}));
}

TEST_P(EdgesTest, OneThatIsThereIsThereOnce) {
  EXPECT_THAT(run.add_edge({"a", "b"}), IsOk());
  EXPECT_THAT(run.add_edge({"a", "b"}), IsOk());
  EXPECT_THAT(run.set_edges({{"a", "b"}, {"a", "b"}}), IsOk());
  EXPECT_THAT(run.edges(), ElementsAre(Edge{"a", "b"}));
}

TEST_P(EdgesTest, ANodeOfItselfIsACycle) {
  expect_cycle(run.add_edge({"a", "a"}), "a -> a");
  expect_cycle(run.set_edges({{"a", "a"}}), "a -> a");
  EXPECT_THAT(run.edges(), IsEmpty());
}

TEST_P(EdgesTest, AnEdgeThatClosesACycleIsRefusedWithTheCycle) {
  ASSERT_THAT(run.set_edges(chain({"a", "b", "c", "d"})), IsOk());
  ASSERT_THAT(run.add_edge({"b", "x"}), IsOk());
  expect_cycle(run.add_edge({"d", "a"}), "d -> a -> b -> c -> d");
  expect_cycle(run.add_edge({"c", "b"}), "c -> b -> c");
  EXPECT_EQ(run.edges().size(), 4u);
  EXPECT_THAT(run.add_edge({"x", "d"}), IsOk());
}

TEST_P(EdgesTest, AreSetAllOrNone) {
  ASSERT_THAT(run.add_edge({"old", "older"}), IsOk());
  const auto status = run.set_edges(
      {{"a", "b"}, {"out", "b"}, {"b", "c"}, {"c", "d"}, {"c", "b"}});
  EXPECT_THAT(status, IsError(Code::kInvalidArgument));
  EXPECT_TRUE(status.error().message == "the edges form a cycle: b -> c -> b" ||
              status.error().message == "the edges form a cycle: c -> b -> c")
      << status.error().message;
  EXPECT_THAT(run.set_edges({{"a", "b"}, {"b", ""}}),
              IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.edges(), ElementsAre(Edge{"old", "older"}));
  EXPECT_THAT(run.set_edges({}), IsOk());
  EXPECT_THAT(run.edges(), IsEmpty());
}

TEST_P(EdgesTest, CyclesAreNamedWhateverHangsOnThem) {
  // Above and below the cycle m -> n -> o -> m there are others.
  std::vector<Edge> edges = chain({"a", "b", "m", "n", "o", "m"});
  for (const Edge& edge : chain({"o", "p", "q"})) edges.push_back(edge);
  const std::string message = run.set_edges(edges).error().message;
  EXPECT_TRUE(message == "the edges form a cycle: m -> n -> o -> m" ||
              message == "the edges form a cycle: n -> o -> m -> n" ||
              message == "the edges form a cycle: o -> m -> n -> o")
      << message;
}

// C5
TEST_P(EdgesTest, HaveNodesWithIds) {
  EXPECT_THAT(run.add_edge({"", "a"}), IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.add_edge({"a", ""}), IsError(Code::kInvalidArgument));
  EXPECT_THAT(run.add_edge({"a", std::string(256, 'x')}),
              IsError(Code::kLimit));
  EXPECT_THAT(run.add_edge({"a\xff", "b"}), IsErrorAtOffset(Code::kParse, 1));
  EXPECT_THAT(run.set_edges({{"a", "b"}, {"\xff", "b"}}),
              IsErrorAtOffset(Code::kParse, 0));
  EXPECT_THAT(run.edges(), IsEmpty());
  EXPECT_THAT(run.add_edge({std::string(255, 'x'), "a\nb"}), IsOk());
  // An error is one line.
  expect_cycle(run.add_edge({"a\nb", "a\nb"}), "a?b -> a?b");
}

TEST_P(EdgesTest, AreNotChangedByARollback) {
  ASSERT_THAT(run.snapshot(), IsOk());
  ASSERT_THAT(run.add_edge({"a", "b"}), IsOk());
  ASSERT_TRUE(run.rollback()->success);
  ASSERT_THAT(run.undo_rollback(), IsOk());
  EXPECT_THAT(run.clear(), IsOk());
  EXPECT_THAT(run.edges(), ElementsAre(Edge{"a", "b"}));
}

// Cost: a cycle among many edges is found by one walk over them, not one for
// each edge.
TEST_P(EdgesTest, ManyAreCheckedAtOnce) {
  constexpr int kNodes = 100000;
  std::vector<Edge> edges;
  for (int i = kNodes; i > 0; --i)
    edges.push_back({std::to_string(i - 1), std::to_string(i)});
  EXPECT_THAT(run.set_edges(edges), IsOk());
  EXPECT_EQ(run.edges().size(), edges.size());
  edges.push_back({std::to_string(kNodes), "0"});
  EXPECT_THAT(run.set_edges(edges), IsError(Code::kInvalidArgument));
  EXPECT_EQ(run.edges().size(), static_cast<size_t>(kNodes));
}

}  // namespace
}  // namespace snaproll
