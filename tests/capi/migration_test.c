/* Migrations: a patch or a function makes a newer state of an older one. */
#include "durable.h"

static snaproll_store* store;

static snaproll_open_options* versioned(int32_t mode, int64_t schema) {
  snaproll_open_options* options = open_options(mode);
  OK(snaproll_open_options_set_kind(options, SNAPROLL_Z("chat"), E));
  OK(snaproll_open_options_set_schema(options, schema, E));
  return options;
}

/* An execution of version 1 with the variable `name`. */
static void make_run(const char* id) {
  snaproll_execution* run =
      open_with(store, id, versioned(SNAPROLL_OPEN_CREATE, 1));
  set_variable(run, "name", "\"a\"");
  OK(snaproll_execution_save(run, E));
  snaproll_execution_free(run);
}

static void fails_to_open(int32_t code, const char* message, const char* id,
                          int64_t schema) {
  snaproll_open_options* options = versioned(SNAPROLL_OPEN_EXISTING, schema);
  snaproll_execution* run = NULL;
  FAILS(code, message, snaproll_execution_open(store, T(id), options, &run, E));
  CHECK(run == NULL);
  snaproll_open_options_free(options);
}

static snaproll_patch* rename_patch(void) {
  snaproll_patch* patch = NULL;
  OK(snaproll_patch_from_json(
      SNAPROLL_Z("[{\"op\":\"move\",\"from\":\"/variables/name\","
                 "\"path\":\"/variables/title\"}]"),
      NULL, &patch, E));
  return patch;
}

/* What a test gives its function, and what it tells of it. */
typedef struct told {
  int calls;
  int releases;
  int32_t status;
  const char* message; /* NULL = no error object */
  bool nothing;
  snaproll_value* lang;
} told;

static int32_t migrate(void* user_data, const snaproll_value* state,
                       snaproll_value** out, snaproll_error** error) {
  told* data = user_data;
  ++data->calls;
  if (data->status != SNAPROLL_OK) {
    if (data->message != NULL)
      *error = snaproll_error_new(data->status, T(data->message));
    return data->status;
  }
  if (data->nothing) return SNAPROLL_OK;
  return snaproll_value_set(state, SNAPROLL_Z("/variables/lang"), data->lang,
                            out, error);
}

static void let_go(void* user_data) { ++((told*)user_data)->releases; }

static void a_patch_migrates_what_is_opened_as_newer(void) {
  snaproll_patch* patch = rename_patch();
  snaproll_execution* run = NULL;
  make_run("patched");
  fails_to_open(SNAPROLL_NOT_FOUND,
                "there is no migration of 'chat' to version 2 from 1",
                "patched", 2);
  OK(snaproll_store_set_migration(store, SNAPROLL_Z("chat"), 2, patch, E));
  HINTS(SNAPROLL_EXISTS, "tell each step once for each store that is opened",
        snaproll_store_set_migration(store, SNAPROLL_Z("chat"), 2, patch, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "a migration to a version below 1",
        snaproll_store_set_migration(store, SNAPROLL_Z("chat"), 0, patch, E));
  snaproll_patch_free(patch);
  run = open_with(store, "patched", versioned(SNAPROLL_OPEN_EXISTING, 2));
  VARIABLE_IS(run, "title", "\"a\"");
  snaproll_execution_free(run);
  fails_to_open(SNAPROLL_FORMAT,
                "the execution is of version 2 of 'chat', newer than 1",
                "patched", 1);
}

static void a_function_is_called_and_its_data_goes_back(void) {
  told data = {0};
  snaproll_store* own = open_store("function.db");
  snaproll_store* before = store;
  snaproll_execution* run = NULL;
  store = own;
  OK(snaproll_value_parse(SNAPROLL_Z("\"en\""), NULL, NULL, &data.lang, E));
  make_run("run");
  OK(snaproll_store_set_migration_function(own, SNAPROLL_Z("chat"), 2, migrate,
                                           &data, let_go, E));
  FAILS(SNAPROLL_EXISTS, NULL,
        snaproll_store_set_migration_function(own, SNAPROLL_Z("chat"), 2,
                                              migrate, &data, let_go, E));
  CHECK(data.releases == 0);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "migrate: NULL",
        snaproll_store_set_migration_function(own, SNAPROLL_Z("chat"), 3, NULL,
                                              NULL, NULL, E));
  run = open_with(own, "run", versioned(SNAPROLL_OPEN_EXISTING, 2));
  VARIABLE_IS(run, "lang", "\"en\"");
  CHECK(data.calls == 1);
  snaproll_store_free(own);
  CHECK(data.releases == 0);
  snaproll_execution_free(run);
  CHECK(data.releases == 1);
  snaproll_value_free(data.lang);
  store = before;
}

static void a_function_that_fails_tells_why(void) {
  told data = {0};
  OK(snaproll_store_set_migration_function(store, SNAPROLL_Z("chat"), 3,
                                           migrate, &data, NULL, E));
  data.status = SNAPROLL_RANGE;
  data.message = "no\nluck";
  fails_to_open(SNAPROLL_RANGE, "the migration of 'chat' to version 3: no?luck",
                "patched", 3);
  data.message = NULL;
  fails_to_open(SNAPROLL_RANGE,
                "the migration of 'chat' to version 3: "
                "it failed with status -4",
                "patched", 3);
  data.status = 7;
  fails_to_open(SNAPROLL_INVALID_ARGUMENT,
                "the migration of 'chat' to version 3: "
                "it failed with status 7",
                "patched", 3);
  data.status = SNAPROLL_OK;
  data.nothing = true;
  fails_to_open(SNAPROLL_INVALID_ARGUMENT,
                "the migration of 'chat' to version 3: "
                "it gave no value back",
                "patched", 3);
  snaproll_execution_free(
      open_with(store, "patched", versioned(SNAPROLL_OPEN_READ, 2)));
}

static void an_error_is_made_of_a_code_and_a_line(void) {
  snaproll_error* error = snaproll_error_new(SNAPROLL_IO, SNAPROLL_Z("full"));
  CHECK(snaproll_error_code(error) == SNAPROLL_IO);
  CHECK(strcmp(snaproll_error_message(error), "full") == 0);
  snaproll_error_free(error);
  error = snaproll_error_new(SNAPROLL_OK, SNAPROLL_Z("x"));
  CHECK(snaproll_error_code(error) == SNAPROLL_INVALID_ARGUMENT);
  CHECK(strcmp(snaproll_error_message(error), "code: no code of an error") ==
        0);
  snaproll_error_free(error);
  error = snaproll_error_new(SNAPROLL_IO, NULL, 3);
  CHECK(strcmp(snaproll_error_message(error), "message: NULL") == 0);
  snaproll_error_free(error);
}

int main(void) {
  make_folder();
  store = open_store("runs.db");
  a_patch_migrates_what_is_opened_as_newer();
  a_function_is_called_and_its_data_goes_back();
  a_function_that_fails_tells_why();
  an_error_is_made_of_a_code_and_a_line();
  snaproll_store_free(store);
  remove_folder();
  return check_end();
}
