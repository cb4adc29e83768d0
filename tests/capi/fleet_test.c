/* The executions of a store: listed, told of, deleted, copied, forked; and the
 * snapshots of one, filtered. */
#include "durable.h"

static snaproll_store* store;
static snaproll_clock* the_clock; /* of the snapshots that are filtered */

static void is_listed(const snaproll_execution_filter* filter,
                      const char* expected) {
  snaproll_buf buf = {0};
  snaproll_value* page = NULL;
  char names[400] = "";
  size_t count = 0;
  size_t i;
  OK(snaproll_store_executions(store, filter, 0, 100, &buf, E));
  page = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(page, "/next", "0");
  {
    snaproll_value* all = NULL;
    OK(snaproll_value_get(page, SNAPROLL_Z("/executions"), &all, E));
    OK(snaproll_value_size(all, &count, E));
    snaproll_value_free(all);
  }
  for (i = 0; i < count; ++i) {
    snaproll_value* id = NULL;
    char pointer[40];
    sprintf(pointer, "/executions/%zu/id", i);
    OK(snaproll_value_get(page, T(pointer), &id, E));
    OK(snaproll_value_as_text(id, &buf, E));
    if (i > 0) strcat(names, " ");
    strcat(names, buf.data);
    snaproll_buf_dispose(&buf);
    snaproll_value_free(id);
  }
  snaproll_value_free(page);
  if (!CHECK(strcmp(names, expected) == 0))
    fprintf(stderr, "  listed '%s' and not '%s'\n", names, expected);
}

static snaproll_execution_filter* new_filter(void) {
  snaproll_execution_filter* filter = NULL;
  OK(snaproll_execution_filter_new(&filter, E));
  return filter;
}

/* Lists by the filter and frees it. */
static void lists(snaproll_execution_filter* filter, const char* expected) {
  is_listed(filter, expected);
  snaproll_execution_filter_free(filter);
}

/* A closed execution, committed at that time. */
static void make_execution(const char* id, const char* kind, const char* tenant,
                           int64_t time, int32_t state) {
  snaproll_open_options* options = open_options(SNAPROLL_OPEN_CREATE);
  snaproll_options* execution = NULL;
  snaproll_clock* clock = NULL;
  snaproll_context* context = NULL;
  snaproll_execution* run = NULL;
  OK(snaproll_clock_new_manual(time, 0, &clock, E));
  OK(snaproll_options_new(&execution, E));
  OK(snaproll_options_set_clock(execution, clock, E));
  OK(snaproll_open_options_set_options(options, execution, E));
  OK(snaproll_open_options_set_kind(options, T(kind), E));
  OK(snaproll_open_options_add_attribute(options, SNAPROLL_Z("tenant"),
                                         T(tenant), E));
  OK(snaproll_open_options_add_attribute(options, SNAPROLL_Z("region"),
                                         SNAPROLL_Z("eu"), E));
  run = open_with(store, id, options);
  OK(snaproll_execution_context(run, &context, E));
  OK(snaproll_context_set_state(context, state, SNAPROLL_Z(""), E));
  OK(snaproll_execution_save(run, E));
  OK(snaproll_execution_close(run, E));
  snaproll_context_free(context);
  snaproll_execution_free(run);
  snaproll_options_free(execution);
  snaproll_clock_free(clock);
}

