/* Clocks, options, ids, times, values, node results. */
#include <stdio.h>
#include <string.h>

#include "runner.h"

static int32_t make_options(call* c) {
  static const char* const limits[] = {
      "/limits/depth",      "/limits/integer_digits", "/limits/number_bytes",
      "/limits/text_bytes", "/limits/name_bytes",     "/limits/id_bytes",
      "/limits/members",    "/limits/state_bytes",
  };
  snaproll_options* o = NULL;
  int32_t status = snaproll_options_new(&o, ERROR);
  int32_t i;
#define SET(input, verb, ...)                 \
  if (status == SNAPROLL_OK && has(c, input)) \
  status = snaproll_options_set_##verb(o, __VA_ARGS__, ERROR)
  SET("clock", clock, OBJECT(clock, "clock"));
  SET("id_seed", id_seed, (uint64_t)input_int64(c, "id_seed"));
  for (i = 0; i < (int32_t)(sizeof limits / sizeof *limits); ++i) {
    snaproll_value* limit = NULL;
    int64_t value = 0;
    snaproll_value_get(c->line, limits[i], strlen(limits[i]), &limit, NULL);
    if (limit == NULL || status != SNAPROLL_OK) continue;
    snaproll_value_as_int64(limit, &value, NULL);
    snaproll_value_free(limit);
    status = snaproll_options_set_limit(o, i, (uint64_t)value, ERROR);
  }
  SET("execution_id", execution_id, TEXT("execution_id"));
  SET("workflow_id", workflow_id, TEXT("workflow_id"));
  SET("max_snapshots", max_snapshots, input_count(c, "max_snapshots"));
  SET("undo_limit", undo_limit, input_count(c, "undo_limit"));
#undef SET
  if (status == SNAPROLL_OK && has(c, "auto_snapshot")) {
    snaproll_value* told = NULL;
    int64_t interval = 1;
    snaproll_value_find(c->line, SNAPROLL_Z("auto_snapshot"), &told, NULL);
    /* A boolean is on with interval 1, or off. */
    bool on = true;
    if (snaproll_value_as_int64(told, &interval, NULL) != SNAPROLL_OK) {
      interval = 1;
      snaproll_value_as_bool(told, &on, NULL);
    }
    snaproll_value_free(told);
    status = snaproll_options_set_auto_snapshot(o, on, (size_t)interval, ERROR);
  }
  if (status == SNAPROLL_OK && has(c, "snapshot_rules"))
    status = snaproll_options_set_snapshot_rules(
        o, OBJECT(snapshot_rules, "snapshot_rules"), ERROR);
  return put_object(c, status, "options", &o);
}

int32_t run_basics(call* c) {
  static const bool present = true;
  snaproll_clock* clock = NULL;
  snaproll_cancel* cancel = NULL;
  int64_t time = 0;
  snaproll_buf buf = {0};
  snaproll_id id;
  OP("options.new") make_options(c);
  OP("clock.new_manual")
  MADE(clock, snaproll_clock_new_manual(input_int64(c, "start"),
                                        input_int64(c, "step"), &clock, ERROR));
  OP("clock.now")
  put_time(c, snaproll_clock_now(OBJECT(clock, "self"), &time, ERROR), &time);
  OP("clock.set")
  snaproll_clock_set(OBJECT(clock, "self"), input_int64(c, "now"), ERROR);
  OP("clock.advance")
  snaproll_clock_advance(OBJECT(clock, "self"), input_int64(c, "nanoseconds"),
                         ERROR);
  OP("cancel.new") MADE(cancel, snaproll_cancel_new(&cancel, ERROR));
  OP("cancel.trigger")
  snaproll_cancel_trigger(OBJECT(cancel, "self"), ERROR);
  OP("id.parse")
  put_id(c, snaproll_id_parse(TEXT("text"), &id, ERROR), &id, &present);
  OP("time.text")
  put_text(c, snaproll_time_text(input_int64(c, "time"), &buf, ERROR), &buf);
  OP("time.parse")
  put_time(c, snaproll_time_parse(TEXT("text"), &time, ERROR), &time);
  return kUnknown;
}

