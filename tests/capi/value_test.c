/* Values: rules J5 to J7 through the C ABI, and edits by pointer. */
#include <math.h>

#include "check.h"

static snaproll_value* parsed(const char* json) {
  snaproll_value* value = NULL;
  OK(snaproll_value_parse(T(json), NULL, NULL, &value, E));
  return value;
}

static void json_is(const snaproll_value* value, const char* expected) {
  snaproll_buf buf = {0};
  uint64_t size = 0;
  OK(snaproll_value_to_json(value, NULL, &buf, E));
  OK(snaproll_value_json_size(value, &size, E));
  CHECK(size == buf.size);
  TEXT_IS(buf, expected);
}

/* Also frees it. */
static void made_is(snaproll_value* value, const char* expected) {
  json_is(value, expected);
  snaproll_value_free(value);
}

static void scalars_are_made_without_json(void) {
  snaproll_value* value = NULL;
  OK(snaproll_value_new_null(&value, E));
  made_is(value, "null");
  OK(snaproll_value_new_bool(true, &value, E));
  made_is(value, "true");
  OK(snaproll_value_new_int64(INT64_MIN, &value, E));
  made_is(value, "-9223372036854775808");
  OK(snaproll_value_new_double(1e16, &value, E));
  made_is(value, "1e+16");
  OK(snaproll_value_new_text("a\0\"", 3, &value, E));
  made_is(value, "\"a\\u0000\\\"\"");
  FAILS(SNAPROLL_RANGE, NULL, snaproll_value_new_double(INFINITY, &value, E));
  FAILS(SNAPROLL_RANGE, NULL, snaproll_value_new_double(NAN, &value, E));
  CHECK(value == NULL);
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 2,
           snaproll_value_new_text("ab\xc0\x80", 4, &value, E));
  snaproll_value_free(NULL);
}

static void scalars_are_read_without_json(void) {
  snaproll_value* integer = parsed("9007199254740993");
  snaproll_value* number = parsed("2.0");
  snaproll_value* text = parsed("\"\\u00e9\\n\"");
  snaproll_value* boolean = parsed("true");
  snaproll_value* large = parsed("1e300");
  snaproll_value* big = parsed("123456789012345678901234567890");
  snaproll_buf buf = {0};
  int64_t i = 0;
  double d = 0;
  bool b = false;
  int32_t kind = -1;
  OK(snaproll_value_as_int64(integer, &i, E));
  CHECK(i == 9007199254740993);
  OK(snaproll_value_as_double(integer, &d, E));
  CHECK(d == 9007199254740992.0);
  OK(snaproll_value_as_double(number, &d, E));
  CHECK(d == 2.0);
  FAILS(SNAPROLL_TYPE, "expected an integer",
        snaproll_value_as_int64(number, &i, E));
  CHECK(i == 0);
  FAILS(SNAPROLL_RANGE, NULL, snaproll_value_as_int64(big, &i, E));
  OK(snaproll_value_as_double(big, &d, E));
  CHECK(d == 123456789012345678901234567890.0);
  OK(snaproll_value_as_bool(boolean, &b, E));
  CHECK(b);
  FAILS(SNAPROLL_TYPE, "expected a boolean",
        snaproll_value_as_bool(text, &b, E));
  OK(snaproll_value_as_text(text, &buf, E));
  TEXT_IS(buf, "\xc3\xa9\n");
  FAILS(SNAPROLL_TYPE, "expected a string",
        snaproll_value_as_text(boolean, &buf, E));
  FAILS(SNAPROLL_TYPE, "expected a number",
        snaproll_value_as_double(text, &d, E));
  OK(snaproll_value_kind(large, &kind, E));
  CHECK(kind == SNAPROLL_KIND_DOUBLE);
  snaproll_value_free(integer);
  snaproll_value_free(number);
  snaproll_value_free(text);
  snaproll_value_free(boolean);
  snaproll_value_free(large);
  snaproll_value_free(big);
}

static void integers_have_up_to_300_digits(void) {
  char digits[301];
  snaproll_value* value = NULL;
  double number = 1;
  memset(digits, '9', sizeof digits);
  OK(snaproll_value_parse(digits, 300, NULL, NULL, &value, E));
  OK(snaproll_value_as_double(value, &number, E));
  CHECK(number == 1e300);
  snaproll_value_free(value);
  FAILS_AT(SNAPROLL_LIMIT, "an integer of more than 300 digits", "", 0,
           snaproll_value_parse(digits, 301, NULL, NULL, &value, E));
}

