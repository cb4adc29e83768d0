/* Plans of rollbacks, what a rollback did in full, undo and redo. */
#include "check.h"

static const char kNothing[] = "there is no rollback to undo";
static const char kNoRedo[] = "there is no undone rollback to redo";

typedef struct world {
  snaproll_context* context;
  snaproll_manager* manager;
  snaproll_id id; /* of the only snapshot */
} world;

/* A context that went on since its only snapshot. */
static world make_world(void) {
  world w;
  memset(&w, 0, sizeof w);
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &w.context, E));
  OK(snaproll_manager_new(5, NULL, &w.manager, E));
  OK(snaproll_context_update(
      w.context,
      SNAPROLL_Z(
          "[{\"op\":\"set\",\"pointer\":\"/variables/old\",\"value\":1},"
          "{\"op\":\"set\",\"pointer\":\"/variables/list\",\"value\":[1]},"
          "{\"op\":\"set\",\"pointer\":\"/node_results/a\",\"value\":1}]"),
      E));
  OK(snaproll_manager_create_snapshot(w.manager, w.context, NULL, &w.id, E));
  OK(snaproll_context_update(
      w.context,
      SNAPROLL_Z(
          "[{\"op\":\"remove\",\"pointer\":\"/variables/old\"},"
          "{\"op\":\"append\",\"pointer\":\"/variables/list\",\"value\":2},"
          "{\"op\":\"set\",\"pointer\":\"/variables/new\",\"value\":true},"
          "{\"op\":\"set\",\"pointer\":\"/node_results/z\",\"value\":1},"
          "{\"op\":\"set\",\"pointer\":\"/node_results/b\",\"value\":1},"
          "{\"op\":\"set\",\"pointer\":\"/state\",\"value\":\"Paused\"}]"),
      E));
  return w;
}

static void free_world(world* w) {
  snaproll_context_free(w->context);
  snaproll_manager_free(w->manager);
}

static snaproll_rollback_plan* planned(const world* w) {
  snaproll_rollback_plan* plan = NULL;
  OK(snaproll_manager_plan_rollback(w->manager, w->context, NULL, &plan, E));
  return plan;
}

/* NULL where it is not there. */
static void variable_is(const world* w, const char* name,
                        const char* expected) {
  snaproll_buf buf = {0};
  const int32_t status =
      snaproll_context_get_variable(w->context, T(name), &buf, NULL);
  CHECK(status == (expected != NULL ? SNAPROLL_OK : SNAPROLL_NOT_FOUND));
  if (expected != NULL) TEXT_IS(buf, expected);
}

static void counts_are(const world* w, size_t undo, size_t redo) {
  size_t count = 99;
  OK(snaproll_context_undo_count(w->context, &count, E));
  CHECK(count == undo);
  OK(snaproll_context_redo_count(w->context, &count, E));
  CHECK(count == redo);
}

static void a_plan_tells_everything_and_does_nothing(void) {
  world w = make_world();
  snaproll_rollback_plan* plan = planned(&w);
  snaproll_rollback_result* result = NULL;
  snaproll_patch* patch = NULL;
  snaproll_buf buf = {0};
  char id[37];
  char text[512];
  bool yes = false;
  size_t count = 0;
  OK(snaproll_rollback_plan_result(plan, &result, E));
  OK(snaproll_rollback_result_success(result, &yes, E));
  CHECK(yes);
  OK(snaproll_rollback_result_nodes_removed(result, &count, E));
  CHECK(count == 2);
  OK(snaproll_rollback_result_removed_nodes(result, &buf, E));
  TEXT_IS(buf, "[\"b\",\"z\"]");
  OK(snaproll_rollback_result_changed_variables(result, &buf, E));
  TEXT_IS(buf, "[\"list\"]");
  OK(snaproll_rollback_result_removed_variables(result, &buf, E));
  TEXT_IS(buf, "[\"new\"]");
  OK(snaproll_rollback_result_reappeared_variables(result, &buf, E));
  TEXT_IS(buf, "[\"old\"]");
  OK(snaproll_rollback_result_effects(result, &buf, E));
  TEXT_IS(buf, "[]");
  OK(snaproll_rollback_result_state_before(result, &buf, E));
  TEXT_IS(buf, "\"Paused\"");
  OK(snaproll_rollback_result_state_after(result, &buf, E));
  TEXT_IS(buf, "\"Running\"");
  OK(snaproll_rollback_result_patch(result, NULL, &patch, E));
  OK(snaproll_patch_to_compact(patch, &buf, E));
  TEXT_IS(buf,
          "[[\"remove\",\"/node_results/b\"],[\"remove\",\"/node_results/z\"],"
          "[\"splice\",\"/variables/list\",1,1,[]],"
          "[\"remove\",\"/variables/new\"],[\"add\",\"/variables/old\",1],"
          "[\"set\",\"/state\",\"Running\"]]");
  OK(snaproll_id_text(&w.id, id, E));
  snprintf(text, sizeof text,
           "would be rolled back to snapshot %s: 2 node results removed, 2 "
           "variables "
           "changed\n  node results removed: b, z\n  variables changed: list\n"
           "  variables removed: new\n  variables back again: old\n"
           "  state: Paused -> Running\n",
           id);
  OK(snaproll_rollback_result_text(result, &buf, E));
  TEXT_IS(buf, text);
  variable_is(&w, "new", "true");
  counts_are(&w, 0, 0);
  snaproll_patch_free(patch);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  snaproll_rollback_plan_free(NULL);
  free_world(&w);
}

