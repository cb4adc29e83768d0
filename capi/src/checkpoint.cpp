#include "boundary.hpp"

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_checkpoint_from_json(const char* json, size_t json_size,
                                      const snaproll_options* options,
                                      snaproll_checkpoint** out,
                                      snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto environment, environment_of(options));
    SNAPROLL_TRY(Checkpoint made,
                 Checkpoint::from_json(given, environment->limits));
    *out = make<snaproll_checkpoint>(
        std::make_shared<const Checkpoint>(std::move(made)));
    return {};
  });
}

int32_t snaproll_checkpoint_to_json(const snaproll_checkpoint* checkpoint,
                                    snaproll_buf* out, snaproll_error** error) {
  return read_text(checkpoint, "checkpoint", out, error,
                   [](const Checkpoint& self) { return self.to_json(); });
}

int32_t snaproll_checkpoint_timestamp(const snaproll_checkpoint* checkpoint,
                                      int64_t* out, snaproll_error** error) {
  return read(checkpoint, "checkpoint", out, error,
              [](const Checkpoint& self) { return self.timestamp; });
}

int32_t snaproll_checkpoint_completed_nodes(
    const snaproll_checkpoint* checkpoint, snaproll_buf* out,
    snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(checkpoint, "checkpoint"));
    return give_names(out, self->completed_nodes());
  });
}

int32_t snaproll_checkpoint_variables(const snaproll_checkpoint* checkpoint,
                                      snaproll_value** out,
                                      snaproll_error** error) {
  return read_handle(checkpoint, "checkpoint", out, error,
                     [](const Checkpoint& self) { return self.variables; });
}

int32_t snaproll_checkpoint_state(const snaproll_checkpoint* checkpoint,
                                  int32_t* out, snaproll_view* message,
                                  snaproll_error** error) {
  clear(message);
  return read(checkpoint, "checkpoint", out, error,
              [&](const Checkpoint& self) {
                if (message != nullptr) *message = view_of(self.state.message);
                return static_cast<int32_t>(self.state.kind);
              });
}

int32_t snaproll_checkpoint_ref(const snaproll_checkpoint* checkpoint,
                                snaproll_checkpoint** out,
                                snaproll_error** error) {
  return read_handle(checkpoint, "checkpoint", out, error,
                     [&](const Checkpoint&) { return checkpoint->rep(); });
}

void snaproll_checkpoint_free(snaproll_checkpoint* checkpoint) {
  release(checkpoint);
}
