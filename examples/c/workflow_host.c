/* The workflow host in C: runs the shell commands of a workflow file and keeps
 * the state of the run in a snaproll_execution, which takes a snapshot before
 * each node. What the commands find and print stands in
 * examples/cpp/workflow_host.cpp.
 *
 *   workflow_host <workflow.json> [<work folder>]    (build/run)
 *
 * The run is kept in the store runs.db of the work folder: killed at any
 * moment, the host goes on from the last finished node.
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

#include "host.h"

snaproll_error* error;

void must(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fflush(stdout);
  fprintf(stderr, "workflow_host: %s\n", snaproll_error_message(error));
  exit(1);
}

char* script_of(const Host* host, const char* more) {
  char* script = NULL;
  size_t size = 0, i, count;
  snaproll_buf name, json;
  snaproll_value *variables, *value;
  int32_t kind;
  FILE* out = open_memstream(&script, &size);
  if (out == NULL) exit(1);
  fputs("exec </dev/null 2>&1\n", out);
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
  fputs(more, out);
  fclose(out);
  return script;
}

/* Runs the command of a node. */
static void run_node_command(const Host* host, const Node* node,
                             const snaproll_step* step, Said* said) {
  uint32_t attempt;
  snaproll_buf key;
  char *script, *own = room(node->command.size + kTextBytes, 1);
  must(snaproll_step_attempt(step, &attempt, &error));
  must(snaproll_step_idempotency_key(step, &key, &error));
  sprintf(own, "ATTEMPT=%" PRIu32 "\nSTEP_KEY=%s\n%s", attempt, key.data,
          node->command.data);
  script = script_of(host, own);
  run_command(script, said);
  free(script);
  free(own);
  snaproll_buf_dispose(&key);
}

/* --- The state ---------------------------------------------------------- */

void log_line(Host* host, const char* node, uint32_t attempt,
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

size_t done(const Host* host) {
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

static void set_edges(Host* host) {
  const Node* nodes = host->flow->nodes;
  size_t i, k;
  for (i = 0; i < host->flow->count; ++i) {
    for (k = 0; k < nodes[i].need_count; ++k) {
      const snaproll_buf* need = &nodes[nodes[i].needs[k]].id;
      must(snaproll_execution_add_edge(host->run, need->data, need->size,
                                       nodes[i].id.data, nodes[i].id.size,
                                       &error));
    }
  }
}

/* Whether this run was cut off before. */
static bool has_begun(const Host* host) {
  snaproll_value* progress = NULL;
  const int32_t status = snaproll_context_get_variable_value(
      host->state, SNAPROLL_Z("progress"), &progress, NULL);
  snaproll_value_free(progress);
  return status == SNAPROLL_OK;
}

static void begin(Host* host) {
  char progress[100];
  const int size =
      snprintf(progress, sizeof progress,
               "{\"done\":0,\"node\":null,\"total\":%zu}", host->flow->count);
  set_edges(host);
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
  snprintf(number, sizeof number, "%zu", done(host) + 1);
  must(snaproll_context_set(host->state, SNAPROLL_Z("/variables/progress/done"),
                            number, strlen(number), &error));
  must(snaproll_value_to_json(output, NULL, &json, &error));
  must(snaproll_step_finish(step, json.data, json.size, NULL, &error));
  snaproll_buf_dispose(&json);
  snaproll_value_free(output);
}

static void end(Host* host, int32_t state, const char* message,
                const char* name) {
  must(snaproll_context_set_state(host->state, state, message, strlen(message),
                                  &error));
  must(snaproll_context_mark_completed(host->state, &error));
  label(host, name);
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
    if (strcmp(name.data, "log") != 0 && strcmp(name.data, "progress") != 0 &&
        strcmp(name.data, "compensate") != 0)
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
  char failure[kTextBytes], problem[kTextBytes * 2];
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
  run_node_command(host, node, step, &said);
  take_numbers(host, &said);
  snprintf(failure, sizeof failure, "exit %d", said.exit_code);
  log_line(host, node->id.data, attempt, failure);
  failure_of(&said, failure, sizeof failure);
  print_line(host, node, &said, failure);
  if (said.exit_code == 0) {
    finish(host, step, &said);
  } else if (!go_back(host, node, step, failure, problem)) {
    end(host, SNAPROLL_FAILED, problem, "failed");
    go_on = false;
  }
  snaproll_value_free(said.numbers);
  snaproll_value_free(name);
  snaproll_step_free(step);
  snaproll_step_options_free(options);
  return go_on;
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

int main(int count, char** arguments) {
  const char* folder = count == 3 ? arguments[2] : "build/run";
  Workflow flow;
  Host host = {&flow, NULL, NULL, NULL, 0};
  bool completed = true;
  char problem[kTextBytes * 2];
  size_t at;
  /* A line is there as soon as its node is done, also in a file. */
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  if (count < 2 || count > 3 || arguments[1][0] == '-') {
    fputs("usage: workflow_host <workflow.json> [<work folder>]\n", stderr);
    return 2;
  }
  workflow_read(&flow, arguments[1]);
  set_source(arguments[1], flow.source.data == NULL ? "." : flow.source.data);
  enter(folder);
  open_run(&host, arguments[1]);
  printf("%s  %zu node%s in %s\n\n", flow.id.data, flow.count,
         flow.count == 1 ? "" : "s", folder);
  if (has_begun(&host)) {
    printf(INDENT "going on after %zu of %zu node%s\n", done(&host), flow.count,
           flow.count == 1 ? "" : "s");
    completed = go_on(&host, problem);
    if (!completed) end(&host, SNAPROLL_FAILED, problem, "failed");
  } else {
    begin(&host);
  }
  while (completed && (at = done(&host)) < flow.count)
    completed = run_node(&host, &flow.nodes[flow.order[at]]);
  if (completed) end(&host, SNAPROLL_COMPLETED, "", "completed");
  print_end(&host, completed, folder);
  close_run(&host);
  workflow_free(&flow);
  return completed ? 0 : 1;
}
