// The tree of a history: parents, children, branches.
#include <algorithm>
#include <utility>

#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;
using detail::HistoryEntry;
using detail::NameChange;
using detail::NameKind;

namespace {

Error no_snapshot(const Id& id) {
  return Error(Code::kNotFound, "Snapshot " + id.text() + " not found");
}

Error no_branch(std::string_view name) {
  return Error(Code::kNotFound, "no branch of that name")
      .with_hint(name.empty() ? "its name is empty" : "branches() tells them");
}

}  // namespace

// The index is there; NOT_FOUND.
Result<const HistoryEntry*> Manager::Rep::entry(const Id& id) {
  SNAPROLL_CHECK(history.load());
  const detail::HistoryTree& entries = history.entries();
  const HistoryEntry* const found = entries.find(entries.number_of(id));
  if (found == nullptr) return no_snapshot(id);
  return found;
}

Result<std::optional<Snapshot>> Manager::Rep::snapshot_at(
    uint64_t number) const {
  const HistoryEntry* const found = history.entries().find(number);
  if (found == nullptr) return std::optional<Snapshot>();
  SNAPROLL_TRY(Snapshot snapshot, history.snapshot_of(*found));
  return std::optional<Snapshot>(std::move(snapshot));
}

Result<std::optional<Snapshot>> Manager::parent(const Id& id) const {
  const Lock lock(rep_->mutex);
  SNAPROLL_TRY(const HistoryEntry* of, rep_->entry(id));
  return rep_->snapshot_at(of->parent);
}

Result<std::vector<Snapshot>> Manager::children(const Id& id) const {
  std::vector<Snapshot> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_TRY(const HistoryEntry* of, rep_->entry(id));
  const detail::HistoryTree& entries = rep_->history.entries();
  std::vector<const HistoryEntry*> all;
  for (const HistoryEntry* child = entries.find(of->child); child != nullptr;
       child = entries.find(child->older))
    all.push_back(child);
  // Those of a child that left stand in its place.
  std::sort(all.begin(), all.end(),
            [](const auto* a, const auto* b) { return a->number > b->number; });
  for (const HistoryEntry* child : all) {
    SNAPROLL_TRY(Snapshot snapshot, rep_->history.snapshot_of(*child));
    found.push_back(std::move(snapshot));
  }
  return found;
}

// A parent has a smaller number than its children, so the one with the larger
// number is never an ancestor of the other.
Result<std::optional<Snapshot>> Manager::common_ancestor(const Id& a,
                                                         const Id& b) const {
  const Lock lock(rep_->mutex);
  SNAPROLL_TRY(const HistoryEntry* one, rep_->entry(a));
  SNAPROLL_TRY(const HistoryEntry* other, rep_->entry(b));
  const detail::HistoryTree& entries = rep_->history.entries();
  while (one != nullptr && other != nullptr && one != other) {
    const HistoryEntry*& later = one->number > other->number ? one : other;
    later = entries.find(later->parent);
  }
  if (one == nullptr || other == nullptr) return std::optional<Snapshot>();
  return rep_->snapshot_at(one->number);
}

Result<std::vector<std::pair<Id, std::optional<Id>>>> Manager::tree() const {
  std::vector<std::pair<Id, std::optional<Id>>> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  const detail::HistoryTree& entries = rep_->history.entries();
  found.reserve(rep_->history.size());
  entries.each_down(HistoryEntry::kNone, [&](const HistoryEntry& entry) {
    const HistoryEntry* const parent = entries.find(entry.parent);
    found.emplace_back(entry.id, parent != nullptr
                                     ? std::optional<Id>(parent->id)
                                     : std::nullopt);
    return true;
  });
  return found;
}

Result<std::vector<Branch>> Manager::branches() const {
  std::vector<Branch> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  const detail::Names& names = rep_->history.names();
  const detail::HistoryTree& entries = rep_->history.entries();
  std::vector<uint64_t> named;
  const std::string* const selected = names.find(NameKind::kSelected, {});
  names.each(NameKind::kBranch,
             [&](const detail::Names::Key& key, const std::string& info) {
               static_cast<void>(info);
               const HistoryEntry* const head = entries.find(key.number);
               named.push_back(key.number);
               found.push_back({key.name, head->id,
                                selected != nullptr && *selected == key.name});
             });
  std::sort(named.begin(), named.end());
  entries.each_down(HistoryEntry::kNone, [&](const HistoryEntry& entry) {
    if (entry.child == HistoryEntry::kNone &&
        !std::binary_search(named.begin(), named.end(), entry.number))
      found.push_back({std::nullopt, entry.id, false});
    return true;
  });
  return found;
}

