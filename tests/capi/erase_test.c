/* Erasing through the C ABI: what is told, what it does, what it refuses. */
#include "durable.h"

static const char secret[] = "sk-51f0";

static snaproll_execution* run_with_secret(snaproll_store* store,
                                           const char* id) {
  snaproll_execution* run = open_with(store, id, NULL);
  snaproll_context* context = NULL;
  OK(snaproll_execution_context(run, &context, E));
  OK(snaproll_context_set_variable_text(context, SNAPROLL_Z("key"), T(secret),
                                        E));
  OK(snaproll_execution_snapshot(run, NULL, NULL, E));
  snaproll_context_free(context);
  return run;
}

static int has(const snaproll_buf* text, const char* part) {
  return strstr(text->data, part) != NULL;
}

static int holds_secret(const snaproll_execution* run) {
  snaproll_context* context = NULL;
  snaproll_buf state = {0};
  int found = 0;
  OK(snaproll_execution_context(run, &context, E));
  OK(snaproll_context_to_json(context, NULL, &state, E));
  found = has(&state, secret);
  snaproll_buf_dispose(&state);
  snaproll_context_free(context);
  return found;
}

static snaproll_erase_options* by_text(const char* text) {
  snaproll_erase_options* what = NULL;
  OK(snaproll_erase_options_new(&what, E));
  OK(snaproll_erase_options_set_containing(what, T(text), E));
  return what;
}

static void an_execution_is_erased_from_through_its_handle(void) {
  snaproll_store* const store = open_store("handle.db");
  snaproll_execution* const run = run_with_secret(store, "run");
  snaproll_erase_options* const what = by_text(secret);
  snaproll_buf report = {0};
  OK(snaproll_erase_options_set_reason(what, SNAPROLL_Z("leaked"), E));
  OK(snaproll_erase_options_set_dry_run(what, true, E));
  OK(snaproll_execution_erase(run, what, NULL, &report, E));
  CHECK(has(&report, "\"dry_run\":true") && has(&report, "\"id\":null"));
  snaproll_buf_dispose(&report);
  CHECK(holds_secret(run));
  OK(snaproll_erase_options_set_dry_run(what, false, E));
  OK(snaproll_execution_erase(run, what, NULL, &report, E));
  CHECK(has(&report, "\"executions\":[\"run\"]"));
  CHECK(has(&report, "\"pending\":false"));
  snaproll_buf_dispose(&report);
  CHECK(!holds_secret(run));
  OK(snaproll_execution_erasures(run, &report, E));
  CHECK(has(&report, "\"reason\":\"leaked\"") &&
        has(&report, "\"pointer\":null"));
  snaproll_buf_dispose(&report);
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_execution_erase(run, what, NULL, &report, E));
  snaproll_erase_options_free(what);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

static void a_store_is_erased_from_where_nobody_writes(void) {
  snaproll_store* const store = open_store("store.db");
  snaproll_execution* run = run_with_secret(store, "run");
  snaproll_erase_options* what = NULL;
  snaproll_buf report = {0};
  OK(snaproll_erase_options_new(&what, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_store_erase(store, NULL, 0, what, NULL, &report, E));
  OK(snaproll_erase_options_set_pointer(what, SNAPROLL_Z("/variables/key"), E));
  FAILS(SNAPROLL_OWNED, NULL,
        snaproll_store_erase(store, SNAPROLL_Z("run"), what, NULL, &report, E));
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_store_erase(store, SNAPROLL_Z("no"), what, NULL, &report, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_store_erase(store, SNAPROLL_Z(""), what, NULL, &report, E));
  OK(snaproll_erase_options_set_take_over(what, true, E));
  OK(snaproll_store_erase(store, SNAPROLL_Z("run"), what, NULL, &report, E));
  snaproll_buf_dispose(&report);
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_execution_save(run, E));
  snaproll_execution_free(run);
  run = open_with(store, "run", NULL);
  CHECK(!holds_secret(run));
  OK(snaproll_store_erasures(store, SNAPROLL_Z("run"), &report, E));
  CHECK(has(&report, "\"pointer\":\"/variables/key\""));
  snaproll_buf_dispose(&report);
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_store_erasures(store, SNAPROLL_Z("no"), &report, E));
  snaproll_execution_free(run);
  snaproll_erase_options_free(what);
  snaproll_store_free(store);
}

static void a_cancel_stops_it_and_nothing_is_done(void) {
  snaproll_store* const store = open_store("cancel.db");
  snaproll_execution* const run = run_with_secret(store, "run");
  snaproll_erase_options* const what = by_text(secret);
  snaproll_cancel* cancel = NULL;
  snaproll_buf report = {0};
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_execution_erase(run, what, cancel, &report, E));
  CHECK(report.data == NULL && holds_secret(run));
  snaproll_cancel_free(cancel);
  snaproll_erase_options_free(what);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

int main(void) {
  make_folder();
  an_execution_is_erased_from_through_its_handle();
  a_store_is_erased_from_where_nobody_writes();
  a_cancel_stops_it_and_nothing_is_done();
  remove_folder();
  return check_end();
}
