/* What the program that make_arguments.py writes stands on: good handles, dead
 * ones, and a place for outputs that is filled before each call. */
#ifndef SNAPROLL_TESTS_CAPI_ARGUMENTS_H
#define SNAPROLL_TESTS_CAPI_ARGUMENTS_H

#include <string.h>

#include "check.h"

typedef struct handles {
  snaproll_cancel* cancel;
  snaproll_checkpoint* checkpoint;
  snaproll_clock* clock;
  snaproll_context* context;
  snaproll_erase_options* erase_options;
  snaproll_execution* execution;
  snaproll_execution* durable;
  snaproll_execution_filter* execution_filter;
  snaproll_exporter* exporter;
  snaproll_field_history* field_history;
  snaproll_importer* importer;
  snaproll_manager* manager;
  snaproll_node_result* node_result;
  snaproll_open_options* open_options;
  snaproll_options* options;
  snaproll_patch* patch;
  snaproll_rollback_plan* rollback_plan;
  snaproll_rollback_result* rollback_result;
  snaproll_selector* selector;
  snaproll_snapshot* snapshot;
  snaproll_snapshot_filter* snapshot_filter;
  snaproll_snapshot_list* snapshot_list;
  snaproll_snapshot_options* snapshot_options;
  snaproll_snapshot_rules* snapshot_rules;
  snaproll_step* step;
  snaproll_step_options* step_options;
  snaproll_store* store;
  snaproll_store_options* store_options;
  snaproll_summary* summary;
  snaproll_value* value;
  snaproll_value* items; /* an array */
  snaproll_id id;
} handles;

static handles good;
static handles dead;
static snaproll_execution* const nothing = NULL;

/* A place for each name of an output, as large as any of them. */
#define PLACE(name) uint64_t name[8]
static struct outputs {
  PLACE(out);
  PLACE(message);
  PLACE(present);
  PLACE(offsets);
  PLACE(bytes);
  PLACE(taken);
  PLACE(removed);
  PLACE(result);
  PLACE(more);
  PLACE(statuses);
  char chars[40];
} out;
#undef PLACE

#define FILL() memset(&out, 0xaa, sizeof out)

/* The call is refused with that message. */
#define BAD(message, call)                           \
  do {                                               \
    FILL();                                          \
    FAILS(SNAPROLL_INVALID_ARGUMENT, message, call); \
  } while (0)

static inline int all_zero(const void* bytes, size_t size) {
  static const char zeros[64] = {0};
  return memcmp(bytes, zeros, size) == 0;
}
#define CLEARED(type, member) CHECK(all_zero(out.member, sizeof(type)))

/* The call with text that is not UTF-8 gives that code. */
#define NOT_UTF8(code, call)          \
  do {                                \
    FILL();                           \
    CHECK((call) == (code));          \
    snaproll_error_free(check_error); \
    check_error = NULL;               \
  } while (0)

static int32_t migrate_nothing(void* user_data, const snaproll_value* state,
                               snaproll_value** same, snaproll_error** error) {
  (void)user_data;
  return snaproll_value_ref(state, same, error);
}

static void make_store_handles(handles* h) {
  OK(snaproll_store_options_new(&h->store_options, E));
  OK(snaproll_open_options_new(&h->open_options, E));
  OK(snaproll_execution_filter_new(&h->execution_filter, E));
  OK(snaproll_snapshot_filter_new(&h->snapshot_filter, E));
  OK(snaproll_store_open(SNAPROLL_Z(":memory:"), NULL, &h->store, E));
  OK(snaproll_execution_open(h->store, SNAPROLL_Z("id"), NULL, &h->durable, E));
  OK(snaproll_store_export(h->store, SNAPROLL_Z("id"), false, &h->exporter, E));
  OK(snaproll_store_import(h->store, SNAPROLL_Z("new"), &h->importer, E));
}

