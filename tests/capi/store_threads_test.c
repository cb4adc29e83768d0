/* Many threads on one store: each commits an execution of its own, all commit
 * many in one call, some list and check, and one closes its handle meanwhile.
 */
#include <pthread.h>

#include "durable.h"

enum { kWriters = 4, kRounds = 30, kShared = 3 };

static snaproll_store* store;
static snaproll_execution* shared[kShared];

/* Threads count for themselves; the main thread checks. */
typedef struct job {
  pthread_t thread;
  int number;
  int faults;
} job;

static void expect(job* self, int32_t status, int32_t also) {
  if (status != SNAPROLL_OK && status != also) ++self->faults;
}

static void* run_steps(void* argument) {
  job* self = argument;
  snaproll_execution* run = NULL;
  char id[24];
  int i;
  snprintf(id, sizeof id, "run %d", self->number);
  expect(self, snaproll_execution_open(store, T(id), NULL, &run, NULL), 0);
  for (i = 0; i < kRounds; ++i) {
    snaproll_step* step = NULL;
    char node[24];
    snprintf(node, sizeof node, "n%d", i);
    expect(self, snaproll_execution_step_begin(run, T(node), NULL, &step, NULL),
           0);
    expect(self, snaproll_step_finish(step, SNAPROLL_Z("1"), NULL, NULL), 0);
    snaproll_step_free(step);
  }
  expect(self, snaproll_execution_close(run, NULL), 0);
  snaproll_execution_free(run);
  return NULL;
}

/* In another order in each thread: none may wait for another for ever. */
static void* commit_shared(void* argument) {
  job* self = argument;
  snaproll_execution* some[kShared];
  int32_t statuses[kShared];
  int i;
  for (i = 0; i < kShared; ++i) some[i] = shared[(i + self->number) % kShared];
  for (i = 0; i < kRounds; ++i) {
    snaproll_context* context = NULL;
    expect(self, snaproll_execution_context(some[0], &context, NULL), 0);
    expect(
        self,
        snaproll_context_set_variable_int64(context, SNAPROLL_Z("x"), i, NULL),
        0);
    snaproll_context_free(context);
    expect(self, snaproll_store_commit_many(some, kShared, statuses, NULL), 0);
  }
  return NULL;
}

static void* look(void* argument) {
  job* self = argument;
  int i;
  for (i = 0; i < kRounds; ++i) {
    snaproll_buf buf = {0};
    expect(self, snaproll_store_executions(store, NULL, 0, 3, &buf, NULL), 0);
    snaproll_buf_dispose(&buf);
    expect(self, snaproll_store_stats(store, &buf, NULL), 0);
    snaproll_buf_dispose(&buf);
    expect(self, snaproll_store_check(store, true, NULL, &buf, NULL), 0);
    snaproll_buf_dispose(&buf);
  }
  return NULL;
}

static void start(job* jobs, int count, void* (*body)(void*)) {
  int i;
  for (i = 0; i < count; ++i) {
    jobs[i].number = i;
    jobs[i].faults = 0;
    CHECK(pthread_create(&jobs[i].thread, NULL, body, &jobs[i]) == 0);
  }
}

static void join(job* jobs, int count) {
  int i;
  for (i = 0; i < count; ++i) {
    pthread_join(jobs[i].thread, NULL);
    CHECK(jobs[i].faults == 0);
  }
}

static void one_store_is_used_by_all(void) {
  job writers[kWriters];
  job committers[kShared];
  job lookers[2];
  snaproll_buf buf = {0};
  snaproll_value* report = NULL;
  int i;
  for (i = 0; i < kShared; ++i) {
    char id[24];
    snprintf(id, sizeof id, "shared %d", i);
    shared[i] = open_with(store, id, NULL);
  }
  start(writers, kWriters, run_steps);
  start(committers, kShared, commit_shared);
  start(lookers, 2, look);
  join(writers, kWriters);
  join(committers, kShared);
  join(lookers, 2);
  OK(snaproll_store_check(store, false, NULL, &buf, E));
  report = parse(&buf);
  MEMBER_IS(report, "/executions", "7");
  MEMBER_IS(report, "/findings", "[]");
  snaproll_value_free(report);
  snaproll_buf_dispose(&buf);
  for (i = 0; i < kWriters; ++i) {
    char id[24];
    bool done = false;
    snaproll_execution* run = NULL;
    snprintf(id, sizeof id, "run %d", i);
    run = open_with(store, id, NULL);
    OK(snaproll_execution_is_done(run, SNAPROLL_Z("n29"), &done, E));
    CHECK(done);
    snaproll_execution_free(run);
  }
  for (i = 0; i < kShared; ++i) snaproll_execution_free(shared[i]);
}

/* A handle of the file that everyone uses, until it is closed. */
static snaproll_store* closing;

static void* use_until_closed(void* argument) {
  job* self = argument;
  int32_t status = SNAPROLL_OK;
  while (status == SNAPROLL_OK) {
    bool there = false;
    status = snaproll_store_exists(closing, SNAPROLL_Z("run 0"), &there, NULL);
    if (status == SNAPROLL_OK && !there) ++self->faults;
  }
  if (status != SNAPROLL_UNUSABLE) ++self->faults;
  return NULL;
}

static void* close_it(void* argument) {
  expect(argument, snaproll_store_close(closing, NULL), 0);
  return NULL;
}

static void a_handle_is_closed_while_others_use_it(void) {
  int round;
  for (round = 0; round < kRounds; ++round) {
    job users[2];
    job closers[2];
    closing = open_store("threads.db");
    start(users, 2, use_until_closed);
    start(closers, 2, close_it);
    join(users, 2);
    join(closers, 2);
    snaproll_store_free(closing);
  }
}

int main(void) {
  make_folder();
  store = open_store("threads.db");
  one_store_is_used_by_all();
  a_handle_is_closed_while_others_use_it();
  snaproll_store_free(store);
  a_handle_is_closed_while_others_use_it(); /* and it is the last one */
  remove_folder();
  return check_end();
}
