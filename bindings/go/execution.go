package snaproll

// #include "snapshot_options.h"
import "C"

import (
	"context"
	"encoding/json"
	"log/slog"
	"unsafe"
)

type cExecution = C.snaproll_execution

// Execution is the front door: one context and its history in one handle. It
// has the methods of a [Context], which are about its live state, and those of a
// [Manager] that are about the tree of its history and the names in it.
type Execution struct {
	handle
	histories
	*live
	durable *durable // nil in memory.
	events  *events  // nil without a logger.
}

// live is the context of an execution, closed with it. The name keeps it inside.
type live = Context

var executionNoun = &noun{"Execution", func(p unsafe.Pointer) {
	C.snaproll_execution_free((*cExecution)(p))
}}

func (x *Execution) use(ctx context.Context) (*cExecution, error) {
	if x == nil {
		return nil, missing("Execution")
	}
	address, err := x.acquire(ctx)
	return (*cExecution)(address), err
}

func toExecution(made *cExecution, err error, logger *slog.Logger) (*Execution, error) {
	if err != nil {
		return nil, err
	}
	x := &Execution{}
	x.own(executionNoun, unsafe.Pointer(made))
	x.live, err = x.context()
	if err == nil {
		x.of, err = x.manager()
	}
	if err != nil {
		x.live.Close()
		x.handle.close()
		return nil, err
	}
	x.tellTo(logger)
	return x, nil
}

// NewExecution is a new execution, with nothing in it.
func NewExecution(options ...Option) (*Execution, error) {
	var made *cExecution
	err := withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_execution_new(o, &made, e)
	})
	return toExecution(made, err, loggerOf(options))
}

// ExecutionFromContext is an execution that goes on with a copy of a context;
// its history is empty. Ids, clock and limits are those of the context; the
// options tell how many snapshots are kept and when automatic ones are taken.
func ExecutionFromContext(of *Context, options ...Option) (*Execution, error) {
	given, err := of.use(always)
	if err != nil {
		return nil, err
	}
	defer of.release()
	var made *cExecution
	err = withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_execution_from_context(given, o, &made, e)
	})
	return toExecution(made, err, loggerOf(options))
}

func (x *Execution) context() (*Context, error) {
	return toContext(get(always, x, func(p *cExecution, out **cContext, e *cError) status {
		return C.snaproll_execution_context(p, out, e)
	}))
}

// Context is another handle of the live state. It stays usable when the
// execution is closed; that of a closed one is closed.
func (x *Execution) Context() *Context {
	other, err := x.context()
	if err != nil {
		return &Context{}
	}
	return other
}

// Manager is a handle of the history. It stays usable when the execution is
// closed; that of a closed one is closed.
func (x *Execution) Manager() *Manager {
	manager, err := x.manager()
	if err != nil {
		return &Manager{}
	}
	manager.waits = x.waits
	return manager
}

