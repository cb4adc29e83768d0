#include "execution/edges.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace snaproll::detail {
namespace {

Error cycle_error(const std::vector<std::string>& nodes) {
  std::string message = "the edges form a cycle: ";
  for (size_t i = 0; i < nodes.size(); ++i)
    message += (i > 0 ? " -> " : "") + printable(nodes[i]);
  return Error(Code::kInvalidArgument, std::move(message));
}

}  // namespace

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
  std::vector<std::string> nodes = way(edge.to, edge.from);
  if (nodes.empty()) {
    insert(edge);
    return {};
  }
  nodes.insert(nodes.begin(), edge.from);
  return cycle_error(nodes);
}

// Takes nodes that nothing points at, one after the other; what is left over
// lies on cycles or below them.
Result<Edges> Edges::of(const std::vector<Edge>& edges) {
  Edges made;
  for (const Edge& edge : edges) made.insert(edge);
  const std::vector<std::string> nodes = made.cycle();
  if (!nodes.empty()) return cycle_error(nodes);
  return made;
}

std::vector<std::string> Edges::cycle() const {
  std::map<std::string_view, size_t> above;  // edges that are left
  for (const auto& [node, below] : below_) {
    above[node];
    for (const std::string& next : below) ++above[next];
  }
  std::vector<std::string_view> open;
  for (const auto& [node, count] : above)
    if (count == 0) open.push_back(node);
  while (!open.empty()) {
    const std::string_view node = open.back();
    open.pop_back();
    above.erase(node);
    for (const std::string& next : below_.find(node)->second)
      if (--above[next] == 0) open.push_back(next);
  }
  // Each node that is left has one that is left above it: up to one that was
  // met before.
  std::map<std::string_view, std::string_view> up;
  for (const auto& entry : above)
    for (const std::string& next : below_.find(entry.first)->second)
      up.emplace(next, entry.first);
  if (up.empty()) return {};
  std::set<std::string_view> met;
  std::string_view node = up.begin()->first;
  while (met.insert(node).second) node = up.find(node)->second;
  std::vector<std::string> nodes{std::string(node)};
  for (std::string_view at = up.find(node)->second;; at = up.find(at)->second) {
    nodes.emplace_back(at);
    if (at == node) break;
  }
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
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
