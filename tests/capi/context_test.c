/* Contexts: rules C2 to C8, their JSON form, transactions, snapshots. */
#include "check.h"

static snaproll_options* manual_options(void) {
  snaproll_clock* clock = NULL;
  snaproll_options* options = NULL;
  OK(snaproll_clock_new_manual(1000000000, 1000000000, &clock, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, clock, E));
  OK(snaproll_options_set_id_seed(options, 1, E));
  snaproll_clock_free(clock);
  return options;
}

static snaproll_context* new_context(void) {
  snaproll_options* options = manual_options();
  snaproll_context* context = NULL;
  OK(snaproll_context_new(SNAPROLL_Z("flow"), options, &context, E));
  snaproll_options_free(options);
  return context;
}

static void state_is(const snaproll_context* context, int32_t expected,
                     const char* expected_message) {
  int32_t state = -1;
  snaproll_buf message = {0};
  OK(snaproll_context_state(context, &state, &message, E));
  CHECK(state == expected);
  TEXT_IS(message, expected_message);
  OK(snaproll_context_state(context, &state, NULL, E));
}

/* Rule C2. */
static void a_new_context_runs_and_is_empty(void) {
  snaproll_context* context = new_context();
  snaproll_checkpoint* checkpoint = NULL;
  snaproll_buf buf = {0};
  snaproll_id id;
  int64_t time = 0;
  uint64_t version = 9;
  bool yes = true;
  OK(snaproll_context_execution_id(context, &buf, E));
  CHECK(buf.size == 36);
  snaproll_buf_dispose(&buf);
  OK(snaproll_context_workflow_id(context, &buf, E));
  TEXT_IS(buf, "flow");
  OK(snaproll_context_started_at(context, &time, E));
  CHECK(time == 2000000000);
  OK(snaproll_context_completed_at(context, &time, E));
  CHECK(time == SNAPROLL_NO_TIME);
  state_is(context, SNAPROLL_RUNNING, "");
  OK(snaproll_context_version(context, &version, E));
  CHECK(version == 0);
  OK(snaproll_context_position(context, &id, &yes, E));
  CHECK(!yes);
  OK(snaproll_context_can_resume(context, &yes, E));
  CHECK(!yes);
  FAILS(SNAPROLL_NOT_FOUND, "there is no checkpoint",
        snaproll_context_checkpoint(context, &checkpoint, E));
  snaproll_context_free(context);
  snaproll_context_free(NULL);
}