Status Manager::create_branch(const Context& context, std::string_view name,
                              const std::optional<Id>& head) {
  SNAPROLL_CHECK(detail::check_name(name, "name of a branch", true));
  const std::optional<Id> at = head.has_value() ? head : context.position();
  if (!at.has_value())
    return Error(Code::kNotFound, "the context was never taken as a snapshot")
        .with_hint("take one first");
  const Lock lock(rep_->mutex);
  return rep_->change_names(true, [&]() -> Result<std::vector<NameChange>> {
    SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(*at));
    if (detail::head_of(rep_->history.names(), name) != detail::kNoEntry)
      return Error(Code::kExists, "there is a branch of that name");
    std::vector<NameChange> changes = {
        {NameKind::kBranch, std::string(name), entry->number, {}, false}};
    if (!head.has_value())
      changes.push_back(detail::select_branch(name).front());
    return changes;
  });
}

Status Manager::rename_branch(std::string_view from, std::string_view to) {
  SNAPROLL_CHECK(detail::check_name(to, "name of a branch", true));
  const Lock lock(rep_->mutex);
  return rep_->change_names(true, [&]() -> Result<std::vector<NameChange>> {
    const detail::Names& names = rep_->history.names();
    const uint64_t head = detail::head_of(names, from);
    if (head == detail::kNoEntry) return no_branch(from);
    if (from == to) return std::vector<NameChange>();
    if (detail::head_of(names, to) != detail::kNoEntry)
      return Error(Code::kExists, "there is a branch of that name");
    std::vector<NameChange> changes = {
        {NameKind::kBranch, std::string(from), head, {}, true},
        {NameKind::kBranch, std::string(to), head, {}, false}};
    const std::string* const selected = names.find(NameKind::kSelected, {});
    if (selected != nullptr && *selected == from)
      changes.push_back(detail::select_branch(to).front());
    return changes;
  });
}

Status Manager::remove_branch(std::string_view name) {
  const Lock lock(rep_->mutex);
  return rep_->change_names(true, [&]() -> Result<std::vector<NameChange>> {
    const detail::Names& names = rep_->history.names();
    const uint64_t head = detail::head_of(names, name);
    if (head == detail::kNoEntry) return no_branch(name);
    std::vector<NameChange> changes = {
        {NameKind::kBranch, std::string(name), head, {}, true}};
    const std::string* const selected = names.find(NameKind::kSelected, {});
    if (selected != nullptr && *selected == name)
      changes.push_back({NameKind::kSelected, {}, detail::kNoEntry, {}, true});
    return changes;
  });
}

Result<Snapshot> Manager::branch_head(std::string_view name) const {
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  SNAPROLL_TRY(auto head,
               rep_->snapshot_at(detail::head_of(rep_->history.names(), name)));
  if (!head.has_value()) return no_branch(name);
  return *std::move(head);
}

Result<RollbackResult> Manager::switch_branch(Context& context,
                                              std::string_view name) {
  SNAPROLL_TRY(const Snapshot head, branch_head(name));
  SNAPROLL_CHECK(head.load());
  detail::Telling telling(rep_->teller);
  return rep_->move(
      context, &head, telling.told,
      [&] { return context.roll_back(head.captured(), head.id(), head.id()); },
      name);
}

Status Manager::remove(const Id& id) {
  std::vector<Snapshot> leaving;
  detail::Telling telling(rep_->teller);
  const Lock lock(rep_->mutex);
  const auto removed = rep_->leave(
      [&]() -> Result<detail::Departure> {
        SNAPROLL_TRY(const HistoryEntry* entry, rep_->entry(id));
        SNAPROLL_CHECK(
            detail::check_removal(rep_->history.names(), entry->number));
        return rep_->history.without({entry->number});
      },
      telling.told, leaving);
  return removed.ok() ? Status() : Status(removed.error());
}

}  // namespace snaproll
