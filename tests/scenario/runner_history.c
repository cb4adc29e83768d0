/* Snapshots, lists, managers, results of rollbacks, summaries, executions and
 * steps. */
#include <string.h>

#include "runner.h"

static int32_t set_custom(snaproll_value* custom,
                          snaproll_snapshot_options* options,
                          snaproll_error** error) {
  size_t count = 0;
  size_t i;
  int32_t status = SNAPROLL_OK;
  snaproll_value_size(custom, &count, NULL);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    snaproll_buf key = {0};
    snaproll_buf json = {0};
    snaproll_value* value = NULL;
    snaproll_value_name_at(custom, i, &key, NULL);
    snaproll_value_at(custom, i, &value, NULL);
    snaproll_value_as_text(value, &json, NULL);
    status = snaproll_snapshot_options_set_custom(options, key.data, key.size,
                                                  json.data, json.size, error);
    snaproll_buf_dispose(&key);
    snaproll_buf_dispose(&json);
    snaproll_value_free(value);
  }
  return status;
}

int32_t input_snapshot_options(call* c, snaproll_snapshot_options** out) {
  snaproll_value* custom = NULL;
  snaproll_snapshot_options* o = NULL;
  int32_t status = snaproll_snapshot_options_new(&o, ERROR);
  snaproll_value_find(c->line, SNAPROLL_Z("custom"), &custom, NULL);
#define SET(input, verb)                      \
  if (status == SNAPROLL_OK && has(c, input)) \
  status = snaproll_snapshot_options_set_##verb(o, TEXT(input), ERROR)
  SET("label", label);
  SET("trigger_node", trigger_node);
  SET("reason", reason);
  SET("created_by", created_by);
#undef SET
  if (status == SNAPROLL_OK && has(c, "is_auto"))
    status =
        snaproll_snapshot_options_set_auto(o, input_bool(c, "is_auto"), ERROR);
  if (status == SNAPROLL_OK && custom != NULL)
    status = set_custom(custom, o, ERROR);
  snaproll_value_free(custom);
  *out = o;
  return status;
}

static int32_t run_list(call* c) {
  const snaproll_snapshot_list* list = OBJECT(snapshot_list, "self");
  snaproll_snapshot* snapshot = NULL;
  const snaproll_id* ids = NULL;
  const int64_t* times = NULL;
  const uint8_t* flags = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  uint8_t present = 0;
  size_t count = 0;
  size_t i;
  int32_t status = snaproll_snapshot_list_count(list, &count, ERROR);
  OP("snapshot_list.count") put_size(c, status, &count);
  OP("snapshot_list.at")
  MADE(snapshot, snaproll_snapshot_list_at(list, input_count(c, "index"),
                                           &snapshot, ERROR));
  snaproll_snapshot_list_flags(list, &flags, ERROR);
  if (is(c, "snapshot_list.ids")) {
    status = snaproll_snapshot_list_ids(list, &ids, ERROR);
  } else if (is(c, "snapshot_list.created_at")) {
    status = snaproll_snapshot_list_created_at(list, &times, ERROR);
  } else if (is(c, "snapshot_list.labels")) {
    status = snaproll_snapshot_list_labels(list, &offsets, &bytes, ERROR);
    present = SNAPROLL_SNAPSHOT_HAS_LABEL;
  } else if (is(c, "snapshot_list.trigger_nodes")) {
    status =
        snaproll_snapshot_list_trigger_nodes(list, &offsets, &bytes, ERROR);
    present = SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE;
  }
  add(&c->out, "[", 1);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    const int64_t flag = flags[i];
    char text[37];
    if (i != 0) add(&c->out, ",", 1);
    if (ids != NULL) {
      snaproll_id_text(&ids[i], text, NULL);
      put_word(c, status, text);
    } else if (times != NULL) {
      put_time(c, status, &times[i]);
    } else if (offsets == NULL) {
      put_int64(c, status, &flag);
    } else if ((flags[i] & present) == 0) {
      put_word(c, status, NULL);
    } else {
      add_string(&c->out, bytes + offsets[i], offsets[i + 1] - offsets[i]);
    }
  }
  add(&c->out, "]", 1);
  return status;
}

