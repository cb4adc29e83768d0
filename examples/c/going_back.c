/* Going back, as docs/going-back.md tells it: a preview, a selective and a
 * dependency-aware rollback, undo and redo, and what changed as text. */
#include <snaproll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static snaproll_error* error = NULL;

/* Ends the program where a call failed. */
static void check(int32_t status) {
  if (status == SNAPROLL_OK) return;
  fprintf(stderr, "%s: %s\n", snaproll_code_name(status),
          snaproll_error_message(error));
  exit(1);
}

static void set(snaproll_context* now, const char* variable, const char* json) {
  check(snaproll_context_set_variable(now, variable, strlen(variable), json,
                                      strlen(json), &error));
}

/* Runs a node that sets a variable. */
static void work(snaproll_execution* run, snaproll_context* now,
                 const char* node, const char* variable, const char* json,
                 bool irreversible) {
  snaproll_step_options* options = NULL;
  snaproll_step* step = NULL;
  check(snaproll_step_options_new(&options, &error));
  check(snaproll_step_options_set_irreversible(options, irreversible, &error));
  check(snaproll_execution_step_begin(run, node, strlen(node), options, &step,
                                      &error));
  set(now, variable, json);
  check(snaproll_step_finish(step, SNAPROLL_Z("true"), NULL, &error));
  snaproll_step_free(step);
  snaproll_step_options_free(options);
}

static void print_variable(snaproll_context* now, const char* before,
                           const char* variable, const char* after) {
  snaproll_buf json;
  check(snaproll_context_get_variable(now, variable, strlen(variable), &json,
                                      &error));
  printf("%s%s %s%s", before, variable, json.data, after);
  snaproll_buf_dispose(&json);
}

static snaproll_id run_nodes(snaproll_execution* run, snaproll_context* now) {
  snaproll_id start;
  /* [edges] */
  check(snaproll_execution_set_edges(
      run, SNAPROLL_Z("[[\"fetch\",\"summary\"],[\"summary\",\"mail\"]]"),
      &error));
  /* [/edges] */
  set(now, "draft", "\"Oslo is a city at the end of a long blue fjord.\"");
  set(now, "notes", "[\"tram 12\",\"tram 19\"]");
  check(snaproll_execution_snapshot(run, NULL, &start, &error));
  work(run, now, "fetch", "pages", "3", false);
  work(run, now, "photo", "picture", "\"tram.jpg\"", false);
  work(run, now, "summary", "draft", "\"Oslo has trams.\"", false);
  work(run, now, "mail", "sent", "true", true);
  return start;
}

/* The names of nodes of irreversible steps. */
static void print_effects(const snaproll_buf* json) {
  snaproll_value *effects = NULL, *effect = NULL, *node = NULL;
  snaproll_buf name;
  size_t i;
  check(snaproll_value_parse(json->data, json->size, NULL, NULL, &effects,
                             &error));
  for (i = 0; snaproll_value_at(effects, i, &effect, NULL) == SNAPROLL_OK;
       ++i) {
    check(snaproll_value_find(effect, SNAPROLL_Z("node"), &node, &error));
    check(snaproll_value_as_text(node, &name, &error));
    printf("stays done: %s\n", name.data);
    snaproll_buf_dispose(&name);
    snaproll_value_free(node);
    snaproll_value_free(effect);
  }
  snaproll_value_free(effects);
}

static void preview(snaproll_execution* run, snaproll_context* now,
                    snaproll_id start) {
  /* [preview] */
  snaproll_rollback_plan* plan = NULL;
  snaproll_rollback_result* preview = NULL;
  snaproll_buf removed, effects;
  check(snaproll_execution_plan_rollback_to(run, &start, NULL, &plan, &error));
  check(snaproll_rollback_plan_result(plan, &preview, &error));
  check(snaproll_rollback_result_removed_nodes(preview, &removed, &error));
  check(snaproll_rollback_result_effects(preview, &effects, &error));
  printf("would remove %s\n", removed.data); /* a JSON array */
  print_effects(&effects);

  set(now, "seen", "true");
  if (snaproll_execution_apply_plan(run, plan, NULL, &error) ==
      SNAPROLL_CONFLICT) {
    printf("%s\n", snaproll_error_message(error));
    snaproll_error_free(error);
  }
  snaproll_buf_dispose(&removed);
  snaproll_buf_dispose(&effects);
  snaproll_rollback_result_free(preview);
  snaproll_rollback_plan_free(plan);
  /* [/preview] */
}

