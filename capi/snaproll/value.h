/* Value: an immutable JSON value, cheap to hold and to share.
 *
 * Large arrays, objects and strings are trees that share what is the same with
 * the values that they came of: an edit costs the way to the place, not the
 * value. Reading a member or an element gives a value that shares it, whatever
 * its size.
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
  SNAPROLL_KIND_INTEGER = 2, /**< Without a fraction or exponent. */
  SNAPROLL_KIND_DOUBLE = 3,  /**< Every other number. */
  SNAPROLL_KIND_TEXT = 4,
  SNAPROLL_KIND_ARRAY = 5,
  SNAPROLL_KIND_OBJECT = 6
};

/** Reads one JSON text (rules J5 to J7). `options` (limits) and `cancel` may be
 *  NULL. The caller owns *out (_free). O(bytes), and a sort where the members
 *  of an object are in no order. Errors: PARSE with offset (for plain text a
 *  hint names snaproll_value_new_text), RANGE (a number that is no finite
 *  double), LIMIT, STOPPED. Since 0.1 */
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
/** A double. The caller owns *out (_free). Errors: RANGE (not finite).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_double(double number,
                                               snaproll_value** out,
                                               snaproll_error** error);
/** A string, given without quotes and escapes. The caller owns *out (_free).
 *  Errors: PARSE with offset (not UTF-8), LIMIT (above 64 MiB). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_new_text(const char* utf8, size_t utf8_size,
                                             snaproll_value** out,
                                             snaproll_error** error);
/** Another handle of the same value, O(1). The caller owns *out (_free).
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_ref(const snaproll_value* value,
                                        snaproll_value** out,
                                        snaproll_error** error);
/** Frees the handle; NULL is fine. What large values held is given back in
 *  small parts, here and in later calls. Since 0.1 */
SNAPROLL_API void snaproll_value_free(snaproll_value* value);
/** Its kind, one of enum snaproll_kind. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_kind(const snaproll_value* value,
                                         int32_t* out, snaproll_error** error);
/** Reads a boolean. Errors: TYPE (another kind). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_bool(const snaproll_value* value,
                                            bool* out, snaproll_error** error);
/** Reads an integer. Errors: TYPE (another kind, a double too), RANGE (it does
 *  not fit). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_int64(const snaproll_value* value,
                                             int64_t* out,
                                             snaproll_error** error);
/** Reads a number; an integer reads as the nearest double. Errors: TYPE
 *  (another kind), RANGE (an integer beyond the doubles). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_double(const snaproll_value* value,
                                              double* out,
                                              snaproll_error** error);
/** Reads a string, without quotes and escapes. The caller disposes *out.
 *  Errors: TYPE (another kind). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_as_text(const snaproll_value* value,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** Members of an object, elements of an array, bytes of a string as
 *  snaproll_value_as_text gives it; else 0. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_size(const snaproll_value* value,
                                         size_t* out, snaproll_error** error);
/** Levels: a scalar and an empty container are 1. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_depth(const snaproll_value* value,
                                          uint32_t* out,
                                          snaproll_error** error);
/** Bytes of its canonical JSON. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_json_size(const snaproll_value* value,
                                              uint64_t* out,
                                              snaproll_error** error);
/** Bytes allocated for it, those that it shares with others included; 0 for a
 *  short scalar. O(1). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_held_bytes(const snaproll_value* value,
                                               uint64_t* out,
                                               snaproll_error** error);
/** Its canonical JSON (rule J5). `cancel` may be NULL. The caller disposes
 *  *out. Errors: STOPPED. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_to_json(const snaproll_value* value,
                                            snaproll_cancel* cancel,
                                            snaproll_buf* out,
                                            snaproll_error** error);
/** Member of an object by name, O(log n). The caller owns *out (_free). Errors:
 *  NOT_FOUND with pointer, TYPE (no object). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_find(const snaproll_value* value,
                                         const char* name, size_t name_size,
                                         snaproll_value** out,
                                         snaproll_error** error);
/** Element of an array, or the value of the i-th member of an object in byte
 *  order of the names, O(log n). The caller owns *out (_free). Errors:
 *  NOT_FOUND with pointer (beyond the end), TYPE (neither). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_at(const snaproll_value* value,
                                       size_t index, snaproll_value** out,
                                       snaproll_error** error);
/** Name of the i-th member of an object in byte order, O(log n). The caller
 *  disposes *out. Errors: NOT_FOUND with pointer (beyond the end), TYPE (no
 *  object). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_name_at(const snaproll_value* value,
                                            size_t index, snaproll_buf* out,
                                            snaproll_error** error);
/** Names of an object's members in byte order, as a JSON array, O(n). The
 *  caller disposes *out. Errors: TYPE (no object). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_names(const snaproll_value* value,
                                          snaproll_buf* out,
                                          snaproll_error** error);
/** Whether both have the same canonical bytes. O(1) where they are one value,
 *  else O(what they do not share). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_same(const snaproll_value* a,
                                         const snaproll_value* b, bool* out,
                                         snaproll_error** error);
/** Whether they are equal by rule M11: the same, but -0.0 equals 0.0. O(what
 *  they do not share). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_equal(const snaproll_value* a,
                                          const snaproll_value* b, bool* out,
                                          snaproll_error** error);
/** Whether they are equal as RFC 6902 4.6 says: the same, but numbers by their
 *  value, so that 1 equals 1.0. O(what they do not share). Since 0.1 */
