// What leaves a history, and what that makes of it.
#include <algorithm>
#include <string>
#include <utility>

#include "manager/history.hpp"

namespace snaproll::detail {
namespace {

bool leaves(const std::vector<uint64_t>& left, uint64_t number) {
  return std::binary_search(left.begin(), left.end(), number);
}

}  // namespace

// Names -----------------------------------------------------------------------

std::string_view History::selected() const noexcept {
  std::string_view name;
  names_.each(NameKind::kSelected,
              [&](const Names::Key& key, const std::string& info) {
                static_cast<void>(key);
                name = info;
              });
  return name;
}

std::string_view History::branch_at(uint64_t parent) const noexcept {
  if (parent == HistoryEntry::kNone || !names_.pins(parent)) return {};
  const std::string_view name = selected();
  std::string_view found;
  names_.each(NameKind::kBranch, [&](const Names::Key& key, const auto& info) {
    static_cast<void>(info);
    if (key.name == name && key.number == parent) found = key.name;
  });
  return found;
}

const HistoryEntry* History::oldest_free() noexcept {
  const HistoryEntry* found = nullptr;
  entries_.each(free_from_, [&](const HistoryEntry& entry) {
    if (names_.pins(entry.number)) return true;
    found = &entry;
    return false;
  });
  if (found != nullptr) free_from_ = found->number;
  return found;
}

void History::change_names(const std::vector<NameChange>& changes) {
  names_.apply(changes);
  for (const NameChange& change : changes)
    if (change.kind == NameKind::kPolicy) set_policy(change);
  for (const NameChange& change : changes)
    if (change.removed) free_from_ = std::min(free_from_, change.number);
}

void History::names_written(const std::vector<NameChange>& changes) noexcept {
  if (changes.empty()) return;
  ++names_version_;
  try {
    change_names(changes);
  } catch (const std::bad_alloc&) {
    forget_index();
  }
}

NamesWrite History::names_write(const std::vector<NameChange>& changes) const {
  NamesWrite write;
  for (const NameChange& change : changes) {
    NameRow row;
    row.kind = static_cast<int32_t>(change.kind);
    row.name = change.name;
    row.info = change.info;
    if (change.number == head_.next) {
      row.seq = NamesWrite::kEntering;
    } else if (const HistoryEntry* entry = entries_.find(change.number)) {
      row.seq = entry->seq;
    }
    (change.removed ? write.removed : write.put).push_back(std::move(row));
  }
  write.expected = names_version_;
  return write;
}

// Leaving ---------------------------------------------------------------------

Result<Departure> History::without(std::vector<uint64_t> numbers) const {
  Departure departure;
  HistoryHead& head = departure.head;
  head = head_;
  head.count -= numbers.size();
  head.left += numbers.size();
  head.floor = head.next;
  entries_.each(0, [&](const HistoryEntry& entry) {
    if (leaves(numbers, entry.number)) return true;
    head.floor = entry.number;
    return false;
  });
  for (const uint64_t number : numbers)
    if (number >= head.floor)
      departure.hidden.push_back(entries_.find(number)->seq);
  add_changes(numbers, departure);
  departure.numbers = std::move(numbers);
  return departure;
}

void History::add_changes(const std::vector<uint64_t>& left,
                          Departure& to) const {
  if (!names_.empty()) to.names = names_.removal_of(left);
  if (journal_ == nullptr) return;
  for (const uint64_t number : left) {
    const HistoryEntry& entry = *entries_.find(number);
    if (entry.grafted)
      to.names.push_back({NameKind::kGraft, {}, number, std::nullopt, true});
    for (uint64_t at = entry.child; at != HistoryEntry::kNone;) {
      const HistoryEntry& child = *entries_.find(at);
      if (!leaves(left, at)) add_graft(child, left, to);
      at = child.older;
    }
  }
}

// The store tells the parent of a child only where it is not what is found by
// the id that the child was taken from.
void History::add_graft(const HistoryEntry& child,
                        const std::vector<uint64_t>& left,
                        Departure& to) const {
  const HistoryEntry* parent = entries_.find(child.parent);
  while (parent != nullptr && leaves(left, parent->number))
    parent = entries_.find(parent->parent);
  uint64_t found = HistoryEntry::kNone;
  if (child.told_parent.has_value())
    found = entries_.number_of(*child.told_parent);
  if (found != HistoryEntry::kNone &&
      (found > child.number || leaves(left, found)))
    found = HistoryEntry::kNone;
  const uint64_t is = parent == nullptr ? HistoryEntry::kNone : parent->number;
  if (is == found && !child.grafted && !entries_.has_twins()) return;
  const uint64_t seq = parent == nullptr ? 0 : parent->seq;
  to.names.push_back(
      {NameKind::kGraft, {}, child.number, std::to_string(seq), false});
}

Departure History::without_all() const {
  Departure departure;
  HistoryHead& head = departure.head;
  head = head_;
  head.left += head.count;
  head.floor = head.next;
  head.count = 0;
  head.nodes_processed = 0;
  head.nodes_since_snapshot = 0;
  entries_.each(0, [&](const HistoryEntry& entry) {
    departure.numbers.push_back(entry.number);
    if (entry.grafted)
      departure.names.push_back(
          {NameKind::kGraft, {}, entry.number, std::nullopt, true});
    return true;
  });
  for (NameChange& change : names_.removal_of_all())
    departure.names.push_back(std::move(change));
  return departure;
}

Result<Departure> History::without_older(Time time) {
  std::vector<uint64_t> numbers;
  if (time == kNoTime) return without({});  // nothing was before it
  if (journal_ != nullptr && !loaded_) {
    SNAPROLL_TRY(const auto leaving, journal_->older_than(head_, time));
    if (leaving.empty()) return without({});
  }
  SNAPROLL_CHECK(load());  // others may have let go of some
  std::vector<uint64_t> stay;
  for (const NameKind kind :
       {NameKind::kHold, NameKind::kGroup, NameKind::kBranch})
    names_.each(kind, [&](const Names::Key& key, const auto& info) {
      static_cast<void>(info);
      stay.push_back(key.number);
    });
  std::sort(stay.begin(), stay.end());
  entries_.each(0, [&](const HistoryEntry& entry) {
    if (entry.created_at < time && !leaves(stay, entry.number))
      numbers.push_back(entry.number);
    return true;
  });
  return without(std::move(numbers));
}

// The newest `keep` stay; no index is needed.
Result<Departure> History::by_floor(uint64_t keep) const {
  Departure departure;
  departure.head = head_;
  if (head_.count <= keep) return departure;
  SNAPROLL_TRY(departure.head.floor, journal_->floor_for(head_, keep));
  departure.head.left += head_.count - keep;
  departure.head.count = keep;
  return departure;
}

Result<Departure> History::after_push(Time now) {
  return without(leaving_by_policy(now, nullptr));
}

Result<Departure> History::before_push(const Snapshot& entering, bool pushed,
                                       Time now, const NameChange* member) {
  Departure departure;
  if (head_.maximum == 0) {
    departure.head = head_;
    departure.head.nodes_since_snapshot = 0;
    return departure;
  }
  if (named_ && !loaded_) SNAPROLL_CHECK(load());
  if (!loaded_) {
    SNAPROLL_TRY(departure, by_floor(head_.maximum - 1));
  } else {
    const HistoryEntry entry = entry_of(entering, pushed);
    const std::string branch(branch_at(entry.parent));
    const bool is_free = branch.empty() && member == nullptr;
    size_t free = free_count() + (is_free ? 1 : 0);
    uint64_t freed = HistoryEntry::kNone;
    if (!branch.empty() && names_.pins_once(entry.parent)) {
      freed = entry.parent;
      ++free;
    }
    std::vector<uint64_t> numbers;
    if (policy_.has_value()) {
      const Reasons marks = member != nullptr ? kMarkGrouped : 0;
      numbers = leaving_by_policy(now, &entry, marks);
    }
    const std::vector<uint64_t> by_policy = numbers;
    for (const uint64_t number : by_policy)
      if (!names_.pins(number) || number == freed) --free;
    entries_.each(0, [&](const HistoryEntry& one) {
      if (free <= head_.maximum) return false;
      if (names_.pins(one.number) && one.number != freed) return true;
      if (leaves(by_policy, one.number)) return true;
      numbers.push_back(one.number);
      --free;
      return true;
    });
    std::sort(numbers.begin(), numbers.end());
    SNAPROLL_TRY(departure, without(std::move(numbers)));
    if (leaves(departure.numbers, entry.parent)) {
      HistoryEntry child = entry;
      child.told_parent.reset();
      add_graft(child, departure.numbers, departure);
    }
    if (!branch.empty()) {
      departure.names.push_back(
          {NameKind::kBranch, branch, entry.parent, std::nullopt, true});
      departure.names.push_back(
          {NameKind::kBranch, branch, head_.next, std::nullopt, false});
    }
    if (member != nullptr) departure.names.push_back(*member);
  }
  departure.head.nodes_since_snapshot = 0;
  ++departure.head.next;
  ++departure.head.count;
  return departure;
}

NamesWrite History::names_write(const Departure& departure) const {
  NamesWrite write = names_write(departure.names);
  // Where one enters, what others let go of since may leave.
  const bool leaves_any = departure.head.left != head_.left;
  const bool enters = departure.head.next != head_.next;
  if (write.empty() && !leaves_any && !(enters && loaded_))
    write.expected.reset();
  return write;
}

}  // namespace snaproll::detail
