/* Contexts and checkpoints. */
#include <string.h>

#include "runner.h"

static int32_t set_state(call* c, snaproll_context* context) {
  static const char* const words[] = {"Running", "Completed", "Failed",
                                      "Cancelled", "Paused"};
  snaproll_value* state = NULL;
  snaproll_value* failed = NULL;
  snaproll_buf text = {0};
  int32_t number = SNAPROLL_RUNNING;
  int32_t status;
  snaproll_value_find(c->line, SNAPROLL_Z("state"), &state, NULL);
  if (snaproll_value_find(state, SNAPROLL_Z("Failed"), &failed, NULL) == 0) {
    number = SNAPROLL_FAILED;
    snaproll_value_as_text(failed, &text, NULL);
  } else {
    snaproll_value_as_text(state, &text, NULL);
    while (strcmp(words[number], text.data) != 0) ++number;
  }
  status =
      snaproll_context_set_state(context, number, text.data, text.size, ERROR);
  snaproll_buf_dispose(&text);
  snaproll_value_free(failed);
  snaproll_value_free(state);
  return status;
}

static int32_t make_context(call* c) {
  snaproll_context* context = NULL;
  OP("context.new")
  MADE(context,
       snaproll_context_new(TEXT("workflow_id"), OBJECT(options, "options"),
                            &context, ERROR));
  OP("context.from_json")
  MADE(context,
       snaproll_context_from_json(TEXT("json"), OBJECT(options, "options"),
                                  OBJECT(cancel, "cancel"), &context, ERROR));
  OP("context.resume_from_checkpoint")
  MADE(context, snaproll_context_resume_from_checkpoint(
                    OBJECT(checkpoint, "checkpoint"), TEXT("workflow_id"),
                    OBJECT(options, "options"), &context, ERROR));
  return kUnknown;
}

static int32_t run_checkpoint(call* c) {
  snaproll_checkpoint* checkpoint = NULL;
  snaproll_value* value = NULL;
  const snaproll_checkpoint* k;
  snaproll_buf buf = {0};
  snaproll_view message = {0};
  int64_t time = 0;
  int32_t state = 0;
  OP("checkpoint.from_json")
  MADE(checkpoint,
       snaproll_checkpoint_from_json(TEXT("json"), OBJECT(options, "options"),
                                     &checkpoint, ERROR));
  if (strncmp(c->op, "checkpoint.", 11) != 0) return kUnknown;
  k = OBJECT(checkpoint, "self");
  OP("checkpoint.ref")
  MADE(checkpoint, snaproll_checkpoint_ref(k, &checkpoint, ERROR));
  OP("checkpoint.to_json")
  put_json(c, snaproll_checkpoint_to_json(k, &buf, ERROR), &buf);
  OP("checkpoint.completed_nodes")
  put_json(c, snaproll_checkpoint_completed_nodes(k, &buf, ERROR), &buf);
  OP("checkpoint.timestamp")
  put_time(c, snaproll_checkpoint_timestamp(k, &time, ERROR), &time);
  OP("checkpoint.variables")
  MADE(value, snaproll_checkpoint_variables(k, &value, ERROR));
  OP("checkpoint.state")
  put_state(c, snaproll_checkpoint_state(k, &state, &message, ERROR), &state,
            &message);
  return kUnknown;
}

