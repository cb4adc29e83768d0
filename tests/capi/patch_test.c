/* Patches of values and of contexts: RFC 6902, the compact form, diffs. */
#include "check.h"

static snaproll_value* parsed(const char* json) {
  snaproll_value* value = NULL;
  OK(snaproll_value_parse(T(json), NULL, NULL, &value, E));
  return value;
}

static snaproll_patch* patch_of(const char* json) {
  snaproll_patch* patch = NULL;
  OK(snaproll_patch_from_json(T(json), NULL, &patch, E));
  return patch;
}

/* Also frees it. */
static void value_is(snaproll_value* value, const char* expected) {
  snaproll_buf buf = {0};
  OK(snaproll_value_to_json(value, NULL, &buf, E));
  TEXT_IS(buf, expected);
  snaproll_value_free(value);
}

static void compact_is(const snaproll_patch* patch, const char* expected) {
  snaproll_buf buf = {0};
  OK(snaproll_patch_to_compact(patch, &buf, E));
  TEXT_IS(buf, expected);
}

static void a_patch_is_read_and_written_in_three_forms(void) {
  snaproll_patch* patch = patch_of(
      "[{\"op\":\"add\",\"path\":\"/a\",\"value\":[1]},"
      "[\"append\",\"/a\",[2]],[\"remove\",\"/b\"]]");
  snaproll_patch* other = NULL;
  snaproll_buf buf = {0};
  size_t size = 0;
  OK(snaproll_patch_size(patch, &size, E));
  CHECK(size == 3);
  compact_is(patch,
             "[[\"add\",\"/a\",[1]],[\"append\",\"/a\",[2]],"
             "[\"remove\",\"/b\"]]");
  OK(snaproll_patch_to_json(patch, &buf, E));
  TEXT_IS(buf,
          "[{\"op\":\"add\",\"path\":\"/a\",\"value\":[1]},"
          "{\"op\":\"add\",\"path\":\"/a/-\",\"value\":2},"
          "{\"op\":\"remove\",\"path\":\"/b\"}]");
  OK(snaproll_patch_to_text(patch, &buf, E));
  TEXT_IS(buf,
          "+ /a: [1]\n~ /a: 1 element appended: [2]\n- /b: \xe2\x80\xa6\n");
  OK(snaproll_patch_ref(patch, &other, E));
  snaproll_patch_free(patch);
  OK(snaproll_patch_size(other, &size, E));
  CHECK(size == 3);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "patch: not a live snaproll_patch",
        snaproll_patch_size(patch, &size, E));
  snaproll_patch_free(other);
  snaproll_patch_free(NULL);
}

static void changes_within_strings_have_no_form_in_rfc_6902(void) {
  snaproll_patch* patch = patch_of("[[\"append\",\"/t\",\"x\"]]");
  snaproll_buf buf = {0};
  FAILS_AT(SNAPROLL_FORMAT, "RFC 6902 has no changes within strings", "/t",
           NO_OFFSET, snaproll_patch_to_json(patch, &buf, E));
  CHECK(buf.data == NULL && buf.size == 0);
  HINTS(SNAPROLL_FORMAT, "diff the values before and after the patch",
        snaproll_patch_to_json(patch, &buf, E));
  snaproll_patch_free(patch);
}

static void refused(int32_t code, const char* message, const char* pointer,
                    size_t offset, const char* json) {
  snaproll_patch* patch = NULL;
  FAILS_AT(code, message, pointer, offset,
           snaproll_patch_from_json(T(json), NULL, &patch, E));
  CHECK(patch == NULL);
}

