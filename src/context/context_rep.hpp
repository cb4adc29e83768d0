// The inside of a Context.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "snaproll/context.hpp"

namespace snaproll {

// Everything below `mutex` is guarded by it. Two of them are held at once in
// `commit` alone: first that of the transaction, then that of its parent.
struct Context::Rep {
  explicit Rep(std::shared_ptr<const Environment> env)
      : environment(std::move(env)) {}

  const Limits& limits() const noexcept { return environment->limits; }
  // Swaps `state`, checked before, with the one that is there, and takes the
  // position where there is one.
  void put_back(CapturedState& state, const std::optional<Id>& at) noexcept;

  const std::shared_ptr<const Environment> environment;
  mutable std::mutex mutex;
  std::string execution_id;
  std::string workflow_id;
  Time started_at = 0;
  Time completed_at = kNoTime;
  CapturedState captured;
  std::shared_ptr<const Checkpoint> checkpoint;
  uint64_t version = 0;
  std::optional<Id> position;

  // Of a transaction: the context that it was begun from, and the version that
  // it had then. `begun_version` is also the transaction's own first version.
  std::shared_ptr<Rep> parent;
  uint64_t begun_version = 0;
  bool position_moved = false;  // since it began
  bool ended = false;
};

namespace detail {

Error ended_context();

// The record that rule C8 makes of `captured`. O(1).
Checkpoint make_checkpoint(const CapturedState& captured, Time now);

}  // namespace detail
}  // namespace snaproll
