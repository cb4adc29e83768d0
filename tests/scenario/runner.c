/* Replays a scenario (README.md) through the C ABI.
 *
 *   runner <file.jsonl>    writes the replies to standard output */
#include "runner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What lines named. */
typedef struct name {
  char* name;
  const char* noun; /* "id" for ids */
  void* handle;
  snaproll_id id;
  struct name* next;
} name;

static name* names;

static void fail(const char* what, const char* which) {
  fprintf(stderr, "scenario: %s: %s\n", what, which);
  exit(2);
}

/* ---- texts ---- */

void add(growing* to, const char* data, size_t size) {
  char* grown = realloc(to->data, to->size + size + 1);
  if (grown == NULL) fail("no memory", "");
  if (size != 0) memcpy(grown + to->size, data, size);
  to->data = grown;
  to->size += size;
  to->data[to->size] = '\0';
}

static void add_z(growing* to, const char* literal) {
  add(to, literal, strlen(literal));
}

void add_string(growing* to, const char* data, size_t size) {
  snaproll_value* value = NULL;
  snaproll_buf json = {0};
  if (snaproll_value_new_text(data, size, &value, NULL) != SNAPROLL_OK ||
      snaproll_value_to_json(value, NULL, &json, NULL) != SNAPROLL_OK)
    fail("not UTF-8", "");
  add(to, json.data, json.size);
  snaproll_buf_dispose(&json);
  snaproll_value_free(value);
}

/* ---- names ---- */

