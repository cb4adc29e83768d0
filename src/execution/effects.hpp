// Effects: the irreversible steps of an execution, and which of them a rollback
// goes back behind. All are kept, some 200 bytes each.
//
// Thread word: one thread at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "snaproll/rollback.hpp"

namespace snaproll {
struct Attempt;
}

namespace snaproll::detail {

class Effects {
 public:
  // Room for one effect, so that beginning it can not fail.
  Effect make_room(const Attempt& attempt);
  // `attempt` began with that ticket; `effect` is of make_room.
  void begin(uint64_t ticket, const Attempt& attempt, Effect effect) noexcept;
  // The step ended; `sequence` is the number that its end took (rule J8).
  void end(uint64_t ticket, uint64_t sequence) noexcept;

  // Those that a change from `before` to `after` goes back behind, the newest
  // first, each key once: whose node result it takes away or changes; and,
  // where all of a snapshot was applied, that ended after the sequence number
  // `since` was next, or did not end.
  std::vector<Effect> crossed(const CapturedState& before,
                              const CapturedState& after, uint64_t since) const;

 private:
  struct Record {
    uint64_t ticket;
    uint64_t ended;  // sequence number; the highest = it did not end
    Effect effect;
  };
  std::vector<Record> records_;  // in the order of the tickets
};

}  // namespace snaproll::detail
