/* Private paths through the C ABI: what is captured, and what is shown. */
#include "check.h"

static snaproll_context* context;

static void set_up(void) {
  OK(snaproll_context_new(SNAPROLL_Z("flow"), NULL, &context, E));
  OK(snaproll_context_set_variable_text(context, SNAPROLL_Z("token"),
                                        SNAPROLL_Z("hunter2"), E));
  OK(snaproll_context_set_variable_text(context, SNAPROLL_Z("card"),
                                        SNAPROLL_Z("4111"), E));
}

static void paths_are_told_and_read(void) {
  snaproll_buf text = {0};
  OK(snaproll_context_private_paths(context, &text, E));
  TEXT_IS(text, "{\"secret\":[],\"transient\":[]}");
  OK(snaproll_context_set_private_paths(
      context,
      SNAPROLL_Z("{\"transient\":[\"/variables/token\"],"
                 "\"secret\":[\"/variables/card\"]}"),
      E));
  OK(snaproll_context_private_paths(context, &text, E));
  TEXT_IS(text,
          "{\"secret\":[\"/variables/card\"],"
          "\"transient\":[\"/variables/token\"]}");
}

static void bad_paths_change_nothing(void) {
  snaproll_buf text = {0};
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT,
           "a path leads below /variables or /node_results", "/secret/1",
           NO_OFFSET,
           snaproll_context_set_private_paths(
               context,
               SNAPROLL_Z("{\"secret\":[\"/variables/a\",\"/state\"]}"), E));
  FAILS_AT(SNAPROLL_TYPE, NULL, "/transient", NO_OFFSET,
           snaproll_context_set_private_paths(
               context, SNAPROLL_Z("{\"transient\":1}"), E));
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, NULL, "/hidden", NO_OFFSET,
           snaproll_context_set_private_paths(
               context, SNAPROLL_Z("{\"hidden\":[]}"), E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_context_set_private_paths(context, SNAPROLL_Z("{"), E));
  OK(snaproll_context_private_paths(context, &text, E));
  TEXT_IS(text,
          "{\"secret\":[\"/variables/card\"],"
          "\"transient\":[\"/variables/token\"]}");
}

static void transient_values_are_live_alone(void) {
  snaproll_snapshot* snapshot = NULL;
  snaproll_manager* manager = NULL;
  snaproll_value* value = NULL;
  snaproll_buf text = {0};
  snaproll_id id;
  OK(snaproll_manager_new(10, NULL, &manager, E));
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &id, E));
  OK(snaproll_manager_get(manager, &id, &snapshot, E));
  OK(snaproll_snapshot_variables(snapshot, &value, E));
  OK(snaproll_value_to_json(value, NULL, &text, E));
  TEXT_IS(text, "{\"card\":\"4111\"}");
  snaproll_value_free(value);
  OK(snaproll_context_variables(context, &value, E));
  OK(snaproll_value_to_json(value, NULL, &text, E));
  TEXT_IS(text, "{\"card\":\"4111\",\"token\":\"hunter2\"}");
  snaproll_value_free(value);
  OK(snaproll_context_value(context, &value, E));
  OK(snaproll_value_to_json(value, NULL, &text, E));
  CHECK(strstr(text.data, "hunter2") == NULL);
  snaproll_buf_dispose(&text);
  snaproll_value_free(value);
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("card"), 1, E));
  OK(snaproll_context_apply(context, snapshot, E));
  OK(snaproll_context_get_variable_text(context, SNAPROLL_Z("token"), &text,
                                        E));
  TEXT_IS(text, "hunter2");
  snaproll_snapshot_free(snapshot);
  snaproll_manager_free(manager);
}

static void values_are_masked(void) {
  snaproll_value* value = NULL;
  snaproll_value* shown = NULL;
  snaproll_buf paths = {0};
  snaproll_buf text = {0};
  OK(snaproll_context_private_paths(context, &paths, E));
  OK(snaproll_context_variables(context, &value, E));
  OK(snaproll_value_masked(value, paths.data, paths.size,
                           SNAPROLL_Z("/variables"), &shown, E));
  OK(snaproll_value_to_json(shown, NULL, &text, E));
  TEXT_IS(text, "{\"card\":\"***\",\"token\":\"***\"}");
  snaproll_value_free(shown);
  OK(snaproll_value_masked(value, paths.data, paths.size, NULL, 0, &shown, E));
  OK(snaproll_value_to_json(shown, NULL, &text, E));
  TEXT_IS(text, "{\"card\":\"4111\",\"token\":\"hunter2\"}");
  snaproll_value_free(shown);
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_value_masked(value, paths.data, paths.size,
                                 SNAPROLL_Z("variables"), &shown, E));
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, NULL, "/secret/0", NO_OFFSET,
           snaproll_value_masked(value, SNAPROLL_Z("{\"secret\":[\"\"]}"),
                                 SNAPROLL_Z(""), &shown, E));
  CHECK(shown == NULL);
  snaproll_value_free(value);
  snaproll_buf_dispose(&paths);
}

static void patches_are_masked(void) {
  snaproll_patch* patch = NULL;
  snaproll_patch* shown = NULL;
  snaproll_buf text = {0};
  OK(snaproll_patch_from_json(
      SNAPROLL_Z("[[\"set\",\"/variables/card\",\"4222\"],"
                 "[\"set\",\"/variables/n\",1]]"),
      NULL, &patch, E));
  OK(snaproll_patch_masked(
      patch, SNAPROLL_Z("{\"secret\":[\"/variables/c*\"]}"), &shown, E));
  OK(snaproll_patch_to_compact(shown, &text, E));
  TEXT_IS(text,
          "[[\"set\",\"/variables/card\",\"***\"],"
          "[\"set\",\"/variables/n\",1]]");
  snaproll_patch_free(shown);
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, NULL, "/secret/0", NO_OFFSET,
           snaproll_patch_masked(patch, SNAPROLL_Z("{\"secret\":[\"\"]}"),
                                 &shown, E));
  CHECK(shown == NULL);
  snaproll_patch_free(patch);
}

int main(void) {
  set_up();
  paths_are_told_and_read();
  bad_paths_change_nothing();
  transient_values_are_live_alone();
  values_are_masked();
  patches_are_masked();
  snaproll_context_free(context);
  return check_end();
}
