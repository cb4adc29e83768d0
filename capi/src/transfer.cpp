#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_store_export(const snaproll_store* store, const char* id,
                              size_t id_size, bool full,
                              snaproll_exporter** out, snaproll_error** error) {
  return read_handle(store, "store", out, error,
                     [&](const Store& self) -> Result<Exporter> {
                       SNAPROLL_TRY(const auto given, text(id, id_size, "id"));
                       return Exporter::begin(self, given, full);
                     });
}

int32_t snaproll_exporter_next(snaproll_exporter* exporter, snaproll_buf* out,
                               bool* more, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    clear(more);
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_CHECK(output(more, "more"));
    SNAPROLL_TRY(auto* self, live(exporter, "exporter"));
    auto room = std::make_unique<std::string>();  // no line may be lost
    SNAPROLL_TRY(auto line, self->next());
    if (!line.has_value()) return {};
    *room = *std::move(line);
    give(out, std::move(room));
    *more = true;
    return {};
  });
}

void snaproll_exporter_free(snaproll_exporter* exporter) { release(exporter); }

int32_t snaproll_store_import(snaproll_store* store, const char* as,
                              size_t as_size, snaproll_importer** out,
                              snaproll_error** error) {
  return read_handle(store, "store", out, error,
                     [&](Store& self) -> Result<Importer> {
                       SNAPROLL_TRY(const auto name, text(as, as_size, "as"));
                       return Importer::begin(self, name);
                     });
}

int32_t snaproll_importer_add(snaproll_importer* importer, const char* line,
                              size_t line_size, snaproll_error** error) {
  return change(importer, "importer", error, [&](Importer& self) -> Status {
    SNAPROLL_TRY(const auto given, text(line, line_size, "line"));
    return self.add(given);
  });
}

int32_t snaproll_importer_finish(snaproll_importer* importer, snaproll_buf* out,
                                 snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(auto* self, live(importer, "importer"));
    auto id = std::make_unique<std::string>();  // before it is committed
    SNAPROLL_TRY(*id, self->finish());
    give(out, std::move(id));
    return {};
  });
}

void snaproll_importer_free(snaproll_importer* importer) { release(importer); }
