/* Executions, steps, and node results in the base form (rule J3). */
#include <math.h>

#include "check.h"

static snaproll_node_result* started(void) {
  snaproll_clock* clock = NULL;
  snaproll_options* options = NULL;
  snaproll_node_result* result = NULL;
  OK(snaproll_clock_new_manual(1000000000, 2000000, &clock, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, clock, E));
  OK(snaproll_node_result_start(options, &result, E));
  snaproll_options_free(options);
  snaproll_clock_free(clock);
  return result;
}

static void a_node_result_is_started_and_completed(void) {
  snaproll_node_result* result = started();
  snaproll_buf buf = {0};
  int64_t time = 0;
  int32_t outcome = -1;
  uint32_t retries = 9;
  OK(snaproll_node_result_outcome(result, &outcome, E));
  CHECK(outcome == SNAPROLL_PENDING);
  OK(snaproll_node_result_started_at(result, &time, E));
  CHECK(time == 1000000000);
  OK(snaproll_node_result_completed_at(result, &time, E));
  CHECK(time == SNAPROLL_NO_TIME);
  OK(snaproll_node_result_metrics(result, &buf, E));
  TEXT_IS(buf, "null");
  FAILS(SNAPROLL_NOT_FOUND, "this is no success",
        snaproll_node_result_output(result, &buf, E));
  FAILS(SNAPROLL_NOT_FOUND, "this is no failure",
        snaproll_node_result_message(result, &buf, E));
  OK(snaproll_node_result_succeed(result, SNAPROLL_Z("{\"a\":1.0}"), E));
  OK(snaproll_node_result_output(result, &buf, E));
  TEXT_IS(buf, "{\"a\":1.0}");
  OK(snaproll_node_result_set_retry_count(result, 3, E));
  OK(snaproll_node_result_retry_count(result, &retries, E));
  CHECK(retries == 3);
  OK(snaproll_node_result_set_token_usage(result, 10, 5, E));
  FAILS(SNAPROLL_RANGE, NULL,
        snaproll_node_result_set_token_usage(result, UINT32_MAX, 1, E));
  OK(snaproll_node_result_set_cost_usd(result, 0.5, E));
  FAILS(SNAPROLL_RANGE, NULL,
        snaproll_node_result_set_cost_usd(result, NAN, E));
  OK(snaproll_node_result_to_json(result, &buf, E));
  TEXT_IS(buf,
          "{\"completed_at\":\"1970-01-01T00:00:01.002Z\",\"metrics\":"
          "{\"api_calls\":0,\"bytes_transferred\":0,\"cost_usd\":0.5,"
          "\"custom\":{},\"duration_ms\":2,\"memory_bytes\":null,"
          "\"token_usage\":{\"cached_tokens\":null,\"input_tokens\":10,"
          "\"output_tokens\":5,\"total_tokens\":15}},"
          "\"result\":{\"Success\":{\"a\":1.0}},\"retry_count\":3,"
          "\"started_at\":\"1970-01-01T00:00:01Z\"}");
  OK(snaproll_node_result_fail(result, SNAPROLL_Z("no route"), E));
  OK(snaproll_node_result_message(result, &buf, E));
  TEXT_IS(buf, "no route");
  OK(snaproll_node_result_skip(result, E));
  OK(snaproll_node_result_outcome(result, &outcome, E));
  CHECK(outcome == SNAPROLL_SKIPPED);
  OK(snaproll_node_result_completed_at(result, &time, E));
  CHECK(time == 1006000000);
  snaproll_node_result_free(result);
  snaproll_node_result_free(NULL);
}

