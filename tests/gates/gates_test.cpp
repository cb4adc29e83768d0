// The figures that are counts: the same on every machine, so they are tests.
// Allocations and bytes are counted by a malloc of the program's own, which no
// sanitizer goes together with: only a release build has this program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "snaproll/manager.hpp"
#include "support/capi.hpp"
#include "support/counting_malloc.hpp"
#include "support/workload.hpp"
#include "value/access.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kEntries = 100'000;
constexpr int64_t kKilo = 1'000;
// Frees of a call that are not nodes of the tree: its handle, its strings.
constexpr uint64_t kOtherFrees = 32;

// A context of the C++ API, whose nodes this program can count.
Context core_state_of(size_t count) {
  Context context = *Context::create("gate");
  for (size_t i = 0; i < count; ++i) {
    require(context.set_variable_json(name(i), object(i, 0)).ok());
  }
  return context;
}

void set_in(Context& context, const Pair& pair) {
  require(context.set_variable_json(pair.name, pair.json).ok());
}

size_t levels(const Value& object) {
  return detail::ValueAccess::tree(object)->height + 1u;
}

// The allocations of 100 snapshots of a state, once the history is full.
uint64_t snapshot_allocations(size_t variables) {
  const ContextHandle context = state_of(variables);
  const ManagerHandle manager = new_manager(10);
  for (size_t i = 0; i < 100; ++i) snapshot(manager, context);
  return count_malloc([&] {
           for (size_t i = 0; i < 100; ++i) snapshot(manager, context);
         })
      .calls;
}

// Bytes held by a variable that is set to `json`, to the bytes of `json`.
double held_for(const std::string& json) {
  settle();
  const ContextHandle context = new_context();
  const MallocCounts counts = count_malloc([&] { set(context, "list", json); });
  return static_cast<double>(counts.live) / static_cast<double>(json.size());
}

TEST(Gates, SnapshotOfAMillionVariablesAllocatesWhatOneOfTenDoes) {
  const uint64_t small = snapshot_allocations(10);
  EXPECT_GT(small, 0u) << "the counter does not count";
  EXPECT_LE(small, 300u);
  EXPECT_EQ(snapshot_allocations(1'000'000), small);
}

TEST(Gates, FirstWriteAfterASnapshotCopiesThePathAlone) {
  for (const size_t size : {10u, 1'000u, 100'000u}) {
    Context context = core_state_of(size);
    for (const Pair& change : changes(size, 100, 1)) {
      const auto held = context.take_snapshot();
      const auto value = Value::parse(change.json);
      ASSERT_TRUE(held.ok() && value.ok());
      const uint64_t before = detail::tree_counters().nodes_allocated;
      require(context.set_variable(change.name, *value).ok());
      EXPECT_LE(detail::tree_counters().nodes_allocated - before,
                levels(held->variables()))
          << size << " variables";
    }
  }
}

TEST(Gates, RollbackVisitsTwoPathsAChange) {
  constexpr size_t kChanges = 10;
  for (const size_t size : {1'000u, 100'000u}) {
    Context context = core_state_of(size);
    Manager manager(10);
    const auto held = manager.create_snapshot(context);
    ASSERT_TRUE(held.ok());
    for (size_t round = 0; round < 10; ++round) {
      for (const Pair& change : changes(size, kChanges, round)) {
        set_in(context, change);
      }
      const uint64_t before = detail::tree_counters().nodes_visited;
      const auto result = manager.rollback(context);
      ASSERT_TRUE(result.ok());
      EXPECT_LE(detail::tree_counters().nodes_visited - before,
                2 * kChanges * levels(held->variables()))
          << size << " variables";
      EXPECT_GT(detail::tree_counters().nodes_visited, before);
    }
  }
}

