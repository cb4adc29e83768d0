// The handles of the C ABI: shells from a pool, each with a magic word of its
// type that is there while the handle lives.
//
// Handles that share what they stand for (contexts, managers, executions,
// stores) hold a shared_ptr; the context and the manager of an execution keep
// the whole execution alive, which makes every order of freeing legal.
#pragma once

#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "pool.hpp"
#include "snaproll/cancel.hpp"
#include "snaproll/context.hpp"
#include "snaproll/execution.hpp"
#include "snaproll/field_history.hpp"
#include "snaproll/manager.hpp"
#include "snaproll/node_result.hpp"
#include "snaproll/options.hpp"
#include "snaproll/snapshot.hpp"
#include "snaproll/snapshot_rules.hpp"
#include "snaproll/store.hpp"
#include "snaproll/types.h"

namespace snaproll::capi {

// A shell with room for what the handle stands for.
template <typename T>
struct Holder : Shell {
  using Rep = T;
  static_assert(std::is_nothrow_move_constructible_v<T>);

  Rep& rep() noexcept { return *std::launder(reinterpret_cast<Rep*>(bytes)); }
  const Rep& rep() const noexcept {
    return *std::launder(reinterpret_cast<const Rep*>(bytes));
  }

  alignas(T) unsigned char bytes[sizeof(T)];
};

struct NodeResultRep {
  NodeResult result;
  std::shared_ptr<const Environment> environment;
};

struct StepRep {
  std::shared_ptr<Execution> execution;
  Step step;

  const Limits& limits() const noexcept {
    return execution->context().environment()->limits;
  }
};

// The columns of a list, made with it.
struct ListRep {
  std::vector<Snapshot> snapshots;
  std::vector<snaproll_id> ids;
  std::vector<int64_t> created_at;
  std::vector<uint8_t> flags;
  std::vector<size_t> label_offsets;
  std::vector<size_t> node_offsets;
  std::string labels;
  std::string nodes;
};

// The changes of a field with their columns. The texts, which may be many times
// what the snapshots hold, are made when they are first asked for.
class FieldHistoryRep {
 public:
  // Texts one behind the other; one that is absent is empty.
  struct Texts {
    std::vector<size_t> offsets;
    std::string bytes;
  };

  explicit FieldHistoryRep(std::vector<FieldChange> changes);

  const std::vector<FieldChange>& changes() const noexcept { return changes_; }
  const std::vector<snaproll_id>& ids() const noexcept { return ids_; }
  const std::vector<int64_t>& created_at() const noexcept {
    return created_at_;
  }
  const std::vector<uint8_t>& flags() const noexcept { return flags_; }
  const Texts& before() const { return texts(before_, &FieldChange::before); }
  const Texts& after() const { return texts(after_, &FieldChange::after); }

 private:
  struct Column {
    std::once_flag made;
    Texts texts;
  };
  const Texts& texts(Column& column,
                     std::optional<Value> FieldChange::* value) const;

  const std::vector<FieldChange> changes_;
  std::vector<snaproll_id> ids_;
  std::vector<int64_t> created_at_;
  std::vector<uint8_t> flags_;
  mutable Column before_;
  mutable Column after_;
};

}  // namespace snaproll::capi

#define SNAPROLL_HANDLE(noun, number, ...)                             \
  struct snaproll_##noun final : snaproll::capi::Holder<__VA_ARGS__> { \
    static constexpr uint32_t kMagic = 0x5a500000u + number;           \
    static constexpr char kName[] = "snaproll_" #noun;                 \
  }
