/* Many threads on one context and one manager; a cancel from another thread. */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"

enum { kRounds = 300 };

static snaproll_context* context;
static snaproll_manager* manager;

/* Threads count for themselves; the main thread checks. */
typedef struct job {
  pthread_t thread;
  int number;
  int faults;
} job;

static void expect(job* self, int32_t status, int32_t also) {
  if (status != SNAPROLL_OK && status != also) ++self->faults;
}

static void* write_variables(void* argument) {
  job* self = argument;
  char name[8];
  int i;
  for (i = 0; i < kRounds; ++i) {
    snprintf(name, sizeof name, "v%d", (i + self->number) % 20);
    expect(self, snaproll_context_set_variable_int64(context, T(name), i, NULL),
           SNAPROLL_OK);
    expect(self,
           snaproll_context_record_node_result(context, T(name),
                                               SNAPROLL_Z("[1,2,3]"), NULL),
           SNAPROLL_OK);
    if (i % 7 == 0) {
      expect(self, snaproll_context_remove_variable(context, T(name), NULL),
             SNAPROLL_NOT_FOUND);
    }
  }
  return NULL;
}

static void* take_snapshots(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_id id;
    snaproll_snapshot_list* list = NULL;
    snaproll_snapshot* snapshot = NULL;
    expect(self,
           snaproll_manager_create_snapshot(manager, context, NULL, &id, NULL),
           SNAPROLL_OK);
    expect(self, snaproll_manager_get(manager, &id, &snapshot, NULL),
           SNAPROLL_NOT_FOUND);
    snaproll_snapshot_free(snapshot);
    expect(self, snaproll_manager_list(manager, &list, NULL), SNAPROLL_OK);
    snaproll_snapshot_list_free(list);
  }
  return NULL;
}

static void* roll_back(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_rollback_result* result = NULL;
    expect(self,
           snaproll_manager_rollback_n(manager, context, 1 + (size_t)(i % 3),
                                       &result, NULL),
           SNAPROLL_RANGE);
    if (result == NULL) ++self->faults;
    snaproll_rollback_result_free(result);
  }
  return NULL;
}

/* Moves 1 from one account to the other in one change. */
static void* transfer(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_context* tx = NULL;
    int64_t a = 0;
    int64_t b = 0;
    expect(self, snaproll_context_begin(context, &tx, NULL), SNAPROLL_OK);
    snaproll_context_get_variable_int64(tx, SNAPROLL_Z("a"), &a, NULL);
    snaproll_context_get_variable_int64(tx, SNAPROLL_Z("b"), &b, NULL);
    snaproll_context_set_variable_int64(tx, SNAPROLL_Z("a"), a - 1, NULL);
    snaproll_context_set_variable_int64(tx, SNAPROLL_Z("b"), b + 1, NULL);
    expect(self, snaproll_context_commit(tx, NULL), SNAPROLL_CONFLICT);
    snaproll_context_free(tx);
  }
  return NULL;
}

/* Never sees half a change. */
static void* read_sum(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_value* all = NULL;
    snaproll_value* a = NULL;
    snaproll_value* b = NULL;
    int64_t left = 0;
    int64_t right = 0;
    expect(self, snaproll_context_variables(context, &all, NULL), SNAPROLL_OK);
    expect(self, snaproll_value_find(all, SNAPROLL_Z("a"), &a, NULL),
           SNAPROLL_OK);
    expect(self, snaproll_value_find(all, SNAPROLL_Z("b"), &b, NULL),
           SNAPROLL_OK);
    snaproll_value_as_int64(a, &left, NULL);
    snaproll_value_as_int64(b, &right, NULL);
    if (left + right != 100) ++self->faults;
    snaproll_value_free(a);
    snaproll_value_free(b);
    snaproll_value_free(all);
  }
  return NULL;
}

/* Errors and handles come from pools that all threads share. */
static void* make_and_fail(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_error* error = NULL;
    snaproll_value* value = NULL;
    if (snaproll_value_parse(SNAPROLL_Z("[1,"), NULL, NULL, &value, &error) !=
            SNAPROLL_PARSE ||
        snaproll_error_code(error) != SNAPROLL_PARSE)
      ++self->faults;
    snaproll_error_free(error);
    expect(self, snaproll_value_new_int64(i, &value, NULL), SNAPROLL_OK);
    snaproll_value_free(value);
  }
  return NULL;
}

/* A plan is applied whole, or the context moved. */
static void* plan_and_apply(void* argument) {
  job* self = argument;
  snaproll_selector* selector = NULL;
  int i;
  expect(self, snaproll_selector_new(&selector, NULL), SNAPROLL_OK);
  expect(self,
         snaproll_selector_add_variable(selector, SNAPROLL_Z("v1*"), NULL),
         SNAPROLL_OK);
  expect(self, snaproll_selector_set_allow_nothing(selector, true, NULL),
         SNAPROLL_OK);
  for (i = 0; i < kRounds; ++i) {
    snaproll_rollback_plan* plan = NULL;
    snaproll_rollback_result* result = NULL;
    snaproll_patch* patch = NULL;
    expect(self,
           snaproll_manager_plan_rollback(
               manager, context, i % 2 == 0 ? selector : NULL, &plan, NULL),
           SNAPROLL_OK);
    expect(self, snaproll_rollback_plan_result(plan, &result, NULL),
           SNAPROLL_OK);
    expect(self, snaproll_rollback_result_patch(result, NULL, &patch, NULL),
           SNAPROLL_OK);
    snaproll_patch_free(patch);
    snaproll_rollback_result_free(result);
    expect(self, snaproll_context_apply_plan(context, plan, NULL, NULL),
           SNAPROLL_CONFLICT);
    snaproll_rollback_plan_free(plan);
  }
  snaproll_selector_free(selector);
  return NULL;
}

