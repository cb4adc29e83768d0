/* Value: an immutable JSON value, cheap to hold and to share.
 *
 * Thread word of snaproll_value: immutable - share freely. */
#ifndef SNAPROLL_VALUE_H
#define SNAPROLL_VALUE_H

#include "snaproll/error.h"
#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of values. Since 0.1 */
enum snaproll_kind {
  SNAPROLL_KIND_NULL = 0,
  SNAPROLL_KIND_BOOL = 1,
  SNAPROLL_KIND_INTEGER = 2,
  SNAPROLL_KIND_DOUBLE = 3,
  SNAPROLL_KIND_TEXT = 4,
  SNAPROLL_KIND_ARRAY = 5,
  SNAPROLL_KIND_OBJECT = 6
};

/** Reads one JSON text (rules J5 to J7). `options` (limits) and `cancel` may
 *  be NULL. The caller owns *out (_free). Errors: PARSE with offset, RANGE,
 *  LIMIT, STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_parse(const char* json, size_t json_size,
                                          const snaproll_options* options,
                                          snaproll_cancel* cancel,
                                          snaproll_value** out,
                                          snaproll_error** error);
/** The value null. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_null(snaproll_value** out,
                                             snaproll_error** error);
/** true or false. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_bool(bool boolean, snaproll_value** out,
                                             snaproll_error** error);
/** An integer. The caller owns *out (_free). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_int64(int64_t integer,
                                              snaproll_value** out,
                                              snaproll_error** error);
/** A double. The caller owns *out (_free). Errors: RANGE (not finite). Since
 *  0.1 */
SNAPROLL_API int32_t snaproll_value_new_double(double number,
                                               snaproll_value** out,
                                               snaproll_error** error);
/** A string. The caller owns *out (_free). Errors: PARSE (not UTF-8), LIMIT.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_text(const char* utf8, size_t utf8_size,
                                             snaproll_value** out,
                                             snaproll_error** error);
/** Another handle of the same value, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_ref(const snaproll_value* value,
                                        snaproll_value** out,
                                        snaproll_error** error);
/** Frees the handle; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_value_free(snaproll_value* value);
/** Its kind, one of enum snaproll_kind. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_kind(const snaproll_value* value,
                                         int32_t* out, snaproll_error** error);
/** Reads a boolean. Errors: TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_bool(const snaproll_value* value,
                                            bool* out, snaproll_error** error);
/** Reads an integer. Errors: TYPE, RANGE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_int64(const snaproll_value* value,
                                             int64_t* out,
                                             snaproll_error** error);
/** Reads a number; an integer reads as the nearest double. Errors: TYPE,
 *  RANGE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_double(const snaproll_value* value,
                                              double* out,
                                              snaproll_error** error);
/** Reads a string, without quotes and escapes. Errors: TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_text(const snaproll_value* value,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** Members of a container, bytes of a string, else 0. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_size(const snaproll_value* value,
                                         size_t* out, snaproll_error** error);
/** Levels; a scalar is 1. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_depth(const snaproll_value* value,
                                          uint32_t* out,
                                          snaproll_error** error);
/** Bytes of its canonical JSON. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_json_size(const snaproll_value* value,
                                              uint64_t* out,
                                              snaproll_error** error);
/** Bytes allocated for it, shared parts included. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_held_bytes(const snaproll_value* value,
                                               uint64_t* out,
                                               snaproll_error** error);
/** Canonical JSON. `cancel` may be NULL. Errors: STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_to_json(const snaproll_value* value,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** Member of an object by name. The caller owns *out (_free). Errors:
 *  NOT_FOUND, TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_find(const snaproll_value* value,
                                         const char* name, size_t name_size,
                                         snaproll_value** out,
                                         snaproll_error** error);
/** Element of an array, or the value of the i-th member of an object in byte
 *  order of the names. The caller owns *out (_free). Errors: NOT_FOUND,
 *  TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_at(const snaproll_value* value,
                                       size_t index, snaproll_value** out,
                                       snaproll_error** error);
/** Name of the i-th member of an object. Errors: NOT_FOUND, TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_name_at(const snaproll_value* value,
                                            size_t index, snaproll_buf* out,
                                            snaproll_error** error);
/** Names of an object's members as a JSON array, in byte order. Errors:
 *  TYPE. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_names(const snaproll_value* value,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** The same canonical bytes. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_same(const snaproll_value* a,
                                         const snaproll_value* b, bool* out,
                                         snaproll_error** error);
/** Equal by rule M11: the same, but -0.0 equals 0.0. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_equal(const snaproll_value* a,
                                          const snaproll_value* b, bool* out,
                                          snaproll_error** error);
/** Equal as RFC 6902 4.6 says: the same, but numbers by their value, so that 1
 *  equals 1.0. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_equivalent(const snaproll_value* a,
                                               const snaproll_value* b,
                                               bool* out,
                                               snaproll_error** error);
/** The value at a JSON Pointer. The caller owns *out (_free). Errors: PARSE,
 *  NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_get(const snaproll_value* value,
                                        const char* pointer,
                                        size_t pointer_size,
                                        snaproll_value** out,
                                        snaproll_error** error);
/** A value that differs from this one in what stands at the pointer: a
 *  member set or replaced, an element replaced or appended (/-). The caller
 *  owns *out (_free). Errors: PARSE, NOT_FOUND, TYPE, LIMIT with pointer.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_set(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
/** As this one without what stands at the pointer. The caller owns *out
 *  (_free). Errors: PARSE, NOT_FOUND, TYPE with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_remove(const snaproll_value* value,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_value** out,
                                           snaproll_error** error);
/** As this one with an element appended to the array at the pointer. The
 *  caller owns *out (_free). Errors: PARSE, NOT_FOUND, TYPE, LIMIT with
 *  pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_append(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
/** As this one with text appended to the string at the pointer. The caller
 *  owns *out (_free). Errors: PARSE, NOT_FOUND, TYPE, LIMIT with pointer.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_append_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const char* utf8, size_t utf8_size, snaproll_value** out,
    snaproll_error** error);
/** As this one with `removed` elements from `index` on of the array at the
 *  pointer replaced by those of the array `items`. The caller owns *out
 *  (_free). Errors: PARSE; TYPE (`items` is no array); NOT_FOUND, TYPE, RANGE
 *  (there are not so many), LIMIT with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_splice(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t index, size_t removed, const snaproll_value* items,
    snaproll_value** out, snaproll_error** error);
/** As this one with `removed` bytes from byte `offset` on of the string at the
 *  pointer replaced; both places are borders of characters. The caller owns
 *  *out (_free). Errors: PARSE, NOT_FOUND, TYPE, RANGE, LIMIT with pointer.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_splice_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t offset, size_t removed, const char* utf8, size_t utf8_size,
    snaproll_value** out, snaproll_error** error);
/** Whether what stands at the pointer equals `expected` (RFC 6902 4.6). Errors:
 *  TEST_FAILED, PARSE, NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_test(const snaproll_value* value,
                                         const char* pointer,
                                         size_t pointer_size,
                                         const snaproll_value* expected,
                                         snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