static void ids_have_1_to_255_bytes(void) {
  snaproll_context* context = NULL;
  char id[256];
  memset(id, 'w', sizeof id);
  OK(snaproll_context_new(id, 255, NULL, &context, E));
  snaproll_context_free(context);
  FAILS(SNAPROLL_LIMIT, NULL, snaproll_context_new(id, 256, NULL, &context, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the workflow id is empty",
        snaproll_context_new(NULL, 0, NULL, &context, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_context_new("w\xfe", 2, NULL, &context, E));
  CHECK(context == NULL);
}

/* Rule C6. */
static void completed_at_is_set_once_and_leaves_the_state(void) {
  snaproll_context* context = new_context();
  int64_t first = 0;
  int64_t second = 0;
  OK(snaproll_context_mark_completed(context, E));
  OK(snaproll_context_completed_at(context, &first, E));
  OK(snaproll_context_mark_completed(context, E));
  OK(snaproll_context_completed_at(context, &second, E));
  CHECK(first != SNAPROLL_NO_TIME && first == second);
  state_is(context, SNAPROLL_RUNNING, "");
  snaproll_context_free(context);
}

/* Rules C3 and C7. */
static void states_change_as_told(void) {
  snaproll_context* context = new_context();
  int64_t time = SNAPROLL_NO_TIME;
  bool yes = false;
  OK(snaproll_context_set_state(context, SNAPROLL_FAILED, SNAPROLL_Z("no ink"),
                                E));
  state_is(context, SNAPROLL_FAILED, "no ink");
  OK(snaproll_context_resume(context, E));
  state_is(context, SNAPROLL_FAILED, "no ink");
  OK(snaproll_context_pause(context, E));
  state_is(context, SNAPROLL_PAUSED, "");
  OK(snaproll_context_can_resume(context, &yes, E));
  CHECK(yes);
  OK(snaproll_context_resume(context, E));
  state_is(context, SNAPROLL_RUNNING, "");
  OK(snaproll_context_set_state(context, SNAPROLL_COMPLETED, SNAPROLL_Z("x"),
                                E));
  state_is(context, SNAPROLL_COMPLETED, "");
  OK(snaproll_context_cancel(context, E));
  state_is(context, SNAPROLL_CANCELLED, "");
  OK(snaproll_context_completed_at(context, &time, E));
  CHECK(time != SNAPROLL_NO_TIME);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "state: no such state",
        snaproll_context_set_state(context, 5, NULL, 0, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "state: no such state",
        snaproll_context_set_state(context, -1, NULL, 0, E));
  state_is(context, SNAPROLL_CANCELLED, "");
  snaproll_context_free(context);
}

/* Rule C8. */
static void checkpoints_are_resumed_from(void) {
  snaproll_context* context = new_context();
  snaproll_context* resumed = NULL;
  snaproll_checkpoint* checkpoint = NULL;
  snaproll_checkpoint* again = NULL;
  snaproll_checkpoint* kept = NULL;
  snaproll_value* variables = NULL;
  snaproll_buf buf = {0};
  snaproll_view message;
  int64_t time = 0;
  int64_t started = 1;
  int32_t state = -1;
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("x"), SNAPROLL_Z("1"),
                                   E));
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("n"),
                                         SNAPROLL_Z("2"), E));
  OK(snaproll_context_set_state(context, SNAPROLL_FAILED, SNAPROLL_Z("why"),
                                E));
  OK(snaproll_context_create_checkpoint(context, NULL, E));
  OK(snaproll_context_create_checkpoint(context, &checkpoint, E));
  OK(snaproll_context_checkpoint(context, &again, E));
  OK(snaproll_checkpoint_timestamp(again, &time, E));
  OK(snaproll_checkpoint_completed_nodes(again, &buf, E));
  TEXT_IS(buf, "[\"n\"]");
  OK(snaproll_checkpoint_state(again, &state, &message, E));
  CHECK(state == SNAPROLL_FAILED);
  VIEW_IS(message, "why");
  OK(snaproll_checkpoint_state(again, &state, NULL, E));
  OK(snaproll_checkpoint_variables(again, &variables, E));
  OK(snaproll_value_to_json(variables, NULL, &buf, E));
  TEXT_IS(buf, "{\"x\":1}");
  OK(snaproll_checkpoint_ref(checkpoint, &kept, E));
  snaproll_checkpoint_free(checkpoint);
  OK(snaproll_context_resume_from_checkpoint(kept, SNAPROLL_Z("next"), NULL,
                                             &resumed, E));
  OK(snaproll_context_started_at(resumed, &started, E));
  CHECK(started == time);
  state_is(resumed, SNAPROLL_FAILED, "why");
  OK(snaproll_context_get_variable(resumed, SNAPROLL_Z("x"), &buf, E));
  TEXT_IS(buf, "1");
  OK(snaproll_context_recorded_nodes(resumed, &buf, E));
  TEXT_IS(buf, "[]");
  OK(snaproll_context_workflow_id(resumed, &buf, E));
  TEXT_IS(buf, "next");
  snaproll_checkpoint_free(again);
  OK(snaproll_context_checkpoint(resumed, &again, E));
  OK(snaproll_checkpoint_to_json(again, &buf, E));
  TEXT_IS(buf,
          "{\"timestamp\":\"1970-01-01T00:00:04Z\",\"completed_nodes\":"
          "[\"n\"],\"variables\":{\"x\":1},\"state\":{\"Failed\":\"why\"}}");
  snaproll_context_free(resumed);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the workflow id is empty",
        snaproll_context_resume_from_checkpoint(kept, NULL, 0, NULL, &resumed,
                                                E));
  CHECK(resumed == NULL);
  snaproll_value_free(variables);
  snaproll_checkpoint_free(again);
  snaproll_checkpoint_free(kept);
  snaproll_checkpoint_free(NULL);
  snaproll_context_free(context);
}

