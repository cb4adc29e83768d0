// What is told of a snapshot, for Go, in one crossing.
#ifndef SNAPROLL_GO_SNAPSHOT_OPTIONS_H
#define SNAPROLL_GO_SNAPSHOT_OPTIONS_H

#include "snaproll.h"

enum {
  HAS_LABEL = 1,
  HAS_TRIGGER_NODE = 2,
  HAS_REASON = 4,
  HAS_CREATED_BY = 8,
  IS_AUTO = 16
};

// Options with all but the custom members, in one crossing.
static inline int32_t snapshot_options_of(
    uint32_t flags, const char* label, size_t label_size, const char* node,
    size_t node_size, const char* reason, size_t reason_size,
    const char* created_by, size_t created_by_size,
    snaproll_snapshot_options** out, snaproll_error** error) {
  snaproll_snapshot_options* made = NULL;
  int32_t status = snaproll_snapshot_options_new(&made, error);
  if (status == SNAPROLL_OK && (flags & HAS_LABEL))
    status =
        snaproll_snapshot_options_set_label(made, label, label_size, error);
  if (status == SNAPROLL_OK && (flags & HAS_TRIGGER_NODE))
    status = snaproll_snapshot_options_set_trigger_node(made, node, node_size,
                                                        error);
  if (status == SNAPROLL_OK && (flags & HAS_REASON))
    status =
        snaproll_snapshot_options_set_reason(made, reason, reason_size, error);
  if (status == SNAPROLL_OK && (flags & HAS_CREATED_BY))
    status = snaproll_snapshot_options_set_created_by(made, created_by,
                                                      created_by_size, error);
  if (status == SNAPROLL_OK && (flags & IS_AUTO))
    status = snaproll_snapshot_options_set_auto(made, true, error);
  if (status == SNAPROLL_OK) {
    *out = made;
  } else {
    snaproll_snapshot_options_free(made);
  }
  return status;
}

// A snapshot of an execution with all but the custom members.
static inline int32_t snapshot_told(snaproll_execution* run, uint32_t flags,
                                    const char* label, size_t label_size,
                                    const char* node, size_t node_size,
                                    const char* reason, size_t reason_size,
                                    const char* created_by,
                                    size_t created_by_size, uint8_t* id,
                                    uintptr_t* error) {
  snaproll_snapshot_options* told = NULL;
  int32_t status = SNAPROLL_OK;
  if (flags != 0)
    status = snapshot_options_of(
        flags, label, label_size, node, node_size, reason, reason_size,
        created_by, created_by_size, &told, (snaproll_error**)error);
  if (status == SNAPROLL_OK)
    status = snaproll_execution_snapshot(run, told, (snaproll_id*)id,
                                         (snaproll_error**)error);
  snaproll_snapshot_options_free(told);
  return status;
}

#endif
