#include "journal/state_cache.hpp"

#include <limits>
#include <utility>

namespace snaproll::detail {
namespace {

using Lock = std::lock_guard<std::mutex>;

constexpr uint64_t kEntryBytes = 256;

}  // namespace

bool StateCache::is_of(uint64_t erases, Entries& leaving) {
  if (erases > erases_) {
    leaving.splice(leaving.begin(), entries_);
    index_.clear();
    held_ = 0;
    erases_ = erases;
  }
  return erases == erases_;
}

std::optional<StateCache::Found> StateCache::find(uint64_t erases,
                                                  RecordKey key,
                                                  int64_t schema) {
  Entries leaving;  // let go of without the lock
  const Lock lock(mutex_);
  if (!is_of(erases, leaving)) return std::nullopt;
  const auto found = index_.find({key, schema});
  if (found == index_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->found;
}

void StateCache::put(uint64_t erases, RecordKey record, const Id& commit_id,
                     const CapturedState& state, int64_t schema) {
  const Key key{record, schema};
  Entries leaving;  // let go of without the lock
  Entries made;
  made.push_back({key, {state, commit_id}, kEntryBytes});
  made.front().bytes += state.variables.held_bytes() +
                        state.node_results.held_bytes() +
                        state.recorded.held_bytes();
  const Lock lock(mutex_);
  if (!is_of(erases, leaving)) return;
  const auto [place, is_new] = index_.emplace(key, made.begin());
  if (!is_new) {
    held_ -= place->second->bytes;
    leaving.splice(leaving.begin(), entries_, place->second);
    place->second = made.begin();
  }
  held_ += made.front().bytes;
  entries_.splice(entries_.begin(), made);
  while (held_ > budget_ && !entries_.empty()) {
    const auto last = std::prev(entries_.end());
    held_ -= last->bytes;
    index_.erase(last->key);
    leaving.splice(leaving.begin(), entries_, last);
  }
}

void StateCache::remove(RecordKey key) { remove_between(key, key); }

void StateCache::remove_all(int64_t exec) {
  remove_between({exec, 0}, {exec, std::numeric_limits<uint64_t>::max()});
}

void StateCache::remove_between(RecordKey first, RecordKey last) {
  Entries leaving;
  const Lock lock(mutex_);
  const auto from =
      index_.lower_bound({first, std::numeric_limits<int64_t>::min()});
  const auto end =
      index_.upper_bound({last, std::numeric_limits<int64_t>::max()});
  for (auto at = from; at != end; ++at) {
    held_ -= at->second->bytes;
    leaving.splice(leaving.begin(), entries_, at->second);
  }
  index_.erase(from, end);
}

uint64_t StateCache::held_bytes() const {
  const Lock lock(mutex_);
  return held_;
}

}  // namespace snaproll::detail
