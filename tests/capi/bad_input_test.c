/* Bad input: each is a code and a clear line, and changes nothing. */
#include <stdlib.h>

#include "check.h"

static snaproll_context* context;

/* The text is refused wherever JSON is read. */
static void refused_bytes(const char* json, size_t size, int32_t code,
                          size_t offset) {
  snaproll_value* value = NULL;
  uint64_t before = 0;
  uint64_t after = 0;
  OK(snaproll_context_version(context, &before, E));
  FAILS_AT(code, NULL, "", offset,
           snaproll_value_parse(json, size, NULL, NULL, &value, E));
  CHECK(value == NULL);
  FAILS_AT(
      code, NULL, "", offset,
      snaproll_context_set_variable(context, SNAPROLL_Z("x"), json, size, E));
  FAILS_AT(code, NULL, "", offset,
           snaproll_context_record_node_result(context, SNAPROLL_Z("n"), json,
                                               size, E));
  FAILS_AT(
      code, NULL, "", offset,
      snaproll_context_set(context, SNAPROLL_Z("/variables/x"), json, size, E));
  FAILS_AT(code, NULL, "", offset,
           snaproll_context_append(context, SNAPROLL_Z("/variables/list"), json,
                                   size, E));
  OK(snaproll_context_version(context, &after, E));
  CHECK(before == after);
}
#define REFUSED(code, offset, literal) \
  refused_bytes(SNAPROLL_Z(literal), code, offset)

static void malformed_json_is_refused_with_its_offset(void) {
  REFUSED(SNAPROLL_PARSE, 0, "");
  REFUSED(SNAPROLL_PARSE, 2, "  ");
  REFUSED(SNAPROLL_PARSE, 1, "{");
  REFUSED(SNAPROLL_PARSE, 3, "[1,]");
  REFUSED(SNAPROLL_PARSE, 7, "{\"a\":1,}");
  REFUSED(SNAPROLL_PARSE, 5, "{\"a\" 1}");
  REFUSED(SNAPROLL_PARSE, 1, "{a:1}");
  REFUSED(SNAPROLL_PARSE, 1, "01");
  REFUSED(SNAPROLL_PARSE, 0, "+1");
  REFUSED(SNAPROLL_PARSE, 0, ".5");
  REFUSED(SNAPROLL_PARSE, 2, "1.");
  REFUSED(SNAPROLL_PARSE, 2, "1e");
  REFUSED(SNAPROLL_PARSE, 0, "NaN");
  REFUSED(SNAPROLL_PARSE, 1, "[Infinity]");
  REFUSED(SNAPROLL_PARSE, 3, "[1 /* a comment */]");
  REFUSED(SNAPROLL_PARSE, 2, "1 2");
  REFUSED(SNAPROLL_PARSE, 2, "\"a\tb\"");
}

static void only_utf8_is_text(void) {
  REFUSED(SNAPROLL_PARSE, 1, "\"\xff\"");
  REFUSED(SNAPROLL_PARSE, 1, "\"\xc0\xaf\"");         /* overlong */
  REFUSED(SNAPROLL_PARSE, 1, "\"\xed\xa0\x80\"");     /* a surrogate */
  REFUSED(SNAPROLL_PARSE, 1, "\"\xf4\x90\x80\x80\""); /* above U+10FFFF */
  REFUSED(SNAPROLL_PARSE, 1, "\"\xe2\x82\"");         /* cut off */
}

static void lone_surrogates_are_refused(void) {
  REFUSED(SNAPROLL_PARSE, 1, "\"\\ud800\"");
  REFUSED(SNAPROLL_PARSE, 1, "\"\\udc00\"");
  REFUSED(SNAPROLL_PARSE, 1, "\"\\ud800\\ud800\"");
}

static void a_byte_order_mark_and_nul_are_refused(void) {
  REFUSED(SNAPROLL_PARSE, 0, "\xef\xbb\xbf{}");
  REFUSED(SNAPROLL_PARSE, 0, "\0");
  REFUSED(SNAPROLL_PARSE, 1, "1\0");
  REFUSED(SNAPROLL_PARSE, 2, "[]\0[]");
}

static void numbers_out_of_range_are_refused(void) {
  REFUSED(SNAPROLL_RANGE, 0, "99e307");
  REFUSED(SNAPROLL_RANGE, 1, "[-1e999]");
  REFUSED(SNAPROLL_RANGE, 0, "1.7976931348623159e308");
}

static void tiny_numbers_are_zero(void) {
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_value_parse(
      SNAPROLL_Z("[128.74836467836484838364836483643636483648e-336,-1e-400]"),
      NULL, NULL, &value, E));
  OK(snaproll_value_to_json(value, NULL, &buf, E));
  TEXT_IS(buf, "[0.0,-0.0]");
  snaproll_value_free(value);
}

