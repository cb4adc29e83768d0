/* Opening the run on its store. */
#include "host.h"

static snaproll_open_options* options_of(const Workflow* flow) {
  snaproll_options* execution = NULL;
  snaproll_open_options* options = NULL;
  must(snaproll_options_new(&execution, &error));
  must(snaproll_options_set_workflow_id(execution, flow->id.data, flow->id.size,
                                        &error));
  must(snaproll_options_set_max_snapshots(execution, SNAPROLL_UNLIMITED,
                                          &error));
  must(snaproll_open_options_new(&options, &error));
  must(snaproll_open_options_set_options(options, execution, &error));
  must(snaproll_open_options_set_kind(options, SNAPROLL_Z("workflow"), &error));
  must(snaproll_open_options_set_owner(options, SNAPROLL_Z("workflow_host"),
                                       &error));
  must(snaproll_open_options_set_start_snapshot(options, false, &error));
  snaproll_options_free(execution);
  return options;
}

void close_run(Host* host) {
  snaproll_manager_free(host->history);
  snaproll_context_free(host->state);
  snaproll_execution_free(host->run);
}

/* The run as it was committed last, and the handles of its parts. */
static int32_t open_on(Host* host, const snaproll_store* store,
                       const snaproll_open_options* options) {
  const snaproll_buf* id = &host->flow->id;
  const int32_t status = snaproll_execution_open(store, id->data, id->size,
                                                 options, &host->run, &error);
  if (status != SNAPROLL_OK) return status;
  must(snaproll_execution_context(host->run, &host->state, &error));
  must(snaproll_execution_manager(host->run, &host->history, &error));
  return SNAPROLL_OK;
}

/* Removes the run, where it has ended, and begins a new one. */
static int32_t open_anew(Host* host, snaproll_store* store,
                         const snaproll_open_options* options) {
  const snaproll_buf* id = &host->flow->id;
  int32_t state, status;
  must(snaproll_context_state(host->state, &state, NULL, &error));
  if (state == SNAPROLL_RUNNING) return SNAPROLL_OK;
  status = snaproll_execution_close(host->run, &error);
  if (status != SNAPROLL_OK) return status;
  close_run(host);
  status = snaproll_store_delete(store, id->data, id->size, false, &error);
  return status == SNAPROLL_OK ? open_on(host, store, options) : status;
}

void open_run(Host* host, const char* file) {
  snaproll_store* store = NULL;
  snaproll_open_options* options = options_of(host->flow);
  size_t i;
  if (snaproll_store_open(SNAPROLL_Z("runs.db"), NULL, &store, &error) !=
          SNAPROLL_OK ||
      open_on(host, store, options) != SNAPROLL_OK ||
      open_anew(host, store, options) != SNAPROLL_OK)
    bad_input(file, "%s", snaproll_error_message(error));
  snaproll_open_options_free(options);
  snaproll_store_free(store);
  for (i = 0; i < host->flow->count; ++i) {
    const int size = (int)host->flow->nodes[i].id.size;
    if (size > host->width) host->width = size;
  }
}