static void what_is_no_patch_is_refused_with_its_place(void) {
  snaproll_options* options = NULL;
  snaproll_patch* patch = NULL;
  refused(SNAPROLL_PARSE, "expected a JSON value", "", 1, "[");
  refused(SNAPROLL_RANGE, NULL, "", 33,
          "[{\"op\":\"add\",\"path\":\"/a\",\"value\":99e307}]");
  refused(SNAPROLL_TYPE, "expected an array", "", NO_OFFSET, "{}");
  refused(SNAPROLL_TYPE, "expected an object or an array", "/0", NO_OFFSET,
          "[1]");
  refused(SNAPROLL_INVALID_ARGUMENT, "no operation of that name", "/1/op",
          NO_OFFSET,
          "[{\"op\":\"remove\",\"path\":\"/a\"},"
          "{\"op\":\"spell\",\"path\":\"/a\"}]");
  refused(SNAPROLL_NOT_FOUND, "the operation has no value", "/0/value",
          NO_OFFSET, "[{\"op\":\"add\",\"path\":\"/a\"}]");
  refused(SNAPROLL_PARSE, NULL, "/0/path", 0,
          "[{\"op\":\"remove\",\"path\":\"a\"}]");
  refused(SNAPROLL_RANGE, NULL, "/0/2", NO_OFFSET,
          "[[\"splice\",\"/a\",-1,0,[]]]");
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_limit(options, SNAPROLL_LIMIT_TEXT_BYTES, 3, E));
  FAILS_AT(SNAPROLL_LIMIT, "a string of more than 3 bytes", "", 19,
           snaproll_patch_from_json(SNAPROLL_Z("[[\"set\",\"/a\",\"1234\"]]"),
                                    options, &patch, E));
  snaproll_options_free(options);
}

static void applying_is_all_or_nothing(void) {
  snaproll_value* before = parsed("{\"a\":[1,2],\"s\":\"x\"}");
  snaproll_value* after = NULL;
  static const struct {
    const char* patch;
    int32_t code;
    const char* message;
    const char* pointer;
  } cases[] = {
      {"[[\"append\",\"/a\",[3]],[\"test\",\"/a/2\",4]]", SNAPROLL_TEST_FAILED,
       "operation 1: another value stands at this pointer", "/a/2"},
      {"[[\"remove\",\"/s\"],[\"set\",\"/s\",1]]", SNAPROLL_NOT_FOUND,
       "operation 1: nothing stands at this pointer", "/s"},
      {"[[\"append\",\"/s\",[3]]]", SNAPROLL_TYPE,
       "operation 0: expected an array", "/s"},
      {"[[\"splice\",\"/a\",1,2,[]]]", SNAPROLL_RANGE,
       "operation 0: 2 elements from 1, but there are 2", "/a"},
      {"[[\"add\",\"/a/02\",1]]", SNAPROLL_NOT_FOUND,
       "operation 0: nothing stands at this pointer", "/a/02"},
      {"[[\"move\",\"/a/0\",\"/a\"]]", SNAPROLL_INVALID_ARGUMENT,
       "operation 0: a value can not move into itself", "/a/0"},
  };
  size_t i;
  snaproll_patch* patch =
      patch_of("[[\"test\",\"/a/0\",1.0],[\"move\",\"/b\",\"/a\"]]");
  OK(snaproll_patch_apply(patch, before, &after, E));
  value_is(after, "{\"b\":[1,2],\"s\":\"x\"}");
  snaproll_patch_free(patch);
  for (i = 0; i < sizeof cases / sizeof *cases; ++i) {
    after = NULL;
    patch = patch_of(cases[i].patch);
    FAILS_AT(cases[i].code, cases[i].message, cases[i].pointer, NO_OFFSET,
             snaproll_patch_apply(patch, before, &after, E));
    CHECK(after == NULL);
    snaproll_patch_free(patch);
  }
  value_is(before, "{\"a\":[1,2],\"s\":\"x\"}");
}

