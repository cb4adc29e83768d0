/* Executions on stores: what is committed comes back, and who may write. */
#include "durable.h"

static snaproll_store* store;

static void fails_to_open(int32_t code, const char* message, const char* id,
                          snaproll_open_options* options) {
  snaproll_execution* execution = NULL;
  FAILS(code, message,
        snaproll_execution_open(store, T(id), options, &execution, E));
  CHECK(execution == NULL);
  snaproll_open_options_free(options);
}

static bool is_done(const snaproll_execution* run, const char* node) {
  bool done = false;
  OK(snaproll_execution_is_done(run, T(node), &done, E));
  return done;
}

/* What is told of the execution. */
static snaproll_value* info_of(const char* id) {
  snaproll_buf buf = {0};
  snaproll_value* info = NULL;
  OK(snaproll_store_info(store, T(id), &buf, E));
  info = parse(&buf);
  snaproll_buf_dispose(&buf);
  return info;
}

static int64_t commits_of(const char* id) {
  snaproll_value* info = info_of(id);
  const int64_t commits = number_at(info, "/commits");
  snaproll_value_free(info);
  return commits;
}

static void steps_come_back(void) {
  snaproll_execution* run = open_with(store, "steps", NULL);
  snaproll_step* step = NULL;
  snaproll_buf buf = {0};
  char before[65];
  char after[65];
  bool durable = false;
  OK(snaproll_execution_is_durable(run, &durable, E));
  CHECK(durable);
  run_step(run, "a", "{\"n\":1}");
  run_step(run, "b", "[1,2]");
  OK(snaproll_execution_add_edge(run, SNAPROLL_Z("a"), SNAPROLL_Z("b"), E));
  OK(snaproll_execution_step_begin(run, SNAPROLL_Z("c"), NULL, &step, E));
  digest_of(run, before);
  CHECK(snapshots_of(run) == 4); /* `start`, and one before each step */
  snaproll_step_free(step);
  OK(snaproll_execution_save(run, E));
  OK(snaproll_execution_close(run, E));
  snaproll_execution_free(run);
  run = open_with(store, "steps", open_options(SNAPROLL_OPEN_EXISTING));
  digest_of(run, after);
  CHECK(strcmp(before, after) == 0);
  CHECK(is_done(run, "a") && is_done(run, "b") && !is_done(run, "c"));
  OK(snaproll_execution_unfinished(run, &buf, E));
  TEXT_IS(buf, "[\"c\"]");
  OK(snaproll_execution_edges(run, &buf, E));
  TEXT_IS(buf, "[[\"a\",\"b\"]]");
  CHECK(snapshots_of(run) == 4);
  OK(snaproll_execution_rollback(run, NULL, E));
  OK(snaproll_execution_rollback_n(run, 2, NULL, E));
  VARIABLE_IS(run, "x", "{\"n\":1}");
  CHECK(is_done(run, "a") && !is_done(run, "b"));
  snaproll_execution_free(run);
  run = open_with(store, "steps", NULL);
  VARIABLE_IS(run, "x", "{\"n\":1}");
  OK(snaproll_execution_undo_rollback(run, NULL, E));
  VARIABLE_IS(run, "x", "[1,2]");
  snaproll_execution_free(run);
}

static void one_in_memory_is_not_durable(void) {
  snaproll_execution* run = NULL;
  bool durable = true;
  OK(snaproll_execution_new(NULL, &run, E));
  OK(snaproll_execution_is_durable(run, &durable, E));
  CHECK(!durable);
  set_variable(run, "x", "1");
  OK(snaproll_execution_save(run, E));
  OK(snaproll_execution_reload(run, true, E));
  OK(snaproll_execution_close(run, E));
  VARIABLE_IS(run, "x", "1");
  snaproll_execution_free(run);
}

