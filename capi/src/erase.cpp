#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

namespace {

Result<EraseOptions> told(const snaproll_erase_options* what,
                          snaproll_cancel* cancel) {
  SNAPROLL_TRY(const EraseOptions* given, live(what, "what"));
  EraseOptions options = *given;
  SNAPROLL_TRY(options.cancel, live_or_null(cancel, "cancel"));
  return options;
}

// A text that an erase is told.
Result<std::string> checked(const char* data, size_t size,
                            const char* argument) {
  SNAPROLL_TRY(const auto given, text(data, size, argument));
  SNAPROLL_TRY([[maybe_unused]] const Value valid, Value::text(given));
  return std::string(given);
}

}  // namespace

int32_t snaproll_erase_options_new(snaproll_erase_options** out,
                                   snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_erase_options>(EraseOptions());
    return {};
  });
}

void snaproll_erase_options_free(snaproll_erase_options* options) {
  release(options);
}

int32_t snaproll_erase_options_set_pointer(snaproll_erase_options* options,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_error** error) {
  return change(options, "options", error, [&](EraseOptions& self) -> Status {
    SNAPROLL_TRY(self.pointer, checked(pointer, pointer_size, "pointer"));
    return {};
  });
}

int32_t snaproll_erase_options_set_containing(snaproll_erase_options* options,
                                              const char* text,
                                              size_t text_size,
                                              snaproll_error** error) {
  return change(options, "options", error, [&](EraseOptions& self) -> Status {
    SNAPROLL_TRY(self.containing, checked(text, text_size, "text"));
    return {};
  });
}

int32_t snaproll_erase_options_set_reason(snaproll_erase_options* options,
                                          const char* reason,
                                          size_t reason_size,
                                          snaproll_error** error) {
  return change(options, "options", error, [&](EraseOptions& self) -> Status {
    SNAPROLL_TRY(self.reason, checked(reason, reason_size, "reason"));
    return {};
  });
}

int32_t snaproll_erase_options_set_take_over(snaproll_erase_options* options,
                                             bool take_over,
                                             snaproll_error** error) {
  return set(options, "options", &EraseOptions::take_over, take_over, error);
}

int32_t snaproll_erase_options_set_dry_run(snaproll_erase_options* options,
                                           bool dry_run,
                                           snaproll_error** error) {
  return set(options, "options", &EraseOptions::dry_run, dry_run, error);
}

int32_t snaproll_store_erase(snaproll_store* store, const char* id,
                             size_t id_size, const snaproll_erase_options* what,
                             snaproll_cancel* cancel, snaproll_buf* out,
                             snaproll_error** error) {
  return read_text(
      store, "store", out, error, [&](Store& self) -> Result<std::string> {
        SNAPROLL_TRY(const EraseOptions options, told(what, cancel));
        SNAPROLL_TRY(const auto one, text(id, id_size, "id"));
        if (id != nullptr && one.empty())
          return bad_argument("id", "an empty id");
        SNAPROLL_TRY(const EraseReport report, self.erase(options, one));
        return report.to_json();
      });
}

int32_t snaproll_store_erasures(const snaproll_store* store, const char* id,
                                size_t id_size, snaproll_buf* out,
                                snaproll_error** error) {
  return read_text(store, "store", out, error,
                   [&](const Store& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto one, text(id, id_size, "id"));
                     SNAPROLL_TRY(const auto erasures, self.erasures(one));
                     return to_json(erasures);
                   });
}

int32_t snaproll_execution_erase(snaproll_execution* execution,
                                 const snaproll_erase_options* what,
                                 snaproll_cancel* cancel, snaproll_buf* out,
                                 snaproll_error** error) {
  return read_text(
      execution, "execution", out, error,
      [&](Execution& self) -> Result<std::string> {
        SNAPROLL_TRY(const EraseOptions options, told(what, cancel));
        SNAPROLL_TRY(const EraseReport report, self.erase(options));
        return report.to_json();
      });
}

int32_t snaproll_execution_erasures(const snaproll_execution* execution,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_text(execution, "execution", out, error,
                   [&](const Execution& self) -> Result<std::string> {
                     SNAPROLL_TRY(const auto erasures, self.erasures());
                     return to_json(erasures);
                   });
}
