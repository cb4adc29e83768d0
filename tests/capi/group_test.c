/* Groups through the C ABI, and what snapshots take. */
#include "check.h"

static snaproll_options* options;
static snaproll_execution* runs[2];
static snaproll_manager* managers[2];
static snaproll_id group;

static int has(const snaproll_buf* text, const char* part) {
  return strstr(text->data, part) != NULL;
}

static void set(int64_t number) {
  int i;
  for (i = 0; i < 2; ++i) {
    snaproll_context* context = NULL;
    OK(snaproll_execution_context(runs[i], &context, E));
    OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("x"), number,
                                           E));
    snaproll_context_free(context);
  }
}

static int64_t number_of(int i) {
  snaproll_context* context = NULL;
  int64_t number = 0;
  OK(snaproll_execution_context(runs[i], &context, E));
  OK(snaproll_context_get_variable_int64(context, SNAPROLL_Z("x"), &number, E));
  snaproll_context_free(context);
  return number;
}

static void a_group_is_taken_of_each_and_told(void) {
  snaproll_snapshot_options* told = NULL;
  snaproll_buf json = {0};
  char text[37];
  char expected[200];
  int i;
  OK(snaproll_snapshot_options_new(&told, E));
  OK(snaproll_snapshot_options_set_label(told, SNAPROLL_Z("before"), E));
  set(1);
  OK(snaproll_execution_snapshot_group(runs, 2, told, &group, E));
  snaproll_snapshot_options_free(told);
  snaproll_id_text(&group, text, E);
  for (i = 0; i < 2; ++i) {
    snaproll_snapshot* latest = NULL;
    snaproll_id id;
    char of[37];
    OK(snaproll_manager_latest(managers[i], &latest, E));
    OK(snaproll_snapshot_get_id(latest, &id, E));
    snaproll_snapshot_free(latest);
    snaproll_id_text(&id, of, E);
    snprintf(expected, sizeof expected,
             "[{\"id\":\"%s\",\"snapshot\":\"%s\",\"label\":\"before\",\"at\":"
             "\"2023-11-14T22:13:20Z\",\"members\":2}]",
             text, of);
    OK(snaproll_manager_groups(managers[i], &json, E));
    TEXT_IS(json, expected);
  }
}

static void all_go_back_or_none(void) {
  snaproll_rollback_result* results[2] = {NULL, NULL};
  bool success = false;
  const snaproll_id none = {{0}};
  int i;
  set(2);
  OK(snaproll_execution_rollback_group(runs, 2, &group, results, E));
  for (i = 0; i < 2; ++i) {
    OK(snaproll_rollback_result_success(results[i], &success, E));
    CHECK(success);
    CHECK(number_of(i) == 1);
    snaproll_rollback_result_free(results[i]);
  }
  set(3);
  OK(snaproll_execution_rollback_group(runs, 2, &group, NULL, E));
  set(4);
  HINTS(SNAPROLL_NOT_FOUND, "groups() tells them",
        snaproll_execution_rollback_group(runs, 2, &none, results, E));
  CHECK(results[0] == NULL && results[1] == NULL);
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_execution_rollback_group(runs, 1, &group, NULL, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "there are no executions",
        snaproll_execution_rollback_group(NULL, 0, &group, NULL, E));
  CHECK(number_of(0) == 4 && number_of(1) == 4);
}

static void an_execution_is_told_once(void) {
  snaproll_execution* const twice[2] = {runs[0], runs[0]};
  snaproll_id id;
  FAILS(SNAPROLL_INVALID_ARGUMENT, "executions[1]: it is there twice",
        snaproll_execution_snapshot_group(twice, 2, NULL, &id, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "there are no executions",
        snaproll_execution_snapshot_group(NULL, 0, NULL, NULL, E));
}

static void a_member_stays_until_the_group_is_removed(void) {
  snaproll_snapshot* latest = NULL;
  snaproll_id id;
  OK(snaproll_manager_latest(managers[0], &latest, E));
  OK(snaproll_snapshot_get_id(latest, &id, E));
  snaproll_snapshot_free(latest);
  HINTS(SNAPROLL_HELD, "remove the group first",
        snaproll_manager_remove(managers[0], &id, E));
  OK(snaproll_manager_remove_group(managers[0], &group, E));
  HINTS(SNAPROLL_NOT_FOUND, "groups() tells them",
        snaproll_manager_remove_group(managers[0], &group, E));
  OK(snaproll_manager_remove(managers[0], &id, E));
}

static void what_snapshots_take_is_told(void) {
  snaproll_snapshot_list* list = NULL;
  const snaproll_id* ids = NULL;
  size_t count = 0;
  snaproll_buf json = {0};
  const snaproll_id none = {{0}};
  OK(snaproll_manager_list(managers[1], &list, E));
  OK(snaproll_snapshot_list_count(list, &count, E));
  OK(snaproll_snapshot_list_ids(list, &ids, E));
  CHECK(count == 1);
  OK(snaproll_manager_usage(managers[1], ids, count, NULL, &json, E));
  CHECK(has(&json, "{\"total\":") && has(&json, ",\"alone\":"));
  CHECK(has(&json, ",\"shared\":") && has(&json, ",\"freed\":"));
  snaproll_buf_dispose(&json);
  OK(snaproll_manager_usage(managers[1], NULL, 0, NULL, &json, E));
  TEXT_IS(json, "{\"total\":0,\"alone\":0,\"shared\":0,\"freed\":0}");
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_manager_usage(managers[1], &none, 1, NULL, &json, E));
  snaproll_snapshot_list_free(list);
}

int main(void) {
  snaproll_clock* by_hand = NULL;
  int i;
  OK(snaproll_clock_new_manual(1700000000000000000, 0, &by_hand, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, by_hand, E));
  for (i = 0; i < 2; ++i) {
    OK(snaproll_execution_new(options, &runs[i], E));
    OK(snaproll_execution_manager(runs[i], &managers[i], E));
  }
  a_group_is_taken_of_each_and_told();
  all_go_back_or_none();
  an_execution_is_told_once();
  a_member_stays_until_the_group_is_removed();
  what_snapshots_take_is_told();
  for (i = 0; i < 2; ++i) {
    snaproll_manager_free(managers[i]);
    snaproll_execution_free(runs[i]);
  }
  snaproll_options_free(options);
  snaproll_clock_free(by_hand);
  return check_end();
}
