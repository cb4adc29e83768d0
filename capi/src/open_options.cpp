#include <algorithm>

#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_open_options_new(snaproll_open_options** out,
                                  snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_open_options>(OpenOptions());
    return {};
  });
}

void snaproll_open_options_free(snaproll_open_options* options) {
  release(options);
}

int32_t snaproll_open_options_set_mode(snaproll_open_options* options,
                                       int32_t mode, snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    if (mode < SNAPROLL_OPEN_OR_CREATE || mode > SNAPROLL_OPEN_READ)
      return bad_argument("mode", "no such mode");
    self.mode = static_cast<OpenMode>(mode);
    return {};
  });
}

int32_t snaproll_open_options_set_options(snaproll_open_options* options,
                                          const snaproll_options* execution,
                                          snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    SNAPROLL_TRY(const auto* told, live(execution, "execution"));
    self.execution = ExecutionOptions(*told);
    return {};
  });
}

int32_t snaproll_open_options_set_kind(snaproll_open_options* options,
                                       const char* kind, size_t kind_size,
                                       snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    SNAPROLL_TRY(self.kind, utf8_text(kind, kind_size, "kind"));
    return {};
  });
}

int32_t snaproll_open_options_set_schema(snaproll_open_options* options,
                                         int64_t schema,
                                         snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    if (schema < 0) return bad_argument("schema", "below 0");
    self.schema = schema;
    return {};
  });
}

int32_t snaproll_open_options_add_attribute(snaproll_open_options* options,
                                            const char* name, size_t name_size,
                                            const char* value,
                                            size_t value_size,
                                            snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    SNAPROLL_TRY(std::string key, utf8_text(name, name_size, "name"));
    SNAPROLL_TRY(std::string given, utf8_text(value, value_size, "value"));
    if (key.empty()) return bad_argument("name", "an empty name");
    auto& all = self.attributes;
    const auto old = std::find_if(
        all.begin(), all.end(),
        [&](const auto& attribute) { return attribute.first == key; });
    if (old != all.end()) {
      old->second = std::move(given);
    } else {
      all.emplace_back(std::move(key), std::move(given));
    }
    return {};
  });
}

int32_t snaproll_open_options_set_owner(snaproll_open_options* options,
                                        const char* owner, size_t owner_size,
                                        snaproll_error** error) {
  return change(options, "options", error, [&](OpenOptions& self) -> Status {
    SNAPROLL_TRY(self.owner, utf8_text(owner, owner_size, "owner"));
    return {};
  });
}

int32_t snaproll_open_options_set_take_over(snaproll_open_options* options,
                                            bool take_over,
                                            snaproll_error** error) {
  return set(options, "options", &OpenOptions::take_over, take_over, error);
}

int32_t snaproll_open_options_set_start_snapshot(snaproll_open_options* options,
                                                 bool on,
                                                 snaproll_error** error) {
  return set(options, "options", &OpenOptions::start_snapshot, on, error);
}

int32_t snaproll_open_options_set_save_steps(snaproll_open_options* options,
                                             bool on, snaproll_error** error) {
  return set(options, "options", &OpenOptions::save_steps, on, error);
}
