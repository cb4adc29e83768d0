/* Policies through the C ABI: their text, those of histories, pruning. */
#include "check.h"

static snaproll_context* context;
static snaproll_manager* manager;

static void take(int count) {
  snaproll_id id;
  int i;
  for (i = 0; i < count; ++i) {
    OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("n"), i, E));
    OK(snaproll_manager_create_snapshot(manager, context, NULL, &id, E));
  }
}

static size_t count(void) {
  size_t found = 0;
  OK(snaproll_manager_count(manager, &found, E));
  return found;
}

static void texts_are_made_canonical(void) {
  snaproll_buf text = {0};
  OK(snaproll_policy_text(SNAPROLL_Z("  keep-daily=7 keep-last=3 "), &text, E));
  TEXT_IS(text, "keep-last=3 keep-daily=7");
  FAILS_AT(
      SNAPROLL_PARSE, NULL, "", 12,
      snaproll_policy_text(SNAPROLL_Z("keep-last=3 keep-dayly=7"), &text, E));
  FAILS_AT(SNAPROLL_RANGE, NULL, "", 10,
           snaproll_policy_text(SNAPROLL_Z("keep-last=0"), &text, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_policy_text(SNAPROLL_Z(""), &text, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_policy_text(NULL, 0, &text, E));
  CHECK(text.data == NULL);
}

static void a_policy_is_set_told_and_taken_away(void) {
  snaproll_buf text = {0};
  bool present = true;
  OK(snaproll_manager_policy(manager, &text, &present, E));
  CHECK(!present && text.data == NULL);
  OK(snaproll_manager_set_policy(manager, SNAPROLL_Z("keep-last=3"), E));
  OK(snaproll_manager_policy(manager, &text, &present, E));
  CHECK(present);
  TEXT_IS(text, "keep-last=3");
  take(5);
  CHECK(count() == 3);
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_manager_set_policy(manager, SNAPROLL_Z("keep"), E));
  OK(snaproll_manager_set_policy(manager, NULL, 0, E));
  OK(snaproll_manager_policy(manager, &text, &present, E));
  CHECK(!present);
  take(2);
  CHECK(count() == 5);
}

static int has(const snaproll_buf* text, const char* part) {
  return strstr(text->data, part) != NULL;
}

static void pruning_tells_what_it_does(void) {
  snaproll_buf report = {0};
  HINTS(SNAPROLL_NOT_FOUND, "set_policy() sets one, or tell one",
        snaproll_manager_prune(manager, NULL, 0, true, NULL, &report, E));
  OK(snaproll_manager_prune(manager, SNAPROLL_Z("keep-last=2"), true, NULL,
                            &report, E));
  CHECK(has(&report, "{\"removed\":3,\"bytes_freed\":"));
  CHECK(has(&report, "\"bytes_compactable\":null"));
  CHECK(has(&report, "\"stays\":true,\"reasons\":\"keep-last\""));
  snaproll_buf_dispose(&report);
  CHECK(count() == 5);
  OK(snaproll_manager_set_policy(manager, SNAPROLL_Z("keep-last=2"), E));
  OK(snaproll_manager_prune(manager, NULL, 0, false, NULL, &report, E));
  CHECK(has(&report, "{\"removed\":3,"));
  snaproll_buf_dispose(&report);
  CHECK(count() == 2);
}

int main(void) {
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  OK(snaproll_manager_new(SNAPROLL_UNLIMITED, NULL, &manager, E));
  texts_are_made_canonical();
  a_policy_is_set_told_and_taken_away();
  pruning_tells_what_it_does();
  snaproll_manager_free(manager);
  snaproll_context_free(context);
  return check_end();
}