static void the_mode_decides_what_may_be_there(void) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_CREATE);
  snaproll_execution* run = NULL;
  FAILS(SNAPROLL_INVALID_ARGUMENT, "mode: no such mode",
        snaproll_open_options_set_mode(options, 4, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "mode: no such mode",
        snaproll_open_options_set_mode(options, -1, E));
  fails_to_open(SNAPROLL_NOT_FOUND, "no execution 'mode'", "mode",
                open_options(SNAPROLL_OPEN_EXISTING));
  fails_to_open(SNAPROLL_NOT_FOUND, "no execution 'mode'", "mode",
                open_options(SNAPROLL_OPEN_READ));
  snaproll_execution_free(open_with(store, "mode", options));
  fails_to_open(SNAPROLL_EXISTS, "execution 'mode' is there", "mode",
                open_options(SNAPROLL_OPEN_CREATE));
  fails_to_open(SNAPROLL_INVALID_ARGUMENT, NULL, "", NULL);
  FAILS_AT(SNAPROLL_PARSE, "the execution id is not UTF-8", "", 0,
           snaproll_execution_open(store, SNAPROLL_Z("\xff"), NULL, &run, E));
}

static void what_is_told_at_the_beginning_is_kept(void) {
  snaproll_open_options* options = NULL;
  snaproll_options* execution = NULL;
  snaproll_clock* clock = NULL;
  snaproll_value* info = NULL;
  snaproll_execution* run = NULL;
  OK(snaproll_open_options_new(&options, E));
  OK(snaproll_clock_new_manual(1700000000000000000, 0, &clock, E));
  OK(snaproll_options_new(&execution, E));
  OK(snaproll_options_set_clock(execution, clock, E));
  OK(snaproll_options_set_workflow_id(execution, SNAPROLL_Z("flow"), E));
  OK(snaproll_options_set_execution_id(execution, SNAPROLL_Z("other"), E));
  OK(snaproll_open_options_set_options(options, execution, E));
  snaproll_options_free(execution);
  snaproll_clock_free(clock);
  OK(snaproll_open_options_set_kind(options, SNAPROLL_Z("agent"), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "schema: below 0",
        snaproll_open_options_set_schema(options, -1, E));
  OK(snaproll_open_options_set_schema(options, 7, E));
  OK(snaproll_open_options_set_owner(options, SNAPROLL_Z("worker 1"), E));
  OK(snaproll_open_options_add_attribute(options, SNAPROLL_Z("tenant"),
                                         SNAPROLL_Z("old"), E));
  OK(snaproll_open_options_add_attribute(options, SNAPROLL_Z("user"),
                                         SNAPROLL_Z("\"eve\""), E));
  OK(snaproll_open_options_add_attribute(options, SNAPROLL_Z("tenant"),
                                         SNAPROLL_Z("acme"), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "name: an empty name",
        snaproll_open_options_add_attribute(options, SNAPROLL_Z(""),
                                            SNAPROLL_Z("v"), E));
  run = open_with(store, "told", options);
  info = info_of("told");
  MEMBER_IS(info, "/id", "\"told\"");
  MEMBER_IS(info, "/kind", "\"agent\"");
  MEMBER_IS(info, "/schema", "7");
  MEMBER_IS(info, "/state", "\"Running\"");
  MEMBER_IS(info, "/workflow_id", "\"flow\"");
  MEMBER_IS(info, "/started_at", "\"2023-11-14T22:13:20Z\"");
  MEMBER_IS(info, "/created_at", "\"2023-11-14T22:13:20Z\"");
  MEMBER_IS(info, "/last_commit", "\"2023-11-14T22:13:20Z\"");
  MEMBER_IS(info, "/attributes",
            "{\"tenant\":\"acme\",\"user\":\"\\\"eve\\\"\"}");
  MEMBER_IS(info, "/owner/name", "\"worker 1\"");
  MEMBER_IS(info, "/owner/since", "\"2023-11-14T22:13:20Z\"");
  MEMBER_IS(info, "/owner/lives", "true");
  snaproll_value_free(info);
  OK(snaproll_execution_close(run, E));
  info = info_of("told");
  MEMBER_IS(info, "/owner", "null");
  snaproll_value_free(info);
  snaproll_execution_free(run);
}

static void without_a_start_snapshot_the_history_is_empty(void) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_OR_CREATE);
  snaproll_execution* run = NULL;
  OK(snaproll_open_options_set_start_snapshot(options, false, E));
  run = open_with(store, "no start", options);
  CHECK(snapshots_of(run) == 0);
  snaproll_execution_free(run);
  run = open_with(store, "start", NULL);
  CHECK(snapshots_of(run) == 1);
  snaproll_execution_free(run);
}

