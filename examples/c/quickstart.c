/* The quick start of docs/quickstart-c.md, part by part. */
#include <inttypes.h>
#include <snaproll.h>
#include <stdio.h>
#include <stdlib.h>

/* [check] */
static snaproll_error* error = NULL;

/* Ends the program where a call failed. */
static void check(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fprintf(stderr, "%s: %s\n", snaproll_code_name(status),
          snaproll_error_message(error));
  exit(1);
}
/* [/check] */

static void variables(snaproll_context* now) {
  /* [variables] */
  int64_t seats;
  snaproll_buf role;
  check(snaproll_context_set_variable_text(now, SNAPROLL_Z("city"),
                                           SNAPROLL_Z("Oslo"), &error));
  check(
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 3, &error));
  check(snaproll_context_set_variable(now, SNAPROLL_Z("messages"),
                                      SNAPROLL_Z("[]"), &error));
  check(snaproll_context_append(
      now, SNAPROLL_Z("/variables/messages"),
      SNAPROLL_Z("{\"role\":\"user\",\"text\":\"hi\"}"), &error));

  check(snaproll_context_get_variable_int64(now, SNAPROLL_Z("seats"), &seats,
                                            &error));
  check(snaproll_context_get(now, SNAPROLL_Z("/variables/messages/0/role"),
                             &role, &error));
  printf("%" PRId64 " seats, first role %s\n", seats, role.data);
  snaproll_buf_dispose(&role);
  /* [/variables] */
}

static int64_t seats_of(snaproll_context* now) {
  int64_t seats;
  check(snaproll_context_get_variable_int64(now, SNAPROLL_Z("seats"), &seats,
                                            &error));
  return seats;
}

static void rollback(snaproll_execution* run, snaproll_context* now) {
  /* [rollback] */
  snaproll_snapshot_options* options = NULL;
  snaproll_rollback_result* back = NULL;
  snaproll_id before;
  size_t changed;
  check(snaproll_snapshot_options_new(&options, &error));
  check(snaproll_snapshot_options_set_label(
      options, SNAPROLL_Z("before the sale"), &error));
  check(snaproll_execution_snapshot(run, options, &before, &error));
  snaproll_snapshot_options_free(options);

  check(
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 0, &error));
  check(snaproll_context_set_variable_bool(now, SNAPROLL_Z("sold_out"), true,
                                           &error));
  check(snaproll_execution_rollback_to(run, &before, &back, &error));
  check(snaproll_rollback_result_variables_changed(back, &changed, &error));
  snaproll_rollback_result_free(back);
  printf("back: %zu variables changed, %" PRId64 " seats\n", changed,
         seats_of(now));
  /* [/rollback] */
}

static void step(snaproll_execution* run, snaproll_context* now) {
  /* [step] */
  snaproll_step* book = NULL;
  snaproll_buf result;
  bool done;
  uint32_t attempt;
  check(snaproll_execution_step_begin(run, SNAPROLL_Z("book"), NULL, &book,
                                      &error));
  check(
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 2, &error));
  check(snaproll_step_rollback(book, SNAPROLL_Z("card refused"), NULL, &error));
  snaproll_step_free(book);
  printf("card refused: %" PRId64 " seats\n", seats_of(now));

  check(snaproll_execution_step_begin(run, SNAPROLL_Z("book"), NULL, &book,
                                      &error));
  check(
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 2, &error));
  check(snaproll_step_finish_text(book, SNAPROLL_Z("paid"), &error));
  snaproll_step_free(book);

  check(snaproll_execution_step_begin(run, SNAPROLL_Z("book"), NULL, &book,
                                      &error));
  check(snaproll_step_done(book, &done, &error));
  check(snaproll_step_attempt(book, &attempt, &error));
  check(snaproll_step_result(book, &result, &error));
  if (done)
    printf("\"paid\", recorded %s, %" PRIu32 " attempts\n", result.data,
           attempt);
  snaproll_buf_dispose(&result);
  snaproll_step_free(book);
  /* [/step] */
}

static void key(snaproll_execution* run) {
  /* [key] */
  snaproll_step_options* options = NULL;
  snaproll_step* mail = NULL;
  snaproll_buf sent_with;
  check(snaproll_step_options_new(&options, &error));
  check(snaproll_step_options_set_irreversible(options, true, &error));
  check(snaproll_execution_step_begin(run, SNAPROLL_Z("mail"), options, &mail,
                                      &error));
  /* Given to the service, the key lets it know a second try as such. */
  check(snaproll_step_idempotency_key(mail, &sent_with, &error));
  check(
      snaproll_step_finish_text(mail, sent_with.data, sent_with.size, &error));
  snaproll_buf_dispose(&sent_with);
  snaproll_step_free(mail);
  snaproll_step_options_free(options);
  /* [/key] */
}

