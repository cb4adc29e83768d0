#include "workflow.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bad_input(const char* path, const char* format, ...) {
  va_list arguments;
  fflush(stdout);
  fprintf(stderr, "workflow_host: %s: ", path);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  _Exit(2); /* nothing is left to do, and nothing that was made is given back */
}

void* room(size_t count, size_t size) {
  void* memory = calloc(count + 1, size);
  if (memory == NULL) {
    fputs("workflow_host: out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

static void bad_json(const char* path, const char* place,
                     const snaproll_error* error) {
  const size_t offset = snaproll_error_offset(error);
  if (offset != SIZE_MAX)
    bad_input(path, "at byte %zu: %s", offset, snaproll_error_message(error));
  bad_input(path, "%s: %s", place, snaproll_error_message(error));
}

/* The member `name` of an object, or NULL. */
static snaproll_value* member(const snaproll_value* object, const char* name) {
  snaproll_value* found = NULL;
  snaproll_value_find(object, name, strlen(name), &found, NULL);
  return found;
}

/* The text of a member; empty where it is not there and need not be. */
static snaproll_buf text_of(const char* path, const snaproll_value* object,
                            const char* name, bool needed) {
  snaproll_buf text = {0};
  snaproll_error* error = NULL;
  snaproll_value* value = member(object, name);
  if (value != NULL && snaproll_value_as_text(value, &text, &error) != 0)
    bad_json(path, name, error);
  if (needed && text.size == 0) bad_input(path, "%s: a text is missing", name);
  snaproll_value_free(value);
  return text;
}

static size_t size_of(const snaproll_value* value) {
  size_t size = 0;
  int32_t kind = SNAPROLL_KIND_NULL;
  snaproll_value_kind(value, &kind, NULL);
  if (kind == SNAPROLL_KIND_ARRAY) snaproll_value_size(value, &size, NULL);
  return size;
}

static bool same_text(const snaproll_buf* a, const snaproll_buf* b) {
  return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* Index of the node with that id, or `count`. */
static size_t find(const Workflow* flow, const snaproll_buf* id) {
  size_t i = 0;
  while (i < flow->count && !same_text(&flow->nodes[i].id, id)) ++i;
  return i;
}

/* A misspelt member is an error, not one that is left out. */
static void check_members(const char* path, const snaproll_value* object,
                          const char* known) {
  snaproll_buf name;
  size_t i;
  for (i = 0; snaproll_value_name_at(object, i, &name, NULL) == SNAPROLL_OK;
       ++i) {
    const char* at = strstr(known, name.data);
    if (at == NULL || at[-1] != ' ' || at[name.size] != ' ')
      bad_input(path, "%s: no such member is known", name.data);
    snaproll_buf_dispose(&name);
  }
}

static void read_node(const char* path, const snaproll_value* object,
                      Node* out) {
  snaproll_error* error = NULL;
  snaproll_value* value = member(object, "retries");
  check_members(path, object,
                " id command compensate depends_on irreversible retries "
                "back_to ");
  out->id = text_of(path, object, "id", true);
  out->command = text_of(path, object, "command", true);
  out->compensate = text_of(path, object, "compensate", false);
  out->back_to = text_of(path, object, "back_to", false);
  if (value != NULL &&
      snaproll_value_as_int64(value, &out->retries, &error) != 0)
    bad_json(path, "retries", error);
  snaproll_value_free(value);
  value = member(object, "irreversible");
  if (value != NULL &&
      snaproll_value_as_bool(value, &out->irreversible, &error) != 0)
    bad_json(path, "irreversible", error);
  snaproll_value_free(value);
}

static void read_needs(const char* path, const Workflow* flow,
                       const snaproll_value* object, Node* out) {
  snaproll_value* needs = member(object, "depends_on");
  const size_t count = needs == NULL ? 0 : size_of(needs);
  out->needs = room(count, sizeof *out->needs);
  for (; out->need_count < count; ++out->need_count) {
    snaproll_value* item = NULL;
    snaproll_buf id = {0};
    snaproll_error* error = NULL;
    size_t need;
    snaproll_value_at(needs, out->need_count, &item, NULL);
    if (snaproll_value_as_text(item, &id, &error) != 0)
      bad_json(path, "depends_on", error);
    need = find(flow, &id);
    if (need == flow->count)
      bad_input(path, "node '%s' depends on '%s', which is not there",
                out->id.data, id.data);
    out->needs[out->need_count] = need;
    snaproll_buf_dispose(&id);
    snaproll_value_free(item);
  }
  snaproll_value_free(needs);
}

/* Each time the first node of the file whose needs are all placed. */
static void arrange(const char* path, Workflow* flow) {
  bool* placed = room(flow->count, sizeof *placed);
  size_t done;
  flow->order = room(flow->count, sizeof *flow->order);
  for (done = 0; done < flow->count; ++done) {
    size_t i, waits_for = 1;
    for (i = 0; i < flow->count && waits_for > 0; ++i) {
      size_t k;
      if (placed[i]) continue;
      waits_for = 0;
      for (k = 0; k < flow->nodes[i].need_count; ++k)
        waits_for += !placed[flow->nodes[i].needs[k]];
    }
    if (waits_for > 0)
      bad_input(path, "nodes depend on each other, or on such nodes");
    flow->order[done] = i - 1;
    placed[i - 1] = true;
  }
  free(placed);
}

/* There must be a snapshot to go back to. */
static void check_way_back(const char* path, const Workflow* flow, size_t at) {
  const Node* from = &flow->nodes[flow->order[at]];
  size_t to = 0;
  if (from->back_to.size == 0) return;
  while (to < at &&
         !same_text(&flow->nodes[flow->order[to]].id, &from->back_to))
    ++to;
  if (to == at)
    bad_input(path, "node '%s' goes back to '%s', which does not run before it",
              from->id.data, from->back_to.data);
}

static snaproll_value* parse_file(const char* path) {
  enum { kPiece = 65536 };
  snaproll_value* root = NULL;
  snaproll_error* error = NULL;
  size_t size = 0, got = 1;
  char* text = NULL;
  FILE* file = fopen(path, "rb");
  if (file == NULL) bad_input(path, "can not be read");
  while (got > 0) {
    char* larger = realloc(text, size + kPiece);
    if (larger == NULL) bad_input(path, "does not fit into memory");
    text = larger;
    got = fread(text + size, 1, kPiece, file);
    size += got;
  }
  if (ferror(file)) bad_input(path, "can not be read");
  fclose(file);
  if (snaproll_value_parse(text, size, NULL, NULL, &root, &error) != 0)
    bad_json(path, "", error);
  free(text);
  return root;
}

void workflow_read(Workflow* out, const char* path) {
  snaproll_value* root = parse_file(path);
  snaproll_value* nodes = member(root, "nodes");
  const size_t count = nodes == NULL ? 0 : size_of(nodes);
  snaproll_value** items = room(count, sizeof *items);
  size_t i;
  memset(out, 0, sizeof *out);
  check_members(path, root, " id source report nodes ");
  out->id = text_of(path, root, "id", true);
  out->source = text_of(path, root, "source", false);
  out->report = text_of(path, root, "report", false);
  if (count == 0) bad_input(path, "nodes: an array with nodes is missing");
  out->nodes = room(count, sizeof *out->nodes);
  for (i = 0; i < count; ++i) {
    snaproll_value_at(nodes, i, &items[i], NULL);
    read_node(path, items[i], &out->nodes[i]);
    if (find(out, &out->nodes[i].id) < out->count)
      bad_input(path, "two nodes are called '%s'", out->nodes[i].id.data);
    ++out->count;
  }
  for (i = 0; i < count; ++i) {
    read_needs(path, out, items[i], &out->nodes[i]);
    snaproll_value_free(items[i]);
  }
  arrange(path, out);
  for (i = 0; i < count; ++i) check_way_back(path, out, i);
  free(items);
  snaproll_value_free(nodes);
  snaproll_value_free(root);
}

void workflow_free(Workflow* flow) {
  size_t i;
  for (i = 0; i < flow->count; ++i) {
    snaproll_buf_dispose(&flow->nodes[i].id);
    snaproll_buf_dispose(&flow->nodes[i].command);
    snaproll_buf_dispose(&flow->nodes[i].compensate);
    snaproll_buf_dispose(&flow->nodes[i].back_to);
    free(flow->nodes[i].needs);
  }
  snaproll_buf_dispose(&flow->id);
  snaproll_buf_dispose(&flow->source);
  snaproll_buf_dispose(&flow->report);
  free(flow->nodes);
  free(flow->order);
}
