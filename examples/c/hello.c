/* A step books a seat, fails, and goes back: three seats are free again. */
#include <snaproll.h>
#include <stdio.h>

int main(void) {
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  snaproll_step* step = NULL;
  snaproll_error* e = NULL;
  int64_t seats = 0;
  int failed =
      snaproll_execution_new(NULL, &run, &e) ||
      snaproll_execution_context(run, &now, &e) ||
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 3, &e) ||
      snaproll_execution_step_begin(run, SNAPROLL_Z("book"), NULL, &step, &e) ||
      snaproll_context_set_variable_int64(now, SNAPROLL_Z("seats"), 2, &e) ||
      snaproll_step_rollback(step, SNAPROLL_Z("card refused"), NULL, &e) ||
      snaproll_context_get_variable_int64(now, SNAPROLL_Z("seats"), &seats, &e);
  if (failed) fprintf(stderr, "%s\n", snaproll_error_message(e));
  if (!failed) printf("%d seats are free\n", (int)seats);
  snaproll_error_free(e);
  snaproll_step_free(step);
  snaproll_context_free(now);
  snaproll_execution_free(run);
  return failed;
}
