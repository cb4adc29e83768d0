/* Freeing: in any order, twice, of another type; and that handles keep what
 * they need. */
#include "check.h"

enum { kHandles = 6 };

typedef struct world {
  snaproll_execution* execution;
  snaproll_context* context;
  snaproll_manager* manager;
  snaproll_step* step;
  snaproll_snapshot* snapshot;
  snaproll_value* value;
} world;

static world make_world(void) {
  world w;
  memset(&w, 0, sizeof w);
  OK(snaproll_execution_new(NULL, &w.execution, E));
  OK(snaproll_execution_context(w.execution, &w.context, E));
  OK(snaproll_execution_manager(w.execution, &w.manager, E));
  OK(snaproll_context_set_variable(w.context, SNAPROLL_Z("x"),
                                   SNAPROLL_Z("[1,{\"y\":\"z\"}]"), E));
  OK(snaproll_execution_step_begin(w.execution, SNAPROLL_Z("n"), NULL, &w.step,
                                   E));
  OK(snaproll_manager_latest(w.manager, &w.snapshot, E));
  OK(snaproll_context_get_variable_value(w.context, SNAPROLL_Z("x"), &w.value,
                                         E));
  return w;
}

/* Frees the i-th handle, or uses it where it is still there. */
static void visit(world* w, int i, bool give_back) {
  snaproll_buf buf = {0};
  size_t count = 0;
  switch (i) {
    case 0:
      if (give_back) {
        snaproll_execution_free(w->execution);
      } else {
        OK(snaproll_execution_unfinished(w->execution, &buf, E));
      }
      break;
    case 1:
      if (give_back) {
        snaproll_context_free(w->context);
      } else {
        OK(snaproll_context_get_variable(w->context, SNAPROLL_Z("x"), &buf, E));
      }
      break;
    case 2:
      if (give_back) {
        snaproll_manager_free(w->manager);
      } else {
        OK(snaproll_manager_count(w->manager, &count, E));
        CHECK(count == 1);
      }
      break;
    case 3:
      if (give_back) {
        snaproll_step_free(w->step);
      } else {
        OK(snaproll_step_node(w->step, &buf, E));
      }
      break;
    case 4:
      if (give_back) {
        snaproll_snapshot_free(w->snapshot);
      } else {
        OK(snaproll_snapshot_to_json(w->snapshot, NULL, &buf, E));
      }
      break;
    default:
      if (give_back) {
        snaproll_value_free(w->value);
      } else {
        OK(snaproll_value_to_json(w->value, NULL, &buf, E));
      }
  }
  snaproll_buf_dispose(&buf);
}

/* Frees in that order; after each, what is left still works. */
static void free_in_order(const int order[kHandles]) {
  world w = make_world();
  int at;
  int left;
  for (at = 0; at < kHandles; ++at) {
    visit(&w, order[at], true);
    for (left = at + 1; left < kHandles; ++left) visit(&w, order[left], false);
  }
}

static void permute(int order[kHandles], int from) {
  int i;
  if (from == kHandles) {
    free_in_order(order);
    return;
  }
  for (i = from; i < kHandles; ++i) {
    const int first = order[from];
    order[from] = order[i];
    order[i] = first;
    permute(order, from + 1);
    order[i] = order[from];
    order[from] = first;
  }
}

static void every_order_of_freeing_is_legal(void) {
  int order[kHandles] = {0, 1, 2, 3, 4, 5};
  permute(order, 0);
}

static void a_step_ends_after_its_execution_was_freed(void) {
  world w = make_world();
  snaproll_buf buf = {0};
  snaproll_execution_free(w.execution);
  OK(snaproll_step_finish(w.step, SNAPROLL_Z("1"), NULL, E));
  OK(snaproll_context_recorded_nodes(w.context, &buf, E));
  TEXT_IS(buf, "[\"n\"]");
  w.execution = NULL;
  visit(&w, 1, true);
  OK(snaproll_step_result(w.step, &buf, E));
  TEXT_IS(buf, "1");
  visit(&w, 2, true);
  visit(&w, 3, true);
  visit(&w, 4, true);
  visit(&w, 5, true);
}

/* What is made of a world to go back in it. */
typedef struct way_back {
  snaproll_context* context; /* dead */
  snaproll_selector* selector;
  snaproll_rollback_plan* plan;
  snaproll_rollback_result* result;
  snaproll_patch* patch;
} way_back;

/* Of a world that is freed. */
static way_back make_way_back(void) {
  world w = make_world();
  way_back b;
  int handle;
  memset(&b, 0, sizeof b);
  b.context = w.context;
  OK(snaproll_context_set_variable(w.context, SNAPROLL_Z("x"), SNAPROLL_Z("2"),
                                   E));
  OK(snaproll_selector_new(&b.selector, E));
  OK(snaproll_selector_add_variable(b.selector, SNAPROLL_Z("x"), E));
  OK(snaproll_manager_plan_rollback(w.manager, w.context, b.selector, &b.plan,
                                    E));
  OK(snaproll_rollback_plan_result(b.plan, &b.result, E));
  OK(snaproll_rollback_result_patch(b.result, NULL, &b.patch, E));
  for (handle = 0; handle < kHandles; ++handle) visit(&w, handle, true);
  return b;
}

