/* Rules for taking snapshots, and histories of fields. */
#include <string.h>

#include "runner.h"

static int32_t add_globs(call* c, snaproll_snapshot_rules* rules) {
  snaproll_value* globs = NULL;
  size_t count = 0;
  size_t i;
  int32_t status = SNAPROLL_OK;
  if (snaproll_value_find(c->line, SNAPROLL_Z("before"), &globs, NULL) != 0)
    return SNAPROLL_OK;
  snaproll_value_size(globs, &count, NULL);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    snaproll_value* glob = NULL;
    snaproll_buf text = {0};
    snaproll_value_at(globs, i, &glob, NULL);
    snaproll_value_as_text(glob, &text, NULL);
    status =
        snaproll_snapshot_rules_add_before(rules, text.data, text.size, ERROR);
    snaproll_buf_dispose(&text);
    snaproll_value_free(glob);
  }
  snaproll_value_free(globs);
  return status;
}

static int32_t make_rules(call* c) {
  snaproll_snapshot_rules* rules = NULL;
  int32_t status = snaproll_snapshot_rules_new(&rules, ERROR);
#define SET(rule, value)                      \
  if (status == SNAPROLL_OK && has(c, #rule)) \
  status = snaproll_snapshot_rules_set_##rule(rules, value, ERROR)
  SET(at_least_nodes, (size_t)input_int64(c, "at_least_nodes"));
  SET(at_least_time, input_int64(c, "at_least_time"));
  SET(at_least_bytes, (uint64_t)input_int64(c, "at_least_bytes"));
  if (status == SNAPROLL_OK) status = add_globs(c, rules);
  SET(before_irreversible, input_bool(c, "before_irreversible"));
  SET(skip_unchanged, input_bool(c, "skip_unchanged"));
#undef SET
  return put_object(c, status, "snapshot_rules", &rules);
}

/* A column of texts that are JSON, as strings. */
static int32_t put_texts(call* c, int32_t status, size_t count,
                         const size_t* offsets, const char* bytes) {
  size_t i;
  add(&c->out, "[", 1);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    if (i != 0) add(&c->out, ",", 1);
    if (offsets[i] == offsets[i + 1]) {
      put_word(c, status, NULL);
    } else {
      add_string(&c->out, bytes + offsets[i], offsets[i + 1] - offsets[i]);
    }
  }
  add(&c->out, "]", 1);
  return status;
}

static int32_t put_column(call* c, const snaproll_field_history* history,
                          size_t count) {
  const snaproll_id* ids = NULL;
  const int64_t* times = NULL;
  const uint8_t* flags = NULL;
  size_t i;
  int32_t status;
  if (is(c, "field_history.ids")) {
    status = snaproll_field_history_ids(history, &ids, ERROR);
  } else if (is(c, "field_history.created_at")) {
    status = snaproll_field_history_created_at(history, &times, ERROR);
  } else {
    status = snaproll_field_history_flags(history, &flags, ERROR);
  }
  add(&c->out, "[", 1);
  for (i = 0; i < count && status == SNAPROLL_OK; ++i) {
    char text[37];
    if (i != 0) add(&c->out, ",", 1);
    if (ids != NULL) {
      snaproll_id_text(&ids[i], text, NULL);
      put_word(c, status, text);
    } else {
      const int64_t number = times != NULL ? times[i] : flags[i];
      put_int64(c, status, &number);
    }
  }
  add(&c->out, "]", 1);
  return status;
}

static int32_t run_history(call* c) {
  const snaproll_field_history* self = OBJECT(field_history, "self");
  snaproll_field_history* field_history = NULL;
  snaproll_snapshot* snapshot = NULL;
  snaproll_value* value = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  size_t count = 0;
  int32_t status = snaproll_field_history_count(self, &count, ERROR);
  OP("field_history.count") put_size(c, status, &count);
  OP("field_history.ref")
  MADE(field_history, snaproll_field_history_ref(self, &field_history, ERROR));
  OP("field_history.at")
  MADE(snapshot, snaproll_field_history_at(self, input_count(c, "index"),
                                           &snapshot, ERROR));
  OP("field_history.before_at")
  MADE(value, snaproll_field_history_before_at(self, input_count(c, "index"),
                                               &value, ERROR));
  OP("field_history.after_at")
  MADE(value, snaproll_field_history_after_at(self, input_count(c, "index"),
                                              &value, ERROR));
  if (is(c, "field_history.before")) {
    status = snaproll_field_history_before(self, &offsets, &bytes, ERROR);
    return put_texts(c, status, count, offsets, bytes);
  }
  if (is(c, "field_history.after")) {
    status = snaproll_field_history_after(self, &offsets, &bytes, ERROR);
    return put_texts(c, status, count, offsets, bytes);
  }
  return put_column(c, self, count);
}

int32_t run_fields(call* c) {
  snaproll_field_history* field_history = NULL;
  OP("snapshot_rules.new") make_rules(c);
  OP("manager.set_snapshot_rules")
  snaproll_manager_set_snapshot_rules(
      OBJECT(manager, "self"), OBJECT(snapshot_rules, "snapshot_rules"), ERROR);
  OP("manager.history")
  MADE(field_history,
       snaproll_manager_history(OBJECT(manager, "self"), TEXT("pointer"),
                                &field_history, ERROR));
  OP("execution.history")
  MADE(field_history,
       snaproll_execution_history(OBJECT(execution, "self"), TEXT("pointer"),
                                  &field_history, ERROR));
  if (strncmp(c->op, "field_history.", 14) == 0) return run_history(c);
  return kUnknown;
}