static void a_diff_of_a_result_can_be_stopped(void) {
  world w = make_world();
  snaproll_rollback_result* result = NULL;
  snaproll_cancel* stop = NULL;
  snaproll_patch* patch = NULL;
  OK(snaproll_manager_rollback(w.manager, w.context, &result, E));
  OK(snaproll_cancel_new(&stop, E));
  OK(snaproll_cancel_trigger(stop, E));
  FAILS(SNAPROLL_STOPPED, "stopped while comparing",
        snaproll_rollback_result_patch(result, stop, &patch, E));
  CHECK(patch == NULL);
  snaproll_cancel_free(stop);
  snaproll_rollback_result_free(result);
  free_world(&w);
}

static void a_plan_is_applied_once_and_to_its_context(void) {
  world w = make_world();
  world other = make_world();
  snaproll_rollback_plan* plan = planned(&w);
  snaproll_rollback_plan* same = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_rollback_plan_ref(plan, &same, E));
  snaproll_rollback_plan_free(plan);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the plan of another context",
        snaproll_context_apply_plan(other.context, same, &result, E));
  HINTS(SNAPROLL_INVALID_ARGUMENT, "plan with this one",
        snaproll_context_apply_plan(other.context, same, NULL, E));
  CHECK(result == NULL);
  OK(snaproll_context_apply_plan(w.context, same, &result, E));
  OK(snaproll_rollback_result_removed_nodes(result, &buf, E));
  TEXT_IS(buf, "[\"b\",\"z\"]");
  snaproll_rollback_result_free(result);
  result = NULL;
  variable_is(&w, "new", NULL);
  variable_is(&w, "list", "[1]");
  FAILS(SNAPROLL_CONFLICT, "the context changed since this was planned",
        snaproll_context_apply_plan(w.context, same, &result, E));
  HINTS(SNAPROLL_CONFLICT, "plan again",
        snaproll_context_apply_plan(w.context, same, NULL, E));
  CHECK(result == NULL);
  counts_are(&w, 1, 0);
  snaproll_rollback_plan_free(same);
  free_world(&w);
  free_world(&other);
}

static void a_plan_conflicts_with_any_change_since(void) {
  world w = make_world();
  snaproll_rollback_plan* plan = planned(&w);
  OK(snaproll_context_set_variable_int64(w.context, SNAPROLL_Z("n"), 1, E));
  FAILS(SNAPROLL_CONFLICT, NULL,
        snaproll_context_apply_plan(w.context, plan, NULL, E));
  variable_is(&w, "n", "1");
  variable_is(&w, "new", "true");
  counts_are(&w, 0, 0);
  snaproll_rollback_plan_free(plan);
  free_world(&w);
}

