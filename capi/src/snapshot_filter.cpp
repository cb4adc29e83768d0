#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_snapshot_filter_new(snaproll_snapshot_filter** out,
                                     snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_snapshot_filter>(SnapshotFilter());
    return {};
  });
}

void snaproll_snapshot_filter_free(snaproll_snapshot_filter* filter) {
  release(filter);
}

int32_t snaproll_snapshot_filter_set_label(snaproll_snapshot_filter* filter,
                                           const char* label, size_t label_size,
                                           snaproll_error** error) {
  return change(filter, "filter", error, [&](SnapshotFilter& self) -> Status {
    SNAPROLL_TRY(self.label, utf8_text(label, label_size, "label"));
    return {};
  });
}

int32_t snaproll_snapshot_filter_set_trigger_node(
    snaproll_snapshot_filter* filter, const char* node, size_t node_size,
    snaproll_error** error) {
  return change(filter, "filter", error, [&](SnapshotFilter& self) -> Status {
    SNAPROLL_TRY(self.trigger_node, utf8_text(node, node_size, "node"));
    return {};
  });
}

int32_t snaproll_snapshot_filter_set_automatic(snaproll_snapshot_filter* filter,
                                               bool automatic,
                                               snaproll_error** error) {
  return set(filter, "filter", &SnapshotFilter::automatic, automatic, error);
}

int32_t snaproll_snapshot_filter_set_from(snaproll_snapshot_filter* filter,
                                          int64_t time,
                                          snaproll_error** error) {
  return set(filter, "filter", &SnapshotFilter::from, time, error);
}

int32_t snaproll_snapshot_filter_set_until(snaproll_snapshot_filter* filter,
                                           int64_t time,
                                           snaproll_error** error) {
  return set(filter, "filter", &SnapshotFilter::until, time, error);
}

int32_t snaproll_snapshot_filter_set_after(snaproll_snapshot_filter* filter,
                                           const snaproll_id* id,
                                           snaproll_error** error) {
  return change(filter, "filter", error, [&](SnapshotFilter& self) -> Status {
    if (id == nullptr) return bad_argument("id", "NULL");
    self.after = id_of(*id);
    return {};
  });
}

int32_t snaproll_snapshot_filter_set_limit(snaproll_snapshot_filter* filter,
                                           size_t limit,
                                           snaproll_error** error) {
  return set(filter, "filter", &SnapshotFilter::limit, limit, error);
}

int32_t snaproll_manager_list_filtered(const snaproll_manager* manager,
                                       const snaproll_snapshot_filter* filter,
                                       snaproll_snapshot_list** out,
                                       snaproll_error** error) {
  return read_handle(manager, "manager", out, error,
                     [&](const Manager& self) -> Result<ListRep> {
                       SNAPROLL_TRY(const auto* only, live(filter, "filter"));
                       SNAPROLL_TRY(auto named, self.list(*only));
                       return list_of(std::move(named));
                     });
}
