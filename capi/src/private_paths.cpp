#include "snaproll/private_paths.hpp"

#include "boundary.hpp"

namespace snaproll::capi {
namespace {

Result<PrivatePaths> read_paths(const char* paths, size_t size) {
  SNAPROLL_TRY(const auto json, text(paths, size, "paths"));
  return PrivatePaths::from_json(json);
}

}  // namespace
}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_context_set_private_paths(snaproll_context* context,
                                           const char* paths, size_t paths_size,
                                           snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(auto told, read_paths(paths, paths_size));
    return self.set_private_paths(std::move(told));
  });
}

int32_t snaproll_context_private_paths(const snaproll_context* context,
                                       snaproll_buf* out,
                                       snaproll_error** error) {
  return read_text(context, "context", out, error, [](const Context& self) {
    return self.private_paths().to_json();
  });
}

int32_t snaproll_value_masked(const snaproll_value* value, const char* paths,
                              size_t paths_size, const char* pointer,
                              size_t pointer_size, snaproll_value** out,
                              snaproll_error** error) {
  return read_handle(
      value, "value", out, error, [&](const Value& self) -> Result<Value> {
        SNAPROLL_TRY(const auto told, read_paths(paths, paths_size));
        SNAPROLL_TRY(const auto at, text(pointer, pointer_size, "pointer"));
        return masked(self, told, at);
      });
}

int32_t snaproll_patch_masked(const snaproll_patch* patch, const char* paths,
                              size_t paths_size, snaproll_patch** out,
                              snaproll_error** error) {
  return read_handle(
      patch, "patch", out, error, [&](const Patch& self) -> Result<Patch> {
        SNAPROLL_TRY(const auto told, read_paths(paths, paths_size));
        return masked(self, told);
      });
}
