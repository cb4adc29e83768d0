package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"errors"
	"time"
	"unsafe"
)

// Group is what a history has of a group: snapshots of several executions that
// were taken together.
type Group struct {
	ID       ID        `json:"id"`       // The same in each execution of it.
	Snapshot ID        `json:"snapshot"` // The one of this history.
	Label    *string   `json:"label"`
	At       time.Time `json:"at"`
	Members  int       `json:"members"` // How many executions it was taken of.
}

// SnapshotGroup takes a snapshot of each execution, all of them or none, and
// gives the id of the group. They are all on one store, and it is one
// transaction, or all in memory. It is as [Execution.Snapshot], but also where
// nothing changed. The error names the execution that it is of. Each snapshot is
// kept as one that is held, until RemoveGroup of its execution.
func SnapshotGroup(ctx context.Context, runs []*Execution, options ...SnapshotOption) (ID, error) {
	told, err := snapshotOptions(options)
	if err != nil {
		return ID{}, err
	}
	defer C.snaproll_snapshot_options_free(told)
	var id C.snaproll_id
	err = together(ctx, runs, func(p **cExecution, n C.size_t, e *cError) status {
		return C.snaproll_execution_snapshot_group(p, n, told, &id, e)
	})
	return toID(id), err
}

// RollbackGroup sets each execution back to its snapshot of the group, all of
// them or none; the results in their order. It is [ErrNotFound] where one of them
// has no such group, and [ErrInvalidArgument] where the group was taken of
// another number of executions.
func RollbackGroup(ctx context.Context, runs []*Execution, group ID) ([]*RollbackResult, error) {
	wanted := group.given()
	made := make([]*cRollbackResult, len(runs)+1) // None of no executions.
	err := together(ctx, runs, func(p **cExecution, n C.size_t, e *cError) status {
		return C.snaproll_execution_rollback_group(p, n, &wanted, &made[0], e)
	})
	if err != nil {
		return nil, err
	}
	results := make([]*RollbackResult, len(runs))
	for i := range runs {
		result, failed := toRollbackResult(made[i], nil)
		results[i], err = result, errors.Join(err, failed)
	}
	return results, err
}

// together calls a function with the handles of several executions. The first one
// asks for a place, for all of them.
func together(
	ctx context.Context, runs []*Execution, call func(**cExecution, C.size_t, *cError) status,
) error {
	addresses := make([]*cExecution, len(runs)+1)
	for i, x := range runs {
		if x == nil {
			return missing("Execution")
		}
		begin, end := x.hold, x.letGo
		if i == 0 {
			begin, end = func() (unsafe.Pointer, error) { return x.acquire(ctx) }, x.release
		}
		address, err := begin()
		if err != nil {
			return err
		}
		defer end()
		addresses[i] = (*cExecution)(address)
	}
	var e cError
	return check(call(&addresses[0], C.size_t(len(runs)), &e), &e)
}

// Groups are the groups that this history has a member of, oldest first.
func (h *histories) Groups() (groups []Group, err error) {
	err = getJSON(always, h.managed(), &groups, func(p *cManager, out *cBuf, e *cError) status {
		return C.snaproll_manager_groups(p, out, e)
	})
	return groups, err
}

// RemoveGroup takes a group out of this history alone; its snapshot stays.
func (h *histories) RemoveGroup(ctx context.Context, group ID) error {
	given := group.given()
	return do(ctx, h.managed(), func(p *cManager, e *cError) status {
		return C.snaproll_manager_remove_group(p, &given, e)
	})
}
