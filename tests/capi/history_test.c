/* The tree of a history, branches, tags, holds and resolving, through the C
 * ABI. */
#include "check.h"

static snaproll_execution* run;
static snaproll_context* context;
static snaproll_manager* manager;
static snaproll_id a, b, c; /* b and c are children of a */

static int same(const snaproll_id* one, const snaproll_id* other) {
  return memcmp(one, other, sizeof *one) == 0;
}

static void take(snaproll_id* out) {
  static int64_t n;
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("n"), ++n, E));
  OK(snaproll_execution_snapshot(run, NULL, out, E));
}

/* `%` in the expected JSON stands for the ids, in this order. */
static void json_is(snaproll_buf* json, const char* expected,
                    const snaproll_id* const* ids) {
  char text[1000];
  size_t size = 0;
  for (; *expected != '\0' && size < sizeof text - 37; ++expected) {
    if (*expected == '%') {
      OK(snaproll_id_text(*ids++, text + size, E));
      size += 36;
    } else {
      text[size++] = *expected;
    }
  }
  text[size] = '\0';
  TEXT_IS(*json, text);
}

static void parents_and_children_are_told(void) {
  snaproll_snapshot_list* list = NULL;
  const snaproll_id* ids = NULL;
  size_t count = 0;
  snaproll_id found;
  snaproll_buf json = {0};
  bool present = false;
  OK(snaproll_manager_parent(manager, &c, &found, &present, E));
  CHECK(present && same(&found, &a));
  OK(snaproll_manager_parent(manager, &a, &found, &present, E));
  CHECK(!present);
  OK(snaproll_manager_children(manager, &a, &list, E));
  OK(snaproll_snapshot_list_count(list, &count, E));
  OK(snaproll_snapshot_list_ids(list, &ids, E));
  CHECK(count == 2 && same(&ids[0], &c) && same(&ids[1], &b));
  snaproll_snapshot_list_free(list);
  OK(snaproll_manager_common_ancestor(manager, &b, &c, &found, &present, E));
  CHECK(present && same(&found, &a));
  OK(snaproll_manager_tree(manager, &json, E));
  json_is(&json,
          "[{\"snapshot\":\"%\",\"parent\":\"%\"},"
          "{\"snapshot\":\"%\",\"parent\":\"%\"},"
          "{\"snapshot\":\"%\",\"parent\":null}]",
          (const snaproll_id* const[]){&c, &a, &b, &a, &a});
}

static void a_snapshot_that_is_not_there_is_not_found(void) {
  const snaproll_id none = {{9}};
  snaproll_id found = {{1}};
  snaproll_snapshot_list* list = NULL;
  bool present = true;
  static const char kMessage[] =
      "Snapshot 09000000-0000-0000-0000-000000000000 not found";
  FAILS(SNAPROLL_NOT_FOUND, kMessage,
        snaproll_manager_parent(manager, &none, &found, &present, E));
  CHECK(!present && found.bytes[0] == 0);
  FAILS(SNAPROLL_NOT_FOUND, kMessage,
        snaproll_manager_children(manager, &none, &list, E));
  CHECK(list == NULL);
  FAILS(SNAPROLL_NOT_FOUND, kMessage,
        snaproll_manager_common_ancestor(manager, &a, &none, &found, &present,
                                         E));
  FAILS(SNAPROLL_NOT_FOUND, kMessage,
        snaproll_manager_remove(manager, &none, E));
}

static void branches_are_made_renamed_and_removed(void) {
  snaproll_buf json = {0};
  OK(snaproll_manager_create_branch(manager, context, SNAPROLL_Z("main"), &b,
                                    E));
  OK(snaproll_manager_create_branch(manager, context, SNAPROLL_Z("retry"), NULL,
                                    E));
  FAILS(SNAPROLL_EXISTS, "there is a branch of that name",
        snaproll_manager_create_branch(manager, context, SNAPROLL_Z("main"),
                                       NULL, E));
  OK(snaproll_manager_branches(manager, &json, E));
  json_is(&json,
          "[{\"name\":\"main\",\"head\":\"%\",\"selected\":false},"
          "{\"name\":\"retry\",\"head\":\"%\",\"selected\":true}]",
          (const snaproll_id* const[]){&b, &c});
  OK(snaproll_manager_rename_branch(manager, SNAPROLL_Z("retry"),
                                    SNAPROLL_Z("second"), E));
  FAILS(SNAPROLL_HELD, NULL, snaproll_manager_remove(manager, &b, E));
  OK(snaproll_manager_remove_branch(manager, SNAPROLL_Z("second"), E));
  FAILS(SNAPROLL_NOT_FOUND, "no branch of that name",
        snaproll_manager_remove_branch(manager, SNAPROLL_Z("second"), E));
  OK(snaproll_manager_branches(manager, &json, E));
  json_is(&json,
          "[{\"name\":\"main\",\"head\":\"%\",\"selected\":false},"
          "{\"name\":null,\"head\":\"%\",\"selected\":false}]",
          (const snaproll_id* const[]){&b, &c});
}

