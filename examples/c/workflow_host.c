/* The workflow host in C: runs the shell commands of a workflow file and keeps
 * the state of the run in a snaproll_execution, which takes a snapshot before
 * each node. What the commands find and print stands in
 * examples/cpp/workflow_host.cpp.
 *
 *   workflow_host <workflow.json> [<work folder>]    (build/run)
 *
 * Exit code: 0 the workflow completed, 1 it did not, 2 bad input. */
#define _XOPEN_SOURCE 700
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "workflow.h"

enum { kShownBytes = 60, kIdPrefix = 18, kTextBytes = 2000 };
#define INDENT "       "

typedef struct Host {
  const Workflow* flow;
  snaproll_execution* run;
  snaproll_context* state;
  snaproll_manager* history;
  int width;
} Host;

static snaproll_error* error; /* of the call at hand */

/* Ends the program where a call failed that can not fail in a sound run. */
static void must(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fflush(stdout);
  fprintf(stderr, "workflow_host: %s\n", snaproll_error_message(error));
  exit(1);
}

/* The command with what it finds as shell variables in front of it. */
static char* script_of(Host* host, const Node* node,
                       const snaproll_step* step) {
  char* script = NULL;
  size_t size = 0, i, count;
  uint32_t attempt;
  snaproll_buf key, name, json;
  snaproll_value *variables, *value;
  int32_t kind;
  FILE* out = open_memstream(&script, &size);
  if (out == NULL) exit(1);
  must(snaproll_step_attempt(step, &attempt, &error));
  must(snaproll_step_idempotency_key(step, &key, &error));
  fprintf(out, "exec </dev/null 2>&1\nATTEMPT=%" PRIu32 "\nSTEP_KEY=%s\n",
          attempt, key.data);
  snaproll_buf_dispose(&key);
  must(snaproll_context_variables(host->state, &variables, &error));
  must(snaproll_value_size(variables, &count, &error));
  for (i = 0; i < count; ++i) {
    must(snaproll_value_at(variables, i, &value, &error));
    must(snaproll_value_kind(value, &kind, &error));
    if (kind == SNAPROLL_KIND_INTEGER || kind == SNAPROLL_KIND_DOUBLE) {
      must(snaproll_value_name_at(variables, i, &name, &error));
      must(snaproll_value_to_json(value, NULL, &json, &error));
      fprintf(out, "%s=%s\n", name.data, json.data);
      snaproll_buf_dispose(&name);
      snaproll_buf_dispose(&json);
    }
    snaproll_value_free(value);
  }
  snaproll_value_free(variables);
  fputs(node->command.data, out);
  fclose(out);
  return script;
}

/* --- The state ---------------------------------------------------------- */

static void log_line(Host* host, const char* node, uint32_t attempt,
                     const char* what) {
  char line[kTextBytes];
  snaproll_value* text = NULL;
  const int size = snprintf(line, sizeof line, "%s, attempt %" PRIu32 ": %s",
                            node, attempt, what);
  must(snaproll_value_new_text(line, (size_t)size, &text, &error));
  must(snaproll_context_append_value(host->state, SNAPROLL_Z("/variables/log"),
                                     text, &error));
  snaproll_value_free(text);
}

/* Nodes of the workflow, from its first, whose results are recorded. */
static size_t done(const Host* host) {
  snaproll_value* results = NULL;
  size_t count = 0;
  must(snaproll_context_node_results(host->state, &results, &error));
  must(snaproll_value_size(results, &count, &error));
  snaproll_value_free(results);
  return count;
}

static void label(Host* host, const char* text) {
  snaproll_snapshot_options* options = NULL;
  must(snaproll_snapshot_options_new(&options, &error));
  must(
      snaproll_snapshot_options_set_label(options, text, strlen(text), &error));
  must(snaproll_execution_snapshot(host->run, options, NULL, &error));
  snaproll_snapshot_options_free(options);
}

static void begin(Host* host) {
  char progress[100];
  const int size =
      snprintf(progress, sizeof progress,
               "{\"done\":0,\"node\":null,\"total\":%zu}", host->flow->count);
  must(snaproll_context_set_variable(host->state, SNAPROLL_Z("log"),
                                     SNAPROLL_Z("[]"), &error));
  must(snaproll_context_set_variable(host->state, SNAPROLL_Z("progress"),
                                     progress, (size_t)size, &error));
  label(host, "start");
}

