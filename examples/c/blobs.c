/* Bytes beside the state, as docs/blobs.md tells it. */
#include <snaproll.h>
#include <stdio.h>
#include <stdlib.h>

static const char picture[] = "\x89PNG and what follows";

static snaproll_error* error = NULL;

/* Ends the program where a call failed. */
static void check(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fprintf(stderr, "%s: %s\n", snaproll_code_name(status),
          snaproll_error_message(error));
  exit(1);
}

static snaproll_buf put(snaproll_execution* run, snaproll_context* now) {
  /* [put] */
  snaproll_buf hash;
  snaproll_id id;
  char reference[80];
  check(snaproll_execution_put_blob(run, picture, sizeof picture - 1, &hash,
                                    &error));
  const int size =
      snprintf(reference, sizeof reference, "{\"$blob\":\"%s\"}", hash.data);
  check(snaproll_context_set_variable(now, SNAPROLL_Z("picture"), reference,
                                      (size_t)size, &error));
  check(snaproll_execution_snapshot(run, NULL, &id, &error));
  /* [/put] */
  return hash;
}

static void show(const snaproll_execution* run, const snaproll_context* now,
                 const snaproll_buf* hash) {
  snaproll_value* variables = NULL;
  snaproll_buf json;
  check(snaproll_context_variables(now, &variables, &error));
  check(snaproll_value_to_json(variables, NULL, &json, &error));
  printf("the state: %s\n", json.data);
  snaproll_buf_dispose(&json);
  snaproll_value_free(variables);
  /* [get] */
  snaproll_buf data;
  check(
      snaproll_execution_get_blob(run, hash->data, hash->size, &data, &error));
  printf("the bytes: %d\n", (int)data.size);
  snaproll_buf_dispose(&data);
  /* [/get] */
}

static void erase(snaproll_execution* run) {
  snaproll_erase_options* what = NULL;
  snaproll_buf report;
  check(snaproll_erase_options_new(&what, &error));
  check(snaproll_erase_options_set_pointer(
      what, SNAPROLL_Z("/variables/picture"), &error));
  check(snaproll_execution_erase(run, what, NULL, &report, &error));
  snaproll_buf_dispose(&report);
  snaproll_erase_options_free(what);
}

int main(void) {
  snaproll_store* store = NULL;
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  snaproll_buf data;
  check(snaproll_store_open(SNAPROLL_Z(":memory:"), NULL, &store, &error));
  check(
      snaproll_execution_open(store, SNAPROLL_Z("scan-1"), NULL, &run, &error));
  check(snaproll_execution_context(run, &now, &error));
  snaproll_buf hash = put(run, now);
  show(run, now, &hash);
  erase(run);
  if (snaproll_store_get_blob(store, hash.data, hash.size, &data, &error) ==
      SNAPROLL_NOT_FOUND)
    printf("%s\n", snaproll_error_message(error));
  snaproll_error_free(error);
  snaproll_buf_dispose(&hash);
  snaproll_context_free(now);
  snaproll_execution_free(run);
  snaproll_store_free(store);
  return 0;
}
