package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"time"
	"unsafe"
)

type cContext = C.snaproll_context

// Context is the live, mutable state of one execution.
type Context struct{ handle }

var contextNoun = &noun{"Context", func(p unsafe.Pointer) {
	C.snaproll_context_free((*cContext)(p))
}}

func (c *Context) use(ctx context.Context) (*cContext, error) {
	if c == nil {
		return nil, missing("Context")
	}
	address, err := c.acquire(ctx)
	return (*cContext)(address), err
}

// held is use of a handle whose calls wait for nothing, until letGo.
func (c *Context) held() (*cContext, error) {
	if c == nil {
		return nil, missing("Context")
	}
	address, err := c.hold()
	return (*cContext)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (c *Context) Close() error {
	if c == nil {
		return nil
	}
	return c.handle.close()
}

func toContext(made *cContext, err error) (*Context, error) {
	if err != nil {
		return nil, err
	}
	of := &Context{}
	of.own(contextNoun, unsafe.Pointer(made))
	return of, nil
}

// NewContext is a running context of a workflow, with nothing in it.
func NewContext(workflowID string, options ...Option) (*Context, error) {
	var made *cContext
	err := withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_context_new(chars(workflowID), size(workflowID), o, &made, e)
	})
	return toContext(made, err)
}

// ContextFromJSON reads the JSON form.
func ContextFromJSON[T Text](ctx context.Context, text T, options ...Option) (*Context, error) {
	var made *cContext
	err := optionsUntil(ctx, options, func(o *C.snaproll_options, c cCancel, e *cError) status {
		return C.snaproll_context_from_json(chars(text), size(text), o, c, &made, e)
	})
	return toContext(made, err)
}

// ResumeFromCheckpoint is a context that goes on from a checkpoint.
func ResumeFromCheckpoint(from *Checkpoint, workflowID string, options ...Option) (*Context, error) {
	checkpoint, err := from.use(always)
	if err != nil {
		return nil, err
	}
	defer from.release()
	var made *cContext
	err = withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_context_resume_from_checkpoint(checkpoint,
			chars(workflowID), size(workflowID), o, &made, e)
	})
	return toContext(made, err)
}

// Copy is a context of its own with the same content.
func (c *Context) Copy() (*Context, error) {
	return toContext(get(always, c, func(p *cContext, out **cContext, e *cError) status {
		return C.snaproll_context_copy(p, out, e)
	}))
}

// ToJSON is the JSON form.
func (c *Context) ToJSON(ctx context.Context) (string, error) {
	return textUntil(ctx, c, func(p *cContext, stop cCancel, out *cBuf, e *cError) status {
		return C.snaproll_context_to_json(p, stop, out, e)
	})
}

// MarshalJSON is ToJSON, for encoding/json.
func (c *Context) MarshalJSON() ([]byte, error) {
	text, err := c.ToJSON(always)
	return []byte(text), err
}

// ExecutionID is the id of its execution.
func (c *Context) ExecutionID() (string, error) {
	return getText(always, c, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_execution_id(p, out, e)
	})
}

// WorkflowID is the id of its workflow.
func (c *Context) WorkflowID() (string, error) {
	return getText(always, c, func(p *cContext, out *cBuf, e *cError) status {
		return C.snaproll_context_workflow_id(p, out, e)
	})
}

// StartedAt is when it started.
func (c *Context) StartedAt() (time.Time, error) {
	return toTimeOr(get(always, c, func(p *cContext, out *C.int64_t, e *cError) status {
		return C.snaproll_context_started_at(p, out, e)
	}))
}

// CompletedAt is when it completed; the zero time where it did not.
func (c *Context) CompletedAt() (time.Time, error) {
	return toTimeOr(get(always, c, func(p *cContext, out *C.int64_t, e *cError) status {
		return C.snaproll_context_completed_at(p, out, e)
	}))
}

// State is its state.
func (c *Context) State() (State, error) {
	var message cBuf
	kind, err := get(always, c, func(p *cContext, out *C.int32_t, e *cError) status {
		return C.snaproll_context_state(p, out, &message, e)
	})
	if err != nil {
		return State{}, err
	}
	return State{StateKind(kind), takeText(&message)}, nil
}

// SetState sets the state; the message counts for Failed alone.
func (c *Context) SetState(s State) error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_set_state(p, C.int32_t(s.Kind),
			chars(s.Message), size(s.Message), e)
	})
}

// Version is a number that every change raises.
func (c *Context) Version() (uint64, error) {
	out, err := get(always, c, func(p *cContext, out *C.uint64_t, e *cError) status {
		return C.snaproll_context_version(p, out, e)
	})
	return uint64(out), err
}

// Position is the snapshot that it was last captured as or set back to; false
// where there is none.
func (c *Context) Position() (ID, bool, error) {
	id, present, err := find(always, c, func(p *cContext, out *C.snaproll_id, present *C.bool, e *cError) status {
		return C.snaproll_context_position(p, out, present, e)
	})
	return toID(id), present, err
}

// MarkCompleted sets the time of completion to now, where it is unset.
func (c *Context) MarkCompleted() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_mark_completed(p, e)
	})
}

// Pause sets Paused and takes a checkpoint.
func (c *Context) Pause() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_pause(p, e)
	})
}

// Resume turns Paused into Running.
func (c *Context) Resume() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_resume(p, e)
	})
}

// Cancel sets Cancelled and marks it completed.
func (c *Context) Cancel() error {
	return do(always, c, func(p *cContext, e *cError) status {
		return C.snaproll_context_cancel(p, e)
	})
}

// CanResume tells whether a checkpoint is there and the state is Paused.
func (c *Context) CanResume() (bool, error) {
	out, err := get(always, c, func(p *cContext, out *C.bool, e *cError) status {
		return C.snaproll_context_can_resume(p, out, e)
	})
	return bool(out), err
}