static void a_plan_needs_its_snapshot(void) {
  world w = make_world();
  snaproll_rollback_plan* plan = NULL;
  snaproll_id unknown = {{1}};
  OK(snaproll_manager_plan_rollback_to(w.manager, w.context, &w.id, NULL, &plan,
                                       E));
  snaproll_rollback_plan_free(plan);
  OK(snaproll_manager_plan_rollback_n(w.manager, w.context, 1, NULL, &plan, E));
  snaproll_rollback_plan_free(plan);
  plan = NULL;
  FAILS(SNAPROLL_NOT_FOUND,
        "Snapshot 01000000-0000-0000-0000-000000000000 not found",
        snaproll_manager_plan_rollback_to(w.manager, w.context, &unknown, NULL,
                                          &plan, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "Cannot rollback 0 steps",
        snaproll_manager_plan_rollback_n(w.manager, w.context, 0, NULL, &plan,
                                         E));
  FAILS(SNAPROLL_RANGE, "Cannot rollback 2 steps, only 1 snapshots available",
        snaproll_manager_plan_rollback_n(w.manager, w.context, 2, NULL, &plan,
                                         E));
  OK(snaproll_manager_clear(w.manager, E));
  FAILS(SNAPROLL_NOT_FOUND, "No snapshots available",
        snaproll_manager_plan_rollback(w.manager, w.context, NULL, &plan, E));
  CHECK(plan == NULL);
  free_world(&w);
}

static void what_was_taken_back_is_undone_and_redone(void) {
  world w = make_world();
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  counts_are(&w, 0, 0);
  FAILS(SNAPROLL_NOT_FOUND, kNothing,
        snaproll_context_undo_rollback(w.context, &result, E));
  FAILS(SNAPROLL_NOT_FOUND, kNoRedo,
        snaproll_context_redo_rollback(w.context, &result, E));
  CHECK(result == NULL);
  OK(snaproll_manager_rollback(w.manager, w.context, NULL, E));
  counts_are(&w, 1, 0);
  OK(snaproll_context_undo_rollback(w.context, &result, E));
  OK(snaproll_rollback_result_reappeared_variables(result, &buf, E));
  TEXT_IS(buf, "[\"new\"]");
  snaproll_rollback_result_free(result);
  OK(snaproll_context_recorded_nodes(w.context, &buf, E));
  TEXT_IS(buf, "[\"a\",\"z\",\"b\"]");
  variable_is(&w, "list", "[1,2]");
  counts_are(&w, 0, 1);
  OK(snaproll_context_redo_rollback(w.context, &result, E));
  OK(snaproll_rollback_result_removed_nodes(result, &buf, E));
  TEXT_IS(buf, "[\"b\",\"z\"]");
  snaproll_rollback_result_free(result);
  counts_are(&w, 1, 0);
  OK(snaproll_context_undo_rollback(w.context, NULL, E));
  OK(snaproll_context_set_variable_int64(w.context, SNAPROLL_Z("n"), 1, E));
  counts_are(&w, 0, 0);
  FAILS(SNAPROLL_NOT_FOUND, kNoRedo,
        snaproll_context_redo_rollback(w.context, NULL, E));
  OK(snaproll_manager_rollback(w.manager, w.context, NULL, E));
  OK(snaproll_context_clear_undo(w.context, E));
  counts_are(&w, 0, 0);
  FAILS(SNAPROLL_NOT_FOUND, kNothing,
        snaproll_context_undo_rollback(w.context, NULL, E));
  free_world(&w);
}

/* `limit` entries of `made` are kept. */
static void limited(size_t limit, size_t made) {
  snaproll_options* options = NULL;
  snaproll_patch* patch = NULL;
  world w;
  size_t i;
  memset(&w, 0, sizeof w);
  OK(snaproll_options_new(&options, E));
  if (limit != 100) OK(snaproll_options_set_undo_limit(options, limit, E));
  OK(snaproll_context_new(SNAPROLL_Z("w"), options, &w.context, E));
  OK(snaproll_patch_from_json(SNAPROLL_Z("[[\"add\",\"/variables/n\",1]]"),
                              NULL, &patch, E));
  for (i = 0; i < made; ++i)
    OK(snaproll_context_apply_patch(w.context, patch, E));
  counts_are(&w, limit, 0);
  for (i = 0; i < limit; ++i)
    OK(snaproll_context_undo_rollback(w.context, NULL, E));
  counts_are(&w, 0, limit);
  FAILS(SNAPROLL_NOT_FOUND, kNothing,
        snaproll_context_undo_rollback(w.context, NULL, E));
  snaproll_patch_free(patch);
  snaproll_options_free(options);
  free_world(&w);
}

static void as_many_are_undone_as_the_options_tell(void) {
  limited(0, 2);
  limited(2, 3);
  limited(100, 102);
}

static void a_transaction_is_undone_as_one(void) {
  world w = make_world();
  snaproll_context* tx = NULL;
  snaproll_patch* patch = NULL;
  int i;
  OK(snaproll_patch_from_json(SNAPROLL_Z("[[\"append\",\"/variables/list\","
                                         "[3]]]"),
                              NULL, &patch, E));
  OK(snaproll_context_begin(w.context, &tx, E));
  for (i = 0; i < 3; ++i) OK(snaproll_context_apply_patch(tx, patch, E));
  OK(snaproll_context_commit(tx, E));
  variable_is(&w, "list", "[1,2,3,3,3]");
  counts_are(&w, 1, 0);
  OK(snaproll_context_undo_rollback(w.context, NULL, E));
  variable_is(&w, "list", "[1,2]");
  FAILS(SNAPROLL_UNUSABLE, "this transaction has ended",
        snaproll_context_apply_patch(tx, patch, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_context_undo_rollback(tx, NULL, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_context_redo_rollback(tx, NULL, E));
  snaproll_patch_free(patch);
  snaproll_context_free(tx);
  free_world(&w);
}

static void a_result_that_was_read_has_no_lists(void) {
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_rollback_result_from_json(
      SNAPROLL_Z("{\"success\":true,\"applied_snapshot_id\":null,"
                 "\"nodes_removed\":2,\"variables_changed\":1,\"error\":null,"
                 "\"rolled_back_at\":\"2023-11-14T22:13:20Z\"}"),
      &result, E));
  OK(snaproll_rollback_result_removed_nodes(result, &buf, E));
  TEXT_IS(buf, "[]");
  OK(snaproll_rollback_result_text(result, &buf, E));
  TEXT_IS(buf, "rolled back: 2 node results removed, 1 variable changed\n");
  snaproll_rollback_result_free(result);
}

int main(void) {
  a_plan_tells_everything_and_does_nothing();
  a_diff_of_a_result_can_be_stopped();
  a_plan_is_applied_once_and_to_its_context();
  a_plan_conflicts_with_any_change_since();
  a_plan_needs_its_snapshot();
  what_was_taken_back_is_undone_and_redone();
  as_many_are_undone_as_the_options_tell();
  a_transaction_is_undone_as_one();
  a_result_that_was_read_has_no_lists();
  return check_end();
}