static void selective(snaproll_execution* run, snaproll_context* now,
                      snaproll_id start) {
  /* [selective] */
  snaproll_selector* drafts = NULL;
  snaproll_rollback_plan* plan = NULL;
  check(snaproll_selector_new(&drafts, &error));
  check(snaproll_selector_add_variable(drafts, SNAPROLL_Z("draft*"), &error));
  check(
      snaproll_execution_plan_rollback_to(run, &start, drafts, &plan, &error));
  check(snaproll_execution_apply_plan(run, plan, NULL, &error));
  print_variable(now, "", "draft", ", ");
  print_variable(now, "", "pages", "\n");
  snaproll_rollback_plan_free(plan);
  snaproll_selector_free(drafts);
  /* [/selective] */

  /* [undo] */
  check(snaproll_execution_undo_rollback(run, NULL, &error));
  print_variable(now, "undone: ", "draft", "\n");
  check(snaproll_execution_redo_rollback(run, NULL, &error));
  print_variable(now, "redone: ", "draft", "\n");
  /* [/undo] */
  check(snaproll_execution_undo_rollback(run, NULL, &error));
}

static void downstream(snaproll_execution* run, snaproll_context* now,
                       snaproll_id start) {
  /* [downstream] */
  snaproll_selector* summary = NULL;
  snaproll_rollback_plan* plan = NULL;
  snaproll_rollback_result* result = NULL;
  snaproll_buf removed, kept;
  check(snaproll_selector_new(&summary, &error));
  check(snaproll_selector_add_downstream_of(summary, SNAPROLL_Z("summary"),
                                            &error));
  check(
      snaproll_execution_plan_rollback_to(run, &start, summary, &plan, &error));
  check(snaproll_execution_apply_plan(run, plan, &result, &error));
  check(snaproll_rollback_result_removed_nodes(result, &removed, &error));
  check(snaproll_context_recorded_nodes(now, &kept, &error));
  printf("removed %s, kept %s\n", removed.data, kept.data);
  print_variable(now, "", "draft", "\n");
  /* [/downstream] */
  snaproll_buf_dispose(&removed);
  snaproll_buf_dispose(&kept);
  snaproll_rollback_result_free(result);
  snaproll_rollback_plan_free(plan);
  snaproll_selector_free(summary);
}

static void diff(snaproll_context* now) {
  /* [diff] */
  snaproll_snapshot* before = NULL;
  snaproll_patch* patch = NULL;
  snaproll_buf text, compact, json;
  check(snaproll_context_take_snapshot(now, NULL, &before, &error));
  check(snaproll_context_append_text(now, SNAPROLL_Z("/variables/draft"),
                                     SNAPROLL_Z(" It has boats."), &error));
  check(snaproll_context_splice(now, SNAPROLL_Z("/variables/notes"), 1, 0,
                                SNAPROLL_Z("[\"boat 5\"]"), &error));
  check(snaproll_context_remove_variable(now, SNAPROLL_Z("seen"), &error));

  check(snaproll_context_diff(now, before, NULL, &patch, &error));
  check(snaproll_patch_to_text(patch, &text, &error));
  check(snaproll_patch_to_compact(patch, &compact, &error));
  check(snaproll_patch_to_json(patch, &json, &error)); /* RFC 6902 */
  printf("%s%s\n%s\n", text.data, compact.data, json.data);
  /* [/diff] */
  snaproll_buf_dispose(&text);
  snaproll_buf_dispose(&compact);
  snaproll_buf_dispose(&json);
  snaproll_patch_free(patch);
  snaproll_snapshot_free(before);
}

int main(void) {
  snaproll_execution* run = NULL;
  snaproll_context* now = NULL;
  snaproll_id start;
  check(snaproll_execution_new(NULL, &run, &error));
  check(snaproll_execution_context(run, &now, &error));
  start = run_nodes(run, now);
  preview(run, now, start);
  selective(run, now, start);
  downstream(run, now, start);
  diff(now);
  snaproll_context_free(now);
  snaproll_execution_free(run);
  return 0;
}
