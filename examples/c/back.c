/* Going back: over one node or several, with a preview, compensation and, where
 * that fails, undo. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

enum { kKeyPrefix = 8 };

/* The elements of a JSON array, whose text is given back. */
static snaproll_value* take_array(snaproll_buf* json, size_t* count) {
  snaproll_value* array = NULL;
  must(
      snaproll_value_parse(json->data, json->size, NULL, NULL, &array, &error));
  must(snaproll_value_size(array, count, &error));
  snaproll_buf_dispose(json);
  return array;
}

static snaproll_buf text_at(const snaproll_value* array, size_t index,
                            const char* pointer) {
  snaproll_value *item = NULL, *value = NULL;
  snaproll_buf text;
  must(snaproll_value_at(array, index, &item, &error));
  must(snaproll_value_get(item, pointer, strlen(pointer), &value, &error));
  must(snaproll_value_as_text(value, &text, &error));
  snaproll_value_free(value);
  snaproll_value_free(item);
  return text;
}

static void print_names(const char* what, snaproll_buf json) {
  char list[kTextBytes] = "";
  size_t used = 0, count, i;
  snaproll_value* names = take_array(&json, &count);
  for (i = 0; i < count && used < sizeof list; ++i) {
    snaproll_buf name = text_at(names, i, "");
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                             i > 0 ? ", " : "", name.data);
    snaproll_buf_dispose(&name);
  }
  if (count > 0) printf(INDENT "  %-16s  %.*s\n", what, kShownBytes, list);
  snaproll_value_free(names);
}

static void print_effects(snaproll_buf json) {
  size_t count, i;
  snaproll_value* effects = take_array(&json, &count);
  for (i = 0; i < count; ++i) {
    snaproll_buf node = text_at(effects, i, "/node");
    snaproll_buf key = text_at(effects, i, "/idempotency_key");
    printf(INDENT "  %-16s  %s (key %.*s)\n", "not take back", node.data,
           kKeyPrefix, key.data);
    snaproll_buf_dispose(&node);
    snaproll_buf_dispose(&key);
  }
  snaproll_value_free(effects);
}

static void preview(const char* node, const snaproll_rollback_plan* plan) {
  snaproll_rollback_result* result = NULL;
  snaproll_buf json;
  printf(INDENT "going back to before %s would\n", node);
  must(snaproll_rollback_plan_result(plan, &result, &error));
  must(snaproll_rollback_result_removed_nodes(result, &json, &error));
  print_names("remove results", json);
  must(snaproll_rollback_result_changed_variables(result, &json, &error));
  print_names("change variables", json);
  must(snaproll_rollback_result_removed_variables(result, &json, &error));
  print_names("remove variables", json);
  must(snaproll_rollback_result_effects(result, &json, &error));
  print_effects(json);
  snaproll_rollback_result_free(result);
}

static void tell(const char* node, const snaproll_rollback_result* result) {
  size_t nodes, variables;
  must(snaproll_rollback_result_nodes_removed(result, &nodes, &error));
  must(snaproll_rollback_result_variables_changed(result, &variables, &error));
  printf(INDENT
         "rolled back to before %s: %zu node result%s removed, "
         "%zu variable%s changed\n",
         node, nodes, nodes == 1 ? "" : "s", variables,
         variables == 1 ? "" : "s");
}

/* The newest snapshot that was taken before `node`. */
static snaproll_id snapshot_before(const Host* host, const snaproll_buf* node) {
  snaproll_snapshot_list* list = NULL;
  const snaproll_id* ids;
  const size_t* offsets;
  const char* nodes;
  snaproll_id id;
  size_t i = 0;
  must(snaproll_manager_list(host->history, &list, &error));
  must(snaproll_snapshot_list_ids(list, &ids, &error));
  must(snaproll_snapshot_list_trigger_nodes(list, &offsets, &nodes, &error));
  while (offsets[i + 1] - offsets[i] != node->size ||
         memcmp(nodes + offsets[i], node->data, node->size) != 0)
    ++i;
  id = ids[i];
  snaproll_snapshot_list_free(list);
  return id;
}

