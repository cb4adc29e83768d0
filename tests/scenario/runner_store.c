/* Stores: opening, reading and keeping them, and executions as lines. */
#include <stdio.h>
#include <string.h>

#include "runner.h"

static int32_t open_store(call* c) {
  static const char* const durabilities[] = {"power", "process", "none", NULL};
  snaproll_store_options* options = NULL;
  snaproll_store* store = NULL;
  int32_t status = snaproll_store_options_new(&options, ERROR);
#define SET(input, value)                      \
  if (status == SNAPROLL_OK && has(c, #input)) \
  status = snaproll_store_options_set_##input(options, value, ERROR)
  SET(durability, input_word(c, "durability", durabilities));
  SET(create, input_bool(c, "create"));
  SET(read_only, input_bool(c, "read_only"));
  SET(file_mode, (uint32_t)input_int64(c, "file_mode"));
  SET(busy_timeout, input_int64(c, "busy_timeout"));
  SET(memory_budget, (uint64_t)input_int64(c, "memory_budget"));
  SET(compress, input_bool(c, "compress"));
#undef SET
  if (status == SNAPROLL_OK)
    status = snaproll_store_open(TEXT("path"), options, &store, ERROR);
  snaproll_store_options_free(options);
  return MADE(store, status);
}

/* ---- what is told of executions ---- */

static int32_t make_filter(call* c, snaproll_execution_filter** out) {
  static const char* const states[] = {"Running",   "Completed", "Failed",
                                       "Cancelled", "Paused",    NULL};
  snaproll_execution_filter* f = NULL;
  attribute one;
  size_t i;
  int32_t status = snaproll_execution_filter_new(&f, ERROR);
  *out = f;
#define SET(input, ...)                        \
  if (status == SNAPROLL_OK && has(c, #input)) \
  status = snaproll_execution_filter_set_##input(f, __VA_ARGS__, ERROR)
  SET(state, input_word(c, "state", states));
  SET(kind, TEXT("kind"));
  SET(committed_from, input_int64(c, "committed_from"));
  SET(committed_until, input_int64(c, "committed_until"));
  SET(owned, input_bool(c, "owned"));
#undef SET
  for (i = 0; status == SNAPROLL_OK && input_attribute(c, i, &one); ++i) {
    status = snaproll_execution_filter_add_attribute(
        f, one.name.data, one.name.size, one.text.data, one.text.size, ERROR);
    attribute_dispose(&one);
  }
  return status;
}

/* Adds the executions of a page to the array in `all`; the next cursor. */
static int64_t add_page(growing* all, const snaproll_buf* page) {
  snaproll_value* value = NULL;
  snaproll_value* list = NULL;
  snaproll_value* next = NULL;
  size_t count = 0;
  size_t i;
  int64_t cursor = 0;
  snaproll_value_parse(page->data, page->size, NULL, NULL, &value, NULL);
  snaproll_value_find(value, SNAPROLL_Z("executions"), &list, NULL);
  snaproll_value_find(value, SNAPROLL_Z("next"), &next, NULL);
  snaproll_value_as_int64(next, &cursor, NULL);
  snaproll_value_size(list, &count, NULL);
  for (i = 0; i < count; ++i) {
    snaproll_value* one = NULL;
    snaproll_buf json = {0};
    snaproll_value_at(list, i, &one, NULL);
    snaproll_value_to_json(one, NULL, &json, NULL);
    if (all->size > 1) add(all, ",", 1);
    add(all, json.data, json.size);
    snaproll_buf_dispose(&json);
    snaproll_value_free(one);
  }
  snaproll_value_free(next);
  snaproll_value_free(list);
  snaproll_value_free(value);
  return cursor;
}

/* All of them, two at a time. */
static int32_t list_executions(call* c, const snaproll_store* self) {
  enum { kPage = 2 };
  snaproll_execution_filter* filter = NULL;
  growing all = {0};
  int64_t cursor = 0;
  int32_t status = make_filter(c, &filter);
  add(&all, "[", 1);
  do {
    snaproll_buf page = {0};
    if (status == SNAPROLL_OK)
      status =
          snaproll_store_executions(self, filter, cursor, kPage, &page, ERROR);
    cursor = status == SNAPROLL_OK ? add_page(&all, &page) : 0;
    snaproll_buf_dispose(&page);
  } while (cursor != 0);
  add(&all, "]", 1);
  snaproll_execution_filter_free(filter);
  return put_masked(c, status, &all);
}

static int32_t read_store(call* c, const snaproll_store* self) {
  snaproll_buf buf = {0};
  snaproll_id id;
  int32_t status;
  bool flag = false;
  OP("store.path") put_text(c, snaproll_store_path(self, &buf, ERROR), &buf);
  OP("store.id")
  put_word(c, snaproll_store_id(self, &id, ERROR), "drawn");
  OP("store.is_read_only")
  put_bool(c, snaproll_store_is_read_only(self, &flag, ERROR), &flag);
  OP("store.executions") list_executions(c, self);
  OP("store.info")
  put_report(c, snaproll_store_info(self, TEXT("id"), &buf, ERROR), &buf);
  OP("store.exists")
  put_bool(c, snaproll_store_exists(self, TEXT("id"), &flag, ERROR), &flag);
  OP("store.check")
  put_report(c,
             snaproll_store_check(self, input_bool(c, "quick"),
                                  OBJECT(cancel, "cancel"), &buf, ERROR),
             &buf);
  OP("store.backup") snaproll_store_backup(self, TEXT("path"), ERROR);
  OP("store.stats")
  put_figures(c, snaproll_store_stats(self, &buf, ERROR), &buf);
  OP("store.erasures")
  put_erased(c, snaproll_store_erasures(self, TEXT("id"), &buf, ERROR), &buf);
  if (is(c, "store.policy")) {
    status = snaproll_store_policy(self, &buf, &flag, ERROR);
    return flag ? put_text(c, status, &buf) : put_word(c, status, NULL);
  }
  return kUnknown;
}

/* ---- what is done with a store ---- */

static int32_t erase(call* c, snaproll_store* self) {
  snaproll_erase_options* what = NULL;
  snaproll_buf report = {0};
  int32_t status = input_erase(c, &what);
  if (status == SNAPROLL_OK)
    status = snaproll_store_erase(self, TEXT("id"), what,
                                  OBJECT(cancel, "cancel"), &report, ERROR);
  snaproll_erase_options_free(what);
  return put_erased(c, status, &report);
}

static int32_t fork_execution(call* c, snaproll_store* self) {
  snaproll_id snapshot;
  if (has(c, "snapshot")) snapshot = input_id(c, "snapshot");
  return snaproll_store_fork(self, TEXT("id"),
                             has(c, "snapshot") ? &snapshot : NULL,
                             TEXT("as_id"), ERROR);
}

static int32_t change_store(call* c, snaproll_store* self) {
  const int64_t now = has(c, "now") ? input_int64(c, "now") : SNAPROLL_NO_TIME;
  snaproll_buf buf = {0};
  OP("store.close") snaproll_store_close(self, ERROR);
  OP("store.delete")
  snaproll_store_delete(self, TEXT("id"), input_bool(c, "take_over"), ERROR);
  OP("store.copy")
  snaproll_store_copy(self, TEXT("id"), OBJECT(store, "to"), TEXT("as_id"),
                      ERROR);
  OP("store.fork") fork_execution(c, self);
  OP("store.compact")
  snaproll_store_compact(self, OBJECT(cancel, "cancel"), ERROR);
  OP("store.set_policy") snaproll_store_set_policy(self, TEXT("policy"), ERROR);
  OP("store.expire")
  put_report(c,
             snaproll_store_expire(self, input_bool(c, "dry_run"), now,
                                   OBJECT(cancel, "cancel"), &buf, ERROR),
             &buf);
  OP("store.erase") erase(c, self);
  return kUnknown;
}

int32_t run_store(call* c) {
  snaproll_store* self;
  int32_t status;
  OP("store.open") open_store(c);
  if (strncmp(c->op, "store.", 6) != 0 || !has(c, "self")) return kUnknown;
  self = OBJECT(store, "self");
  status = read_store(c, self);
  if (status == kUnknown) status = change_store(c, self);
  return status == kUnknown ? run_transfer(c, self) : status;
}
