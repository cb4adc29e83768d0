/* Variables and node results of a context, by name and by pointer (rules C4 and
 * C5), and lists of changes. */
#include <math.h>

#include "check.h"

static snaproll_context* context;

static void is_json(const char* pointer, const char* expected) {
  snaproll_buf buf = {0};
  OK(snaproll_context_get(context, T(pointer), &buf, E));
  TEXT_IS(buf, expected);
}

/* Rule C4. */
static void variables_are_set_and_read_by_type(void) {
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  bool b = false;
  int64_t i = 0;
  double d = 0;
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("json"),
                                   SNAPROLL_Z("{\"b\":1,\"a\":1.0}"), E));
  OK(snaproll_context_set_variable_null(context, SNAPROLL_Z(""), E));
  OK(snaproll_context_set_variable_bool(context, SNAPROLL_Z("b"), true, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("i"), -7, E));
  OK(snaproll_context_set_variable_double(context, SNAPROLL_Z("d"), 0.5, E));
  OK(snaproll_context_set_variable_text(context, "n\0l", 3, "a\0b", 3, E));
  OK(snaproll_context_get_variable_value(context, SNAPROLL_Z("json"), &value,
                                         E));
  OK(snaproll_context_set_variable_value(context, SNAPROLL_Z("v"), value, E));
  snaproll_value_free(value);
  OK(snaproll_context_get_variable(context, SNAPROLL_Z("v"), &buf, E));
  TEXT_IS(buf, "{\"a\":1.0,\"b\":1}");
  OK(snaproll_context_get_variable(context, NULL, 0, &buf, E));
  TEXT_IS(buf, "null");
  OK(snaproll_context_get_variable_bool(context, SNAPROLL_Z("b"), &b, E));
  CHECK(b);
  OK(snaproll_context_get_variable_int64(context, SNAPROLL_Z("i"), &i, E));
  CHECK(i == -7);
  OK(snaproll_context_get_variable_double(context, SNAPROLL_Z("d"), &d, E));
  CHECK(d == 0.5);
  OK(snaproll_context_get_variable_double(context, SNAPROLL_Z("i"), &d, E));
  CHECK(d == -7.0);
  OK(snaproll_context_get_variable_text(context, "n\0l", 3, &buf, E));
  CHECK(buf.size == 3 && memcmp(buf.data, "a\0b", 4) == 0);
  snaproll_buf_dispose(&buf);
  OK(snaproll_context_variables(context, &value, E));
  OK(snaproll_value_names(value, &buf, E));
  TEXT_IS(buf, "[\"\",\"b\",\"d\",\"i\",\"json\",\"n\\u0000l\",\"v\"]");
  snaproll_value_free(value);
}

