/* What the tests of stores share: a folder in memory for their files, removed
 * at the end, and how JSON that the library hands out is looked at. */
#ifndef SNAPROLL_TESTS_CAPI_DURABLE_H
#define SNAPROLL_TESTS_CAPI_DURABLE_H

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char folder[64];

static inline void make_folder(void) {
  strcpy(folder, "/dev/shm/snaproll-capi-XXXXXX");
  CHECK(mkdtemp(folder) != NULL);
}

/* The path of a file in the folder; good until the fourth call after it. */
static inline const char* in_folder(const char* name) {
  static char paths[4][400];
  static int next;
  char* path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline void remove_folder(void) {
  DIR* all = opendir(folder);
  const struct dirent* one;
  if (!CHECK(all != NULL)) return;
  while ((one = readdir(all)) != NULL) {
    if (one->d_name[0] != '.') remove(in_folder(one->d_name));
  }
  closedir(all);
  CHECK(rmdir(folder) == 0);
}

static inline snaproll_store* open_store(const char* name) {
  snaproll_store* store = NULL;
  OK(snaproll_store_open(T(in_folder(name)), NULL, &store, E));
  return store;
}

/* Opens with `options`, which may be NULL and are freed. */
static inline snaproll_execution* open_with(const snaproll_store* store,
                                            const char* id,
                                            snaproll_open_options* options) {
  snaproll_execution* execution = NULL;
  OK(snaproll_execution_open(store, T(id), options, &execution, E));
  snaproll_open_options_free(options);
  return execution;
}

static inline snaproll_open_options* open_options(int32_t mode) {
  snaproll_open_options* options = NULL;
  OK(snaproll_open_options_new(&options, E));
  OK(snaproll_open_options_set_mode(options, mode, E));
  return options;
}

static inline void set_variable(const snaproll_execution* execution,
                                const char* name, const char* json) {
  snaproll_context* context = NULL;
  OK(snaproll_execution_context(execution, &context, E));
  OK(snaproll_context_set_variable(context, T(name), T(json), E));
  snaproll_context_free(context);
}

/* Begins the node, sets the variable x to `json`, and finishes with it. */
static inline void run_step(snaproll_execution* execution, const char* node,
                            const char* json) {
  snaproll_step* step = NULL;
  OK(snaproll_execution_step_begin(execution, T(node), NULL, &step, E));
  set_variable(execution, "x", json);
  OK(snaproll_step_finish(step, T(json), NULL, E));
  snaproll_step_free(step);
}

static inline void check_variable(const snaproll_execution* execution,
                                  const char* name, const char* expected,
                                  const char* file, int line) {
  snaproll_context* context = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_execution_context(execution, &context, E));
  OK(snaproll_context_get_variable(context, T(name), &buf, E));
  check_text(&buf, expected, file, line);
  snaproll_context_free(context);
}
#define VARIABLE_IS(execution, name, expected) \
  check_variable((execution), (name), (expected), __FILE__, __LINE__)

static inline size_t snapshots_of(const snaproll_execution* execution) {
  snaproll_manager* manager = NULL;
  size_t count = 0;
  OK(snaproll_execution_manager(execution, &manager, E));
  OK(snaproll_manager_count(manager, &count, E));
  snaproll_manager_free(manager);
  return count;
}

/* The digest of the working state. */
static inline void digest_of(const snaproll_execution* execution,
                             char out[65]) {
  snaproll_context* context = NULL;
  snaproll_buf buf = {0};
  memset(out, 0, 65);
  OK(snaproll_execution_context(execution, &context, E));
  OK(snaproll_context_digest(context, &buf, E));
  if (CHECK(buf.size == 64)) memcpy(out, buf.data, 64);
  snaproll_buf_dispose(&buf);
  snaproll_context_free(context);
}

static inline snaproll_value* parse(const snaproll_buf* json) {
  snaproll_value* value = NULL;
  OK(snaproll_value_parse(json->data, json->size, NULL, NULL, &value, E));
  return value;
}

static inline void check_member(const snaproll_value* value,
                                const char* pointer, const char* expected,
                                const char* file, int line) {
  snaproll_value* member = NULL;
  snaproll_buf buf = {0};
  if (snaproll_value_get(value, T(pointer), &member, NULL) == SNAPROLL_OK)
    OK(snaproll_value_to_json(member, NULL, &buf, E));
  check_text(&buf, expected, file, line);
  snaproll_value_free(member);
}
/* At the pointer stands that canonical JSON. */
#define MEMBER_IS(value, pointer, expected) \
  check_member((value), (pointer), (expected), __FILE__, __LINE__)

/* The whole number at the pointer. */
static inline int64_t number_at(const snaproll_value* value,
                                const char* pointer) {
  snaproll_value* member = NULL;
  int64_t number = -1;
  OK(snaproll_value_get(value, T(pointer), &member, E));
  OK(snaproll_value_as_int64(member, &number, E));
  snaproll_value_free(member);
  return number;
}

#endif
