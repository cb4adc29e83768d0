#include "snapshot/path_set.hpp"

#include <set>
#include <utility>

#include "base/check_id.hpp"
#include "base/glob.hpp"
#include "base/utf8.hpp"
#include "value/edit.hpp"
#include "value/tokens.hpp"

namespace snaproll::detail {
namespace {

Error no_path(const char* why) {
  return Error(Code::kInvalidArgument, why)
      .with_hint("write it as /variables/… or /node_results/…");
}

// A token as a name, or as a glob.
struct PathToken {
  std::string name;
  std::string glob;
  bool is_glob = false;
};

void add_literal(PathToken& token, char c) {
  token.name += c;
  if (c == '*' || c == '?' || c == '\\') token.glob += '\\';
  token.glob += c;
}

Result<std::vector<PathToken>> split_path(std::string_view path) {
  std::vector<PathToken> tokens;
  for (size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '/') {
      tokens.emplace_back();
    } else if (tokens.empty()) {
      return no_path("a path begins with '/'");
    } else if (path[at] == '*') {
      tokens.back().glob += '*';
      tokens.back().is_glob = true;
    } else if (path[at] == '~') {
      constexpr std::string_view kEscaped = "~/*";
      const size_t which = ++at < path.size() ? size_t(path[at] - '0') : 3;
      if (which >= kEscaped.size())
        return no_path("'~' is written ~0, '/' inside ~1, and '*' as it is ~2");
      add_literal(tokens.back(), kEscaped[which]);
    } else {
      add_literal(tokens.back(), path[at]);
    }
  }
  return tokens;
}

Status add_path(PathNode& root, std::string_view path) {
  if (path.size() > PrivatePaths::kMaxPath) {
    return Error(Code::kLimit, "a path of more than " +
                                   std::to_string(PrivatePaths::kMaxPath) +
                                   " bytes");
  }
  SNAPROLL_CHECK(check_utf8(path, "path"));
  SNAPROLL_TRY(std::vector<PathToken> tokens, split_path(path));
  const bool below =
      tokens.size() > 1 && !tokens[0].is_glob &&
      (tokens[0].name == "variables" || tokens[0].name == "node_results");
  if (!below) return no_path("a path leads below /variables or /node_results");
  PathNode* node = &root;
  for (PathToken& token : tokens)
    node = token.is_glob ? &node->globs[std::move(token.glob)]
                         : &node->names[std::move(token.name)];
  node->ends = true;
  return {};
}

}  // namespace

Status PathSet::add(const std::vector<std::string>& paths, const char* list) {
  for (size_t i = 0; i < paths.size(); ++i) {
    Status added = add_path(root_, paths[i]);
    if (added.ok()) continue;
    return std::move(added).error().at_pointer('/' + std::string(list) + '/' +
                                               std::to_string(i));
  }
  return {};
}

bool PathPlaces::has_globs() const noexcept {
  for (const PathNode* node : nodes)
    if (!node->globs.empty()) return true;
  return false;
}

PathPlaces step(const PathPlaces& from, std::string_view token) {
  PathPlaces to;
  const auto reach = [&](const PathNode& node) {
    to.ends = to.ends || node.ends;
    to.nodes.push_back(&node);
  };
  for (const PathNode* node : from.nodes) {
    const auto named = node->names.find(token);
    if (named != node->names.end()) reach(named->second);
    for (const auto& [glob, next] : node->globs)
      if (glob_match(glob, token)) reach(next);
  }
  return to;
}

void for_each_match(const Value& container, const PathPlaces& from,
                    const std::function<void(const std::string&, const Value&,
                                             const PathPlaces&)>& visit) {
  const bool array = container.is_array();
  if (!array && !container.is_object()) return;
  if (from.has_globs()) {
    size_t index = 0;
    container.for_each([&](std::string_view name, const Value& value) {
      const std::string token =
          array ? std::to_string(index++) : std::string(name);
      const PathPlaces to = step(from, token);
      if (!to.empty()) visit(token, value, to);
      return true;
    });
    return;
  }
  std::set<std::string> names;
  for (const PathNode* node : from.nodes)
    for (const auto& named : node->names) names.insert(named.first);
  for (const std::string& name : names) {
    const auto value = step_into(container, {name, 0});
    if (value.has_value()) visit(name, *value, step(from, name));
  }
}

}  // namespace snaproll::detail
