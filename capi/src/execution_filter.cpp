#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_execution_filter_new(snaproll_execution_filter** out,
                                      snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_execution_filter>(ExecutionFilter());
    return {};
  });
}

void snaproll_execution_filter_free(snaproll_execution_filter* filter) {
  release(filter);
}

int32_t snaproll_execution_filter_set_state(snaproll_execution_filter* filter,
                                            int32_t state,
                                            snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    if (state < SNAPROLL_RUNNING || state > SNAPROLL_PAUSED)
      return bad_argument("state", "no such state");
    self.state = state;
    return {};
  });
}

int32_t snaproll_execution_filter_set_kind(snaproll_execution_filter* filter,
                                           const char* kind, size_t kind_size,
                                           snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    SNAPROLL_TRY(self.kind, utf8_text(kind, kind_size, "kind"));
    return {};
  });
}

int32_t snaproll_execution_filter_add_attribute(
    snaproll_execution_filter* filter, const char* name, size_t name_size,
    const char* value, size_t value_size, snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    SNAPROLL_TRY(std::string key, utf8_text(name, name_size, "name"));
    SNAPROLL_TRY(std::string given, utf8_text(value, value_size, "value"));
    self.attributes.emplace_back(std::move(key), std::move(given));
    return {};
  });
}

int32_t snaproll_execution_filter_set_committed_from(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    self.committed_from = time;
    return {};
  });
}

int32_t snaproll_execution_filter_set_committed_until(
    snaproll_execution_filter* filter, int64_t time, snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    self.committed_until = time;
    return {};
  });
}

int32_t snaproll_execution_filter_set_owned(snaproll_execution_filter* filter,
                                            bool owned,
                                            snaproll_error** error) {
  return change(filter, "filter", error, [&](ExecutionFilter& self) -> Status {
    self.owned = owned;
    return {};
  });
}