SNAPROLL_HANDLE(cancel, 1, std::shared_ptr<snaproll::Cancel>);
SNAPROLL_HANDLE(checkpoint, 2, std::shared_ptr<const snaproll::Checkpoint>);
SNAPROLL_HANDLE(clock, 3, std::shared_ptr<snaproll::Clock>);
SNAPROLL_HANDLE(context, 4, std::shared_ptr<snaproll::Context>);
SNAPROLL_HANDLE(error, 5, snaproll::Error);
SNAPROLL_HANDLE(execution, 6, std::shared_ptr<snaproll::Execution>);
SNAPROLL_HANDLE(manager, 7, std::shared_ptr<snaproll::Manager>);
SNAPROLL_HANDLE(node_result, 8, snaproll::capi::NodeResultRep);
SNAPROLL_HANDLE(options, 9, snaproll::ExecutionOptions);
SNAPROLL_HANDLE(rollback_result, 10,
                std::shared_ptr<const snaproll::RollbackResult>);
SNAPROLL_HANDLE(snapshot, 11, snaproll::Snapshot);
SNAPROLL_HANDLE(snapshot_list, 12, snaproll::capi::ListRep);
SNAPROLL_HANDLE(snapshot_options, 13, snaproll::SnapshotInfo);
SNAPROLL_HANDLE(step, 14, snaproll::capi::StepRep);
SNAPROLL_HANDLE(step_options, 15, snaproll::StepOptions);
SNAPROLL_HANDLE(summary, 16, snaproll::Summary);
SNAPROLL_HANDLE(value, 17, snaproll::Value);
SNAPROLL_HANDLE(patch, 18, snaproll::Patch);
SNAPROLL_HANDLE(rollback_plan, 19, snaproll::RollbackPlan);
SNAPROLL_HANDLE(selector, 20, snaproll::Selector);
SNAPROLL_HANDLE(snapshot_rules, 21, snaproll::SnapshotRules);
SNAPROLL_HANDLE(field_history, 22,
                std::shared_ptr<const snaproll::capi::FieldHistoryRep>);
SNAPROLL_HANDLE(store, 23, std::shared_ptr<snaproll::Store>);
SNAPROLL_HANDLE(store_options, 24, snaproll::StoreOptions);
SNAPROLL_HANDLE(execution_filter, 25, snaproll::ExecutionFilter);
SNAPROLL_HANDLE(exporter, 26, snaproll::Exporter);
SNAPROLL_HANDLE(importer, 27, snaproll::Importer);
SNAPROLL_HANDLE(open_options, 28, snaproll::OpenOptions);
SNAPROLL_HANDLE(snapshot_filter, 29, snaproll::SnapshotFilter);
SNAPROLL_HANDLE(erase_options, 30, snaproll::EraseOptions);
#undef SNAPROLL_HANDLE

namespace snaproll::capi {

template <typename Handle>
inline Pool<Handle> pool;

// Room for a handle, taken before something is changed, so that handing out
// what came of it can not fail.
template <typename Handle>
class Room {
 public:
  using Rep = typename Handle::Rep;

  Room() : shell_(pool<Handle>.take()) {}  // throws std::bad_alloc
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() {
    if (shell_ != nullptr) pool<Handle>.give_back(shell_);
  }

  // A handle that stands for `rep`; the room is used up.
  Handle* fill(Rep rep) noexcept {
    ::new (static_cast<void*>(shell_->bytes)) Rep(std::move(rep));
    shell_->magic.store(Handle::kMagic, std::memory_order_release);
    return std::exchange(shell_, nullptr);
  }

 private:
  Handle* shell_;
};

// A new handle. Throws std::bad_alloc.
template <typename Handle>
Handle* make(typename Handle::Rep rep) {
  return Room<Handle>().fill(std::move(rep));
}

// Whether a handle that is not NULL is a live one of its type.
template <typename Handle>
bool is_live(const Handle* handle) noexcept {
  const Shell* shell = handle;
  return shell->magic.load(std::memory_order_acquire) == Handle::kMagic;
}

// Frees a handle; what is no live one of the type is ignored.
template <typename Handle>
void release(Handle* handle) noexcept {
  if (handle == nullptr) return;
  uint32_t magic = Handle::kMagic;
  if (!handle->magic.compare_exchange_strong(magic, 0,
                                             std::memory_order_acq_rel))
    return;
  using Rep = typename Handle::Rep;
  handle->rep().~Rep();
  pool<Handle>.give_back(handle);
}

}  // namespace snaproll::capi
