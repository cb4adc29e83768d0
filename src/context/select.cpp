#include "context/select.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/check_id.hpp"
#include "base/glob.hpp"
#include "base/utf8.hpp"
#include "context/state_edit.hpp"
#include "snapshot/captured.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/tokens.hpp"
#include "value/unshared.hpp"

namespace snaproll {

Status Selector::check_name(std::string_view name) {
  if (detail::is_glob(name)) return detail::check_glob(name);
  return detail::check_utf8(name, "name");
}

Status Selector::check_pointer(std::string_view pointer) {
  SNAPROLL_TRY(const detail::StatePlace place, detail::locate(pointer));
  const auto tokens = detail::split_pointer(pointer);
  if (!tokens.ok()) return tokens.error();
  if (place.part != detail::Part::kState || place.rest.empty()) return {};
  return Error(Code::kInvalidArgument, "a state is taken back as a whole")
      .at_pointer(std::string(pointer));
}

Status Selector::check_node(std::string_view node) {
  return detail::check_id(node, "node id", Limits());
}

namespace detail {
namespace {

// What is selected of the members of one part, and whether something matched.
struct Names {
  const char* what;  // "variable"
  std::map<std::string, bool, std::less<>> named;
  std::vector<std::pair<std::string, bool>> globs;
  std::set<std::string, std::less<>> more;  // need not match

  bool empty() const { return named.empty() && globs.empty(); }
  bool selects(std::string_view name) {
    bool found = more.find(name) != more.end();
    const auto exact = named.find(name);
    if (exact != named.end()) found = exact->second = true;
    for (auto& [glob, matched] : globs) {
      const bool matches = glob_match(glob, name);
      matched |= matches;
      found |= matches;
    }
    return found;
  }
};

Status check_name(const std::string& name, const Limits& limits) {
  if (name.size() <= limits.name_bytes) return check_utf8(name, "name");
  return Error(Code::kLimit, "a name of more than " +
                                 std::to_string(limits.name_bytes) + " bytes");
}

Status add_patterns(const std::vector<std::string>& texts, const Limits& limits,
                    Names& names) {
  for (const std::string& text : texts) {
    const bool glob = is_glob(text);
    SNAPROLL_CHECK(glob ? check_glob(text) : check_name(text, limits));
    if (glob) {
      names.globs.emplace_back(text, false);
    } else {
      names.named.emplace(text, false);
    }
  }
  return {};
}

// A pointer below a member.
struct Inside {
  std::string pointer;
  std::vector<Token> tokens;

  friend bool operator==(const Inside& a, const Inside& b) {
    return a.pointer == b.pointer;
  }
};

// Elements by their index, members by name; what is around others before them.
bool stands_before(const Inside& a, const Inside& b) {
  const size_t both = std::min(a.tokens.size(), b.tokens.size());
  for (size_t i = 0; i < both; ++i) {
    const std::string& x = a.tokens[i].name;
    const std::string& y = b.tokens[i].name;
    if (x == y) continue;
    size_t left = 0;
    size_t right = 0;
    if (read_index(x, left) && read_index(y, right)) return left < right;
    return x < y;
  }
  if (a.tokens.size() != b.tokens.size())
    return a.tokens.size() < b.tokens.size();
  return a.pointer < b.pointer;
}

// Whether some member of `object` matches.
bool matches_some(const std::string& glob, const Value& object) {
  bool found = false;
  object.for_each([&](std::string_view name, const Value&) {
    found = glob_match(glob, name);
    return !found;
  });
  return found;
}

Error unmatched(const Names& names, const std::string& text) {
  return Error(Code::kNotFound, std::string("no ") + names.what + " matches '" +
                                    printable(text) + "'")
      .with_hint("allow_nothing makes this no error");
}

Status check_matched(const Names& names, const Value& now,
                     const Value& target) {
  for (const auto& [name, matched] : names.named) {
    if (!matched && !now.find(name).has_value() &&
        !target.find(name).has_value())
      return unmatched(names, name);
  }
  for (const auto& [glob, matched] : names.globs) {
    if (!matched && !matches_some(glob, now) && !matches_some(glob, target))
      return unmatched(names, glob);
  }
  return {};
}

class Selection {
 public:
  Selection(const CapturedState& now, const CapturedState& target,
            const Selector& selector, const Limits& limits)
      : now_(now),
        target_(target),
        selector_(selector),
        limits_(limits),
        made_(now) {
    made_.next_sequence = std::max(now.next_sequence, target.next_sequence);
  }

  Result<CapturedState> run(const Context::MoreToSelect& more) {
    state_ = selector_.state;
    SNAPROLL_CHECK(read_selector());
    if (more) SNAPROLL_CHECK(add_more(more));
    SNAPROLL_CHECK(take_members(variables_, now_.variables, target_.variables,
                                made_.variables));
    SNAPROLL_CHECK(take_members(nodes_, now_.node_results, target_.node_results,
                                made_.node_results));
    SNAPROLL_CHECK(take_numbers());
    if (state_ != selector_.everything_but) made_.state = target_.state;
    SNAPROLL_CHECK(take_insides());
    return std::move(made_);
  }

