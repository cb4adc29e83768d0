/* Selective rollback: names, globs, pointers, results, state, and what is
 * downstream of a node; the edges of an execution and the effects it crosses.
 */
#include "check.h"

static snaproll_execution* execution;
static snaproll_context* context;
static snaproll_manager* manager;
static snaproll_id begin;

static void finish(const char* node, const char* variable, bool irreversible) {
  snaproll_step_options* options = NULL;
  snaproll_step* step = NULL;
  OK(snaproll_step_options_new(&options, E));
  OK(snaproll_step_options_set_irreversible(options, irreversible, E));
  OK(snaproll_execution_step_begin(execution, T(node), options, &step, E));
  OK(snaproll_context_set_variable_text(context, T(variable), T(node), E));
  OK(snaproll_step_finish(step, SNAPROLL_Z("1"), NULL, E));
  snaproll_step_free(step);
  snaproll_step_options_free(options);
}

/* fetch -> parse -> mail, and image by itself, after the only snapshot. */
static void set_up(void) {
  snaproll_options* options = NULL;
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_auto_snapshot(options, false, 1, E));
  OK(snaproll_execution_new(options, &execution, E));
  snaproll_options_free(options);
  OK(snaproll_execution_context(execution, &context, E));
  OK(snaproll_execution_manager(execution, &manager, E));
  OK(snaproll_execution_set_edges(
      execution, SNAPROLL_Z("[[\"fetch\",\"parse\"],[\"parse\",\"mail\"]]"),
      E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("agent/a"),
                                   SNAPROLL_Z("{\"x\":1,\"y\":1}"), E));
  OK(snaproll_execution_snapshot(execution, NULL, &begin, E));
  OK(snaproll_context_set_variable(context, SNAPROLL_Z("agent/a"),
                                   SNAPROLL_Z("{\"x\":2,\"y\":2}"), E));
  finish("fetch", "raw", false);
  finish("image", "picture", false);
  finish("parse", "rows", false);
  finish("mail", "sent", true);
  OK(snaproll_context_pause(context, E));
}

static void tear_down(void) {
  snaproll_execution_free(execution);
  snaproll_context_free(context);
  snaproll_manager_free(manager);
}

static snaproll_selector* new_selector(void) {
  snaproll_selector* selector = NULL;
  OK(snaproll_selector_new(&selector, E));
  return selector;
}

/* What the selector takes back; also frees it. */
static void takes(snaproll_selector* selector, const char* expected) {
  snaproll_rollback_plan* plan = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_patch* patch = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_execution_plan_rollback(execution, selector, &plan, E));
  OK(snaproll_rollback_plan_result(plan, &result, E));
  OK(snaproll_rollback_result_patch(result, NULL, &patch, E));
  OK(snaproll_patch_to_compact(patch, &buf, E));
  TEXT_IS(buf, expected);
  snaproll_patch_free(patch);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  snaproll_selector_free(selector);
}

static void what_is_named_is_taken_back(void) {
  snaproll_selector* s = new_selector();
  OK(snaproll_selector_add_variable(s, SNAPROLL_Z("raw"), E));
  takes(s, "[[\"remove\",\"/variables/raw\"]]");
  s = new_selector();
  OK(snaproll_selector_add_variable(s, SNAPROLL_Z("r*"), E));
  OK(snaproll_selector_add_node_result(s, SNAPROLL_Z("?ail"), E));
  takes(s,
        "[[\"remove\",\"/node_results/mail\"],[\"remove\",\"/variables/raw\"],"
        "[\"remove\",\"/variables/rows\"]]");
  s = new_selector();
  OK(snaproll_selector_add_pointer(s, SNAPROLL_Z("/variables/agent~1a/x"), E));
  OK(snaproll_selector_set_state(s, true, E));
  takes(s,
        "[[\"set\",\"/variables/agent~1a/x\",1],"
        "[\"set\",\"/state\",\"Running\"]]");
  s = new_selector();
  OK(snaproll_selector_add_node_result(s, SNAPROLL_Z("*"), E));
  OK(snaproll_selector_add_variable(s, SNAPROLL_Z("[a-z]"), E));
  OK(snaproll_selector_add_variable(s, SNAPROLL_Z("agent/*"), E));
  OK(snaproll_selector_set_everything_but(s, true, E));
  OK(snaproll_selector_set_allow_nothing(s, true, E));
  takes(s,
        "[[\"remove\",\"/variables/picture\"],[\"remove\",\"/variables/raw\"],"
        "[\"remove\",\"/variables/rows\"],[\"remove\",\"/variables/sent\"],"
        "[\"set\",\"/state\",\"Running\"]]");
  snaproll_selector_free(NULL);
}

static void a_node_is_taken_back_with_what_is_downstream(void) {
  snaproll_selector* s = new_selector();
  OK(snaproll_selector_add_downstream_of(s, SNAPROLL_Z("parse"), E));
  takes(s,
        "[[\"remove\",\"/node_results/mail\"],"
        "[\"remove\",\"/node_results/parse\"],"
        "[\"remove\",\"/variables/rows\"],[\"remove\",\"/variables/sent\"]]");
}

