// A tree drawn beside a list, as `git log --graph` does: a row a node, newest
// first, a column a line of descent.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace snaproll::cli {

// Of a node without a parent in the list.
inline constexpr size_t kNoRow = std::numeric_limits<size_t>::max();

struct GraphRow {
  std::vector<std::string>
      joins;         // lines above it, where lines of descent meet
  std::string line;  // the node is '*'
};

// `parents` are row numbers, each larger than that of its child.
std::vector<GraphRow> draw_graph(const std::vector<size_t>& parents);

}  // namespace snaproll::cli