 private:
  Status read_selector() {
    SNAPROLL_CHECK(add_patterns(selector_.variables, limits_, variables_));
    SNAPROLL_CHECK(add_patterns(selector_.node_results, limits_, nodes_));
    for (const std::string& pointer : selector_.pointers)
      SNAPROLL_CHECK(read_pointer(pointer));
    const bool nothing = variables_.empty() && nodes_.empty() &&
                         inside_.empty() && selector_.downstream_of.empty() &&
                         !state_ && !selector_.everything_but;
    if (nothing && !selector_.allow_nothing) {
      return Error(Code::kInvalidArgument, "the selector names nothing")
          .with_hint("without a selector everything is taken back");
    }
    return {};
  }

  // A pointer to a part or to a member of it is a name or all names.
  Status read_pointer(const std::string& pointer) {
    SNAPROLL_TRY(const StatePlace place, locate(pointer));
    auto split = split_pointer(place.rest);
    if (!split.ok()) return in_whole(pointer, place, std::move(split).error());
    std::vector<Token> tokens = *std::move(split);
    if (place.part == Part::kState) {
      if (!tokens.empty()) {
        return Error(Code::kInvalidArgument, "a state is taken back as a whole")
            .at_pointer(pointer);
      }
      state_ = true;
      return {};
    }
    Names& names = place.part == Part::kVariables ? variables_ : nodes_;
    if (tokens.empty()) {
      names.globs.emplace_back("*", true);
    } else if (tokens.size() == 1) {
      names.named.emplace(tokens.front().name, false);
    } else {
      inside_.push_back({pointer, std::move(tokens)});
    }
    return {};
  }

  Status add_more(const Context::MoreToSelect& more) {
    std::vector<std::string> variables;
    std::vector<std::string> nodes;
    SNAPROLL_CHECK(more(now_, variables, nodes));
    variables_.more.insert(variables.begin(), variables.end());
    nodes_.more.insert(nodes.begin(), nodes.end());
    return {};
  }

  // Takes the selected members of a part, or all others, from the target.
  Status take_members(Names& names, const Value& now, const Value& target,
                      Value& made) {
    SNAPROLL_CHECK(take_named(names, now, target, made));
    if (selector_.allow_nothing) return {};
    return check_matched(names, now, target);
  }

  // Sequence numbers go with the results, also with one that was recorded again
  // and looks the same.
  Status take_numbers() {
    return take_named(nodes_, now_.recorded, target_.recorded, made_.recorded);
  }

  Status take_named(Names& names, const Value& now, const Value& target,
                    Value& made) {
    const Ref left = container_tree(now);
    const Ref right = container_tree(target);
    Status status;
    std::string storage;
    for_each_change(
        left.get(), right.get(), [&](const Entry* before, const Entry* after) {
          const std::string name(
              name_of(before != nullptr ? *before : *after, storage));
          if (names.selects(name) != selector_.everything_but)
            status = take_member(name, after, made);
          return status.ok();
        });
    return status;
  }

  Status take_member(const std::string& name, const Entry* after, Value& made) {
    if (after != nullptr)
      return member_set(made, name, entry_value(*after), limits_);
    member_remove(made, name);
    return {};
  }

  // What stands below members: first what the source has, from the front of
  // each array on; then what it has not goes, from the back on, so that no
  // element moves before its turn.
  Status take_insides() {
    std::sort(inside_.begin(), inside_.end(), stands_before);
    inside_.erase(std::unique(inside_.begin(), inside_.end()), inside_.end());
    for (const Inside& place : inside_) SNAPROLL_CHECK(put_inside(place));
    for (auto place = inside_.rbegin(); place != inside_.rend(); ++place)
      SNAPROLL_CHECK(remove_inside(place->pointer));
    return {};
  }

  const CapturedState& source() const {
    return selector_.everything_but ? now_ : target_;
  }

  Status put_inside(const Inside& place) {
    auto value = source().get(place.pointer);
    if (!value.ok()) return {};
    Value dropped;
    return set_at(made_, place_of(place), *std::move(value), limits_, dropped);
  }

  // The element right behind the last one is appended.
  std::string place_of(const Inside& place) const {
    const std::string parent =
        place.pointer.substr(0, place.pointer.rfind('/'));
    const auto array = made_.get(parent);
    size_t index = 0;
    const bool behind = array.ok() && array->is_array() &&
                        read_index(place.tokens.back().name, index) &&
                        index == array->size();
    return behind ? parent + "/-" : place.pointer;
  }

  Status remove_inside(const std::string& pointer) {
    auto value = source().get(pointer);
    if (value.ok()) return {};
    if (made_.get(pointer).ok()) return remove_at(made_, pointer, limits_);
    const CapturedState& other = selector_.everything_but ? target_ : now_;
    if (selector_.allow_nothing || other.get(pointer).ok()) return {};
    return std::move(value).error();
  }

  const CapturedState& now_;
  const CapturedState& target_;
  const Selector& selector_;
  const Limits& limits_;
  CapturedState made_;
  Names variables_{"variable", {}, {}, {}};
  Names nodes_{"node result", {}, {}, {}};
  std::vector<Inside> inside_;
  bool state_ = false;
};

}  // namespace

Result<CapturedState> select(const CapturedState& now,
                             const CapturedState& target,
                             const Selector& selector,
                             const Context::MoreToSelect& more,
                             const Limits& limits) {
  if (!more && !selector.downstream_of.empty()) {
    return Error(Code::kInvalidArgument,
                 "edges between nodes belong to an execution")
        .with_hint("plan with the execution");
  }
  return Selection(now, target, selector, limits).run(more);
}

}  // namespace detail
}  // namespace snaproll