/* Values made of nothing. */
static int32_t make_value(call* c) {
  snaproll_value* value = NULL;
  OP("value.parse")
  MADE(value, snaproll_value_parse(TEXT("json"), OBJECT(options, "options"),
                                   OBJECT(cancel, "cancel"), &value, ERROR));
  OP("value.new_null") MADE(value, snaproll_value_new_null(&value, ERROR));
  OP("value.new_bool")
  MADE(value, snaproll_value_new_bool(input_bool(c, "boolean"), &value, ERROR));
  OP("value.new_int64")
  MADE(value,
       snaproll_value_new_int64(input_int64(c, "integer"), &value, ERROR));
  OP("value.new_double")
  MADE(value,
       snaproll_value_new_double(input_double(c, "number"), &value, ERROR));
  OP("value.new_text")
  MADE(value, snaproll_value_new_text(TEXT("utf8"), &value, ERROR));
  return kUnknown;
}

/* Values made of other ones. */
static int32_t edit_value(call* c) {
  const snaproll_value* v = OBJECT(value, "self");
  snaproll_value* value = NULL;
  OP("value.ref") MADE(value, snaproll_value_ref(v, &value, ERROR));
  OP("value.find")
  MADE(value, snaproll_value_find(v, TEXT("name"), &value, ERROR));
  OP("value.at")
  MADE(value, snaproll_value_at(v, input_count(c, "index"), &value, ERROR));
  OP("value.get")
  MADE(value, snaproll_value_get(v, TEXT("pointer"), &value, ERROR));
  OP("value.set")
  MADE(value, snaproll_value_set(v, TEXT("pointer"), OBJECT(value, "item"),
                                 &value, ERROR));
  OP("value.remove")
  MADE(value, snaproll_value_remove(v, TEXT("pointer"), &value, ERROR));
  OP("value.append")
  MADE(value, snaproll_value_append(v, TEXT("pointer"), OBJECT(value, "item"),
                                    &value, ERROR));
  OP("value.append_text")
  MADE(value, snaproll_value_append_text(v, TEXT("pointer"), TEXT("utf8"),
                                         &value, ERROR));
  OP("value.splice")
  MADE(value, snaproll_value_splice(v, TEXT("pointer"), input_count(c, "index"),
                                    input_count(c, "removed"),
                                    OBJECT(value, "items"), &value, ERROR));
  OP("value.splice_text")
  MADE(value, snaproll_value_splice_text(
                  v, TEXT("pointer"), input_count(c, "offset"),
                  input_count(c, "removed"), TEXT("utf8"), &value, ERROR));
  OP("value.masked")
  MADE(value,
       snaproll_value_masked(v, TEXT("paths"), TEXT("pointer"), &value, ERROR));
  OP("value.test")
  snaproll_value_test(v, TEXT("pointer"), OBJECT(value, "expected"), ERROR);
  return kUnknown;
}

static int32_t read_value(call* c) {
  static const char* const kinds[] = {"null", "bool",  "integer", "double",
                                      "text", "array", "object"};
  const snaproll_value* v = OBJECT(value, "self");
  snaproll_buf buf = {0};
  bool flag = false;
  int64_t integer = 0;
  uint64_t bytes = 0;
  uint32_t depth = 0;
  double number = 0;
  size_t size = 0;
  int32_t kind = 0;
  OP("value.as_bool")
  put_bool(c, snaproll_value_as_bool(v, &flag, ERROR), &flag);
  OP("value.as_int64")
  put_int64(c, snaproll_value_as_int64(v, &integer, ERROR), &integer);
  OP("value.as_double")
  put_double(c, snaproll_value_as_double(v, &number, ERROR), &number);
  OP("value.as_text")
  put_text(c, snaproll_value_as_text(v, &buf, ERROR), &buf);
  OP("value.size") put_size(c, snaproll_value_size(v, &size, ERROR), &size);
  OP("value.json_size")
  put_uint64(c, snaproll_value_json_size(v, &bytes, ERROR), &bytes);
  OP("value.to_json")
  put_json(c, snaproll_value_to_json(v, OBJECT(cancel, "cancel"), &buf, ERROR),
           &buf);
  OP("value.name_at")
  put_text(c, snaproll_value_name_at(v, input_count(c, "index"), &buf, ERROR),
           &buf);
  OP("value.names") put_json(c, snaproll_value_names(v, &buf, ERROR), &buf);
  OP("value.same")
  put_bool(c, snaproll_value_same(v, OBJECT(value, "b"), &flag, ERROR), &flag);
  OP("value.equal")
  put_bool(c, snaproll_value_equal(v, OBJECT(value, "b"), &flag, ERROR), &flag);
  OP("value.equivalent")
  put_bool(c, snaproll_value_equivalent(v, OBJECT(value, "b"), &flag, ERROR),
           &flag);
  if (is(c, "value.kind")) {
    const int32_t status = snaproll_value_kind(v, &kind, ERROR);
    return put_word(c, status, kinds[kind]);
  }
  if (is(c, "value.depth")) {
    const int32_t status = snaproll_value_depth(v, &depth, ERROR);
    bytes = depth;
    return put_uint64(c, status, &bytes);
  }
  return kUnknown;
}

