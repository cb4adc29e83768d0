/* Patches, plans, undo and edges, where memory runs out. */
#include "no_memory.h"

static void make_patch(world* w) {
  OK(snaproll_patch_from_json(
      Z("[[\"add\",\"/variables/new\",{\"a\":[1,2,\"" LONG_TEXT "\"]}],"
        "[\"copy\",\"/variables/copied\",\"/variables/big\"],"
        "[\"splice\",\"/variables/big\",3,4,[\"x\",\"y\"]],"
        "[\"append\",\"/variables/rope\",\"" LONG_TEXT "\"],"
        "[\"add\",\"/node_results/more\",1],"
        "[\"remove\",\"/node_results/done\"],"
        "[\"set\",\"/state\",{\"Failed\":\"" LONG_TEXT "\"}]]"),
      w->options, &w->patch, E));
}

static void make_selector(world* w) {
  OK(snaproll_selector_new(&w->selector, E));
  OK(snaproll_selector_add_variable(w->selector, Z("variable*"), E));
  OK(snaproll_selector_add_pointer(w->selector, Z("/variables/big/3"), E));
}

static void make_edges(world* w) {
  OK(snaproll_execution_set_edges(
      w->run, Z("[[\"done\",\"a " LONG_TEXT "\"],[\"done\",\"b\"]]"), E));
}

static void make_downstream_selector(world* w) {
  make_selector(w);
  make_edges(w);
  OK(snaproll_selector_add_downstream_of(w->selector, Z("done"), E));
}

static void run_irreversible(world* w) {
  snaproll_step_options* told = NULL;
  snaproll_step* step = NULL;
  OK(snaproll_step_options_new(&told, E));
  OK(snaproll_step_options_set_irreversible(told, true, E));
  OK(snaproll_execution_step_begin(w->run, Z(LONG_TEXT), told, &step, E));
  OK(snaproll_step_finish(step, Z("1"), NULL, E));
  snaproll_step_free(step);
  snaproll_step_options_free(told);
}

static void make_plan(world* w) {
  run_irreversible(w);
  OK(snaproll_execution_plan_rollback_to(w->run, &w->third, NULL, &w->plan, E));
}

static void patch_it(world* w) {
  run_irreversible(w);
  make_patch(w);
  OK(snaproll_context_apply_patch(w->context, w->patch, E));
}

static void patch_it_and_undo(world* w) {
  patch_it(w);
  OK(snaproll_context_undo_rollback(w->context, NULL, E));
}

static int32_t read_patch(world* w) {
  snaproll_patch* patch = NULL;
  const int32_t s = snaproll_patch_from_json(
      Z("[[\"set\",\"/a\",[\"" LONG_TEXT "\"]],[\"remove\",\"/b\"]]"),
      w->options, &patch, E);
  CHECK((patch == NULL) == (s != SNAPROLL_OK));
  snaproll_patch_free(patch);
  return s;
}
static int32_t apply_patch(world* w) {
  return snaproll_context_apply_patch(w->context, w->patch, E);
}
static int32_t diff(world* w) {
  snaproll_patch* patch = NULL;
  const int32_t s =
      snaproll_context_diff(w->context, w->snapshot, NULL, &patch, E);
  CHECK((patch == NULL) == (s != SNAPROLL_OK));
  snaproll_patch_free(patch);
  return s;
}
static int32_t splice(world* w) {
  return snaproll_context_splice(w->context, Z("/variables/big"), 5, 3,
                                 Z("[\"" LONG_TEXT "\",[1,2]]"), E);
}
static int32_t splice_text(world* w) {
  return snaproll_context_splice_text(w->context, Z("/variables/rope"), 5, 3,
                                      Z(LONG_TEXT), E);
}
static int32_t plan(world* w) {
  snaproll_rollback_plan* made = NULL;
  const int32_t s = snaproll_execution_plan_rollback_to(w->run, &w->third,
                                                        w->selector, &made, E);
  CHECK((made == NULL) == (s != SNAPROLL_OK));
  snaproll_rollback_plan_free(made);
  return s;
}
static int32_t apply_plan(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_execution_apply_plan(w->run, w->plan, &result, E);
  return rolled_back(s, result);
}
static int32_t undo(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_execution_undo_rollback(w->run, &result, E);
  return rolled_back(s, result);
}
static int32_t undo_context(world* w) {
  return snaproll_context_undo_rollback(w->context, NULL, E);
}
static int32_t redo(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_execution_redo_rollback(w->run, &result, E);
  return rolled_back(s, result);
}
static int32_t set_edges(world* w) {
  return snaproll_execution_set_edges(
      w->run, Z("[[\"x\",\"y " LONG_TEXT "\"],[\"y\",\"z\"]]"), E);
}
static int32_t add_edge(world* w) {
  return snaproll_execution_add_edge(w->run, Z("b"), Z("c " LONG_TEXT), E);
}
static int32_t select_more(world* w) {
  return snaproll_selector_add_variable(w->selector, Z(LONG_TEXT "*"), E);
}

