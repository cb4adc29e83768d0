/* Patches, plans, what a rollback did, undo, edges. */
#include <string.h>

#include "runner.h"

/* Hands each text of a list of the selector that the line tells to `put`. */
static int32_t add_names(call* c, const char* list, snaproll_selector* selector,
                         int32_t (*put)(snaproll_selector*, const char*, size_t,
                                        snaproll_error**)) {
  snaproll_value* names = NULL;
  size_t count = 0;
  size_t i;
  int32_t status = SNAPROLL_OK;
  if (snaproll_value_get(c->line, list, strlen(list), &names, NULL) != 0)
    return status;
  snaproll_value_size(names, &count, NULL);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    snaproll_value* name = NULL;
    snaproll_buf text = {0};
    snaproll_value_at(names, i, &name, NULL);
    snaproll_value_as_text(name, &text, NULL);
    status = put(selector, text.data, text.size, ERROR);
    snaproll_buf_dispose(&text);
    snaproll_value_free(name);
  }
  snaproll_value_free(names);
  return status;
}

static bool flag_at(const call* c, const char* pointer) {
  snaproll_value* value = NULL;
  bool flag = false;
  snaproll_value_get(c->line, pointer, strlen(pointer), &value, NULL);
  if (value != NULL) snaproll_value_as_bool(value, &flag, NULL);
  snaproll_value_free(value);
  return flag;
}