static void executions_are_filtered(void) {
  snaproll_execution_filter* filter = new_filter();
  snaproll_execution* owned = NULL;
  make_execution("a", "agent", "acme", 1000, SNAPROLL_COMPLETED);
  make_execution("b", "agent", "zeta", 2000, SNAPROLL_PAUSED);
  make_execution("c", "batch", "acme", 3000, SNAPROLL_RUNNING);
  is_listed(NULL, "c b a");
  is_listed(filter, "c b a");
  OK(snaproll_execution_filter_set_state(filter, SNAPROLL_PAUSED, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "state: no such state",
        snaproll_execution_filter_set_state(filter, 5, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "state: no such state",
        snaproll_execution_filter_set_state(filter, -1, E));
  lists(filter, "b");
  filter = new_filter();
  OK(snaproll_execution_filter_set_kind(filter, SNAPROLL_Z("agent"), E));
  is_listed(filter, "b a");
  OK(snaproll_execution_filter_add_attribute(filter, SNAPROLL_Z("tenant"),
                                             SNAPROLL_Z("acme"), E));
  is_listed(filter, "a");
  OK(snaproll_execution_filter_add_attribute(filter, SNAPROLL_Z("region"),
                                             SNAPROLL_Z("us"), E));
  lists(filter, "");
  filter = new_filter();
  OK(snaproll_execution_filter_set_committed_from(filter, 2000, E));
  is_listed(filter, "c b");
  OK(snaproll_execution_filter_set_committed_until(filter, 3000, E));
  is_listed(filter, "b");
  OK(snaproll_execution_filter_set_committed_from(filter, SNAPROLL_NO_TIME, E));
  lists(filter, "b a");
  owned = open_with(store, "b", NULL);
  filter = new_filter();
  OK(snaproll_execution_filter_set_owned(filter, true, E));
  is_listed(filter, "b");
  OK(snaproll_execution_filter_set_owned(filter, false, E));
  lists(filter, "c a");
  snaproll_execution_free(owned);
}

static void a_list_is_read_page_by_page(void) {
  snaproll_buf buf = {0};
  snaproll_value* page = NULL;
  int64_t cursor = 0;
  OK(snaproll_store_executions(store, NULL, 0, 2, &buf, E));
  page = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(page, "/executions/0/id", "\"c\"");
  MEMBER_IS(page, "/executions/1/id", "\"b\"");
  cursor = number_at(page, "/next");
  CHECK(cursor > 0);
  snaproll_value_free(page);
  OK(snaproll_store_executions(store, NULL, cursor, 2, &buf, E));
  page = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(page, "/executions/0/id", "\"a\"");
  MEMBER_IS(page, "/next", "0");
  snaproll_value_free(page);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "cursor: below 0",
        snaproll_store_executions(store, NULL, -1, 2, &buf, E));
}

static void states_are_told_by_their_names(void) {
  static const char* const names[] = {"\"Running\"", "\"Completed\"",
                                      "\"Failed\"", "\"Cancelled\"",
                                      "\"Paused\""};
  int32_t state;
  for (state = SNAPROLL_RUNNING; state <= SNAPROLL_PAUSED; ++state) {
    snaproll_buf buf = {0};
    snaproll_value* info = NULL;
    make_execution("state", "k", "t", 4000, state);
    OK(snaproll_store_info(store, SNAPROLL_Z("state"), &buf, E));
    info = parse(&buf);
    snaproll_buf_dispose(&buf);
    MEMBER_IS(info, "/state", names[state]);
    snaproll_value_free(info);
    OK(snaproll_store_delete(store, SNAPROLL_Z("state"), false, E));
  }
}

static bool exists(const char* id) {
  bool there = false;
  OK(snaproll_store_exists(store, T(id), &there, E));
  return there;
}

static void a_deleted_execution_is_gone(void) {
  snaproll_buf buf = {0};
  snaproll_execution* run = open_with(store, "gone", NULL);
  run_step(run, "n", "1");
  CHECK(exists("gone"));
  OK(snaproll_store_delete(store, SNAPROLL_Z("gone"), true, E));
  CHECK(!exists("gone"));
  FAILS(SNAPROLL_NOT_FOUND, "no execution 'gone'",
        snaproll_store_info(store, SNAPROLL_Z("gone"), &buf, E));
  FAILS(SNAPROLL_NOT_FOUND, "no execution 'gone'",
        snaproll_store_delete(store, SNAPROLL_Z("gone"), false, E));
  set_variable(run, "x", "2");
  FAILS(SNAPROLL_CONFLICT, NULL, snaproll_execution_save(run, E));
  snaproll_execution_free(run);
  run = open_with(store, "gone", open_options(SNAPROLL_OPEN_CREATE));
  CHECK(snapshots_of(run) == 1);
  snaproll_execution_free(run);
}

static void a_copy_has_the_history_of_its_origin(void) {
  snaproll_store* other = open_store("other.db");
  snaproll_execution* run = open_with(store, "origin", NULL);
  snaproll_execution* copy = NULL;
  char before[65];
  char after[65];
  run_step(run, "a", "1");
  run_step(run, "b", "2");
  digest_of(run, before);
  OK(snaproll_store_copy(store, SNAPROLL_Z("origin"), other, SNAPROLL_Z("copy"),
                         E));
  OK(snaproll_store_copy(store, SNAPROLL_Z("origin"), store, SNAPROLL_Z("twin"),
                         E));
  FAILS(SNAPROLL_EXISTS, NULL,
        snaproll_store_copy(store, SNAPROLL_Z("origin"), other,
                            SNAPROLL_Z("copy"), E));
  FAILS(SNAPROLL_NOT_FOUND, "no execution 'none'",
        snaproll_store_copy(store, SNAPROLL_Z("none"), other, SNAPROLL_Z("x"),
                            E));
  run_step(run, "c", "3");
  copy = open_with(other, "copy", open_options(SNAPROLL_OPEN_EXISTING));
  digest_of(copy, after);
  CHECK(strcmp(before, after) == 0);
  CHECK(snapshots_of(copy) + 1 == snapshots_of(run));
  OK(snaproll_execution_rollback(copy, NULL, E));
  VARIABLE_IS(copy, "x", "1");
  snaproll_execution_free(copy);
  copy = open_with(store, "twin", open_options(SNAPROLL_OPEN_EXISTING));
  VARIABLE_IS(copy, "x", "2");
  snaproll_execution_free(copy);
  snaproll_execution_free(run);
  snaproll_store_free(other);
}

/* What the step of that execution at "n" would be told by. */
static void key_of(snaproll_execution* run, snaproll_buf* out) {
  snaproll_step* step = NULL;
  OK(snaproll_execution_step_begin(run, SNAPROLL_Z("n"), NULL, &step, E));
  OK(snaproll_step_idempotency_key(step, out, E));
  snaproll_step_free(step);
}

static void a_fork_goes_on_from_a_snapshot(void) {
  snaproll_execution* run = open_with(store, "trunk", NULL);
  snaproll_execution* fork = NULL;
  snaproll_buf key = {0};
  snaproll_buf fork_key = {0};
  snaproll_id id;
  run_step(run, "a", "1");
  OK(snaproll_execution_snapshot(run, NULL, &id, E));
  run_step(run, "b", "2");
  OK(snaproll_store_fork(store, SNAPROLL_Z("trunk"), &id, SNAPROLL_Z("branch"),
                         E));
  OK(snaproll_store_fork(store, SNAPROLL_Z("trunk"), NULL, SNAPROLL_Z("tip"),
                         E));
  FAILS(SNAPROLL_EXISTS, NULL,
        snaproll_store_fork(store, SNAPROLL_Z("trunk"), NULL, SNAPROLL_Z("tip"),
                            E));
  FAILS(
      SNAPROLL_NOT_FOUND, "no execution 'none'",
      snaproll_store_fork(store, SNAPROLL_Z("none"), NULL, SNAPROLL_Z("x"), E));
  memset(&id, 0, sizeof id);
  FAILS(
      SNAPROLL_NOT_FOUND,
      "Snapshot 00000000-0000-0000-0000-000000000000 not found",
      snaproll_store_fork(store, SNAPROLL_Z("trunk"), &id, SNAPROLL_Z("x"), E));
  fork = open_with(store, "tip", NULL);
  VARIABLE_IS(fork, "x", "2");
  snaproll_execution_free(fork);
  fork = open_with(store, "branch", NULL);
  VARIABLE_IS(fork, "x", "1");
  key_of(run, &key);
  OK(snaproll_store_delete(store, SNAPROLL_Z("trunk"), true, E));
  run_step(fork, "b", "3");
  key_of(fork, &fork_key);
  CHECK(key.size == fork_key.size &&
        memcmp(key.data, fork_key.data, key.size) != 0);
  snaproll_buf_dispose(&key);
  snaproll_buf_dispose(&fork_key);
  OK(snaproll_execution_rollback_n(fork, 3, NULL, E));
  VARIABLE_IS(fork, "x", "1");
  snaproll_execution_free(fork);
  snaproll_execution_free(run);
}

/* The labels of the snapshots that the filter names, which is freed. */
static void names(const snaproll_manager* manager,
                  snaproll_snapshot_filter* filter, const char* expected) {
  snaproll_snapshot_list* list = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  size_t count = 0;
  OK(snaproll_manager_list_filtered(manager, filter, &list, E));
  OK(snaproll_snapshot_list_count(list, &count, E));
  OK(snaproll_snapshot_list_labels(list, &offsets, &bytes, E));
  CHECK(offsets[count] == strlen(expected) &&
        memcmp(bytes, expected, offsets[count]) == 0);
  snaproll_snapshot_list_free(list);
  snaproll_snapshot_filter_free(filter);
}

static snaproll_snapshot_filter* new_snapshot_filter(void) {
  snaproll_snapshot_filter* filter = NULL;
  OK(snaproll_snapshot_filter_new(&filter, E));
  return filter;
}

static snaproll_id take(snaproll_execution* run, const char* label,
                        const char* node, bool automatic) {
  snaproll_snapshot_options* told = NULL;
  snaproll_id id;
  OK(snaproll_snapshot_options_new(&told, E));
  OK(snaproll_snapshot_options_set_label(told, T(label), E));
  if (node != NULL)
    OK(snaproll_snapshot_options_set_trigger_node(told, T(node), E));
  OK(snaproll_snapshot_options_set_auto(told, automatic, E));
  OK(snaproll_execution_snapshot(run, told, &id, E));
  OK(snaproll_clock_advance(the_clock, 1, E));
  snaproll_snapshot_options_free(told);
  return id;
}

/* Four snapshots, at 1000 to 1003. */
static void check_filters(snaproll_execution* run) {
  snaproll_manager* manager = NULL;
  snaproll_snapshot_filter* filter = new_snapshot_filter();
  snaproll_snapshot_list* list = NULL;
  const snaproll_id a = take(run, "a", "n", true);
  snaproll_id c;
  take(run, "b", NULL, false);
  c = take(run, "c", "n", false);
  take(run, "b", "m", true);
  OK(snaproll_execution_manager(run, &manager, E));
  names(manager, filter, "bcba");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_label(filter, SNAPROLL_Z("b"), E));
  names(manager, filter, "bb");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_trigger_node(filter, SNAPROLL_Z("n"), E));
  names(manager, filter, "ca");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_automatic(filter, false, E));
  names(manager, filter, "cb");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_from(filter, 1001, E));
  OK(snaproll_snapshot_filter_set_until(filter, 1003, E));
  names(manager, filter, "cb");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_after(filter, &c, E));
  OK(snaproll_snapshot_filter_set_limit(filter, 1, E));
  names(manager, filter, "b");
  filter = new_snapshot_filter();
  OK(snaproll_snapshot_filter_set_after(filter, &a, E));
  names(manager, filter, "");
  filter = new_snapshot_filter();
  c.bytes[0] ^= 1;
  OK(snaproll_snapshot_filter_set_after(filter, &c, E));
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_manager_list_filtered(manager, filter, &list, E));
  CHECK(list == NULL);
  snaproll_snapshot_filter_free(filter);
  snaproll_manager_free(manager);
}

