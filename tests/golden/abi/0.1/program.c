/* A program of the time of 0.1: compiled with the header that is recorded here,
 * it runs with each later library of that ABI. */
#include <stdio.h>
#include <string.h>

#include "snaproll.h"

#define Z SNAPROLL_Z
#define DO(call)                                   \
  do {                                             \
    const int32_t status_ = (call);                \
    if (status_ != 0) {                            \
      printf("%s told %d\n", #call, (int)status_); \
      return 1;                                    \
    }                                              \
  } while (0)

static int going_back(snaproll_execution* run, snaproll_context* now) {
  snaproll_rollback_result* result = NULL;
  snaproll_id id;
  int64_t seats = 0;
  size_t changed = 0;
  DO(snaproll_context_set_variable_int64(now, Z("seats"), 3, NULL));
  DO(snaproll_execution_snapshot(run, NULL, &id, NULL));
  DO(snaproll_context_set_variable(now, Z("seats"), Z("{\"left\":[1]}"), NULL));
  DO(snaproll_context_append(now, Z("/variables/seats/left"), Z("2"), NULL));
  DO(snaproll_execution_rollback_to(run, &id, &result, NULL));
  DO(snaproll_rollback_result_variables_changed(result, &changed, NULL));
  snaproll_rollback_result_free(result);
  DO(snaproll_context_get_variable_int64(now, Z("seats"), &seats, NULL));
  printf("%d seats, %d changed\n", (int)seats, (int)changed);
  return !(seats == 3 && changed == 1);
}

static int a_step(snaproll_execution* run) {
  snaproll_step* step = NULL;
  bool done = false;
  DO(snaproll_execution_step_begin(run, Z("book"), NULL, &step, NULL));
  DO(snaproll_step_finish(step, Z("[1,2]"), NULL, NULL));
  snaproll_step_free(step);
  DO(snaproll_execution_is_done(run, Z("book"), &done, NULL));
  return !done;
}

static int in_memory(void) {
  snaproll_options* options = NULL;
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  int failed = 0;
  DO(snaproll_options_new(&options, NULL));
  DO(snaproll_options_set_id_seed(options, 1, NULL));
  DO(snaproll_execution_new(options, &run, NULL));
  DO(snaproll_execution_context(run, &now, NULL));
  failed = going_back(run, now) || a_step(run);
  snaproll_context_free(now);
  snaproll_execution_free(run);
  snaproll_options_free(options);
  return failed;
}

static int on_a_store(void) {
  snaproll_store* store = NULL;
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  snaproll_buf text;
  int failed = 0;
  DO(snaproll_store_open(Z(":memory:"), NULL, &store, NULL));
  DO(snaproll_execution_open(store, Z("run"), NULL, &run, NULL));
  DO(snaproll_execution_context(run, &now, NULL));
  failed = going_back(run, now) || a_step(run);
  DO(snaproll_store_check(store, false, NULL, &text, NULL));
  printf("%s\n", text.data);
  snaproll_buf_dispose(&text);
  snaproll_context_free(now);
  snaproll_execution_free(run);
  snaproll_store_free(store);
  return failed;
}

/* What an error tells is read by functions that give no status. */
static int an_error(void) {
  snaproll_error* error = NULL;
  snaproll_value* value = NULL;
  const int32_t told =
      snaproll_value_parse(Z("[1,"), NULL, NULL, &value, &error);
  const bool right = told == SNAPROLL_PARSE && value == NULL &&
                     snaproll_error_code(error) == SNAPROLL_PARSE &&
                     snaproll_error_offset(error) == 3 &&
                     strcmp(snaproll_code_name(told), "PARSE") == 0;
  snaproll_error_free(error);
  return !right;
}

int main(void) {
  const int failed = in_memory() | on_a_store() | an_error();
  puts(failed ? "failed" : "works");
  return failed;
}
