#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_manager_new(size_t maximum, const snaproll_options* options,
                             snaproll_manager** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto environment, environment_of(options));
    *out = make<snaproll_manager>(
        std::make_shared<Manager>(maximum, std::move(environment)));
    return {};
  });
}

int32_t snaproll_manager_copy(const snaproll_manager* manager,
                              snaproll_manager** out, snaproll_error** error) {
  return read_handle(manager, "manager", out, error, [](const Manager& self) {
    return std::make_shared<Manager>(self.copy());
  });
}

void snaproll_manager_free(snaproll_manager* manager) { release(manager); }

int32_t snaproll_manager_set_auto_snapshot(snaproll_manager* manager,
                                           size_t interval,
                                           snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    self.set_auto_snapshot(interval);
    return {};
  });
}

int32_t snaproll_manager_disable_auto_snapshot(snaproll_manager* manager,
                                               snaproll_error** error) {
  return change(manager, "manager", error, [](Manager& self) -> Status {
    self.disable_auto_snapshot();
    return {};
  });
}

int32_t snaproll_manager_create_snapshot(
    snaproll_manager* manager, snaproll_context* context,
    const snaproll_snapshot_options* options, snaproll_id* out,
    snaproll_error** error) {
  clear(out);
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(auto* of, live(context, "context"));
    SNAPROLL_TRY(SnapshotInfo info, info_of(options));
    SNAPROLL_TRY(const Snapshot taken,
                 self.create_snapshot(*of, std::move(info)));
    if (out != nullptr) *out = id_of(taken.id());
    return {};
  });
}

int32_t snaproll_manager_push_snapshot(snaproll_manager* manager,
                                       const snaproll_snapshot* snapshot,
                                       snaproll_error** error) {
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const auto* pushed, live(snapshot, "snapshot"));
    return self.push_snapshot(*pushed);
  });
}

int32_t snaproll_manager_on_node_execute(snaproll_manager* manager,
                                         snaproll_context* context,
                                         const char* node, size_t node_size,
                                         snaproll_id* out, bool* taken,
                                         snaproll_error** error) {
  clear(out);
  clear(taken);
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(auto* of, live(context, "context"));
    SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
    SNAPROLL_TRY(const auto snapshot, self.on_node_execute(*of, id));
    if (taken != nullptr) *taken = snapshot.has_value();
    if (out != nullptr && snapshot.has_value()) *out = id_of(snapshot->id());
    return {};
  });
}

int32_t snaproll_manager_rollback(snaproll_manager* manager,
                                  snaproll_context* context,
                                  snaproll_rollback_result** result,
                                  snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(manager, "manager"));
    SNAPROLL_TRY(auto* of, live(context, "context"));
    return self->rollback(*of);
  });
}

int32_t snaproll_manager_rollback_to(snaproll_manager* manager,
                                     snaproll_context* context,
                                     const snaproll_id* id,
                                     snaproll_rollback_result** result,
                                     snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(manager, "manager"));
    SNAPROLL_TRY(auto* of, live(context, "context"));
    if (id == nullptr) return bad_argument("id", "NULL");
    return self->rollback_to(*of, id_of(*id));
  });
}

int32_t snaproll_manager_rollback_n(snaproll_manager* manager,
                                    snaproll_context* context, size_t steps,
                                    snaproll_rollback_result** result,
                                    snaproll_error** error) {
  return guard_rollback(result, error, [&]() -> Result<RollbackResult> {
    SNAPROLL_TRY(auto* self, live(manager, "manager"));
    SNAPROLL_TRY(auto* of, live(context, "context"));
    return self->rollback_n(*of, steps);
  });
}

int32_t snaproll_manager_get(const snaproll_manager* manager,
                             const snaproll_id* id, snaproll_snapshot** out,
                             snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [&](const Manager& self) -> Result<Snapshot> {
                       if (id == nullptr) return bad_argument("id", "NULL");
                       return self.find(id_of(*id));
                     });
}

int32_t snaproll_manager_latest(const snaproll_manager* manager,
                                snaproll_snapshot** out,
                                snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [](const Manager& self) { return self.find_newest(); });
}

int32_t snaproll_manager_list(const snaproll_manager* manager,
                              snaproll_snapshot_list** out,
                              snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [](const Manager& self) { return list_of(self.list()); });
}

int32_t snaproll_manager_count(const snaproll_manager* manager, size_t* out,
                               snaproll_error** error) {
  return read(manager, "manager", out, error,
              [](const Manager& self) { return self.count(); });
}

int32_t snaproll_manager_left(const snaproll_manager* manager, uint64_t* out,
                              snaproll_error** error) {
  return read(manager, "manager", out, error,
              [](const Manager& self) { return self.left(); });
}

int32_t snaproll_manager_clear(snaproll_manager* manager,
                               snaproll_error** error) {
  return change(manager, "manager", error,
                [](Manager& self) { return self.clear(); });
}

int32_t snaproll_manager_prune_before(snaproll_manager* manager, int64_t time,
                                      size_t* removed, snaproll_error** error) {
  clear(removed);
  return change(manager, "manager", error, [&](Manager& self) -> Status {
    SNAPROLL_TRY(const size_t count, self.prune_before(time));
    if (removed != nullptr) *removed = count;
    return {};
  });
}

int32_t snaproll_manager_summary(const snaproll_manager* manager,
                                 snaproll_summary** out,
                                 snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [](const Manager& self) { return self.summary(); });
}