static void snapshots_are_filtered(void) {
  snaproll_options* options = NULL;
  snaproll_open_options* open = open_options(SNAPROLL_OPEN_CREATE);
  snaproll_execution* run = NULL;
  OK(snaproll_clock_new_manual(1000, 0, &the_clock, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, the_clock, E));
  OK(snaproll_execution_new(options, &run, E));
  check_filters(run);
  snaproll_execution_free(run);
  OK(snaproll_open_options_set_options(open, options, E));
  OK(snaproll_open_options_set_start_snapshot(open, false, E));
  OK(snaproll_clock_set(the_clock, 1000, E));
  run = open_with(store, "filtered", open);
  check_filters(run);
  snaproll_execution_free(run);
  snaproll_options_free(options);
  snaproll_clock_free(the_clock);
}

int main(void) {
  make_folder();
  store = open_store("fleet.db");
  executions_are_filtered();
  a_list_is_read_page_by_page();
  states_are_told_by_their_names();
  a_deleted_execution_is_gone();
  a_copy_has_the_history_of_its_origin();
  a_fork_goes_on_from_a_snapshot();
  snapshots_are_filtered();
  snaproll_execution_filter_free(NULL);
  snaproll_snapshot_filter_free(NULL);
  snaproll_store_free(store);
  remove_folder();
  return check_end();
}
