// The inside of a Context.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "snaproll/context.hpp"

namespace snaproll {
namespace detail {

// A state that can be gone back to, with the position it had.
struct Move {
  CapturedState state;
  std::optional<Id> position;
  uint64_t serial = 0;  // tells it from all others of its context
};

// What was set back and can be undone, and what was undone and can be redone;
// the last of each is the first to be taken. Redo holds while the version is
// the one of the last undo or redo.
struct Moves {
  std::deque<Move> undo;
  std::vector<Move> redo;
  uint64_t redo_version = 0;
};

}  // namespace detail

// Everything below `mutex` is guarded by it. Two of them are held at once in
// `commit` alone: first that of the transaction, then that of its parent.
struct Context::Rep {
  explicit Rep(std::shared_ptr<const Environment> env)
      : environment(std::move(env)) {}

  const Limits& limits() const noexcept { return environment->limits; }

  // Under the lock. Sets the state to `state`, which gets what was there, as a
  // change that can be undone. The caller lets go of `state` and of `forgotten`
  // without the lock. Throws std::bad_alloc before anything is changed.
  void set_back(CapturedState& state, std::optional<Id> to,
                std::vector<detail::Move>& forgotten);
  // Under the lock: the same with the last move of one list (there is one), the
  // present state going to the other.
  detail::Move exchange_move(bool undoes);
  // Without the lock: `find` tells the state to take (under the lock), `make`
  // takes it. First all of the result is made, so that nothing is changed where
  // memory runs out; without the lock, unless the context moves meanwhile.
  Result<RollbackResult> move_to(
      const std::function<Result<CapturedState>()>& find,
      std::optional<Id> applied, const Complete& complete,
      const std::function<void()>& make);
  Result<RollbackResult> undo_or_redo(bool undoes, const Complete& complete);
  size_t redo_count() const noexcept;

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
  bool moved_back = false;      // set back, undone or redone
  bool ended = false;

  std::unique_ptr<detail::Moves> moves;  // made at first use
  uint64_t moves_version = 0;            // raised by each change of them
  uint64_t next_serial = 1;
};

namespace detail {

Error ended_context();

// The record that rule C8 makes of `captured`. O(1).
Checkpoint make_checkpoint(const CapturedState& captured, Time now);

}  // namespace detail
}  // namespace snaproll
