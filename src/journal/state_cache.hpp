// StateCache: states of one store that were read or written lately, by their
// records; the least recently used leave when all together hold more than the
// budget. Each counts with all that it holds, also what it shares.
//
// Thread word: internally synchronized.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "snaproll/snapshot.hpp"
#include "store/store.hpp"

namespace snaproll::detail {

class StateCache {
 public:
  struct Found {
    CapturedState state;
    Id commit_id;
  };

  explicit StateCache(uint64_t budget) noexcept : budget_(budget) {}

  std::optional<Found> find(RecordKey key);
  void put(RecordKey key, const Id& commit_id, const CapturedState& state);
  void remove(RecordKey key);
  void remove_all(int64_t exec);
  uint64_t held_bytes() const;

 private:
  struct Entry {
    RecordKey key;
    Found found;
    uint64_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  const uint64_t budget_;
  mutable std::mutex mutex_;
  uint64_t held_ = 0;
  Entries entries_;  // the one used last is at the front
  std::map<RecordKey, Entries::iterator> index_;
};

}  // namespace snaproll::detail