static void finish(Host* host, snaproll_step* step, const Said* said) {
  snaproll_value *output = NULL, *line = NULL, *longer = NULL;
  snaproll_buf json;
  char number[30];
  size_t i;
  must(snaproll_value_parse(SNAPROLL_Z("{\"exit_code\":0,\"lines\":[]}"), NULL,
                            NULL, &output, &error));
  for (i = 0; i < said->line_count; ++i) {
    must(snaproll_value_new_text(said->lines[i], strlen(said->lines[i]), &line,
                                 &error));
    must(snaproll_value_append(output, SNAPROLL_Z("/lines"), line, &longer,
                               &error));
    snaproll_value_free(output);
    snaproll_value_free(line);
    output = longer;
  }
  must(snaproll_value_to_json(output, NULL, &json, &error));
  must(snaproll_step_finish(step, json.data, json.size, NULL, &error));
  snaproll_buf_dispose(&json);
  snaproll_value_free(output);
  snprintf(number, sizeof number, "%zu", done(host));
  must(snaproll_context_set(host->state, SNAPROLL_Z("/variables/progress/done"),
                            number, strlen(number), &error));
}

static void end(Host* host, int32_t state, const char* message,
                const char* name) {
  must(snaproll_context_set_state(host->state, state, message, strlen(message),
                                  &error));
  must(snaproll_context_mark_completed(host->state, &error));
  label(host, name);
}

