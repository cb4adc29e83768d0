// The inside of an Execution and of its steps.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "execution/attempts.hpp"
#include "execution/edges.hpp"
#include "execution/effects.hpp"
#include "journal/blobs.hpp"
#include "manager/manager_rep.hpp"
#include "snaproll/execution.hpp"

namespace snaproll {

// Variables that were written, each with the sequence number (rule J8) that the
// newest attempt which wrote it took at its end.
using Writes = std::map<std::string, uint64_t>;

namespace detail {

// The same for one node of one execution, another for any other.
std::string idempotency_key(const std::string& execution_id,
                            std::string_view node);

}  // namespace detail

// Everything below `mutex` is guarded by it, which is also held while a step
// begins or ends, so that both are one. Context and manager are locked within
// it, never the other way round.
struct Execution::Rep final : detail::Teller {
  Rep(Context c, Manager m) : context(std::move(c)), manager(std::move(m)) {}

  Time now() const { return context.environment()->now(); }
  const Limits& limits() const { return context.environment()->limits; }
  // What a selector's `downstream_of` stands for.
  Status add_downstream(const Selector& selector, const CapturedState& now,
                        uint64_t since, std::vector<std::string>& variables,
                        std::vector<std::string>& nodes);
  // Completes a result with the effects that are crossed; `all` tells that all
  // of a snapshot is applied. For calls under the lock.
  Context::Complete add_effects(bool all) const;
  // The output recorded for a node that is done.
  std::optional<Value> done_output(std::string_view node) const;

  // What a commit tells besides context and history; and that it was told.
  std::unique_lock<std::mutex> lock() override {
    return std::unique_lock<std::mutex>(mutex);
  }
  detail::Told told() override;
  void told_done(const detail::Told& told) noexcept override;
  // They go with the next commit.
  Status set_edges(detail::Edges made);
  // Reads what is on record of attempts and effects, once.
  Status load_attempts();
  // And what they wrote, at the sequence number `since` and later.
  Status load_writes(uint64_t since);
  // Takes over what was read from the store, and commits what was migrated.
  Status restore(detail::Restored& restored);
  Status save();
  // READ_ONLY where it was opened for reading: no work is begun that could
  // never be recorded.
  Status check_may_write() const;
  Result<EraseReport> erase_in_memory(const EraseOptions& options);
  Result<EraseReport> erase_durably(const EraseOptions& options);

  std::shared_ptr<detail::Journal> journal;  // null = in memory
  detail::BlobBox blobs;                     // of one in memory
  bool save_steps = true;
  std::optional<size_t> maximum;  // that was told where it was opened
  Context context;
  Manager manager;
  mutable std::mutex mutex;
  detail::Attempts attempts;
  detail::Effects effects;
  detail::Edges edges;
  // What the attempts at each node wrote, but those that were rolled back;
  // kept while there are edges.
  std::map<std::string, Writes> writes;

  std::vector<Erasure> erasures;  // in memory; newest first
  // Raised by each reload and erase: steps of an older one are given up.
  uint64_t generation = 0;

  // With a journal. What is on record is read when it is first needed.
  bool attempts_loaded = true;
  uint64_t writes_since = 0;  // from which on those on record are known
  std::list<detail::AttemptNote> untold;  // ended since the last commit
  std::string edges_text;
  bool edges_changed = false;
};

struct Step::Rep {
  std::shared_ptr<Execution::Rep> execution;
  uint64_t generation = 0;
  Attempt attempt;  // as it began
  uint64_t ticket = 0;
  bool done = false;
  bool ended = false;
  std::optional<Value> output;
  std::optional<Id> snapshot_id;
  std::optional<Snapshot> taken;  // what `rollback` goes back to
  CapturedState begun;            // the same where none was taken
  std::optional<Id> position;

  // What `rollback` goes back to.
  const CapturedState& state_begun() const noexcept {
    return taken.has_value() ? taken->captured() : begun;
  }
  // UNUSABLE or CONFLICT where the step can not be ended (any more). Under the
  // execution's lock.
  Status check_open() const;
  // What the attempt tells of a failure.
  std::string kept_error(std::string_view message) const;
  // Records `result` in the state and ends the attempt. The same.
  Status record(const NodeResult& result, AttemptOutcome outcome,
                std::string error);
  // Does `change`, which gives `told_end` its number, and commits both where
  // the ends of steps are committed.
  Status commit(detail::AttemptNote& told_end,
                const std::function<Status()>& change);
  detail::AttemptNote note(AttemptOutcome outcome, Time now, std::string error,
                           uint64_t sequence) const;
  // Marks the attempt as ended and lets go of what a rollback would need.
  void end(AttemptOutcome outcome, Time now, std::string error,
           uint64_t sequence) noexcept;
  // The variables that changed since the step began, without numbers yet.
  Writes written(const CapturedState& now) const;
};

}  // namespace snaproll