static int32_t read_context(call* c, const snaproll_context* self) {
  snaproll_buf buf = {0};
  snaproll_id id;
  int64_t time = 0;
  uint64_t version = 0;
  int32_t state = 0;
  bool flag = false;
  OP("context.to_json")
  put_json(
      c, snaproll_context_to_json(self, OBJECT(cancel, "cancel"), &buf, ERROR),
      &buf);
  OP("context.set_private_paths")
  snaproll_context_set_private_paths(OBJECT(context, "self"), TEXT("paths"),
                                     ERROR);
  OP("context.private_paths")
  put_json(c, snaproll_context_private_paths(self, &buf, ERROR), &buf);
  OP("context.execution_id")
  put_text(c, snaproll_context_execution_id(self, &buf, ERROR), &buf);
  OP("context.workflow_id")
  put_text(c, snaproll_context_workflow_id(self, &buf, ERROR), &buf);
  OP("context.started_at")
  put_time(c, snaproll_context_started_at(self, &time, ERROR), &time);
  OP("context.completed_at")
  put_time(c, snaproll_context_completed_at(self, &time, ERROR), &time);
  OP("context.version")
  put_uint64(c, snaproll_context_version(self, &version, ERROR), &version);
  OP("context.position")
  put_id(c, snaproll_context_position(self, &id, &flag, ERROR), &id, &flag);
  OP("context.can_resume")
  put_bool(c, snaproll_context_can_resume(self, &flag, ERROR), &flag);
  OP("context.recorded_nodes")
  put_json(c, snaproll_context_recorded_nodes(self, &buf, ERROR), &buf);
  if (is(c, "context.state")) {
    int32_t status = snaproll_context_state(self, &state, &buf, ERROR);
    const snaproll_view message = {buf.data, buf.size};
    status = put_state(c, status, &state, &message);
    snaproll_buf_dispose(&buf);
    return status;
  }
  return kUnknown;
}

int32_t run_context(call* c) {
  snaproll_context* self;
  snaproll_context* context = NULL;
  snaproll_checkpoint* checkpoint = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_snapshot_options* options = NULL;
  int32_t status = make_context(c);
  if (status == kUnknown) status = run_checkpoint(c);
  if (status != kUnknown || strncmp(c->op, "context.", 8) != 0) return status;
  self = OBJECT(context, "self");
  OP("context.set_state") set_state(c, self);
  OP("context.copy")
  MADE(context, snaproll_context_copy(self, &context, ERROR));
  OP("context.begin")
  MADE(context, snaproll_context_begin(self, &context, ERROR));
  OP("context.commit") snaproll_context_commit(self, ERROR);
  OP("context.abort") snaproll_context_abort(self, ERROR);
  OP("context.mark_completed") snaproll_context_mark_completed(self, ERROR);
  OP("context.pause") snaproll_context_pause(self, ERROR);
  OP("context.resume") snaproll_context_resume(self, ERROR);
  OP("context.cancel") snaproll_context_cancel(self, ERROR);
  OP("context.create_checkpoint")
  MADE(checkpoint,
       snaproll_context_create_checkpoint(self, &checkpoint, ERROR));
  OP("context.checkpoint")
  MADE(checkpoint, snaproll_context_checkpoint(self, &checkpoint, ERROR));
  OP("context.apply")
  snaproll_context_apply(self, OBJECT(snapshot, "snapshot"), ERROR);
  if (is(c, "context.take_snapshot")) {
    status = input_snapshot_options(c, &options);
    if (status == SNAPROLL_OK)
      status = snaproll_context_take_snapshot(self, options, &snapshot, ERROR);
    snaproll_snapshot_options_free(options);
    return MADE(snapshot, status);
  }
  return read_context(c, self);
}

