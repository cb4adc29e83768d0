#include "manager/id_index.hpp"

#include <utility>

namespace snaproll::detail {
namespace {

constexpr size_t kFirstSlots = 16;

}  // namespace

size_t IdIndex::slot_of(const Id& id) const noexcept {
  size_t at = home(id);
  while (slots_[at].number != kNone && slots_[at].id != id) at = next(at);
  return at;
}

uint64_t IdIndex::find(const Id& id) const noexcept {
  return slots_.empty() ? kNone : slots_[slot_of(id)].number;
}

void IdIndex::reserve_one() {
  if ((used_ + 1) * 2 <= slots_.size()) return;
  IdIndex larger;
  larger.slots_.resize(slots_.empty() ? kFirstSlots : slots_.size() * 2);
  for (const Slot& slot : slots_) {
    if (slot.number != kNone) larger.set(slot.id, slot.number);
  }
  *this = std::move(larger);
}

void IdIndex::set(const Id& id, uint64_t number) noexcept {
  Slot& slot = slots_[slot_of(id)];
  if (slot.number == kNone) ++used_;
  slot = {id, number};
}

void IdIndex::remove(const Id& id, uint64_t number) noexcept {
  if (slots_.empty()) return;
  size_t hole = slot_of(id);
  if (slots_[hole].number != number) return;
  --used_;
  // Moves back what could not be found any more across the hole.
  for (size_t at = next(hole); slots_[at].number != kNone; at = next(at)) {
    const size_t mask = slots_.size() - 1;
    const size_t from_home = (at - home(slots_[at].id)) & mask;
    const size_t from_hole = (at - hole) & mask;
    if (from_home < from_hole) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = Slot();
}

}  // namespace snaproll::detail