static void make_names(world* w) {
  OK(snaproll_manager_create_branch(w->manager, w->context, Z("b " LONG_TEXT),
                                    &w->third, E));
  OK(snaproll_manager_tag(w->manager, &w->third, Z("t " LONG_TEXT), false, E));
}

static void make_group(world* w) {
  OK(snaproll_execution_snapshot_group(&w->run, 1, NULL, &w->group, E));
  OK(snaproll_context_set_variable_int64(w->context, Z("later"), 1, E));
}

static int32_t snapshot_group(world* w) {
  return snaproll_execution_snapshot_group(&w->run, 1, w->told, NULL, E);
}
static int32_t rollback_group(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s =
      snaproll_execution_rollback_group(&w->run, 1, &w->group, &result, E);
  return rolled_back(s, result);
}
static int32_t remove_group(world* w) {
  return snaproll_manager_remove_group(w->manager, &w->group, E);
}
static int32_t create_branch(world* w) {
  return snaproll_manager_create_branch(w->manager, w->context,
                                        Z("new " LONG_TEXT), &w->third, E);
}
static int32_t rename_branch(world* w) {
  return snaproll_manager_rename_branch(w->manager, Z("b " LONG_TEXT),
                                        Z("new " LONG_TEXT), E);
}
static int32_t remove_branch(world* w) {
  return snaproll_manager_remove_branch(w->manager, Z("b " LONG_TEXT), E);
}
static int32_t switch_branch(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s =
      snaproll_execution_switch_branch(w->run, Z("b " LONG_TEXT), &result, E);
  return rolled_back(s, result);
}
static int32_t tag(world* w) {
  return snaproll_manager_tag(w->manager, &w->third, Z(LONG_TEXT), true, E);
}
static int32_t untag(world* w) {
  return snaproll_manager_untag(w->manager, &w->third, Z("t " LONG_TEXT), E);
}
static int32_t hold(world* w) {
  return snaproll_manager_hold(w->manager, &w->third, Z(LONG_TEXT),
                               Z(LONG_TEXT), E);
}
static int32_t remove_snapshot(world* w) {
  return snaproll_manager_remove(w->manager, &w->third, E);
}
static int32_t resolve(world* w) {
  snaproll_id id;
  return snaproll_manager_resolve(w->manager, Z("t " LONG_TEXT "~1"), &id, E);
}
static int32_t tree(world* w) {
  snaproll_buf json = {0};
  const int32_t s = snaproll_manager_tree(w->manager, &json, E);
  CHECK((json.data == NULL) == (s != SNAPROLL_OK));
  snaproll_buf_dispose(&json);
  return s;
}

static const call kCalls[] = {
    {"patch_from_json", read_patch, NULL},
    {"apply_patch", apply_patch, make_patch},
    {"diff", diff, patch_it},
    {"splice", splice, NULL},
    {"splice_text", splice_text, NULL},
    {"plan_rollback_to", plan, run_irreversible},
    {"plan_rollback_to, selective", plan, make_selector},
    {"plan_rollback_to, downstream", plan, make_downstream_selector},
    {"apply_plan", apply_plan, make_plan},
    {"undo_rollback", undo, patch_it},
    {"undo_rollback of a context", undo_context, patch_it},
    {"redo_rollback", redo, patch_it_and_undo},
    {"set_edges", set_edges, make_edges},
    {"add_edge", add_edge, make_edges},
    {"selector_add_variable", select_more, make_selector},
    {"create_branch", create_branch, make_names},
    {"rename_branch", rename_branch, make_names},
    {"remove_branch", remove_branch, make_names},
    {"switch_branch", switch_branch, make_names},
    {"tag", tag, NULL},
    {"untag", untag, make_names},
    {"hold", hold, NULL},
    {"snapshot_group", snapshot_group, NULL},
    {"snapshot_group of a branch", snapshot_group, make_names},
    {"rollback_group", rollback_group, make_group},
    {"remove_group", remove_group, make_group},
    {"remove", remove_snapshot, NULL},
    {"resolve", resolve, make_names},
    {"tree", tree, NULL},
};

int main(void) {
  check_calls(kCalls, sizeof kCalls / sizeof *kCalls);
  return check_end();
}
