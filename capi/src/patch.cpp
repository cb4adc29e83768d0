#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_patch_diff(const snaproll_value* before,
                            const snaproll_value* after,
                            snaproll_cancel* cancel, snaproll_patch** out,
                            snaproll_error** error) {
  return read_handle(
      before, "before", out, error, [&](const Value& self) -> Result<Patch> {
        SNAPROLL_TRY(const auto* other, live(after, "after"));
        SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
        return Patch::diff(self, *other, stop);
      });
}

int32_t snaproll_patch_from_json(const char* json, size_t json_size,
                                 const snaproll_options* options,
                                 snaproll_patch** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto environment, environment_of(options));
    SNAPROLL_TRY(Patch made, Patch::from_json(given, environment->limits));
    *out = make<snaproll_patch>(std::move(made));
    return {};
  });
}

int32_t snaproll_patch_size(const snaproll_patch* patch, size_t* out,
                            snaproll_error** error) {
  return read(patch, "patch", out, error,
              [](const Patch& self) { return self.size(); });
}

int32_t snaproll_patch_to_json(const snaproll_patch* patch, snaproll_buf* out,
                               snaproll_error** error) {
  return read_text(patch, "patch", out, error,
                   [](const Patch& self) { return self.to_json(); });
}

int32_t snaproll_patch_to_compact(const snaproll_patch* patch,
                                  snaproll_buf* out, snaproll_error** error) {
  return read_text(patch, "patch", out, error,
                   [](const Patch& self) { return self.to_compact(); });
}

int32_t snaproll_patch_to_text(const snaproll_patch* patch, snaproll_buf* out,
                               snaproll_error** error) {
  return read_text(patch, "patch", out, error,
                   [](const Patch& self) { return self.to_text(); });
}

int32_t snaproll_patch_apply(const snaproll_patch* patch,
                             const snaproll_value* value, snaproll_value** out,
                             snaproll_error** error) {
  return read_handle(patch, "patch", out, error,
                     [&](const Patch& self) -> Result<Value> {
                       SNAPROLL_TRY(const auto* to, live(value, "value"));
                       return self.apply(*to);
                     });
}

int32_t snaproll_patch_compose(const snaproll_patch* patch,
                               const snaproll_patch* next, snaproll_patch** out,
                               snaproll_error** error) {
  return read_handle(patch, "patch", out, error,
                     [&](const Patch& self) -> Result<Patch> {
                       SNAPROLL_TRY(const auto* then, live(next, "next"));
                       return self.compose(*then);
                     });
}

int32_t snaproll_patch_invert(const snaproll_patch* patch,
                              const snaproll_value* before,
                              snaproll_patch** out, snaproll_error** error) {
  return read_handle(patch, "patch", out, error,
                     [&](const Patch& self) -> Result<Patch> {
                       SNAPROLL_TRY(const auto* of, live(before, "before"));
                       return self.invert(*of);
                     });
}

int32_t snaproll_patch_ref(const snaproll_patch* patch, snaproll_patch** out,
                           snaproll_error** error) {
  return read_handle(patch, "patch", out, error,
                     [](const Patch& self) { return self; });
}

void snaproll_patch_free(snaproll_patch* patch) { release(patch); }
