// Diffs, plans and undo: at the cost of what changed.
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snaproll/manager.hpp"
#include "snaproll/patch.hpp"
#include "snaproll/pointer.hpp"
#include "support/capi.hpp"
#include "support/figure.hpp"
#include "value/access.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kVariables = 100'000;
constexpr size_t kChanges = 10;
constexpr size_t kElements = 100'000;
constexpr size_t kRounds = 301;

struct FreePatch {
  void operator()(snaproll_patch* patch) const { snaproll_patch_free(patch); }
};
using PatchHandle = std::unique_ptr<snaproll_patch, FreePatch>;

uint64_t visited_by(const std::function<void()>& work) {
  const uint64_t before = detail::tree_counters().nodes_visited;
  work();
  return detail::tree_counters().nodes_visited - before;
}

Value parsed(const std::string& json) {
  auto value = Value::parse(json);
  require(value.ok());
  return *std::move(value);
}

// A manager with two snapshots of which the second has some changes.
struct TwoStates {
  ContextHandle context = state_of(kVariables);
  ManagerHandle manager = new_manager(10);
  SnapshotHandle before;
  SnapshotHandle after;

  TwoStates() {
    before = taken();
    set_all(context, changes(kVariables, kChanges, 1));
    after = taken();
  }
  SnapshotHandle taken() {
    snaproll_snapshot* made = nullptr;
    must(
        snaproll_context_take_snapshot(context.get(), nullptr, &made, nullptr));
    return SnapshotHandle(made);
  }
};

PatchHandle diff(const TwoStates& pair) {
  snaproll_patch* made = nullptr;
  must(snaproll_snapshot_diff(pair.before.get(), pair.after.get(), nullptr,
                              &made, nullptr));
  return PatchHandle(made);
}

// Member by member, as one does who knows nothing of what is shared.
size_t differing_members(const Value& before, const Value& after) {
  size_t differing = 0;
  before.for_each([&](std::string_view name, const Value& value) {
    const auto other = after.find(name);
    if (!other.has_value() || !other->same(value)) ++differing;
    return true;
  });
  return differing;
}

void diff_figures() {
  const TwoStates pair;
  std::vector<double> times;
  for (size_t round = 0; round < kRounds; ++round)
    times.push_back(time_of([&] { diff(pair); }));
  const double ours = median(times);
  at_most({"diff/10_of_100000", ours / 1e3, "us"}, 25);

  Context context = *Context::create("bench");
  for (size_t i = 0; i < kVariables; ++i)
    require(context.set_variable_json(name(i), object(i, 0)).ok());
  const CapturedState old = context.captured();
  for (const auto& change : changes(kVariables, kChanges, 1))
    require(context.set_variable_json(change.name, change.json).ok());
  const CapturedState now = context.captured();
  const double depth = detail::ValueAccess::tree(old.variables)->height + 1.0;
  const uint64_t visited = visited_by([&] {
    require(Patch::diff(old.variables, now.variables)->size() >= kChanges);
  });
  at_most({"diff/nodes_visited", static_cast<double>(visited), "nodes"},
          12 * kChanges * depth);
  // Read from its JSON: no pointer tells what is the same.
  const Value unshared = parsed(now.variables.to_json());
  std::vector<double> naive;
  for (size_t round = 0; round < 5; ++round) {
    naive.push_back(time_of([&] {
      require(differing_members(old.variables, unshared) == kChanges);
    }));
  }
  at_least({"diff/against_member_by_member", median(naive) / ours, "times"},
           1000);
}

