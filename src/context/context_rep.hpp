// The inside of a Context.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "snaproll/context.hpp"
#include "snapshot/path_set.hpp"

namespace snaproll {
namespace detail {

// Tells contents of a context apart: no number is given to two of them.
class Version {
 public:
  uint64_t get() const noexcept { return now_; }
  void raise() noexcept { now_ = ++last_; }
  // The content is again the one that had this number.
  void go_back(uint64_t version) noexcept { now_ = version; }

 private:
  uint64_t now_ = 0;
  uint64_t last_ = 0;
};

// Lets one thread alone write to a context, the others wait; readers go on.
struct Turn {
  std::thread::id writer;  // none = all may write
  std::condition_variable passed;
};

struct Move;

// Where a move is read from when it is asked for.
//
// Thread word: immutable.
class MoveSource {
 public:
  virtual ~MoveSource() = default;
  virtual Result<Move> load() const = 0;
};

// A state that can be gone back to, with the position it had.
struct Move {
  CapturedState state;
  std::optional<Id> position;
  uint64_t serial = 0;  // tells it from all others of its context
  std::shared_ptr<const MoveSource> source;  // null = it is here
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

  // Under the lock: what is captured of the state, without what is transient.
  // O(1) where nothing is.
  CapturedState kept_state() const {
    return kept == nullptr ? captured : kept->of(captured);
  }
  // The same of a state that was captured, maybe before a path was told.
  CapturedState kept_of(const CapturedState& state) const {
    return kept == nullptr ? state : kept->of_other(state);
  }

  // Under the lock. Sets the state to `state`, which gets what was there, as a
  // change that can be undone: to a captured state, in which what is transient
  // now stays, or to one that is `whole`. The caller lets go of `state` and of
  // `forgotten` without the lock. Throws std::bad_alloc before anything is
  // changed.
  enum class Target { kCaptured, kWhole };
  void set_back(CapturedState& state, std::optional<Id> to,
                std::vector<detail::Move>& forgotten,
                Target target = Target::kCaptured);
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
  // The last move of one list; null where there is none. Under the lock.
  detail::Move* last_move(bool undoes) noexcept;
  // Without the lock: reads the last move of one list where it is not here.
  Status load_move(bool undoes);
  size_t redo_count() const noexcept;

  const std::shared_ptr<const Environment> environment;
  mutable std::mutex mutex;
  std::string execution_id;
  std::string workflow_id;
  Time started_at = 0;
  Time completed_at = kNoTime;
  CapturedState captured;  // the live state, with what is transient
  std::shared_ptr<const PrivatePaths> paths;  // null = none
  std::unique_ptr<detail::Kept> kept;         // null = none is transient
  std::shared_ptr<const Checkpoint> checkpoint;
  detail::Version version;
  std::optional<Id> position;

  // Of a transaction: the context that it was begun from, and the version that
  // it had then. `begun_version` is also the transaction's own first version.
  std::shared_ptr<Rep> parent;
  uint64_t begun_version = 0;
  bool position_moved = false;  // since it began
  bool moved_back = false;      // set back, undone or redone
  bool ended = false;

  std::unique_ptr<detail::Turn> turn;    // made at first use
  std::unique_ptr<detail::Moves> moves;  // the same
  uint64_t moves_version = 0;            // raised by each change of them
  uint64_t next_serial = 1;
};

namespace detail {

// The lock of a context for a write: it is had when no other thread has the
// turn.
class WriteLock {
 public:
  explicit WriteLock(Context::Rep& rep) : rep_(rep), lock_(rep.mutex) {
    wait();
  }
  void lock() {
    lock_.lock();
    wait();
  }
  void unlock() { lock_.unlock(); }

 private:
  void wait();

  Context::Rep& rep_;
  std::unique_lock<std::mutex> lock_;
};

Error ended_context();

// Null where none is transient. Errors of PrivatePaths::check.
Result<std::unique_ptr<Kept>> make_kept(const PrivatePaths* paths);

// The record that rule C8 makes of `captured`. O(1).
Checkpoint make_checkpoint(const CapturedState& captured, Time now);

}  // namespace detail
}  // namespace snaproll
