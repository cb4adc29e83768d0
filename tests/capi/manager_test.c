/* Managers, results of rollbacks, summaries: rules M1 to M18 through the C ABI.
 */
#include "check.h"

static snaproll_context* context;

static snaproll_manager* new_manager(size_t maximum) {
  snaproll_manager* manager = NULL;
  OK(snaproll_manager_new(maximum, NULL, &manager, E));
  return manager;
}

static size_t count_of(const snaproll_manager* manager) {
  size_t count = SIZE_MAX;
  OK(snaproll_manager_count(manager, &count, E));
  return count;
}

static void set(int64_t x) {
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("x"), x, E));
}

static int64_t get(void) {
  int64_t x = 0;
  OK(snaproll_context_get_variable_int64(context, SNAPROLL_Z("x"), &x, E));
  return x;
}

static void summary_is(const snaproll_manager* manager, size_t total,
                       size_t maximum, bool on, size_t interval,
                       size_t processed) {
  snaproll_summary* summary = NULL;
  size_t count = 0;
  bool yes = false;
  OK(snaproll_manager_summary(manager, &summary, E));
  OK(snaproll_summary_total_snapshots(summary, &count, E));
  CHECK(count == total);
  OK(snaproll_summary_max_snapshots(summary, &count, E));
  CHECK(count == maximum);
  OK(snaproll_summary_auto_snapshot_enabled(summary, &yes, E));
  CHECK(yes == on);
  OK(snaproll_summary_auto_snapshot_interval(summary, &count, E));
  CHECK(count == interval);
  OK(snaproll_summary_nodes_processed(summary, &count, E));
  CHECK(count == processed);
  snaproll_summary_free(summary);
  snaproll_summary_free(NULL);
}

/* Rules M1, M2, M3. */
static void a_history_is_bounded(void) {
  snaproll_manager* manager = new_manager(2);
  snaproll_snapshot* snapshot = NULL;
  snaproll_id ids[3];
  snaproll_id found;
  int i;
  summary_is(manager, 0, 2, false, 5, 0);
  FAILS(SNAPROLL_NOT_FOUND, "No snapshots available",
        snaproll_manager_latest(manager, &snapshot, E));
  for (i = 0; i < 3; ++i)
    OK(snaproll_manager_create_snapshot(manager, context, NULL, &ids[i], E));
  CHECK(count_of(manager) == 2);
  CHECK(snaproll_manager_get(manager, &ids[0], &snapshot, E) ==
        SNAPROLL_NOT_FOUND);
  CHECK(strncmp(snaproll_error_message(check_error), "Snapshot ", 9) == 0);
  snaproll_error_free(check_error);
  check_error = NULL;
  OK(snaproll_manager_get(manager, &ids[1], &snapshot, E));
  snaproll_snapshot_free(snapshot);
  OK(snaproll_manager_latest(manager, &snapshot, E));
  OK(snaproll_snapshot_get_id(snapshot, &found, E));
  CHECK(memcmp(&found, &ids[2], sizeof found) == 0);
  snaproll_snapshot_free(snapshot);
  snaproll_manager_free(manager);
  manager = new_manager(0);
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &found, E));
  CHECK(count_of(manager) == 0);
  snaproll_manager_free(manager);
  manager = new_manager(SNAPROLL_UNLIMITED);
  for (i = 0; i < 20; ++i)
    OK(snaproll_manager_create_snapshot(manager, context, NULL, NULL, E));
  CHECK(count_of(manager) == 20);
  snaproll_manager_free(manager);
  snaproll_manager_free(NULL);
}

/* Rules M4, M5, M6. */
static void snapshots_are_taken_automatically(void) {
  snaproll_manager* manager = new_manager(10);
  snaproll_id id;
  bool taken = true;
  OK(snaproll_manager_on_node_execute(manager, context, SNAPROLL_Z("n"), &id,
                                      &taken, E));
  CHECK(!taken);
  OK(snaproll_manager_set_auto_snapshot(manager, 2, E));
  OK(snaproll_manager_on_node_execute(manager, context, SNAPROLL_Z("n"), &id,
                                      &taken, E));
  CHECK(taken);
  OK(snaproll_manager_on_node_execute(manager, context, SNAPROLL_Z("n"), NULL,
                                      NULL, E));
  summary_is(manager, 1, 10, true, 2, 3);
  OK(snaproll_manager_set_auto_snapshot(manager, 0, E));
  OK(snaproll_manager_on_node_execute(manager, context, SNAPROLL_Z("n"), &id,
                                      &taken, E));
  CHECK(!taken);
  OK(snaproll_manager_disable_auto_snapshot(manager, E));
  summary_is(manager, 1, 10, false, 0, 4);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the node id is empty",
        snaproll_manager_on_node_execute(manager, context, NULL, 0, &id, &taken,
                                         E));
  summary_is(manager, 1, 10, false, 0, 4);
  OK(snaproll_manager_clear(manager, E));
  summary_is(manager, 0, 10, false, 0, 0);
  snaproll_manager_free(manager);
}

