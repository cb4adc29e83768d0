// Groups: snapshots of several executions.
#include <algorithm>
#include <list>

#include "executions.hpp"

namespace snaproll::capi {
namespace {

Status append_group(std::string& json, const Group& group) {
  json += "{\"id\":\"" + group.id.text() + "\",\"snapshot\":\"" +
          group.snapshot.text() + "\",\"label\":";
  if (group.label.has_value()) {
    SNAPROLL_CHECK(append_json_text(json, *group.label));
  } else {
    json += "null";
  }
  json += ",\"at\":\"" + time_text(group.at) +
          "\",\"members\":" + std::to_string(group.members) + '}';
  return {};
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_execution_snapshot_group(
    snaproll_execution* const* executions, size_t count,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error) {
  clear(out);
  return guard(error, [&]() -> Status {
    SNAPROLL_TRY(const auto all, executions_of(executions, count));
    SNAPROLL_TRY(const SnapshotInfo info, info_of(options));
    SNAPROLL_TRY(const Id group, Execution::snapshot_group(all, info));
    if (out != nullptr) *out = id_of(group);
    return {};
  });
}

int32_t snaproll_execution_rollback_group(snaproll_execution* const* executions,
                                          size_t count,
                                          const snaproll_id* group,
                                          snaproll_rollback_result** results,
                                          snaproll_error** error) {
  if (results != nullptr) std::fill_n(results, count, nullptr);
  return guard(error, [&]() -> Status {
    SNAPROLL_TRY(const auto all, executions_of(executions, count));
    SNAPROLL_TRY(const Id of, id_of(group, "group"));
    // Room for all, before something is changed.
    const size_t handed = results == nullptr ? 0 : count;
    std::list<Room<snaproll_rollback_result>> rooms(handed);
    std::vector<std::shared_ptr<RollbackResult>> kept(handed);
    for (auto& one : kept) one = std::make_shared<RollbackResult>();
    SNAPROLL_TRY(auto made, Execution::rollback_group(all, of));
    auto room = rooms.begin();
    for (size_t i = 0; i < handed; ++i, ++room) {
      *kept[i] = std::move(made[i]);
      results[i] = room->fill(std::move(kept[i]));
    }
    return {};
  });
}

int32_t snaproll_manager_groups(const snaproll_manager* manager,
                                snaproll_buf* out, snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto groups, self.groups());
                     return array_json(groups, append_group);
                   });
}

int32_t snaproll_manager_remove_group(snaproll_manager* manager,
                                      const snaproll_id* group,
                                      snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const Id of, id_of(group, "group"));
    return self.remove_group(of);
  });
}