static int32_t set_variable(call* c, snaproll_context* self) {
  OP("context.set_variable")
  snaproll_context_set_variable(self, TEXT("name"), TEXT("json"), ERROR);
  OP("context.set_variable_value")
  snaproll_context_set_variable_value(self, TEXT("name"),
                                      OBJECT(value, "value"), ERROR);
  OP("context.set_variable_null")
  snaproll_context_set_variable_null(self, TEXT("name"), ERROR);
  OP("context.set_variable_bool")
  snaproll_context_set_variable_bool(self, TEXT("name"),
                                     input_bool(c, "boolean"), ERROR);
  OP("context.set_variable_int64")
  snaproll_context_set_variable_int64(self, TEXT("name"),
                                      input_int64(c, "integer"), ERROR);
  OP("context.set_variable_double")
  snaproll_context_set_variable_double(self, TEXT("name"),
                                       input_double(c, "number"), ERROR);
  OP("context.set_variable_text")
  snaproll_context_set_variable_text(self, TEXT("name"), TEXT("utf8"), ERROR);
  OP("context.remove_variable")
  snaproll_context_remove_variable(self, TEXT("name"), ERROR);
  OP("context.record_node_result")
  snaproll_context_record_node_result(self, TEXT("node"), TEXT("json"), ERROR);
  OP("context.record_node_result_value")
  snaproll_context_record_node_result_value(self, TEXT("node"),
                                            OBJECT(value, "value"), ERROR);
  OP("context.remove_node_result")
  snaproll_context_remove_node_result(self, TEXT("node"), ERROR);
  OP("context.set")
  snaproll_context_set(self, TEXT("pointer"), TEXT("json"), ERROR);
  OP("context.set_value")
  snaproll_context_set_value(self, TEXT("pointer"), OBJECT(value, "value"),
                             ERROR);
  OP("context.remove") snaproll_context_remove(self, TEXT("pointer"), ERROR);
  OP("context.append")
  snaproll_context_append(self, TEXT("pointer"), TEXT("json"), ERROR);
  OP("context.append_value")
  snaproll_context_append_value(self, TEXT("pointer"), OBJECT(value, "value"),
                                ERROR);
  OP("context.append_text")
  snaproll_context_append_text(self, TEXT("pointer"), TEXT("utf8"), ERROR);
  OP("context.splice")
  snaproll_context_splice(self, TEXT("pointer"), input_count(c, "index"),
                          input_count(c, "removed"), TEXT("json"), ERROR);
  OP("context.splice_text")
  snaproll_context_splice_text(self, TEXT("pointer"), input_count(c, "offset"),
                               input_count(c, "removed"), TEXT("utf8"), ERROR);
  OP("context.test")
  snaproll_context_test(self, TEXT("pointer"), TEXT("json"), ERROR);
  OP("context.update") snaproll_context_update(self, TEXT("json"), ERROR);
  return kUnknown;
}

int32_t run_variables(call* c) {
  snaproll_context* self;
  snaproll_value* value = NULL;
  snaproll_buf buf = {0};
  bool flag = false;
  int64_t integer = 0;
  double number = 0;
  int32_t status;
  if (strncmp(c->op, "context.", 8) != 0) return kUnknown;
  self = OBJECT(context, "self");
  status = set_variable(c, self);
  if (status != kUnknown) return status;
  OP("context.get_variable")
  put_json(c, snaproll_context_get_variable(self, TEXT("name"), &buf, ERROR),
           &buf);
  OP("context.get_variable_value")
  MADE(value,
       snaproll_context_get_variable_value(self, TEXT("name"), &value, ERROR));
  OP("context.get_variable_bool")
  put_bool(c,
           snaproll_context_get_variable_bool(self, TEXT("name"), &flag, ERROR),
           &flag);
  OP("context.get_variable_int64")
  put_int64(
      c,
      snaproll_context_get_variable_int64(self, TEXT("name"), &integer, ERROR),
      &integer);
  OP("context.get_variable_double")
  put_double(
      c,
      snaproll_context_get_variable_double(self, TEXT("name"), &number, ERROR),
      &number);
  OP("context.get_variable_text")
  put_text(c,
           snaproll_context_get_variable_text(self, TEXT("name"), &buf, ERROR),
           &buf);
  OP("context.variables")
  MADE(value, snaproll_context_variables(self, &value, ERROR));
  OP("context.node_results")
  MADE(value, snaproll_context_node_results(self, &value, ERROR));
  OP("context.get_node_result")
  put_json(c, snaproll_context_get_node_result(self, TEXT("node"), &buf, ERROR),
           &buf);
  OP("context.get_node_result_value")
  MADE(value, snaproll_context_get_node_result_value(self, TEXT("node"), &value,
                                                     ERROR));
  OP("context.get")
  put_json(c, snaproll_context_get(self, TEXT("pointer"), &buf, ERROR), &buf);
  OP("context.get_value")
  MADE(value, snaproll_context_get_value(self, TEXT("pointer"), &value, ERROR));
  return kUnknown;
}