int32_t input_selector(call* c, snaproll_selector** out) {
  snaproll_selector* s = NULL;
  int32_t status;
  *out = NULL;
  if (!has(c, "selector")) return SNAPROLL_OK;
  status = snaproll_selector_new(&s, ERROR);
#define ADD(list, noun)      \
  if (status == SNAPROLL_OK) \
  status = add_names(c, "/selector/" list, s, snaproll_selector_add_##noun)
  ADD("variables", variable);
  ADD("node_results", node_result);
  ADD("pointers", pointer);
  ADD("downstream_of", downstream_of);
#undef ADD
#define SET(flag)            \
  if (status == SNAPROLL_OK) \
  status =                   \
      snaproll_selector_set_##flag(s, flag_at(c, "/selector/" #flag), ERROR)
  SET(state);
  SET(everything_but);
  SET(allow_nothing);
#undef SET
  *out = s;
  return status;
}

static int32_t read_patch(call* c, const snaproll_patch* self) {
  snaproll_patch* patch = NULL;
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  size_t size = 0;
  OP("patch.ref") MADE(patch, snaproll_patch_ref(self, &patch, ERROR));
  OP("patch.size") put_size(c, snaproll_patch_size(self, &size, ERROR), &size);
  OP("patch.to_json")
  put_json(c, snaproll_patch_to_json(self, &buf, ERROR), &buf);
  OP("patch.to_compact")
  put_json(c, snaproll_patch_to_compact(self, &buf, ERROR), &buf);
  OP("patch.to_text")
  put_text(c, snaproll_patch_to_text(self, &buf, ERROR), &buf);
  OP("patch.apply")
  MADE(value,
       snaproll_patch_apply(self, OBJECT(value, "value"), &value, ERROR));
  OP("patch.masked")
  MADE(patch, snaproll_patch_masked(self, TEXT("paths"), &patch, ERROR));
  OP("patch.compose")
  MADE(patch,
       snaproll_patch_compose(self, OBJECT(patch, "next"), &patch, ERROR));
  OP("patch.invert")
  MADE(patch,
       snaproll_patch_invert(self, OBJECT(value, "before"), &patch, ERROR));
  return kUnknown;
}

int32_t run_patch(call* c) {
  snaproll_patch* patch = NULL;
  snaproll_value* value = NULL;
  OP("patch.diff")
  MADE(patch,
       snaproll_patch_diff(OBJECT(value, "before"), OBJECT(value, "after"),
                           OBJECT(cancel, "cancel"), &patch, ERROR));
  OP("patch.from_json")
  MADE(patch, snaproll_patch_from_json(TEXT("json"), OBJECT(options, "options"),
                                       &patch, ERROR));
  OP("snapshot.value")
  MADE(value, snaproll_snapshot_value(OBJECT(snapshot, "self"), &value, ERROR));
  OP("snapshot.diff")
  MADE(patch, snaproll_snapshot_diff(OBJECT(snapshot, "self"),
                                     OBJECT(snapshot, "after"),
                                     OBJECT(cancel, "cancel"), &patch, ERROR));
  if (strncmp(c->op, "patch.", 6) != 0) return kUnknown;
  return read_patch(c, OBJECT(patch, "self"));
}

static int32_t context_back(call* c) {
  snaproll_context* self;
  snaproll_patch* patch = NULL;
  snaproll_value* value = NULL;
  snaproll_rollback_result* result = NULL;
  size_t count = 0;
  if (strncmp(c->op, "context.", 8) != 0 || !has(c, "self")) return kUnknown;
  self = OBJECT(context, "self");
  OP("context.value") MADE(value, snaproll_context_value(self, &value, ERROR));
  OP("context.diff")
  MADE(patch, snaproll_context_diff(self, OBJECT(snapshot, "before"),
                                    OBJECT(cancel, "cancel"), &patch, ERROR));
  OP("context.apply_patch")
  snaproll_context_apply_patch(self, OBJECT(patch, "patch"), ERROR);
  OP("context.apply_plan")
  put_rollback(c,
               snaproll_context_apply_plan(self, OBJECT(rollback_plan, "plan"),
                                           &result, ERROR),
               &result);
  OP("context.undo_rollback")
  put_rollback(c, snaproll_context_undo_rollback(self, &result, ERROR),
               &result);
  OP("context.redo_rollback")
  put_rollback(c, snaproll_context_redo_rollback(self, &result, ERROR),
               &result);
  OP("context.undo_count")
  put_size(c, snaproll_context_undo_count(self, &count, ERROR), &count);
  OP("context.redo_count")
  put_size(c, snaproll_context_redo_count(self, &count, ERROR), &count);
  OP("context.clear_undo") snaproll_context_clear_undo(self, ERROR);
  return kUnknown;
}

static int32_t plan_back(call* c) {
  snaproll_selector* s = NULL;
  snaproll_rollback_plan* rollback_plan = NULL;
  const bool of_manager = strncmp(c->op, "manager.plan_", 13) == 0;
  const snaproll_manager* manager;
  const snaproll_execution* execution;
  const snaproll_context* context = OBJECT(context, "context");
  const char* verb = strchr(c->op, '.') + 1;
  snaproll_id id;
  int32_t status;
  manager = of_manager ? OBJECT(manager, "self") : NULL;
  execution = of_manager ? NULL : OBJECT(execution, "self");
  status = input_selector(c, &s);
#define PLAN(name, ...)                                                        \
  if (status == SNAPROLL_OK && strcmp(verb, #name) == 0)                       \
  status = of_manager ? snaproll_manager_##name(manager, context, __VA_ARGS__, \
                                                &rollback_plan, ERROR)         \
                      : snaproll_execution_##name(execution, __VA_ARGS__,      \
                                                  &rollback_plan, ERROR)
  if (has(c, "id")) id = input_id(c, "id");
  PLAN(plan_rollback, s);
  else PLAN(plan_rollback_to, &id, s);
  else PLAN(plan_rollback_n, input_count(c, "steps"), s);
#undef PLAN
  snaproll_selector_free(s);
  return MADE(rollback_plan, status);
}

static int32_t execution_back(call* c) {
  snaproll_execution* self;
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  if (strncmp(c->op, "execution.", 10) != 0 || !has(c, "self")) return kUnknown;
  self = OBJECT(execution, "self");
  OP("execution.apply_plan")
  put_rollback(c,
               snaproll_execution_apply_plan(
                   self, OBJECT(rollback_plan, "plan"), &result, ERROR),
               &result);
  OP("execution.undo_rollback")
  put_rollback(c, snaproll_execution_undo_rollback(self, &result, ERROR),
               &result);
  OP("execution.redo_rollback")
  put_rollback(c, snaproll_execution_redo_rollback(self, &result, ERROR),
               &result);
  OP("execution.clear") snaproll_execution_clear(self, ERROR);
  OP("execution.add_edge")
  snaproll_execution_add_edge(self, TEXT("from"), TEXT("to"), ERROR);
  OP("execution.set_edges")
  snaproll_execution_set_edges(self, TEXT("json"), ERROR);
  OP("execution.edges")
  put_json(c, snaproll_execution_edges(self, &buf, ERROR), &buf);
  return kUnknown;
}

/* What a rollback did, beside what its JSON form tells. */
static int32_t read_result(call* c) {
  const snaproll_rollback_result* self;
  snaproll_patch* patch = NULL;
  snaproll_buf buf = {0};
  if (strncmp(c->op, "rollback_result.", 16) != 0 || !has(c, "self"))
    return kUnknown;
  self = OBJECT(rollback_result, "self");
#define LIST(name)             \
  OP("rollback_result." #name) \
  put_json(c, snaproll_rollback_result_##name(self, &buf, ERROR), &buf)
  LIST(removed_nodes);
  LIST(changed_variables);
  LIST(removed_variables);
  LIST(reappeared_variables);
  LIST(effects);
  LIST(state_before);
  LIST(state_after);
#undef LIST
  OP("rollback_result.text")
  put_text(c, snaproll_rollback_result_text(self, &buf, ERROR), &buf);
  OP("rollback_result.patch")
  MADE(patch, snaproll_rollback_result_patch(self, OBJECT(cancel, "cancel"),
                                             &patch, ERROR));
  return kUnknown;
}

int32_t run_going_back(call* c) {
  snaproll_rollback_plan* rollback_plan = NULL;
  snaproll_rollback_result* result = NULL;
  int32_t status;
  OP("rollback_plan.ref")
  MADE(rollback_plan, snaproll_rollback_plan_ref(OBJECT(rollback_plan, "self"),
                                                 &rollback_plan, ERROR));
  OP("rollback_plan.result")
  put_rollback(c,
               snaproll_rollback_plan_result(OBJECT(rollback_plan, "self"),
                                             &result, ERROR),
               &result);
  if (strncmp(c->op, "manager.plan_", 13) == 0 ||
      strncmp(c->op, "execution.plan_", 15) == 0)
    return plan_back(c);
  status = context_back(c);
  if (status == kUnknown) status = execution_back(c);
  return status == kUnknown ? read_result(c) : status;
}