static int32_t read_snapshot(call* c, const snaproll_snapshot* self) {
  static const bool present = true;
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  snaproll_view view = {0};
  snaproll_id id;
  int64_t time = 0;
  int32_t state = 0;
  size_t count = 0;
  bool flag = false;
  OP("snapshot.to_json")
  put_json(
      c, snaproll_snapshot_to_json(self, OBJECT(cancel, "cancel"), &buf, ERROR),
      &buf);
  OP("snapshot.get_id")
  put_id(c, snaproll_snapshot_get_id(self, &id, ERROR), &id, &present);
  OP("snapshot.parent")
  put_id(c, snaproll_snapshot_parent(self, &id, &flag, ERROR), &id, &flag);
  OP("snapshot.created_at")
  put_time(c, snaproll_snapshot_created_at(self, &time, ERROR), &time);
  OP("snapshot.label")
  put_view(c, snaproll_snapshot_label(self, &view, ERROR), &view);
  OP("snapshot.trigger_node")
  put_view(c, snaproll_snapshot_trigger_node(self, &view, ERROR), &view);
  OP("snapshot.reason")
  put_view(c, snaproll_snapshot_reason(self, &view, ERROR), &view);
  OP("snapshot.created_by")
  put_view(c, snaproll_snapshot_created_by(self, &view, ERROR), &view);
  OP("snapshot.state")
  put_state(c, snaproll_snapshot_state(self, &state, &view, ERROR), &state,
            &view);
  OP("snapshot.is_auto")
  put_bool(c, snaproll_snapshot_is_auto(self, &flag, ERROR), &flag);
  OP("snapshot.custom")
  MADE(value, snaproll_snapshot_custom(self, &value, ERROR));
  OP("snapshot.variables")
  MADE(value, snaproll_snapshot_variables(self, &value, ERROR));
  OP("snapshot.node_results")
  MADE(value, snaproll_snapshot_node_results(self, &value, ERROR));
  OP("snapshot.completed_node_count")
  put_size(c, snaproll_snapshot_completed_node_count(self, &count, ERROR),
           &count);
  OP("snapshot.variable_count")
  put_size(c, snaproll_snapshot_variable_count(self, &count, ERROR), &count);
  OP("snapshot.get")
  put_json(c, snaproll_snapshot_get(self, TEXT("pointer"), &buf, ERROR), &buf);
  return kUnknown;
}

int32_t run_snapshot(call* c) {
  snaproll_snapshot* snapshot = NULL;
  OP("snapshot.from_json")
  MADE(snapshot,
       snaproll_snapshot_from_json(TEXT("json"), OBJECT(options, "options"),
                                   OBJECT(cancel, "cancel"), &snapshot, ERROR));
  if (strncmp(c->op, "snapshot_list.", 14) == 0) return run_list(c);
  if (strncmp(c->op, "snapshot.", 9) != 0) return kUnknown;
  OP("snapshot.ref")
  MADE(snapshot,
       snaproll_snapshot_ref(OBJECT(snapshot, "self"), &snapshot, ERROR));
  return read_snapshot(c, OBJECT(snapshot, "self"));
}

static int32_t run_rollback_result(call* c) {
  snaproll_rollback_result* rollback_result = NULL;
  const snaproll_rollback_result* self;
  snaproll_buf buf = {0};
  snaproll_view view = {0};
  snaproll_id id;
  int64_t time = 0;
  size_t count = 0;
  bool flag = false;
  OP("rollback_result.from_json")
  MADE(rollback_result, snaproll_rollback_result_from_json(
                            TEXT("json"), &rollback_result, ERROR));
  if (strncmp(c->op, "rollback_result.", 16) != 0) return kUnknown;
  self = OBJECT(rollback_result, "self");
  OP("rollback_result.ref")
  MADE(rollback_result,
       snaproll_rollback_result_ref(self, &rollback_result, ERROR));
  OP("rollback_result.to_json")
  put_json(c, snaproll_rollback_result_to_json(self, &buf, ERROR), &buf);
  OP("rollback_result.success")
  put_bool(c, snaproll_rollback_result_success(self, &flag, ERROR), &flag);
  OP("rollback_result.applied_snapshot_id")
  put_id(c,
         snaproll_rollback_result_applied_snapshot_id(self, &id, &flag, ERROR),
         &id, &flag);
  OP("rollback_result.nodes_removed")
  put_size(c, snaproll_rollback_result_nodes_removed(self, &count, ERROR),
           &count);
  OP("rollback_result.variables_changed")
  put_size(c, snaproll_rollback_result_variables_changed(self, &count, ERROR),
           &count);
  OP("rollback_result.error")
  put_view(c, snaproll_rollback_result_error(self, &view, ERROR), &view);
  OP("rollback_result.rolled_back_at")
  put_time(c, snaproll_rollback_result_rolled_back_at(self, &time, ERROR),
           &time);
  return kUnknown;
}

