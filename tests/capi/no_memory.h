/* Where memory runs out - at the n-th allocation of a call alone, or at all
 * from it on, for every n until the call succeeds - the call gives NO_MEMORY
 * and changes nothing that can be seen, in memory and on a store; made again
 * it succeeds. What the programs share that prove it.
 *
 * They have a malloc of their own, so they are no programs for sanitizers. */
#ifndef SNAPROLL_TESTS_CAPI_NO_MEMORY_H
#define SNAPROLL_TESTS_CAPI_NO_MEMORY_H

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);

static long allocations_left = -1; /* -1 = as many as there is memory for */
static bool refuse_all;
static bool refused;

static bool is_refused(void) {
  if (allocations_left < 0) return false;
  if (allocations_left > 0) {
    --allocations_left;
    return false;
  }
  if (!refuse_all) allocations_left = -1;
  refused = true;
  errno = ENOMEM;
  return true;
}

void* malloc(size_t size) { return is_refused() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) {
  return is_refused() ? NULL : __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) {
  return is_refused() ? NULL : __libc_realloc(old, size);
}

enum { kBig = 8000, kMost = 4000 };

/* Worlds are made with an execution on a store. */
static bool on_store;

static char big_json[kBig + 100];
static char big_over[kBig + 100];

typedef struct world {
  snaproll_clock* clock;
  snaproll_options* options;
  snaproll_store* store;
  snaproll_execution* run;
  snaproll_context* context;
  snaproll_context* transaction;
  snaproll_manager* manager;
  snaproll_step* step;
  snaproll_snapshot* snapshot;
  snaproll_snapshot_options* told;
  snaproll_node_result* result;
  snaproll_patch* patch;
  snaproll_selector* selector;
  snaproll_rollback_plan* plan;
  snaproll_id third;
  snaproll_id group;
} world;

#define Z SNAPROLL_Z
#define LONG_TEXT "a text that is longer than what strings hold in themselves"

static const char* store_path(void) {
  static char path[64];
  sprintf(path, "/dev/shm/no-memory-%ld.db", (long)getpid());
  return path;
}

static void make_run(world* w) {
  snaproll_open_options* how = NULL;
  if (!on_store) {
    OK(snaproll_execution_new(w->options, &w->run, E));
    return;
  }
  OK(snaproll_store_open(T(store_path()), NULL, &w->store, E));
  OK(snaproll_open_options_new(&how, E));
  OK(snaproll_open_options_set_options(how, w->options, E));
  OK(snaproll_open_options_set_start_snapshot(how, false, E));
  OK(snaproll_execution_open(w->store, Z("run"), how, &w->run, E));
  snaproll_open_options_free(how);
}

static void make_context(world* w) {
  int i = 0;
  OK(snaproll_clock_new_manual(1000, 1, &w->clock, E));
  OK(snaproll_options_new(&w->options, E));
  OK(snaproll_options_set_clock(w->options, w->clock, E));
  OK(snaproll_options_set_id_seed(w->options, 7, E));
  OK(snaproll_options_set_max_snapshots(w->options, 4, E));
  make_run(w);
  OK(snaproll_execution_context(w->run, &w->context, E));
  OK(snaproll_execution_manager(w->run, &w->manager, E));
  for (i = 0; i < 12; ++i) {
    char name[16];
    sprintf(name, "variable%d", i);
    OK(snaproll_context_set_variable(
        w->context, T(name), Z("{\"a\":[1,2],\"b\":\"" LONG_TEXT "\"}"), E));
  }
  OK(snaproll_context_set_variable(w->context, Z("big"), T(big_json), E));
  OK(snaproll_context_set_variable_text(w->context, Z("rope"), T(big_json), E));
  OK(snaproll_context_record_node_result(w->context, Z("done"),
                                         Z("{\"list\":[1,2,3]}"), E));
}

