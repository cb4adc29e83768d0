/* Executions on a store: opening and committing them, and migrating their
 * states. */
#include <stdlib.h>
#include <string.h>

#include "runner.h"

bool input_attribute(const call* c, size_t index, attribute* out) {
  snaproll_value* all = NULL;
  snaproll_value* value = NULL;
  memset(out, 0, sizeof *out);
  snaproll_value_find(c->line, SNAPROLL_Z("attributes"), &all, NULL);
  if (all != NULL) snaproll_value_name_at(all, index, &out->name, NULL);
  if (all != NULL) snaproll_value_at(all, index, &value, NULL);
  if (value != NULL) snaproll_value_as_text(value, &out->text, NULL);
  snaproll_value_free(all);
  snaproll_value_free(value);
  return out->name.data != NULL;
}

void attribute_dispose(attribute* one) {
  snaproll_buf_dispose(&one->name);
  snaproll_buf_dispose(&one->text);
}

bool input_item(const call* c, const char* list, size_t index,
                snaproll_buf* out) {
  snaproll_value* all = NULL;
  snaproll_value* item = NULL;
  snaproll_value_find(c->line, list, strlen(list), &all, NULL);
  if (all != NULL) snaproll_value_at(all, index, &item, NULL);
  if (item != NULL) snaproll_value_as_text(item, out, NULL);
  snaproll_value_free(all);
  snaproll_value_free(item);
  return item != NULL;
}

static int32_t add_attributes(call* c, snaproll_open_options* o) {
  attribute one;
  size_t i;
  int32_t status = SNAPROLL_OK;
  for (i = 0; status == SNAPROLL_OK && input_attribute(c, i, &one); ++i) {
    status = snaproll_open_options_add_attribute(
        o, one.name.data, one.name.size, one.text.data, one.text.size, ERROR);
    attribute_dispose(&one);
  }
  return status;
}

static int32_t open_execution(call* c) {
  static const char* const modes[] = {"open_or_create", "existing", "create",
                                      "read", NULL};
  snaproll_open_options* o = NULL;
  snaproll_execution* execution = NULL;
  int32_t status = snaproll_open_options_new(&o, ERROR);
#define SET(input, ...)                        \
  if (status == SNAPROLL_OK && has(c, #input)) \
  status = snaproll_open_options_set_##input(o, __VA_ARGS__, ERROR)
  SET(mode, input_word(c, "mode", modes));
  SET(options, OBJECT(options, "options"));
  SET(kind, TEXT("kind"));
  SET(schema, input_int64(c, "schema"));
  if (status == SNAPROLL_OK) status = add_attributes(c, o);
  SET(owner, TEXT("owner"));
  SET(take_over, input_bool(c, "take_over"));
  SET(start_snapshot, input_bool(c, "start_snapshot"));
  SET(save_steps, input_bool(c, "save_steps"));
#undef SET
  if (status == SNAPROLL_OK)
    status = snaproll_execution_open(OBJECT(store, "store"), TEXT("id"), o,
                                     &execution, ERROR);
  snaproll_open_options_free(o);
  return MADE(execution, status);
}

static int32_t commit_many(call* c) {
  enum { kMost = 4 };
  snaproll_execution* all[kMost];
  int32_t statuses[kMost];
  snaproll_buf name = {0};
  size_t count = 0;
  size_t i;
  int32_t status;
  for (; count < kMost && input_item(c, "executions", count, &name); ++count) {
    all[count] = object_named(&name, "execution");
    snaproll_buf_dispose(&name);
  }
  status = snaproll_store_commit_many(all, count, statuses, ERROR);
  if (status == SNAPROLL_OK) return status;
  for (i = 0; i < count; ++i) {
    add(&c->out, i == 0 ? "[" : ",", 1);
    put_word(c, SNAPROLL_OK, snaproll_code_name(statuses[i]));
  }
  add(&c->out, "]", 1);
  return status;
}

/* ---- migrations ---- */

/* What a function makes of a state: a member more, or an error. */
typedef struct change {
  snaproll_buf pointer;
  snaproll_value* item;
  snaproll_buf message;
  int32_t code; /* SNAPROLL_OK = the member */
} change;

static int32_t migrate(void* user_data, const snaproll_value* state,
                       snaproll_value** out, snaproll_error** error) {
  const change* wanted = user_data;
  if (wanted->code == SNAPROLL_OK)
    return snaproll_value_set(state, wanted->pointer.data, wanted->pointer.size,
                              wanted->item, out, error);
  *error = snaproll_error_new(wanted->code, wanted->message.data,
                              wanted->message.size);
  return wanted->code;
}

static void release_change(void* user_data) {
  change* wanted = user_data;
  snaproll_buf_dispose(&wanted->pointer);
  snaproll_buf_dispose(&wanted->message);
  snaproll_value_free(wanted->item);
  free(wanted);
}

static void read_text(const call* c, const char* input, snaproll_buf* out) {
  snaproll_value* text = NULL;
  snaproll_value_find(c->line, input, strlen(input), &text, NULL);
  snaproll_value_as_text(text, out, NULL);
  snaproll_value_free(text);
}

static change* input_change(call* c) {
  change* wanted = calloc(1, sizeof *wanted);
  if (wanted == NULL) return NULL;
  read_text(c, "pointer", &wanted->pointer);
  read_text(c, "message", &wanted->message);
  snaproll_value_parse(TEXT("json"), NULL, NULL, &wanted->item, NULL);
  if (has(c, "code")) wanted->code = input_code(c, "code");
  return wanted;
}

static int32_t set_migration_function(call* c) {
  change* wanted = input_change(c);
  const int32_t status = snaproll_store_set_migration_function(
      OBJECT(store, "self"), TEXT("kind"), input_int64(c, "to"), migrate,
      wanted, release_change, ERROR);
  if (status != SNAPROLL_OK) release_change(wanted);
  return status;
}

int32_t run_durable(call* c) {
  snaproll_execution* self;
  snaproll_snapshot* snapshot;
  uint64_t bytes = 0;
  bool flag = false;
  int32_t status;
  OP("execution.open") open_execution(c);
  OP("store.commit_many") commit_many(c);
  OP("store.set_migration")
  snaproll_store_set_migration(OBJECT(store, "self"), TEXT("kind"),
                               input_int64(c, "to"), OBJECT(patch, "patch"),
                               ERROR);
  OP("store.set_migration_function") set_migration_function(c);
  if (is(c, "snapshot.stored_bytes")) {
    snapshot = OBJECT(snapshot, "self");
    status = snaproll_snapshot_stored_bytes(snapshot, &bytes, ERROR);
    flag = bytes != 0;
    return put_bool(c, status, &flag);
  }
  if (strncmp(c->op, "execution.", 10) != 0 || !has(c, "self")) return kUnknown;
  self = OBJECT(execution, "self");
  OP("execution.is_durable")
  put_bool(c, snaproll_execution_is_durable(self, &flag, ERROR), &flag);
  OP("execution.save") snaproll_execution_save(self, ERROR);
  OP("execution.reload")
  snaproll_execution_reload(self, input_bool(c, "take_over"), ERROR);
  OP("execution.close") snaproll_execution_close(self, ERROR);
  return kUnknown;
}
