// Taking a text out of names of nodes, and out of pointers and paths.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/glob.hpp"
#include "base/stored_limits.hpp"
#include "snaproll/pointer.hpp"
#include "snapshot/eraser.hpp"
#include "value/edit.hpp"

namespace snaproll::detail {
namespace {

// What stands between two slashes or stars of a path, and how it is written.
std::string plain_stretch(std::string_view written) {
  std::string plain;
  for (size_t i = 0; i < written.size(); ++i) {
    const bool escaped = written[i] == '~' && i + 1 < written.size();
    plain += escaped ? "~/*"[(written[++i] - '0') % 3] : written[i];
  }
  return plain;
}

std::string written_stretch(std::string_view plain, bool globs) {
  std::string written;
  for (const char c : plain) {
    if (c == '~')
      written += "~0";
    else if (c == '/')
      written += "~1";
    else if (c == '*' && globs)
      written += "~2";
    else
      written += c;
  }
  return written;
}

// Of a pointer, or of a path, in which a star is no part of a name. The first
// token is a word of the library.
bool take_from_tokens(const Eraser& eraser, std::string& path, bool globs) {
  bool found = false;
  size_t at = std::min(path.find('/', 1), path.size());
  std::string made = path.substr(0, at);
  while (at < path.size()) {
    const size_t end =
        std::min(path.find_first_of(globs ? "/*" : "/", at), path.size());
    const std::string written = path.substr(at, end - at);
    std::string plain = plain_stretch(written);
    const bool held = eraser.take_from(plain);
    made += held ? written_stretch(plain, globs) : written;
    if (end < path.size()) made += path[end];
    found = found || held;
    at = end + 1;
  }
  if (found) path = std::move(made);
  return found;
}

}  // namespace

bool Eraser::take_from_id(std::string& id) const {
  return by_content() && ErasedNames().take_from(*content_, id);
}

bool Eraser::take_from_pointer(std::string& pointer) const {
  return by_content() && take_from_tokens(*this, pointer, false);
}

// What is private stays so under its new name. A path that gets too long names
// nothing that would be found.
bool Eraser::take_from(PrivatePaths& paths) const {
  if (!by_content()) return false;
  bool found = false;
  for (auto* list : {&paths.transient, &paths.secret}) {
    std::vector<std::string> left;
    for (std::string& path : *list) {
      found = take_from_tokens(*this, path, true) || found;
      if (path.size() <= PrivatePaths::kMaxPath)
        left.push_back(std::move(path));
    }
    *list = std::move(left);
  }
  return found;
}

// One that gets too long matches no node.
bool Eraser::take_from_globs(std::vector<std::string>& globs) const {
  bool found = false;
  std::vector<std::string> left;
  for (std::string& glob : globs) {
    const bool held = take_from(glob);
    found = found || held;
    if (!held || check_glob(glob).ok()) left.push_back(std::move(glob));
  }
  globs = std::move(left);
  return found;
}

// Those that hold it get their new names in this order.
void Eraser::know_nodes(const std::vector<std::string>& nodes) {
  if (!by_content()) return;
  for (const std::string& node : nodes) nodes_.know(*content_, node);
  for (std::string node : nodes) take_from_node(node);
}

bool Eraser::take_from_node(std::string& node,
                            const ErasedNames::Taken& taken) {
  return by_content() && nodes_.take_from(*content_, node, taken);
}

Result<Value> Eraser::nodes_without(const Value& nodes) {
  if (!by_content() || !content_->stands_in(nodes)) return nodes;
  Value made = nodes;
  if (nodes.is_array()) {
    for (size_t i = 0; i < nodes.size(); ++i) {
      SNAPROLL_TRY(std::string node, nodes.at(i).value_or(Value()).as_text());
      if (!take_from_node(node)) continue;
      SNAPROLL_TRY(const Value text, Value::text(node, stored_limits()));
      SNAPROLL_CHECK(
          pointer_set(made, '/' + std::to_string(i), text, stored_limits()));
    }
    return made;
  }
  std::vector<std::pair<std::string, Value>> held;
  nodes.for_each([&](std::string_view name, const Value& value) {
    if (stands_in(name)) held.emplace_back(name, value);
    return true;
  });
  for (const auto& member : held) member_remove(made, member.first);
  const auto taken = [&](const std::string& name) {
    return made.find(name).has_value();
  };
  for (auto& [node, value] : held) {
    take_from_node(node, taken);
    SNAPROLL_CHECK(member_set(made, node, std::move(value), stored_limits()));
  }
  return made;
}

Result<Value> Eraser::edges_without(const Value& edges) {
  if (!by_content() || !content_->stands_in(edges)) return edges;
  std::vector<std::string> nodes;
  for (const Value& edge : edges.elements()) {
    for (const Value& node : edge.elements()) {
      SNAPROLL_TRY(std::string name, node.as_text());
      nodes.push_back(std::move(name));
    }
  }
  know_nodes(nodes);
  Value made = Value::array();
  for (const Value& edge : edges.elements()) {
    SNAPROLL_TRY(const Value left, nodes_without(edge));
    SNAPROLL_CHECK(pointer_append(made, "", left, stored_limits()));
  }
  return made;
}

}  // namespace snaproll::detail