static void changes(snaproll_context* now) {
  /* [changes] */
  snaproll_context* change = NULL;
  check(snaproll_context_update(
      now,
      SNAPROLL_Z("[{\"op\":\"set\",\"pointer\":\"/variables/seats\","
                 "\"value\":1},"
                 "{\"op\":\"append\",\"pointer\":\"/variables/messages\","
                 "\"value\":{\"role\":\"user\",\"text\":\"bye\"}},"
                 "{\"op\":\"append_text\",\"pointer\":\"/variables/city\","
                 "\"text\":\" S\"}]"),
      &error));

  check(snaproll_context_begin(now, &change, &error));
  check(snaproll_context_set_variable_int64(change, SNAPROLL_Z("seats"), 0,
                                            &error));
  check(snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 5,
                                            &error)); /* meanwhile */
  if (snaproll_context_commit(change, &error) == SNAPROLL_CONFLICT) {
    printf("%s\n", snaproll_error_message(error));
    snaproll_error_free(error);
  }
  snaproll_context_free(change);
  /* [/changes] */
}

static void history(snaproll_execution* run) {
  /* [history] */
  snaproll_manager* manager = NULL;
  snaproll_snapshot_list* list = NULL;
  snaproll_snapshot* snapshot = NULL;
  size_t count, i;
  check(snaproll_execution_manager(run, &manager, &error));
  check(snaproll_manager_list(manager, &list, &error)); /* newest first */
  check(snaproll_snapshot_list_count(list, &count, &error));
  for (i = 0; i < count; ++i) {
    snaproll_view label, node;
    size_t results, variables;
    check(snaproll_snapshot_list_at(list, i, &snapshot, &error));
    check(snaproll_snapshot_label(snapshot, &label, &error));
    check(snaproll_snapshot_trigger_node(snapshot, &node, &error));
    check(snaproll_snapshot_completed_node_count(snapshot, &results, &error));
    check(snaproll_snapshot_variable_count(snapshot, &variables, &error));
    if (label.data != NULL) printf("%.*s", (int)label.size, label.data);
    if (node.data != NULL) printf("before %.*s", (int)node.size, node.data);
    printf(": %zu node results, %zu variables\n", results, variables);
    snaproll_snapshot_free(snapshot);
  }
  snaproll_snapshot_list_free(list);
  snaproll_manager_free(manager);
  /* [/history] */
}

static void save(snaproll_context* now) {
  /* [save] */
  snaproll_context* loaded = NULL;
  snaproll_execution* later = NULL;
  snaproll_buf json, city;
  bool done;
  check(snaproll_context_to_json(now, NULL, &json, &error));
  check(snaproll_context_from_json(json.data, json.size, NULL, NULL, &loaded,
                                   &error));
  check(snaproll_execution_from_context(loaded, NULL, &later, &error));
  check(snaproll_execution_is_done(later, SNAPROLL_Z("book"), &done, &error));
  check(
      snaproll_context_get_variable(loaded, SNAPROLL_Z("city"), &city, &error));
  printf("loaded: %s, book is %s\n", city.data, done ? "done" : "not done");
  snaproll_buf_dispose(&city);
  snaproll_buf_dispose(&json);
  snaproll_execution_free(later);
  snaproll_context_free(loaded);
  /* [/save] */
}

static void errors(snaproll_context* now) {
  /* [errors] */
  int32_t status = snaproll_context_set_variable(now, SNAPROLL_Z("greeting"),
                                                 SNAPROLL_Z("hello"), &error);
  printf("%s at byte %zu: %s\n", snaproll_code_name(status),
         snaproll_error_offset(error), snaproll_error_message(error));
  snaproll_error_free(error);
  /* [/errors] */
}

int main(void) {
  /* [open] */
  snaproll_options* options = NULL;
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  check(snaproll_options_new(&options, &error));
  check(snaproll_options_set_workflow_id(options, SNAPROLL_Z("trip"), &error));
  check(snaproll_execution_new(options, &run, &error));
  check(snaproll_execution_context(run, &now, &error));
  snaproll_options_free(options);
  /* [/open] */
  variables(now);
  rollback(run, now);
  step(run, now);
  key(run);
  changes(now);
  history(run);
  save(now);
  errors(now);
  /* [close] */
  snaproll_context_free(now); /* in any order */
  snaproll_execution_free(run);
  /* [/close] */
  return 0;
}
