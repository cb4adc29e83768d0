/* Executions exported and imported as JSON lines. */
#include "durable.h"

static snaproll_store* store;

enum { kMostLines = 200 };

typedef struct lines {
  snaproll_buf all[kMostLines];
  size_t count;
} lines;

static lines export_of(const snaproll_store* from, const char* id, bool full) {
  snaproll_exporter* exporter = NULL;
  lines out;
  snaproll_buf buf = {0};
  bool more = true;
  out.count = 0;
  OK(snaproll_store_export(from, T(id), full, &exporter, E));
  OK(snaproll_exporter_next(exporter, &buf, &more, E));
  while (more && CHECK(out.count < kMostLines)) {
    CHECK(strchr(buf.data, '\n') == NULL);
    out.all[out.count++] = buf;
    OK(snaproll_exporter_next(exporter, &buf, &more, E));
  }
  CHECK(buf.data == NULL);
  OK(snaproll_exporter_next(exporter, &buf, &more, E));
  CHECK(!more);
  snaproll_exporter_free(exporter);
  return out;
}

static void dispose(lines* out) {
  while (out->count > 0) snaproll_buf_dispose(&out->all[--out->count]);
}

/* The id of what was made; disposes of the lines. */
static void import_as(snaproll_store* to, lines* in, const char* as,
                      const char* expected) {
  snaproll_importer* importer = NULL;
  snaproll_buf id = {0};
  size_t i;
  OK(snaproll_store_import(to, T(as), &importer, E));
  for (i = 0; i < in->count; ++i)
    OK(snaproll_importer_add(importer, in->all[i].data, in->all[i].size, E));
  dispose(in);
  OK(snaproll_importer_finish(importer, &id, E));
  TEXT_IS(id, expected);
  snaproll_importer_free(importer);
}

/* A run of six steps, a failure and a rollback. */
static void make_run(const char* id) {
  snaproll_execution* run = open_with(store, id, NULL);
  int i;
  for (i = 0; i < 6; ++i) {
    char node[24];
    char json[96];
    sprintf(node, "n%d", i);
    sprintf(json, "{\"list\":[1,2,%d],\"text\":\"\\u00e9 %d\"}", i, i);
    run_step(run, node, json);
  }
  OK(snaproll_execution_rollback_n(run, 2, NULL, E));
  run_step(run, "again", "[]");
  snaproll_execution_free(run);
}

typedef struct history {
  size_t count;
  snaproll_id ids[50];
  char digests[50][65];
  char working[65];
} history;

static history history_of(const snaproll_store* of, const char* id) {
  snaproll_execution* run = open_with(of, id, open_options(SNAPROLL_OPEN_READ));
  snaproll_manager* manager = NULL;
  snaproll_snapshot_list* list = NULL;
  const snaproll_id* ids = NULL;
  history all;
  size_t i;
  memset(&all, 0, sizeof all);
  digest_of(run, all.working);
  OK(snaproll_execution_manager(run, &manager, E));
  OK(snaproll_manager_list(manager, &list, E));
  OK(snaproll_snapshot_list_count(list, &all.count, E));
  OK(snaproll_snapshot_list_ids(list, &ids, E));
  for (i = 0; i < all.count && CHECK(i < 50); ++i) {
    snaproll_snapshot* snapshot = NULL;
    snaproll_buf digest = {0};
    all.ids[i] = ids[i];
    OK(snaproll_snapshot_list_at(list, i, &snapshot, E));
    OK(snaproll_snapshot_digest(snapshot, &digest, E));
    if (CHECK(digest.size == 64)) memcpy(all.digests[i], digest.data, 64);
    snaproll_buf_dispose(&digest);
    snaproll_snapshot_free(snapshot);
  }
  snaproll_snapshot_list_free(list);
  snaproll_manager_free(manager);
  snaproll_execution_free(run);
  return all;
}

static bool same_history(const snaproll_store* a, const char* a_id,
                         const snaproll_store* b, const char* b_id) {
  const history left = history_of(a, a_id);
  const history right = history_of(b, b_id);
  CHECK(left.count == 8); /* `start`, six steps less none, and `again` */
  return memcmp(&left, &right, sizeof left) == 0;
}

static void an_import_of_a_bundle_has_the_same_history(void) {
  snaproll_store* other = open_store("bundle.db");
  lines bundle;
  make_run("run");
  bundle = export_of(store, "run", false);
  import_as(other, &bundle, "", "run");
  CHECK(same_history(store, "run", other, "run"));
  bundle = export_of(store, "run", false);
  import_as(store, &bundle, "twin", "twin");
  CHECK(same_history(store, "run", store, "twin"));
  snaproll_store_free(other);
}

