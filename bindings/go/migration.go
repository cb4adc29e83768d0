package snaproll

/*
#include "snaproll.h"

// By migration_callback.go; the numbers are handles of runtime/cgo.
extern int32_t snaprollMigrate(uintptr_t, snaproll_value*, snaproll_value**,
                               snaproll_error**);
extern void snaprollLetGo(uintptr_t);

static int32_t migrate(void* user_data, const snaproll_value* state,
                       snaproll_value** out, snaproll_error** error) {
  return snaprollMigrate((uintptr_t)user_data, (snaproll_value*)state, out,
                         error);
}

static void let_go(void* user_data) { snaprollLetGo((uintptr_t)user_data); }

static int32_t set_migration_function(snaproll_store* store, const char* kind,
                                      size_t kind_size, int64_t to,
                                      uintptr_t handle,
                                      snaproll_error** error) {
  return snaproll_store_set_migration_function(
      store, kind, kind_size, to, migrate, (void*)handle, let_go, error);
}
*/
import "C"

import "runtime/cgo"

// Migrate makes a state of the next version of the one that it is given, which is
// of use until it returns: {"node_results", "state", "variables"}. What it gives
// may be a [*Value], or any Go value that encodes as such a state.
type Migrate func(state *Value) (any, error)

// Migration tells that the patch makes of a state of version to - 1 of executions
// of that kind one of version to. Steps are chained.
//
// An execution that is opened with a greater [Schema] than it was committed with
// is migrated and committed (with [OpenRead] in memory alone); snapshots of its
// history are migrated when they are read. It is [ErrFormat] where the Schema is
// smaller, [ErrNotFound] where a step is missing. A migration belongs to all
// handles of this file in this process and is told before executions are opened;
// [ErrExists] where the step was told. A state without variables and node results
// is of every version.
func (s *Store) Migration(kind string, to int64, patch *Patch) error {
	step, err := patch.use(always)
	if err != nil {
		return err
	}
	defer patch.release()
	return do(always, s, func(p *cStore, e *cError) status {
		return C.snaproll_store_set_migration(p, chars(kind), size(kind), C.int64_t(to), step, e)
	})
}

// MigrationFunc is Migration by a function. It may be called by any goroutine that
// opens or reads an execution, by several at once and more than once for one
// state, and uses nothing of the store. Its error, or that it panicked, is behind
// the error of the call, for [errors.Is].
func (s *Store) MigrationFunc(kind string, to int64, migrate Migrate) error {
	if migrate == nil {
		return missing("Migrate")
	}
	held := cgo.NewHandle(migrate)
	err := do(always, s, func(p *cStore, e *cError) status {
		return C.set_migration_function(p, chars(kind), size(kind), C.int64_t(to),
			C.uintptr_t(held), e)
	})
	if err != nil {
		held.Delete()
	}
	return err
}
