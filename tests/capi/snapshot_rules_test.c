/* Rules for taking snapshots, through the C ABI. */
#include "check.h"

static snaproll_clock* the_clock;
static snaproll_options* options;
static snaproll_context* context;

static snaproll_snapshot_rules* new_rules(void) {
  snaproll_snapshot_rules* rules = NULL;
  OK(snaproll_snapshot_rules_new(&rules, E));
  return rules;
}

/* A manager that takes over the rules. */
static snaproll_manager* managed(snaproll_snapshot_rules* rules) {
  snaproll_manager* manager = NULL;
  OK(snaproll_manager_new(10, options, &manager, E));
  OK(snaproll_manager_set_snapshot_rules(manager, rules, E));
  snaproll_snapshot_rules_free(rules);
  return manager;
}

static bool run(snaproll_manager* manager, const char* node) {
  bool taken = false;
  OK(snaproll_manager_on_node_execute(manager, context, T(node), NULL, &taken,
                                      E));
  return taken;
}

static void write_x(const char* json) {
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("x"), T(json), E));
}

static void nodes_are_counted(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_manager* manager;
  OK(snaproll_snapshot_rules_set_at_least_nodes(rules, 2, E));
  manager = managed(rules);
  CHECK(!run(manager, "a"));
  CHECK(run(manager, "b"));
  OK(snaproll_manager_create_snapshot(manager, context, NULL, NULL, E));
  CHECK(!run(manager, "c"));
  CHECK(run(manager, "d"));
  OK(snaproll_manager_set_snapshot_rules(manager, NULL, E));
  CHECK(!run(manager, "e"));
  CHECK(!run(manager, "f"));
  snaproll_manager_free(manager);
}

static void time_passes(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_manager* manager;
  OK(snaproll_snapshot_rules_set_at_least_time(rules, 60, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "at_least_time is below 0",
        snaproll_snapshot_rules_set_at_least_time(rules, -1, E));
  manager = managed(rules);
  CHECK(run(manager, "a"));
  OK(snaproll_clock_advance(the_clock, 59, E));
  CHECK(!run(manager, "b"));
  OK(snaproll_clock_advance(the_clock, 1, E));
  CHECK(run(manager, "c"));
  snaproll_manager_free(manager);
}

static void bytes_change(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_manager* manager;
  OK(snaproll_snapshot_rules_set_at_least_bytes(rules, 3, E));
  manager = managed(rules);
  write_x("1");
  CHECK(run(manager, "a"));
  write_x("22");
  CHECK(!run(manager, "b"));
  write_x("333");
  CHECK(run(manager, "c"));
  snaproll_manager_free(manager);
}

static void nodes_are_named(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_manager* manager;
  char longest[1025];
  memset(longest, 'x', sizeof longest);
  OK(snaproll_snapshot_rules_add_before(rules, SNAPROLL_Z("deploy/*"), E));
  OK(snaproll_snapshot_rules_add_before(rules, SNAPROLL_Z("send"), E));
  FAILS_AT(SNAPROLL_PARSE, "before 2: the glob ends with a single backslash",
           "", 1,
           snaproll_snapshot_rules_add_before(rules, SNAPROLL_Z("x\\"), E));
  FAILS_AT(SNAPROLL_PARSE, "before 2: the glob is not UTF-8", "", 1,
           snaproll_snapshot_rules_add_before(rules, SNAPROLL_Z("x\xff"), E));
  FAILS(SNAPROLL_LIMIT, "before 2: a glob of 1025 bytes, at most 1024 may be",
        snaproll_snapshot_rules_add_before(rules, longest, sizeof longest, E));
  manager = managed(rules);
  CHECK(run(manager, "deploy/eu"));
  CHECK(run(manager, "send"));
  CHECK(!run(manager, "sender"));
  snaproll_manager_free(manager);
}

/* Of an execution, whose options copied the rules. */
static void steps_are_irreversible(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_execution* execution = NULL;
  snaproll_step_options* irreversible = NULL;
  snaproll_step* step = NULL;
  snaproll_id id;
  bool taken = true;
  OK(snaproll_snapshot_rules_set_before_irreversible(rules, true, E));
  OK(snaproll_options_set_auto_snapshot(options, false, 1, E));
  OK(snaproll_options_set_snapshot_rules(options, rules, E));
  snaproll_snapshot_rules_free(rules);
  OK(snaproll_execution_new(options, &execution, E));
  OK(snaproll_options_set_snapshot_rules(options, NULL, E));
  OK(snaproll_step_options_new(&irreversible, E));
  OK(snaproll_step_options_set_irreversible(irreversible, true, E));
  OK(snaproll_execution_step_begin(execution, SNAPROLL_Z("a"), NULL, &step, E));
  OK(snaproll_step_snapshot_id(step, &id, &taken, E));
  CHECK(!taken);
  snaproll_step_free(step);
  OK(snaproll_execution_step_begin(execution, SNAPROLL_Z("b"), irreversible,
                                   &step, E));
  OK(snaproll_step_snapshot_id(step, &id, &taken, E));
  CHECK(taken);
  snaproll_step_free(step);
  snaproll_step_options_free(irreversible);
  snaproll_execution_free(execution);
}

static void an_unchanged_state_keeps_nothing_new(void) {
  snaproll_snapshot_rules* rules = new_rules();
  snaproll_manager* manager;
  snaproll_id first;
  snaproll_id second;
  size_t count = 0;
  OK(snaproll_snapshot_rules_set_skip_unchanged(rules, true, E));
  manager = managed(rules);
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &first, E));
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &second, E));
  CHECK(memcmp(&first, &second, sizeof first) == 0);
  OK(snaproll_manager_count(manager, &count, E));
  CHECK(count == 1);
  write_x("\"new\"");
  OK(snaproll_manager_create_snapshot(manager, context, NULL, &second, E));
  CHECK(memcmp(&first, &second, sizeof first) != 0);
  snaproll_manager_free(manager);
}

int main(void) {
  OK(snaproll_clock_new_manual(1700000000000000000, 0, &the_clock, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, the_clock, E));
  OK(snaproll_context_new(SNAPROLL_Z("w"), options, &context, E));
  nodes_are_counted();
  time_passes();
  bytes_change();
  nodes_are_named();
  steps_are_irreversible();
  an_unchanged_state_keeps_nothing_new();
  snaproll_snapshot_rules_free(NULL);
  snaproll_context_free(context);
  snaproll_options_free(options);
  snaproll_clock_free(the_clock);
  return check_end();
}
