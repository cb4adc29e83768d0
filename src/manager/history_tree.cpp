#include "manager/history_tree.hpp"

#include <algorithm>
#include <utility>

namespace snaproll::detail {

const HistoryEntry& HistoryTree::newest(size_t n) const noexcept {
  size_t at = slots_.size() - 1;
  if (gaps_ == 0) return slots_[at - n];
  while (!slots_[at].there || n-- > 0) --at;
  return slots_[at];
}

size_t HistoryTree::lower_bound(uint64_t number) const noexcept {
  if (first_ == slots_.size()) return first_;
  const uint64_t oldest = slots_[first_].number;
  if (number <= oldest) return first_;
  // Where no number is missing it stands there, else before.
  const uint64_t distance = number - oldest;
  const size_t most = slots_.size() - first_;
  const size_t end = first_ + (distance < most ? distance : most);
  if (end < slots_.size() && slots_[end].number == number) return end;
  const auto found = std::lower_bound(
      slots_.begin() + static_cast<std::ptrdiff_t>(first_),
      slots_.begin() + static_cast<std::ptrdiff_t>(end), number,
      [](const HistoryEntry& entry, uint64_t to) { return entry.number < to; });
  return static_cast<size_t>(found - slots_.begin());
}

const HistoryEntry* HistoryTree::find(uint64_t number) const noexcept {
  if (number == HistoryEntry::kNone) return nullptr;
  const size_t at = lower_bound(number);
  if (at == slots_.size() || slots_[at].number != number || !slots_[at].there)
    return nullptr;
  return &slots_[at];
}

HistoryEntry* HistoryTree::find(uint64_t number) noexcept {
  return const_cast<HistoryEntry*>(std::as_const(*this).find(number));
}

// Records have the order of their entries.
const HistoryEntry* HistoryTree::find_seq(uint64_t seq) const noexcept {
  const auto found = std::lower_bound(
      slots_.begin() + static_cast<std::ptrdiff_t>(first_), slots_.end(), seq,
      [](const HistoryEntry& entry, uint64_t to) { return entry.seq < to; });
  if (found == slots_.end() || found->seq != seq || !found->there)
    return nullptr;
  return &*found;
}

void HistoryTree::reserve_one() {
  index_.reserve_one();
  if (slots_.size() < slots_.capacity()) return;
  if ((first_ + gaps_) > 0 && first_ + gaps_ >= slots_.size() / 2) {
    close_up();
  } else {
    constexpr size_t kFirstCapacity = 8;
    slots_.reserve(slots_.empty() ? kFirstCapacity : slots_.size() * 2);
  }
}

void HistoryTree::close_up() noexcept {
  const auto left =
      std::remove_if(slots_.begin(), slots_.end(),
                     [](const HistoryEntry& one) { return !one.there; });
  slots_.erase(left, slots_.end());
  first_ = gaps_ = 0;
}

void HistoryTree::push(HistoryEntry entry) noexcept {
  entry.twin = index_.find(entry.id);
  twins_ = twins_ || entry.twin != IdIndex::kNone;
  index_.set(entry.id, entry.number);
  slots_.push_back(std::move(entry));  // there is room
  link(slots_.back());
}

void HistoryTree::link(HistoryEntry& entry) noexcept {
  entry.newer = HistoryEntry::kNone;
  HistoryEntry* parent =
      entry.parent == HistoryEntry::kNone ? nullptr : find(entry.parent);
  entry.parent = parent == nullptr ? HistoryEntry::kNone : entry.parent;
  entry.older = parent == nullptr ? HistoryEntry::kNone : parent->child;
  if (parent == nullptr) return;
  if (HistoryEntry* older = find(entry.older); older != nullptr)
    older->newer = entry.number;
  parent->child = entry.number;
}

void HistoryTree::unlink(const HistoryEntry& entry) noexcept {
  if (entry.parent == HistoryEntry::kNone) return;
  if (HistoryEntry* older = find(entry.older); older != nullptr)
    older->newer = entry.newer;
  if (HistoryEntry* newer = find(entry.newer); newer != nullptr)
    newer->older = entry.older;
  else
    find(entry.parent)->child = entry.older;
}

// They stand where the entry stood among the children of its parent.
void HistoryTree::give_children(HistoryEntry& entry) noexcept {
  uint64_t last = HistoryEntry::kNone;
  for (uint64_t at = entry.child; at != HistoryEntry::kNone;) {
    HistoryEntry& child = *find(at);
    child.parent = entry.parent;
    last = at;
    at = child.older;
    if (entry.parent == HistoryEntry::kNone)
      child.older = child.newer = HistoryEntry::kNone;
  }
  if (entry.parent == HistoryEntry::kNone || last == HistoryEntry::kNone) {
    unlink(entry);
    return;
  }
  HistoryEntry& newest = *find(entry.child);
  HistoryEntry& oldest = *find(last);
  newest.newer = entry.newer;
  oldest.older = entry.older;
  if (HistoryEntry* older = find(entry.older); older != nullptr)
    older->newer = last;
  if (HistoryEntry* newer = find(entry.newer); newer != nullptr)
    newer->older = entry.child;
  else
    find(entry.parent)->child = entry.child;
}

HistoryEntry HistoryTree::remove(uint64_t number) noexcept {
  HistoryEntry& entry = *find(number);
  give_children(entry);
  unindex(entry);
  HistoryEntry left = entry;
  entry.snapshot.reset();
  entry.there = false;
  ++gaps_;
  while (first_ < slots_.size() && !slots_[first_].there) {
    ++first_;
    --gaps_;
  }
  while (slots_.size() > first_ && !slots_.back().there) {
    slots_.pop_back();
    --gaps_;
  }
  return left;
}

// The one before it with the same id is found again.
void HistoryTree::unindex(const HistoryEntry& entry) noexcept {
  const uint64_t newest = index_.find(entry.id);
  if (newest == entry.number) {
    if (entry.twin == HistoryEntry::kNone)
      index_.remove(entry.id, entry.number);
    else
      index_.set(entry.id, entry.twin);
    return;
  }
  HistoryEntry* newer = find(newest);
  while (newer->twin != entry.number) newer = find(newer->twin);
  newer->twin = entry.twin;
}

}  // namespace snaproll::detail