static void switching_goes_to_the_head(void) {
  snaproll_rollback_result* result = NULL;
  snaproll_id applied;
  bool present = false;
  int64_t n = 0;
  OK(snaproll_execution_switch_branch(run, SNAPROLL_Z("main"), &result, E));
  OK(snaproll_rollback_result_applied_snapshot_id(result, &applied, &present,
                                                  E));
  CHECK(present && same(&applied, &b));
  snaproll_rollback_result_free(result);
  OK(snaproll_context_get_variable_int64(context, SNAPROLL_Z("n"), &n, E));
  CHECK(n == 2);
  OK(snaproll_manager_switch_branch(manager, context, SNAPROLL_Z("main"), NULL,
                                    E));
  FAILS(SNAPROLL_NOT_FOUND, "no branch of that name",
        snaproll_manager_switch_branch(manager, context, SNAPROLL_Z("none"),
                                       &result, E));
  CHECK(result == NULL);
}

static void tags_are_put_and_taken(void) {
  snaproll_buf json = {0};
  OK(snaproll_manager_tag(manager, &a, SNAPROLL_Z("good"), false, E));
  OK(snaproll_manager_tag(manager, &a, SNAPROLL_Z("good"), true, E));
  FAILS(SNAPROLL_EXISTS, "another snapshot has this tag",
        snaproll_manager_tag(manager, &b, SNAPROLL_Z("good"), true, E));
  OK(snaproll_manager_tags(manager, &json, E));
  json_is(&json,
          "[{\"name\":\"good\",\"snapshot\":\"%\","
          "\"at\":\"2023-11-14T22:13:20Z\"}]",
          (const snaproll_id* const[]){&a});
  OK(snaproll_manager_untag(manager, &a, SNAPROLL_Z("good"), E));
  FAILS(SNAPROLL_NOT_FOUND, "the snapshot has no such tag",
        snaproll_manager_untag(manager, &a, SNAPROLL_Z("good"), E));
  OK(snaproll_manager_tags(manager, &json, E));
  TEXT_IS(json, "[]");
}

static void a_held_snapshot_is_not_removed(void) {
  snaproll_buf json = {0};
  OK(snaproll_manager_hold(manager, &a, SNAPROLL_Z("audit"),
                           SNAPROLL_Z("case \"7\""), E));
  FAILS(SNAPROLL_EXISTS, "the snapshot has a hold of that name",
        snaproll_manager_hold(manager, &a, SNAPROLL_Z("audit"), NULL, 0, E));
  OK(snaproll_manager_holds(manager, &json, E));
  json_is(&json,
          "[{\"name\":\"audit\",\"snapshot\":\"%\",\"reason\":\"case \\\"7\\\""
          "\",\"at\":\"2023-11-14T22:13:20Z\"}]",
          (const snaproll_id* const[]){&a});
  FAILS(SNAPROLL_HELD, NULL, snaproll_manager_remove(manager, &a, E));
  FAILS(SNAPROLL_HELD, NULL, snaproll_manager_clear(manager, E));
  OK(snaproll_manager_release(manager, &a, SNAPROLL_Z("audit"), E));
  FAILS(SNAPROLL_NOT_FOUND, "the snapshot has no hold of that name",
        snaproll_manager_release(manager, &a, SNAPROLL_Z("audit"), E));
}

static void texts_name_snapshots(void) {
  snaproll_id found;
  OK(snaproll_manager_resolve(manager, SNAPROLL_Z("main"), &found, E));
  CHECK(same(&found, &b));
  OK(snaproll_manager_resolve(manager, SNAPROLL_Z("latest~"), &found, E));
  CHECK(same(&found, &a));
  FAILS_AT(
      SNAPROLL_INVALID_ARGUMENT, "a number is to follow the '~'", "", 7,
      snaproll_manager_resolve(manager, SNAPROLL_Z("latest~x"), &found, E));
  FAILS(SNAPROLL_NOT_FOUND, NULL,
        snaproll_manager_resolve(manager, SNAPROLL_Z("nobody"), &found, E));
  OK(snaproll_manager_tag(manager, &a, SNAPROLL_Z("both"), false, E));
  OK(snaproll_manager_tag(manager, &b, SNAPROLL_Z("both"), false, E));
  FAILS(SNAPROLL_AMBIGUOUS, NULL,
        snaproll_manager_resolve(manager, SNAPROLL_Z("both"), &found, E));
}

static void children_of_a_removed_snapshot_take_its_parent(void) {
  snaproll_id found;
  bool present = true;
  OK(snaproll_manager_remove(manager, &a, E));
  OK(snaproll_manager_parent(manager, &c, &found, &present, E));
  CHECK(!present);
}

int main(void) {
  snaproll_clock* by_hand = NULL;
  snaproll_options* options = NULL;
  OK(snaproll_clock_new_manual(1700000000000000000, 0, &by_hand, E));
  OK(snaproll_options_new(&options, E));
  OK(snaproll_options_set_clock(options, by_hand, E));
  OK(snaproll_execution_new(options, &run, E));
  OK(snaproll_execution_context(run, &context, E));
  OK(snaproll_execution_manager(run, &manager, E));
  take(&a);
  take(&b);
  OK(snaproll_execution_rollback_to(run, &a, NULL, E));
  take(&c);
  parents_and_children_are_told();
  a_snapshot_that_is_not_there_is_not_found();
  branches_are_made_renamed_and_removed();
  switching_goes_to_the_head();
  tags_are_put_and_taken();
  a_held_snapshot_is_not_removed();
  texts_name_snapshots();
  children_of_a_removed_snapshot_take_its_parent();
  snaproll_manager_free(manager);
  snaproll_context_free(context);
  snaproll_execution_free(run);
  snaproll_options_free(options);
  snaproll_clock_free(by_hand);
  return check_end();
}
