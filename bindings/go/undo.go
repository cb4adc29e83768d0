package snaproll

// #include "snaproll.h"
import "C"

import "context"

// UndoLimit is how many rollbacks a context can undo: 100 without it; 0 is none.
func UndoLimit(n int) Option {
	return option(func(o *C.snaproll_options, e *cError) (status, error) {
		number, err := count("a limit of undo", n)
		if err != nil {
			return 0, err
		}
		return C.snaproll_options_set_undo_limit(o, number, e), nil
	})
}

// UndoRollback takes the last rollback, applied snapshot, plan or patch back: the
// state is what it was before it. What was done since can be redone. ErrNotFound
// where there is nothing to undo.
func (c *Context) UndoRollback() (*RollbackResult, error) {
	return rollback(always, c, func(p *cContext, out **cRollbackResult, e *cError) status {
		return C.snaproll_context_undo_rollback(p, out, e)
	})
}

// RedoRollback takes the last undo back; ErrNotFound where nothing was undone, or
// the context changed since.
func (c *Context) RedoRollback() (*RollbackResult, error) {
	return rollback(always, c, func(p *cContext, out **cRollbackResult, e *cError) status {
		return C.snaproll_context_redo_rollback(p, out, e)
	})
}

// UndoRollback is that of the context, with the effects that it goes back behind.
func (x *Execution) UndoRollback(ctx context.Context) (*RollbackResult, error) {
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_undo_rollback(p, out, e)
	})
}

// RedoRollback is that of the context, with the effects that it goes back behind.
func (x *Execution) RedoRollback(ctx context.Context) (*RollbackResult, error) {
	return x.rollback(ctx, func(p *cExecution, out **cRollbackResult, e *cError) status {
		return C.snaproll_execution_redo_rollback(p, out, e)
	})
}

// UndoCount is how many can be undone.
func (c *Context) UndoCount() (int, error) {
	out, err := get(always, c, func(p *cContext, out *C.size_t, e *cError) status {
		return C.snaproll_context_undo_count(p, out, e)
	})
	return int(out), err
}

// RedoCount is how many can be redone.
func (c *Context) RedoCount() (int, error) {
	out, err := get(always, c, func(p *cContext, out *C.size_t, e *cError) status {
		return C.snaproll_context_redo_count(p, out, e)
	})
	return int(out), err
}

// ClearUndo forgets all that could be undone or redone.
func (c *Context) ClearUndo() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_clear_undo(p, e)
	})
}

// Clear drops all snapshots, as that of the Manager does, and all that could be
// undone.
func (x *Execution) Clear(ctx context.Context) error {
	return do(ctx, x, func(p *cExecution, e *cError) status {
		return C.snaproll_execution_clear(p, e)
	})
}