static const Node* node_of(const Workflow* flow, const snaproll_buf* id) {
  const Node* node = flow->nodes;
  while (node->id.size != id->size ||
         memcmp(node->id.data, id->data, id->size) != 0)
    ++node;
  return node;
}

/* Whether what takes back what a node did ended well. */
static bool compensate_node(const Node* node, const char* numbers,
                            char* problem) {
  const size_t size = strlen(numbers) + node->compensate.size;
  char* script = room(size, 1);
  char failure[kLineBytes + 20];
  Said said;
  snprintf(script, size + 1, "%s%s", numbers, node->compensate.data);
  run_command(script, &said);
  failure_of(&said, failure, sizeof failure);
  if (said.exit_code != 0) {
    snprintf(problem, kTextBytes, "compensating %s: %s", node->id.data,
             failure);
    printf(INDENT "%s\n", problem);
  } else {
    printf(INDENT "compensated %s%s%.*s\n", node->id.data,
           said.line_count > 0 ? ": " : "", kShownBytes, said.lines[0]);
  }
  snaproll_value_free(said.numbers);
  free(script);
  return said.exit_code == 0;
}

/* Compensates the nodes whose results were removed, the last one first, up to
 * one where that fails. */
static bool compensate(const Host* host, const snaproll_rollback_result* result,
                       const char* numbers, char* problem) {
  snaproll_buf json;
  snaproll_value* removed;
  size_t count, i;
  bool good = true;
  must(snaproll_rollback_result_removed_nodes(result, &json, &error));
  removed = take_array(&json, &count);
  for (i = 0; i < count && good; ++i) {
    snaproll_buf id = text_at(removed, i, "");
    const Node* node = node_of(host->flow, &id);
    if (node->compensate.size > 0)
      good = compensate_node(node, numbers, problem);
    snaproll_buf_dispose(&id);
  }
  snaproll_value_free(removed);
  return good;
}

/* Shows what going back to before `node` would do, does it, and compensates
 * what was taken back; where that fails, the rollback is undone. */
static bool go_back_to(Host* host, const snaproll_buf* node, char* problem) {
  const snaproll_id id = snapshot_before(host, node);
  snaproll_rollback_plan* plan = NULL;
  snaproll_rollback_result* result = NULL;
  char* numbers = script_of(host, "");
  bool good;
  must(
      snaproll_execution_plan_rollback_to(host->run, &id, NULL, &plan, &error));
  preview(node->data, plan);
  must(snaproll_execution_apply_plan(host->run, plan, &result, &error));
  tell(node->data, result);
  good = compensate(host, result, numbers, problem);
  if (!good) {
    must(snaproll_execution_undo_rollback(host->run, NULL, &error));
    printf(INDENT "rollback undone: %zu node result%s, as before\n", done(host),
           done(host) == 1 ? "" : "s");
  }
  free(numbers);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  return good;
}

bool go_back(Host* host, const Node* node, snaproll_step* step,
             const char* failure, char* problem) {
  snaproll_rollback_result* result = NULL;
  uint32_t attempt;
  size_t failed;
  bool again;
  must(snaproll_step_attempt(step, &attempt, &error));
  count_attempts(host, node->id.data, node->id.size, &failed);
  again = (int64_t)failed < node->retries;
  snprintf(problem, kTextBytes, "%s", failure);
  if (again && node->back_to.size == 0) {
    must(snaproll_step_rollback(step, failure, strlen(failure), &result,
                                &error));
    tell(node->id.data, result);
    snaproll_rollback_result_free(result);
  } else {
    must(snaproll_step_fail(step, failure, strlen(failure), &error));
    again = again && go_back_to(host, &node->back_to, problem);
  }
  if (!again) return false;
  printf(INDENT "trying again, attempt %" PRIu32 " of %" PRId64 "\n",
         attempt + 1, node->retries + 1);
  log_line(host, node->id.data, attempt, failure);
  return true;
}
