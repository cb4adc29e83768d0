// The tree that is drawn beside the log.
#include "graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace snaproll::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// All lines, one below the other.
std::vector<std::string> drawn(const std::vector<size_t>& parents) {
  std::vector<std::string> lines;
  for (const GraphRow& row : draw_graph(parents)) {
    lines.insert(lines.end(), row.joins.begin(), row.joins.end());
    lines.push_back(row.line);
  }
  return lines;
}

TEST(Graph, OfNothingIsEmpty) { EXPECT_THAT(drawn({}), IsEmpty()); }

TEST(Graph, DrawsALine) {
  EXPECT_THAT(drawn({1, 2, kNoRow}), ElementsAre("*", "*", "*"));
}

TEST(Graph, DrawsWhereTwoPart) {
  EXPECT_THAT(drawn({2, 2, kNoRow}), ElementsAre("*", "| *", "|/", "*"));
}

TEST(Graph, DrawsManyChildrenOfOne) {
  EXPECT_THAT(drawn({3, 3, 3, kNoRow}),
              ElementsAre("*", "| *", "| | *", "| |/", "|/", "*"));
}

TEST(Graph, GoesOverALineThatStandsBetween) {
  EXPECT_THAT(drawn({3, 4, 3, 4, kNoRow}),
              ElementsAre("*", "| *", "| | *", "|_|/", "* |", "|/", "*"));
}

TEST(Graph, UsesAColumnAgainBehindARoot) {
  EXPECT_THAT(drawn({3, kNoRow, kNoRow, kNoRow}),
              ElementsAre("*", "| *", "| *", "*"));
}

}  // namespace
}  // namespace snaproll::cli