func (x *Execution) manager() (*Manager, error) {
	return toManager(get(always, x, func(p *cExecution, out **cManager, e *cError) status {
		return C.snaproll_execution_manager(p, out, e)
	}))
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil. On a store it waits for the commits
// that were begun and gives the execution up, for others to open; it fails only
// where the store could not be told.
func (x *Execution) Close() error {
	if x == nil {
		return nil
	}
	err := x.giveUp()
	x.live.Close()
	x.of.Close()
	x.handle.close()
	return err
}

// MarshalJSON is the JSON form of its context.
func (x *Execution) MarshalJSON() ([]byte, error) { return x.live.MarshalJSON() }

// Snapshot takes a snapshot.
func (x *Execution) Snapshot(ctx context.Context, options ...SnapshotOption) (ID, error) {
	told, err := tellSnapshot(options)
	if err != nil {
		return ID{}, err
	}
	if len(told.custom) > 0 {
		return x.snapshotWith(ctx, told)
	}
	begun := x.listener().now()
	id, err := x.snapshotPlain(ctx, told)
	if x != nil && x.events != nil {
		x.events.snapshot(ctx, id, begun, err)
	}
	return id, err
}

// snapshotPlain is Snapshot without custom members, in one crossing. It tells
// nobody: a logger may want the place that it has.
func (x *Execution) snapshotPlain(ctx context.Context, told snapshotTold) (ID, error) {
	p, err := x.use(ctx)
	if err != nil {
		return ID{}, err
	}
	defer x.release()
	s := scratches.Get().(*scratch)
	defer s.giveBack()
	id := (*ID)(unsafe.Pointer(&s.out))
	err = checked(C.snapshot_told(p, told.flags, chars(told.label), size(told.label),
		chars(told.node), size(told.node), chars(told.reason), size(told.reason),
		chars(told.createdBy), size(told.createdBy), (*C.uint8_t)(&id[0]), &s.error), &s.error)
	if err != nil {
		return ID{}, err
	}
	return *id, nil
}

// snapshotWith is Snapshot with custom members.
func (x *Execution) snapshotWith(ctx context.Context, told snapshotTold) (ID, error) {
	options, err := told.make()
	if err != nil {
		return ID{}, err
	}
	defer C.snaproll_snapshot_options_free(options)
	begun := x.listener().now()
	id, err := get(ctx, x, func(p *cExecution, out *C.snaproll_id, e *cError) status {
		return C.snaproll_execution_snapshot(p, options, out, e)
	})
	x.listener().snapshot(ctx, toID(id), begun, err)
	return toID(id), err
}

// listener is what is told of it; nil where nobody listens.
func (x *Execution) listener() *events {
	if x == nil {
		return nil
	}
	return x.events
}

// rollback calls a function that gives a rollback result, and tells of that.
func (x *Execution) rollback(
	ctx context.Context, call func(*cExecution, **cRollbackResult, *cError) status,
) (*RollbackResult, error) {
	told := x.listener()
	begun := told.now()
	result, err := rollback(ctx, x, call)
	told.committed(ctx, "rollback", begun, err)
	told.rollback(ctx, result)
	return result, err
}

// Rollback goes back to the newest snapshot. Where a rollback fails for lack of
// a snapshot, a result that tells so comes beside the error.
func (x *Execution) Rollback(ctx context.Context) (*RollbackResult, error) {
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback(p, out, e)
	})
}

// RollbackTo goes back to the snapshot with an id.
func (x *Execution) RollbackTo(ctx context.Context, id ID) (*RollbackResult, error) {
	wanted := id.given()
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback_to(p, &wanted, out, e)
	})
}

// RollbackN goes back to the n-th newest snapshot; 1 is the newest.
func (x *Execution) RollbackN(ctx context.Context, n int) (*RollbackResult, error) {
	steps, err := count("a number of steps", n)
	if err != nil {
		return nil, err
	}
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback_n(p, steps, out, e)
	})
}

// IsDone tells whether a finished result of the node is recorded.
func (x *Execution) IsDone(node string) (bool, error) {
	out, err := get(always, x, func(p *cExecution, out *C.bool, e *cError) status {
		return C.snaproll_execution_is_done(p, chars(node), size(node), out, e)
	})
	return bool(out), err
}

// Unfinished are the nodes begun and not ended, in the order of their beginning.
func (x *Execution) Unfinished() (nodes []string, err error) {
	err = getJSON(always, x, &nodes, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_unfinished(p, out, e)
	})
	return nodes, err
}

// Attempts are the attempts at a node ("": at every node), oldest first.
func (x *Execution) Attempts(node string) (attempts []Attempt, err error) {
	err = getJSON(always, x, &attempts, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_attempts(p, chars(node), size(node), out, e)
	})
	return attempts, err
}

// AttemptsJSON is Attempts as a JSON array.
func (x *Execution) AttemptsJSON(node string) (text json.RawMessage, err error) {
	err = getJSON(always, x, &text, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_attempts(p, chars(node), size(node), out, e)
	})
	return text, err
}
