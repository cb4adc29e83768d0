package snaproll

/*
#include "snaproll.h"

// Begins a step and tells whether it is done, in one crossing.
static int32_t step_begin(snaproll_execution* run, const char* node,
                          size_t node_size, bool irreversible,
                          snaproll_step** out, bool* done,
                          snaproll_error** error) {
  snaproll_step_options* options = NULL;
  snaproll_step* made = NULL;
  int32_t status = SNAPROLL_OK;
  if (irreversible) {
    status = snaproll_step_options_new(&options, error);
    if (status == SNAPROLL_OK)
      status = snaproll_step_options_set_irreversible(options, true, error);
  }
  if (status == SNAPROLL_OK)
    status = snaproll_execution_step_begin(run, node, node_size, options, &made,
                                           error);
  snaproll_step_options_free(options);
  if (status == SNAPROLL_OK) status = snaproll_step_done(made, done, error);
  if (status == SNAPROLL_OK) {
    *out = made;
  } else {
    snaproll_step_free(made);
  }
  return status;
}
*/
import "C"

import (
	"context"
	"log/slog"
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

// OpenStep is one attempt at a node. One that is closed without an end stays
// unfinished.
type OpenStep struct {
	handle
	turn sync.Mutex
	run  *Execution
	done bool // When it began.
}

var stepNoun = &noun{"OpenStep", func(p unsafe.Pointer) {
	C.snaproll_step_free((*cStep)(p))
}}

func (s *OpenStep) use(ctx context.Context) (*cStep, error) {
	if s == nil {
		return nil, missing("OpenStep")
	}
	address, err := s.acquire(ctx)
	if err == nil {
		s.turn.Lock()
	}
	return (*cStep)(address), err
}

// Close gives the memory back, when the calls that are under way have ended. It
// may be called more than once, and on nil, and never fails.
func (s *OpenStep) Close() error {
	if s == nil {
		return nil
	}
	return s.handle.close()
}

func (s *OpenStep) release() {
	s.turn.Unlock()
	s.handle.release()
}

// StepBegin begins to run a node: counts it and may take an automatic snapshot.
// A node whose result is recorded is done at once, and nothing is counted.
//
// On a store, no step begins while the end of another one could not be
// committed: that is tried first.
func (x *Execution) StepBegin(ctx context.Context, node string, options ...StepOption) (*OpenStep, error) {
	var told stepTold
	for _, one := range options {
		if one == nil {
			return nil, missing("StepOption")
		}
		one.addStep(&told)
	}
	return x.begin(ctx, node, told)
}

func (x *Execution) begin(ctx context.Context, node string, told stepTold) (*OpenStep, error) {
	if x == nil {
		return nil, missing("Execution")
	}
	if err := x.settle(ctx); err != nil {
		return nil, err
	}
	begun := x.events.now()
	made, done, err := find(ctx, x, func(p *cExecution, out **cStep, done *C.bool, e *cError) status {
		return C.step_begin(p, chars(node), size(node), C.bool(told.irreversible), out, done, e)
	})
	if err != nil {
		x.events.committed(ctx, "begin of a step", begun, err)
		return nil, err
	}
	step := &OpenStep{run: x, done: done}
	step.own(stepNoun, unsafe.Pointer(made))
	step.waits = x.waits
	if !step.done {
		x.events.step(ctx, slog.LevelDebug, "step begun", step)
	}
	return step, nil
}

// Node is the node.
func (s *OpenStep) Node() (string, error) {
	return getText(always, s, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_node(p, out, e)
	})
}

// Done tells whether the result was recorded before: skip the work and read it.
func (s *OpenStep) Done() (bool, error) {
	out, err := get(always, s, func(p *cStep, out *C.bool, e *cError) status {
		return C.snaproll_step_done(p, out, e)
	})
	return bool(out), err
}

// Result reads the recorded output, as Get does a variable; ErrNotFound where
// the node is not done.
func (s *OpenStep) Result(into any) error {
	return getJSON(always, s, into, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_result(p, out, e)
	})
}

// IdempotencyKey is the same on retry and after a rollback, and another one in
// another execution.
func (s *OpenStep) IdempotencyKey() (string, error) {
	return getText(always, s, func(p *cStep, out *cBuf, e *cError) status {
		return C.snaproll_step_idempotency_key(p, out, e)
	})
}

// Attempt is the number of this attempt at the node, from 1.
func (s *OpenStep) Attempt() (int, error) {
	out, err := get(always, s, func(p *cStep, out *C.uint32_t, e *cError) status {
		return C.snaproll_step_attempt(p, out, e)
	})
	return int(out), err
}

// SnapshotID is the automatic snapshot taken at the beginning; false where
// there is none.
func (s *OpenStep) SnapshotID() (ID, bool, error) {
	id, present, err := find(always, s, func(p *cStep, out *C.snaproll_id, present *C.bool, e *cError) status {
		return C.snaproll_step_snapshot_id(p, out, present, e)
	})
	return toID(id), present, err
}

// Finish records the output of the node, any Go value as JSON, in the base
// form: the context is about waiting for the commit, not about that.
//
// On a store it returns when that is committed. Where it can not be committed,
// the step has ended in memory, and not on the store: Save, or the next step that
// begins, tries again, and Reload drops it. Where the context is done first, the
// commit goes on by itself.
func (s *OpenStep) Finish(ctx context.Context, output any) error {
	if text, ok := output.(string); ok {
		return s.endBy(ctx, finished, func(p *cStep, e *cError) status {
			return C.snaproll_step_finish_text(p, chars(text), size(text), e)
		})
	}
	text, err := encode(output)
	if err != nil {
		return err
	}
	return s.endBy(ctx, finished, func(p *cStep, e *cError) status {
		return C.snaproll_step_finish(p, chars(text), size(text), nil, e)
	})
}

// FinishWithMetrics is Finish with the metrics of a node result.
func (s *OpenStep) FinishWithMetrics(ctx context.Context, output any, metrics *NodeResult) error {
	text, err := encode(output) // Before metrics is in use: it may be the output.
	if err != nil {
		return err
	}
	given, err := metrics.use(always)
	if err != nil {
		return err
	}
	defer metrics.release()
	return s.endBy(ctx, finished, func(p *cStep, e *cError) status {
		return C.snaproll_step_finish(p, chars(text), size(text), given, e)
	})
}

// Fail records a failure; the rest of the state stays. It is committed as
// Finish is.
func (s *OpenStep) Fail(ctx context.Context, message string) error {
	return s.endBy(ctx, failed, func(p *cStep, e *cError) status {
		return C.snaproll_step_fail(p, chars(message), size(message), e)
	})
}

// Rollback sets the state back to what it was when the step began, also where
// no snapshot was kept then; the attempt stays on record.
func (s *OpenStep) Rollback(ctx context.Context, message string) (*RollbackResult, error) {
	told := s.events()
	begun := told.now()
	result, err := rollback(ctx, s, func(p *cStep, out **cRollbackResult, e *cError) status {
		return C.snaproll_step_rollback(p, chars(message), size(message), out, e)
	})
	if err != nil {
		told.committed(ctx, "rolled back step", begun, err)
		return result, err
	}
	if told != nil {
		told.step(ctx, slog.LevelWarn, "step rolled back", s,
			slog.Int("nodes_removed", result.NodesRemoved),
			slog.Int("variables_changed", result.VariablesChanged))
	}
	return result, nil
}

// events is what is told of it; nil where nobody listens.
func (s *OpenStep) events() *events {
	if s == nil || s.run == nil {
		return nil
	}
	return s.run.events
}