static void metrics_are_read_with_the_place_of_errors(void) {
  snaproll_node_result* result = started();
  snaproll_buf buf = {0};
  OK(snaproll_node_result_set_metrics(
      result, SNAPROLL_Z("{\"api_calls\":1,\"bytes_transferred\":2}"), E));
  OK(snaproll_node_result_metrics(result, &buf, E));
  TEXT_IS(buf,
          "{\"api_calls\":1,\"bytes_transferred\":2,\"cost_usd\":null,"
          "\"custom\":{},\"duration_ms\":null,\"memory_bytes\":null,"
          "\"token_usage\":null}");
  FAILS_AT(SNAPROLL_TYPE, NULL, "/token_usage", NO_OFFSET,
           snaproll_node_result_set_metrics(
               result,
               SNAPROLL_Z("{\"api_calls\":1,\"bytes_transferred\":2,"
                          "\"token_usage\":7}"),
               E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/api_calls", NO_OFFSET,
           snaproll_node_result_set_metrics(result, SNAPROLL_Z("{}"), E));
  FAILS_AT(SNAPROLL_TYPE, "expected an object", "", NO_OFFSET,
           snaproll_node_result_set_metrics(result, SNAPROLL_Z("[]"), E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_node_result_set_metrics(result, SNAPROLL_Z("{"), E));
  OK(snaproll_node_result_set_metrics(result, SNAPROLL_Z("null"), E));
  OK(snaproll_node_result_metrics(result, &buf, E));
  TEXT_IS(buf, "null");
  snaproll_node_result_free(result);
}

static void the_base_form_is_read(void) {
  static const char form[] =
      "{\"completed_at\":null,\"metrics\":null,\"result\":\"Pending\","
      "\"retry_count\":0,\"started_at\":\"2024-01-01T00:00:00Z\"}";
  snaproll_node_result* result = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_node_result_from_json(T(form), &result, E));
  OK(snaproll_node_result_to_json(result, &buf, E));
  TEXT_IS(buf, form);
  snaproll_node_result_free(result);
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/started_at", NO_OFFSET,
           snaproll_node_result_from_json(SNAPROLL_Z("{}"), &result, E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/result", NO_OFFSET,
           snaproll_node_result_from_json(
               SNAPROLL_Z("{\"result\":\"Done\",\"retry_count\":0,"
                          "\"started_at\":\"2024-01-01T00:00:00Z\"}"),
               &result, E));
  CHECK(result == NULL);
}

static snaproll_execution* execution;
static snaproll_context* context;

static snaproll_step* begun(const char* node) {
  snaproll_step* step = NULL;
  OK(snaproll_execution_step_begin(execution, T(node), NULL, &step, E));
  return step;
}

static void a_step_is_finished_once(void) {
  snaproll_step* step = begun("fetch");
  snaproll_node_result* metrics = started();
  snaproll_buf buf = {0};
  snaproll_id id;
  uint32_t attempt = 0;
  bool yes = true;
  OK(snaproll_step_node(step, &buf, E));
  TEXT_IS(buf, "fetch");
  OK(snaproll_step_done(step, &yes, E));
  CHECK(!yes);
  OK(snaproll_step_attempt(step, &attempt, E));
  CHECK(attempt == 1);
  OK(snaproll_step_snapshot_id(step, &id, &yes, E));
  CHECK(yes);
  FAILS(SNAPROLL_NOT_FOUND, NULL, snaproll_step_result(step, &buf, E));
  OK(snaproll_execution_unfinished(execution, &buf, E));
  TEXT_IS(buf, "[\"fetch\"]");
  OK(snaproll_execution_is_done(execution, SNAPROLL_Z("fetch"), &yes, E));
  CHECK(!yes);
  HINTS(SNAPROLL_PARSE, "for plain text call snaproll_step_finish_text",
        snaproll_step_finish(step, SNAPROLL_Z("done"), NULL, E));
  OK(snaproll_node_result_set_cost_usd(metrics, 2, E));
  OK(snaproll_step_finish(step, SNAPROLL_Z("[1]"), metrics, E));
  OK(snaproll_context_get(context,
                          SNAPROLL_Z("/node_results/fetch/metrics/"
                                     "cost_usd"),
                          &buf, E));
  TEXT_IS(buf, "2.0");
  OK(snaproll_step_result(step, &buf, E));
  TEXT_IS(buf, "[1]");
  OK(snaproll_execution_is_done(execution, SNAPROLL_Z("fetch"), &yes, E));
  CHECK(yes);
  FAILS(SNAPROLL_UNUSABLE, "this step has ended",
        snaproll_step_finish(step, SNAPROLL_Z("2"), NULL, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_step_finish_text(step, SNAPROLL_Z("2"), E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_step_fail(step, SNAPROLL_Z("2"), E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_step_rollback(step, SNAPROLL_Z("2"), NULL, E));
  snaproll_step_free(step);
  snaproll_node_result_free(metrics);

  step = begun("fetch");
  OK(snaproll_step_done(step, &yes, E));
  CHECK(yes);
  OK(snaproll_step_result(step, &buf, E));
  TEXT_IS(buf, "[1]");
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_step_finish(step, SNAPROLL_Z("2"), NULL, E));
  snaproll_step_free(step);
  snaproll_step_free(NULL);
}

static void a_step_is_rolled_back_and_tried_again(void) {
  snaproll_step* step = begun("draw");
  snaproll_step* retry;
  snaproll_rollback_result* result = NULL;
  snaproll_buf key = {0};
  snaproll_buf same = {0};
  snaproll_buf buf = {0};
  size_t changed = 0;
  OK(snaproll_step_idempotency_key(step, &key, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("half"), 1, E));
  OK(snaproll_step_rollback(step, SNAPROLL_Z("no ink"), &result, E));
  OK(snaproll_rollback_result_variables_changed(result, &changed, E));
  CHECK(changed == 1);
  snaproll_rollback_result_free(result);
  snaproll_step_free(step);
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/variables/half", NO_OFFSET,
           snaproll_context_get_variable(context, SNAPROLL_Z("half"), &buf, E));
  step = begun("draw");
  OK(snaproll_step_idempotency_key(step, &same, E));
  CHECK(strcmp(key.data, same.data) == 0);
  snaproll_buf_dispose(&key);
  snaproll_buf_dispose(&same);
  retry = begun("draw");
  FAILS(SNAPROLL_CONFLICT, "a newer attempt at this node was begun",
        snaproll_step_finish(step, SNAPROLL_Z("1"), NULL, E));
  FAILS(SNAPROLL_CONFLICT, NULL,
        snaproll_step_rollback(step, SNAPROLL_Z("x"), &result, E));
  CHECK(result == NULL);
  OK(snaproll_step_fail(retry, SNAPROLL_Z("dry \"again\""), E));
  snaproll_step_free(step);
  snaproll_step_free(retry);
  OK(snaproll_execution_attempts(execution, SNAPROLL_Z("draw"), &buf, E));
  CHECK(strstr(buf.data, "\"outcome\":\"rolled_back\"") != NULL);
  CHECK(strstr(buf.data, "\"outcome\":\"failed\"") != NULL);
  CHECK(strstr(buf.data, "\"error\":\"dry \\\"again\\\"\"") != NULL);
  snaproll_buf_dispose(&buf);
}

static void text_is_finished_without_quotes(void) {
  snaproll_step_options* options = NULL;
  snaproll_step* step = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_step_options_new(&options, E));
  OK(snaproll_step_options_set_irreversible(options, true, E));
  OK(snaproll_execution_step_begin(execution, SNAPROLL_Z("send"), options,
                                   &step, E));
  snaproll_step_options_free(options);
  snaproll_step_options_free(NULL);
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_step_finish_text(step, "\xff", 1, E));
  OK(snaproll_step_finish_text(step, SNAPROLL_Z("a \"b\""), E));
  OK(snaproll_step_result(step, &buf, E));
  TEXT_IS(buf, "\"a \\\"b\\\"\"");
  snaproll_step_free(step);
  OK(snaproll_execution_attempts(execution, SNAPROLL_Z("send"), &buf, E));
  CHECK(strstr(buf.data, "\"irreversible\":true") != NULL);
  CHECK(strstr(buf.data, "\"error\":null") != NULL);
  snaproll_buf_dispose(&buf);
}