// One array against another one with elements put in at some places.
void insert_time(const char* what, const std::vector<size_t>& places) {
  std::string json = "[";
  for (size_t i = 0; i < kElements; ++i)
    json += (i > 0 ? "," : "") + object(i, 0);
  const Value before = parsed(json + "]");
  Value after = before;
  for (const size_t place : places) {
    require(
        pointer_splice(after, "", place, 0, {parsed(object(place, 7))}).ok());
  }
  std::vector<double> times;
  for (size_t round = 0; round < kRounds; ++round) {
    times.push_back(time_of(
        [&] { require(Patch::diff(before, after)->size() == places.size()); }));
  }
  at_most(
      {std::string("diff/array_of_100000/") + what, median(times) / 1e3, "us"},
      25);
}

// What a patched document holds beside the one it was made of: ten paths.
void held_by_patch() {
  std::string json = "{";
  std::string patch = "[";
  for (size_t i = 0; i < 10'000; ++i)
    json += (i > 0 ? ",\"" : "\"") + name(i) + "\":" + object(i, 0);
  for (size_t i = 0; i < kChanges; ++i) {
    patch += std::string(i > 0 ? "," : "") +
             "{\"op\":\"replace\",\"path\":\"/" + name(i * 997) +
             "\",\"value\":" + object(i, 1) + "}";
  }
  const Value document = parsed(json + "}");
  const auto made = Patch::from_json(patch + "]");
  require(made.ok());
  std::optional<Value> patched;
  const MallocCounts counts = count_malloc([&] {
    auto done = made->apply(document);
    require(done.ok());
    patched = *std::move(done);
  });
  at_most({"patch/held_by_10_of_10000",
           static_cast<double>(counts.live) / kKilo, "kB"},
          12);
}

void append_time() {
  std::string json = "[";
  for (size_t i = 0; i < 1'000'000; ++i) json += i > 0 ? ",1" : "1";
  const ContextHandle context = new_context();
  set(context, "list", json + "]");
  const std::string item = object(0, 0);
  const ManagerHandle manager = new_manager(2);
  std::vector<double> times;
  for (size_t round = 0; round < kRounds; ++round) {
    snapshot(manager, context);
    times.push_back(time_of([&] {
      must(snaproll_context_append(context.get(), SNAPROLL_Z("/variables/list"),
                                   item.data(), item.size(), nullptr));
    }));
  }
  at_most({"append/array_of_1000000", median(times) / 1e3, "us"}, 5);
}

void plan_and_apply(const ManagerHandle& manager,
                    const ContextHandle& context) {
  snaproll_rollback_plan* plan = nullptr;
  must(snaproll_manager_plan_rollback(manager.get(), context.get(), nullptr,
                                      &plan, nullptr));
  must(snaproll_context_apply_plan(context.get(), plan, nullptr, nullptr));
  snaproll_rollback_plan_free(plan);
}

// Rollback, plan and apply, and undo by turns, so that all see the same noise.
void plan_figures() {
  const ContextHandle context = state_of(kVariables);
  const ManagerHandle manager = new_manager(10);
  snapshot(manager, context);
  std::vector<double> plain;
  std::vector<double> planned;
  std::vector<double> undone;
  for (size_t round = 0; round < kRounds; ++round) {
    set_all(context, changes(kVariables, kChanges, round));
    plain.push_back(time_of([&] { rollback(manager, context); }));
    undone.push_back(time_of([&] {
      must(snaproll_context_undo_rollback(context.get(), nullptr, nullptr));
    }));
    set_all(context, changes(kVariables, kChanges, round + 1));
    planned.push_back(time_of([&] { plan_and_apply(manager, context); }));
  }
  at_most({"plan_and_apply/to_rollback", median(planned) / median(plain), "x"},
          1.5);
  at_most({"undo/to_rollback", median(undone) / median(plain), "x"}, 1);
}

}  // namespace

void patch_figures() {
  diff_figures();
  insert_time("at_front", {0});
  std::vector<size_t> places;
  for (size_t i = 0; i < kChanges; ++i) places.push_back(i * 9'973 + 17);
  std::reverse(places.begin(), places.end());
  insert_time("at_10_places", places);
  held_by_patch();
  append_time();
  plan_figures();
}

}  // namespace snaproll::bench