static void make_handles(handles* h) {
  OK(snaproll_erase_options_new(&h->erase_options, E));
  OK(snaproll_clock_new_manual(1700000000000000000, 0, &h->clock, E));
  OK(snaproll_cancel_new(&h->cancel, E));
  OK(snaproll_options_new(&h->options, E));
  OK(snaproll_value_parse(SNAPROLL_Z("{\"x\":\"text\",\"y\":[1]}"), NULL, NULL,
                          &h->value, E));
  OK(snaproll_value_parse(SNAPROLL_Z("[1]"), NULL, NULL, &h->items, E));
  OK(snaproll_execution_new(h->options, &h->execution, E));
  OK(snaproll_execution_context(h->execution, &h->context, E));
  OK(snaproll_execution_manager(h->execution, &h->manager, E));
  OK(snaproll_context_set_variable_value(h->context, SNAPROLL_Z("x"), h->value,
                                         E));
  OK(snaproll_context_create_checkpoint(h->context, &h->checkpoint, E));
  OK(snaproll_context_take_snapshot(h->context, NULL, &h->snapshot, E));
  OK(snaproll_execution_step_begin(h->execution, SNAPROLL_Z("n"), NULL,
                                   &h->step, E));
  OK(snaproll_execution_rollback(h->execution, &h->rollback_result, E));
  OK(snaproll_manager_plan_rollback(h->manager, h->context, NULL,
                                    &h->rollback_plan, E));
  OK(snaproll_patch_diff(h->value, h->value, NULL, &h->patch, E));
  OK(snaproll_selector_new(&h->selector, E));
  OK(snaproll_selector_set_allow_nothing(h->selector, true, E));
  OK(snaproll_manager_list(h->manager, &h->snapshot_list, E));
  OK(snaproll_manager_summary(h->manager, &h->summary, E));
  OK(snaproll_manager_history(h->manager, SNAPROLL_Z("/variables/x"),
                              &h->field_history, E));
  OK(snaproll_node_result_start(NULL, &h->node_result, E));
  OK(snaproll_snapshot_options_new(&h->snapshot_options, E));
  OK(snaproll_snapshot_rules_new(&h->snapshot_rules, E));
  OK(snaproll_step_options_new(&h->step_options, E));
  OK(snaproll_snapshot_get_id(h->snapshot, &h->id, E));
  make_store_handles(h);
}

/* The pointers stay, for use after it. */
static void free_handles(const handles* h) {
  snaproll_cancel_free(h->cancel);
  snaproll_checkpoint_free(h->checkpoint);
  snaproll_clock_free(h->clock);
  snaproll_context_free(h->context);
  snaproll_execution_free(h->execution);
  snaproll_execution_free(h->durable);
  snaproll_erase_options_free(h->erase_options);
  snaproll_execution_filter_free(h->execution_filter);
  snaproll_exporter_free(h->exporter);
  snaproll_field_history_free(h->field_history);
  snaproll_importer_free(h->importer);
  snaproll_manager_free(h->manager);
  snaproll_node_result_free(h->node_result);
  snaproll_open_options_free(h->open_options);
  snaproll_options_free(h->options);
  snaproll_patch_free(h->patch);
  snaproll_rollback_plan_free(h->rollback_plan);
  snaproll_rollback_result_free(h->rollback_result);
  snaproll_selector_free(h->selector);
  snaproll_snapshot_free(h->snapshot);
  snaproll_snapshot_filter_free(h->snapshot_filter);
  snaproll_snapshot_list_free(h->snapshot_list);
  snaproll_snapshot_options_free(h->snapshot_options);
  snaproll_snapshot_rules_free(h->snapshot_rules);
  snaproll_step_free(h->step);
  snaproll_step_options_free(h->step_options);
  snaproll_store_free(h->store);
  snaproll_store_options_free(h->store_options);
  snaproll_summary_free(h->summary);
  snaproll_value_free(h->value);
  snaproll_value_free(h->items);
}

static snaproll_buf state_before;

static void write_state(snaproll_buf* to) {
  OK(snaproll_context_to_json(good.context, NULL, to, E));
}

static void set_up(void) {
  make_handles(&good);
  make_handles(&dead);
  free_handles(&dead);
  write_state(&state_before);
}

/* The calls changed no state and no history. */
static void check_unchanged(const char* function) {
  snaproll_buf now = {0};
  size_t count = 0;
  write_state(&now);
  check_that(now.size == state_before.size &&
                 memcmp(now.data, state_before.data, now.size) == 0,
             function, __FILE__, __LINE__);
  snaproll_buf_dispose(&state_before);
  state_before = now;
  OK(snaproll_manager_count(good.manager, &count, E));
  CHECK(count == 1);
}

/* Freeing again, the dead and then the good ones, is safe. */
static void tear_down(void) {
  snaproll_buf_dispose(&state_before);
  free_handles(&dead);
  free_handles(&good);
  free_handles(&good);
}

#endif
