#include "boundary.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll::capi {
namespace {

constexpr char kTextSetter[] = "snaproll_value_new_text";

Status needs_object(const Value& value) {
  if (value.is_object()) return {};
  return Error(Code::kType, "expected an object");
}

// A value that comes of no other one: Value or Result<Value>.
template <typename Make>
int32_t create(snaproll_value** out, snaproll_error** error,
               Make&& make_value) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(Value made, Result<Value>(make_value()));
    *out = make<snaproll_value>(std::move(made));
    return {};
  });
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_value_parse(const char* json, size_t json_size,
                             const snaproll_options* options,
                             snaproll_cancel* cancel, snaproll_value** out,
                             snaproll_error** error) {
  return create(out, error, [&]() -> Result<Value> {
    SNAPROLL_TRY(const auto given, text(json, json_size, "json"));
    SNAPROLL_TRY(const auto environment, environment_of(options));
    SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
    return plain_text_hint(Value::parse(given, environment->limits, stop),
                           given, kTextSetter);
  });
}

int32_t snaproll_value_new_null(snaproll_value** out, snaproll_error** error) {
  return create(out, error, [] { return Value(); });
}

int32_t snaproll_value_new_bool(bool boolean, snaproll_value** out,
                                snaproll_error** error) {
  return create(out, error, [&] { return Value::boolean(boolean); });
}

int32_t snaproll_value_new_int64(int64_t integer, snaproll_value** out,
                                 snaproll_error** error) {
  return create(out, error, [&] { return Value::integer(integer); });
}

int32_t snaproll_value_new_double(double number, snaproll_value** out,
                                  snaproll_error** error) {
  return create(out, error, [&] { return Value::number(number); });
}

int32_t snaproll_value_new_text(const char* utf8, size_t utf8_size,
                                snaproll_value** out, snaproll_error** error) {
  return create(out, error, [&]() -> Result<Value> {
    SNAPROLL_TRY(const auto given, text(utf8, utf8_size, "utf8"));
    return Value::text(given);
  });
}

int32_t snaproll_value_ref(const snaproll_value* value, snaproll_value** out,
                           snaproll_error** error) {
  return read_handle(value, "value", out, error,
                     [](const Value& self) { return self; });
}

void snaproll_value_free(snaproll_value* value) { release(value); }

int32_t snaproll_value_kind(const snaproll_value* value, int32_t* out,
                            snaproll_error** error) {
  return read(value, "value", out, error, [](const Value& self) {
    return static_cast<int32_t>(self.kind());
  });
}

int32_t snaproll_value_as_bool(const snaproll_value* value, bool* out,
                               snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.as_bool(); });
}

int32_t snaproll_value_as_int64(const snaproll_value* value, int64_t* out,
                                snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.as_int64(); });
}

int32_t snaproll_value_as_double(const snaproll_value* value, double* out,
                                 snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.as_double(); });
}

int32_t snaproll_value_as_text(const snaproll_value* value, snaproll_buf* out,
                               snaproll_error** error) {
  return read_text(value, "value", out, error,
                   [](const Value& self) { return self.as_text(); });
}

int32_t snaproll_value_size(const snaproll_value* value, size_t* out,
                            snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.size(); });
}

int32_t snaproll_value_depth(const snaproll_value* value, uint32_t* out,
                             snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.depth(); });
}

int32_t snaproll_value_json_size(const snaproll_value* value, uint64_t* out,
                                 snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.json_size(); });
}

int32_t snaproll_value_held_bytes(const snaproll_value* value, uint64_t* out,
                                  snaproll_error** error) {
  return read(value, "value", out, error,
              [](const Value& self) { return self.held_bytes(); });
}

int32_t snaproll_value_to_json(const snaproll_value* value,
                               snaproll_cancel* cancel, snaproll_buf* out,
                               snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(value, "value"));
    SNAPROLL_TRY(const auto* stop, live_or_null(cancel, "cancel"));
    return give_json(out, *self, stop);
  });
}

int32_t snaproll_value_find(const snaproll_value* value, const char* name,
                            size_t name_size, snaproll_value** out,
                            snaproll_error** error) {
  return read_handle(
      value, "value", out, error, [&](const Value& self) -> Result<Value> {
        SNAPROLL_TRY(const auto member, text(name, name_size, "name"));
        SNAPROLL_CHECK(needs_object(self));
        auto found = self.find(member);
        if (!found.has_value()) return no_member({}, member, "member");
        return *std::move(found);
      });
}

int32_t snaproll_value_at(const snaproll_value* value, size_t index,
                          snaproll_value** out, snaproll_error** error) {
  return read_handle(
      value, "value", out, error, [&](const Value& self) -> Result<Value> {
        if (!self.is_array() && !self.is_object())
          return Error(Code::kType, "expected an array or an object");
        auto found = self.at(index);
        if (!found.has_value())
          return no_member({}, std::to_string(index), "element");
        return *std::move(found);
      });
}

int32_t snaproll_value_name_at(const snaproll_value* value, size_t index,
                               snaproll_buf* out, snaproll_error** error) {
  return read_text(value, "value", out, error,
                   [&](const Value& self) -> Result<std::string> {
                     SNAPROLL_CHECK(needs_object(self));
                     auto name = self.name_at(index);
                     if (!name.has_value())
                       return no_member({}, std::to_string(index), "member");
                     return *std::move(name);
                   });
}

int32_t snaproll_value_names(const snaproll_value* value, snaproll_buf* out,
                             snaproll_error** error) {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(value, "value"));
    SNAPROLL_CHECK(needs_object(*self));
    return give_names(out, self->names());
  });
}

int32_t snaproll_value_same(const snaproll_value* a, const snaproll_value* b,
                            bool* out, snaproll_error** error) {
  return read(a, "a", out, error, [&](const Value& self) -> Result<bool> {
    SNAPROLL_TRY(const auto* other, live(b, "b"));
    return self.same(*other);
  });
}

int32_t snaproll_value_equal(const snaproll_value* a, const snaproll_value* b,
                             bool* out, snaproll_error** error) {
  return read(a, "a", out, error, [&](const Value& self) -> Result<bool> {
    SNAPROLL_TRY(const auto* other, live(b, "b"));
    return self.equal(*other);
  });
}

int32_t snaproll_value_equivalent(const snaproll_value* a,
                                  const snaproll_value* b, bool* out,
                                  snaproll_error** error) {
  return read(a, "a", out, error, [&](const Value& self) -> Result<bool> {
    SNAPROLL_TRY(const auto* other, live(b, "b"));
    return self.equivalent(*other);
  });
}

int32_t snaproll_value_get(const snaproll_value* value, const char* pointer,
                           size_t pointer_size, snaproll_value** out,
                           snaproll_error** error) {
  return read_handle(
      value, "value", out, error, [&](const Value& self) -> Result<Value> {
        SNAPROLL_TRY(const auto place, text(pointer, pointer_size, "pointer"));
        return pointer_get(self, place);
      });
}
