/* Stores: opening and closing them, checks, copies, figures. */
#include <sys/wait.h>

#include "durable.h"

static snaproll_store_options* new_options(void) {
  snaproll_store_options* options = NULL;
  OK(snaproll_store_options_new(&options, E));
  return options;
}

/* Opens the file with `options`, which are freed; fails with that code. */
static void refused(int32_t code, const char* path,
                    snaproll_store_options* options) {
  snaproll_store* store = NULL;
  FAILS(code, NULL, snaproll_store_open(T(path), options, &store, E));
  CHECK(store == NULL);
  snaproll_store_options_free(options);
}

static bool same_id(snaproll_id a, snaproll_id b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

static bool is_read_only(const snaproll_store* store) {
  bool read_only = false;
  OK(snaproll_store_is_read_only(store, &read_only, E));
  return read_only;
}

static snaproll_id id_of(const snaproll_store* store) {
  snaproll_id id;
  OK(snaproll_store_id(store, &id, E));
  return id;
}

static void a_file_is_made_with_mode_0600(void) {
  snaproll_store* store = open_store("made.db");
  snaproll_buf buf = {0};
  struct stat told;
  OK(snaproll_store_path(store, &buf, E));
  TEXT_IS(buf, in_folder("made.db"));
  CHECK(!is_read_only(store));
  CHECK(stat(in_folder("made.db"), &told) == 0);
  CHECK((told.st_mode & 0777) == 0600);
  OK(snaproll_store_close(store, E));
  snaproll_store_free(store);
}

static void options_are_taken(void) {
  snaproll_store_options* options = new_options();
  snaproll_store* store = NULL;
  struct stat told;
  OK(snaproll_store_options_set_durability(options, SNAPROLL_DURABILITY_PROCESS,
                                           E));
  OK(snaproll_store_options_set_file_mode(options, 0640, E));
  OK(snaproll_store_options_set_busy_timeout(options, 0, E));
  OK(snaproll_store_options_set_memory_budget(options, 1 << 20, E));
  OK(snaproll_store_options_set_compress(options, false, E));
  OK(snaproll_store_open(T(in_folder("options.db")), options, &store, E));
  CHECK(stat(in_folder("options.db"), &told) == 0);
  CHECK((told.st_mode & 0777) == 0640);
  snaproll_store_free(store);
  snaproll_store_options_free(options);
}

static void options_are_checked(void) {
  snaproll_store_options* options = new_options();
  FAILS(SNAPROLL_INVALID_ARGUMENT, "durability: no such durability",
        snaproll_store_options_set_durability(options, 3, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "durability: no such durability",
        snaproll_store_options_set_durability(options, -1, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "mode: expected 0 to 0777",
        snaproll_store_options_set_file_mode(options, 01000, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "nanoseconds: below 0",
        snaproll_store_options_set_busy_timeout(options, -1, E));
  snaproll_store_options_free(options);
  snaproll_store_options_free(NULL);
}

static void what_is_no_store_is_refused(void) {
  snaproll_store_options* no_create = new_options();
  snaproll_store* store = NULL;
  FILE* file = fopen(in_folder("text"), "w");
  if (!CHECK(file != NULL)) return;
  fputs("a text that is no store, and long enough to be looked at\n", file);
  fclose(file);
  OK(snaproll_store_options_set_create(no_create, false, E));
  refused(SNAPROLL_NOT_FOUND, in_folder("none.db"), no_create);
  CHECK(access(in_folder("none.db"), F_OK) != 0);
  refused(SNAPROLL_NOT_FOUND, in_folder("no/folder.db"), NULL);
  refused(SNAPROLL_INVALID_ARGUMENT, folder, NULL);
  refused(SNAPROLL_FORMAT, in_folder("text"), NULL);
  FAILS(SNAPROLL_INVALID_ARGUMENT, "path: an empty path",
        snaproll_store_open(SNAPROLL_Z(""), NULL, &store, E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "path: a NUL byte in it",
        snaproll_store_open(SNAPROLL_Z("/dev/shm/a\0b"), NULL, &store, E));
  CHECK(store == NULL);
}

static void two_opens_of_one_file_are_one_store(void) {
  snaproll_store* first = open_store("shared.db");
  snaproll_store* second = open_store("shared.db");
  bool there = false;
  snaproll_execution_free(open_with(first, "run", NULL));
  CHECK(same_id(id_of(first), id_of(second)));
  OK(snaproll_store_close(first, E));
  OK(snaproll_store_exists(second, SNAPROLL_Z("run"), &there, E));
  CHECK(there);
  snaproll_store_free(second);
  snaproll_store_free(first);
}

static void memory_stores_are_apart(void) {
  snaproll_store* first = NULL;
  snaproll_store* second = NULL;
  snaproll_buf buf = {0};
  bool there = true;
  OK(snaproll_store_open(SNAPROLL_Z(":memory:"), NULL, &first, E));
  OK(snaproll_store_open(SNAPROLL_Z(":memory:"), NULL, &second, E));
  OK(snaproll_store_path(first, &buf, E));
  TEXT_IS(buf, ":memory:");
  snaproll_execution_free(open_with(first, "run", NULL));
  OK(snaproll_store_exists(second, SNAPROLL_Z("run"), &there, E));
  CHECK(!there);
  snaproll_store_free(first);
  snaproll_store_free(second);
}

static void a_store_that_is_read_only_refuses_writes(void) {
  snaproll_store_options* options = new_options();
  snaproll_store* store = open_store("read.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  run_step(run, "n", "1");
  snaproll_execution_free(run);
  OK(snaproll_store_close(store, E));
  snaproll_store_free(store);
  OK(snaproll_store_options_set_read_only(options, true, E));
  OK(snaproll_store_open(T(in_folder("read.db")), options, &store, E));
  snaproll_store_options_free(options);
  CHECK(is_read_only(store));
  run = open_with(store, "run", NULL);
  VARIABLE_IS(run, "x", "1");
  FAILS(SNAPROLL_READ_ONLY, NULL, snaproll_execution_save(run, E));
  FAILS(SNAPROLL_READ_ONLY, NULL,
        snaproll_store_delete(store, SNAPROLL_Z("run"), true, E));
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

/* All of them; the id and the path are still told. */
static void a_closed_store_is_unusable(void) {
  snaproll_store* store = open_store("closed.db");
  snaproll_execution* run = NULL;
  snaproll_buf buf = {0};
  OK(snaproll_store_close(store, E));
  OK(snaproll_store_close(store, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_execution_open(store, SNAPROLL_Z("run"), NULL, &run, E));
  FAILS(SNAPROLL_UNUSABLE, NULL,
        snaproll_store_executions(store, NULL, 0, 10, &buf, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_store_stats(store, &buf, E));
  FAILS(SNAPROLL_UNUSABLE, NULL, snaproll_store_compact(store, NULL, E));
  OK(snaproll_store_path(store, &buf, E));
  TEXT_IS(buf, in_folder("closed.db"));
  snaproll_store_free(store);
}

static void an_execution_goes_on_where_its_store_was_freed(void) {
  snaproll_store* store = open_store("kept.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_store_free(store);
  run_step(run, "n", "1");
  snaproll_execution_free(run);
  store = open_store("kept.db");
  run = open_with(store, "run", NULL);
  VARIABLE_IS(run, "x", "1");
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

/* What the child of a fork may do with the handles of its parent. */
static int use_in_child(snaproll_store* store, snaproll_execution* run) {
  snaproll_store* again = NULL;
  bool there = false;
  int faults = 0;
  set_variable(run, "x", "3");
  faults += snaproll_store_exists(store, SNAPROLL_Z("run"), &there, NULL) !=
            SNAPROLL_UNUSABLE;
  faults += snaproll_execution_save(run, NULL) != SNAPROLL_UNUSABLE;
  faults += snaproll_execution_reload(run, true, NULL) != SNAPROLL_UNUSABLE;
  faults += snaproll_store_open(T(in_folder("fork.db")), NULL, &again, NULL) !=
            SNAPROLL_UNUSABLE;
  snaproll_execution_free(run);
  snaproll_store_free(store);
  return faults + check_failed;
}

static void a_fork_leaves_the_store_to_the_parent(void) {
  snaproll_store* store = open_store("fork.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_value* info = NULL;
  snaproll_buf buf = {0};
  int status = -1;
  pid_t child;
  run_step(run, "a", "1");
  child = fork();
  if (child == 0) _exit(use_in_child(store, run));
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  OK(snaproll_store_info(store, SNAPROLL_Z("run"), &buf, E));
  info = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(info, "/owner/lives", "true");
  snaproll_value_free(info);
  run_step(run, "b", "2");
  snaproll_execution_free(run);
  run = open_with(store, "run", NULL);
  VARIABLE_IS(run, "x", "2");
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

static void a_check_reports_what_it_looked_at(void) {
  snaproll_store* store = open_store("check.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_cancel* cancel = NULL;
  snaproll_value* report = NULL;
  snaproll_buf buf = {0};
  run_step(run, "n", "1");
  OK(snaproll_store_check(store, false, NULL, &buf, E));
  report = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(report, "/executions", "1");
  MEMBER_IS(report, "/findings", "[]");
  CHECK(number_at(report, "/records") >= 3);
  CHECK(number_at(report, "/states") >= 2);
  CHECK(number_at(report, "/keyframes") >= 0);
  snaproll_value_free(report);
  OK(snaproll_store_check(store, true, NULL, &buf, E));
  report = parse(&buf);
  snaproll_buf_dispose(&buf);
  MEMBER_IS(report, "/states", "0");
  MEMBER_IS(report, "/findings", "[]");
  snaproll_value_free(report);
  OK(snaproll_cancel_new(&cancel, E));
  OK(snaproll_cancel_trigger(cancel, E));
  FAILS(SNAPROLL_STOPPED, NULL,
        snaproll_store_check(store, false, cancel, &buf, E));
  FAILS(SNAPROLL_STOPPED, NULL, snaproll_store_compact(store, cancel, E));
  snaproll_cancel_free(cancel);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

/* Flips a bit of the first place where the file holds `text`. */
static void damage(const char* path, const char* text) {
  static char bytes[1 << 20];
  FILE* file = fopen(path, "r+b");
  const size_t size = strlen(text);
  size_t read = 0;
  size_t at = 0;
  if (!CHECK(file != NULL)) return;
  read = fread(bytes, 1, sizeof bytes, file);
  while (at + size <= read && memcmp(bytes + at, text, size) != 0) ++at;
  if (CHECK(at + size <= read)) {
    fseek(file, (long)at, SEEK_SET);
    fputc(text[0] ^ 1, file);
  }
  fclose(file);
}

static void a_check_finds_a_flipped_bit(void) {
  snaproll_store* store = open_store("flipped.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_value* report = NULL;
  snaproll_value* finding = NULL;
  snaproll_buf buf = {0};
  run_step(run, "n", "\"find me\"");
  snaproll_execution_free(run);
  OK(snaproll_store_close(store, E));
  snaproll_store_free(store);
  damage(in_folder("flipped.db"), "find me");
  store = open_store("flipped.db");
  OK(snaproll_store_check(store, true, NULL, &buf, E));
  report = parse(&buf);
  snaproll_buf_dispose(&buf);
  OK(snaproll_value_get(report, SNAPROLL_Z("/findings/0"), &finding, E));
  snaproll_value_free(finding);
  snaproll_value_free(report);
  snaproll_store_free(store);
}

static void a_backup_is_a_store_of_the_same_id(void) {
  snaproll_store* store = open_store("origin.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_store* copy = NULL;
  run_step(run, "n", "1");
  OK(snaproll_store_backup(store, T(in_folder("backup.db")), E));
  run_step(run, "m", "2");
  copy = open_store("backup.db");
  CHECK(same_id(id_of(store), id_of(copy)));
  snaproll_execution_free(run);
  run = open_with(copy, "run", open_options(SNAPROLL_OPEN_READ));
  VARIABLE_IS(run, "x", "1");
  snaproll_execution_free(run);
  FAILS(SNAPROLL_EXISTS, NULL,
        snaproll_store_backup(store, T(in_folder("backup.db")), E));
  FAILS(SNAPROLL_INVALID_ARGUMENT, "path: an empty path",
        snaproll_store_backup(store, SNAPROLL_Z(""), E));
  snaproll_store_free(copy);
  snaproll_store_free(store);
}

static int64_t file_bytes(const snaproll_store* store) {
  snaproll_value* stats = NULL;
  snaproll_buf buf = {0};
  int64_t bytes = 0;
  OK(snaproll_store_stats(store, &buf, E));
  stats = parse(&buf);
  bytes = number_at(stats, "/file_bytes") - number_at(stats, "/free_bytes");
  snaproll_value_free(stats);
  snaproll_buf_dispose(&buf);
  return bytes;
}

static void compacting_gives_back_what_was_deleted(void) {
  enum { kSize = 300000 };
  snaproll_store* store = open_store("compact.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  char* json = malloc(kSize + 3);
  int64_t before = 0;
  int i;
  if (!CHECK(json != NULL)) return;
  json[0] = '"';
  for (i = 1; i <= kSize; ++i) json[i] = (char)('a' + rand() % 26);
  strcpy(json + kSize + 1, "\"");
  run_step(run, "n", json);
  free(json);
  snaproll_execution_free(run);
  before = file_bytes(store);
  OK(snaproll_store_delete(store, SNAPROLL_Z("run"), false, E));
  OK(snaproll_store_compact(store, NULL, E));
  CHECK(file_bytes(store) < before - kSize / 2);
  snaproll_store_free(store);
}

static const char* const kFigures[] = {
    "executions", "snapshots",      "records",   "record_bytes",
    "keyframes",  "keyframe_bytes", "blobs",     "blob_bytes",
    "file_bytes", "free_bytes",     "wal_bytes", "longest_chain",
    "commits",    "transactions",   "syncs",     "bytes_written",
    "busy_waits", "conflicts"};
enum { kFigureCount = sizeof kFigures / sizeof *kFigures };

static void stats_are_whole_numbers(void) {
  snaproll_store* store = open_store("stats.db");
  snaproll_execution* run = open_with(store, "run", NULL);
  snaproll_value* stats = NULL;
  snaproll_buf buf = {0};
  size_t members = 0;
  size_t i;
  run_step(run, "n", "1");
  OK(snaproll_store_stats(store, &buf, E));
  stats = parse(&buf);
  snaproll_buf_dispose(&buf);
  OK(snaproll_value_size(stats, &members, E));
  CHECK(members == kFigureCount);
  for (i = 0; i < kFigureCount; ++i) {
    char pointer[32];
    snprintf(pointer, sizeof pointer, "/%s", kFigures[i]);
    CHECK(number_at(stats, pointer) >= 0);
  }
  CHECK(number_at(stats, "/executions") == 1);
  CHECK(number_at(stats, "/snapshots") == (int64_t)snapshots_of(run));
  CHECK(number_at(stats, "/commits") >= 3);
  CHECK(number_at(stats, "/file_bytes") > 0);
  snaproll_value_free(stats);
  snaproll_execution_free(run);
  snaproll_store_free(store);
}

/* One family: two lines of comment and one sample of its name. */
static const char* read_family(const char* text, const char* label) {
  char name[80];
  char kind[16];
  char expected[160];
  unsigned long long number = 0;
  int read = 0;
  const size_t name_size = strcspn(text + 7, " ");
  CHECK(strncmp(text, "# HELP snaproll_store_", 22) == 0);
  if (!CHECK(name_size < sizeof name)) return text + strlen(text);
  memcpy(name, text + 7, name_size);
  name[name_size] = '\0';
  text = strchr(text, '\n') + 1;
  sprintf(expected, "# TYPE %s ", name);
  CHECK(strncmp(text, expected, strlen(expected)) == 0);
  CHECK(sscanf(text + strlen(expected), "%15[a-z]\n", kind) == 1);
  CHECK(strcmp(kind, strstr(name, "_total") != NULL ? "counter" : "gauge") ==
        0);
  text = strchr(text, '\n') + 1;
  sprintf(expected, "%s{store=\"%s\"} ", name, label);
  CHECK(strncmp(text, expected, strlen(expected)) == 0);
  text += strlen(expected);
  CHECK(sscanf(text, "%llu%n", &number, &read) == 1 && text[read] == '\n');
  return text + read + 1;
}

static void prometheus_text_is_one_sample_a_family(void) {
  snaproll_store* store = open_store("prometheus.db");
  snaproll_buf buf = {0};
  const snaproll_id id = id_of(store);
  const char* at = NULL;
  char label[37];
  size_t families = 0;
  OK(snaproll_id_text(&id, label, E));
  OK(snaproll_store_stats_prometheus(store, &buf, E));
  CHECK(buf.size > 0 && buf.data[buf.size - 1] == '\n');
  for (at = buf.data; *at != '\0'; ++families) at = read_family(at, label);
  CHECK(families == kFigureCount);
  CHECK(strstr(buf.data, "# TYPE snaproll_store_commits_total counter\n"));
  CHECK(strstr(buf.data, "# TYPE snaproll_store_file_bytes gauge\n"));
  snaproll_buf_dispose(&buf);
  snaproll_store_free(store);
}

int main(void) {
  make_folder();
  a_file_is_made_with_mode_0600();
  options_are_taken();
  options_are_checked();
  what_is_no_store_is_refused();
  two_opens_of_one_file_are_one_store();
  memory_stores_are_apart();
  a_store_that_is_read_only_refuses_writes();
  a_closed_store_is_unusable();
  an_execution_goes_on_where_its_store_was_freed();
  a_fork_leaves_the_store_to_the_parent();
  a_check_reports_what_it_looked_at();
  a_check_finds_a_flipped_bit();
  a_backup_is_a_store_of_the_same_id();
  compacting_gives_back_what_was_deleted();
  stats_are_whole_numbers();
  prometheus_text_is_one_sample_a_family();
  snaproll_store_free(NULL);
  remove_folder();
  return check_end();
}
