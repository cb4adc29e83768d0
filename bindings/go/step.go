package snaproll

// #include "snaproll.h"
import "C"

import (
	"sync"
	"time"
	"unsafe"
)

// AttemptOutcome is how an attempt ended.
type AttemptOutcome string

// The outcomes of attempts.
const (
	AttemptOpen       AttemptOutcome = "open" // Begun and not ended.
	AttemptFinished   AttemptOutcome = "finished"
	AttemptFailed     AttemptOutcome = "failed"
	AttemptRolledBack AttemptOutcome = "rolled_back"
)

// Attempt is one attempt at one node. It stays on record when the state is
// rolled back.
type Attempt struct {
	Node           string         `json:"node"`
	Number         int            `json:"number"` // Of those at this node, from 1.
	Outcome        AttemptOutcome `json:"outcome"`
	Irreversible   bool           `json:"irreversible"`
	IdempotencyKey string         `json:"idempotency_key"`
	StartedAt      time.Time      `json:"started_at"`
	EndedAt        time.Time      `json:"ended_at"` // The zero time while it is open.
	Error          string         `json:"error"`
}

type cStep = C.snaproll_step

// Step is one attempt at a node. One that is closed without an end stays
// unfinished.
type Step struct {
	handle
	turn sync.Mutex
	run  *Execution // That commits its end; nil where nobody does.
}

var stepNoun = &noun{"Step", func(p unsafe.Pointer) {
	C.snaproll_step_free((*cStep)(p))
}}

func (s *Step) use() (*cStep, error) {
	if s == nil {
		return nil, missing("Step")
	}
	address, err := s.acquire()
	if err == nil {
		s.turn.Lock()
	}
	return (*cStep)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (s *Step) Close() error {
	if s == nil {
		return nil
	}
	return s.handle.close()
}

func (s *Step) release() {
	s.turn.Unlock()
	s.handle.release()
}

// StepBegin begins to run a node: counts it and may take an automatic snapshot.
// A node whose result is recorded is done at once, and nothing is counted.
//
// On a store, no step begins while the end of another one could not be
// committed: that is tried first.
func (x *Execution) StepBegin(node string, options ...StepOption) (*Step, error) {
	if x == nil {
		return nil, missing("Execution")
	}
	if err := x.settle(); err != nil {
		return nil, err
	}
	given, err := stepOptions(options)
	if err != nil {
		return nil, err
	}
	defer func() {
		if given != nil {
			C.snaproll_step_options_free(given)
		}
	}()
	made, err := get(x, func(p *cExecution, out **cStep, e *cError) status {
		return C.snaproll_execution_step_begin(p, chars(node), size(node), given, out, e)
	})
	if err != nil {
		return nil, err
	}
	step := &Step{}
	step.own(stepNoun, unsafe.Pointer(made))
	step.waits = x.waits
	if x.durable != nil && x.durable.batched {
		step.run = x
	}
	return step, nil
}

// Node is the node.
func (s *Step) Node() (string, error) {
	return getText(s, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_node(p, out, e)
	})
}

// Done tells whether the result was recorded before: skip the work and read it.
func (s *Step) Done() (bool, error) {
	out, err := get(s, func(p *cStep, out *C.bool, e *cError) status {
		return C.snaproll_step_done(p, out, e)
	})
	return bool(out), err
}

// Result reads the recorded output, as Get does a variable; ErrNotFound where
// the node is not done.
func (s *Step) Result(into any) error {
	return getJSON(s, into, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_result(p, out, e)
	})
}

// IdempotencyKey is the same on retry and after a rollback, and another one in
// another execution.
func (s *Step) IdempotencyKey() (string, error) {
	return getText(s, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_idempotency_key(p, out, e)
	})
}

// Attempt is the number of this attempt at the node, from 1.
func (s *Step) Attempt() (int, error) {
	out, err := get(s, func(p *cStep, out *C.uint32_t, e *cError) status {
		return C.snaproll_step_attempt(p, out, e)
	})
	return int(out), err
}

// SnapshotID is the automatic snapshot taken at the beginning; false where
// there is none.
func (s *Step) SnapshotID() (ID, bool, error) {
	var present C.bool
	id, err := get(s, func(p *cStep, out *C.snaproll_id, e *cError) status {
		return C.snaproll_step_snapshot_id(p, out, &present, e)
	})
	return toID(id), bool(present), err
}

// Finish records the output of the node, any Go value as JSON, in the base
// form.
//
// On a store it returns when that is committed. Where it can not be committed,
// the step has ended in memory, and not on the store: Save, or the next step that
// begins, tries again, and Reload drops it.
func (s *Step) Finish(output any) error {
	if text, ok := output.(string); ok {
		return s.endBy(func(p *cStep, e *cError) status {
			return C.snaproll_step_finish_text(p, chars(text), size(text), e)
		})
	}
	text, err := encode(output)
	if err != nil {
		return err
	}
	return s.endBy(func(p *cStep, e *cError) status {
		return C.snaproll_step_finish(p, chars(text), size(text), nil, e)
	})
}

// FinishWithMetrics is Finish with the metrics of a node result.
func (s *Step) FinishWithMetrics(output any, metrics *NodeResult) error {
	text, err := encode(output) // Before metrics is in use: it may be the output.
	if err != nil {
		return err
	}
	given, err := metrics.use()
	if err != nil {
		return err
	}
	defer metrics.release()
	return s.endBy(func(p *cStep, e *cError) status {
		return C.snaproll_step_finish(p, chars(text), size(text), given, e)
	})
}

// Fail records a failure; the rest of the state stays. It is committed as
// Finish is.
func (s *Step) Fail(message string) error {
	return s.endBy(func(p *cStep, e *cError) status {
		return C.snaproll_step_fail(p, chars(message), size(message), e)
	})
}

// Rollback sets the state back to what it was when the step began, also where
// no snapshot was kept then; the attempt stays on record.
func (s *Step) Rollback(message string) (*RollbackResult, error) {
	return rollback(s, func(p *cStep, out **cRollbackResult, e *cError) status {
		return C.snaproll_step_rollback(p, chars(message), size(message), out, e)
	})
}
