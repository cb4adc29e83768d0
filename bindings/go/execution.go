package snaproll

/*
#include "snaproll.h"

// The handles of the live state and of the history, in one crossing.
static int32_t execution_parts(const snaproll_execution* execution,
                               snaproll_context** context,
                               snaproll_manager** manager,
                               snaproll_error** error) {
  int32_t status = snaproll_execution_context(execution, context, error);
  if (status != SNAPROLL_OK) return status;
  status = snaproll_execution_manager(execution, manager, error);
  if (status != SNAPROLL_OK) {
    snaproll_context_free(*context);
    *context = NULL;
  }
  return status;
}
*/
import "C"

import (
	"encoding/json"
	"unsafe"
)

type cExecution = C.snaproll_execution

// Execution is the front door: one context and its history in one handle. The
// methods of its [Context], the live state, are its own. Close closes both.
type Execution struct {
	handle
	*Context
	manager *Manager
}

var executionNoun = &noun{"Execution", func(p unsafe.Pointer) {
	C.snaproll_execution_free((*cExecution)(p))
}}

func (x *Execution) use() (*cExecution, error) {
	if x == nil {
		return nil, missing("Execution")
	}
	address, err := x.acquire()
	return (*cExecution)(address), err
}

func toExecution(made *cExecution, err error) (*Execution, error) {
	if err != nil {
		return nil, err
	}
	x := &Execution{}
	x.own(executionNoun, unsafe.Pointer(made))
	var context *cContext
	var manager *cManager
	err = do(x, func(p *cExecution, e *cError) status {
		return C.execution_parts(p, &context, &manager, e)
	})
	if err != nil {
		x.handle.Close()
		return nil, err
	}
	x.Context, _ = toContext(context, nil)
	x.manager, _ = toManager(manager, nil)
	return x, nil
}

// NewExecution is a new execution, with nothing in it.
func NewExecution(options ...Option) (*Execution, error) {
	var made *cExecution
	err := withOptions(options, func(o *C.snaproll_options, _ *C.snaproll_cancel, e *cError) status {
		return C.snaproll_execution_new(o, &made, e)
	})
	return toExecution(made, err)
}

// ExecutionFromContext is an execution that goes on with a copy of a context;
// its history is empty.
func ExecutionFromContext(context *Context, options ...Option) (*Execution, error) {
	given, err := context.use()
	if err != nil {
		return nil, err
	}
	defer context.release()
	var made *cExecution
	err = withOptions(options, func(o *C.snaproll_options, _ *C.snaproll_cancel, e *cError) status {
		return C.snaproll_execution_from_context(given, o, &made, e)
	})
	return toExecution(made, err)
}

// Manager is its history.
func (x *Execution) Manager() *Manager { return x.manager }

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once and never fails.
func (x *Execution) Close() error {
	if x.manager != nil {
		x.Context.Close()
		x.manager.Close()
	}
	return x.handle.Close()
}

// MarshalJSON is the JSON form of its context.
func (x *Execution) MarshalJSON() ([]byte, error) { return x.Context.MarshalJSON() }

// Snapshot takes a snapshot.
func (x *Execution) Snapshot(options ...SnapshotOption) (ID, error) {
	var id C.snaproll_id
	err := withSnapshotOptions(x, options, func(p *cExecution, o *cSnapshotOptions, e *cError) status {
		return C.snaproll_execution_snapshot(p, o, &id, e)
	})
	return toID(id), err
}

// Rollback goes back to the newest snapshot. Where a rollback fails for lack of
// a snapshot, a result that tells so comes beside the error.
func (x *Execution) Rollback() (*RollbackResult, error) {
	return rollback(x, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback(p, out, e)
	})
}

// RollbackTo goes back to the snapshot with an id.
func (x *Execution) RollbackTo(id ID) (*RollbackResult, error) {
	wanted := id.given()
	return rollback(x, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback_to(p, &wanted, out, e)
	})
}

// RollbackN goes back to the n-th newest snapshot; 1 is the newest.
func (x *Execution) RollbackN(n int) (*RollbackResult, error) {
	steps, err := count("a number of steps", n)
	if err != nil {
		return nil, err
	}
	return rollback(x, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_rollback_n(p, steps, out, e)
	})
}

// IsDone tells whether a finished result of the node is recorded.
func (x *Execution) IsDone(node string) (bool, error) {
	out, err := get(x, func(p *cExecution, out *C.bool, e *cError) status {
		return C.snaproll_execution_is_done(p, chars(node), size(node), out, e)
	})
	return bool(out), err
}

// Unfinished are the nodes begun and not ended, in the order of their beginning.
func (x *Execution) Unfinished() (nodes []string, err error) {
	err = getJSON(x, &nodes, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_unfinished(p, out, e)
	})
	return nodes, err
}

// Attempts are the attempts at a node ("": at every node), oldest first.
func (x *Execution) Attempts(node string) (attempts []Attempt, err error) {
	err = getJSON(x, &attempts, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_attempts(p, chars(node), size(node), out, e)
	})
	return attempts, err
}

// AttemptsJSON is Attempts as a JSON array.
func (x *Execution) AttemptsJSON(node string) (text json.RawMessage, err error) {
	err = getJSON(x, &text, func(p *cExecution, out *cBuf, e *cError) status {
		return C.snaproll_execution_attempts(p, chars(node), size(node), out, e)
	})
	return text, err
}
