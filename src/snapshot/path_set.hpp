// Private paths as a tree of their tokens, and what is done by it: taking the
// values out of a state that they name, and putting them back.
//
// Thread word: PathSet is immutable; Kept is used by one thread at a time.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snaproll/private_paths.hpp"
#include "snaproll/snapshot.hpp"

namespace snaproll::detail {

// What follows after some tokens. Globs are as in base/glob.hpp.
struct PathNode {
  bool ends = false;  // a path names all that stands here
  std::map<std::string, PathNode, std::less<>> names;
  std::map<std::string, PathNode, std::less<>> globs;
};

// Where the same token leads: one name may match several.
struct PathPlaces {
  bool ends = false;
  std::vector<const PathNode*> nodes;
  bool empty() const noexcept { return !ends && nodes.empty(); }
  bool has_globs() const noexcept;
};

class PathSet {
 public:
  // Adds the paths of one list; errors as PrivatePaths::check, `list` is its
  // name.
  Status add(const std::vector<std::string>& paths, const char* list);
  // Where the whole state stands.
  PathPlaces root() const { return {false, {&root_}}; }

 private:
  PathNode root_;
};

// Where a member or an element leads.
PathPlaces step(const PathPlaces& from, std::string_view token);
// Calls `visit` for each member or element that leads somewhere.
void for_each_match(
    const Value& container, const PathPlaces& from,
    const std::function<void(const std::string& token, const Value& value,
                             const PathPlaces& to)>& visit);
// Sets a member, or an element that is there.
void set_member(Value& container, const std::string& token, Value value);

// What is captured of one context: its live state without what transient paths
// name. Members are taken out, elements of arrays become null.
//
// What was made of a state is remembered, so the same live roots give the same
// roots, and what is shared with the last live state is shared with the last
// one that was made of it. Cost: O(depth) for each path without `*`, O(members
// that changed since) where it has one; O(members) the first time.
class Kept {
 public:
  explicit Kept(PathSet paths) : paths_(std::move(paths)) {}

  CapturedState of(const CapturedState& live);
  // Of one that was captured elsewhere: nothing is remembered.
  CapturedState of_other(const CapturedState& captured) const;
  // The live state where `captured` is put back in place of `live`: what is
  // transient in `live` stays where its container is there.
  CapturedState put_back(const CapturedState& captured,
                         const CapturedState& live);
  // Whether what stands at these tokens is left out.
  bool leaves_out(std::initializer_list<std::string_view> tokens) const;

 private:
  // Copied without taking memory, so that both always belong together.
  struct Roots {
    Value variables;
    Value node_results;
    Value recorded;
  };
  static Roots roots_of(const CapturedState& state) noexcept {
    return {state.variables, state.node_results, state.recorded};
  }

  PathSet paths_;
  std::optional<Roots> live_;  // of which `made_` was made
  Roots made_;
};

}  // namespace snaproll::detail
