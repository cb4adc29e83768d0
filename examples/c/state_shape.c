/* Changing the shape of a state, as docs/state-shape.md tells it. */
#include <snaproll.h>
#include <stdio.h>
#include <stdlib.h>

static snaproll_error* error = NULL;

/* Ends the program where a call failed. */
static void check(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fprintf(stderr, "%s: %s\n", snaproll_code_name(status),
          snaproll_error_message(error));
  exit(1);
}

/* NULL where it is refused; `error` tells why. */
static snaproll_execution* open_as(const snaproll_store* store, int32_t mode,
                                   int64_t schema) {
  snaproll_open_options* options = NULL;
  snaproll_execution* run = NULL;
  check(snaproll_open_options_new(&options, &error));
  check(snaproll_open_options_set_mode(options, mode, &error));
  check(snaproll_open_options_set_kind(options, SNAPROLL_Z("chat"), &error));
  check(snaproll_open_options_set_schema(options, schema, &error));
  snaproll_execution_open(store, SNAPROLL_Z("chat-1"), options, &run, &error);
  snaproll_open_options_free(options);
  return run;
}

static void print_json(const char* what, snaproll_value* variables) {
  snaproll_buf json;
  check(snaproll_value_to_json(variables, NULL, &json, &error));
  printf("%s: %s\n", what, json.data);
  snaproll_buf_dispose(&json);
  snaproll_value_free(variables);
}

static void print_variables(const char* what, const snaproll_execution* run) {
  snaproll_context* now = NULL;
  snaproll_value* variables = NULL;
  check(snaproll_execution_context(run, &now, &error));
  check(snaproll_context_variables(now, &variables, &error));
  print_json(what, variables);
  snaproll_context_free(now);
}

/* What the application of last year did. */
static snaproll_id last_year(const snaproll_store* store) {
  snaproll_execution* run = open_as(store, SNAPROLL_OPEN_CREATE, 1);
  snaproll_context* now = NULL;
  snaproll_id first;
  check(snaproll_execution_context(run, &now, &error));
  check(snaproll_context_set_variable(now, SNAPROLL_Z("name"),
                                      SNAPROLL_Z("\"Ann\""), &error));
  check(snaproll_context_set_variable(now, SNAPROLL_Z("messages"),
                                      SNAPROLL_Z("[\"hi\"]"), &error));
  check(snaproll_execution_snapshot(run, NULL, &first, &error));
  check(snaproll_context_append(now, SNAPROLL_Z("/variables/messages"),
                                SNAPROLL_Z("\"oh\""), &error));
  check(snaproll_execution_save(run, &error));
  snaproll_context_free(now);
  snaproll_execution_free(run);
  return first;
}

/* [function] */
static int32_t counted(void* data, const snaproll_value* state,
                       snaproll_value** out, snaproll_error** failed) {
  snaproll_value* messages = NULL;
  snaproll_value* count = NULL;
  size_t size = 0;
  (void)data;
  int32_t status = snaproll_value_get(state, SNAPROLL_Z("/variables/messages"),
                                      &messages, failed);
  if (status == SNAPROLL_OK)
    status = snaproll_value_size(messages, &size, failed);
  if (status == SNAPROLL_OK)
    status = snaproll_value_new_int64((int64_t)size, &count, failed);
  if (status == SNAPROLL_OK)
    status = snaproll_value_set(state, SNAPROLL_Z("/variables/count"), count,
                                out, failed);
  snaproll_value_free(messages);
  snaproll_value_free(count);
  return status;
}
/* [/function] */

static void tell(snaproll_store* store) {
  /* [tell] */
  snaproll_patch* renamed = NULL;
  check(snaproll_patch_from_json(
      SNAPROLL_Z("[{\"op\":\"move\",\"from\":\"/variables/name\","
                 "\"path\":\"/variables/user\"}]"),
      NULL, &renamed, &error));
  check(snaproll_store_set_migration(store, SNAPROLL_Z("chat"), 2, renamed,
                                     &error));
  check(snaproll_store_set_migration_function(store, SNAPROLL_Z("chat"), 3,
                                              counted, NULL, NULL, &error));
  /* [/tell] */
  snaproll_patch_free(renamed);
}

static void show(const snaproll_store* store, const snaproll_id* first) {
  snaproll_execution* run = open_as(store, SNAPROLL_OPEN_EXISTING, 3);
  print_variables("version 3", run);
  check(snaproll_execution_rollback_to(run, first, NULL, &error));
  print_variables("the first snapshot", run);
  snaproll_execution_free(run);

  if (open_as(store, SNAPROLL_OPEN_EXISTING, 1) == NULL) { /* FORMAT */
    printf("%s\n", snaproll_error_message(error));
    snaproll_error_free(error);
  }
}

static void show_raw(const snaproll_store* store, const snaproll_id* first) {
  snaproll_execution* run = open_as(store, SNAPROLL_OPEN_READ, 0);
  snaproll_manager* history = NULL;
  snaproll_snapshot* then = NULL;
  snaproll_value* variables = NULL;
  check(snaproll_execution_manager(run, &history, &error));
  check(snaproll_manager_get(history, first, &then, &error));
  check(snaproll_snapshot_variables(then, &variables, &error));
  print_json("as it was committed", variables);
  snaproll_snapshot_free(then);
  snaproll_manager_free(history);
  snaproll_execution_free(run);
}

int main(void) {
  snaproll_store* store = NULL;
  snaproll_id first;
  check(snaproll_store_open(SNAPROLL_Z(":memory:"), NULL, &store, &error));
  first = last_year(store);
  tell(store);
  show(store, &first);
  show_raw(store, &first);
  snaproll_store_free(store);
  return 0;
}