/* Uses the i-th handle, frees it, and finds it dead. */
static void let_go(const way_back* b, int i) {
  snaproll_buf buf = {0};
  snaproll_rollback_plan* plan = NULL;
  switch (i) {
    case 0:
      snaproll_selector_free(b->selector);
      FAILS(SNAPROLL_INVALID_ARGUMENT, "selector: not a live snaproll_selector",
            snaproll_selector_set_state(b->selector, true, E));
      break;
    case 1:
      FAILS(SNAPROLL_INVALID_ARGUMENT, "context: not a live snaproll_context",
            snaproll_context_apply_plan(b->context, b->plan, NULL, E));
      snaproll_rollback_plan_free(b->plan);
      FAILS(SNAPROLL_INVALID_ARGUMENT,
            "plan: not a live snaproll_rollback_plan",
            snaproll_rollback_plan_ref(b->plan, &plan, E));
      break;
    case 2:
      OK(snaproll_rollback_result_changed_variables(b->result, &buf, E));
      TEXT_IS(buf, "[\"x\"]");
      snaproll_rollback_result_free(b->result);
      break;
    default:
      OK(snaproll_patch_to_compact(b->patch, &buf, E));
      TEXT_IS(buf, "[[\"set\",\"/variables/x\",[1,{\"y\":\"z\"}]]]");
      snaproll_patch_free(b->patch);
      FAILS(SNAPROLL_INVALID_ARGUMENT, "patch: not a live snaproll_patch",
            snaproll_patch_to_text(b->patch, &buf, E));
  }
}

static void plans_results_and_patches_outlive_their_context(void) {
  static const int orders[][4] = {
      {0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
  size_t order;
  int at;
  for (order = 0; order < sizeof orders / sizeof *orders; ++order) {
    const way_back b = make_way_back();
    for (at = 0; at < 4; ++at) let_go(&b, orders[order][at]);
  }
}

static void a_plan_is_not_of_a_context_made_in_the_place_of_its_own(void) {
  world w = make_world();
  snaproll_rollback_plan* plan = NULL;
  snaproll_context* other = NULL;
  int handle;
  OK(snaproll_manager_plan_rollback(w.manager, w.context, NULL, &plan, E));
  for (handle = 0; handle < kHandles; ++handle) visit(&w, handle, true);
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &other, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "the plan of another context",
        snaproll_context_apply_plan(other, plan, NULL, E));
  snaproll_context_free(other);
  snaproll_rollback_plan_free(plan);
}

static void freeing_twice_and_by_another_type_is_ignored(void) {
  snaproll_value* value = NULL;
  snaproll_context* context = NULL;
  snaproll_value* other = NULL;
  bool boolean = false;
  OK(snaproll_value_new_bool(true, &value, E));
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  snaproll_context_free((snaproll_context*)(void*)value);
  snaproll_value_free((snaproll_value*)(void*)context);
  OK(snaproll_value_as_bool(value, &boolean, E));
  CHECK(boolean);
  OK(snaproll_context_pause(context, E));
  snaproll_value_free(value);
  snaproll_value_free(value);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "value: not a live snaproll_value",
        snaproll_value_ref(value, &other, E));
  CHECK(other == NULL);
  snaproll_context_free(context);
  snaproll_context_free(context);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "context: not a live snaproll_context",
        snaproll_context_pause(context, E));
}

/* The second free must not hand the place out twice. */
static void freeing_twice_gives_the_place_back_once(void) {
  snaproll_value* value = NULL;
  snaproll_value* a = NULL;
  snaproll_value* b = NULL;
  OK(snaproll_value_new_null(&value, E));
  snaproll_value_free(value);
  snaproll_value_free(value);
  OK(snaproll_value_new_null(&a, E));
  OK(snaproll_value_new_null(&b, E));
  CHECK(a != b);
  snaproll_value_free(a);
  snaproll_value_free(b);
}

/* More handles than a first slab has; their places are used again. */
static void many_handles_live_at_once(void) {
  enum { kMany = 5000 };
  static snaproll_value* values[kMany];
  int round;
  int i;
  for (round = 0; round < 2; ++round) {
    for (i = 0; i < kMany; ++i) OK(snaproll_value_new_int64(i, &values[i], E));
    for (i = 0; i < kMany; ++i) {
      int64_t read = -1;
      OK(snaproll_value_as_int64(values[i], &read, E));
      CHECK(read == i);
    }
    for (i = 0; i < kMany; ++i) snaproll_value_free(values[i]);
  }
}

static void what_lives_at_exit_is_left_alone(void) {
  world w = make_world();
  snaproll_clock* clock = NULL;
  CHECK(w.execution != NULL);
  OK(snaproll_clock_new_manual(0, 0, &clock, E));
}

int main(void) {
  every_order_of_freeing_is_legal();
  a_step_ends_after_its_execution_was_freed();
  plans_results_and_patches_outlive_their_context();
  a_plan_is_not_of_a_context_made_in_the_place_of_its_own();
  freeing_twice_and_by_another_type_is_ignored();
  freeing_twice_gives_the_place_back_once();
  many_handles_live_at_once();
  what_lives_at_exit_is_left_alone();
  return check_end();
}
