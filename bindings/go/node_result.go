package snaproll

// #include "snaproll.h"
import "C"

import (
	"context"
	"sync"
	"time"
	"unsafe"
)

// Outcome is how a node ended.
type Outcome int32

// The outcomes of nodes.
const (
	Pending Outcome = C.SNAPROLL_PENDING
	Success Outcome = C.SNAPROLL_SUCCESS
	Failure Outcome = C.SNAPROLL_FAILURE
	Skipped Outcome = C.SNAPROLL_SKIPPED
)

var outcomeNames = []string{"pending", "success", "failure", "skipped"}

// String is the outcome in lower case.
func (o Outcome) String() string { return nameOf(outcomeNames, int(o)) }

type cNodeResult = C.snaproll_node_result

// NodeResult is the typed helper for the result of a node in the base form:
// {"started_at", "completed_at", "result", "retry_count", "metrics"}. It goes
// into RecordNodeResult as it is.
type NodeResult struct {
	handle
	turn sync.Mutex
}

var nodeResultNoun = &noun{"NodeResult", func(p unsafe.Pointer) {
	C.snaproll_node_result_free((*cNodeResult)(p))
}}

func (r *NodeResult) use(ctx context.Context) (*cNodeResult, error) {
	if r == nil {
		return nil, missing("NodeResult")
	}
	address, err := r.acquire(ctx)
	if err == nil {
		r.turn.Lock()
	}
	return (*cNodeResult)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (r *NodeResult) Close() error {
	if r == nil {
		return nil
	}
	return r.handle.close()
}

func (r *NodeResult) release() {
	r.turn.Unlock()
	r.handle.release()
}

func toNodeResult(made *cNodeResult, err error) (*NodeResult, error) {
	if err != nil {
		return nil, err
	}
	result := &NodeResult{}
	result.own(nodeResultNoun, unsafe.Pointer(made))
	return result, nil
}

// StartNodeResult is a result that is Pending since now.
func StartNodeResult(options ...Option) (*NodeResult, error) {
	var made *cNodeResult
	err := withOptions(options, func(o *C.snaproll_options, e *cError) status {
		return C.snaproll_node_result_start(o, &made, e)
	})
	return toNodeResult(made, err)
}

// NodeResultFromJSON reads the base form.
func NodeResultFromJSON[T Text](text T) (*NodeResult, error) {
	var made *cNodeResult
	var e cError
	s := C.snaproll_node_result_from_json(chars(text), size(text), &made, &e)
	return toNodeResult(made, check(s, &e))
}

// Succeed sets Success with an output, any Go value as JSON, and the end.
func (r *NodeResult) Succeed(output any) error {
	return withJSON(always, r, output, func(p *cNodeResult, text []byte, e *cError) status {
		return C.snaproll_node_result_succeed(p, chars(text), size(text), e)
	})
}

// Fail sets Failure with a message, and the end.
func (r *NodeResult) Fail(message string) error {
	return do(always, r, func(p *cNodeResult, e *cError) status {
		return C.snaproll_node_result_fail(p, chars(message), size(message), e)
	})
}

// Skip sets Skipped, and the end.
func (r *NodeResult) Skip() error {
	return do(always, r, func(p *cNodeResult, e *cError) status {
		return C.snaproll_node_result_skip(p, e)
	})
}

// ToJSON is the base form.
func (r *NodeResult) ToJSON() (string, error) {
	return getText(always, r, func(p *cNodeResult, out *cBuf, e *cError) status {
		return C.snaproll_node_result_to_json(p, out, e)
	})
}

// MarshalJSON is ToJSON, for encoding/json.
func (r *NodeResult) MarshalJSON() ([]byte, error) {
	text, err := r.ToJSON()
	return []byte(text), err
}

// StartedAt is when the node started.
func (r *NodeResult) StartedAt() (time.Time, error) {
	return toTimeOr(get(always, r, func(p *cNodeResult, out *C.int64_t, e *cError) status {
		return C.snaproll_node_result_started_at(p, out, e)
	}))
}

// CompletedAt is when it completed; the zero time where it did not.
func (r *NodeResult) CompletedAt() (time.Time, error) {
	return toTimeOr(get(always, r, func(p *cNodeResult, out *C.int64_t, e *cError) status {
		return C.snaproll_node_result_completed_at(p, out, e)
	}))
}

// Outcome is how it ended.
func (r *NodeResult) Outcome() (Outcome, error) {
	out, err := get(always, r, func(p *cNodeResult, out *C.int32_t, e *cError) status {
		return C.snaproll_node_result_outcome(p, out, e)
	})
	return Outcome(out), err
}

// Output reads what a success gave, as Get does a variable; ErrNotFound where
// there is no success.
func (r *NodeResult) Output(into any) error {
	return getJSON(always, r, into, func(p *cNodeResult, out *cBuf, e *cError) status {
		return C.snaproll_node_result_output(p, out, e)
	})
}

// Message is that of a failure; ErrNotFound where there is none.
func (r *NodeResult) Message() (string, error) {
	return getText(always, r, func(p *cNodeResult, out *cBuf, e *cError) status {
		return C.snaproll_node_result_message(p, out, e)
	})
}
