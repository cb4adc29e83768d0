/* What stays and what leaves: policies, filters, figures, erasing, digests. */
#include <string.h>

#include "runner.h"

enum { kMostIds = 16 };

/* The ids that the line tells, and how many. */
static size_t input_ids(call* c, snaproll_id* ids) {
  snaproll_value* told = NULL;
  size_t count = 0;
  size_t i;
  snaproll_value_get(c->line, "/ids", 4, &told, NULL);
  snaproll_value_size(told, &count, NULL);
  for (i = 0; i < count && i < kMostIds; ++i) {
    snaproll_value* one = NULL;
    snaproll_value_at(told, i, &one, NULL);
    ids[i] = id_of(one);
    snaproll_value_free(one);
  }
  snaproll_value_free(told);
  return i;
}

static int32_t list_filtered(call* c, const snaproll_manager* self) {
  snaproll_snapshot_filter* filter = NULL;
  snaproll_snapshot_list* snapshot_list = NULL;
  snaproll_id after;
  int32_t status = snaproll_snapshot_filter_new(&filter, ERROR);
#define SET(input, ...)                       \
  if (status == SNAPROLL_OK && has(c, input)) \
  status = snaproll_snapshot_filter_set_##__VA_ARGS__
  SET("label", label(filter, TEXT("label"), ERROR));
  SET("trigger_node", trigger_node(filter, TEXT("trigger_node"), ERROR));
  SET("automatic", automatic(filter, input_bool(c, "automatic"), ERROR));
  SET("from", from(filter, input_int64(c, "from"), ERROR));
  SET("until", until(filter, input_int64(c, "until"), ERROR));
  if (has(c, "after")) after = input_id(c, "after");
  SET("after", after(filter, &after, ERROR));
  SET("limit", limit(filter, input_count(c, "limit"), ERROR));
#undef SET
  if (status == SNAPROLL_OK)
    status =
        snaproll_manager_list_filtered(self, filter, &snapshot_list, ERROR);
  snaproll_snapshot_filter_free(filter);
  return MADE(snapshot_list, status);
}

static int32_t keep_history(call* c, snaproll_manager* self) {
  snaproll_cancel* cancel = OBJECT(cancel, "cancel");
  snaproll_id ids[kMostIds];
  snaproll_buf buf = {0};
  size_t count;
  uint64_t left = 0;
  bool present = false;
  int32_t status;
  OP("manager.list_filtered") list_filtered(c, self);
  OP("manager.left")
  put_uint64(c, snaproll_manager_left(self, &left, ERROR), &left);
  OP("manager.set_policy")
  snaproll_manager_set_policy(self, TEXT("policy"), ERROR);
  OP("manager.prune")
  put_json(
      c,
      snaproll_manager_prune(self, TEXT("policy"), input_bool(c, "dry_run"),
                             cancel, &buf, ERROR),
      &buf);
  if (is(c, "manager.policy")) {
    status = snaproll_manager_policy(self, &buf, &present, ERROR);
    return status == SNAPROLL_OK && !present ? put_word(c, status, NULL)
                                             : put_text(c, status, &buf);
  }
  if (is(c, "manager.usage")) {
    count = input_ids(c, ids);
    status = snaproll_manager_usage(self, count == 0 ? NULL : ids, count,
                                    cancel, &buf, ERROR);
    return put_json(c, status, &buf);
  }
  return kUnknown;
}

int32_t input_erase(call* c, snaproll_erase_options** out) {
  int32_t status = snaproll_erase_options_new(out, ERROR);
#define SET(input, ...)                        \
  if (status == SNAPROLL_OK && has(c, #input)) \
  status = snaproll_erase_options_set_##input(*out, __VA_ARGS__, ERROR)
  SET(pointer, TEXT("pointer"));
  SET(containing, TEXT("containing"));
  SET(reason, TEXT("reason"));
  SET(take_over, input_bool(c, "take_over"));
  SET(dry_run, input_bool(c, "dry_run"));
#undef SET
  return status;
}

static int32_t erase(call* c, snaproll_execution* self) {
  snaproll_erase_options* what = NULL;
  snaproll_buf buf = {0};
  int32_t status = input_erase(c, &what);
  if (status == SNAPROLL_OK)
    status = snaproll_execution_erase(self, what, OBJECT(cancel, "cancel"),
                                      &buf, ERROR);
  snaproll_erase_options_free(what);
  return put_json(c, status, &buf);
}

int32_t run_keeping(call* c) {
  snaproll_buf buf = {0};
  OP("policy.text")
  put_text(c, snaproll_policy_text(TEXT("policy"), &buf, ERROR), &buf);
  OP("context.digest")
  put_text(c, snaproll_context_digest(OBJECT(context, "self"), &buf, ERROR),
           &buf);
  OP("snapshot.digest")
  put_text(c, snaproll_snapshot_digest(OBJECT(snapshot, "self"), &buf, ERROR),
           &buf);
  OP("execution.erase") erase(c, OBJECT(execution, "self"));
  OP("execution.erasures")
  put_json(c,
           snaproll_execution_erasures(OBJECT(execution, "self"), &buf, ERROR),
           &buf);
  if (strncmp(c->op, "manager.", 8) != 0 || !has(c, "self")) return kUnknown;
  return keep_history(c, OBJECT(manager, "self"));
}
