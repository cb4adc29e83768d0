// StateCache: states of one store that were read or written lately, by their
// records; the least recently used leave when all together hold more than the
// budget. Each counts with all that it holds, also what it shares. The state of
// a record stands here as it was committed, and beside it as it was migrated,
// by the version.
//
// An erase makes other states of the same records, and raises the number of
// erases of the store. Whoever reads or puts states tells the number that holds
// in its view of the store: a higher one empties the cache, a lower one neither
// finds nor puts anything.
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

  // Of `schema`: no state is migrated to version 0.
  static constexpr int64_t kAsCommitted = 0;

  std::optional<Found> find(uint64_t erases, RecordKey key,
                            int64_t schema = kAsCommitted);
  void put(uint64_t erases, RecordKey key, const Id& commit_id,
           const CapturedState& state, int64_t schema = kAsCommitted);
  void remove(RecordKey key);  // all versions
  void remove_all(int64_t exec);
  uint64_t held_bytes() const;

 private:
  struct Key {
    RecordKey record;
    int64_t schema = kAsCommitted;
    friend bool operator<(const Key& a, const Key& b) noexcept {
      return a.record == b.record ? a.schema < b.schema : a.record < b.record;
    }
  };
  struct Entry {
    Key key;
    Found found;
    uint64_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  // Under the lock. False where the number is a lower one.
  bool is_of(uint64_t erases, Entries& leaving);
  // Those of the records from `first` to `last`.
  void remove_between(RecordKey first, RecordKey last);

  const uint64_t budget_;
  mutable std::mutex mutex_;
  uint64_t erases_ = 0;
  uint64_t held_ = 0;
  Entries entries_;  // the one used last is at the front
  std::map<Key, Entries::iterator> index_;
};

}  // namespace snaproll::detail