static void depth_that_copies_make_is_limited(void) {
  snaproll_value* value = parsed("{\"a\":[]}");
  int i;
  int32_t status = SNAPROLL_OK;
  /* Each round puts all of it into itself. */
  snaproll_patch* deeper = patch_of("[[\"copy\",\"/a\",\"\"]]");
  for (i = 0; i < 1000 && status == SNAPROLL_OK; ++i) {
    snaproll_value* next = NULL;
    status = snaproll_patch_apply(deeper, value, &next, E);
    if (status != SNAPROLL_OK) break;
    snaproll_value_free(value);
    value = next;
  }
  CHECK(i == 998);
  FAILS_AT(SNAPROLL_LIMIT, "operation 0: a value of more than 1000 levels",
           "/a", NO_OFFSET, status);
  snaproll_value_free(value);
  snaproll_patch_free(deeper);
}

static void a_diff_is_applied_taken_back_and_composed(void) {
  snaproll_value* a = parsed("{\"list\":[1,2,3],\"n\":1}");
  snaproll_value* b = parsed("{\"list\":[1,3],\"n\":1,\"new\":null}");
  snaproll_value* made = NULL;
  snaproll_patch* there = NULL;
  snaproll_patch* back = NULL;
  snaproll_patch* both = NULL;
  snaproll_cancel* cancel = NULL;
  size_t size = 9;
  OK(snaproll_patch_diff(a, b, NULL, &there, E));
  compact_is(there, "[[\"splice\",\"/list\",1,1,[]],[\"add\",\"/new\",null]]");
  OK(snaproll_patch_apply(there, a, &made, E));
  value_is(made, "{\"list\":[1,3],\"n\":1,\"new\":null}");
  OK(snaproll_patch_invert(there, a, &back, E));
  OK(snaproll_patch_apply(back, b, &made, E));
  value_is(made, "{\"list\":[1,2,3],\"n\":1}");
  OK(snaproll_patch_compose(there, back, &both, E));
  OK(snaproll_patch_apply(both, a, &made, E));
  value_is(made, "{\"list\":[1,2,3],\"n\":1}");
  snaproll_patch_free(both);
  both = NULL;
  FAILS_AT(SNAPROLL_NOT_FOUND, "operation 1: nothing stands at this pointer",
           "/new", NO_OFFSET, snaproll_patch_invert(back, a, &both, E));
  CHECK(both == NULL);
  OK(snaproll_patch_diff(a, a, NULL, &both, E));
  OK(snaproll_patch_size(both, &size, E));
  CHECK(size == 0);
  snaproll_patch_free(both);
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_patch_diff(a, b, cancel, &both, E));
  snaproll_patch_free(both);
  both = NULL;
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, "stopped while comparing",
        snaproll_patch_diff(a, b, cancel, &both, E));
  CHECK(both == NULL);
  snaproll_cancel_free(cancel);
  snaproll_patch_free(there);
  snaproll_patch_free(back);
  snaproll_value_free(a);
  snaproll_value_free(b);
}

static snaproll_context* new_context(void) {
  snaproll_context* context = NULL;
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("x"),
                                   SNAPROLL_Z("[1,2]"), E));
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("n"),
                                         SNAPROLL_Z("1"), E));
  return context;
}

static void state_is(const snaproll_context* context, const char* expected) {
  snaproll_value* value = NULL;
  OK(snaproll_context_value(context, &value, E));
  value_is(value, expected);
}

#define STATE "{\"node_results\":{\"n\":1},\"state\":\"Running\",\"variables\":"