/* Rules M7 to M10, M13. */
static void a_rollback_tells_what_it_did(void) {
  snaproll_manager* manager = new_manager(10);
  snaproll_rollback_result* result = NULL;
  snaproll_rollback_result* same = NULL;
  snaproll_id first;
  snaproll_id second;
  snaproll_id applied;
  snaproll_view view;
  size_t count = 0;
  int64_t at = 0;
  bool yes = false;
  set(1);
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &first, E));
  set(2);
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &second, E));
  set(3);
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("n"),
                                         SNAPROLL_Z("1"), E));
  OK(snaproll_manager_rollback(manager, context, &result, E));
  CHECK(get() == 2);
  OK(snaproll_rollback_result_success(result, &yes, E));
  CHECK(yes);
  OK(snaproll_rollback_result_applied_snapshot_id(result, &applied, &yes, E));
  CHECK(yes && memcmp(&applied, &second, sizeof applied) == 0);
  OK(snaproll_rollback_result_nodes_removed(result, &count, E));
  CHECK(count == 1);
  OK(snaproll_rollback_result_variables_changed(result, &count, E));
  CHECK(count == 1);
  OK(snaproll_rollback_result_error(result, &view, E));
  VIEW_IS(view, NULL);
  OK(snaproll_rollback_result_rolled_back_at(result, &at, E));
  CHECK(at > 0);
  OK(snaproll_rollback_result_ref(result, &same, E));
  snaproll_rollback_result_free(result);
  OK(snaproll_rollback_result_success(same, &yes, E));
  CHECK(yes);
  snaproll_rollback_result_free(same);
  snaproll_rollback_result_free(NULL);
  OK(snaproll_manager_rollback_n(manager, context, 2, NULL, E));
  CHECK(get() == 1);
  OK(snaproll_manager_rollback_to(manager, context, &second, NULL, E));
  CHECK(get() == 2);
  CHECK(count_of(manager) == 2);
  snaproll_manager_free(manager);
}

/* The result of a failure of rule M12; frees it. */
static void result_failed(snaproll_rollback_result* result,
                          const char* message) {
  snaproll_view view = {0};
  snaproll_id id;
  bool success = true;
  bool present = true;
  int64_t at = 0;
  if (!CHECK(result != NULL)) return;
  OK(snaproll_rollback_result_success(result, &success, E));
  CHECK(!success);
  OK(snaproll_rollback_result_applied_snapshot_id(result, &id, &present, E));
  CHECK(!present);
  OK(snaproll_rollback_result_error(result, &view, E));
  VIEW_IS(view, message);
  OK(snaproll_rollback_result_rolled_back_at(result, &at, E));
  CHECK(at > 0);
  snaproll_rollback_result_free(result);
}

/* Rule M12. */
static void a_failed_rollback_changes_nothing_and_says_why(void) {
  static const char not_found[] =
      "Snapshot 00112233-4455-6677-8899-aabbccddeeff not found";
  snaproll_manager* manager = new_manager(10);
  snaproll_rollback_result* result = NULL;
  snaproll_id id;
  uint64_t before = 0;
  uint64_t after = 0;
  OK(snaproll_id_parse(SNAPROLL_Z("00112233-4455-6677-8899-AABBCCDDEEFF"), &id,
                       E));
  OK(snaproll_context_version(context, &before, E));
  FAILS(SNAPROLL_NOT_FOUND, "No snapshots available",
        snaproll_manager_rollback(manager, context, &result, E));
  result_failed(result, "No snapshots available");
  FAILS(SNAPROLL_NOT_FOUND, not_found,
        snaproll_manager_rollback_to(manager, context, &id, &result, E));
  result_failed(result, not_found);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "Cannot rollback 0 steps",
        snaproll_manager_rollback_n(manager, context, 0, &result, E));
  result_failed(result, "Cannot rollback 0 steps");
  FAILS(SNAPROLL_RANGE, "Cannot rollback 7 steps, only 0 snapshots available",
        snaproll_manager_rollback_n(manager, context, 7, &result, E));
  result_failed(result, "Cannot rollback 7 steps, only 0 snapshots available");
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_manager_rollback(manager, context, NULL, E));
  OK(snaproll_context_version(context, &after, E));
  CHECK(before == after);
  snaproll_manager_free(manager);
}

