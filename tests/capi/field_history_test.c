/* The changes of one value from snapshot to snapshot, through the C ABI. */
#include "check.h"

static snaproll_execution* execution;
static snaproll_context* context;

static void snapshot_with_x(const char* json) {
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("x"), T(json), E));
  OK(snaproll_execution_snapshot(execution, NULL, NULL, E));
}

static snaproll_field_history* history_of(const char* pointer) {
  snaproll_field_history* history = NULL;
  OK(snaproll_execution_history(execution, T(pointer), &history, E));
  return history;
}

/* x is 1, again 1, "two", and gone. */
static void make_snapshots(void) {
  snapshot_with_x("1");
  snapshot_with_x("1");
  snapshot_with_x("\"two\"");
  OK(snaproll_context_remove_variable(context, SNAPROLL_Z("x"), E));
  OK(snaproll_execution_snapshot(execution, NULL, NULL, E));
}

static void columns_tell_the_changes(void) {
  snaproll_field_history* history = history_of("/variables/x");
  const snaproll_id* ids = NULL;
  const int64_t* times = NULL;
  const uint8_t* flags = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_id id;
  size_t count = 0;
  OK(snaproll_field_history_count(history, &count, E));
  CHECK(count == 3);
  OK(snaproll_field_history_flags(history, &flags, E));
  CHECK(flags[0] == SNAPROLL_FIELD_HAS_BEFORE);
  CHECK(flags[1] == (SNAPROLL_FIELD_HAS_BEFORE | SNAPROLL_FIELD_HAS_AFTER));
  CHECK(flags[2] == SNAPROLL_FIELD_HAS_AFTER);
  OK(snaproll_field_history_before(history, &offsets, &bytes, E));
  CHECK(offsets[0] == 0 && offsets[1] == 5 && offsets[2] == 6 &&
        offsets[3] == 6);
  CHECK(memcmp(bytes, "\"two\"1", 6) == 0);
  OK(snaproll_field_history_after(history, &offsets, &bytes, E));
  CHECK(offsets[0] == 0 && offsets[1] == 0 && offsets[2] == 5 &&
        offsets[3] == 6);
  CHECK(memcmp(bytes, "\"two\"1", 6) == 0);
  OK(snaproll_field_history_ids(history, &ids, E));
  OK(snaproll_field_history_created_at(history, &times, E));
  CHECK(times[0] > times[1] && times[1] > times[2]);
  OK(snaproll_field_history_at(history, 1, &snapshot, E));
  OK(snaproll_snapshot_get_id(snapshot, &id, E));
  CHECK(memcmp(&id, &ids[1], sizeof id) == 0);
  snaproll_snapshot_free(snapshot);
  FAILS(SNAPROLL_NOT_FOUND, "the history has 3 changes",
        snaproll_field_history_at(history, 3, &snapshot, E));
  CHECK(snapshot == NULL);
  snaproll_field_history_free(history);
}

static void values_are_given_one_by_one(void) {
  snaproll_field_history* history = history_of("/variables/x");
  snaproll_value* value = NULL;
  snaproll_buf text = {0};
  OK(snaproll_field_history_after_at(history, 1, &value, E));
  OK(snaproll_value_to_json(value, NULL, &text, E));
  TEXT_IS(text, "\"two\"");
  snaproll_value_free(value);
  OK(snaproll_field_history_before_at(history, 1, &value, E));
  OK(snaproll_value_to_json(value, NULL, &text, E));
  TEXT_IS(text, "1");
  snaproll_value_free(value);
  FAILS(SNAPROLL_NOT_FOUND, "there was no value",
        snaproll_field_history_after_at(history, 0, &value, E));
  FAILS(SNAPROLL_NOT_FOUND, "there was no value",
        snaproll_field_history_before_at(history, 2, &value, E));
  FAILS(SNAPROLL_NOT_FOUND, "the history has 3 changes",
        snaproll_field_history_before_at(history, 3, &value, E));
  CHECK(value == NULL);
  snaproll_field_history_free(history);
}

static void a_history_stays_as_it_is(void) {
  snaproll_manager* manager = NULL;
  snaproll_field_history* history = NULL;
  snaproll_field_history* other = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  size_t count = 0;
  OK(snaproll_execution_manager(execution, &manager, E));
  OK(snaproll_manager_history(manager, SNAPROLL_Z("/variables/x"), &history,
                              E));
  OK(snaproll_manager_clear(manager, E));
  snaproll_manager_free(manager);
  OK(snaproll_field_history_ref(history, &other, E));
  snaproll_field_history_free(history);
  OK(snaproll_field_history_count(other, &count, E));
  CHECK(count == 3);
  OK(snaproll_field_history_after(other, &offsets, &bytes, E));
  CHECK(offsets[3] == 6);
  snaproll_field_history_free(other);
  other = history_of("/variables/x");
  OK(snaproll_field_history_count(other, &count, E));
  CHECK(count == 0);
  OK(snaproll_field_history_before(other, &offsets, &bytes, E));
  CHECK(offsets[0] == 0);
  snaproll_field_history_free(other);
  snaproll_field_history_free(NULL);
}

static void pointers_are_checked(void) {
  snaproll_field_history* history = NULL;
  FAILS_AT(SNAPROLL_PARSE, "a JSON Pointer begins with '/'", "", 0,
           snaproll_execution_history(execution, SNAPROLL_Z("x"), &history, E));
  FAILS_AT(SNAPROLL_PARSE, "'~' is written ~0, and '/' inside ~1", "", 11,
           snaproll_execution_history(execution, SNAPROLL_Z("/variables/~2"),
                                      &history, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, "nothing stands at this pointer", "/x", NO_OFFSET,
      snaproll_execution_history(execution, SNAPROLL_Z("/x"), &history, E));
  HINTS(SNAPROLL_NOT_FOUND, "begin with /variables, /node_results or /state",
        snaproll_execution_history(execution, SNAPROLL_Z("/x"), &history, E));
  CHECK(history == NULL);
}

int main(void) {
  snaproll_clock* clock_of_all = NULL;
  snaproll_options* options = NULL;
  OK(snaproll_clock_new_manual(1700000000000000000, 1, &clock_of_all, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, clock_of_all, E));
  OK(snaproll_execution_new(options, &execution, E));
  OK(snaproll_execution_context(execution, &context, E));
  make_snapshots();
  columns_tell_the_changes();
  values_are_given_one_by_one();
  pointers_are_checked();
  a_history_stays_as_it_is();
  snaproll_context_free(context);
  snaproll_execution_free(execution);
  snaproll_options_free(options);
  snaproll_clock_free(clock_of_all);
  return check_end();
}