/* Rule J1. */
static void checkpoints_have_a_json_form(void) {
  snaproll_checkpoint* checkpoint = NULL;
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_checkpoint_from_json(SNAPROLL_Z(""), NULL, &checkpoint, E));
  FAILS_AT(
      SNAPROLL_NOT_FOUND, "the member \"timestamp\" is missing", "/timestamp",
      NO_OFFSET,
      snaproll_checkpoint_from_json(SNAPROLL_Z("{}"), NULL, &checkpoint, E));
  FAILS_AT(SNAPROLL_EXISTS, NULL, "/state", NO_OFFSET,
           snaproll_checkpoint_from_json(
               SNAPROLL_Z("{\"timestamp\":\"2024-01-01T00:00:00Z\","
                          "\"completed_nodes\":[],\"variables\":{},"
                          "\"state\":\"Paused\",\"state\":\"Paused\"}"),
               NULL, &checkpoint, E));
  CHECK(checkpoint == NULL);
}

/* Rules J1 and J2; S3: a copy is a context of its own. */
static void json_moves_a_context(void) {
  snaproll_context* context = new_context();
  snaproll_context* read = NULL;
  snaproll_context* copy = NULL;
  snaproll_cancel* cancel = NULL;
  snaproll_buf first = {0};
  snaproll_buf second = {0};
  OK(snaproll_context_set_variable_text(context, SNAPROLL_Z("t"),
                                        SNAPROLL_Z("\x01"), E));
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("n"),
                                         SNAPROLL_Z("[1.0]"), E));
  OK(snaproll_context_pause(context, E));
  OK(snaproll_context_to_json(context, NULL, &first, E));
  OK(snaproll_context_from_json(first.data, first.size, NULL, NULL, &read, E));
  OK(snaproll_context_to_json(read, NULL, &second, E));
  CHECK(first.size == second.size &&
        memcmp(first.data, second.data, first.size) == 0);
  snaproll_buf_dispose(&second);
  OK(snaproll_context_copy(read, &copy, E));
  OK(snaproll_context_remove_variable(copy, SNAPROLL_Z("t"), E));
  OK(snaproll_context_to_json(read, NULL, &second, E));
  CHECK(first.size == second.size &&
        memcmp(first.data, second.data, first.size) == 0);
  snaproll_buf_dispose(&second);
  snaproll_context_free(read);
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_context_from_json(first.data, first.size, NULL, cancel, &read,
                                   E));
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_context_to_json(context, cancel, &second, E));
  CHECK(read == NULL && second.data == NULL);
  snaproll_cancel_free(cancel);
  snaproll_buf_dispose(&first);
  snaproll_context_free(context);
  snaproll_context_free(copy);
}

#define IS_ENDED(call) \
  FAILS(SNAPROLL_UNUSABLE, "this transaction has ended", call)

static void an_ended_transaction_has_nothing_to_read(snaproll_context* tx) {
  snaproll_buf buf = {0};
  snaproll_value* value = NULL;
  snaproll_context* other = NULL;
  snaproll_execution* run = NULL;
  snaproll_checkpoint* checkpoint = NULL;
  snaproll_id id;
  uint64_t version = 0;
  int64_t integer = 0;
  int32_t state = 0;
  bool flag = false;
  IS_ENDED(snaproll_context_get_variable(tx, SNAPROLL_Z("a"), &buf, E));
  IS_ENDED(snaproll_context_get_variable_value(tx, SNAPROLL_Z("a"), &value, E));
  IS_ENDED(
      snaproll_context_get_variable_int64(tx, SNAPROLL_Z("a"), &integer, E));
  IS_ENDED(snaproll_context_get_node_result(tx, SNAPROLL_Z("a"), &buf, E));
  IS_ENDED(snaproll_context_variables(tx, &value, E));
  IS_ENDED(snaproll_context_node_results(tx, &value, E));
  IS_ENDED(snaproll_context_recorded_nodes(tx, &buf, E));
  IS_ENDED(snaproll_context_state(tx, &state, &buf, E));
  IS_ENDED(snaproll_context_version(tx, &version, E));
  IS_ENDED(snaproll_context_position(tx, &id, &flag, E));
  IS_ENDED(snaproll_context_checkpoint(tx, &checkpoint, E));
  IS_ENDED(snaproll_context_can_resume(tx, &flag, E));
  IS_ENDED(snaproll_context_execution_id(tx, &buf, E));
  IS_ENDED(snaproll_context_started_at(tx, &integer, E));
  IS_ENDED(snaproll_context_copy(tx, &other, E));
  IS_ENDED(snaproll_context_begin(tx, &other, E));
  IS_ENDED(snaproll_execution_from_context(tx, NULL, &run, E));
  CHECK(buf.data == NULL && value == NULL && other == NULL && run == NULL);
}