static world make_world(void) {
  world w;
  int i = 0;
  memset(&w, 0, sizeof w);
  make_context(&w);
  for (i = 0; i < 4; ++i)
    OK(snaproll_execution_snapshot(w.run, NULL, i == 2 ? &w.third : NULL, E));
  OK(snaproll_context_set_state(w.context, SNAPROLL_FAILED, Z(LONG_TEXT), E));
  OK(snaproll_execution_step_begin(w.run, Z("open"), NULL, &w.step, E));
  OK(snaproll_context_set_variable(w.context, Z("variable3"), Z("17"), E));
  OK(snaproll_context_remove_variable(w.context, Z("variable4"), E));
  OK(snaproll_context_take_snapshot(w.context, NULL, &w.snapshot, E));
  OK(snaproll_context_begin(w.context, &w.transaction, E));
  OK(snaproll_context_set_variable_int64(w.transaction, Z("t"), 1, E));
  OK(snaproll_snapshot_options_new(&w.told, E));
  OK(snaproll_snapshot_options_set_label(w.told, Z(LONG_TEXT), E));
  OK(snaproll_node_result_start(w.options, &w.result, E));
  return w;
}

static void free_world(world* w) {
  snaproll_rollback_plan_free(w->plan);
  snaproll_selector_free(w->selector);
  snaproll_patch_free(w->patch);
  snaproll_step_free(w->step);
  snaproll_snapshot_free(w->snapshot);
  snaproll_snapshot_options_free(w->told);
  snaproll_node_result_free(w->result);
  snaproll_context_free(w->transaction);
  snaproll_context_free(w->context);
  snaproll_manager_free(w->manager);
  snaproll_execution_free(w->run);
  snaproll_store_free(w->store);
  if (w->store != NULL) remove(store_path());
  snaproll_options_free(w->options);
  snaproll_clock_free(w->clock);
}

/* All that can be seen of a world, as text. */
typedef struct sight {
  char text[8 * kBig];
  size_t size;
} sight;

static void see(sight* all, snaproll_buf* buf) {
  CHECK(all->size + buf->size < sizeof all->text);
  memcpy(all->text + all->size, buf->data, buf->size);
  all->size += buf->size;
  snaproll_buf_dispose(buf);
}

static void see_history(sight* all, const world* w) {
  snaproll_summary* summary = NULL;
  snaproll_snapshot_list* list = NULL;
  const snaproll_id* ids = NULL;
  size_t count = 0;
  size_t i = 0;
  snaproll_buf buf = {0};
  OK(snaproll_manager_summary(w->manager, &summary, E));
  OK(snaproll_summary_to_json(summary, &buf, E));
  see(all, &buf);
  snaproll_summary_free(summary);
  OK(snaproll_manager_list(w->manager, &list, E));
  OK(snaproll_snapshot_list_count(list, &count, E));
  OK(snaproll_snapshot_list_ids(list, &ids, E));
  for (i = 0; i < count; ++i) {
    char id[37];
    OK(snaproll_id_text(&ids[i], id, E));
    memcpy(all->text + all->size, id, sizeof id);
    all->size += sizeof id;
  }
  snaproll_snapshot_list_free(list);
  OK(snaproll_manager_tree(w->manager, &buf, E));
  see(all, &buf);
  OK(snaproll_manager_branches(w->manager, &buf, E));
  see(all, &buf);
  OK(snaproll_manager_tags(w->manager, &buf, E));
  see(all, &buf);
  OK(snaproll_manager_holds(w->manager, &buf, E));
  see(all, &buf);
}

