/* What the host prints of a node, and at the end. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

enum { kIdPrefix = 18 };

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

void print_line(const Host* host, const Node* node, const Said* said,
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

size_t count_attempts(const Host* host, const char* node, size_t node_size,
                      size_t* failed) {
  snaproll_buf json;
  snaproll_value* attempts = NULL;
  size_t count, i;
  *failed = 0;
  must(snaproll_execution_attempts(host->run, node, node_size, &json, &error));
  must(snaproll_value_parse(json.data, json.size, NULL, NULL, &attempts,
                            &error));
  must(snaproll_value_size(attempts, &count, &error));
  for (i = 0; i < count; ++i) {
    snaproll_value *attempt = NULL, *outcome = NULL;
    snaproll_buf text;
    must(snaproll_value_at(attempts, i, &attempt, &error));
    must(snaproll_value_find(attempt, SNAPROLL_Z("outcome"), &outcome, &error));
    must(snaproll_value_as_text(outcome, &text, &error));
    *failed += strcmp(text.data, "failed") == 0 ||
               strcmp(text.data, "rolled_back") == 0;
    snaproll_buf_dispose(&text);
    snaproll_value_free(outcome);
    snaproll_value_free(attempt);
  }
  snaproll_value_free(attempts);
  snaproll_buf_dispose(&json);
  return count;
}

void print_end(const Host* host, bool completed, const char* folder) {
  size_t failed;
  const size_t count = count_attempts(host, NULL, 0, &failed);
  printf("\n%s  %zu node result%s, %zu attempt%s, %zu failed\n",
         completed ? "completed" : "failed   ", done(host),
         done(host) == 1 ? "" : "s", count, count == 1 ? "" : "s", failed);
  if (completed && host->flow->report.size > 0)
    printf("report     %s/%s\n", folder, host->flow->report.data);
  print_timeline(host);
}
