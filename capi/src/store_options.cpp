#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_store_options_new(snaproll_store_options** out,
                                   snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_store_options>(StoreOptions());
    return {};
  });
}

void snaproll_store_options_free(snaproll_store_options* options) {
  release(options);
}

int32_t snaproll_store_options_set_durability(snaproll_store_options* options,
                                              int32_t durability,
                                              snaproll_error** error) {
  return change(options, "options", error, [&](StoreOptions& self) -> Status {
    if (durability < SNAPROLL_DURABILITY_POWER ||
        durability > SNAPROLL_DURABILITY_NONE)
      return bad_argument("durability", "no such durability");
    self.durability = static_cast<Durability>(durability);
    return {};
  });
}

int32_t snaproll_store_options_set_create(snaproll_store_options* options,
                                          bool create, snaproll_error** error) {
  return set(options, "options", &StoreOptions::create, create, error);
}

int32_t snaproll_store_options_set_read_only(snaproll_store_options* options,
                                             bool read_only,
                                             snaproll_error** error) {
  return set(options, "options", &StoreOptions::read_only, read_only, error);
}

int32_t snaproll_store_options_set_file_mode(snaproll_store_options* options,
                                             uint32_t mode,
                                             snaproll_error** error) {
  return change(options, "options", error, [&](StoreOptions& self) -> Status {
    if (mode > 0777) return bad_argument("mode", "expected 0 to 0777");
    self.file_mode = mode;
    return {};
  });
}

int32_t snaproll_store_options_set_busy_timeout(snaproll_store_options* options,
                                                int64_t nanoseconds,
                                                snaproll_error** error) {
  return change(options, "options", error, [&](StoreOptions& self) -> Status {
    if (nanoseconds < 0) return bad_argument("nanoseconds", "below 0");
    self.busy_timeout = nanoseconds;
    return {};
  });
}

int32_t snaproll_store_options_set_memory_budget(
    snaproll_store_options* options, uint64_t bytes, snaproll_error** error) {
  return set(options, "options", &StoreOptions::memory_budget, bytes, error);
}

int32_t snaproll_store_options_set_compress(snaproll_store_options* options,
                                            bool compress,
                                            snaproll_error** error) {
  return set(options, "options", &StoreOptions::compress, compress, error);
}