static void a_transaction_is_one_change(void) {
  snaproll_context* context = new_context();
  snaproll_context* tx = NULL;
  snaproll_buf buf = {0};
  uint64_t version = 0;
  OK(snaproll_context_begin(context, &tx, E));
  OK(snaproll_context_set_variable_int64(tx, SNAPROLL_Z("a"), 1, E));
  OK(snaproll_context_set_variable_int64(tx, SNAPROLL_Z("b"), 2, E));
  FAILS_AT(SNAPROLL_NOT_FOUND, "there is no such variable", "/variables/a",
           NO_OFFSET,
           snaproll_context_get_variable(context, SNAPROLL_Z("a"), &buf, E));
  OK(snaproll_context_commit(tx, E));
  OK(snaproll_context_version(context, &version, E));
  CHECK(version == 1);
  FAILS(SNAPROLL_UNUSABLE, "this transaction has ended",
        snaproll_context_commit(tx, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_context_abort(tx, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_context_pause(tx, E));
  an_ended_transaction_has_nothing_to_read(tx);
  FAILS(
      SNAPROLL_UNUSABLE, NULL,
      snaproll_context_set(tx, SNAPROLL_Z("/variables/a"), SNAPROLL_Z("1"), E));
  snaproll_context_free(tx);

  OK(snaproll_context_begin(context, &tx, E));
  OK(snaproll_context_set_variable_int64(tx, SNAPROLL_Z("a"), 3, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("c"), 3, E));
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_context_commit(tx, E));
  OK(snaproll_context_abort(tx, E));
  OK(snaproll_context_get_variable(context, SNAPROLL_Z("a"), &buf, E));
  TEXT_IS(buf, "1");
  snaproll_context_free(tx);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "this context is no transaction",
        snaproll_context_commit(context, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "this context is no transaction",
        snaproll_context_abort(context, E));
  snaproll_context_free(context);
}

/* Rules S2 and S3. */
static void a_snapshot_goes_back(void) {
  snaproll_context* context = new_context();
  snaproll_snapshot* snapshot = NULL;
  snaproll_id taken;
  snaproll_id position;
  snaproll_buf buf = {0};
  bool present = false;
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("a"), 1, E));
  OK(snaproll_context_take_snapshot(context, NULL, &snapshot, E));
  OK(snaproll_snapshot_get_id(snapshot, &taken, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("a"), 2, E));
  OK(snaproll_context_cancel(context, E));
  OK(snaproll_context_apply(context, snapshot, E));
  OK(snaproll_context_get_variable(context, SNAPROLL_Z("a"), &buf, E));
  TEXT_IS(buf, "1");
  state_is(context, SNAPROLL_RUNNING, "");
  OK(snaproll_context_position(context, &position, &present, E));
  CHECK(present && memcmp(&position, &taken, sizeof taken) == 0);
  snaproll_snapshot_free(snapshot);
  snaproll_context_free(context);
}

int main(void) {
  a_new_context_runs_and_is_empty();
  ids_have_1_to_255_bytes();
  completed_at_is_set_once_and_leaves_the_state();
  states_change_as_told();
  checkpoints_are_resumed_from();
  checkpoints_have_a_json_form();
  json_moves_a_context();
  a_transaction_is_one_change();
  a_snapshot_goes_back();
  return check_end();
}