static void snapshots_and_contexts_are_compared(void) {
  snaproll_context* context = new_context();
  snaproll_snapshot* first = NULL;
  snaproll_snapshot* second = NULL;
  snaproll_value* value = NULL;
  snaproll_patch* patch = NULL;
  snaproll_cancel* stop = NULL;
  OK(snaproll_context_take_snapshot(context, NULL, &first, E));
  OK(snaproll_snapshot_value(first, &value, E));
  value_is(value, STATE "{\"x\":[1,2]}}");
  OK(snaproll_context_append(context, SNAPROLL_Z("/variables/x"),
                             SNAPROLL_Z("3"), E));
  OK(snaproll_context_pause(context, E));
  OK(snaproll_context_diff(context, first, NULL, &patch, E));
  compact_is(patch,
             "[[\"append\",\"/variables/x\",[3]],"
             "[\"set\",\"/state\",\"Paused\"]]");
  snaproll_patch_free(patch);
  OK(snaproll_context_take_snapshot(context, NULL, &second, E));
  OK(snaproll_snapshot_diff(second, first, NULL, &patch, E));
  compact_is(patch,
             "[[\"splice\",\"/variables/x\",2,1,[]],"
             "[\"set\",\"/state\",\"Running\"]]");
  snaproll_patch_free(patch);
  patch = NULL;
  OK(snaproll_cancel_new(&stop, E));
  OK(snaproll_cancel_trigger(stop, E));
  FAILS(SNAPROLL_STOPPED, "stopped while comparing",
        snaproll_snapshot_diff(first, second, stop, &patch, E));
  FAILS(SNAPROLL_STOPPED, "stopped while comparing",
        snaproll_context_diff(context, first, stop, &patch, E));
  CHECK(patch == NULL);
  snaproll_cancel_free(stop);
  snaproll_snapshot_free(first);
  snaproll_snapshot_free(second);
  snaproll_context_free(context);
}

static void a_context_is_patched_as_one_change_or_not(void) {
  static const struct {
    const char* patch;
    int32_t code;
    const char* pointer;
  } cases[] = {
      {"[[\"add\",\"/variables/y\",1],[\"test\",\"/variables/x/0\",2]]",
       SNAPROLL_TEST_FAILED, "/variables/x/0"},
      {"[[\"remove\",\"/variables\"]]", SNAPROLL_NOT_FOUND, "/variables"},
      {"[[\"set\",\"/variables\",[]]]", SNAPROLL_TYPE, "/variables"},
      {"[[\"set\",\"/state\",\"Dozing\"]]", SNAPROLL_INVALID_ARGUMENT,
       "/state"},
      {"[[\"add\",\"/elsewhere\",1]]", SNAPROLL_INVALID_ARGUMENT, "/elsewhere"},
      {"[[\"add\",\"/node_results/\",1]]", SNAPROLL_INVALID_ARGUMENT,
       "/node_results/"},
      {"[[\"splice\",\"/variables/x\",4,0,[]]]", SNAPROLL_RANGE,
       "/variables/x"},
  };
  snaproll_context* context = new_context();
  snaproll_patch* patch = patch_of(
      "[[\"append\",\"/variables/x\",[3]],"
      "[\"copy\",\"/variables/y\",\"/variables/x\"]]");
  uint64_t version = 0;
  uint64_t later = 0;
  size_t count = 9;
  size_t i;
  OK(snaproll_context_version(context, &version, E));
  OK(snaproll_context_apply_patch(context, patch, E));
  snaproll_patch_free(patch);
  OK(snaproll_context_version(context, &later, E));
  CHECK(later == version + 1);
  for (i = 0; i < sizeof cases / sizeof *cases; ++i) {
    patch = patch_of(cases[i].patch);
    FAILS_AT(cases[i].code, NULL, cases[i].pointer, NO_OFFSET,
             snaproll_context_apply_patch(context, patch, E));
    snaproll_patch_free(patch);
  }
  OK(snaproll_context_version(context, &later, E));
  CHECK(later == version + 1);
  state_is(context, STATE "{\"x\":[1,2,3],\"y\":[1,2,3]}}");
  OK(snaproll_context_undo_count(context, &count, E));
  CHECK(count == 1);
  OK(snaproll_context_undo_rollback(context, NULL, E));
  state_is(context, STATE "{\"x\":[1,2]}}");
  snaproll_context_free(context);
}

int main(void) {
  a_patch_is_read_and_written_in_three_forms();
  changes_within_strings_have_no_form_in_rfc_6902();
  what_is_no_patch_is_refused_with_its_place();
  applying_is_all_or_nothing();
  depth_that_copies_make_is_limited();
  a_diff_is_applied_taken_back_and_composed();
  snapshots_and_contexts_are_compared();
  a_context_is_patched_as_one_change_or_not();
  return check_end();
}