int32_t run_value(call* c) {
  int32_t status;
  if (strncmp(c->op, "value.", 6) != 0) return kUnknown;
  status = make_value(c);
  if (status == kUnknown) status = edit_value(c);
  return status == kUnknown ? read_value(c) : status;
}

int32_t run_node_result(call* c) {
  static const char* const outcomes[] = {"pending", "success", "failure",
                                         "skipped"};
  snaproll_node_result* node_result = NULL;
  snaproll_node_result* r;
  snaproll_buf buf = {0};
  int64_t time = 0;
  int32_t outcome = 0;
  uint32_t count = 0;
  OP("node_result.start")
  MADE(node_result, snaproll_node_result_start(OBJECT(options, "options"),
                                               &node_result, ERROR));
  OP("node_result.from_json")
  MADE(node_result,
       snaproll_node_result_from_json(TEXT("json"), &node_result, ERROR));
  if (strncmp(c->op, "node_result.", 12) != 0) return kUnknown;
  r = OBJECT(node_result, "self");
  OP("node_result.succeed")
  snaproll_node_result_succeed(r, TEXT("json"), ERROR);
  OP("node_result.fail") snaproll_node_result_fail(r, TEXT("message"), ERROR);
  OP("node_result.skip") snaproll_node_result_skip(r, ERROR);
  OP("node_result.set_retry_count")
  snaproll_node_result_set_retry_count(r, (uint32_t)input_int64(c, "count"),
                                       ERROR);
  OP("node_result.set_metrics")
  snaproll_node_result_set_metrics(r, TEXT("json"), ERROR);
  OP("node_result.set_token_usage")
  snaproll_node_result_set_token_usage(
      r, (uint32_t)input_int64(c, "input_tokens"),
      (uint32_t)input_int64(c, "output_tokens"), ERROR);
  OP("node_result.set_cost_usd")
  snaproll_node_result_set_cost_usd(r, input_double(c, "cost"), ERROR);
  OP("node_result.to_json")
  put_json(c, snaproll_node_result_to_json(r, &buf, ERROR), &buf);
  OP("node_result.started_at")
  put_time(c, snaproll_node_result_started_at(r, &time, ERROR), &time);
  OP("node_result.completed_at")
  put_time(c, snaproll_node_result_completed_at(r, &time, ERROR), &time);
  OP("node_result.output")
  put_json(c, snaproll_node_result_output(r, &buf, ERROR), &buf);
  OP("node_result.message")
  put_text(c, snaproll_node_result_message(r, &buf, ERROR), &buf);
  OP("node_result.metrics")
  put_json(c, snaproll_node_result_metrics(r, &buf, ERROR), &buf);
  if (is(c, "node_result.outcome")) {
    const int32_t status = snaproll_node_result_outcome(r, &outcome, ERROR);
    return put_word(c, status, outcomes[outcome]);
  }
  if (is(c, "node_result.retry_count")) {
    const int32_t status = snaproll_node_result_retry_count(r, &count, ERROR);
    time = count;
    return put_int64(c, status, &time);
  }
  return kUnknown;
}
