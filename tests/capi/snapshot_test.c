/* Snapshots (rules S1 to S5), what is told of them, and lists of them. */
#include "check.h"

static snaproll_context* context;

static snaproll_snapshot* taken(const snaproll_snapshot_options* options) {
  snaproll_snapshot* snapshot = NULL;
  OK(snaproll_context_take_snapshot(context, options, &snapshot, E));
  return snapshot;
}

static snaproll_snapshot_options* told(void) {
  snaproll_snapshot_options* o = NULL;
  OK(snaproll_snapshot_options_new(&o, E));
  OK(snaproll_snapshot_options_set_label(o, "l\0l", 3, E));
  OK(snaproll_snapshot_options_set_trigger_node(o, SNAPROLL_Z("n"), E));
  OK(snaproll_snapshot_options_set_reason(o, SNAPROLL_Z("r"), E));
  OK(snaproll_snapshot_options_set_created_by(o, NULL, 0, E));
  OK(snaproll_snapshot_options_set_auto(o, true, E));
  OK(snaproll_snapshot_options_set_custom(o, SNAPROLL_Z("a/~"),
                                          SNAPROLL_Z("[1.0]"), E));
  return o;
}

/* Rule S1. */
static void a_snapshot_tells_what_was_told(void) {
  snaproll_snapshot_options* options = told();
  snaproll_snapshot* snapshot = taken(options);
  snaproll_value* custom = NULL;
  snaproll_view view;
  snaproll_buf buf = {0};
  bool is_auto = false;
  snaproll_snapshot_options_free(options);
  OK(snaproll_snapshot_label(snapshot, &view, E));
  CHECK(view.size == 3 && memcmp(view.data, "l\0l", 3) == 0);
  OK(snaproll_snapshot_trigger_node(snapshot, &view, E));
  VIEW_IS(view, "n");
  OK(snaproll_snapshot_reason(snapshot, &view, E));
  VIEW_IS(view, "r");
  OK(snaproll_snapshot_created_by(snapshot, &view, E));
  VIEW_IS(view, "");
  OK(snaproll_snapshot_is_auto(snapshot, &is_auto, E));
  CHECK(is_auto);
  OK(snaproll_snapshot_custom(snapshot, &custom, E));
  OK(snaproll_value_to_json(custom, NULL, &buf, E));
  TEXT_IS(buf, "{\"a/~\":[1.0]}");
  snaproll_value_free(custom);
  snaproll_snapshot_free(snapshot);
}

static void what_was_not_told_is_absent(void) {
  snaproll_snapshot* snapshot = taken(NULL);
  snaproll_view view;
  bool is_auto = true;
  OK(snaproll_snapshot_label(snapshot, &view, E));
  VIEW_IS(view, NULL);
  OK(snaproll_snapshot_trigger_node(snapshot, &view, E));
  VIEW_IS(view, NULL);
  OK(snaproll_snapshot_reason(snapshot, &view, E));
  VIEW_IS(view, NULL);
  OK(snaproll_snapshot_created_by(snapshot, &view, E));
  VIEW_IS(view, NULL);
  OK(snaproll_snapshot_is_auto(snapshot, &is_auto, E));
  CHECK(!is_auto);
  snaproll_snapshot_free(snapshot);
  snaproll_snapshot_free(NULL);
}

