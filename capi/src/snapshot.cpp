// Snapshots and what is told of them when they are taken.
#include "boundary.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll::capi {
namespace {

// Sets one text of the options: `field(info)` names it.
template <typename Field>
int32_t set_text(snaproll_snapshot_options* options, const char* utf8,
                 size_t utf8_size, snaproll_error** error,
                 Field&& field) noexcept {
  return change(options, "options", error, [&](SnapshotInfo& self) -> Status {
    SNAPROLL_TRY(std::string given, utf8_text(utf8, utf8_size, "utf8"));
    field(self) = std::move(given);
    return {};
  });
}

// A text that may be absent: `field(snapshot)`.
template <typename Field>
int32_t read_view(const snaproll_snapshot* snapshot, snaproll_view* out,
                  snaproll_error** error, Field&& field) noexcept {
  return read(snapshot, "snapshot", out, error,
              [&](const Snapshot& self) { return view_of(field(self)); });
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_snapshot_options_new(snaproll_snapshot_options** out,
                                      snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_snapshot_options>(SnapshotInfo());
    return {};
  });
}

void snaproll_snapshot_options_free(snaproll_snapshot_options* options) {
  release(options);
}

int32_t snaproll_snapshot_options_set_label(snaproll_snapshot_options* options,
                                            const char* utf8, size_t utf8_size,
                                            snaproll_error** error) {
  return set_text(options, utf8, utf8_size, error,
                  [](SnapshotInfo& info) -> auto& { return info.label; });
}

int32_t snaproll_snapshot_options_set_trigger_node(
    snaproll_snapshot_options* options, const char* node, size_t node_size,
    snaproll_error** error) {
  return change(options, "options", error, [&](SnapshotInfo& self) -> Status {
    SNAPROLL_TRY(std::string given, utf8_text(node, node_size, "node"));
    if (given.empty()) return bad_argument("node", "an empty id");
    self.trigger_node = std::move(given);
    return {};
  });
}

int32_t snaproll_snapshot_options_set_reason(snaproll_snapshot_options* options,
                                             const char* utf8, size_t utf8_size,
                                             snaproll_error** error) {
  return set_text(
      options, utf8, utf8_size, error,
      [](SnapshotInfo& info) -> auto& { return info.metadata.reason; });
}

int32_t snaproll_snapshot_options_set_created_by(
    snaproll_snapshot_options* options, const char* utf8, size_t utf8_size,
    snaproll_error** error) {
  return set_text(
      options, utf8, utf8_size, error,
      [](SnapshotInfo& info) -> auto& { return info.metadata.created_by; });
}

int32_t snaproll_snapshot_options_set_auto(snaproll_snapshot_options* options,
                                           bool is_auto,
                                           snaproll_error** error) {
  return change(options, "options", error, [&](SnapshotInfo& self) -> Status {
    self.metadata.is_auto = is_auto;
    return {};
  });
}

int32_t snaproll_snapshot_options_set_custom(snaproll_snapshot_options* options,
                                             const char* name, size_t name_size,
                                             const char* json, size_t json_size,
                                             snaproll_error** error) {
  return change(options, "options", error, [&](SnapshotInfo& self) -> Status {
    SNAPROLL_TRY(const auto member, text(name, name_size, "name"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const Value value, Value::parse(given));
    Limits around;
    ++around.depth;  // for the object around the value
    return pointer_set(self.metadata.custom,
                       no_member({}, member, "member").pointer, value, around);
  });
}

int32_t snaproll_snapshot_from_json(const char* json, size_t json_size,
                                    const snaproll_options* options,
                                    snaproll_cancel* cancel,
                                    snaproll_snapshot** out,
                                    snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto environment, environment_of(options));
    SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
    SNAPROLL_TRY(Snapshot made,
                 Snapshot::from_json(given, environment->limits, stop));
    *out = make<snaproll_snapshot>(std::move(made));
    return {};
  });
}

int32_t snaproll_snapshot_to_json(const snaproll_snapshot* snapshot,
                                  snaproll_cancel* cancel, snaproll_buf* out,
                                  snaproll_error** error) {
  return read_text(snapshot, "snapshot", out, error,
                   [&](const Snapshot& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto* stop,
                                  live_or_null(cancel, "cancel"));
                     return self.to_json(stop);
                   });
}

int32_t snaproll_snapshot_get_id(const snaproll_snapshot* snapshot,
                                 snaproll_id* out, snaproll_error** error) {
  return read(snapshot, "snapshot", out, error,
              [](const Snapshot& self) { return id_of(self.id()); });
}

int32_t snaproll_snapshot_parent(const snaproll_snapshot* snapshot,
                                 snaproll_id* out, bool* present,
                                 snaproll_error** error) {
  return read_id(snapshot, "snapshot", out, present, error,
                 [](const Snapshot& self) { return self.parent(); });
}

int32_t snaproll_snapshot_created_at(const snaproll_snapshot* snapshot,
                                     int64_t* out, snaproll_error** error) {
  return read(snapshot, "snapshot", out, error,
              [](const Snapshot& self) { return self.created_at(); });
}