static void without_save_steps_only_save_commits(void) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_OR_CREATE);
  snaproll_options* manual = NULL;
  snaproll_execution* run = NULL;
  int64_t commits = 0;
  OK(snaproll_options_new(&manual, E));
  OK(snaproll_options_set_auto_snapshot(manual, false, 1, E));
  OK(snaproll_open_options_set_options(options, manual, E));
  OK(snaproll_open_options_set_save_steps(options, false, E));
  snaproll_options_free(manual);
  run = open_with(store, "manual", options);
  commits = commits_of("manual");
  run_step(run, "a", "1");
  CHECK(commits_of("manual") == commits);
  OK(snaproll_execution_save(run, E));
  CHECK(commits_of("manual") == commits + 1);
  run_step(run, "b", "2");
  snaproll_execution_free(run);
  run = open_with(store, "manual", NULL);
  VARIABLE_IS(run, "x", "1");
  CHECK(!is_done(run, "b"));
  snaproll_execution_free(run);
}

static void a_reader_asks_no_owner_and_writes_nothing(void) {
  snaproll_execution* writer = open_with(store, "read", NULL);
  snaproll_execution* reader = NULL;
  snaproll_step* step = NULL;
  run_step(writer, "a", "1");
  reader = open_with(store, "read", open_options(SNAPROLL_OPEN_READ));
  VARIABLE_IS(reader, "x", "1");
  FAILS(SNAPROLL_READ_ONLY, NULL, snaproll_execution_save(reader, E));
  FAILS(SNAPROLL_READ_ONLY, NULL,
        snaproll_execution_snapshot(reader, NULL, NULL, E));
  FAILS(SNAPROLL_READ_ONLY, NULL,
        snaproll_execution_step_begin(reader, SNAPROLL_Z("b"), NULL, &step, E));
  CHECK(step == NULL);
  FAILS(SNAPROLL_READ_ONLY, NULL, snaproll_execution_clear(reader, E));
  run_step(writer, "b", "2");
  VARIABLE_IS(reader, "x", "1");
  OK(snaproll_execution_reload(reader, false, E));
  VARIABLE_IS(reader, "x", "2");
  snaproll_execution_free(reader);
  snaproll_execution_free(writer);
}

static snaproll_execution* take_over(const char* id, const char* owner) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_EXISTING);
  OK(snaproll_open_options_set_take_over(options, true, E));
  OK(snaproll_open_options_set_owner(options, T(owner), E));
  return open_with(store, id, options);
}

/* The message tells whom it belongs to. */
static void is_owned_by(const char* owner, int32_t status) {
  CHECK(status == SNAPROLL_OWNED);
  CHECK(strstr(snaproll_error_message(check_error), owner) != NULL);
  CHECK(strstr(snaproll_error_message(check_error), "process ") != NULL);
  CHECK(strlen(snaproll_error_hint(check_error)) > 0);
  snaproll_error_free(check_error);
  check_error = NULL;
}

static void a_living_owner_is_asked_or_shut_out(void) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_OR_CREATE);
  snaproll_execution* first = NULL;
  snaproll_execution* second = NULL;
  OK(snaproll_open_options_set_owner(options, SNAPROLL_Z("worker 1"), E));
  first = open_with(store, "owned", options);
  run_step(first, "a", "1");
  is_owned_by("'worker 1'", snaproll_execution_open(store, SNAPROLL_Z("owned"),
                                                    NULL, &second, E));
  is_owned_by("'worker 1'",
              snaproll_store_delete(store, SNAPROLL_Z("owned"), false, E));
  CHECK(second == NULL);
  second = take_over("owned", "worker 2");
  set_variable(first, "x", "\"late\"");
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_execution_save(first, E));
  FAILS(SNAPROLL_CONFLICT, NULL,
        snaproll_execution_snapshot(first, NULL, NULL, E));
  VARIABLE_IS(first, "x", "\"late\"");
  run_step(second, "b", "2");
  is_owned_by("'worker 2'", snaproll_execution_reload(first, false, E));
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_execution_save(first, E));
  OK(snaproll_execution_reload(first, true, E));
  VARIABLE_IS(first, "x", "2");
  CHECK(is_done(first, "b"));
  run_step(first, "c", "3");
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_execution_save(second, E));
  OK(snaproll_execution_close(first, E));
  OK(snaproll_execution_reload(second, false, E));
  VARIABLE_IS(second, "x", "3");
  OK(snaproll_execution_save(second, E));
  snaproll_execution_free(first);
  snaproll_execution_free(second);
}