static void what_is_told_is_checked(void) {
  snaproll_snapshot_options* o = NULL;
  snaproll_snapshot* snapshot = NULL;
  char id[256];
  memset(id, 'n', sizeof id);
  OK(snaproll_snapshot_options_new(&o, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "node: an empty id",
        snaproll_snapshot_options_set_trigger_node(o, NULL, 0, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 1,
           snaproll_snapshot_options_set_label(o, "l\xff", 2, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_snapshot_options_set_custom(o, SNAPROLL_Z("c"),
                                                SNAPROLL_Z("x"), E));
  FAILS_AT(SNAPROLL_RANGE, NULL, "", 0,
           snaproll_snapshot_options_set_custom(o, SNAPROLL_Z("c"),
                                                SNAPROLL_Z("1e999"), E));
  OK(snaproll_snapshot_options_set_trigger_node(o, id, 256, E));
  FAILS_AT(SNAPROLL_LIMIT, NULL, "/trigger_node", NO_OFFSET,
           snaproll_context_take_snapshot(context, o, &snapshot, E));
  CHECK(snapshot == NULL);
  snaproll_snapshot_options_free(o);
  snaproll_snapshot_options_free(NULL);
}

/* Rules S2 and S4. */
static void a_snapshot_keeps_what_it_captured(void) {
  snaproll_snapshot* snapshot;
  snaproll_snapshot* same = NULL;
  snaproll_value* part = NULL;
  snaproll_view message;
  snaproll_buf buf = {0};
  int32_t state = -1;
  size_t count = 0;
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("x"), 1, E));
  OK(snaproll_context_record_node_result(context, SNAPROLL_Z("n"),
                                         SNAPROLL_Z("2"), E));
  OK(snaproll_context_set_state(context, SNAPROLL_FAILED, SNAPROLL_Z("m"), E));
  snapshot = taken(NULL);
  OK(snaproll_context_set_variable_int64(context, SNAPROLL_Z("x"), 5, E));
  OK(snaproll_context_remove_node_result(context, SNAPROLL_Z("n"), E));
  OK(snaproll_context_set_state(context, SNAPROLL_RUNNING, NULL, 0, E));
  OK(snaproll_snapshot_ref(snapshot, &same, E));
  snaproll_snapshot_free(snapshot);
  OK(snaproll_snapshot_variables(same, &part, E));
  OK(snaproll_value_to_json(part, NULL, &buf, E));
  TEXT_IS(buf, "{\"x\":1}");
  snaproll_value_free(part);
  OK(snaproll_snapshot_node_results(same, &part, E));
  OK(snaproll_value_to_json(part, NULL, &buf, E));
  TEXT_IS(buf, "{\"n\":2}");
  snaproll_value_free(part);
  OK(snaproll_snapshot_state(same, &state, &message, E));
  CHECK(state == SNAPROLL_FAILED);
  VIEW_IS(message, "m");
  OK(snaproll_snapshot_state(same, &state, NULL, E));
  OK(snaproll_snapshot_variable_count(same, &count, E));
  CHECK(count == 1);
  OK(snaproll_snapshot_completed_node_count(same, &count, E));
  CHECK(count == 1);
  OK(snaproll_snapshot_get(same, SNAPROLL_Z("/variables/x"), &buf, E));
  TEXT_IS(buf, "1");
  FAILS_AT(SNAPROLL_NOT_FOUND, NULL, "/variables/y", NO_OFFSET,
           snaproll_snapshot_get(same, SNAPROLL_Z("/variables/y"), &buf, E));
  FAILS_AT(SNAPROLL_PARSE, NULL, "", 0,
           snaproll_snapshot_get(same, SNAPROLL_Z("x"), &buf, E));
  snaproll_snapshot_free(same);
}

static void a_parent_is_what_came_before(void) {
  snaproll_snapshot* first = taken(NULL);
  snaproll_snapshot* second = taken(NULL);
  snaproll_id id;
  snaproll_id parent;
  int64_t at = 0;
  int64_t later = 0;
  bool present = false;
  OK(snaproll_snapshot_get_id(first, &id, E));
  OK(snaproll_snapshot_parent(second, &parent, &present, E));
  CHECK(present && memcmp(&id, &parent, sizeof id) == 0);
  OK(snaproll_snapshot_created_at(first, &at, E));
  OK(snaproll_snapshot_created_at(second, &later, E));
  CHECK(at != 0 && at <= later);
  snaproll_snapshot_free(first);
  snaproll_snapshot_free(second);
}

/* Rule J1. */
static void json_moves_a_snapshot(void) {
  static const char form[] =
      "{\"id\":\"00112233-4455-6677-8899-aabbccddeeff\",\"created_at\":"
      "\"2024-01-01T00:00:00Z\",\"label\":\"l\",\"trigger_node\":null,"
      "\"state\":\"Running\",\"variables\":{\"x\":1.0},\"node_results\":{},"
      "\"metadata\":{\"reason\":null,\"created_by\":null,\"is_auto\":true,"
      "\"custom\":{}}}";
  snaproll_snapshot* snapshot = NULL;
  snaproll_cancel* cancel = NULL;
  snaproll_buf buf = {0};
  snaproll_id parent;
  bool present = true;
  OK(snaproll_snapshot_from_json(T(form), NULL, NULL, &snapshot, E));
  OK(snaproll_snapshot_parent(snapshot, &parent, &present, E));
  CHECK(!present);
  OK(snaproll_snapshot_to_json(snapshot, NULL, &buf, E));
  TEXT_IS(buf, form);
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_snapshot_to_json(snapshot, cancel, &buf, E));
  snaproll_snapshot_free(snapshot);
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_snapshot_from_json(T(form), NULL, cancel, &snapshot, E));
  CHECK(snapshot == NULL);
  snaproll_cancel_free(cancel);
}

