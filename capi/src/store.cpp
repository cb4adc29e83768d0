#include "boundary.hpp"
#include "store_json.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_store_open(const char* path, size_t path_size,
                            const snaproll_store_options* options,
                            snaproll_store** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(path, path_size, "path"));
    SNAPROLL_TRY(const auto* told, live_or_null(options, "options"));
    if (given.empty()) return bad_argument("path", "an empty path");
    if (given.find('\0') != std::string_view::npos)
      return bad_argument("path", "a NUL byte in it");
    SNAPROLL_TRY(Store opened,
                 Store::open(std::string(given),
                             told != nullptr ? *told : StoreOptions()));
    *out = make<snaproll_store>(std::make_shared<Store>(std::move(opened)));
    return {};
  });
}

void snaproll_store_free(snaproll_store* store) { release(store); }

int32_t snaproll_store_close(snaproll_store* store, snaproll_error** error) {
  return change(store, "store", error,
                [](Store& self) { return self.close(); });
}

int32_t snaproll_store_path(const snaproll_store* store, snaproll_buf* out,
                            snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [](const Store& self) { return self.path(); });
}

int32_t snaproll_store_id(const snaproll_store* store, snaproll_id* out,
                          snaproll_error** error) {
  return read(store, "store", out, error,
              [](const Store& self) { return id_of(self.id()); });
}

int32_t snaproll_store_is_read_only(const snaproll_store* store, bool* out,
                                    snaproll_error** error) {
  return read(store, "store", out, error,
              [](const Store& self) { return self.is_read_only(); });
}

int32_t snaproll_store_executions(const snaproll_store* store,
                                  const snaproll_execution_filter* filter,
                                  int64_t cursor, size_t limit,
                                  snaproll_buf* out, snaproll_error** error) {
  return read_text(
      store, "store", out, error,
      [&](const Store& self) -> Result<std::string> {
        SNAPROLL_TRY(const auto* only, live_or_null(filter, "filter"));
        if (cursor < 0) return bad_argument("cursor", "below 0");
        SNAPROLL_TRY(
            const ExecutionPage page,
            self.executions(only != nullptr ? *only : ExecutionFilter(), cursor,
                            limit));
        return page_json(page);
      });
}

int32_t snaproll_store_info(const snaproll_store* store, const char* id,
                            size_t id_size, snaproll_buf* out,
                            snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [&](const Store& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
                     SNAPROLL_TRY(const ExecutionInfo info, self.info(given));
                     return info_json(info);
                   });
}

int32_t snaproll_store_exists(const snaproll_store* store, const char* id,
                              size_t id_size, bool* out,
                              snaproll_error** error) {
  return read(store, "store", out, error,
              [&](const Store& self) -> Result<bool> {
                SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
                return self.exists(given);
              });
}

int32_t snaproll_store_delete(snaproll_store* store, const char* id,
                              size_t id_size, bool take_over,
                              snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
    return self.remove(given, take_over);
  });
}

int32_t snaproll_store_copy(const snaproll_store* store, const char* id,
                            size_t id_size, snaproll_store* to, const char* as,
                            size_t as_size, snaproll_error** error) {
  return change(store, "store", error, [&](const Store& self) -> Status {
    SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
    SNAPROLL_TRY(const auto* target, live(to, "to"));
    SNAPROLL_TRY(const auto name, text(as, as_size, "as"));
    return self.copy(given, *target, name);
  });
}

int32_t snaproll_store_fork(snaproll_store* store, const char* id,
                            size_t id_size, const snaproll_id* snapshot,
                            const char* as, size_t as_size,
                            snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
    SNAPROLL_TRY(const auto name, text(as, as_size, "as"));
    std::optional<Id> from;
    if (snapshot != nullptr) from = id_of(*snapshot);
    return self.fork(given, from, name);
  });
}

int32_t snaproll_store_check(const snaproll_store* store, bool quick,
                             snaproll_cancel* cancel, snaproll_buf* out,
                             snaproll_error** error) {
  return read_text(
      store, "store", out, error,
      [&](const Store& self) -> Result<std::string> {
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        SNAPROLL_TRY(const CheckReport report, self.check(quick, stop));
        return report_json(report);
      });
}

int32_t snaproll_store_backup(const snaproll_store* store, const char* path,
                              size_t path_size, snaproll_error** error) {
  return change(store, "store", error, [&](const Store& self) -> Status {
    SNAPROLL_TRY(const auto given, text(path, path_size, "path"));
    if (given.empty()) return bad_argument("path", "an empty path");
    if (given.find('\0') != std::string_view::npos)
      return bad_argument("path", "a NUL byte in it");
    return self.backup(std::string(given));
  });
}

int32_t snaproll_store_compact(snaproll_store* store, snaproll_cancel* cancel,
                               snaproll_error** error) {
  return change(store, "store", error, [&](Store& self) -> Status {
    SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
    return self.compact(stop);
  });
}

int32_t snaproll_store_stats(const snaproll_store* store, snaproll_buf* out,
                             snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [](const Store& self) -> Result<std::string> {
                     SNAPROLL_TRY(const StoreStats stats, self.stats());
                     return stats_json(stats);
                   });
}

int32_t snaproll_store_stats_prometheus(const snaproll_store* store,
                                        snaproll_buf* out,
                                        snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [](const Store& self) -> Result<std::string> {
                     SNAPROLL_TRY(const StoreStats stats, self.stats());
                     return stats_prometheus(stats, self.id());
                   });
}