/* Rules M15, M16, M18. */
static void histories_are_pushed_to_pruned_and_copied(void) {
  static const char form[] =
      "{\"id\":\"00112233-4455-6677-8899-aabbccddeeff\",\"created_at\":"
      "\"2001-01-01T00:00:00Z\",\"state\":\"Running\",\"variables\":{\"x\":9},"
      "\"node_results\":{}}";
  snaproll_manager* manager = new_manager(10);
  snaproll_manager* copy = NULL;
  snaproll_snapshot* foreign = NULL;
  snaproll_summary* summary = NULL;
  snaproll_buf buf = {0};
  int64_t oldest = 0;
  int64_t newest = 0;
  size_t removed = 0;
  uint64_t left = 0;
  OK(snaproll_snapshot_from_json(T(form), NULL, NULL, &foreign, E));
  OK(snaproll_manager_create_snapshot(manager, context, NULL, NULL, E));
  OK(snaproll_manager_push_snapshot(manager, foreign, E));
  OK(snaproll_manager_push_snapshot(manager, foreign, E));
  snaproll_snapshot_free(foreign);
  OK(snaproll_manager_copy(manager, &copy, E));
  OK(snaproll_manager_rollback(manager, context, NULL, E));
  CHECK(get() == 9);
  OK(snaproll_manager_summary(manager, &summary, E));
  OK(snaproll_summary_oldest_snapshot(summary, &oldest, E));
  OK(snaproll_summary_newest_snapshot(summary, &newest, E));
  CHECK(newest == 978307200000000000 && oldest > newest);
  OK(snaproll_summary_to_json(summary, &buf, E));
  CHECK(strstr(buf.data, "\"newest_snapshot\":\"2001-01-01T00:00:00Z\"") !=
        NULL);
  snaproll_buf_dispose(&buf);
  snaproll_summary_free(summary);
  OK(snaproll_manager_prune_before(manager, 1000000000000000000, &removed, E));
  CHECK(removed == 2 && count_of(manager) == 1 && count_of(copy) == 3);
  OK(snaproll_manager_left(manager, &left, E));
  CHECK(left == 2);
  OK(snaproll_manager_left(copy, &left, E));
  CHECK(left == 0);
  OK(snaproll_manager_prune_before(copy, INT64_MAX, NULL, E));
  CHECK(count_of(copy) == 0);
  snaproll_manager_free(copy);
  snaproll_manager_free(manager);
}

static void an_ended_context_is_unusable(void) {
  snaproll_manager* manager = new_manager(10);
  snaproll_context* tx = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_id id;
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &id, E));
  OK(snaproll_context_begin(context, &tx, E));
  OK(snaproll_context_abort(tx, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_manager_create_snapshot(manager, tx, NULL, NULL, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_manager_rollback(manager, tx, &result, E));
  CHECK(result == NULL);
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_manager_rollback_to(manager, tx, &id, &result, E));
  OK(snaproll_manager_set_auto_snapshot(manager, 1, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_manager_on_node_execute(manager, tx, SNAPROLL_Z("n"), NULL,
                                         NULL, E));
  CHECK(count_of(manager) == 1);
  snaproll_context_free(tx);
  snaproll_manager_free(manager);
}

/* Rule J1. */
static void json_moves_a_result(void) {
  static const char form[] =
      "{\"success\":false,\"applied_snapshot_id\":null,\"nodes_removed\":1,"
      "\"variables_changed\":2,\"error\":\"why\",\"rolled_back_at\":"
      "\"2024-01-01T00:00:00Z\"}";
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_rollback_result_from_json(T(form), &result, E));
  OK(snaproll_rollback_result_to_json(result, &buf, E));
  TEXT_IS(buf, form);
  snaproll_rollback_result_free(result);
  FAILS_AT(SNAPROLL_NOT_FOUND, "the member \"success\" is missing", "/success",
           NO_OFFSET,
           snaproll_rollback_result_from_json(SNAPROLL_Z("{}"), &result, E));
  FAILS_AT(SNAPROLL_EXISTS, NULL, "/success", NO_OFFSET,
           snaproll_rollback_result_from_json(
               SNAPROLL_Z("{\"success\":true,\"success\":true}"), &result, E));
  CHECK(result == NULL);
}

int main(void) {
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  set(0);
  a_history_is_bounded();
  snapshots_are_taken_automatically();
  a_rollback_tells_what_it_did();
  a_failed_rollback_changes_nothing_and_says_why();
  histories_are_pushed_to_pruned_and_copied();
  an_ended_context_is_unusable();
  json_moves_a_result();
  snaproll_context_free(context);
  return check_end();
}
