/* Errors, codes and versions. */
#include "check.h"

static void every_code_has_its_name(void) {
  static const char* const names[] = {
      "OK",        "INVALID_ARGUMENT",
      "PARSE",     "TYPE",
      "RANGE",     "LIMIT",
      "NOT_FOUND", "EXISTS",
      "AMBIGUOUS", "CONFLICT",
      "OWNED",     "TEST_FAILED",
      "HELD",      "BUSY",
      "STOPPED",   "CORRUPT",
      "FORMAT",    "READ_ONLY",
      "IO",        "UNKNOWN",
      "UNUSABLE",  "KEY",
      "NO_MEMORY", "INTERNAL",
  };
  int32_t code;
  for (code = SNAPROLL_OK; code >= SNAPROLL_INTERNAL; --code)
    CHECK(strcmp(snaproll_code_name(code), names[-code]) == 0);
  CHECK(strcmp(snaproll_code_name(SNAPROLL_INTERNAL - 1), "UNKNOWN_CODE") == 0);
  CHECK(strcmp(snaproll_code_name(1), "UNKNOWN_CODE") == 0);
  CHECK(strcmp(snaproll_code_name(INT32_MIN), "UNKNOWN_CODE") == 0);
}

static void no_error_tells_nothing(void) {
  CHECK(snaproll_error_code(NULL) == SNAPROLL_OK);
  CHECK(strcmp(snaproll_error_message(NULL), "") == 0);
  CHECK(strcmp(snaproll_error_hint(NULL), "") == 0);
  VIEW_IS(snaproll_error_pointer(NULL), NULL);
  CHECK(snaproll_error_offset(NULL) == SIZE_MAX);
  CHECK(snaproll_error_native(NULL) == 0);
  snaproll_error_free(NULL);
}

static void an_error_tells_all(void) {
  snaproll_value* value = NULL;
  snaproll_error* error = NULL;
  CHECK(snaproll_value_parse(SNAPROLL_Z("[1,]"), NULL, NULL, &value, &error) ==
        SNAPROLL_PARSE);
  CHECK(snaproll_error_code(error) == SNAPROLL_PARSE);
  CHECK(snaproll_error_message(error)[0] != '\0');
  CHECK(strchr(snaproll_error_message(error), '\n') == NULL);
  CHECK(snaproll_error_offset(error) == 3);
  CHECK(snaproll_error_pointer(error).size == 0);
  CHECK(snaproll_error_native(error) == 0);
  CHECK(strcmp(snaproll_error_hint(error), "") == 0);
  snaproll_error_free(error);
}

static void an_error_may_be_left_out_and_is_cleared_by_success(void) {
  snaproll_value* value = NULL;
  snaproll_error* error = (snaproll_error*)&value;
  CHECK(snaproll_value_parse(SNAPROLL_Z("]"), NULL, NULL, &value, NULL) ==
        SNAPROLL_PARSE);
  CHECK(value == NULL);
  CHECK(snaproll_value_new_null(&value, &error) == SNAPROLL_OK);
  CHECK(error == NULL);
  snaproll_value_free(value);
}

static void a_pointer_may_hold_a_nul_byte(void) {
  snaproll_value* value = NULL;
  snaproll_value* found = NULL;
  snaproll_view pointer;
  OK(snaproll_value_parse(SNAPROLL_Z("{}"), NULL, NULL, &value, E));
  CHECK(snaproll_value_find(value, "a\0b", 3, &found, E) == SNAPROLL_NOT_FOUND);
  pointer = snaproll_error_pointer(check_error);
  CHECK(pointer.size == 4 && memcmp(pointer.data, "/a\0b", 4) == 0);
  snaproll_error_free(check_error);
  check_error = NULL;
  snaproll_value_free(value);
}

static void a_freed_error_and_another_handle_tell_nothing(void) {
  snaproll_value* value = NULL;
  snaproll_error* error = NULL;
  CHECK(snaproll_value_parse(SNAPROLL_Z("]"), NULL, NULL, &value, &error) != 0);
  snaproll_error_free(error);
  CHECK(snaproll_error_code(error) == SNAPROLL_OK);
  CHECK(strcmp(snaproll_error_message(error), "") == 0);
  snaproll_error_free(error);
  OK(snaproll_value_new_null(&value, E));
  CHECK(snaproll_error_code((snaproll_error*)(void*)value) == SNAPROLL_OK);
  snaproll_error_free((snaproll_error*)(void*)value);
  {
    int32_t kind = -1;
    OK(snaproll_value_kind(value, &kind, E));
    CHECK(kind == SNAPROLL_KIND_NULL);
  }
  snaproll_value_free(value);
}

static void the_version_agrees_three_ways(void) {
  char text[32];
  CHECK(snaproll_version_number() == SNAPROLL_VERSION_NUMBER);
  CHECK(SNAPROLL_VERSION_NUMBER == SNAPROLL_VERSION_MAJOR * 1000000 +
                                       SNAPROLL_VERSION_MINOR * 1000 +
                                       SNAPROLL_VERSION_PATCH);
  snprintf(text, sizeof text, "%d.%d.%d", SNAPROLL_VERSION_MAJOR,
           SNAPROLL_VERSION_MINOR, SNAPROLL_VERSION_PATCH);
  CHECK(strcmp(text, SNAPROLL_VERSION_STRING) == 0);
  CHECK(strcmp(snaproll_version_string(), SNAPROLL_VERSION_STRING) == 0);
}

int main(void) {
  every_code_has_its_name();
  no_error_tells_nothing();
  an_error_tells_all();
  an_error_may_be_left_out_and_is_cleared_by_success();
  a_pointer_may_hold_a_nul_byte();
  a_freed_error_and_another_handle_tell_nothing();
  the_version_agrees_three_ways();
  return check_end();
}