TEST(Gates, HeldSnapshotWithTenChangesOfTenThousandHoldsAtMost12Kilobytes) {
  constexpr int64_t kSnapshots = 100;
  const ContextHandle context = state_of(10'000);
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  snapshot(manager, context);
  const MallocCounts counts = count_malloc([&] {
    for (size_t i = 0; i < kSnapshots; ++i) {
      set_all(context, changes(10'000, 10, i));
      snapshot(manager, context);
    }
  });
  EXPECT_GT(counts.live, 0);
  EXPECT_LE(counts.live / kSnapshots, 12 * kKilo);
}

TEST(Gates, WholeTextWithOneMessageMoreHoldsAtMost4Kilobytes) {
  const ContextHandle context = new_context();
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  set(context, "messages", messages_json(10'000));
  for (size_t i = 1; i <= 20; ++i) {
    snapshot(manager, context);
    const std::string text = messages_json(10'000 + i);
    const MallocCounts counts =
        count_malloc([&] { set(context, "messages", text); });
    EXPECT_GT(counts.live, 500) << "the message itself";
    EXPECT_LE(counts.live, 4 * kKilo) << i;
  }
}

TEST(Gates, TwentyBytesAppendedToAMegabyteHoldAtMost8Kilobytes) {
  constexpr int64_t kRounds = 1'000;
  const ContextHandle context = new_context();
  const ManagerHandle manager = new_manager(SNAPROLL_UNLIMITED);
  set(context, "log", '"' + std::string(1'000'000, 'x') + '"');
  const MallocCounts counts = count_malloc([&] {
    for (int64_t i = 0; i < kRounds; ++i) {
      must(snaproll_context_append_text(
          context.get(), SNAPROLL_Z("/variables/log"),
          SNAPROLL_Z("one more line, 20 b\n"), nullptr));
      snapshot(manager, context);
    }
  });
  EXPECT_GT(counts.live, kRounds * 20);
  EXPECT_LE(counts.live / kRounds, 8 * kKilo);
}

TEST(Gates, StateHoldsTwiceItsJsonAnd64BytesACell) {
  constexpr double kCell = 64;
  settle();
  ContextHandle context;
  const MallocCounts counts = count_malloc([&] {
    context = new_context();
    for (size_t i = 0; i < kEntries; ++i) set(context, name(i), object(i, 0));
  });
  const double json = static_cast<double>(state_json(kEntries).size());
  EXPECT_GT(static_cast<double>(counts.live), json);
  EXPECT_LE(static_cast<double>(counts.live), 2 * json + kCell * kEntries);
}

TEST(Gates, ArraysOfNumbersHoldAtMostOneAndSixTenthsOfTheirJson) {
  EXPECT_GT(held_for(doubles_json(kEntries)), 1);
  EXPECT_LE(held_for(doubles_json(kEntries)), 1.6);
  EXPECT_LE(held_for(integers_json(kEntries)), 1.6);
  EXPECT_LE(held_for(digits_json(kEntries)), 1.6);
}

TEST(Gates, AgentRunHoldsAtMost10Mebibytes) {
  const auto steps = agent_steps(1'000);
  settle();
  const MallocCounts counts = count_malloc([&] { agent_run(steps); });
  EXPECT_GT(counts.peak, 2'000 * kKilo) << "what the run itself says";
  EXPECT_LE(counts.peak, 10 << 20);
}

TEST(Gates, DroppingALargeStateFreesAtMostAThousandNodesACall) {
  ContextHandle context = state_of(kEntries);
  const ContextHandle other = new_context();
  const std::string json = object(0, 1);
  set(other, "any", json);
  MallocCounts counts = count_malloc([&] { context.reset(); });
  EXPECT_GT(counts.frees, 100u) << "the call frees its share";
  EXPECT_LE(counts.frees, 1'000 + kOtherFrees);
  uint64_t freed = counts.frees;
  uint64_t most = 0;
  while (counts.frees > kOtherFrees) {
    counts = count_malloc([&] { set(other, "any", json); });
    most = std::max(most, counts.frees);
    freed += counts.frees;
  }
  EXPECT_LE(most, 1'000 + kOtherFrees) << "in a call after it";
  EXPECT_GT(freed, kEntries) << "not all was freed";
}

}  // namespace
}  // namespace snaproll::bench