static void a_thousand_levels_are_the_limit(void) {
  char json[2003];
  snaproll_value* value = NULL;
  uint32_t depth = 0;
  memset(json, '[', 1000);
  memset(json + 1000, ']', 1000);
  OK(snaproll_value_parse(json, 2000, NULL, NULL, &value, E));
  OK(snaproll_value_depth(value, &depth, E));
  CHECK(depth == 1000);
  snaproll_value_free(value);
  memset(json, '[', 1001);
  memset(json + 1001, ']', 1001);
  FAILS_AT(SNAPROLL_LIMIT, "a value of more than 1000 levels", "", 1000,
           snaproll_value_parse(json, 2002, NULL, NULL, &value, E));
  FAILS_AT(
      SNAPROLL_LIMIT, "a value of more than 1000 levels", "", 1000,
      snaproll_context_set_variable(context, SNAPROLL_Z("x"), json, 2002, E));
  /* What counts by pointer is the level that the value would stand on. */
  FAILS_AT(
      SNAPROLL_LIMIT, NULL, "/variables/x", NO_OFFSET,
      snaproll_context_set(context, SNAPROLL_Z("/variables/x"), json, 2002, E));
}

static void no_depth_overflows_the_stack(void) {
  enum { kDeep = 5000000 };
  char* json = malloc(kDeep);
  snaproll_value* value = NULL;
  if (!CHECK(json != NULL)) return;
  memset(json, '[', kDeep);
  FAILS_AT(SNAPROLL_LIMIT, NULL, "", 1000,
           snaproll_value_parse(json, kDeep, NULL, NULL, &value, E));
  free(json);
}

static void a_string_has_at_most_64_mebibytes(void) {
  const size_t most = (size_t)64 << 20;
  char* text = malloc(most + 3);
  snaproll_value* value = NULL;
  if (!CHECK(text != NULL)) return;
  memset(text, 'a', most + 3);
  OK(snaproll_value_new_text(text, most, &value, E));
  snaproll_value_free(value);
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_value_new_text(text, most + 1, &value, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_context_set_variable_text(context, SNAPROLL_Z("x"), text,
                                           most + 1, E));
  text[0] = text[most + 2] = '"';
  CHECK(snaproll_value_parse(text, most + 3, NULL, NULL, &value, E) ==
        SNAPROLL_LIMIT);
  snaproll_error_free(check_error);
  check_error = NULL;
  free(text);
}