static void containers_tell_their_members(void) {
  snaproll_value* object = parsed("{\"b\":[10,20],\"a\":{\"x\":null}}");
  snaproll_value* found = NULL;
  snaproll_value* array = NULL;
  snaproll_buf buf = {0};
  size_t size = 0;
  uint32_t depth = 0;
  uint64_t bytes = 0;
  int32_t kind = -1;
  OK(snaproll_value_kind(object, &kind, E));
  CHECK(kind == SNAPROLL_KIND_OBJECT);
  OK(snaproll_value_size(object, &size, E));
  CHECK(size == 2);
  OK(snaproll_value_depth(object, &depth, E));
  CHECK(depth == 3);
  OK(snaproll_value_held_bytes(object, &bytes, E));
  CHECK(bytes != 0);
  OK(snaproll_value_names(object, &buf, E));
  TEXT_IS(buf, "[\"a\",\"b\"]");
  OK(snaproll_value_name_at(object, 1, &buf, E));
  TEXT_IS(buf, "b");
  OK(snaproll_value_at(object, 0, &found, E));
  made_is(found, "{\"x\":null}");
  OK(snaproll_value_find(object, SNAPROLL_Z("b"), &array, E));
  OK(snaproll_value_at(array, 1, &found, E));
  made_is(found, "20");
  FAILS_AT(SNAPROLL_NOT_FOUND, "there is no such element", "/2", NO_OFFSET,
           snaproll_value_at(array, 2, &found, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, "there is no such member", "/2", NO_OFFSET,
           snaproll_value_name_at(object, 2, &buf, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, "there is no such member", "/a~1b", NO_OFFSET,
           snaproll_value_find(object, SNAPROLL_Z("a/b"), &found, E));
  CHECK(found == NULL);
  FAILS(SNAPROLL_TYPE, "expected an object",
        snaproll_value_find(array, SNAPROLL_Z("b"), &found, E));
  FAILS(SNAPROLL_TYPE, "expected an object",
        snaproll_value_names(array, &buf, E));
  FAILS(SNAPROLL_TYPE, "expected an object",
        snaproll_value_name_at(array, 0, &buf, E));
  OK(snaproll_value_at(array, 0, &found, E));
  FAILS(SNAPROLL_TYPE, "expected an array or an object",
        snaproll_value_at(found, 0, &found, E));
  snaproll_value_free(array);
  snaproll_value_free(object);
}

static void sameness_is_of_bytes_and_equality_of_numbers(void) {
  snaproll_value* zero = parsed("0.0");
  snaproll_value* minus = parsed("-0.0");
  snaproll_value* integer = parsed("0");
  snaproll_value* again = NULL;
  bool yes = false;
  OK(snaproll_value_ref(zero, &again, E));
  OK(snaproll_value_same(zero, again, &yes, E));
  CHECK(yes);
  OK(snaproll_value_same(zero, minus, &yes, E));
  CHECK(!yes);
  OK(snaproll_value_equal(zero, minus, &yes, E));
  CHECK(yes);
  OK(snaproll_value_equal(zero, integer, &yes, E));
  CHECK(!yes);
  snaproll_value_free(zero);
  json_is(again, "0.0");
  snaproll_value_free(again);
  snaproll_value_free(minus);
  snaproll_value_free(integer);
}

static void edits_make_a_new_value(void) {
  snaproll_value* value = parsed("{\"a\":[1],\"t\":\"x\"}");
  snaproll_value* item = parsed("{}");
  snaproll_value* made = NULL;
  OK(snaproll_value_get(value, SNAPROLL_Z("/a/0"), &made, E));
  made_is(made, "1");
  OK(snaproll_value_set(value, SNAPROLL_Z("/b"), item, &made, E));
  made_is(made, "{\"a\":[1],\"b\":{},\"t\":\"x\"}");
  OK(snaproll_value_remove(value, SNAPROLL_Z("/a/0"), &made, E));
  made_is(made, "{\"a\":[],\"t\":\"x\"}");
  OK(snaproll_value_append(value, SNAPROLL_Z("/a"), item, &made, E));
  made_is(made, "{\"a\":[1,{}],\"t\":\"x\"}");
  OK(snaproll_value_append_text(value, SNAPROLL_Z("/t"), SNAPROLL_Z("y"), &made,
                                E));
  made_is(made, "{\"a\":[1],\"t\":\"xy\"}");
  json_is(value, "{\"a\":[1],\"t\":\"x\"}");
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/zz", NO_OFFSET,
           snaproll_value_get(value, SNAPROLL_Z("/zz/y"), &made, E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/t/y", NO_OFFSET,
           snaproll_value_set(value, SNAPROLL_Z("/t/y"), item, &made, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/zz", NO_OFFSET,
           snaproll_value_remove(value, SNAPROLL_Z("/zz"), &made, E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/t", NO_OFFSET,
           snaproll_value_append(value, SNAPROLL_Z("/t"), item, &made, E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/a", NO_OFFSET,
           snaproll_value_append_text(value, SNAPROLL_Z("/a"), SNAPROLL_Z("y"),
                                      &made, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_value_get(value, SNAPROLL_Z("a"), &made, E));
  CHECK(made == NULL);
  snaproll_value_free(value);
  snaproll_value_free(item);
}

static void splices_make_a_new_value(void) {
  snaproll_value* value = parsed("{\"a\":[0,1,2],\"t\":\"Gr\u00fc\u00dfe\"}");
  snaproll_value* items = parsed("[\"x\"]");
  snaproll_value* made = NULL;
  OK(snaproll_value_splice(value, SNAPROLL_Z("/a"), 1, 2, items, &made, E));
  made_is(made,
          "{\"a\":[0,\"x\"],\"t\":\"Gr\xc3\xbc\xc3\x9f"
          "e\"}");
  OK(snaproll_value_splice_text(value, SNAPROLL_Z("/t"), 2, 4, NULL, 0, &made,
                                E));
  made_is(made, "{\"a\":[0,1,2],\"t\":\"Gre\"}");
  made = NULL;
  FAILS_AT(
      SNAPROLL_RANGE, "3 elements from 1, but there are 3", "/a", NO_OFFSET,
      snaproll_value_splice(value, SNAPROLL_Z("/a"), 1, 3, items, &made, E));
  FAILS_AT(SNAPROLL_RANGE, NULL, "/a", NO_OFFSET,
           snaproll_value_splice(value, SNAPROLL_Z("/a"), 2, SIZE_MAX, items,
                                 &made, E));
  FAILS_AT(
      SNAPROLL_TYPE, "expected an array", "/t", NO_OFFSET,
      snaproll_value_splice(value, SNAPROLL_Z("/t"), 0, 0, items, &made, E));
  FAILS(SNAPROLL_TYPE, "expected an array of elements",
        snaproll_value_splice(value, SNAPROLL_Z("/a"), 0, 0, value, &made, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, "nothing stands at this pointer", "/z", NO_OFFSET,
      snaproll_value_splice(value, SNAPROLL_Z("/z"), 0, 0, items, &made, E));
  FAILS_AT(SNAPROLL_RANGE, "a place inside of a UTF-8 character", "/t",
           NO_OFFSET,
           snaproll_value_splice_text(value, SNAPROLL_Z("/t"), 3, 0,
                                      SNAPROLL_Z("u"), &made, E));
  FAILS_AT(SNAPROLL_RANGE, "1 bytes from 7, but there are 7", "/t", NO_OFFSET,
           snaproll_value_splice_text(value, SNAPROLL_Z("/t"), 7, 1,
                                      SNAPROLL_Z("u"), &made, E));
  FAILS_AT(SNAPROLL_TYPE, "expected a string", "/a", NO_OFFSET,
           snaproll_value_splice_text(value, SNAPROLL_Z("/a"), 0, 0,
                                      SNAPROLL_Z("u"), &made, E));
  CHECK(made == NULL);
  snaproll_value_free(items);
  snaproll_value_free(value);
}

static void values_are_tested_by_rfc_6902(void) {
  snaproll_value* value = parsed("{\"a\":1,\"b\":[1.0]}");
  snaproll_value* other = parsed("{\"b\":[1e0],\"a\":1.0}");
  snaproll_value* one = parsed("1.0");
  bool yes = false;
  OK(snaproll_value_equivalent(value, other, &yes, E));
  CHECK(yes);
  OK(snaproll_value_equal(value, other, &yes, E));
  CHECK(!yes);
  OK(snaproll_value_equivalent(value, one, &yes, E));
  CHECK(!yes);
  OK(snaproll_value_test(value, SNAPROLL_Z("/a"), one, E));
  FAILS_AT(SNAPROLL_TEST_FAILED, "another value stands at this pointer", "/b",
           NO_OFFSET, snaproll_value_test(value, SNAPROLL_Z("/b"), one, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/b/1", NO_OFFSET,
           snaproll_value_test(value, SNAPROLL_Z("/b/1"), one, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_value_test(value, SNAPROLL_Z("b"), one, E));
  snaproll_value_free(value);
  snaproll_value_free(other);
  snaproll_value_free(one);
}

static void plain_text_gets_a_hint(void) {
  static const char hint[] = "for plain text call snaproll_value_new_text";
  snaproll_value* value = NULL;
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z(" hello"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z("not"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z(""), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z("\xc3\xa9t\xc3\xa9"), NULL, NULL,
                             &value, E));
  HINTS(SNAPROLL_PARSE, "",
        snaproll_value_parse(SNAPROLL_Z("{\"a\""), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z("truest"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z("12 monkeys"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, hint,
        snaproll_value_parse(SNAPROLL_Z("-hello"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, "",
        snaproll_value_parse(SNAPROLL_Z("1 2"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, "",
        snaproll_value_parse(SNAPROLL_Z("1\0"), NULL, NULL, &value, E));
  HINTS(SNAPROLL_PARSE, "",
        snaproll_value_parse(SNAPROLL_Z("\xef\xbb\xbf{}"), NULL, NULL, &value,
                             E));
  HINTS(SNAPROLL_PARSE, "",
        snaproll_value_parse("\0", 1, NULL, NULL, &value, E));
}

int main(void) {
  scalars_are_made_without_json();
  scalars_are_read_without_json();
  integers_have_up_to_300_digits();
  containers_tell_their_members();
  sameness_is_of_bytes_and_equality_of_numbers();
  edits_make_a_new_value();
  splices_make_a_new_value();
  values_are_tested_by_rfc_6902();
  plain_text_gets_a_hint();
  return check_end();
}
