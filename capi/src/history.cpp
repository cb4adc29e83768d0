// The tree of a history, and its branches.
#include "boundary.hpp"

namespace snaproll::capi {
namespace {

Result<std::optional<Id>> id_of_found(Result<std::optional<Snapshot>> found) {
  SNAPROLL_TRY(const std::optional<Snapshot> snapshot, std::move(found));
  if (!snapshot.has_value()) return std::optional<Id>();
  return std::optional<Id>(snapshot->id());
}

using Edge = std::pair<Id, std::optional<Id>>;

Status append_edge(std::string& json, const Edge& edge) {
  json += "{\"snapshot\":\"" + edge.first.text() + "\",\"parent\":";
  json += edge.second.has_value() ? '"' + edge.second->text() + "\"}" : "null}";
  return {};
}

Status append_branch(std::string& json, const Branch& branch) {
  json += "{\"name\":";
  if (branch.name.has_value()) {
    SNAPROLL_CHECK(append_json_text(json, *branch.name));
  } else {
    json += "null";
  }
  json += ",\"head\":\"" + branch.head.text() + "\",\"selected\":";
  json += branch.selected ? "true}" : "false}";
  return {};
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_manager_parent(const snaproll_manager* manager,
                                const snaproll_id* id, snaproll_id* out,
                                bool* present, snaproll_error** error) {
  return read_id(manager, "manager", out, present, error,
                 [&](const Manager& self) -> Result<std::optional<Id>> {
                   SNAPROLL_TRY(const Id of, id_of(id, "id"));
                   return id_of_found(self.parent(of));
                 });
}

int32_t snaproll_manager_children(const snaproll_manager* manager,
                                  const snaproll_id* id,
                                  snaproll_snapshot_list** out,
                                  snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [&](const Manager& self) -> Result<ListRep> {
                       SNAPROLL_TRY(const Id of, id_of(id, "id"));
                       SNAPROLL_TRY(auto children, self.children(of));
                       return list_of(std::move(children));
                     });
}

int32_t snaproll_manager_common_ancestor(const snaproll_manager* manager,
                                         const snaproll_id* one,
                                         const snaproll_id* other,
                                         snaproll_id* out, bool* present,
                                         snaproll_error** error) {
  return read_id(manager, "manager", out, present, error,
                 [&](const Manager& self) -> Result<std::optional<Id>> {
                   SNAPROLL_TRY(const Id a, id_of(one, "one"));
                   SNAPROLL_TRY(const Id b, id_of(other, "other"));
                   return id_of_found(self.common_ancestor(a, b));
                 });
}

int32_t snaproll_manager_tree(const snaproll_manager* manager,
                              snaproll_buf* out, snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto edges, self.tree());
                     return array_json(edges, append_edge);
                   });
}

int32_t snaproll_manager_branches(const snaproll_manager* manager,
                                  snaproll_buf* out, snaproll_error** error) {
  return read_text(manager, "manager", out, error,
                   [](const Manager& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto branches, self.branches());
                     return array_json(branches, append_branch);
                   });
}

int32_t snaproll_manager_create_branch(snaproll_manager* manager,
                                       const snaproll_context* context,
                                       const char* name, size_t name_size,
                                       const snaproll_id* head,
                                       snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const auto* of, live(context, "context"));
    SNAPROLL_TRY(const auto given, text(name, name_size, "name"));
    std::optional<Id> at;
    if (head != nullptr) at = id_of(*head);
    return self.create_branch(*of, given, at);
  });
}

int32_t snaproll_manager_rename_branch(snaproll_manager* manager,
                                       const char* from, size_t from_size,
                                       const char* to, size_t to_size,
                                       snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const auto old, text(from, from_size, "from"));
    SNAPROLL_TRY(const auto given, text(to, to_size, "to"));
    return self.rename_branch(old, given);
  });
}

int32_t snaproll_manager_remove_branch(snaproll_manager* manager,
                                       const char* name, size_t name_size,
                                       snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const auto given, text(name, name_size, "name"));
    return self.remove_branch(given);
  });
}

int32_t snaproll_manager_switch_branch(snaproll_manager* manager,
                                       snaproll_context* context,
                                       const char* name, size_t name_size,
                                       snaproll_rollback_result** result,
                                       snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(manager, "manager"));
    SNAPROLL_TRY(auto* of, live(context, "context"));
    SNAPROLL_TRY(const auto given, text(name, name_size, "name"));
    return self->switch_branch(*of, given);
  });
}

int32_t snaproll_execution_switch_branch(snaproll_execution* execution,
                                         const char* name, size_t name_size,
                                         snaproll_rollback_result** result,
                                         snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(execution, "execution"));
    SNAPROLL_TRY(const auto given, text(name, name_size, "name"));
    return self->switch_branch(given);
  });
}
