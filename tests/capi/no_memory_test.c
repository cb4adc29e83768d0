/* Where memory runs out - at the n-th allocation of a call alone, or at all
 * from it on, for every n until the call succeeds - the call gives NO_MEMORY
 * and changes nothing that can be seen.
 *
 * The program has a malloc of its own, so it is no program for sanitizers. */
#include <errno.h>

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

enum { kBig = 8000, kMost = 2000 };

static char big_json[kBig + 100];
static char big_over[kBig + 100];

typedef struct world {
  snaproll_clock* clock;
  snaproll_options* options;
  snaproll_execution* run;
  snaproll_context* context;
  snaproll_context* transaction;
  snaproll_manager* manager;
  snaproll_step* step;
  snaproll_snapshot* snapshot;
  snaproll_snapshot_options* told;
  snaproll_node_result* result;
  snaproll_id third;
} world;

#define Z SNAPROLL_Z
#define LONG_TEXT "a text that is longer than what strings hold in themselves"

static void make_context(world* w) {
  int i = 0;
  OK(snaproll_clock_new_manual(1000, 1, &w->clock, E));
  OK(snaproll_options_new(&w->options, E));
  OK(snaproll_options_set_clock(w->options, w->clock, E));
  OK(snaproll_options_set_id_seed(w->options, 7, E));
  OK(snaproll_options_set_max_snapshots(w->options, 4, E));
  OK(snaproll_execution_new(w->options, &w->run, E));
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
  snaproll_step_free(w->step);
  snaproll_snapshot_free(w->snapshot);
  snaproll_snapshot_options_free(w->told);
  snaproll_node_result_free(w->result);
  snaproll_context_free(w->transaction);
  snaproll_context_free(w->context);
  snaproll_manager_free(w->manager);
  snaproll_execution_free(w->run);
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
}

static void look(sight* all, const world* w) {
  snaproll_buf buf = {0};
  uint64_t version = 0;
  snaproll_id position;
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
  OK(snaproll_context_version(w->context, &version, E));
  OK(snaproll_context_position(w->context, &position, &present, E));
  memcpy(all->text + all->size, &version, sizeof version);
  memcpy(all->text + all->size + sizeof version, &position, sizeof position);
  all->size += sizeof version + sizeof position;
  see_history(all, w);
}

typedef int32_t (*call)(world* w);

static int32_t set_new(world* w) {
  return snaproll_context_set_variable(w->context, Z("new"), T(big_json), E);
}
static int32_t set_over(world* w) {
  return snaproll_context_set_variable(w->context, Z("big"), T(big_over), E);
}
static int32_t set_part(world* w) {
  return snaproll_context_set(w->context, Z("/variables"), Z("{\"a\":1}"), E);
}
static int32_t set_within(world* w) {
  return snaproll_context_set(w->context, Z("/variables/big/7"),
                              Z("\"" LONG_TEXT "\""), E);
}
static int32_t remove_variable(world* w) {
  return snaproll_context_remove_variable(w->context, Z("big"), E);
}
static int32_t remove_within(world* w) {
  return snaproll_context_remove(w->context, Z("/variables/big/7"), E);
}
static int32_t append(world* w) {
  return snaproll_context_append(w->context, Z("/variables/big"),
                                 Z("\"" LONG_TEXT "\""), E);
}
static int32_t append_text(world* w) {
  return snaproll_context_append_text(w->context, Z("/variables/rope"),
                                      Z(LONG_TEXT), E);
}
static int32_t update(world* w) {
  return snaproll_context_update(
      w->context,
      Z("[{\"op\":\"set\",\"pointer\":\"/variables/new\",\"value\":[1,2]},"
        "{\"op\":\"remove\",\"pointer\":\"/node_results/done/list/1\"},"
        "{\"op\":\"remove\",\"pointer\":\"/variables/variable1\"}]"),
      E);
}
static int32_t record(world* w) {
  return snaproll_context_record_node_result(w->context, Z("done"),
                                             Z("{\"other\":[1,2]}"), E);
}
static int32_t remove_result(world* w) {
  return snaproll_context_remove_node_result(w->context, Z("done"), E);
}
static int32_t set_results(world* w) {
  return snaproll_context_set(w->context, Z("/node_results"),
                              Z("{\"done\":1,\"more\":2}"), E);
}
static int32_t set_state(world* w) {
  return snaproll_context_set_state(w->context, SNAPROLL_FAILED,
                                    Z("another " LONG_TEXT), E);
}
static int32_t pause_it(world* w) {
  return snaproll_context_pause(w->context, E);
}
static int32_t take_checkpoint(world* w) {
  snaproll_checkpoint* out = NULL;
  const int32_t s = snaproll_context_create_checkpoint(w->context, &out, E);
  CHECK((out == NULL) == (s != SNAPROLL_OK));
  snaproll_checkpoint_free(out);
  return s;
}
static int32_t apply(world* w) {
  return snaproll_context_apply(w->context, w->snapshot, E);
}
static int32_t take(world* w) {
  return snaproll_manager_create_snapshot(w->manager, w->context, w->told, NULL,
                                          E);
}
static int32_t on_node(world* w) {
  return snaproll_manager_on_node_execute(w->manager, w->context, Z(LONG_TEXT),
                                          NULL, NULL, E);
}
static int32_t prune(world* w) {
  return snaproll_manager_prune_before(w->manager, 1008, NULL, E);
}
static int32_t rolled_back(int32_t status, snaproll_rollback_result* result) {
  CHECK((result == NULL) == (status != SNAPROLL_OK));
  snaproll_rollback_result_free(result);
  return status;
}
static int32_t rollback_to(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_manager_rollback_to(w->manager, w->context,
                                                 &w->third, &result, E);
  return rolled_back(s, result);
}
static int32_t rollback_n(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_execution_rollback_n(w->run, 2, &result, E);
  return rolled_back(s, result);
}
static int32_t begin_step(world* w) {
  snaproll_step* step = NULL;
  const int32_t s =
      snaproll_execution_step_begin(w->run, Z(LONG_TEXT), NULL, &step, E);
  CHECK((step == NULL) == (s != SNAPROLL_OK));
  snaproll_step_free(step);
  return s;
}
static int32_t begin_again(world* w) {
  snaproll_step* step = NULL;
  const int32_t s =
      snaproll_execution_step_begin(w->run, Z("open"), NULL, &step, E);
  snaproll_step_free(step);
  return s;
}
static int32_t finish(world* w) {
  return snaproll_step_finish(w->step, T(big_json), w->result, E);
}
static int32_t fail(world* w) {
  return snaproll_step_fail(w->step, Z(LONG_TEXT), E);
}
static int32_t step_rollback(world* w) {
  snaproll_rollback_result* result = NULL;
  const int32_t s = snaproll_step_rollback(w->step, Z(LONG_TEXT), &result, E);
  return rolled_back(s, result);
}
static int32_t succeed(world* w) {
  return snaproll_node_result_succeed(w->result, T(big_json), E);
}