static void look(sight* all, const world* w) {
  snaproll_buf buf = {0};
  uint64_t version = 0;
  snaproll_id position;
  size_t moves[2] = {0};
  bool present = false;
  all->size = 0;
  OK(snaproll_context_to_json(w->context, NULL, &buf, E));
  see(all, &buf);
  OK(snaproll_context_recorded_nodes(w->context, &buf, E));
  see(all, &buf);
  OK(snaproll_context_to_json(w->transaction, NULL, &buf, E));
  see(all, &buf);
  OK(snaproll_execution_attempts(w->run, "", 0, &buf, E));
  see(all, &buf);
  OK(snaproll_execution_unfinished(w->run, &buf, E));
  see(all, &buf);
  OK(snaproll_node_result_to_json(w->result, &buf, E));
  see(all, &buf);
  OK(snaproll_execution_edges(w->run, &buf, E));
  see(all, &buf);
  if (w->store != NULL) {
    OK(snaproll_store_info(w->store, Z("run"), &buf, E));
    see(all, &buf);
  }
  OK(snaproll_context_undo_count(w->context, &moves[0], E));
  OK(snaproll_context_redo_count(w->context, &moves[1], E));
  OK(snaproll_context_version(w->context, &version, E));
  OK(snaproll_context_position(w->context, &position, &present, E));
  memcpy(all->text + all->size, &version, sizeof version);
  memcpy(all->text + all->size + sizeof version, &position, sizeof position);
  all->size += sizeof version + sizeof position;
  memcpy(all->text + all->size, moves, sizeof moves);
  all->size += sizeof moves;
  see_history(all, w);
}

typedef struct call {
  const char* name;
  int32_t (*run)(world* w);
  void (*prepare)(world* w); /* NULL = nothing to do before */
} call;

static int32_t rolled_back(int32_t status, snaproll_rollback_result* result) {
  CHECK((result == NULL) == (status != SNAPROLL_OK));
  snaproll_rollback_result_free(result);
  return status;
}

/* Calls with the n-th allocation refused; whether one was. */
static bool called_without(const call* c, long n) {
  static sight before;
  static sight after;
  world w = make_world();
  int32_t status = SNAPROLL_OK;
  if (c->prepare != NULL) c->prepare(&w);
  look(&before, &w);
  refused = false;
  allocations_left = n;
  status = c->run(&w);
  allocations_left = -1;
  if (!refused) {
    OK(status);
  } else if (status != SNAPROLL_OK) {
    if (!CHECK(status == SNAPROLL_NO_MEMORY &&
               snaproll_error_code(check_error) == SNAPROLL_NO_MEMORY))
      fprintf(stderr, "  %s, allocation %ld of %s\n", c->name, n,
              on_store ? "a store" : "one");
    snaproll_error_free(check_error);
    check_error = NULL;
    look(&after, &w);
    if (!CHECK(before.size == after.size &&
               memcmp(before.text, after.text, before.size) == 0))
      fprintf(stderr, "  %s, allocation %ld\n", c->name, n);
    if (!CHECK(c->run(&w) == SNAPROLL_OK))
      fprintf(stderr, "  %s again, allocation %ld of %s\n", c->name, n,
              on_store ? "a store" : "one");
  }
  free_world(&w);
  return refused;
}

/* Tells tools/proof of the cases, where none failed. */
static void tell_proof(long cases, time_t begun) {
  if (check_failed != 0) return;
  printf(
      "PROOF {\"item\": \"B1\", \"cases\": %ld, \"violations\": 0, "
      "\"seed\": 0, \"seconds\": %ld, "
      "\"what\": \"allocations refused in calls of the C ABI\"}\n",
      cases, (long)(time(NULL) - begun));
}

static void check_calls(const call* calls, size_t count) {
  const time_t begun = time(NULL);
  long cases = 0;
  size_t i = 0;
  size_t size = 1;
  big_json[0] = '[';
  for (i = 0; size < kBig; ++i) {
    size +=
        (size_t)sprintf(big_json + size, "%s%zu", i == 0 ? "" : ",", i * 7919);
  }
  sprintf(big_over, "%s,\"more\"]", big_json);
  strcat(big_json, "]");
  for (i = 0; i < 4 * count; ++i) {
    long n = 0;
    refuse_all = i % 2 == 1;
    on_store = i >= 2 * count;
    while (n < kMost && called_without(&calls[i % (2 * count) / 2], n)) ++n;
    CHECK(n > 0 && n < kMost);
    cases += n;
  }
  tell_proof(cases, begun);
}

#endif