static snaproll_snapshot_list* list_of_two(snaproll_manager* manager) {
  snaproll_snapshot_options* options = told();
  snaproll_snapshot_list* list = NULL;
  OK(snaproll_manager_create_snapshot(manager, context, NULL, NULL, E));
  OK(snaproll_manager_create_snapshot(manager, context, options, NULL, E));
  snaproll_snapshot_options_free(options);
  OK(snaproll_manager_list(manager, &list, E));
  return list;
}

/* Rule M14. */
static void a_list_is_columns_newest_first(void) {
  snaproll_manager* manager = NULL;
  snaproll_snapshot_list* list;
  snaproll_snapshot* snapshot = NULL;
  const snaproll_id* ids = NULL;
  const int64_t* times = NULL;
  const uint8_t* flags = NULL;
  const size_t* offsets = NULL;
  const char* bytes = NULL;
  snaproll_id id;
  size_t count = 0;
  OK(snaproll_manager_new(10, NULL, &manager, E));
  list = list_of_two(manager);
  snaproll_manager_free(manager);
  OK(snaproll_snapshot_list_count(list, &count, E));
  CHECK(count == 2);
  OK(snaproll_snapshot_list_ids(list, &ids, E));
  OK(snaproll_snapshot_list_created_at(list, &times, E));
  CHECK(times[0] >= times[1]);
  OK(snaproll_snapshot_list_flags(list, &flags, E));
  CHECK(flags[0] == (SNAPROLL_SNAPSHOT_AUTO | SNAPROLL_SNAPSHOT_HAS_LABEL |
                     SNAPROLL_SNAPSHOT_HAS_TRIGGER_NODE));
  CHECK(flags[1] == 0);
  OK(snaproll_snapshot_list_labels(list, &offsets, &bytes, E));
  CHECK(offsets[0] == 0 && offsets[1] == 3 && offsets[2] == 3);
  CHECK(memcmp(bytes, "l\0l", 3) == 0);
  OK(snaproll_snapshot_list_trigger_nodes(list, &offsets, &bytes, E));
  CHECK(offsets[0] == 0 && offsets[1] == 1 && offsets[2] == 1);
  CHECK(bytes[0] == 'n');
  OK(snaproll_snapshot_list_at(list, 1, &snapshot, E));
  OK(snaproll_snapshot_get_id(snapshot, &id, E));
  CHECK(memcmp(&id, &ids[1], sizeof id) == 0);
  snaproll_snapshot_free(snapshot);
  FAILS(SNAPROLL_NOT_FOUND, "the list has 2 snapshots",
        snaproll_snapshot_list_at(list, 2, &snapshot, E));
  CHECK(snapshot == NULL);
  snaproll_snapshot_list_free(list);
  snaproll_snapshot_list_free(NULL);
}

int main(void) {
  OK(snaproll_context_new(SNAPROLL_Z("w"), NULL, &context, E));
  a_snapshot_tells_what_was_told();
  what_was_not_told_is_absent();
  what_is_told_is_checked();
  a_snapshot_keeps_what_it_captured();
  a_parent_is_what_came_before();
  json_moves_a_snapshot();
  a_list_is_columns_newest_first();
  snaproll_context_free(context);
  return check_end();
}
