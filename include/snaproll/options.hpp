// Options that contexts, managers and executions are made with, and the sources
// of time and ids that they share.
//
// Thread words: Clock and IdSource are internally synchronized; Environment is
// immutable - share freely (its clock and ids go on).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "snaproll/id.hpp"
#include "snaproll/limits.hpp"
#include "snaproll/time.hpp"

namespace snaproll {

/// "Keep all": a maximum of snapshots that is never reached (rule M1).
inline constexpr size_t kUnlimited = static_cast<size_t>(-1);

/// Where times come from: the system's clock, or one set by hand so that tests
/// and replays give the same bytes. Internally synchronized. Since 0.1
class Clock {
 public:
  /// The system's clock.
  Clock() noexcept : manual_(false), now_(0), step_(0) {}
  /// A manual clock: each reading gives the time and then adds `step`.
  Clock(Time start, int64_t step) noexcept
      : manual_(true), now_(start), step_(step) {}

  /// The time. A manual clock moves by its step then.
  Time now() noexcept;
  /// Sets a manual clock; INVALID_ARGUMENT for the system's, and for kNoTime.
  Status set(Time now);
  /// Moves a manual clock; INVALID_ARGUMENT for the system's, RANGE beyond the
  /// times that there are.
  Status advance(int64_t nanoseconds);

 private:
  const bool manual_;
  std::atomic<Time> now_;
  const int64_t step_;
};

/// Where new ids come from: UUIDs of version 7, strictly increasing within the
/// process; with a seed, a sequence that the seed and the clock alone decide.
/// Internally synchronized. A forked child never repeats its parent's ids
/// (unless seeded). Since 0.1
class IdSource {
 public:
  /// Random ids.
  IdSource() noexcept = default;
  /// Ids that the seed and the times alone decide.
  explicit IdSource(uint64_t seed) noexcept : seeded_(true), state_(seed) {}

  /// A new id of the time `now`, greater than all before it (where it has no
  /// seed, of the whole process).
  Id next(Time now);

 private:
  const bool seeded_ = false;
  uint64_t state_ = 0;        // guarded by mutex_
  uint64_t last_prefix_ = 0;  // guarded by mutex_
  std::mutex mutex_;          // only for seeded sources
};

/// Time, ids and limits of one execution: shared by its context, manager and
/// snapshots. Immutable but for the clock and the ids. Since 0.1
struct Environment {
  std::shared_ptr<Clock> clock;
  std::shared_ptr<IdSource> ids;
  Limits limits;
  /// Rollbacks that a context can undo; 0 = none.
  size_t undo_limit = 100;

  /// The system's clock, random ids, default limits: one for the process, made
  /// at the first call.
  static std::shared_ptr<const Environment> standard();

  /// The time of the clock.
  Time now() const noexcept { return clock->now(); }
  /// A new id of that time.
  Id next_id() const { return ids->next(clock->now()); }
};

}  // namespace snaproll