static void* undo_and_redo(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_rollback_result* result = NULL;
    snaproll_patch* patch = NULL;
    size_t count = 0;
    expect(self, snaproll_context_undo_rollback(context, &result, NULL),
           SNAPROLL_NOT_FOUND);
    snaproll_rollback_result_free(result);
    expect(self, snaproll_context_redo_rollback(context, NULL, NULL),
           SNAPROLL_NOT_FOUND);
    expect(self, snaproll_context_undo_count(context, &count, NULL),
           SNAPROLL_OK);
    if (count > 100) ++self->faults;
    expect(self,
           snaproll_patch_from_json(
               SNAPROLL_Z("[[\"add\",\"/variables/p\",[1]],"
                          "[\"append\",\"/variables/p\",[2]]]"),
               NULL, &patch, NULL),
           SNAPROLL_OK);
    expect(self, snaproll_context_apply_patch(context, patch, NULL),
           SNAPROLL_OK);
    snaproll_patch_free(patch);
    if (i % 50 == 0) snaproll_context_clear_undo(context, NULL);
  }
  return NULL;
}

static void one_context_is_used_by_all(void) {
  static void* (*const bodies[])(void*) = {
      write_variables, write_variables, take_snapshots, take_snapshots,
      roll_back,       transfer,        read_sum,       make_and_fail,
      plan_and_apply,  plan_and_apply,  undo_and_redo};
  enum { kJobs = sizeof bodies / sizeof *bodies };
  job jobs[kJobs];
  int i;
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("a"), 100, E));
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("b"), 0, E));
  OK(snaproll_manager_new(20, NULL, &manager, E));
  OK(snaproll_manager_create_snapshot(manager, context, NULL, NULL, E));
  for (i = 0; i < kJobs; ++i) {
    jobs[i].number = i;
    jobs[i].faults = 0;
    CHECK(pthread_create(&jobs[i].thread, NULL, bodies[i], &jobs[i]) == 0);
  }
  for (i = 0; i < kJobs; ++i) {
    pthread_join(jobs[i].thread, NULL);
    CHECK(jobs[i].faults == 0);
  }
  snaproll_manager_free(manager);
  snaproll_context_free(context);
}

static void* finish_step(void* argument) {
  job* self = argument;
  snaproll_execution* execution = NULL;
  snaproll_step* step = NULL;
  char node[16];
  snprintf(node, sizeof node, "node-%d", self->number);
  expect(self, snaproll_execution_from_context(context, NULL, &execution, NULL),
         SNAPROLL_OK);
  expect(self,
         snaproll_execution_step_begin(execution, T(node), NULL, &step, NULL),
         SNAPROLL_OK);
  snaproll_execution_free(execution);
  expect(self, snaproll_step_finish(step, SNAPROLL_Z("1"), NULL, NULL),
         SNAPROLL_OK);
  snaproll_step_free(step);
  return NULL;
}

static void executions_are_made_and_freed_by_many(void) {
  enum { kJobs = 8 };
  job jobs[kJobs];
  int i;
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  for (i = 0; i < kJobs; ++i) {
    jobs[i].number = i;
    jobs[i].faults = 0;
    CHECK(pthread_create(&jobs[i].thread, NULL, finish_step, &jobs[i]) == 0);
  }
  for (i = 0; i < kJobs; ++i) {
    pthread_join(jobs[i].thread, NULL);
    CHECK(jobs[i].faults == 0);
  }
  snaproll_context_free(context);
}

typedef struct long_parse {
  const char* json;
  size_t size;
  snaproll_cancel* cancel;
  int32_t status;
} long_parse;

/* Parses until it is stopped. */
static void* parse(void* argument) {
  long_parse* self = argument;
  self->status = SNAPROLL_OK;
  while (self->status == SNAPROLL_OK) {
    snaproll_value* value = NULL;
    self->status = snaproll_value_parse(self->json, self->size, NULL,
                                        self->cancel, &value, NULL);
    snaproll_value_free(value);
  }
  return NULL;
}

static void a_cancel_stops_a_parse_on_another_thread(void) {
  enum { kSize = 8 << 20 };
  char* json = malloc(kSize);
  long_parse work;
  pthread_t thread;
  size_t i;
  if (!CHECK(json != NULL)) return;
  for (i = 0; i < kSize; i += 2) memcpy(json + i, "1,", 2);
  json[0] = '[';
  json[1] = ' ';
  json[kSize - 1] = ']';
  work.json = json;
  work.size = kSize;
  OK(snaproll_cancel_new(&work.cancel, E));
  CHECK(pthread_create(&thread, NULL, parse, &work) == 0);
  OK(snaproll_cancel_trigger(work.cancel, E));
  pthread_join(thread, NULL);
  CHECK(work.status == SNAPROLL_STOPPED);
  snaproll_cancel_free(work.cancel);
  free(json);
}

int main(void) {
  one_context_is_used_by_all();
  executions_are_made_and_freed_by_many();
  a_cancel_stops_a_parse_on_another_thread();
  return check_end();
}