static void names_of_selectors_are_checked(void) {
  static char glob[1026];
  snaproll_selector* s = new_selector();
  memset(glob, '*', sizeof glob);
  FAILS(SNAPROLL_LIMIT, "a glob of 1025 bytes, at most 1024 may be",
        snaproll_selector_add_variable(s, glob, 1025, E));
  FAILS(SNAPROLL_LIMIT, NULL,
        snaproll_selector_add_node_result(s, glob, 1025, E));
  OK(snaproll_selector_add_variable(s, glob, 1024, E));
  FAILS_AT(SNAPROLL_PARSE, "the glob ends with a single backslash", "", 1,
           snaproll_selector_add_variable(s, SNAPROLL_Z("a\\"), E));
  FAILS_AT(SNAPROLL_PARSE, "a JSON Pointer begins with '/'", "", 0,
           snaproll_selector_add_pointer(s, SNAPROLL_Z("variables"), E));
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/elsewhere", NO_OFFSET,
           snaproll_selector_add_pointer(s, SNAPROLL_Z("/elsewhere"), E));
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, "a state is taken back as a whole",
           "/state/Failed", NO_OFFSET,
           snaproll_selector_add_pointer(s, SNAPROLL_Z("/state/Failed"), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the node id is empty",
        snaproll_selector_add_downstream_of(s, SNAPROLL_Z(""), E));
  FAILS(SNAPROLL_LIMIT, "the node id has 256 bytes, at most 255 may be",
        snaproll_selector_add_downstream_of(s, glob, 256, E));
  snaproll_selector_free(s);
}

static void plan_fails(int32_t code, const char* message, const char* pointer,
                       const snaproll_selector* selector) {
  snaproll_rollback_plan* plan = NULL;
  FAILS_AT(code, message, pointer, NO_OFFSET,
           snaproll_execution_plan_rollback(execution, selector, &plan, E));
  CHECK(plan == NULL);
}

static void what_matches_nothing_is_an_error_unless_allowed(void) {
  snaproll_selector* s = new_selector();
  snaproll_rollback_plan* plan = NULL;
  plan_fails(SNAPROLL_INVALID_ARGUMENT, "the selector names nothing", "", s);
  HINTS(SNAPROLL_INVALID_ARGUMENT,
        "without a selector everything is taken back",
        snaproll_execution_plan_rollback(execution, s, &plan, E));
  OK(snaproll_selector_add_variable(s, SNAPROLL_Z("nobody*"), E));
  plan_fails(SNAPROLL_NOT_FOUND, "no variable matches 'nobody*'", "", s);
  HINTS(SNAPROLL_NOT_FOUND, "allow_nothing makes this no error",
        snaproll_execution_plan_rollback(execution, s, &plan, E));
  OK(snaproll_selector_set_allow_nothing(s, true, E));
  takes(s, "[]");
  s = new_selector();
  OK(snaproll_selector_add_node_result(s, SNAPROLL_Z("nobody"), E));
  plan_fails(SNAPROLL_NOT_FOUND, "no node result matches 'nobody'", "", s);
  snaproll_selector_free(s);
  s = new_selector();
  OK(snaproll_selector_add_pointer(s, SNAPROLL_Z("/variables/agent~1a/z"), E));
  plan_fails(SNAPROLL_NOT_FOUND, "nothing stands at this pointer",
             "/variables/agent~1a/z", s);
  snaproll_selector_free(s);
  s = new_selector();
  OK(snaproll_selector_add_downstream_of(s, SNAPROLL_Z("nobody"), E));
  plan_fails(SNAPROLL_NOT_FOUND, "no node 'nobody' has an edge or a result", "",
             s);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "edges between nodes belong to an execution",
        snaproll_manager_plan_rollback(manager, context, s, &plan, E));
  snaproll_selector_free(s);
}