SNAPROLL_API int32_t snaproll_value_equivalent(const snaproll_value* a,
                                               const snaproll_value* b,
                                               bool* out,
                                               snaproll_error** error);
/** The value at a JSON Pointer, O(path x log n). The caller owns *out (_free).
 *  Errors: PARSE with offset (no pointer), NOT_FOUND with the pointer of the
 *  first part that is not there. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_get(const snaproll_value* value,
                                        const char* pointer,
                                        size_t pointer_size,
                                        snaproll_value** out,
                                        snaproll_error** error);
/** A value that differs from this one in what stands at the pointer: a member
 *  set or replaced, an element replaced or appended (/-), the whole replaced
 *  (""). O(path x log n). The caller owns *out (_free). Errors: PARSE with
 *  offset (no pointer); NOT_FOUND, TYPE (a scalar is around it), LIMIT with
 *  pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_set(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
/** A value as this one, without what stands at the pointer, O(path x log n).
 *  The caller owns *out (_free). Errors: PARSE with offset (no pointer);
 *  NOT_FOUND, TYPE (the whole) with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_remove(const snaproll_value* value,
                                           const char* pointer,
                                           size_t pointer_size,
                                           snaproll_value** out,
                                           snaproll_error** error);
/** A value as this one, with an element appended to the array at the pointer,
 *  with or without /- at its end. O(path x log n). The caller owns *out
 *  (_free). Errors: PARSE with offset (no pointer); NOT_FOUND, TYPE (no array),
 *  LIMIT with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_append(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const snaproll_value* item, snaproll_value** out, snaproll_error** error);
/** A value as this one, with text appended to the string at the pointer: O(path
 *  x log n), however long the string is. The caller owns *out (_free). Errors:
 *  PARSE with offset (no pointer, or not UTF-8); NOT_FOUND, TYPE (no string),
 *  LIMIT with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_append_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    const char* utf8, size_t utf8_size, snaproll_value** out,
    snaproll_error** error);
/** A value as this one, with `removed` elements from `index` on of the array at
 *  the pointer replaced by those of the array `items`. O(path x log n + items).
 *  The caller owns *out (_free). Errors: PARSE with offset (no pointer); TYPE
 *  (`items` is no array); NOT_FOUND, TYPE (no array), RANGE (there are not so
 *  many), LIMIT with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_splice(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t index, size_t removed, const snaproll_value* items,
    snaproll_value** out, snaproll_error** error);
/** A value as this one, with `removed` bytes from byte `offset` on of the
 *  string at the pointer replaced; both places are borders of characters.
 *  O(path x log n), however long the string is. The caller owns *out (_free).
 *  Errors: PARSE with offset (no pointer, or not UTF-8); NOT_FOUND, TYPE (no
 *  string), RANGE (beyond the end, or within a character), LIMIT with pointer.
 *  Since 0.1 */
SNAPROLL_API int32_t snaproll_value_splice_text(
    const snaproll_value* value, const char* pointer, size_t pointer_size,
    size_t offset, size_t removed, const char* utf8, size_t utf8_size,
    snaproll_value** out, snaproll_error** error);
/** Whether what stands at the pointer is equivalent to `expected` (RFC 6902
 *  4.6): 0 where it is. Errors: TEST_FAILED with pointer (another value), PARSE
 *  with offset (no pointer), NOT_FOUND with pointer. Since 0.1 */
SNAPROLL_API int32_t snaproll_value_test(const snaproll_value* value,
                                         const char* pointer,
                                         size_t pointer_size,
                                         const snaproll_value* expected,
                                         snaproll_error** error);

#ifdef __cplusplus
}
#endif
#endif
