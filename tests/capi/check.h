/* What the C tests share: checks that count, and how a failed call is checked.
 *
 * A program calls its tests from main and ends with `return check_end();`. */
#ifndef SNAPROLL_TESTS_CAPI_CHECK_H
#define SNAPROLL_TESTS_CAPI_CHECK_H

#include <stdio.h>
#include <string.h>

#include "snaproll.h"

static int check_passed;
static int check_failed;
static snaproll_error* check_error;

/* Where a call under a check puts its error. */
#define E (&check_error)
#define NO_OFFSET SIZE_MAX

/* Text for a parameter pair, from a C string that is no literal. */
#define T(text) (text), strlen(text)

static inline int check_that(int ok, const char* what, const char* file,
                             int line) {
  if (ok) {
    ++check_passed;
  } else {
    ++check_failed;
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
  }
  return ok;
}
#define CHECK(condition) \
  check_that((condition) != 0, #condition, __FILE__, __LINE__)

static inline void check_ok(int32_t status, const char* what, const char* file,
                            int line) {
  if (!check_that(status == SNAPROLL_OK && check_error == NULL, what, file,
                  line)) {
    fprintf(stderr, "  %s: %s\n", snaproll_code_name(status),
            snaproll_error_message(check_error));
  }
  snaproll_error_free(check_error);
  check_error = NULL;
}
/* The call succeeds. */
#define OK(call) check_ok((call), #call, __FILE__, __LINE__)

/* NULL for message or pointer: not looked at. */
static inline void check_fails(int32_t status, int32_t code,
                               const char* message, const char* pointer,
                               size_t offset, const char* what,
                               const char* file, int line) {
  const snaproll_view at = snaproll_error_pointer(check_error);
  const char* told = snaproll_error_message(check_error);
  int ok = status == code && snaproll_error_code(check_error) == code;
  if (message != NULL) ok = ok && strcmp(told, message) == 0;
  if (pointer != NULL) {
    ok = ok && at.size == strlen(pointer) &&
         (at.size == 0 || memcmp(at.data, pointer, at.size) == 0);
  }
  ok = ok && snaproll_error_offset(check_error) == offset;
  if (!check_that(ok, what, file, line)) {
    fprintf(stderr, "  %s: %s; pointer %.*s, offset %zd\n",
            snaproll_code_name(status), told, (int)at.size,
            at.data != NULL ? at.data : "",
            (ptrdiff_t)snaproll_error_offset(check_error));
  }
  snaproll_error_free(check_error);
  check_error = NULL;
}
/* The call fails so. */
#define FAILS_AT(code, message, pointer, offset, call)                         \
  check_fails((call), (code), (message), (pointer), (offset), #call, __FILE__, \
              __LINE__)
#define FAILS(code, message, call) FAILS_AT(code, message, "", NO_OFFSET, call)

/* The call fails with a hint. */
#define HINTS(code, hint, call)                                   \
  do {                                                            \
    CHECK((call) == (code));                                      \
    CHECK(strcmp(snaproll_error_hint(check_error), (hint)) == 0); \
    snaproll_error_free(check_error);                             \
    check_error = NULL;                                           \
  } while (0)

static inline void check_text(snaproll_buf* buf, const char* expected,
                              const char* file, int line) {
  const int ok = buf->data != NULL && buf->size == strlen(expected) &&
                 memcmp(buf->data, expected, buf->size) == 0 &&
                 buf->data[buf->size] == '\0';
  if (!check_that(ok, expected, file, line)) {
    fprintf(stderr, "  got %s\n", buf->data != NULL ? buf->data : "NULL");
  }
  snaproll_buf_dispose(buf);
}
/* The buffer holds that text; it is disposed of. */
#define TEXT_IS(buf, expected) \
  check_text(&(buf), (expected), __FILE__, __LINE__)

static inline void check_view(snaproll_view view, const char* expected,
                              const char* file, int line) {
  const size_t size = expected != NULL ? strlen(expected) : 0;
  check_that((view.data != NULL) == (expected != NULL) && view.size == size &&
                 (size == 0 || memcmp(view.data, expected, size) == 0),
             expected != NULL ? expected : "absent", file, line);
}
/* The view is that text; NULL = it is absent. */
#define VIEW_IS(view, expected) \
  check_view((view), (expected), __FILE__, __LINE__)

static inline int check_end(void) {
  printf("%d passed, %d failed\n", check_passed, check_failed);
  return check_failed == 0 ? 0 : 1;
}

#endif
