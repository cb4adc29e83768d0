// Variables and node results of a context, by name.
#include "boundary.hpp"

namespace snaproll::capi {
namespace {

constexpr char kValueSetterHint[] =
    "snaproll_context_record_node_result_value with snaproll_value_new_text";

// Sets a variable to what `make_value()` gives: Value or Result<Value>.
template <typename Make>
int32_t set_variable(snaproll_context* context, const char* name,
                     size_t name_size, snaproll_error** error,
                     Make&& make_value) noexcept {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto variable, text(name, name_size, "name"));
    SNAPROLL_TRY(Value value, Result<Value>(make_value()));
    return self.set_variable(variable, std::move(value));
  });
}

Result<Value> variable(const Context& context, const char* name,
                       size_t name_size) {
  SNAPROLL_TRY(const auto wanted, text(name, name_size, "name"));
  auto found = context.variable(wanted);
  if (!found.has_value()) return no_member("/variables", wanted, "variable");
  return *std::move(found);
}

Result<Value> node_result(const Context& context, const char* node,
                          size_t node_size) {
  SNAPROLL_TRY(const auto wanted, text(node, node_size, "node"));
  auto found = context.node_result(wanted);
  if (!found.has_value())
    return no_member("/node_results", wanted, "node result");
  return *std::move(found);
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_context_set_variable(snaproll_context* context,
                                      const char* name, size_t name_size,
                                      const char* json, size_t json_size,
                                      snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto variable, text(name, name_size, "name"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    return plain_text_hint(self.set_variable_json(variable, given), given,
                           "snaproll_context_set_variable_text");
  });
}

int32_t snaproll_context_set_variable_value(snaproll_context* context,
                                            const char* name, size_t name_size,
                                            const snaproll_value* value,
                                            snaproll_error** error) {
  return set_variable(context, name, name_size, error, [&]() -> Result<Value> {
    SNAPROLL_TRY(const auto* given, live(value, "value"));
    return *given;
  });
}

int32_t snaproll_context_set_variable_null(snaproll_context* context,
                                           const char* name, size_t name_size,
                                           snaproll_error** error) {
  return set_variable(context, name, name_size, error, [] { return Value(); });
}

int32_t snaproll_context_set_variable_bool(snaproll_context* context,
                                           const char* name, size_t name_size,
                                           bool boolean,
                                           snaproll_error** error) {
  return set_variable(context, name, name_size, error,
                      [&] { return Value::boolean(boolean); });
}

int32_t snaproll_context_set_variable_int64(snaproll_context* context,
                                            const char* name, size_t name_size,
                                            int64_t integer,
                                            snaproll_error** error) {
  return set_variable(context, name, name_size, error,
                      [&] { return Value::integer(integer); });
}

int32_t snaproll_context_set_variable_double(snaproll_context* context,
                                             const char* name, size_t name_size,
                                             double number,
                                             snaproll_error** error) {
  return set_variable(context, name, name_size, error,
                      [&] { return Value::number(number); });
}

int32_t snaproll_context_set_variable_text(snaproll_context* context,
                                           const char* name, size_t name_size,
                                           const char* utf8, size_t utf8_size,
                                           snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto variable, text(name, name_size, "name"));
    SNAPROLL_TRY(const auto given, text(utf8, utf8_size, "utf8"));
    SNAPROLL_TRY(Value value, Value::text(given, self.environment()->limits));
    return self.set_variable(variable, std::move(value));
  });
}

int32_t snaproll_context_get_variable(const snaproll_context* context,
                                      const char* name, size_t name_size,
                                      snaproll_buf* out,
                                      snaproll_error** error) {
  return read_json(context, "context", out, error, [&](const Context& self) {
    return variable(self, name, name_size);
  });
}

int32_t snaproll_context_get_variable_value(const snaproll_context* context,
                                            const char* name, size_t name_size,
                                            snaproll_value** out,
                                            snaproll_error** error) {
  return read_handle(context, "context", out, error, [&](const Context& self) {
    return variable(self, name, name_size);
  });
}