static void an_import_of_the_full_form_has_the_same_snapshots(void) {
  snaproll_store* other = open_store("full.db");
  lines full = export_of(store, "run", true);
  size_t i;
  for (i = 0; i < full.count; ++i) snaproll_value_free(parse(&full.all[i]));
  /* A header, the context, the snapshots, and an end. */
  CHECK(full.count == 3 + history_of(store, "run").count);
  import_as(other, &full, "", "run");
  CHECK(same_history(store, "run", other, "run"));
  snaproll_store_free(other);
}

static void what_is_not_finished_is_not_there(void) {
  lines bundle = export_of(store, "run", false);
  snaproll_importer* importer = NULL;
  snaproll_buf id = {0};
  bool there = true;
  OK(snaproll_store_import(store, SNAPROLL_Z("half"), &importer, E));
  OK(snaproll_importer_add(importer, bundle.all[0].data, bundle.all[0].size,
                           E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, NULL,
        snaproll_importer_finish(importer, &id, E));
  CHECK(id.data == NULL);
  snaproll_importer_free(importer);
  OK(snaproll_store_exists(store, SNAPROLL_Z("half"), &there, E));
  CHECK(!there);
  OK(snaproll_store_import(store, SNAPROLL_Z("half"), &importer, E));
  snaproll_importer_free(importer);
  OK(snaproll_store_exists(store, SNAPROLL_Z("half"), &there, E));
  CHECK(!there);
  dispose(&bundle);
}

/* The code of the first line that is refused. */
static int32_t refused(const char* line) {
  snaproll_importer* importer = NULL;
  int32_t status = SNAPROLL_OK;
  OK(snaproll_store_import(store, SNAPROLL_Z("bad"), &importer, E));
  status = snaproll_importer_add(importer, T(line), E);
  if (CHECK(status != SNAPROLL_OK))
    CHECK(strstr(snaproll_error_message(check_error), "line 1") != NULL);
  snaproll_error_free(check_error);
  check_error = NULL;
  CHECK(snaproll_importer_add(importer, T(line), NULL) != SNAPROLL_OK);
  snaproll_importer_free(importer);
  return status;
}

static void lines_that_are_no_export_are_refused(void) {
  CHECK(refused("not JSON") == SNAPROLL_PARSE);
  CHECK(refused("[1]") == SNAPROLL_TYPE);
  CHECK(refused("{\"header\":1}") == SNAPROLL_NOT_FOUND);
  CHECK(refused("{\"snaproll_export\":2}") == SNAPROLL_FORMAT);
}

/* The first line of an export of "run" fails. */
static void first_line_fails(const char* as, int32_t code) {
  snaproll_importer* importer = NULL;
  lines bundle = export_of(store, "run", false);
  OK(snaproll_store_import(store, T(as), &importer, E));
  FAILS(code, NULL,
        snaproll_importer_add(importer, bundle.all[0].data, bundle.all[0].size,
                              E));
  snaproll_importer_free(importer);
  dispose(&bundle);
}

static void ids_are_looked_at_first(void) {
  snaproll_exporter* exporter = NULL;
  snaproll_importer* importer = NULL;
  FAILS(SNAPROLL_NOT_FOUND, "no execution 'none'",
        snaproll_store_export(store, SNAPROLL_Z("none"), false, &exporter, E));
  CHECK(exporter == NULL);
  FAILS_AT(SNAPROLL_PARSE, "the execution id is not UTF-8", "", 0,
           snaproll_store_import(store, SNAPROLL_Z("\xff"), &importer, E));
  CHECK(importer == NULL);
  first_line_fails("", SNAPROLL_EXISTS);
  first_line_fails("run", SNAPROLL_EXISTS);
}

static void an_export_outlives_the_handle_of_its_store(void) {
  snaproll_store* own = open_store("runs.db");
  snaproll_exporter* exporter = NULL;
  snaproll_buf line = {0};
  bool more = false;
  OK(snaproll_store_export(own, SNAPROLL_Z("run"), false, &exporter, E));
  snaproll_store_free(own);
  OK(snaproll_exporter_next(exporter, &line, &more, E));
  CHECK(more);
  snaproll_buf_dispose(&line);
  snaproll_exporter_free(exporter);
}

int main(void) {
  make_folder();
  store = open_store("runs.db");
  an_import_of_a_bundle_has_the_same_history();
  an_import_of_the_full_form_has_the_same_snapshots();
  what_is_not_finished_is_not_there();
  lines_that_are_no_export_are_refused();
  ids_are_looked_at_first();
  an_export_outlives_the_handle_of_its_store();
  snaproll_exporter_free(NULL);
  snaproll_importer_free(NULL);
  snaproll_store_free(store);
  remove_folder();
  return check_end();
}
