// Effects: the irreversible steps of an execution, and which of them a rollback
// goes back behind. The newest attempt at each node is kept, some 300 bytes
// each: an attempt is given up when the next one begins, and all attempts at a
// node have the same key.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snaproll/rollback.hpp"

namespace snaproll {
struct Attempt;
}

namespace snaproll::detail {

class Effects {
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  struct Record {
    uint64_t ticket = 0;
    uint64_t ended = kNever;  // sequence number; kNever = it did not end
    Effect effect;
  };
  using Records = std::map<std::string, Record, std::less<>>;  // by node
  // By (ended, ticket).
  using ByEnd = std::map<std::pair<uint64_t, uint64_t>, const Record*>;

 public:
  // Room for one effect, so that beginning it can not fail.
  struct Room {
    Records::node_type record;
    ByEnd::node_type end;
  };

  // Whether the newest attempt at the node is irreversible and did not end.
  bool is_open(const std::string& node) const;
  // May throw std::bad_alloc; it shows nowhere. Empty for a reversible attempt.
  Room make_room(const Attempt& attempt) const;
  // An attempt began, for which room was made. One that it gives up ends with
  // that, at `sequence`, the number that is given next (rule J8).
  void begin(uint64_t ticket, const Attempt& attempt, uint64_t sequence,
             Room room) noexcept;
  // The step ended; `sequence` is the number that its end took.
  void end(uint64_t ticket, const std::string& node,
           uint64_t sequence) noexcept;

  // Puts back what a record tells of an attempt; see Attempts::restore.
  void restore(uint64_t ticket, const Attempt& attempt, uint64_t sequence);

  // The same, each with what `change` does to its effect.
  using Change = std::function<void(Effect&)>;
  Effects changed(const Change& change) const;

  // Those that a change from `before` to `after` goes back behind, the newest
  // first: whose node result it takes away or changes; and, where all of a
  // snapshot was applied, that ended after the sequence number `since` was
  // next, or did not end. O((changes + effects crossed) x log effects).
  std::vector<Effect> crossed(const CapturedState& before,
                              const CapturedState& after,
                              std::optional<uint64_t> since) const;

 private:
  void set_end(Record& record, uint64_t ended) noexcept;

  Records records_;
  ByEnd by_end_;  // each record
};

}  // namespace snaproll::detail
