// Names of snapshots: what they may be, and the changes that their verbs make.
//
// Thread word: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check_id.hpp"
#include "manager/history.hpp"
#include "snaproll/names.hpp"

namespace snaproll::detail {

// HELD where a snapshot is held or a member of a group.
Status check_clear(const History& history);
// HELD where that entry may not be taken out, naming what keeps it.
Status check_removal(const Names& names, uint64_t number);

std::vector<NameChange> select_branch(std::string_view name);
// The entry that is its head, or kNoEntry.
uint64_t head_of(const Names& names, std::string_view branch);

// What stands in the row of a hold.
std::string encode_hold(Time at, std::string_view reason);
Hold decode_hold(std::string_view name, const Id& snapshot,
                 std::string_view info);
Time decode_time(std::string_view info);

// What stands in the row of a member of a group.
std::string encode_group(Time at, size_t members,
                         const std::optional<std::string>& label);
Group decode_group(const Id& id, const Id& snapshot, std::string_view info);

}  // namespace snaproll::detail