static void free_object(const char* noun, void* handle) {
#define FREE(type) \
  if (strcmp(noun, #type) == 0) snaproll_##type##_free(handle)
  FREE(cancel);
  FREE(checkpoint);
  FREE(clock);
  FREE(context);
  FREE(execution);
  FREE(field_history);
  FREE(manager);
  FREE(node_result);
  FREE(options);
  FREE(patch);
  FREE(rollback_plan);
  FREE(rollback_result);
  FREE(snapshot);
  FREE(snapshot_list);
  FREE(snapshot_rules);
  FREE(step);
  FREE(store);
  FREE(summary);
  FREE(value);
#undef FREE
}

static name* find_name(const char* wanted, size_t size) {
  name* at = names;
  while (at != NULL &&
         (strlen(at->name) != size || memcmp(at->name, wanted, size) != 0))
    at = at->next;
  return at;
}

/* The place for what this line names, emptied; NULL where it names nothing. */
static name* place(call* c) {
  snaproll_buf wanted = input_text(c, "as");
  name* at;
  if (wanted.data == NULL) return NULL;
  at = find_name(wanted.data, wanted.size);
  if (at == NULL) {
    at = calloc(1, sizeof *at);
    if (at == NULL) fail("no memory", "");
    at->name = malloc(wanted.size + 1);
    if (at->name == NULL) fail("no memory", "");
    memcpy(at->name, wanted.data, wanted.size + 1);
    at->next = names;
    names = at;
  } else if (at->noun != NULL) {
    free_object(at->noun, at->handle);
  }
  at->handle = NULL;
  return at;
}

static void forget(call* c) {
  snaproll_buf self = input_text(c, "self");
  name* at = find_name(self.data, self.size);
  if (at == NULL || at->noun == NULL) fail("no such object", self.data);
  free_object(at->noun, at->handle);
  at->handle = NULL;
  at->noun = NULL;
}

/* ---- inputs ---- */

bool is(const call* c, const char* op) { return strcmp(c->op, op) == 0; }

static snaproll_value* member(const call* c, const char* input) {
  snaproll_value* found = NULL;
  snaproll_value_find(c->line, input, strlen(input), &found, NULL);
  return found;
}

bool has(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  snaproll_value_free(found);
  return found != NULL;
}

/* Read once for a line and kept until its end: TEXT names it twice. */
snaproll_buf input_text(call* c, const char* input) {
  snaproll_buf empty = {0};
  snaproll_value* found = member(c, input);
  snaproll_buf* held = &c->held[c->held_count];
  size_t i;
  if (found == NULL) return empty;
  if (snaproll_value_as_text(found, held, NULL) != SNAPROLL_OK)
    fail("no text", input);
  snaproll_value_free(found);
  for (i = 0; i < c->held_count; ++i) {
    if (c->held[i].size == held->size &&
        memcmp(c->held[i].data, held->data, held->size) == 0) {
      snaproll_buf_dispose(held);
      return c->held[i];
    }
  }
  if (++c->held_count == sizeof c->held / sizeof *c->held)
    fail("too many texts", input);
  return *held;
}

int64_t input_int64(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  int64_t number = 0;
  if (found != NULL && snaproll_value_as_int64(found, &number, NULL) != 0)
    fail("no integer", input);
  snaproll_value_free(found);
  return number;
}

double input_double(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  double number = 0;
  if (snaproll_value_as_double(found, &number, NULL) != SNAPROLL_OK)
    fail("no number", input);
  snaproll_value_free(found);
  return number;
}

bool input_bool(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  bool boolean = false;
  if (found != NULL && snaproll_value_as_bool(found, &boolean, NULL) != 0)
    fail("no boolean", input);
  snaproll_value_free(found);
  return boolean;
}

size_t input_count(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  int32_t kind = SNAPROLL_KIND_NULL;
  snaproll_value_kind(found, &kind, NULL);
  snaproll_value_free(found);
  return kind == SNAPROLL_KIND_NULL ? SNAPROLL_UNLIMITED
                                    : (size_t)input_int64(c, input);
}

void* object_named(const snaproll_buf* wanted, const char* noun) {
  const name* at = find_name(wanted->data, wanted->size);
  if (at == NULL || at->noun == NULL || strcmp(at->noun, noun) != 0)
    fail("no such object", wanted->data);
  return at->handle;
}

void* input_object(const call* c, const char* input, const char* noun) {
  snaproll_buf wanted = {0};
  snaproll_value* found = member(c, input);
  void* handle;
  if (found == NULL) return NULL;
  snaproll_value_as_text(found, &wanted, NULL);
  snaproll_value_free(found);
  handle = object_named(&wanted, noun);
  snaproll_buf_dispose(&wanted);
  return handle;
}

snaproll_id id_of(const snaproll_value* told) {
  snaproll_buf wanted = {0};
  snaproll_id id;
  name* at;
  snaproll_value_as_text(told, &wanted, NULL);
  at = find_name(wanted.data, wanted.size);
  if (at != NULL) {
    id = at->id;
  } else if (snaproll_id_parse(wanted.data, wanted.size, &id, NULL) != 0) {
    fail("no such id", wanted.data);
  }
  snaproll_buf_dispose(&wanted);
  return id;
}

snaproll_id input_id(const call* c, const char* input) {
  snaproll_value* found = member(c, input);
  const snaproll_id id = id_of(found);
  snaproll_value_free(found);
  return id;
}

int32_t input_word(call* c, const char* input, const char* const* words) {
  const snaproll_buf word = input_text(c, input);
  int32_t at = 0;
  while (words[at] != NULL && strcmp(words[at], word.data) != 0) ++at;
  if (words[at] == NULL) fail("no such word", word.data);
  return at;
}

int32_t input_code(call* c, const char* input) {
  const snaproll_buf wanted = input_text(c, input);
  int32_t code = SNAPROLL_INVALID_ARGUMENT;
  while (code >= SNAPROLL_INTERNAL &&
         strcmp(snaproll_code_name(code), wanted.data) != 0)
    --code;
  if (code < SNAPROLL_INTERNAL) fail("no such code", wanted.data);
  return code;
}

/* ---- outputs ---- */

int32_t put_object(call* c, int32_t status, const char* noun,
                   const void* made) {
  name* at = status == SNAPROLL_OK ? place(c) : NULL;
  void* handle;
  memcpy(&handle, made, sizeof handle);
  if (at == NULL) {
    free_object(noun, handle);
    return status;
  }
  at->noun = noun;
  at->handle = handle;
  return status;
}

int32_t put_json(call* c, int32_t status, snaproll_buf* json) {
  add(&c->out, json->data, json->size);
  snaproll_buf_dispose(json);
  return status;
}

int32_t put_text(call* c, int32_t status, snaproll_buf* buf) {
  if (status == SNAPROLL_OK) add_string(&c->out, buf->data, buf->size);
  snaproll_buf_dispose(buf);
  return status;
}

int32_t put_view(call* c, int32_t status, const snaproll_view* view) {
  if (status != SNAPROLL_OK) return status;
  if (view->data == NULL) return put_word(c, status, NULL);
  add_string(&c->out, view->data, view->size);
  return status;
}

int32_t put_int64(call* c, int32_t status, const int64_t* number) {
  char digits[32];
  snprintf(digits, sizeof digits, "%" PRId64, *number);
  if (status == SNAPROLL_OK) add_z(&c->out, digits);
  return status;
}

int32_t put_uint64(call* c, int32_t status, const uint64_t* number) {
  char digits[32];
  snprintf(digits, sizeof digits, "%" PRIu64, *number);
  if (status == SNAPROLL_OK) add_z(&c->out, digits);
  return status;
}

int32_t put_size(call* c, int32_t status, const size_t* size) {
  const uint64_t number = *size;
  return put_uint64(c, status, &number);
}

int32_t put_double(call* c, int32_t status, const double* number) {
  snaproll_value* value = NULL;
  snaproll_buf json = {0};
  if (status != SNAPROLL_OK) return status;
  snaproll_value_new_double(*number, &value, NULL);
  snaproll_value_to_json(value, NULL, &json, NULL);
  snaproll_value_free(value);
  return put_json(c, status, &json);
}

int32_t put_bool(call* c, int32_t status, const bool* boolean) {
  if (status == SNAPROLL_OK) add_z(&c->out, *boolean ? "true" : "false");
  return status;
}

int32_t put_time(call* c, int32_t status, const int64_t* time) {
  return *time == SNAPROLL_NO_TIME ? put_word(c, status, NULL)
                                   : put_int64(c, status, time);
}

int32_t put_word(call* c, int32_t status, const char* word) {
  if (status != SNAPROLL_OK) return status;
  if (word == NULL) {
    add_z(&c->out, "null");
  } else {
    add_string(&c->out, word, strlen(word));
  }
  return status;
}

int32_t put_state(call* c, int32_t status, const int32_t* state,
                  const snaproll_view* message) {
  static const char* const words[] = {"Running", "Completed", "Failed",
                                      "Cancelled", "Paused"};
  if (status != SNAPROLL_OK) return status;
  if (*state != SNAPROLL_FAILED) return put_word(c, status, words[*state]);
  add_z(&c->out, "{\"Failed\":");
  add_string(&c->out, message->data, message->size);
  add_z(&c->out, "}");
  return status;
}

int32_t put_id(call* c, int32_t status, const snaproll_id* id,
               const bool* present) {
  char written[37];
  name* at;
  if (status != SNAPROLL_OK) return status;
  if (!*present) return put_word(c, status, NULL);
  at = place(c);
  if (at != NULL) {
    at->noun = "id";
    at->id = *id;
  }
  snaproll_id_text(id, written, NULL);
  return put_word(c, status, written);
}

int32_t put_rollback(call* c, int32_t status,
                     snaproll_rollback_result* const* result) {
  snaproll_buf json = {0};
  if (*result == NULL) return status;
  snaproll_rollback_result_to_json(*result, &json, NULL);
  put_json(c, SNAPROLL_OK, &json);
  put_object(c, SNAPROLL_OK, "rollback_result", result);
  return status;
}

/* ---- lines ---- */

static int32_t run(call* c) {
  static int32_t (*const nouns[])(call*) = {
      run_basics,  run_value,     run_patch,       run_going_back,
      run_context, run_variables, run_snapshot,    run_fields,
      run_tree,    run_manager,   run_node_result, run_durable,
      run_store,   run_execution, run_keeping,     run_blobs};
  const char* verb = strchr(c->op, '.');
  size_t i;
  if (verb != NULL && strcmp(verb, ".free") == 0) {
    forget(c);
    return SNAPROLL_OK;
  }
  for (i = 0; i < sizeof nouns / sizeof *nouns; ++i) {
    const int32_t status = nouns[i](c);
    if (status != kUnknown) return status;
  }
  fail("no such operation", c->op);
  return SNAPROLL_INTERNAL;
}

static void write_error(const call* c, int32_t status, growing* reply) {
  const snaproll_error* const error = c->error;
  const snaproll_view pointer = snaproll_error_pointer(error);
  const char* message = snaproll_error_message(error);
  const char* hint = snaproll_error_hint(error);
  growing plain = {0};
  const size_t offset = snaproll_error_offset(error);
  if (snaproll_error_code(error) != status) fail("another code", message);
  add_z(reply, "{\"error\":\"");
  add_z(reply, snaproll_code_name(status));
  add_z(reply, "\",\"message\":");
  add_plain(&plain, message);
  add_string(reply, plain.data, plain.size);
  free(plain.data);
  if (input_bool(c, "hint")) {
    add_z(reply, ",\"hint\":");
    add_string(reply, hint, strlen(hint));
  }
  if (pointer.size != 0) {
    add_z(reply, ",\"pointer\":");
    add_string(reply, pointer.data, pointer.size);
  }
  if (offset != SIZE_MAX) {
    char digits[32];
    snprintf(digits, sizeof digits, ",\"offset\":%zu", offset);
    add_z(reply, digits);
  }
}

static void replay(const char* line, size_t size) {
  call c;
  growing reply = {0};
  snaproll_buf op;
  int32_t status;
  memset(&c, 0, sizeof c);
  if (snaproll_value_parse(line, size, NULL, NULL, &c.line, NULL) != 0)
    fail("no JSON", line);
  op = input_text(&c, "op");
  if (op.data == NULL) {
    printf("%s\n", line);
    snaproll_value_free(c.line);
    return;
  }
  snprintf(c.op, sizeof c.op, "%s", op.data);
  status = run(&c);
  if (status == SNAPROLL_OK) {
    add_z(&reply, "{\"ok\":true");
  } else {
    write_error(&c, status, &reply);
  }
  if (c.out.size != 0) {
    add_z(&reply, ",\"out\":");
    add(&reply, c.out.data, c.out.size);
  }
  printf("%s}\n", reply.data);
  while (c.held_count != 0) snaproll_buf_dispose(&c.held[--c.held_count]);
  free(reply.data);
  free(c.out.data);
  snaproll_error_free(c.error);
  snaproll_value_free(c.line);
}

int main(int argc, char** argv) {
  static char line[1 << 16];
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) fail("can not read", argc == 2 ? argv[1] : "no file given");
  if (!enter_folder()) fail("no folder to work in", "");
  while (fgets(line, sizeof line, file) != NULL) {
    const size_t size = strcspn(line, "\n");
    line[size] = '\0';
    replay(line, size);
  }
  fclose(file);
  while (names != NULL) {
    name* next = names->next;
    if (names->noun != NULL) free_object(names->noun, names->handle);
    free(names->name);
    free(names);
    names = next;
  }
  return 0;
}