int32_t snaproll_context_get_variable_bool(const snaproll_context* context,
                                           const char* name, size_t name_size,
                                           bool* out, snaproll_error** error) {
  return read(
      context, "context", out, error, [&](const Context& self) -> Result<bool> {
        SNAPROLL_TRY(const Value found, variable(self, name, name_size));
        return found.as_bool();
      });
}

int32_t snaproll_context_get_variable_int64(const snaproll_context* context,
                                            const char* name, size_t name_size,
                                            int64_t* out,
                                            snaproll_error** error) {
  return read(context, "context", out, error,
              [&](const Context& self) -> Result<int64_t> {
                SNAPROLL_TRY(const Value found,
                             variable(self, name, name_size));
                return found.as_int64();
              });
}

int32_t snaproll_context_get_variable_double(const snaproll_context* context,
                                             const char* name, size_t name_size,
                                             double* out,
                                             snaproll_error** error) {
  return read(context, "context", out, error,
              [&](const Context& self) -> Result<double> {
                SNAPROLL_TRY(const Value found,
                             variable(self, name, name_size));
                return found.as_double();
              });
}

int32_t snaproll_context_get_variable_text(const snaproll_context* context,
                                           const char* name, size_t name_size,
                                           snaproll_buf* out,
                                           snaproll_error** error) {
  return read_text(context, "context", out, error,
                   [&](const Context& self) -> Result<std::string> {
                     SNAPROLL_TRY(const Value found,
                                  variable(self, name, name_size));
                     return found.as_text();
                   });
}

int32_t snaproll_context_remove_variable(snaproll_context* context,
                                         const char* name, size_t name_size,
                                         snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto variable, text(name, name_size, "name"));
    return self.remove_variable(variable);
  });
}

int32_t snaproll_context_variables(const snaproll_context* context,
                                   snaproll_value** out,
                                   snaproll_error** error) {
  return read_handle(context, "context", out, error,
                     [](const Context& self) { return self.live().variables; });
}

int32_t snaproll_context_record_node_result(snaproll_context* context,
                                            const char* node, size_t node_size,
                                            const char* json, size_t json_size,
                                            snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    return plain_text_hint(self.record_node_result_json(id, given), given,
                           kValueSetterHint);
  });
}

int32_t snaproll_context_record_node_result_value(snaproll_context* context,
                                                  const char* node,
                                                  size_t node_size,
                                                  const snaproll_value* value,
                                                  snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
    SNAPROLL_TRY(const auto* given, live(value, "value"));
    return self.record_node_result(id, *given);
  });
}

int32_t snaproll_context_get_node_result(const snaproll_context* context,
                                         const char* node, size_t node_size,
                                         snaproll_buf* out,
                                         snaproll_error** error) {
  return read_json(context, "context", out, error, [&](const Context& self) {
    return node_result(self, node, node_size);
  });
}

int32_t snaproll_context_get_node_result_value(const snaproll_context* context,
                                               const char* node,
                                               size_t node_size,
                                               snaproll_value** out,
                                               snaproll_error** error) {
  return read_handle(context, "context", out, error, [&](const Context& self) {
    return node_result(self, node, node_size);
  });
}

int32_t snaproll_context_remove_node_result(snaproll_context* context,
                                            const char* node, size_t node_size,
                                            snaproll_error** error) {
  return change(context, "context", error, [&](Context& self) -> Status {
    SNAPROLL_TRY(const auto id, text(node, node_size, "node"));
    return self.remove_node_result(id);
  });
}

int32_t snaproll_context_node_results(const snaproll_context* context,
                                      snaproll_value** out,
                                      snaproll_error** error) {
  return read_handle(context, "context", out, error, [](const Context& self) {
    return self.live().node_results;
  });
}

int32_t snaproll_context_recorded_nodes(const snaproll_context* context,
                                        snaproll_buf* out,
                                        snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(context, "context"));
    const auto nodes = self->live().nodes_in_order();
    SNAPROLL_CHECK(self->check_usable());
    return give_names(out, nodes);
  });
}
