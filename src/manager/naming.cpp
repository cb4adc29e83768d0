#include "manager/naming.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/check_id.hpp"
#include "base/utf8.hpp"

namespace snaproll::detail {
namespace {

constexpr size_t kListed = 8;  // names that a message tells

std::string quoted(std::string_view name) {
  return "'" + printable(name) + "'";
}

// "'a', 'b' and 3 more"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size() && i < kListed; ++i)
    text += (i == 0 ? "" : ", ") + quoted(names[i]);
  if (names.size() > kListed)
    text += " and " + std::to_string(names.size() - kListed) + " more";
  return text;
}

// Those of one entry, or of all for kNoEntry.
std::vector<std::string> names_of(const Names& names, NameKind kind,
                                  uint64_t number) {
  std::vector<std::string> found;
  names.each(kind, [&](const Names::Key& key, const auto& info) {
    static_cast<void>(info);
    if (number == kNoEntry || key.number == number) found.push_back(key.name);
  });
  return found;
}

}  // namespace

Status check_clear(const History& history) {
  const auto holds = names_of(history.names(), NameKind::kHold, kNoEntry);
  if (!holds.empty())
    return Error(Code::kHeld, "snapshots are held: " + listed(holds))
        .with_hint("release them first");
  const auto groups = names_of(history.names(), NameKind::kGroup, kNoEntry);
  if (groups.empty()) return {};
  return Error(Code::kHeld,
               "snapshots are members of groups: " + listed(groups))
      .with_hint("remove the groups first");
}

Status check_removal(const Names& names, uint64_t number) {
  const auto holds = names_of(names, NameKind::kHold, number);
  if (!holds.empty())
    return Error(Code::kHeld, "the snapshot is held: " + listed(holds))
        .with_hint("release it first");
  const auto groups = names_of(names, NameKind::kGroup, number);
  if (!groups.empty())
    return Error(Code::kHeld,
                 "the snapshot is a member of a group: " + listed(groups))
        .with_hint("remove the group first");
  const auto branches = names_of(names, NameKind::kBranch, number);
  if (branches.empty()) return {};
  return Error(Code::kHeld,
               "the snapshot is the head of a branch: " + listed(branches))
      .with_hint("remove the branch first");
}

std::vector<NameChange> select_branch(std::string_view name) {
  return {{NameKind::kSelected, {}, kNoEntry, std::string(name), false}};
}

uint64_t head_of(const Names& names, std::string_view branch) {
  const auto numbers = names.numbers(NameKind::kBranch, branch);
  return numbers.empty() ? kNoEntry : numbers.front();
}

std::string encode_hold(Time at, std::string_view reason) {
  std::string text = std::to_string(at);
  text += ' ';
  return text.append(reason);
}

Time decode_time(std::string_view info) {
  Time at = 0;
  std::from_chars(info.data(), info.data() + info.size(), at);
  return at;
}

Hold decode_hold(std::string_view name, const Id& snapshot,
                 std::string_view info) {
  Hold hold;
  hold.name = name;
  hold.snapshot = snapshot;
  hold.at = decode_time(info);
  if (const size_t blank = info.find(' '); blank != std::string_view::npos)
    hold.reason = info.substr(blank + 1);
  return hold;
}

std::string encode_group(Time at, size_t members,
                         const std::optional<std::string>& label) {
  std::string text = std::to_string(at);
  text += ' ';
  text += std::to_string(members);
  if (label.has_value()) text.append(" ").append(*label);
  return text;
}

Group decode_group(const Id& id, const Id& snapshot, std::string_view info) {
  Group group;
  group.id = id;
  group.snapshot = snapshot;
  group.at = decode_time(info);
  info.remove_prefix(std::min(info.find(' '), info.size() - 1) + 1);
  std::from_chars(info.data(), info.data() + info.size(), group.members);
  if (const size_t blank = info.find(' '); blank != std::string_view::npos)
    group.label.emplace(info.substr(blank + 1));
  return group;
}

}  // namespace snaproll::detail