static void ids_have_1_to_255_bytes(void) {
  snaproll_context* made = NULL;
  snaproll_execution* execution = NULL;
  snaproll_step* step = NULL;
  char id[256];
  char pointer[14 + 256];
  memset(id, 'i', sizeof id);
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_context_new(NULL, 0, NULL, &made, E));
  FAILS(SNAPROLL_LIMIT, NULL, snaproll_context_new(id, 256, NULL, &made, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_context_record_node_result(context, NULL, 0, SNAPROLL_Z("1"),
                                            E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_context_record_node_result(context, id, 256, SNAPROLL_Z("1"),
                                            E));
  memcpy(pointer, "/node_results/", 14);
  memset(pointer + 14, 'i', 256);
  FAILS_AT(SNAPROLL_LIMIT, NULL, NULL, NO_OFFSET,
           snaproll_context_set(context, pointer, sizeof pointer,
                                SNAPROLL_Z("1"), E));
  OK(snaproll_execution_new(NULL, &execution, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_execution_step_begin(execution, id, 256, NULL, &step, E));
  CHECK(made == NULL && step == NULL);
  snaproll_execution_free(execution);
}

#define FORM(execution_id, started_at, state, rest)                       \
  "{\"execution_id\":" execution_id                                       \
  ",\"workflow_id\":\"w\",\"started_at\":" started_at ",\"state\":" state \
  ",\"node_results\":{}" rest "}"
#define TIME "\"2024-01-01T00:00:00Z\""

static void form_refused(int32_t code, const char* pointer, const char* json) {
  snaproll_context* made = NULL;
  FAILS_AT(code, NULL, pointer, NO_OFFSET,
           snaproll_context_from_json(T(json), NULL, NULL, &made, E));
  CHECK(made == NULL);
}

/* Rule J1. */
static void wrong_members_of_a_context_are_named(void) {
  snaproll_context* made = NULL;
  OK(snaproll_context_from_json(
      SNAPROLL_Z(FORM("\"e\"", TIME, "\"Running\"", ",\"more\":1")), NULL, NULL,
      &made, E));
  snaproll_context_free(made);
  form_refused(SNAPROLL_TYPE, "/execution_id",
               FORM("1", TIME, "\"Running\"", ""));
  form_refused(SNAPROLL_INVALID_ARGUMENT, "/execution_id",
               FORM("\"\"", TIME, "\"Running\"", ""));
  form_refused(SNAPROLL_PARSE, "/started_at",
               FORM("\"e\"", "\"now\"", "\"Running\"", ""));
  form_refused(SNAPROLL_TYPE, "/started_at",
               FORM("\"e\"", "17", "\"Running\"", ""));
  form_refused(SNAPROLL_RANGE, "/started_at",
               FORM("\"e\"", "\"2400-01-01T00:00:00Z\"", "\"Running\"", ""));
  form_refused(SNAPROLL_INVALID_ARGUMENT, "/state",
               FORM("\"e\"", TIME, "\"running\"", ""));
  form_refused(SNAPROLL_TYPE, "/state", FORM("\"e\"", TIME, "[]", ""));
  form_refused(SNAPROLL_TYPE, "/completed_at",
               FORM("\"e\"", TIME, "\"Running\"", ",\"completed_at\":1"));
  form_refused(SNAPROLL_TYPE, "/variables",
               FORM("\"e\"", TIME, "\"Running\"", ",\"variables\":[]"));
  form_refused(SNAPROLL_TYPE, "/checkpoint",
               FORM("\"e\"", TIME, "\"Running\"", ",\"checkpoint\":[]"));
  form_refused(SNAPROLL_NOT_FOUND, "/checkpoint/timestamp",
               FORM("\"e\"", TIME, "\"Running\"", ",\"checkpoint\":{}"));
  form_refused(SNAPROLL_EXISTS, "/node_results",
               FORM("\"e\"", TIME, "\"Running\"", ",\"node_results\":{}"));
  form_refused(SNAPROLL_NOT_FOUND, "/execution_id", "{}");
  form_refused(SNAPROLL_TYPE, "", "[]");
}

static void snapshot_refused(int32_t code, const char* pointer,
                             const char* json) {
  snaproll_snapshot* made = NULL;
  FAILS_AT(code, NULL, pointer, NO_OFFSET,
           snaproll_snapshot_from_json(T(json), NULL, NULL, &made, E));
  CHECK(made == NULL);
}

#define SNAPSHOT(id, rest)              \
  "{\"id\":" id ",\"created_at\":" TIME \
  ",\"state\":\"Running\","             \
  "\"variables\":{},\"node_results\":{}" rest "}"
#define ID "\"00112233-4455-6677-8899-aabbccddeeff\""

static void wrong_members_of_a_snapshot_are_named(void) {
  snapshot_refused(SNAPROLL_INVALID_ARGUMENT, "/id", SNAPSHOT("\"1\"", ""));
  snapshot_refused(SNAPROLL_TYPE, "/id", SNAPSHOT("1", ""));
  snapshot_refused(SNAPROLL_TYPE, "/label", SNAPSHOT(ID, ",\"label\":1"));
  snapshot_refused(SNAPROLL_TYPE, "/metadata", SNAPSHOT(ID, ",\"metadata\":1"));
  snapshot_refused(SNAPROLL_NOT_FOUND, "/metadata/is_auto",
                   SNAPSHOT(ID, ",\"metadata\":{}"));
  snapshot_refused(SNAPROLL_TYPE, "/metadata/reason",
                   SNAPSHOT(ID,
                            ",\"metadata\":{\"is_auto\":true,"
                            "\"reason\":[]}"));
  snapshot_refused(SNAPROLL_TYPE, "/metadata/custom",
                   SNAPSHOT(ID,
                            ",\"metadata\":{\"is_auto\":true,"
                            "\"custom\":[]}"));
  snapshot_refused(SNAPROLL_EXISTS, "/id", SNAPSHOT(ID, ",\"id\":" ID));
  snapshot_refused(SNAPROLL_NOT_FOUND, "/id", "{}");
}

int main(void) {
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("list"),
                                   SNAPROLL_Z("[]"), E));
  malformed_json_is_refused_with_its_offset();
  only_utf8_is_text();
  lone_surrogates_are_refused();
  a_byte_order_mark_and_nul_are_refused();
  numbers_out_of_range_are_refused();
  tiny_numbers_are_zero();
  a_thousand_levels_are_the_limit();
  no_depth_overflows_the_stack();
  a_string_has_at_most_64_mebibytes();
  ids_have_1_to_255_bytes();
  wrong_members_of_a_context_are_named();
  wrong_members_of_a_snapshot_are_named();
  snaproll_context_free(context);
  return check_end();
}