static const struct {
  const char* name;
  call run;
} kCalls[] = {
    {"set_variable, new", set_new},
    {"set_variable, over an old one", set_over},
    {"set, all variables", set_part},
    {"set, all node results", set_results},
    {"set, an element", set_within},
    {"remove_variable", remove_variable},
    {"remove, an element", remove_within},
    {"append", append},
    {"append_text", append_text},
    {"update", update},
    {"record_node_result", record},
    {"remove_node_result", remove_result},
    {"set_state", set_state},
    {"pause", pause_it},
    {"create_checkpoint", take_checkpoint},
    {"apply", apply},
    {"create_snapshot", take},
    {"on_node_execute", on_node},
    {"prune_before", prune},
    {"rollback_to", rollback_to},
    {"rollback_n", rollback_n},
    {"step_begin", begin_step},
    {"step_begin, again", begin_again},
    {"step_finish", finish},
    {"step_fail", fail},
    {"step_rollback", step_rollback},
    {"node_result_succeed", succeed},
};

/* Calls with the n-th allocation refused; whether one was. */
static bool called_without(call run, const char* name, long n) {
  static sight before;
  static sight after;
  world w = make_world();
  int32_t status = SNAPROLL_OK;
  look(&before, &w);
  refused = false;
  allocations_left = n;
  status = run(&w);
  allocations_left = -1;
  if (!refused) {
    OK(status);
  } else if (status != SNAPROLL_OK) {
    if (!CHECK(status == SNAPROLL_NO_MEMORY &&
               snaproll_error_code(check_error) == SNAPROLL_NO_MEMORY))
      fprintf(stderr, "  %s, allocation %ld\n", name, n);
    snaproll_error_free(check_error);
    check_error = NULL;
    look(&after, &w);
    if (!CHECK(before.size == after.size &&
               memcmp(before.text, after.text, before.size) == 0))
      fprintf(stderr, "  %s, allocation %ld\n", name, n);
  }
  free_world(&w);
  return refused;
}

int main(void) {
  size_t i = 0;
  size_t size = 1;
  big_json[0] = '[';
  for (i = 0; size < kBig; ++i) {
    size +=
        (size_t)sprintf(big_json + size, "%s%zu", i == 0 ? "" : ",", i * 7919);
  }
  sprintf(big_over, "%s,\"more\"]", big_json);
  strcat(big_json, "]");
  for (i = 0; i < 2 * sizeof kCalls / sizeof *kCalls; ++i) {
    long n = 0;
    refuse_all = i % 2 == 1;
    while (n < kMost &&
           called_without(kCalls[i / 2].run, kCalls[i / 2].name, n))
      ++n;
    CHECK(n > 0 && n < kMost);
  }
  return check_end();
}
