// The environment of an options handle is replaced by each change and never
// changed itself: what was made with it keeps it. The clock and the ids go on
// into the next one.
#include <limits>

#include "boundary.hpp"

namespace snaproll::capi {
namespace {

constexpr uint64_t kMax32 = std::numeric_limits<uint32_t>::max();

// Sets `field` to `value`, which is 1 to `highest`.
template <typename Field>
Status set_limit(Field& field, uint64_t value, uint64_t highest) {
  if (value == 0 || value > highest) {
    return bad_argument("value", "expected 1 to " + std::to_string(highest));
  }
  field = static_cast<Field>(value);
  return {};
}

Status set_limit(Limits& limits, int32_t limit, uint64_t value) {
  switch (limit) {
    case SNAPROLL_LIMIT_DEPTH:
      return set_limit(limits.depth, value, 10000);
    case SNAPROLL_LIMIT_INTEGER_DIGITS:
      return set_limit(limits.integer_digits, value, kMax32);
    case SNAPROLL_LIMIT_NUMBER_BYTES:
      return set_limit(limits.number_bytes, value, kMax32);
    case SNAPROLL_LIMIT_TEXT_BYTES:
      return set_limit(limits.text_bytes, value, uint64_t{1} << 30);
    case SNAPROLL_LIMIT_NAME_BYTES:
      return set_limit(limits.name_bytes, value, kMax32);
    case SNAPROLL_LIMIT_ID_BYTES:
      return set_limit(limits.id_bytes, value, kMax32);
    case SNAPROLL_LIMIT_MEMBERS:
      return set_limit(limits.members, value, uint64_t{1} << 31);
    case SNAPROLL_LIMIT_STATE_BYTES:
      return set_limit(limits.state_bytes, value, uint64_t{1} << 40);
    default:
      return bad_argument("limit", "no such limit");
  }
}

// Runs `change` on a copy of the environment, which becomes the one of `self`.
template <typename Change>
Status change_environment(ExecutionOptions& self, Change&& change) {
  auto changed = std::make_shared<Environment>(*self.environment);
  SNAPROLL_CHECK(change(*changed));
  self.environment = std::move(changed);
  return {};
}

// An id is fine where a context can be made with it. The environment of that
// one has a clock of its own, so that a manual one is not read.
std::shared_ptr<const Environment> scratch_environment(
    const ExecutionOptions& self) {
  auto scratch = std::make_shared<Environment>(*Environment::standard());
  scratch->limits = self.environment->limits;
  return scratch;
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_options_new(snaproll_options** out, snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    *out = make<snaproll_options>(ExecutionOptions());
    return {};
  });
}

void snaproll_options_free(snaproll_options* options) { release(options); }

int32_t snaproll_options_set_clock(snaproll_options* options,
                                   snaproll_clock* clock,
                                   snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  SNAPROLL_CHECK(live(clock, "clock"));
                  return change_environment(
                      self, [&](Environment& environment) -> Status {
                        environment.clock = clock->rep();
                        return {};
                      });
                });
}

int32_t snaproll_options_set_id_seed(snaproll_options* options, uint64_t seed,
                                     snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  return change_environment(
                      self, [&](Environment& environment) -> Status {
                        environment.ids = std::make_shared<IdSource>(seed);
                        return {};
                      });
                });
}

int32_t snaproll_options_set_limit(snaproll_options* options, int32_t limit,
                                   uint64_t value, snaproll_error** error) {
  return change(
      options, "options", error, [&](ExecutionOptions& self) -> Status {
        return change_environment(self, [&](Environment& environment) {
          return set_limit(environment.limits, limit, value);
        });
      });
}

int32_t snaproll_options_set_execution_id(snaproll_options* options,
                                          const char* id, size_t id_size,
                                          snaproll_error** error) {
  return change(
      options, "options", error, [&](ExecutionOptions& self) -> Status {
        SNAPROLL_TRY(const std::string_view given, text(id, id_size, "id"));
        // An empty id means a fresh one to the C++ API.
        if (given.empty())
          return Error(Code::kInvalidArgument, "the execution id is empty");
        SNAPROLL_CHECK(
            Context::create("workflow", given, scratch_environment(self)));
        self.execution_id = given;
        return {};
      });
}

int32_t snaproll_options_set_workflow_id(snaproll_options* options,
                                         const char* id, size_t id_size,
                                         snaproll_error** error) {
  return change(
      options, "options", error, [&](ExecutionOptions& self) -> Status {
        SNAPROLL_TRY(const std::string_view given, text(id, id_size, "id"));
        SNAPROLL_CHECK(
            Context::create(given, "execution", scratch_environment(self)));
        self.workflow_id = given;
        return {};
      });
}

int32_t snaproll_options_set_undo_limit(snaproll_options* options, size_t limit,
                                        snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  return change_environment(
                      self, [&](Environment& environment) -> Status {
                        environment.undo_limit = limit;
                        return {};
                      });
                });
}

int32_t snaproll_options_set_max_snapshots(snaproll_options* options,
                                           size_t maximum,
                                           snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  self.max_snapshots = maximum;
                  return {};
                });
}

int32_t snaproll_options_set_auto_snapshot(snaproll_options* options, bool on,
                                           size_t interval,
                                           snaproll_error** error) {
  return change(options, "options", error,
                [&](ExecutionOptions& self) -> Status {
                  self.auto_snapshot = on;
                  self.auto_snapshot_interval = interval;
                  return {};
                });
}