static int32_t run_summary(call* c) {
  const snaproll_summary* self;
  snaproll_buf buf = {0};
  int64_t time = 0;
  size_t count = 0;
  bool flag = false;
  if (strncmp(c->op, "summary.", 8) != 0) return kUnknown;
  self = OBJECT(summary, "self");
  OP("summary.total_snapshots")
  put_size(c, snaproll_summary_total_snapshots(self, &count, ERROR), &count);
  OP("summary.max_snapshots")
  put_size(c, snaproll_summary_max_snapshots(self, &count, ERROR), &count);
  OP("summary.auto_snapshot_interval")
  put_size(c, snaproll_summary_auto_snapshot_interval(self, &count, ERROR),
           &count);
  OP("summary.nodes_processed")
  put_size(c, snaproll_summary_nodes_processed(self, &count, ERROR), &count);
  OP("summary.auto_snapshot_enabled")
  put_bool(c, snaproll_summary_auto_snapshot_enabled(self, &flag, ERROR),
           &flag);
  OP("summary.oldest_snapshot")
  put_time(c, snaproll_summary_oldest_snapshot(self, &time, ERROR), &time);
  OP("summary.newest_snapshot")
  put_time(c, snaproll_summary_newest_snapshot(self, &time, ERROR), &time);
  OP("summary.to_json")
  put_json(c, snaproll_summary_to_json(self, &buf, ERROR), &buf);
  return kUnknown;
}

/* Taking and going back. */
static int32_t change_manager(call* c, snaproll_manager* self) {
  static const bool present = true;
  snaproll_context* context = OBJECT(context, "context");
  snaproll_snapshot_options* options = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_id id;
  bool taken = false;
  int32_t status;
  if (is(c, "manager.create_snapshot")) {
    status = input_snapshot_options(c, &options);
    if (status == SNAPROLL_OK)
      status =
          snaproll_manager_create_snapshot(self, context, options, &id, ERROR);
    snaproll_snapshot_options_free(options);
    return put_id(c, status, &id, &present);
  }
  OP("manager.on_node_execute")
  put_id(c,
         snaproll_manager_on_node_execute(self, context, TEXT("node"), &id,
                                          &taken, ERROR),
         &id, &taken);
  OP("manager.rollback")
  put_rollback(c, snaproll_manager_rollback(self, context, &result, ERROR),
               &result);
  OP("manager.rollback_n")
  put_rollback(c,
               snaproll_manager_rollback_n(
                   self, context, input_count(c, "steps"), &result, ERROR),
               &result);
  if (is(c, "manager.rollback_to")) {
    id = input_id(c, "id");
    status = snaproll_manager_rollback_to(self, context, &id, &result, ERROR);
    return put_rollback(c, status, &result);
  }
  return kUnknown;
}

int32_t run_manager(call* c) {
  snaproll_manager* self;
  snaproll_manager* manager = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_snapshot_list* snapshot_list = NULL;
  snaproll_summary* summary = NULL;
  snaproll_id id;
  size_t count = 0;
  int32_t status = run_rollback_result(c);
  if (status == kUnknown) status = run_summary(c);
  if (status != kUnknown || strncmp(c->op, "manager.", 8) != 0) return status;
  OP("manager.new")
  MADE(manager,
       snaproll_manager_new(input_count(c, "maximum"),
                            OBJECT(options, "options"), &manager, ERROR));
  self = OBJECT(manager, "self");
  OP("manager.copy")
  MADE(manager, snaproll_manager_copy(self, &manager, ERROR));
  OP("manager.latest")
  MADE(snapshot, snaproll_manager_latest(self, &snapshot, ERROR));
  OP("manager.list")
  MADE(snapshot_list, snaproll_manager_list(self, &snapshot_list, ERROR));
  OP("manager.summary")
  MADE(summary, snaproll_manager_summary(self, &summary, ERROR));
  if (is(c, "manager.get")) {
    id = input_id(c, "id");
    status = snaproll_manager_get(self, &id, &snapshot, ERROR);
    return MADE(snapshot, status);
  }
  OP("manager.set_auto_snapshot")
  snaproll_manager_set_auto_snapshot(self, input_count(c, "interval"), ERROR);
  OP("manager.disable_auto_snapshot")
  snaproll_manager_disable_auto_snapshot(self, ERROR);
  OP("manager.push_snapshot")
  snaproll_manager_push_snapshot(self, OBJECT(snapshot, "snapshot"), ERROR);
  OP("manager.clear") snaproll_manager_clear(self, ERROR);
  OP("manager.count")
  put_size(c, snaproll_manager_count(self, &count, ERROR), &count);
  OP("manager.prune_before")
  put_size(c,
           snaproll_manager_prune_before(self, input_int64(c, "time"), &count,
                                         ERROR),
           &count);
  return change_manager(c, self);
}

