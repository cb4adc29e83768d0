/* The folder that a list works in, and what a reply tells of the machine: a
 * word stands there instead (README.md). */
#define _XOPEN_SOURCE 700 /* mkdtemp, nftw, realpath */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner.h"

static char folder[4096];

static int remove_one(const char* path, const struct stat* status, int kind,
                      struct FTW* where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

static void leave_folder(void) {
  enum { kDescriptors = 8 };
  nftw(folder, remove_one, kDescriptors, FTW_DEPTH | FTW_PHYS);
}

bool enter_folder(void) {
  char made[] = "/dev/shm/snaproll-XXXXXX";
  char elsewhere[] = "/tmp/snaproll-XXXXXX";
  const char* path = mkdtemp(made);
  if (path == NULL) path = mkdtemp(elsewhere);
  if (path == NULL || realpath(path, folder) == NULL) return false;
  return atexit(leave_folder) == 0 && chdir(folder) == 0;
}

/* Skips "process 4711 on host"; gives `at` where it is not there. */
static const char* behind_process(const char* at) {
  static const char kProcess[] = "process ";
  static const char kOn[] = " on ";
  const char* end;
  if (strncmp(at, kProcess, strlen(kProcess)) != 0) return at;
  end = at + strlen(kProcess);
  end += strspn(end, "0123456789");
  if (strncmp(end, kOn, strlen(kOn)) != 0) return at;
  return end + strcspn(end, ",\"");
}

void add_plain(growing* to, const char* text) {
  static const char kHere[] = "this process";
  const size_t size = strlen(folder);
  while (*text != '\0') {
    const char* const behind = behind_process(text);
    if (behind != text) {
      add(to, kHere, strlen(kHere));
      text = behind;
    } else if (strncmp(text, folder, size) == 0 && text[size] == '/') {
      text += size + 1;
    } else {
      add(to, text++, 1);
    }
  }
}

/* Puts a word for what the members of that name tell, but where that is null,
 * or begins with `stays` where there is one. */
static void mask(growing* json, const char* name, const char* stays,
                 const char* word) {
  growing made = {0};
  const char* from = json->data;
  const char* at;
  char wanted[64];
  snprintf(wanted, sizeof wanted, "\"%s\":", name);
  while ((at = strstr(from, wanted)) != NULL) {
    at += strlen(wanted);
    add(&made, from, (size_t)(at - from));
    from = at;
    if (strncmp(at, "null", 4) == 0) continue;
    if (stays != NULL && strncmp(at, stays, strlen(stays)) == 0) continue;
    add_string(&made, word, strlen(word));
    from += strcspn(from, ",}");
  }
  add(&made, from, strlen(from));
  free(json->data);
  *json = made;
}

int32_t put_masked(call* c, int32_t status, growing* json) {
  static const char* const times[] = {"at", "created_at", "last_commit",
                                      "since", "started_at"};
  growing report = {0};
  size_t i;
  if (status == SNAPROLL_OK) {
    add_plain(&report, json->data);
    for (i = 0; i < sizeof times / sizeof *times; ++i)
      mask(&report, times[i], "\"2001-", "now");
    add(&c->out, report.data, report.size);
    free(report.data);
  }
  free(json->data);
  return status;
}

int32_t put_report(call* c, int32_t status, snaproll_buf* json) {
  snaproll_value* value = NULL;
  snaproll_buf canonical = {0};
  growing report = {0};
  if (status != SNAPROLL_OK) return status;
  snaproll_value_parse(json->data, json->size, NULL, NULL, &value, NULL);
  snaproll_value_to_json(value, NULL, &canonical, NULL);
  add(&report, canonical.data, canonical.size);
  snaproll_buf_dispose(&canonical);
  snaproll_buf_dispose(json);
  snaproll_value_free(value);
  return put_masked(c, status, &report);
}

int32_t put_erased(call* c, int32_t status, snaproll_buf* json) {
  put_report(c, status, json);
  if (status == SNAPROLL_OK) mask(&c->out, "id", NULL, "drawn");
  return status;
}

int32_t put_figures(call* c, int32_t status, snaproll_buf* json) {
  static const char* const figures[] = {
      "blobs",     "commits",       "conflicts", "executions",
      "keyframes", "longest_chain", "records",   "snapshots"};
  snaproll_value* all = NULL;
  size_t i;
  if (status != SNAPROLL_OK) return status;
  snaproll_value_parse(json->data, json->size, NULL, NULL, &all, NULL);
  for (i = 0; i < sizeof figures / sizeof *figures; ++i) {
    snaproll_value* figure = NULL;
    snaproll_buf number = {0};
    snaproll_value_find(all, figures[i], strlen(figures[i]), &figure, NULL);
    snaproll_value_to_json(figure, NULL, &number, NULL);
    add(&c->out, i == 0 ? "{" : ",", 1);
    add_string(&c->out, figures[i], strlen(figures[i]));
    add(&c->out, ":", 1);
    add(&c->out, number.data, number.size);
    snaproll_buf_dispose(&number);
    snaproll_value_free(figure);
  }
  add(&c->out, "}", 1);
  snaproll_value_free(all);
  snaproll_buf_dispose(json);
  return status;
}
