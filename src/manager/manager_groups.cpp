// Groups of snapshots, as one history knows them.
#include <algorithm>
#include <utility>

#include "manager/manager_rep.hpp"
#include "manager/naming.hpp"

namespace snaproll {

using Lock = std::lock_guard<std::mutex>;
using detail::NameChange;
using detail::NameKind;

namespace {

Error no_group(const Id& group) {
  return Error(Code::kNotFound, "no group " + group.text())
      .with_hint("groups() tells them");
}

}  // namespace

Result<std::vector<Group>> Manager::groups() const {
  std::vector<std::pair<uint64_t, Group>> found;
  const Lock lock(rep_->mutex);
  SNAPROLL_CHECK(rep_->history.load());
  rep_->history.names().each(
      NameKind::kGroup,
      [&](const detail::Names::Key& key, const std::string& info) {
        const auto id = Id::parse(key.name);
        const auto* const entry = rep_->history.entries().find(key.number);
        found.emplace_back(
            key.number,
            detail::decode_group(id.ok() ? *id : Id(), entry->id, info));
      });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.id < b.second.id;
  });
  std::vector<Group> groups;
  groups.reserve(found.size());
  for (auto& [number, group] : found) groups.push_back(std::move(group));
  return groups;
}

Status Manager::remove_group(const Id& group) {
  const std::string name = group.text();
  const Lock lock(rep_->mutex);
  return rep_->change_names(false, [&]() -> Result<std::vector<NameChange>> {
    const auto there = rep_->history.names().numbers(NameKind::kGroup, name);
    if (there.empty()) return no_group(group);
    std::vector<NameChange> changes;
    changes.reserve(there.size());
    for (const uint64_t number : there)
      changes.push_back({NameKind::kGroup, name, number, std::nullopt, true});
    return changes;
  });
}

Result<Manager::Rep::Member> Manager::Rep::member(const Id& group) {
  SNAPROLL_CHECK(history.load());
  const std::string name = group.text();
  const auto there = history.names().numbers(NameKind::kGroup, name);
  if (there.empty()) return no_group(group);
  const std::string& info =
      *history.names().find(NameKind::kGroup, name, there.back());
  SNAPROLL_TRY(const auto snapshot, snapshot_at(there.back()));
  SNAPROLL_CHECK(snapshot->load());
  return Member{*snapshot,
                detail::decode_group(group, snapshot->id(), info).members};
}

}  // namespace snaproll
