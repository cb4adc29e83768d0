// What leaves a history, what that makes of it, and its index in a journal.
#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_map>
#include <utility>

#include "manager/history.hpp"

namespace snaproll::detail {
namespace {

bool leaves(const std::vector<uint64_t>& left, uint64_t number) {
  return std::binary_search(left.begin(), left.end(), number);
}

Error changed_history() {
  return Error(Code::kConflict, "another writer changed the history")
      .with_hint("reload it");
}

uint64_t record_in(const std::optional<std::string>& info) {
  uint64_t seq = 0;
  if (info.has_value())
    std::from_chars(info->data(), info->data() + info->size(), seq);
  return seq;
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
    SNAPROLL_CHECK(load());
  }
  std::vector<uint64_t> stay;
  for (const NameKind kind : {NameKind::kHold, NameKind::kBranch})
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
                                       Time now) {
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
    size_t free = free_count() + (branch.empty() ? 1 : 0);
    uint64_t freed = HistoryEntry::kNone;
    if (!branch.empty() && names_.pins_once(entry.parent)) {
      freed = entry.parent;
      ++free;
    }
    std::vector<uint64_t> numbers;
    if (policy_.has_value()) numbers = leaving_by_policy(now, &entry);
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

// In a journal ----------------------------------------------------------------

void History::committed(const Departure& departure,
                        std::optional<Snapshot> entered, bool pushed) noexcept {
  try {
    if (loaded_) {
      if (!departure.names.empty()) ++names_version_;
      std::optional<HistoryEntry> entry;
      if (entered.has_value()) {
        entry = entry_of(*entered, pushed);
        entry->seq = entered->stored()->seq();
        entry->bytes = entered->stored()->stored_bytes();
        entries_.reserve_one();
      }
      names_.apply(departure.names);
      if (entry.has_value()) entries_.push(*std::move(entry));
      for (const NameChange& change : departure.names) {
        HistoryEntry* const of = entries_.find(change.number);
        if (change.kind == NameKind::kGraft && of != nullptr)
          of->grafted = !change.removed;
        if (change.removed) free_from_ = std::min(free_from_, change.number);
      }
      for (const uint64_t number : departure.numbers) entries_.remove(number);
    }
  } catch (const std::bad_alloc&) {
    forget_index();
  }
  head_ = departure.head;
  newest_ = std::move(entered);
}

void History::set_entries(const HistoryHead& head) noexcept {
  head_.floor = head.floor;
  head_.next = head.next;
  head_.count = head.count;
  head_.left = head.left;
  newest_.reset();
  forget_index();
}

void History::forget_index() noexcept {
  if (journal_ == nullptr) return;
  named_ = true;
  loaded_ = false;
  entries_ = HistoryTree();
  names_ = Names();
  names_version_ = kUnknownVersion;
  free_from_ = 0;
}

Status History::load() {
  if (journal_ == nullptr) return {};
  named_ = true;
  if (!loaded_) return read_index();
  SNAPROLL_TRY(const uint64_t version, journal_->names_version());
  if (version == names_version_)
    return names_.find(NameKind::kPolicy, {}) == nullptr ? read_policy()
                                                         : Status();
  SNAPROLL_TRY(const NamesRead read, journal_->names());
  return set_names(read);
}

Status History::load_names() {
  if (journal_ == nullptr || loaded_ || named_) return load();
  SNAPROLL_TRY(const uint64_t version, journal_->names_version());
  return version == 0 ? Status() : load();
}

Status History::read_index() {
  SNAPROLL_TRY(const NamesRead read, journal_->names());
  std::unordered_map<uint64_t, uint64_t>
      grafts;  // record -> that of its parent
  for (const NameRow& row : read.rows)
    if (row.kind == static_cast<int32_t>(NameKind::kGraft))
      grafts.emplace(row.seq, record_in(row.info));
  SNAPROLL_TRY(const auto all, journal_->entries(head_));
  HistoryTree entries;
  for (const EntryRead& one : all) {
    HistoryEntry entry;
    entry.number = one.number;
    entry.id = one.id;
    entry.created_at = one.created_at;
    entry.seq = one.seq;
    entry.told_parent = one.parent;
    entry.bytes = one.bytes;
    entry.labelled = one.labelled;
    if (one.parent.has_value()) entry.parent = entries.number_of(*one.parent);
    if (const auto graft = grafts.find(one.seq); graft != grafts.end()) {
      const HistoryEntry* const parent = entries.find_seq(graft->second);
      entry.parent = parent == nullptr ? HistoryEntry::kNone : parent->number;
      entry.grafted = true;
    }
    entries.reserve_one();
    entries.push(std::move(entry));
  }
  entries_ = std::move(entries);
  SNAPROLL_CHECK(set_names(read));
  loaded_ = true;
  return {};
}

// Those of entries that left meanwhile are not there.
Status History::set_names(const NamesRead& read) {
  std::vector<NameChange> changes;
  for (const NameRow& row : read.rows) {
    NameChange change;
    change.kind = static_cast<NameKind>(row.kind);
    if (change.kind == NameKind::kGraft) continue;
    change.name = row.name;
    change.info = row.info;
    if (row.seq != 0) {
      const HistoryEntry* const entry = entries_.find_seq(row.seq);
      if (entry == nullptr) continue;
      change.number = entry->number;
    }
    changes.push_back(std::move(change));
  }
  Names names;
  names.apply(changes);
  names_ = std::move(names);
  names_version_ = read.version;
  free_from_ = 0;
  return read_policy();
}

Result<History> History::in_memory() {
  SNAPROLL_CHECK(load());
  History made(head_.maximum);
  SNAPROLL_TRY(const auto all, newest_first());
  made.entries_ = entries_;
  made.names_ = names_;
  made.head_ = head_;
  for (const Snapshot& snapshot : all)
    SNAPROLL_CHECK(snapshot.load());  // what is in the journal may leave it
  size_t n = all.size();
  bool same = n == entries_.size();
  made.entries_.each_to_change([&](HistoryEntry& entry) {
    same = same && n > 0 && all[n - 1].stored()->seq() == entry.seq;
    if (!same) return;
    entry.snapshot = all[--n];
    entry.seq = 0;
  });
  if (!same) return changed_history();
  SNAPROLL_CHECK(made.read_policy());
  return made;
}

}  // namespace snaproll::detail
