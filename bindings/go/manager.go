package snaproll

// #include "variables.h"
import "C"

import (
	"context"
	"time"
	"unsafe"
)

type cManager = C.snaproll_manager

// Manager is the bounded history of snapshots of one execution.
type Manager struct {
	handle
	histories
}

var managerNoun = &noun{"Manager", func(p unsafe.Pointer) {
	C.snaproll_manager_free((*cManager)(p))
}}

func (m *Manager) use(ctx context.Context) (*cManager, error) {
	if m == nil {
		return nil, missing("Manager")
	}
	address, err := m.acquire(ctx)
	return (*cManager)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (m *Manager) Close() error {
	if m == nil {
		return nil
	}
	return m.handle.close()
}

func toManager(made *cManager, err error) (*Manager, error) {
	if err != nil {
		return nil, err
	}
	manager := &Manager{}
	manager.own(managerNoun, unsafe.Pointer(made))
	manager.of = manager
	return manager, nil
}

// NewManager is a manager that keeps at most max snapshots (10 is the usual
// number), or [Unlimited].
func NewManager(max int, options ...Option) (*Manager, error) {
	number, err := maximum(max)
	if err != nil {
		return nil, err
	}
	var made *cManager
	err = withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_manager_new(number, o, &made, e)
	})
	return toManager(made, err)
}

// Copy is a manager with a history of its own that begins as this one's.
func (m *Manager) Copy() (*Manager, error) {
	return toManager(get(always, m, func(p *cManager, out **cManager, e *cError) status {
		return C.snaproll_manager_copy(p, out, e)
	}))
}

// SetAutoSnapshot turns automatic snapshots on, one at every n-th node.
func (m *Manager) SetAutoSnapshot(n int) error {
	interval, err := count("an interval", n)
	if err != nil {
		return err
	}
	return do(always, m, func(p *cManager, e *cError) status {
		return C.snaproll_manager_set_auto_snapshot(p, interval, e)
	})
}

// DisableAutoSnapshot turns automatic snapshots off; the interval stays.
func (m *Manager) DisableAutoSnapshot() error {
	return do(always, m, func(p *cManager, e *cError) status {
		return C.snaproll_manager_disable_auto_snapshot(p, e)
	})
}

// CreateSnapshot captures the context as the newest snapshot.
func (m *Manager) CreateSnapshot(ctx context.Context, of *Context, options ...SnapshotOption) (ID, error) {
	given, err := of.use(ctx)
	if err != nil {
		return ID{}, err
	}
	defer of.release()
	id, err := withSnapshotOptions(ctx, m, options, func(p *cManager, o *cSnapshotOptions, id *C.snaproll_id, e *cError) status {
		return C.snaproll_manager_create_snapshot(p, given, o, id, e)
	})
	return toID(id), err
}

// PushSnapshot makes any snapshot the newest.
func (m *Manager) PushSnapshot(ctx context.Context, snapshot *Snapshot) error {
	given, err := snapshot.beside()
	if err != nil {
		return err
	}
	defer snapshot.letGo()
	return do(ctx, m, func(p *cManager, e *cError) status {
		return C.snaproll_manager_push_snapshot(p, given, e)
	})
}

// OnNodeExecute counts a node and takes an automatic snapshot where one is due;
// false where none was.
func (m *Manager) OnNodeExecute(ctx context.Context, of *Context, node string) (ID, bool, error) {
	given, err := of.use(ctx)
	if err != nil {
		return ID{}, false, err
	}
	defer of.release()
	id, taken, err := find(ctx, m, func(p *cManager, out *C.snaproll_id, taken *C.bool, e *cError) status {
		return C.snaproll_manager_on_node_execute(p, given, chars(node), size(node),
			out, taken, e)
	})
	return toID(id), taken, err
}

// Get is the snapshot with an id.
func (m *Manager) Get(id ID) (*Snapshot, error) {
	wanted := id.given()
	return toSnapshot(get(always, m, func(p *cManager, out **cSnapshot, e *cError) status {
		return C.snaproll_manager_get(p, &wanted, out, e)
	}))
}

// Latest is the newest snapshot.
func (m *Manager) Latest() (*Snapshot, error) {
	return toSnapshot(get(always, m, func(p *cManager, out **cSnapshot, e *cError) status {
		return C.snaproll_manager_latest(p, out, e)
	}))
}

// Count is the number of snapshots.
func (m *Manager) Count() (int, error) {
	p, err := m.use(always)
	if err != nil {
		return 0, err
	}
	defer m.release()
	var out C.size_t
	var e C.uintptr_t
	err = checked(C.count_snapshots(p, &out, &e), &e)
	return int(out), err
}

// Left is the number of snapshots that left the history since it began: for the
// maximum, by pruning or by clearing it.
func (m *Manager) Left() (uint64, error) {
	out, err := get(always, m, func(p *cManager, out *C.uint64_t, e *cError) status {
		return C.snaproll_manager_left(p, out, e)
	})
	return uint64(out), err
}

// Clear drops all snapshots and sets the node counter to 0.
func (m *Manager) Clear(ctx context.Context) error {
	return do(ctx, m, func(p *cManager, e *cError) status {
		return C.snaproll_manager_clear(p, e)
	})
}

// PruneBefore keeps the snapshots that were taken at t or later, and tells how
// many left.
func (m *Manager) PruneBefore(ctx context.Context, t time.Time) (int, error) {
	nanoseconds, err := fromTime(t)
	if err != nil {
		return 0, err
	}
	out, err := get(ctx, m, func(p *cManager, out *C.size_t, e *cError) status {
		return C.snaproll_manager_prune_before(p, nanoseconds, out, e)
	})
	return int(out), err
}
