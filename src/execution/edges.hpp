// Edges: which nodes of a workflow depend on which; a graph without cycles.
//
// Thread word: one thread at a time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/execution.hpp"

namespace snaproll::detail {

class Edges {
 public:
  // INVALID_ARGUMENT where the edge closes a cycle, which the message names;
  // nothing is added. O(edges).
  Status add(const Edge& edge);
  // The edges of a graph; the same error. O(edges x log nodes).
  static Result<Edges> of(const std::vector<Edge>& edges);
  std::vector<Edge> list() const;
  bool empty() const noexcept { return below_.empty(); }
  bool knows(std::string_view node) const;
  // `node` and all that is reached from it, in byte order.
  std::set<std::string> downstream(const std::string& node) const;

 private:
  void insert(const Edge& edge);
  // A cycle among the edges, of which there is one; its first node is the last
  // one as well. O(edges x log nodes).
  std::vector<std::string> cycle() const;
  // A way from one node to another, both included; empty where there is none.
  std::vector<std::string> way(const std::string& from,
                               const std::string& to) const;

  // Each node that an edge names, with the nodes directly below it.
  std::map<std::string, std::set<std::string>, std::less<>> below_;
};

}  // namespace snaproll::detail
