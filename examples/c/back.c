/* Going back: over one node or several, with a preview, compensation and, where
 * that fails, undo. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

enum { kKeyPrefix = 8 };
#define COMPENSATE "compensate"

/* The elements of a JSON array, whose text is given back. */
static snaproll_value* take_array(snaproll_buf* json, size_t* count) {
  snaproll_value* array = NULL;
  must(
      snaproll_value_parse(json->data, json->size, NULL, NULL, &array, &error));
  must(snaproll_value_size(array, count, &error));
  snaproll_buf_dispose(json);
  return array;
}

static snaproll_buf text_in(const snaproll_value* object, const char* pointer) {
  snaproll_value* value = NULL;
  snaproll_buf text;
  must(snaproll_value_get(object, pointer, strlen(pointer), &value, &error));
  must(snaproll_value_as_text(value, &text, &error));
  snaproll_value_free(value);
  return text;
}

static snaproll_buf text_at(const snaproll_value* array, size_t index,
                            const char* pointer) {
  snaproll_value* item = NULL;
  snaproll_buf text;
  must(snaproll_value_at(array, index, &item, &error));
  text = text_in(item, pointer);
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

/* Notes in the variable `compensate` which of the removed nodes are to be
 * compensated, and the numbers that their commands find. */
static void note_compensations(const Host* host,
                               const snaproll_rollback_result* result) {
  snaproll_buf json;
  snaproll_value *removed, *text;
  char* numbers = script_of(host, "");
  size_t count, i;
  must(snaproll_rollback_result_removed_nodes(result, &json, &error));
  removed = take_array(&json, &count);
  must(snaproll_context_set_variable(host->state, SNAPROLL_Z(COMPENSATE),
                                     SNAPROLL_Z("{\"nodes\":[]}"), &error));
  must(snaproll_value_new_text(numbers, strlen(numbers), &text, &error));
  must(snaproll_context_set_value(
      host->state, SNAPROLL_Z("/variables/compensate/numbers"), text, &error));
  snaproll_value_free(text);
  for (i = 0; i < count; ++i) {
    snaproll_buf id = text_at(removed, i, "");
    if (node_of(host->flow, &id)->compensate.size > 0) {
      must(snaproll_value_at(removed, i, &text, &error));
      must(snaproll_context_append_value(
          host->state, SNAPROLL_Z("/variables/compensate/nodes"), text,
          &error));
      snaproll_value_free(text);
    }
    snaproll_buf_dispose(&id);
  }
  snaproll_value_free(removed);
  free(numbers);
}

/* Compensates the nodes that are noted, the last one first; each is on record
 * when it is done. Where one fails the rollback is undone. */
static bool compensate(const Host* host, char* problem) {
  snaproll_value *note, *nodes;
  snaproll_buf numbers;
  size_t count, i;
  bool good = true;
  must(snaproll_context_get_variable_value(host->state, SNAPROLL_Z(COMPENSATE),
                                           &note, &error));
  must(snaproll_value_get(note, SNAPROLL_Z("/nodes"), &nodes, &error));
  must(snaproll_value_size(nodes, &count, &error));
  numbers = text_in(note, "/numbers");
  for (i = 0; i < count && good; ++i) {
    snaproll_buf id = text_at(nodes, i, "");
    good = compensate_node(node_of(host->flow, &id), numbers.data, problem);
    snaproll_buf_dispose(&id);
    if (!good) break;
    must(snaproll_context_remove(
        host->state, SNAPROLL_Z("/variables/compensate/nodes/0"), &error));
    must(snaproll_execution_save(host->run, &error));
  }
  if (!good) must(snaproll_execution_undo_rollback(host->run, NULL, &error));
  must(snaproll_context_remove_variable(host->state, SNAPROLL_Z(COMPENSATE),
                                        &error));
  if (!good) {
    printf(INDENT "rollback undone: %zu node result%s, as before\n", done(host),
           done(host) == 1 ? "" : "s");
  }
  snaproll_buf_dispose(&numbers);
  snaproll_value_free(nodes);
  snaproll_value_free(note);
  return good;
}

/* A plan to go back to a snapshot, but for what is noted. */
static snaproll_rollback_plan* plan_all_but_note(const Host* host,
                                                 const snaproll_id* id) {
  snaproll_selector* selector = NULL;
  snaproll_rollback_plan* plan = NULL;
  must(snaproll_selector_new(&selector, &error));
  must(snaproll_selector_set_everything_but(selector, true, &error));
  must(
      snaproll_selector_add_variable(selector, SNAPROLL_Z(COMPENSATE), &error));
  must(snaproll_execution_plan_rollback_to(host->run, id, selector, &plan,
                                           &error));
  snaproll_selector_free(selector);
  return plan;
}

/* Shows what going back to before `node` would do, does it, and compensates
 * what was taken back. What is to be compensated is noted in a variable that
 * stays, so it is committed with the rollback. */
static bool go_back_to(Host* host, const snaproll_buf* node, char* problem) {
  const snaproll_id id = snapshot_before(host, node);
  snaproll_rollback_plan* plan = NULL;
  snaproll_rollback_result* result = NULL;
  must(
      snaproll_execution_plan_rollback_to(host->run, &id, NULL, &plan, &error));
  must(snaproll_rollback_plan_result(plan, &result, &error));
  note_compensations(host, result);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  plan = plan_all_but_note(host, &id);
  preview(node->data, plan);
  must(snaproll_execution_apply_plan(host->run, plan, &result, &error));
  tell(node->data, result);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  return compensate(host, problem);
}

static void try_again(Host* host, const Node* node, uint32_t attempt,
                      const char* failure) {
  printf(INDENT "trying again, attempt %" PRIu32 " of %" PRId64 "\n",
         attempt + 1, node->retries + 1);
  log_line(host, node->id.data, attempt, failure);
}

/* The failure of the node is recorded. */
static bool after_failure(Host* host, const Node* node, uint32_t attempt,
                          const char* failure, char* problem) {
  char what[kTextBytes];
  size_t failed;
  bool again;
  count_attempts(host, node->id.data, node->id.size, &failed);
  snprintf(what, sizeof what, "%.*s", kTextBytes / 2, failure);
  again = (int64_t)failed <= node->retries && node->back_to.size > 0 &&
          go_back_to(host, &node->back_to, what);
  if (again) {
    try_again(host, node, attempt, failure);
  } else {
    snprintf(problem, kTextBytes * 2, "%s, attempt %" PRIu32 ": %s",
             node->id.data, attempt, what);
  }
  return again;
}

bool go_back(Host* host, const Node* node, snaproll_step* step,
             const char* failure, char* problem) {
  snaproll_rollback_result* result = NULL;
  uint32_t attempt;
  size_t failed;
  must(snaproll_step_attempt(step, &attempt, &error));
  count_attempts(host, node->id.data, node->id.size, &failed);
  if ((int64_t)failed < node->retries && node->back_to.size == 0) {
    must(snaproll_step_rollback(step, failure, strlen(failure), &result,
                                &error));
    tell(node->id.data, result);
    snaproll_rollback_result_free(result);
    try_again(host, node, attempt, failure);
    return true;
  }
  must(snaproll_step_fail(step, failure, strlen(failure), &error));
  return after_failure(host, node, attempt, failure, problem);
}

/* Where the result of the first node that is noted is there again, the rollback
 * was undone. */
static bool was_undone(const Host* host, const snaproll_value* note) {
  snaproll_value *nodes = NULL, *result = NULL;
  size_t count;
  bool undone = false;
  must(snaproll_value_get(note, SNAPROLL_Z("/nodes"), &nodes, &error));
  must(snaproll_value_size(nodes, &count, &error));
  if (count > 0) {
    snaproll_buf id = text_at(nodes, 0, "");
    undone = snaproll_context_get_node_result_value(
                 host->state, id.data, id.size, &result, NULL) == SNAPROLL_OK;
    snaproll_value_free(result);
    snaproll_buf_dispose(&id);
  }
  snaproll_value_free(nodes);
  return undone;
}

static bool is_done(const Host* host, const Node* node) {
  bool is;
  must(snaproll_execution_is_done(host->run, node->id.data, node->id.size, &is,
                                  &error));
  return is;
}

/* The number and the failure of the last attempt at a node. */
static uint32_t last_failure(const Host* host, const Node* node,
                             char* failure) {
  snaproll_value *attempts, *last = NULL, *number = NULL;
  snaproll_buf json, text;
  int64_t attempt;
  size_t count;
  must(snaproll_execution_attempts(host->run, node->id.data, node->id.size,
                                   &json, &error));
  attempts = take_array(&json, &count);
  must(snaproll_value_at(attempts, count - 1, &last, &error));
  must(snaproll_value_get(last, SNAPROLL_Z("/number"), &number, &error));
  must(snaproll_value_as_int64(number, &attempt, &error));
  text = text_in(last, "/error");
  snprintf(failure, kTextBytes, "%s", text.data);
  snaproll_buf_dispose(&text);
  snaproll_value_free(number);
  snaproll_value_free(last);
  snaproll_value_free(attempts);
  return (uint32_t)attempt;
}

bool go_on(Host* host, char* problem) {
  snaproll_value* note = NULL;
  const Node* last;
  char failure[kTextBytes];
  uint32_t attempt;
  bool good = true;
  if (snaproll_context_get_variable_value(host->state, SNAPROLL_Z(COMPENSATE),
                                          &note, NULL) == SNAPROLL_OK) {
    if (was_undone(host, note)) {
      must(snaproll_context_remove_variable(host->state, SNAPROLL_Z(COMPENSATE),
                                            &error));
    } else {
      good = compensate(host, problem);
    }
    snaproll_value_free(note);
  }
  if (!good || done(host) == 0) return good;
  last = &host->flow->nodes[host->flow->order[done(host) - 1]];
  if (is_done(host, last)) return true;
  attempt = last_failure(host, last, failure);
  return after_failure(host, last, attempt, failure, problem);
}
