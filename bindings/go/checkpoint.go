package snaproll

/*
#include "snaproll.h"

// What is read of a checkpoint when it is made, in one crossing.
static int32_t checkpoint_head(const snaproll_checkpoint* checkpoint,
                               int64_t* timestamp, int32_t* state,
                               snaproll_view* message, snaproll_error** error) {
  int32_t status = snaproll_checkpoint_timestamp(checkpoint, timestamp, error);
  if (status != SNAPROLL_OK) return status;
  return snaproll_checkpoint_state(checkpoint, state, message, error);
}
*/
import "C"

import (
	"context"
	"time"
	"unsafe"
)

type cCheckpoint = C.snaproll_checkpoint

// Checkpoint is the record that a pause leaves. Immutable.
type Checkpoint struct {
	handle
	timestamp time.Time
	state     State
}

var checkpointNoun = &noun{"Checkpoint", func(p unsafe.Pointer) {
	C.snaproll_checkpoint_free((*cCheckpoint)(p))
}}

func (c *Checkpoint) use(ctx context.Context) (*cCheckpoint, error) {
	if c == nil {
		return nil, missing("Checkpoint")
	}
	address, err := c.acquire(ctx)
	return (*cCheckpoint)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (c *Checkpoint) Close() error {
	if c == nil {
		return nil
	}
	return c.handle.close()
}

func toCheckpoint(made *cCheckpoint, err error) (*Checkpoint, error) {
	if err != nil {
		return nil, err
	}
	checkpoint := &Checkpoint{}
	checkpoint.own(checkpointNoun, unsafe.Pointer(made))
	var timestamp C.int64_t
	var kind C.int32_t
	var message C.snaproll_view
	err = do(always, checkpoint, func(p *cCheckpoint, e *cError) status {
		s := C.checkpoint_head(p, &timestamp, &kind, &message, e)
		checkpoint.state = State{StateKind(kind), viewText(message)}
		return s
	})
	if err != nil {
		checkpoint.Close()
		return nil, err
	}
	checkpoint.timestamp = toTime(timestamp)
	return checkpoint, nil
}

// CreateCheckpoint stores and returns a checkpoint.
func (c *Context) CreateCheckpoint() (*Checkpoint, error) {
	return toCheckpoint(get(always, c, func(p *cContext, out **cCheckpoint, e *cError) status {
		return C.snaproll_context_create_checkpoint(p, out, e)
	}))
}

// Checkpoint is the one that it has; ErrNotFound where there is none.
func (c *Context) Checkpoint() (*Checkpoint, error) {
	return toCheckpoint(get(always, c, func(p *cContext, out **cCheckpoint, e *cError) status {
		return C.snaproll_context_checkpoint(p, out, e)
	}))
}

// CheckpointFromJSON reads the JSON form.
func CheckpointFromJSON[T Text](text T, options ...Option) (*Checkpoint, error) {
	var made *cCheckpoint
	err := withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_checkpoint_from_json(chars(text), size(text), o, &made, e)
	})
	return toCheckpoint(made, err)
}

// Ref is another handle of the same checkpoint.
func (c *Checkpoint) Ref() (*Checkpoint, error) {
	return toCheckpoint(get(always, c, func(p *cCheckpoint, out **cCheckpoint, e *cError) status {
		return C.snaproll_checkpoint_ref(p, out, e)
	}))
}

// Timestamp is when it was taken.
func (c *Checkpoint) Timestamp() time.Time { return c.timestamp }

// State is the state that it holds.
func (c *Checkpoint) State() State { return c.state }

// CompletedNodes are the ids of the completed nodes.
func (c *Checkpoint) CompletedNodes() (nodes []string, err error) {
	err = getJSON(always, c, &nodes, func(p *cCheckpoint, out *cBuf, e *cError) status {
		return C.snaproll_checkpoint_completed_nodes(p, out, e)
	})
	return nodes, err
}

// Variables are its variables, as one object.
func (c *Checkpoint) Variables() (*Value, error) {
	return toValue(get(always, c, func(p *cCheckpoint, out **cValue, e *cError) status {
		return C.snaproll_checkpoint_variables(p, out, e)
	}))
}

// ToJSON is the JSON form.
func (c *Checkpoint) ToJSON() (string, error) {
	return getText(always, c, func(p *cCheckpoint, out *cBuf, e *cError) status {
		return C.snaproll_checkpoint_to_json(p, out, e)
	})
}

// MarshalJSON is ToJSON, for encoding/json.
func (c *Checkpoint) MarshalJSON() ([]byte, error) {
	text, err := c.ToJSON()
	return []byte(text), err
}
