/* A C program on the C ABI: sets a variable, takes a snapshot, sets the
 * variable again, goes back, and prints what it finds. */
#include <snaproll.h>
#include <stdio.h>
#include <string.h>

static int run(snaproll_context* context, snaproll_manager* manager) {
  snaproll_buf json;
  int32_t status = snaproll_context_set_variable_int64(
      context, SNAPROLL_Z("answer"), 42, NULL);
  if (status == 0)
    status =
        snaproll_manager_create_snapshot(manager, context, NULL, NULL, NULL);
  if (status == 0)
    status = snaproll_context_set_variable_int64(context, SNAPROLL_Z("answer"),
                                                 0, NULL);
  if (status == 0)
    status = snaproll_manager_rollback(manager, context, NULL, NULL);
  if (status == 0)
    status = snaproll_context_get_variable(context, SNAPROLL_Z("answer"), &json,
                                           NULL);
  if (status != 0) return 1;
  printf("answer %s\n", json.data);
  snaproll_buf_dispose(&json);
  return 0;
}

int main(void) {
  snaproll_context* context = NULL;
  snaproll_manager* manager = NULL;
  int failed = 1;
  if (snaproll_version_number() != SNAPROLL_VERSION_NUMBER ||
      strcmp(snaproll_version_string(), SNAPROLL_VERSION_STRING) != 0)
    return 2;
  if (snaproll_context_new(SNAPROLL_Z("consumer"), NULL, &context, NULL) == 0 &&
      snaproll_manager_new(10, NULL, &manager, NULL) == 0)
    failed = run(context, manager);
  snaproll_manager_free(manager);
  snaproll_context_free(context);
  return failed;
}