static void getters_fail_by_name_and_by_type(void) {
  static const char none[] = "there is no such variable";
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  bool b = false;
  int64_t i = 0;
  double d = 0;
  FAILS_AT(SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
           snaproll_context_get_variable(context, SNAPROLL_Z("z"), &buf, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
      snaproll_context_get_variable_value(context, SNAPROLL_Z("z"), &value, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
           snaproll_context_get_variable_bool(context, SNAPROLL_Z("z"), &b, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
      snaproll_context_get_variable_int64(context, SNAPROLL_Z("z"), &i, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
      snaproll_context_get_variable_double(context, SNAPROLL_Z("z"), &d, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
      snaproll_context_get_variable_text(context, SNAPROLL_Z("z"), &buf, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, none, "/variables/z", NO_OFFSET,
           snaproll_context_remove_variable(context, SNAPROLL_Z("z"), E));
  FAILS(SNAPROLL_TYPE, "expected a boolean",
        snaproll_context_get_variable_bool(context, SNAPROLL_Z("i"), &b, E));
  FAILS(SNAPROLL_TYPE, "expected an integer",
        snaproll_context_get_variable_int64(context, SNAPROLL_Z("d"), &i, E));
  FAILS(SNAPROLL_TYPE, "expected a number",
        snaproll_context_get_variable_double(context, SNAPROLL_Z("b"), &d, E));
  FAILS(SNAPROLL_TYPE, "expected a string",
        snaproll_context_get_variable_text(context, SNAPROLL_Z("b"), &buf, E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("big"),
                                   SNAPROLL_Z("9223372036854775808"), E));
  FAILS(SNAPROLL_RANGE, NULL,
        snaproll_context_get_variable_int64(context, SNAPROLL_Z("big"), &i, E));
  OK(snaproll_context_remove_variable(context, SNAPROLL_Z("big"), E));
}

static void setters_fail_and_change_nothing(void) {
  static const char hint[] =
      "for plain text call snaproll_context_set_variable_text";
  char name[65537];
  uint64_t before = 0;
  uint64_t after = 0;
  memset(name, 'n', sizeof name);
  OK(snaproll_context_version(context, &before, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_context_set_variable(context, SNAPROLL_Z("x"),
                                      SNAPROLL_Z("hello"), E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 5,
           snaproll_context_set_variable(context, SNAPROLL_Z("x"),
                                         SNAPROLL_Z("{\"a\":}"), E));
  FAILS_AT(SNAPROLL_RANGE, NULL, "", 0,
           snaproll_context_set_variable(context, SNAPROLL_Z("x"),
                                         SNAPROLL_Z("99e307"), E));
  FAILS(SNAPROLL_RANGE, NULL,
        snaproll_context_set_variable_double(context, SNAPROLL_Z("x"), NAN, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_context_set_variable_null(context, name, 65537, E));
  OK(snaproll_context_version(context, &after, E));
  CHECK(before == after);
  OK(snaproll_context_set_variable_null(context, name, 65536, E));
  OK(snaproll_context_remove_variable(context, name, 65536, E));
}

/* Rules C5 and J8. */
static void node_results_are_recorded_in_order(void) {
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  char id[256];
  memset(id, 'n', sizeof id);
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("z"),
                                         SNAPROLL_Z("[1]"), E));
  OK(snaproll_context_get_node_result_value(context, SNAPROLL_Z("z"), &value,
                                            E));
  OK(snaproll_context_record_node_result_value(context, SNAPROLL_Z("a"), value,
                                               E));
  snaproll_value_free(value);
  OK(snaproll_context_get_node_result(context, SNAPROLL_Z("a"), &buf, E));
  TEXT_IS(buf, "[1]");
  OK(snaproll_context_recorded_nodes(context, &buf, E));
  TEXT_IS(buf, "[\"z\",\"a\"]");
  OK(snaproll_context_node_results(context, &value, E));
  OK(snaproll_value_to_json(value, NULL, &buf, E));
  TEXT_IS(buf, "{\"a\":[1],\"z\":[1]}");
  snaproll_value_free(value);
  OK(snaproll_context_remove_node_result(context, SNAPROLL_Z("z"), E));
  FAILS_AT(SNAPROLL_NOT_FOUND, "there is no such node result",
           "/node_results/z", NO_OFFSET,
           snaproll_context_remove_node_result(context, SNAPROLL_Z("z"), E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/node_results/z", NO_OFFSET,
           snaproll_context_get_node_result(context, SNAPROLL_Z("z"), &buf, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/node_results/z", NO_OFFSET,
           snaproll_context_get_node_result_value(context, SNAPROLL_Z("z"),
                                                  &value, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the node id is empty",
        snaproll_context_record_node_result(context, NULL, 0, SNAPROLL_Z("1"),
                                            E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_context_record_node_result(context, id, 256, SNAPROLL_Z("1"),
                                            E));
  OK(snaproll_context_record_node_result(context, id, 255, SNAPROLL_Z("1"), E));
  HINTS(SNAPROLL_PARSE,
        "for plain text call snaproll_context_record_node_result_value with "
        "snaproll_value_new_text",
        snaproll_context_record_node_result(context, SNAPROLL_Z("a"),
                                            SNAPROLL_Z("done"), E));
}

static void pointers_read_and_edit(void) {
  snaproll_value* value = NULL;
  OK(snaproll_context_set(context, SNAPROLL_Z("/variables/p"),
                          SNAPROLL_Z("{\"l\":[],\"t\":\"a\"}"), E));
  OK(snaproll_context_append(context, SNAPROLL_Z("/variables/p/l"),
                             SNAPROLL_Z("1"), E));
  OK(snaproll_context_get_value(context, SNAPROLL_Z("/variables/p/l"), &value,
                                E));
  OK(snaproll_context_append_value(context, SNAPROLL_Z("/variables/p/l/-"),
                                   value, E));
  OK(snaproll_context_set_value(context, SNAPROLL_Z("/variables/p/k"), value,
                                E));
  snaproll_value_free(value);
  OK(snaproll_context_append_text(context, SNAPROLL_Z("/variables/p/t"),
                                  SNAPROLL_Z("b"), E));
  is_json("/variables/p", "{\"k\":[1],\"l\":[1,[1]],\"t\":\"ab\"}");
  OK(snaproll_context_remove(context, SNAPROLL_Z("/variables/p/l/0"), E));
  is_json("/variables/p/l", "[[1]]");
  OK(snaproll_context_set(context, SNAPROLL_Z("/state"),
                          SNAPROLL_Z("{\"Failed\":\"x\"}"), E));
  is_json("/state", "{\"Failed\":\"x\"}");
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, "not one of the states", "/state",
           NO_OFFSET,
           snaproll_context_set(context, SNAPROLL_Z("/state"),
                                SNAPROLL_Z("\"Asleep\""), E));
  HINTS(SNAPROLL_PARSE,
        "for plain text call snaproll_context_set_value with "
        "snaproll_value_new_text",
        snaproll_context_set(context, SNAPROLL_Z("/variables/p"),
                             SNAPROLL_Z("x"), E));
  HINTS(SNAPROLL_PARSE,
        "for plain text call snaproll_context_append_value with "
        "snaproll_value_new_text",
        snaproll_context_append(context, SNAPROLL_Z("/variables/p/l"),
                                SNAPROLL_Z("x"), E));
}

static void pointers_fail_with_the_place(void) {
  snaproll_buf buf = {0};
  snaproll_value* value = NULL;
  FAILS_AT(
      SNAPROLL_NOT_FOUND, NULL, "/variables/q", NO_OFFSET,
      snaproll_context_get(context, SNAPROLL_Z("/variables/q/r"), &buf, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, NULL, "/elsewhere", NO_OFFSET,
      snaproll_context_get_value(context, SNAPROLL_Z("/elsewhere"), &value, E));
  FAILS_AT(
      SNAPROLL_PARSE, NULL, "", 12,
      snaproll_context_get(context, SNAPROLL_Z("/variables/p~2"), &buf, E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/variables/i/x", NO_OFFSET,
           snaproll_context_set(context, SNAPROLL_Z("/variables/i/x"),
                                SNAPROLL_Z("1"), E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/variables/i", NO_OFFSET,
           snaproll_context_append(context, SNAPROLL_Z("/variables/i"),
                                   SNAPROLL_Z("1"), E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/variables/i", NO_OFFSET,
           snaproll_context_append_text(context, SNAPROLL_Z("/variables/i"),
                                        SNAPROLL_Z("1"), E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/variables/q", NO_OFFSET,
           snaproll_context_remove(context, SNAPROLL_Z("/variables/q"), E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/state", NO_OFFSET,
           snaproll_context_remove(context, SNAPROLL_Z("/state"), E));
}

static void pointers_splice_and_test(void) {
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("l"),
                                   SNAPROLL_Z("[1,2,3]"), E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("t"),
                                   SNAPROLL_Z("\"abc\""), E));
  OK(snaproll_context_splice(context, SNAPROLL_Z("/variables/l"), 1, 1,
                             SNAPROLL_Z("[\"x\",[]]"), E));
  is_json("/variables/l", "[1,\"x\",[],3]");
  OK(snaproll_context_splice_text(context, SNAPROLL_Z("/variables/t"), 1, 1,
                                  SNAPROLL_Z("\xc3\xbc"), E));
  is_json("/variables/t",
          "\"a\xc3\xbc"
          "c\"");
  OK(snaproll_context_test(context, SNAPROLL_Z("/variables/l/0"),
                           SNAPROLL_Z("1.0"), E));
  FAILS_AT(SNAPROLL_TEST_FAILED, "another value stands at this pointer",
           "/variables/l/0", NO_OFFSET,
           snaproll_context_test(context, SNAPROLL_Z("/variables/l/0"),
                                 SNAPROLL_Z("2"), E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_context_test(context, SNAPROLL_Z("/variables/l/0"),
                                 SNAPROLL_Z("two"), E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/variables/zz", NO_OFFSET,
           snaproll_context_test(context, SNAPROLL_Z("/variables/zz"),
                                 SNAPROLL_Z("2"), E));
  FAILS_AT(SNAPROLL_RANGE, "1 elements from 4, but there are 4", "/variables/l",
           NO_OFFSET,
           snaproll_context_splice(context, SNAPROLL_Z("/variables/l"), 4, 1,
                                   SNAPROLL_Z("[]"), E));
  FAILS(SNAPROLL_TYPE, "expected an array of elements",
        snaproll_context_splice(context, SNAPROLL_Z("/variables/l"), 0, 0,
                                SNAPROLL_Z("{}"), E));
  FAILS_AT(SNAPROLL_TYPE, "expected an array", "/variables/t", NO_OFFSET,
           snaproll_context_splice(context, SNAPROLL_Z("/variables/t"), 0, 0,
                                   SNAPROLL_Z("[]"), E));
  FAILS_AT(SNAPROLL_RANGE, "a place inside of a UTF-8 character",
           "/variables/t", NO_OFFSET,
           snaproll_context_splice_text(context, SNAPROLL_Z("/variables/t"), 2,
                                        0, NULL, 0, E));
  FAILS_AT(SNAPROLL_TYPE, "expected a string", "/variables/l", NO_OFFSET,
           snaproll_context_splice_text(context, SNAPROLL_Z("/variables/l"), 0,
                                        0, NULL, 0, E));
}

static void update_fails(int32_t code, const char* message, const char* pointer,
                         const char* json) {
  FAILS_AT(code, message, pointer, NO_OFFSET,
           snaproll_context_update(context, T(json), E));
}

static void a_list_of_changes_is_made_whole_or_not(void) {
  static const char missing[] = "the member \"value\" is missing";
  uint64_t before = 0;
  uint64_t after = 0;
  OK(snaproll_context_version(context, &before, E));
  OK(snaproll_context_update(
      context,
      SNAPROLL_Z("[{\"op\":\"set\",\"pointer\":\"/variables/u\",\"value\":[]},"
                 "{\"op\":\"append\",\"pointer\":\"/variables/u\","
                 "\"value\":\"t\"},"
                 "{\"op\":\"append_text\",\"pointer\":\"/variables/u/0\","
                 "\"text\":\"ext\"},"
                 "{\"op\":\"remove\",\"pointer\":\"/variables/p\"}]"),
      E));
  is_json("/variables/u", "[\"text\"]");
  OK(snaproll_context_version(context, &after, E));
  CHECK(after == before + 1);
  update_fails(SNAPROLL_INVALID_ARGUMENT,
               "expected \"set\", \"remove\", \"append\", \"append_text\", "
               "\"test\", \"splice\" or \"splice_text\"",
               "/1/op",
               "[{\"op\":\"remove\",\"pointer\":\"/variables/u\"},"
               "{\"op\":\"move\",\"pointer\":\"/variables/u\"}]");
  update_fails(SNAPROLL_NOT_FOUND, "the member \"op\" is missing", "/0/op",
               "[{}]");
  update_fails(SNAPROLL_TEST_FAILED,
               "change 1: another value stands at this pointer", "/variables/u",
               "[{\"op\":\"splice\",\"pointer\":\"/variables/u\",\"at\":0,"
               "\"removed\":1,\"value\":[]},"
               "{\"op\":\"test\",\"pointer\":\"/variables/u\",\"value\":1}]");
  update_fails(SNAPROLL_TYPE, "expected an array", "/0/value",
               "[{\"op\":\"splice\",\"pointer\":\"/variables/u\",\"at\":0,"
               "\"removed\":1,\"value\":1}]");
  update_fails(SNAPROLL_RANGE, "expected an integer that is not negative",
               "/0/at",
               "[{\"op\":\"splice_text\",\"pointer\":\"/variables/u/0\","
               "\"at\":-1,\"removed\":1,\"text\":\"\"}]");
  update_fails(SNAPROLL_NOT_FOUND, missing, "/0/value",
               "[{\"op\":\"set\",\"pointer\":\"/variables/u\"}]");
  update_fails(SNAPROLL_NOT_FOUND, "the member \"text\" is missing", "/0/text",
               "[{\"op\":\"append_text\",\"pointer\":\"/variables/u\"}]");
  update_fails(SNAPROLL_TYPE, "expected a string", "/0/op", "[{\"op\":1}]");
  update_fails(SNAPROLL_TYPE, "expected an object", "/0", "[[]]");
  update_fails(SNAPROLL_TYPE, "expected an array", "", "{}");
  update_fails(SNAPROLL_NOT_FOUND, NULL, "/variables/none",
               "[{\"op\":\"remove\",\"pointer\":\"/variables/u\"},"
               "{\"op\":\"remove\",\"pointer\":\"/variables/none\"}]");
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_context_update(context, SNAPROLL_Z("["), E));
  is_json("/variables/u", "[\"text\"]");
  OK(snaproll_context_version(context, &before, E));
  CHECK(after == before);
}

int main(void) {
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  variables_are_set_and_read_by_type();
  getters_fail_by_name_and_by_type();
  setters_fail_and_change_nothing();
  node_results_are_recorded_in_order();
  pointers_read_and_edit();
  pointers_fail_with_the_place();
  pointers_splice_and_test();
  a_list_of_changes_is_made_whole_or_not();
  snaproll_context_free(context);
  return check_end();
}
