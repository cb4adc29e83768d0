// Taking transient values out of states, and putting them back.
#include <limits>
#include <utility>

#include "snaproll/pointer.hpp"
#include "snapshot/path_set.hpp"
#include "value/access.hpp"
#include "value/edit.hpp"
#include "value/tokens.hpp"
#include "value/unshared.hpp"

namespace snaproll::detail {
namespace {

// What is taken out of a state, or put back, was within its limits.
const Limits& no_limits() {
  static const Limits limits = [] {
    Limits made;
    made.depth = std::numeric_limits<uint32_t>::max();
    made.name_bytes = std::numeric_limits<uint32_t>::max();
    made.members = std::numeric_limits<uint32_t>::max();
    made.text_bytes = std::numeric_limits<uint64_t>::max();
    made.state_bytes = std::numeric_limits<uint64_t>::max();
    return made;
  }();
  return limits;
}

void or_throw(Status status) {
  if (!status.ok()) throw Failure(std::move(status).error());
}

std::optional<Value> member(const Value* of, const std::string& token) {
  return of != nullptr ? step_into(*of, {token, 0}) : std::nullopt;
}

// A live value, and what was made of it.
struct Pair {
  const Value* live = nullptr;
  const Value* made = nullptr;
};

Value without(const Value& live, const PathPlaces& at, Pair last);

// The same of a member; `last` are the containers.
Value member_without(const std::string& token, const Value& live,
                     const PathPlaces& at, Pair last) {
  const auto was = member(last.live, token);
  const auto made = member(last.made, token);
  const bool known = was.has_value() && made.has_value();
  return without(live, at, known ? Pair{&*was, &*made} : Pair());
}

// Of an object in which all members may have a place: only those that changed.
Value without_by_change(const Value& live, const PathPlaces& at, Pair last) {
  Value made = *last.made;
  const Ref left = container_tree(*last.live);
  const Ref right = container_tree(live);
  std::string storage;
  for_each_change(left.get(), right.get(),
                  [&](const Entry* before, const Entry* after) {
                    const std::string name(
                        name_of(before != nullptr ? *before : *after, storage));
                    const PathPlaces to = step(at, name);
                    if (after == nullptr || to.ends) {
                      member_remove(made, name);
                      return true;
                    }
                    Value value = entry_value(*after);
                    if (!to.empty())
                      value = member_without(name, value, to, last);
                    set_member(made, name, std::move(value));
                    return true;
                  });
  return made;
}

Value without(const Value& live, const PathPlaces& at, Pair last) {
  if (at.empty()) return live;
  const bool known = last.live != nullptr;
  if (known && ValueAccess::identical(live, *last.live)) return *last.made;
  if (known && at.has_globs() && live.is_object() && last.live->is_object())
    return without_by_change(live, at, last);
  Value made = live;
  for_each_match(
      live, at,
      [&](const std::string& token, const Value& value, const PathPlaces& to) {
        if (!to.ends) {
          Value rest = member_without(token, value, to, last);
          if (!ValueAccess::identical(rest, value))
            set_member(made, token, std::move(rest));
        } else if (live.is_object()) {
          member_remove(made, token);
        } else {
          set_member(made, token, Value());
        }
      });
  return made;
}

// `made` with all that has a place in `live`, where its container is there.
Value put_back_into(Value made, const Value& live, const PathPlaces& at) {
  if (made.is_object() != live.is_object() ||
      made.is_array() != live.is_array())
    return made;
  for_each_match(
      live, at,
      [&](const std::string& token, const Value& value, const PathPlaces& to) {
        auto there = member(&made, token);
        if (to.ends) {
          if (made.is_object() || there.has_value())
            set_member(made, token, value);
        } else if (there.has_value()) {
          Value whole = put_back_into(*there, value, to);
          if (!ValueAccess::identical(whole, *there))
            set_member(made, token, std::move(whole));
        }
      });
  return made;
}

// Numbers of results that are left out as a whole.
Value numbers_without(const CapturedState& live, const PathPlaces& at) {
  Value numbers = live.recorded;
  for_each_match(
      live.node_results, at,
      [&](const std::string& node, const Value&, const PathPlaces& to) {
        if (to.ends) member_remove(numbers, node);
      });
  return numbers;
}

void put_numbers_back(Value& numbers, const CapturedState& live,
                      const PathPlaces& at) {
  for_each_match(
      live.node_results, at,
      [&](const std::string& node, const Value&, const PathPlaces& to) {
        auto number = live.recorded.find(node);
        if (to.ends && number.has_value())
          set_member(numbers, node, *std::move(number));
      });
}

}  // namespace

void set_member(Value& container, const std::string& token, Value value) {
  if (container.is_object()) {
    or_throw(member_set(container, token, std::move(value), no_limits()));
  } else {
    or_throw(pointer_set(container, '/' + token, value, no_limits()));
  }
}

CapturedState Kept::of_other(const CapturedState& captured) const {
  const PathPlaces variables = step(paths_.root(), "variables");
  const PathPlaces results = step(paths_.root(), "node_results");
  CapturedState made = captured;
  made.variables = without(captured.variables, variables, {});
  made.node_results = without(captured.node_results, results, {});
  made.recorded = numbers_without(captured, results);
  return made;
}

CapturedState Kept::of(const CapturedState& live) {
  if (!live_.has_value()) {
    CapturedState first = of_other(live);
    made_ = roots_of(first);
    live_ = roots_of(live);
    return first;
  }
  const PathPlaces variables = step(paths_.root(), "variables");
  const PathPlaces results = step(paths_.root(), "node_results");
  CapturedState made = live;
  made.variables =
      without(live.variables, variables, {&live_->variables, &made_.variables});
  made.node_results = without(live.node_results, results,
                              {&live_->node_results, &made_.node_results});
  made.recorded =
      ValueAccess::identical(live.node_results, live_->node_results) &&
              ValueAccess::identical(live.recorded, live_->recorded)
          ? made_.recorded
          : numbers_without(live, results);
  live_ = roots_of(live);
  made_ = roots_of(made);
  return made;
}

CapturedState Kept::put_back(const CapturedState& captured,
                             const CapturedState& live) {
  const PathPlaces results = step(paths_.root(), "node_results");
  const CapturedState base = of_other(captured);
  CapturedState made = base;
  made.variables = put_back_into(base.variables, live.variables,
                                 step(paths_.root(), "variables"));
  made.node_results =
      put_back_into(base.node_results, live.node_results, results);
  put_numbers_back(made.recorded, live, results);
  live_ = roots_of(made);
  made_ = roots_of(base);
  return made;
}

bool Kept::leaves_out(std::initializer_list<std::string_view> tokens) const {
  PathPlaces at = paths_.root();
  for (const std::string_view token : tokens) {
    at = step(at, token);
    if (at.ends) return true;
  }
  return false;
}

}  // namespace snaproll::detail