static int32_t begin_step(call* c, snaproll_execution* execution) {
  snaproll_step_options* options = NULL;
  snaproll_step* step = NULL;
  int32_t status = snaproll_step_options_new(&options, ERROR);
  if (status == SNAPROLL_OK)
    status = snaproll_step_options_set_irreversible(
        options, input_bool(c, "irreversible"), ERROR);
  if (status == SNAPROLL_OK)
    status = snaproll_execution_step_begin(execution, TEXT("node"), options,
                                           &step, ERROR);
  snaproll_step_options_free(options);
  return MADE(step, status);
}

static int32_t run_step(call* c) {
  snaproll_step* self = OBJECT(step, "self");
  snaproll_rollback_result* result = NULL;
  snaproll_buf buf = {0};
  snaproll_id id;
  uint32_t attempt = 0;
  uint64_t number = 0;
  bool flag = false;
  OP("step.node") put_text(c, snaproll_step_node(self, &buf, ERROR), &buf);
  OP("step.idempotency_key")
  put_text(c, snaproll_step_idempotency_key(self, &buf, ERROR), &buf);
  OP("step.done") put_bool(c, snaproll_step_done(self, &flag, ERROR), &flag);
  OP("step.result") put_json(c, snaproll_step_result(self, &buf, ERROR), &buf);
  if (is(c, "step.attempt")) {
    const int32_t status = snaproll_step_attempt(self, &attempt, ERROR);
    number = attempt;
    return put_uint64(c, status, &number);
  }
  OP("step.snapshot_id")
  put_id(c, snaproll_step_snapshot_id(self, &id, &flag, ERROR), &id, &flag);
  OP("step.finish")
  snaproll_step_finish(self, TEXT("json"), OBJECT(node_result, "metrics"),
                       ERROR);
  OP("step.finish_text") snaproll_step_finish_text(self, TEXT("utf8"), ERROR);
  OP("step.fail") snaproll_step_fail(self, TEXT("message"), ERROR);
  OP("step.rollback")
  put_rollback(c, snaproll_step_rollback(self, TEXT("message"), &result, ERROR),
               &result);
  return kUnknown;
}

int32_t run_execution(call* c) {
  static const bool present = true;
  snaproll_execution* self;
  snaproll_execution* execution = NULL;
  snaproll_context* context = NULL;
  snaproll_manager* manager = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_snapshot_options* options = NULL;
  snaproll_buf buf = {0};
  snaproll_id id;
  bool flag = false;
  int32_t status;
  OP("execution.new")
  MADE(execution,
       snaproll_execution_new(OBJECT(options, "options"), &execution, ERROR));
  OP("execution.from_context")
  MADE(execution, snaproll_execution_from_context(OBJECT(context, "context"),
                                                  OBJECT(options, "options"),
                                                  &execution, ERROR));
  if (strncmp(c->op, "step.", 5) == 0) return run_step(c);
  if (strncmp(c->op, "execution.", 10) != 0) return kUnknown;
  self = OBJECT(execution, "self");
  OP("execution.step_begin") begin_step(c, self);
  OP("execution.context")
  MADE(context, snaproll_execution_context(self, &context, ERROR));
  OP("execution.manager")
  MADE(manager, snaproll_execution_manager(self, &manager, ERROR));
  OP("execution.is_done")
  put_bool(c, snaproll_execution_is_done(self, TEXT("node"), &flag, ERROR),
           &flag);
  OP("execution.unfinished")
  put_json(c, snaproll_execution_unfinished(self, &buf, ERROR), &buf);
  OP("execution.attempts")
  put_json(c, snaproll_execution_attempts(self, TEXT("node"), &buf, ERROR),
           &buf);
  OP("execution.rollback")
  put_rollback(c, snaproll_execution_rollback(self, &result, ERROR), &result);
  OP("execution.rollback_n")
  put_rollback(c,
               snaproll_execution_rollback_n(self, input_count(c, "steps"),
                                             &result, ERROR),
               &result);
  if (is(c, "execution.rollback_to")) {
    id = input_id(c, "id");
    status = snaproll_execution_rollback_to(self, &id, &result, ERROR);
    return put_rollback(c, status, &result);
  }
  if (is(c, "execution.snapshot")) {
    status = input_snapshot_options(c, &options);
    if (status == SNAPROLL_OK)
      status = snaproll_execution_snapshot(self, options, &id, ERROR);
    snaproll_snapshot_options_free(options);
    return put_id(c, status, &id, &present);
  }
  return kUnknown;
}
