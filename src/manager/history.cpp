#include "manager/history.hpp"

#include <utility>

namespace snaproll::detail {

Result<Snapshot> History::snapshot_of(const HistoryEntry& entry) const {
  if (journal_ == nullptr) return *entry.snapshot;
  return journal_->entry_at(entry.seq);
}

Result<Snapshot> History::newest(size_t n) const {
  if (journal_ == nullptr) return *entries_.newest(n).snapshot;
  if (n == 0 && newest_.has_value()) return *newest_;
  SNAPROLL_TRY(auto found, journal_->nth_newest(head_, n));
  if (!found.has_value())
    return Error(Code::kCorrupt, "an entry of the history is missing");
  if (n == 0) newest_ = found;
  return *std::move(found);
}

Result<std::optional<Snapshot>> History::find(const Id& id) const {
  if (journal_ != nullptr) {
    if (newest_.has_value() && newest_->id() == id) return newest_;
    return journal_->find(head_, id);
  }
  const HistoryEntry* entry = entries_.find(entries_.number_of(id));
  return entry == nullptr ? std::optional<Snapshot>() : entry->snapshot;
}

Result<std::vector<Snapshot>> History::newest_first() const {
  if (journal_ != nullptr) return journal_->list(head_, {});
  std::vector<Snapshot> all;
  all.reserve(size());
  entries_.each_down(HistoryEntry::kNone, [&](const HistoryEntry& entry) {
    all.push_back(*entry.snapshot);
    return true;
  });
  return all;
}

namespace {

bool passes(const SnapshotFilter& filter, const Snapshot& snapshot) {
  const Time created = snapshot.created_at();
  return (!filter.label.has_value() || snapshot.label() == filter.label) &&
         (!filter.trigger_node.has_value() ||
          snapshot.trigger_node() == filter.trigger_node) &&
         (!filter.automatic.has_value() ||
          snapshot.metadata().is_auto == *filter.automatic) &&
         (filter.from == kNoTime || created >= filter.from) &&
         (filter.until == kNoTime || created < filter.until);
}

Error no_cursor(const Id& id) {
  return Error(Code::kNotFound, "Snapshot " + id.text() + " not found");
}

}  // namespace

Result<std::vector<Snapshot>> History::list(
    const SnapshotFilter& filter) const {
  if (journal_ != nullptr) return journal_list(filter);
  uint64_t below = HistoryEntry::kNone;
  if (filter.after.has_value()) {
    below = entries_.number_of(*filter.after);
    if (below == HistoryEntry::kNone) return no_cursor(*filter.after);
  }
  std::vector<Snapshot> found;
  entries_.each_down(below, [&](const HistoryEntry& entry) {
    if (found.size() >= filter.limit) return false;
    if (passes(filter, *entry.snapshot)) found.push_back(*entry.snapshot);
    return true;
  });
  return found;
}

Result<std::vector<Snapshot>> History::journal_list(
    const SnapshotFilter& filter) const {
  RecordQuery query;
  query.label = filter.label;
  query.node = filter.trigger_node;
  query.automatic = filter.automatic;
  query.from = filter.from;
  query.until = filter.until;
  query.limit = filter.limit;
  if (filter.after.has_value()) {
    SNAPROLL_TRY(const auto number, journal_->number_of(head_, *filter.after));
    if (!number.has_value()) return no_cursor(*filter.after);
    query.below = *number;
  }
  return journal_->list(head_, query);
}

Result<std::vector<Snapshot>> History::find_between(const Id& first,
                                                    const Id& last,
                                                    size_t limit) const {
  if (journal_ != nullptr)
    return journal_->find_between(head_, first, last, limit);
  std::vector<Snapshot> found;
  entries_.each_down(HistoryEntry::kNone, [&](const HistoryEntry& entry) {
    if (entry.id.bytes >= first.bytes && entry.id.bytes <= last.bytes)
      found.push_back(*entry.snapshot);
    return found.size() < limit;
  });
  return found;
}

// In memory -------------------------------------------------------------------

void History::reserve_one(std::vector<Snapshot>& leaving) {
  if (head_.maximum == 0) return;
  entries_.reserve_one();
  if (!selected().empty()) names_.reserve_move();
  // Either the one that enters is free, or that which a branch moves away from;
  // the first of those that leave needs no room.
  const size_t free = free_count();
  if (free > head_.maximum) leaving.reserve(free - head_.maximum);
}

HistoryEntry History::entry_of(const Snapshot& snapshot, bool pushed) const {
  HistoryEntry entry;
  entry.number = head_.next;
  entry.id = snapshot.id();
  entry.created_at = snapshot.created_at();
  entry.labelled = snapshot.label().has_value();
  if (!pushed && snapshot.parent().has_value()) {
    entry.told_parent = snapshot.parent();
    entry.parent = entries_.number_of(*snapshot.parent());
  }
  return entry;
}

Snapshot History::take_oldest_free() noexcept {
  --head_.count;
  ++head_.left;
  HistoryEntry left = entries_.remove(oldest_free()->number);
  head_.floor = entries_.empty() ? head_.next : entries_.oldest().number;
  return *std::move(left.snapshot);
}

std::optional<Snapshot> History::push(Snapshot snapshot, bool pushed) noexcept {
  head_.nodes_since_snapshot = 0;
  if (head_.maximum == 0) return snapshot;
  HistoryEntry entry = entry_of(snapshot, pushed);
  const std::string_view branch = branch_at(entry.parent);
  if (!branch.empty()) {
    free_from_ = std::min(free_from_, entry.parent);
    names_.move_branch(branch, entry.parent, entry.number);
  }
  entry.snapshot = std::move(snapshot);
  entries_.push(std::move(entry));
  ++head_.next;
  ++head_.count;
  return std::nullopt;
}

std::optional<Snapshot> History::leave_for_maximum(
    std::vector<Snapshot>& leaving) noexcept {
  std::optional<Snapshot> first;
  if (head_.maximum == 0) return first;
  while (free_count() > head_.maximum) {
    Snapshot left = take_oldest_free();
    if (first.has_value())
      leaving.push_back(std::move(left));  // there is room
    else
      first = std::move(left);
  }
  return first;
}

std::vector<Snapshot> History::leave(const Departure& departure) {
  std::vector<Snapshot> leaving;
  leaving.reserve(departure.numbers.size());
  names_.apply(departure.names);
  for (const uint64_t number : departure.numbers)
    leaving.push_back(*entries_.remove(number).snapshot);
  head_ = departure.head;
  return leaving;
}

}  // namespace snaproll::detail
