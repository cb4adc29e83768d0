package snaproll

/*
#include "snaproll.h"

// Rules with all but the globs, in one crossing.
static int32_t snapshot_rules_of(size_t nodes, int64_t time, uint64_t bytes,
                                 bool irreversible, bool skip,
                                 snaproll_snapshot_rules** out,
                                 snaproll_error** error) {
  snaproll_snapshot_rules* made = NULL;
  int32_t status = snaproll_snapshot_rules_new(&made, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_rules_set_at_least_nodes(made, nodes, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_rules_set_at_least_time(made, time, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_rules_set_at_least_bytes(made, bytes, error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_rules_set_before_irreversible(made, irreversible,
                                                             error);
  if (status == SNAPROLL_OK)
    status = snaproll_snapshot_rules_set_skip_unchanged(made, skip, error);
  if (status == SNAPROLL_OK) {
    *out = made;
  } else {
    snaproll_snapshot_rules_free(made);
  }
  return status;
}
*/
import "C"

import "time"

type cSnapshotRules = C.snaproll_snapshot_rules

// SnapshotRules tell when snapshots are taken beside every n-th node: before a
// node where any of them says so. The zero value has no rules. They look at the
// history as it is: a snapshot that was taken by hand counts like any other.
type SnapshotRules struct {
	// AtLeastNodes is how many nodes, the one about to run included, since a
	// snapshot entered the history.
	AtLeastNodes int
	// AtLeastTime is how old the newest snapshot is; without one it is time at
	// once.
	AtLeastTime time.Duration
	// AtLeastBytes is in how many bytes of JSON the state differs from the
	// newest snapshot; without one it is due at once.
	AtLeastBytes uint64
	// Before are globs of the ids of nodes: * stands for any run of characters,
	// ? for one, \x for the character x; nothing else is special.
	Before []string
	// BeforeIrreversible is before steps that are marked so.
	BeforeIrreversible bool
	// SkipUnchanged: a snapshot of a state that is the same as that of the
	// newest one gives back that one, and nothing enters; by hand too.
	SkipUnchanged bool
}

// Check tells what is wrong with the rules, as making something with them does.
func (r SnapshotRules) Check() error {
	made, err := r.make()
	if err == nil {
		C.snaproll_snapshot_rules_free(made)
	}
	return err
}

// make gives the rules of the library, which the caller frees.
func (r SnapshotRules) make() (*cSnapshotRules, error) {
	nodes, err := count("AtLeastNodes", r.AtLeastNodes)
	if err != nil {
		return nil, err
	}
	var made *cSnapshotRules
	var e cError
	s := C.snapshot_rules_of(nodes, C.int64_t(r.AtLeastTime), C.uint64_t(r.AtLeastBytes),
		C.bool(r.BeforeIrreversible), C.bool(r.SkipUnchanged), &made, &e)
	if err := check(s, &e); err != nil {
		return nil, err
	}
	for _, glob := range r.Before {
		s := C.snaproll_snapshot_rules_add_before(made, chars(glob), size(glob), &e)
		if err := check(s, &e); err != nil {
			C.snaproll_snapshot_rules_free(made)
			return nil, err
		}
	}
	return made, nil
}

// WithSnapshotRules is when else an execution takes snapshots.
func WithSnapshotRules(rules SnapshotRules) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		made, err := rules.make()
		if err != nil {
			return 0, err
		}
		defer C.snaproll_snapshot_rules_free(made)
		return C.snaproll_options_set_snapshot_rules(o, made, e), nil
	})
}

// SetSnapshotRules is when else snapshots are taken from now on.
func (m *Manager) SetSnapshotRules(rules SnapshotRules) error {
	made, err := rules.make()
	if err != nil {
		return err
	}
	defer C.snaproll_snapshot_rules_free(made)
	return do(always, m, func(p *cManager, e *cError) status {
		return C.snaproll_manager_set_snapshot_rules(p, made, e)
	})
}