static void a_node_needs_an_id(void) {
  snaproll_step* step = NULL;
  char id[256];
  memset(id, 'n', sizeof id);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the node id is empty",
        snaproll_execution_step_begin(execution, NULL, 0, NULL, &step, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_execution_step_begin(execution, id, 256, NULL, &step, E));
  CHECK(step == NULL);
}

static void an_execution_goes_back(void) {
  snaproll_rollback_result* result = NULL;
  snaproll_snapshot_options* told = NULL;
  snaproll_id id;
  snaproll_id unknown;
  bool success = true;
  OK(snaproll_snapshot_options_new(&told, E));
  OK(snaproll_snapshot_options_set_label(told, SNAPROLL_Z("here"), E));
  OK(snaproll_execution_snapshot(execution, told, &id, E));
  OK(snaproll_execution_snapshot(execution, NULL, NULL, E));
  snaproll_snapshot_options_free(told);
  OK(snaproll_execution_rollback(execution, NULL, E));
  OK(snaproll_execution_rollback_n(execution, 2, &result, E));
  snaproll_rollback_result_free(result);
  OK(snaproll_execution_rollback_to(execution, &id, &result, E));
  snaproll_rollback_result_free(result);
  OK(snaproll_id_new(&unknown, E));
  CHECK(snaproll_execution_rollback_to(execution, &unknown, &result, E) ==
        SNAPROLL_NOT_FOUND);
  snaproll_error_free(check_error);
  check_error = NULL;
  OK(snaproll_rollback_result_success(result, &success, E));
  CHECK(!success);
  snaproll_rollback_result_free(result);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "Cannot rollback 0 steps",
        snaproll_execution_rollback_n(execution, 0, NULL, E));
}

static void an_execution_goes_on_from_a_context(void) {
  snaproll_execution* next = NULL;
  snaproll_manager* manager = NULL;
  size_t count = 9;
  bool yes = false;
  OK(snaproll_execution_from_context(context, NULL, &next, E));
  OK(snaproll_execution_is_done(next, SNAPROLL_Z("fetch"), &yes, E));
  CHECK(yes);
  OK(snaproll_execution_manager(next, &manager, E));
  OK(snaproll_manager_count(manager, &count, E));
  CHECK(count == 0);
  FAILS(SNAPROLL_NOT_FOUND, "No snapshots available",
        snaproll_execution_rollback(next, NULL, E));
  snaproll_manager_free(manager);
  snaproll_execution_free(next);
  snaproll_execution_free(NULL);
}

int main(void) {
  a_node_result_is_started_and_completed();
  metrics_are_read_with_the_place_of_errors();
  the_base_form_is_read();
  OK(snaproll_execution_new(NULL, &execution, E));
  OK(snaproll_execution_context(execution, &context, E));
  a_step_is_finished_once();
  a_step_is_rolled_back_and_tried_again();
  text_is_finished_without_quotes();
  a_node_needs_an_id();
  an_execution_goes_back();
  an_execution_goes_on_from_a_context();
  snaproll_context_free(context);
  snaproll_execution_free(execution);
  return check_end();
}
