// Values that differ from another one at a place.
#include "boundary.hpp"
#include "snaproll/pointer.hpp"

namespace snaproll::capi {
namespace {

// A value as `value` with an edit at the pointer: `edit(root, pointer)`.
template <typename Edit>
int32_t edited(const snaproll_value* value, const char* pointer,
               size_t pointer_size, snaproll_value** out,
               snaproll_error** error, Edit&& edit) noexcept {
  return guard(error, [&]() -> Status {
    SNAPROLL_CHECK(output(out, "out"));
    SNAPROLL_TRY(const auto* self, live(value, "value"));
    SNAPROLL_TRY(const auto place, text(pointer, pointer_size, "pointer"));
    Value root = *self;
    SNAPROLL_CHECK(edit(root, place));
    *out = make<snaproll_value>(std::move(root));
    return {};
  });
}

}  // namespace

}  // namespace snaproll::capi

using namespace snaproll;        // NOLINT: the functions below are C
using namespace snaproll::capi;  // NOLINT

int32_t snaproll_value_set(const snaproll_value* value, const char* pointer,
                           size_t pointer_size, const snaproll_value* item,
                           snaproll_value** out, snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error,
                [&](Value& root, std::string_view place) -> Status {
                  SNAPROLL_TRY(const auto* put, live(item, "item"));
                  return pointer_set(root, place, *put);
                });
}

int32_t snaproll_value_remove(const snaproll_value* value, const char* pointer,
                              size_t pointer_size, snaproll_value** out,
                              snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error, pointer_remove);
}

int32_t snaproll_value_append(const snaproll_value* value, const char* pointer,
                              size_t pointer_size, const snaproll_value* item,
                              snaproll_value** out, snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error,
                [&](Value& root, std::string_view place) -> Status {
                  SNAPROLL_TRY(const auto* put, live(item, "item"));
                  return pointer_append(root, place, *put);
                });
}

int32_t snaproll_value_append_text(const snaproll_value* value,
                                   const char* pointer, size_t pointer_size,
                                   const char* utf8, size_t utf8_size,
                                   snaproll_value** out,
                                   snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error,
                [&](Value& root, std::string_view place) -> Status {
                  SNAPROLL_TRY(const auto more, text(utf8, utf8_size, "utf8"));
                  return pointer_append_text(root, place, more);
                });
}

int32_t snaproll_value_splice(const snaproll_value* value, const char* pointer,
                              size_t pointer_size, size_t index, size_t removed,
                              const snaproll_value* items, snaproll_value** out,
                              snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error,
                [&](Value& root, std::string_view place) -> Status {
                  SNAPROLL_TRY(const auto* put, live(items, "items"));
                  if (!put->is_array())
                    return Error(Code::kType, "expected an array of elements");
                  return pointer_splice(root, place, index, removed,
                                        put->elements());
                });
}

int32_t snaproll_value_splice_text(const snaproll_value* value,
                                   const char* pointer, size_t pointer_size,
                                   size_t offset, size_t removed,
                                   const char* utf8, size_t utf8_size,
                                   snaproll_value** out,
                                   snaproll_error** error) {
  return edited(value, pointer, pointer_size, out, error,
                [&](Value& root, std::string_view place) -> Status {
                  SNAPROLL_TRY(const auto put, text(utf8, utf8_size, "utf8"));
                  return pointer_splice_text(root, place, offset, removed, put);
                });
}

int32_t snaproll_value_test(const snaproll_value* value, const char* pointer,
                            size_t pointer_size, const snaproll_value* expected,
                            snaproll_error** error) {
  return change(value, "value", error, [&](const Value& self) -> Status {
    SNAPROLL_TRY(const auto place, text(pointer, pointer_size, "pointer"));
    SNAPROLL_TRY(const auto* other, live(expected, "expected"));
    return pointer_test(self, place, *other);
  });
}
