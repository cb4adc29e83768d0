/* Errors: status codes and the object that tells the rest.
 *
 * The getters never fail: of NULL, and of what is no live error, they tell what
 * stands at each. Texts are borrowed, valid while the error lives.
 *
 * Thread word of snaproll_error: immutable - share freely. */
#ifndef SNAPROLL_ERROR_H
#define SNAPROLL_ERROR_H

#include "snaproll/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Status codes: pinned, never reused; new ones may be added. Functions return
 *  them as int32_t; 0 is success and positive numbers are reserved.
 *  docs/errors.md tells of each when it comes and what to do. Since 0.1 */
enum snaproll_code {
  SNAPROLL_OK = 0,                /**< Done. */
  SNAPROLL_INVALID_ARGUMENT = -1, /**< NULL, a freed handle, a bad option. */
  SNAPROLL_PARSE = -2,            /**< Not JSON, not UTF-8; see offset. */
  SNAPROLL_TYPE = -3,             /**< Another type was needed there. */
  SNAPROLL_RANGE = -4,            /**< A number or time that does not fit. */
  SNAPROLL_LIMIT = -5,            /**< Larger than a limit. */
  SNAPROLL_NOT_FOUND = -6,        /**< What is named is not there. */
  SNAPROLL_EXISTS = -7,           /**< What is to be made is there. */
  SNAPROLL_AMBIGUOUS = -8,        /**< A text names several snapshots. */
  SNAPROLL_CONFLICT = -9,         /**< It moved meanwhile; nothing changed. */
  SNAPROLL_OWNED = -10,           /**< A living owner holds it. */
  SNAPROLL_TEST_FAILED = -11,     /**< A JSON Patch test failed. */
  SNAPROLL_HELD = -12,            /**< A hold, group or branch forbids it. */
  SNAPROLL_BUSY = -13,            /**< Others had the store for too long. */
  SNAPROLL_STOPPED = -14,         /**< A snaproll_cancel was triggered. */
  SNAPROLL_CORRUPT = -15,         /**< A row of a store is damaged. */
  SNAPROLL_FORMAT = -16,          /**< No store, or of a newer version. */
  SNAPROLL_READ_ONLY = -17,       /**< It was opened for reading. */
  SNAPROLL_IO = -18,              /**< The file could not be read or written. */
  SNAPROLL_UNKNOWN = -19,         /**< Whether it was committed is not known. */
  SNAPROLL_UNUSABLE = -20,        /**< Closed, ended or poisoned. */
  SNAPROLL_KEY = -21,             /**< Not raised yet. */
  SNAPROLL_NO_MEMORY = -22,       /**< The system gave no memory. */
  SNAPROLL_INTERNAL = -23         /**< A defect of the library. */
};

/** "NOT_FOUND" for SNAPROLL_NOT_FOUND, "OK" for 0, "UNKNOWN_CODE" for a number
 *  that is no code; for ever valid. Never fails. Since 0.1 */
SNAPROLL_API const char* snaproll_code_name(int32_t code);

/** An error for a callback to give back: `code`, one of enum snaproll_code, and
 *  one line of UTF-8. Another number, 0 too, and NULL with a length make it
 *  INVALID_ARGUMENT, text that is not UTF-8 makes it PARSE. The caller owns it
 *  (_free), or who it is handed to. Never NULL: without memory it is one of
 *  code NO_MEMORY. Since 0.1 */
SNAPROLL_API snaproll_error* snaproll_error_new(int32_t code,
                                                const char* message,
                                                size_t message_size);
/** The code; SNAPROLL_OK for NULL. Since 0.1 */
SNAPROLL_API int32_t snaproll_error_code(const snaproll_error* error);
/** One line for a human; "" for NULL. Its words may change between versions,
 *  but for those of rule M12. Since 0.1 */
SNAPROLL_API const char* snaproll_error_message(const snaproll_error* error);
/** What to call next, or "". Since 0.1 */
SNAPROLL_API const char* snaproll_error_hint(const snaproll_error* error);
/** JSON Pointer of the place (it may hold NUL bytes), or an empty view.
 *  Since 0.1 */
SNAPROLL_API snaproll_view snaproll_error_pointer(const snaproll_error* error);
/** Byte offset in the text that was read; SIZE_MAX = none. Since 0.1 */
SNAPROLL_API size_t snaproll_error_offset(const snaproll_error* error);
/** The store's own code, SQLite's extended one; 0 = none. Since 0.1 */
SNAPROLL_API int32_t snaproll_error_native(const snaproll_error* error);
/** Frees the error; NULL is fine. Since 0.1 */
SNAPROLL_API void snaproll_error_free(snaproll_error* error);

#ifdef __cplusplus
}
#endif
#endif