int32_t snaproll_snapshot_label(const snaproll_snapshot* snapshot,
                                snaproll_view* out, snaproll_error** error) {
  return read_view(snapshot, out, error,
                   [](const Snapshot& self) -> auto& { return self.label(); });
}

int32_t snaproll_snapshot_trigger_node(const snaproll_snapshot* snapshot,
                                       snaproll_view* out,
                                       snaproll_error** error) {
  return read_view(snapshot, out, error, [](const Snapshot& self) -> auto& {
    return self.trigger_node();
  });
}

int32_t snaproll_snapshot_state(const snaproll_snapshot* snapshot, int32_t* out,
                                snaproll_view* message,
                                snaproll_error** error) {
  clear(message);
  return read(snapshot, "snapshot", out, error, [&](const Snapshot& self) {
    if (message != nullptr) *message = view_of(self.state().message);
    return static_cast<int32_t>(self.state().kind);
  });
}

int32_t snaproll_snapshot_reason(const snaproll_snapshot* snapshot,
                                 snaproll_view* out, snaproll_error** error) {
  return read_view(snapshot, out, error, [](const Snapshot& self) -> auto& {
    return self.metadata().reason;
  });
}

int32_t snaproll_snapshot_created_by(const snaproll_snapshot* snapshot,
                                     snaproll_view* out,
                                     snaproll_error** error) {
  return read_view(snapshot, out, error, [](const Snapshot& self) -> auto& {
    return self.metadata().created_by;
  });
}

int32_t snaproll_snapshot_is_auto(const snaproll_snapshot* snapshot, bool* out,
                                  snaproll_error** error) {
  return read(snapshot, "snapshot", out, error,
              [](const Snapshot& self) { return self.metadata().is_auto; });
}

int32_t snaproll_snapshot_custom(const snaproll_snapshot* snapshot,
                                 snaproll_value** out, snaproll_error** error) {
  return read_handle(
      snapshot, "snapshot", out, error,
      [](const Snapshot& self) { return self.metadata().custom; });
}

int32_t snaproll_snapshot_variables(const snaproll_snapshot* snapshot,
                                    snaproll_value** out,
                                    snaproll_error** error) {
  return read_handle(snapshot, "snapshot", out, error,
                     [](const Snapshot& self) { return self.variables(); });
}

int32_t snaproll_snapshot_node_results(const snaproll_snapshot* snapshot,
                                       snaproll_value** out,
                                       snaproll_error** error) {
  return read_handle(snapshot, "snapshot", out, error,
                     [](const Snapshot& self) { return self.node_results(); });
}

int32_t snaproll_snapshot_completed_node_count(
    const snaproll_snapshot* snapshot, size_t* out, snaproll_error** error) {
  return read(snapshot, "snapshot", out, error,
              [](const Snapshot& self) { return self.completed_node_count(); });
}

int32_t snaproll_snapshot_variable_count(const snaproll_snapshot* snapshot,
                                         size_t* out, snaproll_error** error) {
  return read(snapshot, "snapshot", out, error,
              [](const Snapshot& self) { return self.variable_count(); });
}

int32_t snaproll_snapshot_get(const snaproll_snapshot* snapshot,
                              const char* pointer, size_t pointer_size,
                              snaproll_buf* out, snaproll_error** error) {
  return read_json(snapshot, "snapshot", out, error,
                   [&](const Snapshot& self) -> Result<Value> {
                     SNAPROLL_TRY(const auto place,
                                  text(pointer, pointer_size, "pointer"));
                     return self.captured().get(place);
                   });
}

int32_t snaproll_snapshot_ref(const snaproll_snapshot* snapshot,
                              snaproll_snapshot** out, snaproll_error** error) {
  return read_handle(snapshot, "snapshot", out, error,
                     [](const Snapshot& self) { return self; });
}

void snaproll_snapshot_free(snaproll_snapshot* snapshot) { release(snapshot); }

int32_t snaproll_snapshot_value(const snaproll_snapshot* snapshot,
                                snaproll_value** out, snaproll_error** error) {
  return read_handle(snapshot, "snapshot", out, error,
                     [](const Snapshot& self) { return self.value(); });
}

int32_t snaproll_snapshot_digest(const snaproll_snapshot* snapshot,
                                 snaproll_buf* out, snaproll_error** error) {
  return read_text(snapshot, "snapshot", out, error, [](const Snapshot& self) {
    return self.captured().digest();
  });
}

int32_t snaproll_snapshot_stored_bytes(const snaproll_snapshot* snapshot,
                                       uint64_t* out, snaproll_error** error) {
  return read(snapshot, "snapshot", out, error, [](const Snapshot& self) {
    return self.stored() != nullptr ? self.stored()->stored_bytes() : 0;
  });
}

int32_t snaproll_snapshot_diff(const snaproll_snapshot* before,
                               const snaproll_snapshot* after,
                               snaproll_cancel* cancel, snaproll_patch** out,
                               snaproll_error** error) {
  return read_handle(
      before, "before", out, error, [&](const Snapshot& self) -> Result<Patch> {
        SNAPROLL_TRY(const auto* other, live(after, "after"));
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        SNAPROLL_TRY(const Value then, self.value());
        SNAPROLL_TRY(const Value now, other->value());
        return Patch::diff(then, now, stop);
      });
}