static void after_close_commits_are_unusable(void) {
  snaproll_execution* run = open_with(store, "closed", NULL);
  snaproll_step* step = NULL;
  set_variable(run, "x", "1");
  OK(snaproll_execution_save(run, E));
  OK(snaproll_execution_close(run, E));
  OK(snaproll_execution_close(run, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_execution_save(run, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_execution_snapshot(run, NULL, NULL, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_execution_step_begin(run, SNAPROLL_Z("n"), NULL, &step, E));
  VARIABLE_IS(run, "x", "1");
  OK(snaproll_execution_reload(run, false, E));
  run_step(run, "n", "2");
  snaproll_execution_free(run);
}

static void many_are_committed_in_one_call(void) {
  enum { kMany = 40 };
  snaproll_execution* runs[kMany];
  int32_t statuses[kMany];
  snaproll_value* stats = NULL;
  snaproll_buf buf = {0};
  int64_t transactions = 0;
  int i;
  for (i = 0; i < kMany; ++i) {
    char id[24];
    char json[24];
    sprintf(id, "many %d", i);
    sprintf(json, "%d", i);
    runs[i] = open_with(store, id, NULL);
    set_variable(runs[i], "x", json);
    statuses[i] = 99;
  }
  OK(snaproll_store_stats(store, &buf, E));
  stats = parse(&buf);
  transactions = number_at(stats, "/transactions");
  snaproll_value_free(stats);
  snaproll_buf_dispose(&buf);
  OK(snaproll_store_commit_many(runs, kMany, statuses, E));
  OK(snaproll_store_stats(store, &buf, E));
  stats = parse(&buf);
  CHECK(number_at(stats, "/transactions") == transactions + 1);
  snaproll_value_free(stats);
  snaproll_buf_dispose(&buf);
  for (i = 0; i < kMany; ++i) {
    char id[24];
    char json[24];
    CHECK(statuses[i] == SNAPROLL_OK);
    snaproll_execution_free(runs[i]);
    sprintf(id, "many %d", i);
    sprintf(json, "%d", i);
    runs[i] = open_with(store, id, NULL);
    VARIABLE_IS(runs[i], "x", json);
    snaproll_execution_free(runs[i]);
  }
}

static void a_stale_one_among_many_fails_alone(void) {
  snaproll_execution* runs[3];
  int32_t statuses[3] = {9, 9, 9};
  snaproll_execution* other = NULL;
  runs[0] = open_with(store, "among 0", NULL);
  runs[1] = open_with(store, "among 1", NULL);
  OK(snaproll_execution_new(NULL, &runs[2], E));
  other = take_over("among 1", "other");
  set_variable(runs[0], "x", "1");
  set_variable(runs[1], "x", "1");
  FAILS(SNAPROLL_CONFLICT,
        "executions[1]: another writer opened or changed this execution",
        snaproll_store_commit_many(runs, 3, statuses, E));
  CHECK(statuses[0] == SNAPROLL_OK);
  CHECK(statuses[1] == SNAPROLL_CONFLICT);
  CHECK(statuses[2] == SNAPROLL_OK);
  snaproll_execution_free(runs[0]);
  runs[0] = open_with(store, "among 0", open_options(SNAPROLL_OPEN_EXISTING));
  VARIABLE_IS(runs[0], "x", "1");
  snaproll_execution_free(runs[0]);
  snaproll_execution_free(runs[1]);
  snaproll_execution_free(runs[2]);
  snaproll_execution_free(other);
}

static void bad_arguments_commit_none_of_many(void) {
  snaproll_execution* runs[3] = {NULL, NULL, NULL};
  int32_t statuses[3] = {9, 9, 9};
  int64_t commits = 0;
  runs[0] = open_with(store, "bad 0", NULL);
  runs[1] = open_with(store, "bad 1", NULL);
  commits = commits_of("bad 0");
  FAILS(SNAPROLL_INVALID_ARGUMENT, "executions[2]: NULL",
        snaproll_store_commit_many(runs, 3, statuses, E));
  CHECK(statuses[0] == SNAPROLL_INVALID_ARGUMENT);
  CHECK(statuses[2] == SNAPROLL_INVALID_ARGUMENT);
  runs[2] = runs[0];
  FAILS(SNAPROLL_INVALID_ARGUMENT, "executions[2]: it is there twice",
        snaproll_store_commit_many(runs, 3, statuses, E));
  snaproll_execution_free(runs[1]);
  FAILS(SNAPROLL_INVALID_ARGUMENT,
        "executions[1]: not a live snaproll_execution",
        snaproll_store_commit_many(runs, 2, statuses, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "statuses: NULL",
        snaproll_store_commit_many(runs, 1, NULL, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "executions: NULL",
        snaproll_store_commit_many(NULL, 1, statuses, E));
  OK(snaproll_store_commit_many(NULL, 0, NULL, E));
  CHECK(commits_of("bad 0") == commits);
  snaproll_execution_free(runs[0]);
}

static uint64_t bytes_of_newest(const snaproll_execution* run,
                                const char* digest) {
  snaproll_manager* manager = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_buf buf = {0};
  uint64_t bytes = 0;
  OK(snaproll_execution_manager(run, &manager, E));
  OK(snaproll_manager_latest(manager, &snapshot, E));
  OK(snaproll_snapshot_stored_bytes(snapshot, &bytes, E));
  OK(snaproll_snapshot_digest(snapshot, &buf, E));
  TEXT_IS(buf, digest);
  snaproll_snapshot_free(snapshot);
  snaproll_manager_free(manager);
  return bytes;
}

static void a_snapshot_of_a_store_tells_its_bytes_and_its_digest(void) {
  snaproll_execution* run = open_with(store, "bytes", NULL);
  uint64_t bytes = 0;
  char digest[65];
  run_step(run, "a", "1");
  OK(snaproll_execution_snapshot(run, NULL, NULL, E));
  digest_of(run, digest);
  bytes = bytes_of_newest(run, digest);
  CHECK(bytes > 0 && bytes < 1000);
  snaproll_execution_free(run);
  run = open_with(store, "bytes", NULL);
  CHECK(bytes_of_newest(run, digest) == bytes);
  snaproll_execution_free(run);
}

/* printf '{"node_results":{},"state":"Running","variables":{}}' | sha256sum */
#define EMPTY_DIGEST \
  "b57272ea8405f2cc933dcafe7785d7a2dfc88a05b9841476f5e19a0bc22bfaed"
static void the_digest_of_an_empty_state_is_known(void) {
  snaproll_context* context = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_buf buf = {0};
  uint64_t bytes = 9;
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  OK(snaproll_context_digest(context, &buf, E));
  TEXT_IS(buf, EMPTY_DIGEST);
  OK(snaproll_context_take_snapshot(context, NULL, &snapshot, E));
  OK(snaproll_snapshot_digest(snapshot, &buf, E));
  TEXT_IS(buf, EMPTY_DIGEST);
  OK(snaproll_snapshot_stored_bytes(snapshot, &bytes, E));
  CHECK(bytes == 0);
  snaproll_snapshot_free(snapshot);
  snaproll_context_free(context);
}

int main(void) {
  make_folder();
  store = open_store("runs.db");
  steps_come_back();
  one_in_memory_is_not_durable();
  the_mode_decides_what_may_be_there();
  what_is_told_at_the_beginning_is_kept();
  without_a_start_snapshot_the_history_is_empty();
  without_save_steps_only_save_commits();
  a_reader_asks_no_owner_and_writes_nothing();
  a_living_owner_is_asked_or_shut_out();
  after_close_commits_are_unusable();
  many_are_committed_in_one_call();
  a_stale_one_among_many_fails_alone();
  bad_arguments_commit_none_of_many();
  a_snapshot_of_a_store_tells_its_bytes_and_its_digest();
  the_digest_of_an_empty_state_is_known();
  snaproll_open_options_free(NULL);
  snaproll_store_free(store);
  remove_folder();
  return check_end();
}
