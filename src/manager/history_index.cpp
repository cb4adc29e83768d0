// The index of a history that is in a journal: read when something needs it,
// and kept with each commit.
#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_map>
#include <utility>

#include "manager/history.hpp"

namespace snaproll::detail {
namespace {

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
