// Taking a snapshot where nothing may have changed.
#include "context/context_rep.hpp"
#include "snapshot/captured.hpp"

namespace snaproll {

// The states are compared without the lock: parts that are not shared may take
// their time. A context that moved meanwhile counts as changed.
Result<bool> Context::capture_unchanged(const Snapshot& snapshot) {
  using Lock = std::lock_guard<std::mutex>;
  CapturedState captured;
  uint64_t version = 0;
  {
    const Lock lock(rep_->mutex);
    if (rep_->ended) return detail::ended_context();
    captured = rep_->kept_state();
    version = rep_->version.get();
  }
  if (!detail::same_state(captured, snapshot.captured())) return false;
  const detail::WriteLock lock(*rep_);
  if (rep_->ended) return detail::ended_context();
  if (rep_->version.get() != version) return false;
  rep_->position = snapshot.id();
  rep_->position_moved = true;
  return true;
}

}  // namespace snaproll