static void edges_form_no_cycle(void) {
  snaproll_execution* e = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_execution_new(NULL, &e, E));
  OK(snaproll_execution_add_edge(e, SNAPROLL_Z("a"), SNAPROLL_Z("b"), E));
  OK(snaproll_execution_add_edge(e, SNAPROLL_Z("a"), SNAPROLL_Z("b"), E));
  OK(snaproll_execution_add_edge(e, SNAPROLL_Z("b"), SNAPROLL_Z("c\""), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT,
        "the edges form a cycle: c\" -> a -> b -> c\"",
        snaproll_execution_add_edge(e, SNAPROLL_Z("c\""), SNAPROLL_Z("a"), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the node id is empty",
        snaproll_execution_add_edge(e, SNAPROLL_Z(""), SNAPROLL_Z("a"), E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 4,
           snaproll_execution_set_edges(e, SNAPROLL_Z("[[1,"), E));
  FAILS_AT(SNAPROLL_TYPE, "expected a string", "/1/0", NO_OFFSET,
           snaproll_execution_set_edges(
               e, SNAPROLL_Z("[[\"x\",\"y\"],[1,\"y\"]]"), E));
  FAILS_AT(SNAPROLL_TYPE, "expected [from, to]", "/0", NO_OFFSET,
           snaproll_execution_set_edges(e, SNAPROLL_Z("[[\"x\"]]"), E));
  FAILS_AT(SNAPROLL_INVALID_ARGUMENT, "the node id is empty", "/0/1", NO_OFFSET,
           snaproll_execution_set_edges(e, SNAPROLL_Z("[[\"x\",\"\"]]"), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the edges form a cycle: x -> y -> x",
        snaproll_execution_set_edges(
            e, SNAPROLL_Z("[[\"x\",\"y\"],[\"y\",\"x\"]]"), E));
  OK(snaproll_execution_edges(e, &buf, E));
  TEXT_IS(buf, "[[\"a\",\"b\"],[\"b\",\"c\\\"\"]]");
  OK(snaproll_execution_set_edges(e, SNAPROLL_Z("[]"), E));
  OK(snaproll_execution_edges(e, &buf, E));
  TEXT_IS(buf, "[]");
  snaproll_execution_free(e);
}

static void effects_are(const snaproll_rollback_result* result, bool mail) {
  snaproll_buf buf = {0};
  snaproll_value* effects = NULL;
  snaproll_value* node = NULL;
  size_t size = 9;
  OK(snaproll_rollback_result_effects(result, &buf, E));
  OK(snaproll_value_parse(buf.data, buf.size, NULL, NULL, &effects, E));
  OK(snaproll_value_size(effects, &size, E));
  CHECK(size == (mail ? 1 : 0));
  snaproll_buf_dispose(&buf);
  if (mail && size == 1) {
    OK(snaproll_value_get(effects, SNAPROLL_Z("/0/node"), &node, E));
    OK(snaproll_value_as_text(node, &buf, E));
    TEXT_IS(buf, "mail");
  }
  snaproll_value_free(node);
  snaproll_value_free(effects);
}

/* Applies the plan, checks its effects, and undoes and redoes it. */
static void apply(snaproll_rollback_plan* plan, bool mail) {
  snaproll_rollback_result* result = NULL;
  OK(snaproll_execution_apply_plan(execution, plan, &result, E));
  effects_are(result, mail);
  snaproll_rollback_result_free(result);
  result = NULL;
  FAILS(SNAPROLL_CONFLICT, NULL,
        snaproll_execution_apply_plan(execution, plan, &result, E));
  CHECK(result == NULL);
  OK(snaproll_execution_undo_rollback(execution, &result, E));
  effects_are(result, false);
  snaproll_rollback_result_free(result);
  OK(snaproll_execution_redo_rollback(execution, &result, E));
  effects_are(result, mail);
  snaproll_rollback_result_free(result);
  OK(snaproll_execution_undo_rollback(execution, NULL, E));
  snaproll_rollback_plan_free(plan);
}

static void plans_of_executions_tell_the_effects_they_cross(void) {
  snaproll_rollback_plan* plan = NULL;
  snaproll_selector* s = new_selector();
  snaproll_id unknown = {{1}};
  OK(snaproll_execution_plan_rollback(execution, NULL, &plan, E));
  apply(plan, true);
  OK(snaproll_execution_plan_rollback_to(execution, &begin, NULL, &plan, E));
  apply(plan, true);
  OK(snaproll_selector_add_node_result(s, SNAPROLL_Z("image"), E));
  OK(snaproll_execution_plan_rollback_n(execution, 1, s, &plan, E));
  apply(plan, false);
  plan = NULL;
  FAILS(SNAPROLL_RANGE, "Cannot rollback 2 steps, only 1 snapshots available",
        snaproll_execution_plan_rollback_n(execution, 2, s, &plan, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "Cannot rollback 0 steps",
        snaproll_execution_plan_rollback_n(execution, 0, s, &plan, E));
  FAILS(SNAPROLL_NOT_FOUND,
        "Snapshot 01000000-0000-0000-0000-000000000000 not found",
        snaproll_execution_plan_rollback_to(execution, &unknown, s, &plan, E));
  CHECK(plan == NULL);
  snaproll_selector_free(s);
}

static void a_cleared_execution_has_nothing_to_go_back_to(void) {
  size_t count = 9;
  OK(snaproll_execution_rollback(execution, NULL, E));
  OK(snaproll_execution_clear(execution, E));
  OK(snaproll_manager_count(manager, &count, E));
  CHECK(count == 0);
  FAILS(SNAPROLL_NOT_FOUND, "there is no rollback to undo",
        snaproll_execution_undo_rollback(execution, NULL, E));
  FAILS(SNAPROLL_NOT_FOUND, "there is no undone rollback to redo",
        snaproll_execution_redo_rollback(execution, NULL, E));
  plan_fails(SNAPROLL_NOT_FOUND, "No snapshots available", "", NULL);
}

int main(void) {
  set_up();
  what_is_named_is_taken_back();
  a_node_is_taken_back_with_what_is_downstream();
  names_of_selectors_are_checked();
  what_matches_nothing_is_an_error_unless_allowed();
  edges_form_no_cycle();
  plans_of_executions_tell_the_effects_they_cross();
  a_cleared_execution_has_nothing_to_go_back_to();
  tear_down();
  return check_end();
}