/* Prints what a rollback did and gives its result back. */
static void tell_rollback(const char* node, snaproll_rollback_result* result) {
  size_t nodes, variables;
  must(snaproll_rollback_result_nodes_removed(result, &nodes, &error));
  must(snaproll_rollback_result_variables_changed(result, &variables, &error));
  printf(INDENT
         "rolled back to before %s: %zu node result%s removed, "
         "%zu variable%s changed\n",
         node, nodes, nodes == 1 ? "" : "s", variables,
         variables == 1 ? "" : "s");
  snaproll_rollback_result_free(result);
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

static void go_back(Host* host, const Node* node, snaproll_step* step,
                    uint32_t attempt, const char* failure) {
  snaproll_rollback_result* result = NULL;
  must(snaproll_step_rollback(step, failure, strlen(failure), &result, &error));
  tell_rollback(node->id.data, result);
  if (node->back_to.size > 0) {
    const snaproll_id id = snapshot_before(host, &node->back_to);
    must(snaproll_execution_rollback_to(host->run, &id, &result, &error));
    tell_rollback(node->back_to.data, result);
  }
  printf(INDENT "trying again, attempt %" PRIu32 " of %" PRId64 "\n",
         attempt + 1, node->retries + 1);
  log_line(host, node->id.data, attempt, failure);
}

/* What a command said, in a few words: its numbers, or its first line. */
static void words_of(const Said* said, char* out, size_t size) {
  size_t used = 0, count, i;
  must(snaproll_value_size(said->numbers, &count, &error));
  snprintf(out, size, "%s", said->lines[0]);
  for (i = 0; i < count && used < size; ++i) {
    snaproll_value* number = NULL;
    snaproll_buf name, json;
    must(snaproll_value_at(said->numbers, i, &number, &error));
    must(snaproll_value_name_at(said->numbers, i, &name, &error));
    must(snaproll_value_to_json(number, NULL, &json, &error));
    used += (size_t)snprintf(out + used, size - used, "%s%s=%s",
                             i > 0 ? "  " : "", name.data, json.data);
    snaproll_buf_dispose(&name);
    snaproll_buf_dispose(&json);
    snaproll_value_free(number);
  }
}

static void print_line(const Host* host, const Node* node, const Said* said,
                       const char* failure) {
  const bool good = said->exit_code == 0;
  char words[kTextBytes];
  words_of(said, words, sizeof words);
  if (!good) snprintf(words, sizeof words, "%s", failure);
  printf("%3zu/%zu  %-*s  %s %5ld ms%s%.*s\n", done(host) + 1,
         host->flow->count, host->width, node->id.data,
         good ? "ok    " : "FAILED", said->milliseconds,
         words[0] != '\0' ? "  " : "", kShownBytes, words);
}

/* The numbers that a command printed become variables, also where it failed:
 * going back takes them out again. */
static void take_numbers(Host* host, const Said* said) {
  snaproll_value* number = NULL;
  snaproll_buf name;
  size_t i = 0;
  for (; snaproll_value_at(said->numbers, i, &number, NULL) == SNAPROLL_OK;
       ++i) {
    must(snaproll_value_name_at(said->numbers, i, &name, &error));
    if (strcmp(name.data, "log") != 0 && strcmp(name.data, "progress") != 0)
      must(snaproll_context_set_variable_value(host->state, name.data,
                                               name.size, number, &error));
    snaproll_buf_dispose(&name);
    snaproll_value_free(number);
  }
}

/* Whether the node ended well, or may be tried again. */
static bool run_node(Host* host, const Node* node) {
  snaproll_step_options* options = NULL;
  snaproll_step* step = NULL;
  snaproll_value* name = NULL;
  uint32_t attempt;
  Said said;
  char failure[kTextBytes], reason[kTextBytes * 2];
  char* script;
  bool go_on = true;
  must(snaproll_step_options_new(&options, &error));
  must(snaproll_step_options_set_irreversible(options, node->irreversible,
                                              &error));
  must(snaproll_execution_step_begin(host->run, node->id.data, node->id.size,
                                     options, &step, &error));
  must(snaproll_step_attempt(step, &attempt, &error));
  must(snaproll_value_new_text(node->id.data, node->id.size, &name, &error));
  must(snaproll_context_set_value(
      host->state, SNAPROLL_Z("/variables/progress/node"), name, &error));
  log_line(host, node->id.data, attempt, "begun");
  script = script_of(host, node, step);
  run_command(script, &said);
  take_numbers(host, &said);
  snprintf(failure, sizeof failure, "exit %d", said.exit_code);
  log_line(host, node->id.data, attempt, failure);
  if (said.line_count > 0)
    snprintf(failure, sizeof failure, "exit %d: %s", said.exit_code,
             said.lines[said.line_count - 1]);
  print_line(host, node, &said, failure);
  if (said.exit_code == 0) {
    finish(host, step, &said);
  } else if (attempt <= node->retries) {
    go_back(host, node, step, attempt, failure);
  } else {
    must(snaproll_step_fail(step, failure, strlen(failure), &error));
    snprintf(reason, sizeof reason, "%s, attempt %" PRIu32 ": %s",
             node->id.data, attempt, failure);
    end(host, SNAPROLL_FAILED, reason, "failed");
    go_on = false;
  }
  free(script);
  snaproll_value_free(said.numbers);
  snaproll_value_free(name);
  snaproll_step_free(step);
  snaproll_step_options_free(options);
  return go_on;
}

/* --- The end ------------------------------------------------------------ */

static void print_snapshot(const snaproll_snapshot* snapshot, int width) {
  snaproll_view node, name;
  snaproll_id id;
  snaproll_buf time;
  int64_t at;
  size_t nodes, variables;
  char text[37];
  must(snaproll_snapshot_get_id(snapshot, &id, &error));
  must(snaproll_id_text(&id, text, &error));
  must(snaproll_snapshot_created_at(snapshot, &at, &error));
  must(snaproll_time_text(at - at % 1000000, &time, &error));
  must(snaproll_snapshot_trigger_node(snapshot, &node, &error));
  must(snaproll_snapshot_label(snapshot, &name, &error));
  must(snaproll_snapshot_completed_node_count(snapshot, &nodes, &error));
  must(snaproll_snapshot_variable_count(snapshot, &variables, &error));
  if (node.data == NULL) node = (snaproll_view){"-", 1};
  if (name.data == NULL) name = (snaproll_view){"-", 1};
  printf("  %.8s%.4s  %.*s  %-*.*s  %-10.*s %7zu %10zu\n", time.data + 11,
         time.data[19] == '.' ? time.data + 19 : ".000", kIdPrefix, text, width,
         (int)node.size, node.data, (int)name.size, name.data, nodes,
         variables);
  snaproll_buf_dispose(&time);
}

static void print_timeline(const Host* host) {
  snaproll_snapshot_list* list = NULL;
  snaproll_snapshot* snapshot = NULL;
  const int width = host->width < 6 ? 6 : host->width;
  size_t count;
  must(snaproll_manager_list(host->history, &list, &error));
  must(snaproll_snapshot_list_count(list, &count, &error));
  printf("\ntimeline: %zu snapshots, oldest first\n", count);
  printf("  %-12s  %-18s  %-*s  %-10s %7s %10s\n", "time", "id", width,
         "before", "label", "nodes", "variables");
  while (count-- > 0) {
    must(snaproll_snapshot_list_at(list, count, &snapshot, &error));
    print_snapshot(snapshot, width);
    snaproll_snapshot_free(snapshot);
  }
  snaproll_snapshot_list_free(list);
}

static size_t rolled_back(const snaproll_value* attempts, size_t count) {
  size_t i, found = 0;
  for (i = 0; i < count; ++i) {
    snaproll_value *attempt = NULL, *outcome = NULL;
    snaproll_buf text;
    must(snaproll_value_at(attempts, i, &attempt, &error));
    must(snaproll_value_find(attempt, SNAPROLL_Z("outcome"), &outcome, &error));
    must(snaproll_value_as_text(outcome, &text, &error));
    found += strcmp(text.data, "rolled_back") == 0;
    snaproll_buf_dispose(&text);
    snaproll_value_free(outcome);
    snaproll_value_free(attempt);
  }
  return found;
}

static void print_end(const Host* host, bool completed, const char* folder) {
  snaproll_buf json;
  snaproll_value* attempts = NULL;
  size_t count;
  must(snaproll_execution_attempts(host->run, NULL, 0, &json, &error));
  must(snaproll_value_parse(json.data, json.size, NULL, NULL, &attempts,
                            &error));
  must(snaproll_value_size(attempts, &count, &error));
  printf("\n%s  %zu node result%s, %zu attempt%s, %zu rolled back\n",
         completed ? "completed" : "failed   ", done(host),
         done(host) == 1 ? "" : "s", count, count == 1 ? "" : "s",
         rolled_back(attempts, count));
  if (completed && host->flow->report.size > 0)
    printf("report     %s/%s\n", folder, host->flow->report.data);
  print_timeline(host);
  snaproll_value_free(attempts);
  snaproll_buf_dispose(&json);
}

/* Makes the work folder, where the commands run, and goes into it. */
static void enter(const char* folder) {
  char path[PATH_MAX];
  char* slash = path;
  snprintf(path, sizeof path, "%s", folder);
  while ((slash = strchr(slash + 1, '/')) != NULL) {
    *slash = '\0';
    mkdir(path, 0777);
    *slash = '/';
  }
  mkdir(path, 0777);
  if (chdir(path) != 0) bad_input(folder, "can not be used as work folder");
}

static void set_source(const char* file, const char* source) {
  char path[PATH_MAX], folder[PATH_MAX], absolute[PATH_MAX];
  snprintf(path, sizeof path, "%s", file);
  if (snprintf(folder, sizeof folder, "%s/%s", dirname(path), source) >=
          (int)sizeof folder ||
      realpath(folder, absolute) == NULL)
    bad_input(file, "source: there is no such folder");
  setenv("SOURCE", absolute, 1);
}

static void open_run(Host* host) {
  snaproll_options* options = NULL;
  size_t i;
  must(snaproll_options_new(&options, &error));
  must(snaproll_options_set_workflow_id(options, host->flow->id.data,
                                        host->flow->id.size, &error));
  must(snaproll_options_set_max_snapshots(options, SNAPROLL_UNLIMITED, &error));
  must(snaproll_execution_new(options, &host->run, &error));
  must(snaproll_execution_context(host->run, &host->state, &error));
  must(snaproll_execution_manager(host->run, &host->history, &error));
  snaproll_options_free(options);
  for (i = 0; i < host->flow->count; ++i) {
    const int size = (int)host->flow->nodes[i].id.size;
    if (size > host->width) host->width = size;
  }
}

int main(int count, char** arguments) {
  const char* folder = count == 3 ? arguments[2] : "build/run";
  Workflow flow;
  Host host = {&flow, NULL, NULL, NULL, 0};
  bool completed = true;
  size_t at;
  if (count < 2 || count > 3 || arguments[1][0] == '-') {
    fputs("usage: workflow_host <workflow.json> [<work folder>]\n", stderr);
    return 2;
  }
  workflow_read(&flow, arguments[1]);
  set_source(arguments[1], flow.source.data == NULL ? "." : flow.source.data);
  enter(folder);
  open_run(&host);
  printf("%s  %zu node%s in %s\n\n", flow.id.data, flow.count,
         flow.count == 1 ? "" : "s", folder);
  begin(&host);
  while (completed && (at = done(&host)) < flow.count)
    completed = run_node(&host, &flow.nodes[flow.order[at]]);
  if (completed) end(&host, SNAPROLL_COMPLETED, "", "completed");
  print_end(&host, completed, folder);
  snaproll_manager_free(host.history);
  snaproll_context_free(host.state);
  snaproll_execution_free(host.run);
  workflow_free(&flow);
  return completed ? 0 : 1;
}
