#include "execution/edges.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {

std::vector<std::string> Edges::way(const std::string& from,
                                    const std::string& to) const {
  std::map<std::string, std::string> came_from{{from, {}}};
  std::vector<std::string> open{from};
  while (!open.empty() && came_from.find(to) == came_from.end()) {
    const std::string node = std::move(open.back());
    open.pop_back();
    const auto found = below_.find(node);
    if (found == below_.end()) continue;
    for (const std::string& next : found->second)
      if (came_from.emplace(next, node).second) open.push_back(next);
  }
  std::vector<std::string> nodes;
  for (auto at = came_from.find(to); at != came_from.end();
       at = came_from.find(at->second)) {
    nodes.push_back(at->first);
    if (at->first == from) break;
  }
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

void Edges::insert(const Edge& edge) {
  below_[edge.to];
  below_[edge.from].insert(edge.to);
}

Status Edges::add(const Edge& edge) {
  const std::vector<std::string> back = way(edge.to, edge.from);
  if (back.empty()) {
    insert(edge);
    return {};
  }
  std::string cycle = edge.from;
  for (const std::string& node : back) cycle += " -> " + node;
  return Error(Code::kInvalidArgument, "the edges form a cycle: " + cycle);
}

// Takes nodes that nothing points at, one after the other; what is left over
// lies on cycles or below them.
Result<Edges> Edges::of(const std::vector<Edge>& edges) {
  Edges made;
  for (const Edge& edge : edges) made.insert(edge);
  std::map<std::string_view, size_t> above;
  for (const auto& [node, below] : made.below_) {
    above[node];
    for (const std::string& next : below) ++above[next];
  }
  std::vector<std::string_view> open;
  for (const auto& [node, count] : above)
    if (count == 0) open.push_back(node);
  size_t taken = 0;
  for (; !open.empty(); ++taken) {
    const std::string_view node = open.back();
    open.pop_back();
    for (const std::string& next : made.below_.find(node)->second)
      if (--above[next] == 0) open.push_back(next);
  }
  if (taken == made.below_.size()) return made;
  // One by one, to tell the first cycle.
  Edges one;
  for (const Edge& edge : edges) SNAPROLL_CHECK(one.add(edge));
  return made;
}

std::vector<Edge> Edges::list() const {
  std::vector<Edge> edges;
  for (const auto& [from, below] : below_)
    for (const std::string& to : below) edges.push_back({from, to});
  return edges;
}

bool Edges::knows(std::string_view node) const {
  return below_.find(node) != below_.end();
}

std::set<std::string> Edges::downstream(const std::string& node) const {
  std::set<std::string> reached{node};
  std::vector<std::string> open{node};
  while (!open.empty()) {
    const auto found = below_.find(open.back());
    open.pop_back();
    if (found == below_.end()) continue;
    for (const std::string& next : found->second)
      if (reached.insert(next).second) open.push_back(next);
  }
  return reached;
}

}  // namespace snaproll::detail
